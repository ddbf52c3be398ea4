package vn.phigate.gateway.catalogue;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.catalogue.ImportReport.Counts;
import vn.phigate.gateway.catalogue.ImportReport.FieldChange;
import vn.phigate.gateway.catalogue.ImportReport.ProcedureChange;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.tables.TableFile;
import vn.phigate.gateway.platform.tables.UnreadableTable;
import vn.phigate.gateway.platform.time.BusinessDay;

/** The door to imports of the catalogue. */
public final class Catalogue {
    private static final int MOST_LISTED = 1_000;
    private static final int PROGRESS_PROCEDURES = 250;

    private final Db db;
    private final Audit audit;
    private final InstantSource clock;

    public Catalogue(Db db, Audit audit, InstantSource clock) {
        this.db = db;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Tells what an import would change, and changes nothing.
     *
     * @throws Refusal {@code catalogue_unreadable} with the findings, when the file as a whole cannot be used
     */
    public ImportReport preview(Path file, String filename, Consumer<String> progress) {
        Read read = read(file, progress);
        return db.inTransaction(tx -> report(filename, read, plan(tx, read), false, tx));
    }

    /**
     * Makes the changes that {@link #preview} tells, in one transaction; the same file again changes nothing.
     *
     * @param by who answers for it; stands in the audit log
     * @throws Refusal {@code catalogue_unreadable}
     */
    public ImportReport apply(Path file, String filename, String by, Consumer<String> progress) {
        Read read = read(file, progress);
        return db.inTransaction(tx -> {
            StoredCatalogue.lock(tx);
            Planned planned = plan(tx, read);
            ImportReport report = report(filename, read, planned, true, tx);
            write(tx, planned, report, by, progress);
            return report;
        });
    }

    /**
     * Writes a file of invented, marked procedures, as many as the catalogue lacks to have {@code total}. The same call writes the same file.
     *
     * @return how many the file has
     */
    public int generate(Path file, int total) {
        int lacking = Math.toIntExact(total - StoredCatalogue.otherThan(db, SampleCatalogue.CODE_PREFIX));
        if (lacking < 1 || lacking > SampleCatalogue.MOST) {
            throw new IllegalArgumentException("the catalogue has " + (total - lacking)
                    + " procedures that are not generated; give a number above, by at most " + SampleCatalogue.MOST);
        }
        SampleCatalogue.write(file, lacking);
        return lacking;
    }

    private record Read(
            String format, long rows, Collection<Draft> drafts, List<Finding> findings, long errors, long notices) {}

    private static Read read(Path path, Consumer<String> progress) {
        var findings = new Findings();
        try {
            TableFile file = TableFile.open(path);
            var reading = new ReadCatalogue(findings, progress);
            Collection<Draft> drafts = reading.read(file);
            if (!reading.usable()) {
                throw unusable(findings.kept());
            }
            return new Read(
                    file.format(), reading.rows(), drafts, findings.kept(), findings.errors(), findings.notices());
        } catch (UnreadableTable e) {
            findings.add(Finding.error(e.line(), "", "", e.rule(), e.vi(), e.en()));
            throw unusable(findings.kept());
        }
    }

    private static Refusal unusable(List<Finding> findings) {
        Finding first = findings.stream()
                .filter(f -> f.severity().equals("error"))
                .findFirst()
                .orElseThrow();
        return CatalogueProblem.CATALOGUE_UNREADABLE
                .refusal(
                        CatalogueProblem.CATALOGUE_UNREADABLE.vi() + " " + first.text(),
                        CatalogueProblem.CATALOGUE_UNREADABLE.en() + " " + first.textEn())
                .with("findings", findings);
    }

    private record Planned(List<PlanChanges.Plan> plans, Map<String, Long> agencies, Findings findings) {}

    private Planned plan(Sql sql, Read read) {
        LocalDate today = BusinessDay.of(clock.instant());
        List<String> codes = read.drafts().stream().map(d -> d.code).toList();
        ProcedureState.Index stored = StoredCatalogue.load(sql, codes);
        Set<String> named = new HashSet<>();
        read.drafts().forEach(d -> {
            Draft.InCharge inCharge = d.inCharge;
            if (inCharge != null) {
                named.addAll(inCharge.codes());
            }
        });
        Map<String, Long> agencies = named.isEmpty() ? new HashMap<>() : StoredCatalogue.agencies(sql, named, today);
        var findings = new Findings();
        List<PlanChanges.Plan> plans = new ArrayList<>();
        for (Draft draft : read.drafts()) {
            plans.add(PlanChanges.of(draft, stored.get(draft.code), agencies.keySet(), today, findings));
        }
        return new Planned(plans, agencies, findings);
    }

    private static ImportReport report(String filename, Read read, Planned planned, boolean applied, Sql sql) {
        long refused =
                planned.plans().stream().filter(PlanChanges.Plan::refused).count();
        List<PlanChanges.Plan> taken =
                planned.plans().stream().filter(p -> !p.refused()).toList();
        long added = taken.stream().filter(PlanChanges.Plan::adds).count();
        long changed =
                taken.stream().filter(p -> !p.adds() && p.changesSomething()).count();
        List<ProcedureChange> changes = taken.stream()
                .filter(PlanChanges.Plan::changesSomething)
                .limit(MOST_LISTED)
                .map(p -> new ProcedureChange(
                        p.after().code, p.after().name, p.adds() ? "added" : "changed", p.changes()))
                .toList();
        var absent = StoredCatalogue.absent(
                sql, read.drafts().stream().map(d -> d.code).toList(), MOST_LISTED);
        List<Finding> findings = new ArrayList<>(read.findings());
        findings.addAll(planned.findings().kept());
        return new ImportReport(
                filename,
                read.format(),
                applied,
                read.rows(),
                new Counts(
                        planned.plans().size(),
                        added,
                        changed,
                        taken.size() - added - changed,
                        refused,
                        absent.total(),
                        read.errors() + planned.findings().errors(),
                        read.notices() + planned.findings().notices()),
                changes,
                absent.first(),
                findings.stream().limit(MOST_LISTED).toList());
    }

    private void write(Tx tx, Planned planned, ImportReport report, String by, Consumer<String> progress) {
        long done = 0;
        for (PlanChanges.Plan plan : planned.plans()) {
            if (plan.refused() || !plan.changesSomething()) {
                continue;
            }
            StoredCatalogue.write(tx, plan.before(), plan.after(), planned.agencies());
            audit.record(
                    tx,
                    by,
                    "import",
                    "procedure",
                    plan.after().code,
                    plan.adds() ? null : side(plan.changes(), FieldChange::before),
                    plan.adds() ? described(plan.after()) : side(plan.changes(), FieldChange::after),
                    report.filename());
            if (++done % PROGRESS_PROCEDURES == 0) {
                progress.accept("Đã ghi " + done + " thủ tục / " + done + " procedures written");
            }
        }
        if (done > 0) {
            audit.record(tx, by, "import", "catalogue", report.filename(), null, report.counts(), null);
        }
    }

    private static Map<String, @Nullable String> side(
            List<FieldChange> changes, java.util.function.Function<FieldChange, @Nullable String> of) {
        Map<String, @Nullable String> side = new LinkedHashMap<>();
        for (FieldChange change : changes) {
            String item = change.item();
            side.merge(
                    change.field() + (item == null ? "" : " · " + item),
                    String.valueOf(of.apply(change)),
                    (a, b) -> a + "; " + b);
        }
        return side;
    }

    private static Map<String, Object> described(ProcedureState state) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("name", state.name);
        described.put("field", state.field);
        described.put("level", state.level);
        described.put("agencies", state.inCharge.text());
        described.put("sample", state.sample);
        for (ProcedureState.Item item : state.items) {
            Map<String, String> prices = new LinkedHashMap<>();
            item.prices.forEach((channel, timeline) -> timeline.spans()
                    .forEach((from, span) ->
                            prices.put(channel.text() + " " + from, span.value().text())));
            described.put(item.kind + " · " + item.name, prices);
        }
        return described;
    }
}
