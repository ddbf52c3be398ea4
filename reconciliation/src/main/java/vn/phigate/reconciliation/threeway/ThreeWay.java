package vn.phigate.reconciliation.threeway;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.income.DossierSides;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.lists.ListKind;
import vn.phigate.reconciliation.lists.Lists;
import vn.phigate.reconciliation.lists.Lists.KeptRow;
import vn.phigate.reconciliation.matching.Matching;

/** The door to the three-way comparison. */
public final class ThreeWay {
    private final Accounts accounts;
    private final Agencies agencies;
    private final Matching matching;
    private final Discrepancies discrepancies;
    private final Lists lists;

    public ThreeWay(Accounts accounts, Agencies agencies, Matching matching, Discrepancies discrepancies, Lists lists) {
        this.accounts = accounts;
        this.agencies = agencies;
        this.matching = matching;
        this.discrepancies = discrepancies;
        this.lists = lists;
    }

    /**
     * One dossier.
     *
     * @param agency code; null when nobody knows whose it is
     * @param feeVnd by the gateway; where it does not know the dossier, by the desk's list
     * @param feeListVnd what the desk's lists say; 0 when they do not name it
     * @param providerVnd what was reported as paid
     * @param bankVnd what the bank showed: credit less debit, several payments together
     * @param receipts numbers, of ours and of outside services
     */
    public record Compared(
            String dossier,
            @Nullable String agency,
            long feeVnd,
            long feeListVnd,
            long providerVnd,
            long bankVnd,
            long receiptVnd,
            List<String> receipts,
            Code code) {}

    /** A line of the bank that names no dossier that fits. @param type why it is open */
    public record LineWithoutCode(
            UUID line, String account, @Nullable String bankReference, long amountVnd, String narrative, String type) {}

    /** A receipt of an outside service that names no dossier, or several. */
    public record ReceiptWithoutCode(@Nullable String serial, String number, LocalDate day, long amountVnd) {}

    /** @param counts dossiers by code */
    public record Report(
            LocalDate businessDay,
            @Nullable String agency,
            Map<Code, Integer> counts,
            List<Compared> dossiers,
            List<LineWithoutCode> linesWithoutCode,
            List<ReceiptWithoutCode> receiptsWithoutCode) {}

    /**
     * Every dossier that the day touched: settled, paid, seen at the bank, with a receipt, or on a list of the day.
     *
     * @param agency code on the day; null for the whole city
     */
    public Report ofDay(Sql sql, LocalDate day, @Nullable String agency) {
        Agency chosen = agency == null ? null : agencies.get(sql, agency, day);
        Long agencyId = chosen == null ? null : chosen.id();
        List<KeptRow> fees = of(lists.ofDays(sql, ListKind.FEES, day, day), agencyId);
        List<KeptRow> papers = of(lists.ofDays(sql, ListKind.RECEIPTS, day, day), agencyId);
        List<Compared> compared = compared(sql, day, agencyId, fees, papers);
        Map<Code, Integer> counts = new EnumMap<>(Code.class);
        for (Code code : Code.values()) {
            counts.put(code, 0);
        }
        compared.forEach(each -> counts.merge(each.code(), 1, Integer::sum));
        return new Report(
                day,
                agency,
                counts,
                compared,
                linesWithoutCode(sql, day, agencyId),
                papers.stream()
                        .filter(row -> row.row().compact() == null && !row.row().cancelled())
                        .map(row -> new ReceiptWithoutCode(
                                row.row().serial(),
                                Objects.requireNonNull(row.row().number()),
                                row.row().day(),
                                row.row().amountVnd()))
                        .toList());
    }

    /**
     * What of a month is not over: dossiers that its days touched and whose receipt is missing, or whose sides differ. A month does not close with these.
     *
     * @param agencyId null for the whole city
     */
    public List<Compared> unsettled(Sql sql, YearMonth month, @Nullable Long agencyId) {
        Map<String, Compared> unsettled = new TreeMap<>();
        for (LocalDate day = month.atDay(1); !day.isAfter(month.atEndOfMonth()); day = day.plusDays(1)) {
            for (Compared each : compared(
                    sql,
                    day,
                    agencyId,
                    of(lists.ofDays(sql, ListKind.FEES, day, day), agencyId),
                    of(lists.ofDays(sql, ListKind.RECEIPTS, day, day), agencyId))) {
                if (each.code() == Code.A03 || each.code() == Code.A04) {
                    unsettled.put(each.dossier(), each);
                }
            }
        }
        return List.copyOf(unsettled.values());
    }

    /** The dossiers of a day, in the order of their codes. */
    private List<Compared> compared(
            Sql sql, LocalDate day, @Nullable Long agencyId, List<KeptRow> fees, List<KeptRow> papers) {
        Set<String> listed = new LinkedHashSet<>();
        fees.forEach(row -> listed.add(Objects.requireNonNull(row.row().compact())));
        papers.stream().map(row -> row.row().compact()).filter(Objects::nonNull).forEach(listed::add);
        Map<String, DossierSides> known = new TreeMap<>();
        DossierSides.ofDay(sql, day, agencyId, listed).forEach(sides -> known.put(sides.compact(), sides));
        Set<String> all = new LinkedHashSet<>(known.keySet());
        all.addAll(listed);
        Map<String, List<KeptRow>> feesOf = byCode(of(lists.ofDossiers(sql, ListKind.FEES, all), agencyId));
        Map<String, List<KeptRow>> papersOf = byCode(of(lists.ofDossiers(sql, ListKind.RECEIPTS, all), agencyId));
        Map<Long, String> codes = new HashMap<>();
        List<Compared> compared = new ArrayList<>();
        for (String compact : all) {
            compared.add(compare(
                    sql,
                    compact,
                    known.get(compact),
                    feesOf.getOrDefault(compact, List.of()),
                    papersOf.getOrDefault(compact, List.of()),
                    codes));
        }
        compared.sort(Comparator.comparing(Compared::dossier));
        return compared;
    }

    private Compared compare(
            Sql sql,
            String compact,
            @Nullable DossierSides sides,
            List<KeptRow> fees,
            List<KeptRow> papers,
            Map<Long, String> codes) {
        long listedVnd = fees.stream().mapToLong(row -> row.row().amountVnd()).reduce(0, Math::addExact);
        long paperVnd = papers.stream()
                .filter(row -> !row.row().cancelled())
                .mapToLong(row -> row.row().amountVnd())
                .reduce(0, Math::addExact);
        List<String> receipts = new ArrayList<>(sides == null ? List.of() : sides.receipts());
        papers.stream()
                .filter(row -> !row.row().cancelled())
                .map(row -> (row.row().serial() == null ? "" : row.row().serial() + "-")
                        + row.row().number())
                .forEach(receipts::add);
        long fee = sides == null || sides.feeVnd() == 0 ? listedVnd : sides.feeVnd();
        // Of a desk's fee the bank showed what the lines gave to its row of the list.
        long deskVnd = fees.isEmpty()
                ? 0
                : matching.givenVnd(sql, fees.stream().map(KeptRow::id).toList()).values().stream()
                        .mapToLong(Long::longValue)
                        .reduce(0, Math::addExact);
        long bank = deskVnd + (sides == null ? 0 : sides.bankVnd());
        long receipt = paperVnd + (sides == null ? 0 : sides.receiptVnd());
        Code code = Code.of(fee, bank, receipt);
        // The desk says one fee and the gateway another: one of the sources is wrong, even where the money fits one of
        // them.
        if (code == Code.A01 && listedVnd > 0 && listedVnd != fee) {
            code = Code.A04;
        }
        String name = sides != null
                ? sides.code()
                : Stream.concat(fees.stream(), papers.stream())
                        .map(row -> row.row().dossier())
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(compact);
        return new Compared(
                name,
                sides != null ? sides.agency() : agency(sql, fees, papers, codes),
                fee,
                listedVnd,
                sides == null ? 0 : sides.providerVnd(),
                bank,
                receipt,
                receipts,
                code);
    }

    private @Nullable String agency(Sql sql, List<KeptRow> fees, List<KeptRow> papers, Map<Long, String> codes) {
        for (List<KeptRow> rows : List.of(fees, papers)) {
            for (KeptRow row : rows) {
                Long id = row.agency();
                if (id != null) {
                    return codes.computeIfAbsent(
                            id, each -> agencies.byId(sql, each).code());
                }
            }
        }
        return null;
    }

    private List<LineWithoutCode> linesWithoutCode(Sql sql, LocalDate day, @Nullable Long agencyId) {
        Set<UUID> ids = agencyId == null
                ? Set.of()
                : accounts.ofAgency(sql, agencyId).stream()
                        .map(CollectionAccount::id)
                        .collect(Collectors.toSet());
        List<LineWithoutCode> lines = new ArrayList<>();
        for (Discrepancy each : discrepancies.list(
                sql, new Discrepancies.Choice("open", null, day), new UUID(0, 0), Integer.MAX_VALUE)) {
            var line = each.line();
            if (line != null && (agencyId == null || ids.contains(each.accountId()))) {
                lines.add(new LineWithoutCode(
                        line.id(),
                        each.account(),
                        line.bankReference(),
                        line.openVnd(),
                        line.narrative(),
                        each.type().code()));
            }
        }
        return lines;
    }

    private static List<KeptRow> of(List<KeptRow> rows, @Nullable Long agency) {
        return agency == null
                ? rows
                : rows.stream().filter(row -> agency.equals(row.agency())).toList();
    }

    private static Map<String, List<KeptRow>> byCode(List<KeptRow> rows) {
        Map<String, List<KeptRow>> byCode = new LinkedHashMap<>();
        rows.forEach(
                row -> byCode.computeIfAbsent(Objects.requireNonNull(row.row().compact()), code -> new ArrayList<>())
                        .add(row));
        return byCode;
    }
}
