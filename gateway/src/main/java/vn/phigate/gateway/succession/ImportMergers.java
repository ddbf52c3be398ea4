package vn.phigate.gateway.succession;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.tables.TableFile;
import vn.phigate.gateway.platform.tables.UnreadableTable;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.succession.ReadMergers.Merger;

/**
 * Takes a file of mergers in: enters the former communes that are not known, and proposes one succession for each former district, so that what is
 * approved, looked at or undone together is of a size that a person can read. The same file again changes nothing.
 */
public final class ImportMergers {
    /** The second of two imports finds what the first one proposed, and leaves it as it is. */
    private static final String ONE_AT_A_TIME =
            "select cast(pg_advisory_xact_lock(hashtextextended('mergers-import', 8080)) as text) as locked";

    /** Law 72/2025/QH15: the communes of 2025 began their work on 1 July 2025. */
    public static final Instant CUT_OVER_2025 = BusinessDay.startOf(LocalDate.of(2025, 7, 1));
    /** Since when a former commune had its code is not in the file. Prices of the sample catalogue begin on this day as well. */
    private static final LocalDate FORMER_SINCE = LocalDate.of(2025, 1, 1);

    private static final int MOST_AGENCIES = 100_000;
    private static final String SUCCEEDED = """
            select distinct p.former_agency from gateway.succession_part p join gateway.succession u on u.id = p.succession_id
            where u.status in ('proposed', 'approved') and p.former_agency is not null
            """;

    private final Agencies agencies;
    private final Accounts accounts;
    private final Successions successions;

    public ImportMergers(Agencies agencies, Accounts accounts, Successions successions) {
        this.agencies = agencies;
        this.accounts = accounts;
        this.successions = successions;
    }

    /** @param province code of the present province whose rows count; null for all */
    public record Order(Path file, @Nullable String province, String legalAct, Instant cutOver) {}

    /** Tells what an import would propose, and changes nothing. */
    public MergerReport preview(Sql sql, Order order) {
        return plan(sql, order).report(false);
    }

    /** Proposes it; other people approve. */
    public MergerReport apply(Tx tx, Order order, String by) {
        tx.get(ONE_AT_A_TIME);
        Plan plan = plan(tx, order);
        Map<String, Long> ids = former(tx, plan, order, by);
        plan.districts().forEach((district, formers) -> propose(tx, order, district, formers, plan, ids, by));
        return plan.report(true);
    }

    /** For the sandbox: former communes get generated accounts, and everything is approved at once by two invented people. */
    public MergerReport seed(Tx tx, Order order, String maker, String checker) {
        Plan plan = plan(tx, order);
        Map<String, Long> ids = former(tx, plan, order, maker);
        accounts.generateFormer(
                tx,
                ids.entrySet().stream()
                        .map(e -> new Accounts.Former(
                                e.getValue(),
                                e.getKey(),
                                plan.rows(e.getKey()).getFirst().oldName()))
                        .toList(),
                BusinessDay.startOf(FORMER_SINCE),
                maker,
                checker);
        plan.districts().forEach((district, formers) -> {
            Succession proposed = propose(tx, order, district, formers, plan, ids, maker);
            successions.approveQuietly(tx, proposed.id(), checker);
        });
        return plan.report(true);
    }

    private Succession propose(
            Tx tx, Order order, String district, List<String> formers, Plan plan, Map<String, Long> ids, String by) {
        List<Successions.NewPart> parts = new ArrayList<>();
        for (String code : formers) {
            List<Merger> rows = plan.rows(code);
            Long known = plan.known().get(code);
            long former = known != null ? known : Objects.requireNonNull(ids.get(code));
            parts.add(new Successions.NewPart(
                    former,
                    rows.stream()
                            .map(row -> Objects.requireNonNull(plan.successors().get(row.newCode())))
                            .toList(),
                    rows.getFirst().divided(),
                    null,
                    null));
        }
        String note = district.isEmpty() ? null : district;
        return successions.propose(
                tx, new Successions.NewSuccession(order.legalAct(), order.cutOver(), note, parts), by);
    }

    /** Enters those that have no agency yet. */
    private Map<String, Long> former(Tx tx, Plan plan, Order order, String by) {
        var names = new LinkedHashMap<String, String>();
        plan.formers().forEach((code, rows) -> {
            if (!plan.known().containsKey(code)) {
                names.put(code, rows.getFirst().oldName());
            }
        });
        return names.isEmpty()
                ? Map.of()
                : agencies.createFormer(
                        tx, "commune", names, FORMER_SINCE, Successions.firstDayWithout(order.cutOver()), by);
    }

    /** @param formers the rows to take, by former code @param known former codes that are agencies already */
    private record Plan(
            String format,
            ReadMergers read,
            Map<String, List<Merger>> formers,
            Map<String, Long> known,
            Map<String, Long> successors,
            long unchanged) {
        List<Merger> rows(String formerCode) {
            return Objects.requireNonNull(formers.get(formerCode));
        }

        Map<String, List<String>> districts() {
            var districts = new LinkedHashMap<String, List<String>>();
            formers.forEach((code, rows) -> districts
                    .computeIfAbsent(rows.getFirst().district(), d -> new ArrayList<>())
                    .add(code));
            return districts;
        }

        MergerReport report(boolean applied) {
            List<Merger> rows = formers.values().stream().flatMap(List::stream).toList();
            return new MergerReport(
                    format,
                    applied,
                    read.rows(),
                    rows.size(),
                    unchanged,
                    read.refused(),
                    formers.size(),
                    formers.values().stream()
                            .filter(own -> own.getFirst().divided())
                            .count(),
                    rows.stream().map(Merger::newCode).distinct().count(),
                    formers.keySet().stream()
                            .filter(code -> !known.containsKey(code))
                            .count(),
                    districts().size(),
                    read.findings());
        }
    }

    private Plan plan(Sql sql, Order order) {
        try {
            TableFile file = TableFile.open(order.file());
            ReadMergers read = new ReadMergers(order.province()).read(file);
            if (!read.usable()) {
                throw unreadable(
                        new MergerReport.Finding(
                                "error",
                                0,
                                "",
                                "",
                                "header_missing",
                                "Dòng đầu cần các cột old_code, old_name, new_code, divided và, khi chọn tỉnh, new_province_code.",
                                "The first row needs the columns old_code, old_name, new_code, divided and, when a province is chosen, new_province_code."));
            }
            return plan(sql, order, file.format(), read);
        } catch (UnreadableTable e) {
            var finding = new MergerReport.Finding("error", e.line(), "", "", e.rule(), e.vi(), e.en());
            throw unreadable(finding);
        }
    }

    private static Refusal unreadable(MergerReport.Finding finding) {
        return SuccessionProblem.MERGERS_UNREADABLE
                .refusal(
                        SuccessionProblem.MERGERS_UNREADABLE.vi() + " " + finding.text(),
                        SuccessionProblem.MERGERS_UNREADABLE.en() + " " + finding.textEn())
                .with("findings", List.of(finding));
    }

    private Plan plan(Sql sql, Order order, String format, ReadMergers read) {
        Map<String, Agency> present = byCode(sql, BusinessDay.of(order.cutOver()));
        Map<String, Agency> before =
                byCode(sql, Successions.firstDayWithout(order.cutOver()).minusDays(1));
        Set<Long> succeeded = new HashSet<>(sql.list(SUCCEEDED, row -> row.whole("former_agency")));
        var formers = new LinkedHashMap<String, List<Merger>>();
        var known = new LinkedHashMap<String, Long>();
        var successors = new LinkedHashMap<String, Long>();
        long unchanged = 0;
        for (Map.Entry<String, List<Merger>> each : read.byFormer().entrySet()) {
            Agency former = before.get(each.getKey());
            if (former != null && succeeded.contains(former.id())) {
                unchanged += each.getValue().size();
                continue;
            }
            List<Merger> sound = each.getValue().stream()
                    .filter(row -> successor(present, former, row, read, successors))
                    .toList();
            if (!sound.isEmpty()) {
                formers.put(each.getKey(), sound);
                if (former != null) {
                    known.put(each.getKey(), former.id());
                }
            }
        }
        return new Plan(format, read, formers, known, successors, unchanged);
    }

    private static boolean successor(
            Map<String, Agency> present,
            @Nullable Agency former,
            Merger row,
            ReadMergers read,
            Map<String, Long> successors) {
        Agency successor = present.get(row.newCode());
        if (successor == null) {
            read.error(
                    row.line(),
                    "new_code",
                    row.newCode(),
                    "successor_unknown",
                    "Không có cơ quan mang mã này vào ngày chuyển.",
                    "No agency has this code on the day of the cut-over.");
            return false;
        }
        if (former != null && former.id() == successor.id()) {
            read.error(
                    row.line(),
                    "new_code",
                    row.newCode(),
                    "same_agency",
                    "Mã cũ và mã mới là cùng một cơ quan, nên không có gì để kế tiếp.",
                    "The former and the present code are one agency, so nothing is succeeded.");
            return false;
        }
        if (!row.newName().isEmpty() && !row.newName().equals(successor.name())) {
            read.notice(
                    row.line(),
                    "new_name",
                    row.newName(),
                    "name_differs",
                    "Cơ quan mang mã này có tên «" + successor.name() + "».",
                    "The agency with this code is called \"" + successor.name() + "\".");
        }
        successors.put(row.newCode(), successor.id());
        return true;
    }

    private Map<String, Agency> byCode(Sql sql, LocalDate day) {
        var found = new LinkedHashMap<String, Agency>();
        agencies.list(sql, day, "", MOST_AGENCIES).forEach(agency -> found.put(agency.code(), agency));
        return found;
    }
}
