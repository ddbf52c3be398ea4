package vn.phigate.gateway.cases;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.refunds.Refund;
import vn.phigate.gateway.refunds.RefundStatus;
import vn.phigate.gateway.refunds.Refunds;

/** The door to cases. */
public final class Cases {
    private static final String ACCEPTED = "rule:accepted_amount";

    private static final String SELECT = """
            select c.id, c.type, c.status, c.payment_id, p.reference, c.amount_vnd, c.detail, c.evidence_id, c.opened_at, c.resolution, c.note,
                   c.proposed_by, c.proposed_at, c.resolved_by, c.resolved_at, c.second_person and c.resolved_by is null as awaits,
                   coalesce((select array_agg(distinct d.code order by d.code) from gateway.payment_item i
                             join gateway.obligation o on o.id = i.obligation_id join gateway.dossier d on d.id = o.dossier_id
                             where i.payment_id = c.payment_id), '{}') as dossiers
            from gateway.payment_case c left join gateway.payment p on p.id = c.payment_id
            """;
    private static final String BY_ID = SELECT + " where c.id = ?";
    private static final String LIST = SELECT + """
             where (cast(? as text) is null or c.status = ?) and (cast(? as text) is null or c.type = ?) and c.id > ? order by c.id limit ?
            """;
    private static final String LOCK_PAYMENT =
            "select id from gateway.payment where id = (select payment_id from gateway.payment_case where id = ?) for update";
    private static final String LOCK = "select id from gateway.payment_case where id = ? for update";
    private static final String PROPOSE = """
            update gateway.payment_case set resolution = ?, note = ?, proposed_by = ?, proposed_at = ?, second_person = ? where id = ?
            """;
    private static final String RESOLVE =
            "update gateway.payment_case set status = 'resolved', resolved_by = ?, resolved_at = ? where id = ?";
    /** Late money that settled all it was for needs nobody. */
    private static final String SETTLED_LATE = """
            update gateway.payment_case c set status = 'resolved', resolution = 'settled_late', resolved_by = 'rule:late_money', resolved_at = ?
            from gateway.payment p
            where c.status = 'open' and c.type = 'paid_after_expiry' and p.id = c.payment_id and p.status = 'paid' and p.surplus_vnd = 0
            """;
    /** A provider that was silent for long has spoken since, to whichever question or by itself. */
    private static final String SPOKEN = """
            update gateway.payment_case c set status = 'resolved', resolution = 'decided', resolved_by = 'rule:provider_spoke', resolved_at = ?
            from gateway.attempt a
            where c.status = 'open' and c.type = 'order_undecided' and a.id = c.attempt_id and a.next_query_at is null
            """;
    /** Witnesses disagree about money that was told to be paid: whoever was told hears of it. */
    private static final String TELL = """
            with untold as (
                update gateway.payment_case c set told_at = ?
                from gateway.payment p
                where c.told_at is null and c.status = 'open' and p.id = c.payment_id
                  and (c.type = 'contradiction' or c.type in ('amount_differs', 'beneficiary_differs', 'paid_after_reversal') and p.status = 'paid')
                returning c.payment_id
            )
            insert into gateway.outbox (kind, payment_id, created_at) select distinct 'payment.contested', payment_id, cast(? as timestamptz) from untold
            """;

    /** The refund that a case is about, by its name. */
    private static final String OF_REFUND = """
            select r.id from gateway.payment_case c join gateway.refund r on c.fingerprint = 'refund:' || r.id or starts_with(c.fingerprint, 'refund:' || r.id || ':')
            where c.id = ? and r.payment_id = c.payment_id
            """;

    private static final String COUNTS =
            "select type, count(*) as n from gateway.payment_case where status = 'open' group by type order by type";

    private final Db db;
    private final Payments payments;
    private final Refunds refunds;
    private final Audit audit;
    private final InstantSource clock;

    public Cases(Db db, Payments payments, Refunds refunds, Audit audit, InstantSource clock) {
        this.db = db;
        this.payments = payments;
        this.refunds = refunds;
        this.audit = audit;
        this.clock = clock;
    }

    public CaseFile get(Sql sql, UUID id) {
        return sql.get(BY_ID, id).map(row -> read(sql, row)).orElseThrow(() -> CaseProblem.CASE_UNKNOWN.refusal());
    }

    /** @param status open or resolved, null for both; @param type null for all; @param after the last id seen */
    public List<CaseFile> list(Sql sql, @Nullable String status, @Nullable String type, UUID after, int limit) {
        return sql.list(LIST, row -> row, status, status, type, type, after, (long) limit).stream()
                .map(row -> read(sql, row))
                .toList();
    }

    /** How many are open, by type. */
    public Map<String, Long> open(Sql sql) {
        var counts = new LinkedHashMap<String, Long>();
        sql.list(COUNTS, row -> row).forEach(row -> counts.put(row.text("type"), row.whole("n")));
        return counts;
    }

    private CaseFile read(Sql sql, Row row) {
        return new CaseFile(
                row.uuid("id"),
                row.text("type"),
                row.text("status"),
                row.uuidOrNull("payment_id"),
                row.textOrNull("reference"),
                row.texts("dossiers"),
                row.whole("amount_vnd"),
                row.text("detail"),
                row.uuidOrNull("evidence_id"),
                row.instant("opened_at"),
                row.textOrNull("resolution"),
                row.textOrNull("note"),
                row.textOrNull("proposed_by"),
                row.instantOrNull("proposed_at"),
                row.textOrNull("resolved_by"),
                row.instantOrNull("resolved_at"),
                row.flag("awaits"),
                refunds.ofCase(sql, row.uuid("id")).orElse(null));
    }

    /**
     * What somebody decides about a case.
     *
     * @param beneficiary for a refund by transfer; null to go through the provider that took the money
     */
    public record Decision(String resolution, String note, Refund.@Nullable Beneficiary beneficiary, String by) {}

    /** Decides a case, or proposes what another person must agree to. */
    public CaseFile resolve(Tx tx, UUID id, Decision decision) {
        CaseFile file = lockedOpen(tx, id);
        Resolution resolution = Resolution.parse(decision.resolution())
                .filter(file.offered()::contains)
                .orElseThrow(() -> CaseProblem.RESOLUTION_NOT_OFFERED
                        .refusal()
                        .with(
                                "offered",
                                file.offered().stream().map(Resolution::text).toList()));
        Instant now = clock.instant();
        tx.run(PROPOSE, resolution.text(), decision.note(), decision.by(), now, resolution.secondPerson(), id);
        switch (resolution) {
            case REFUND -> refund(tx, file, decision);
            case ACCEPT -> tx.run(RESOLVE, decision.by(), now, id);
            case ACCEPT_AMOUNT,
                    NO_MONEY,
                    PAID_BACK,
                    NOT_PAID_BACK,
                    KEEP_BOOKS,
                    ACCEPT_WORD,
                    KEEP_CONTESTED,
                    EXPLAINED -> {
                // Nothing happens before another person agrees, or, of a case that stays contested, at all.
            }
        }
        CaseFile after = get(tx, id);
        audit.record(tx, decision.by(), "resolve", "case", id.toString(), view(file), view(after), decision.note());
        return after;
    }

    private void refund(Tx tx, CaseFile file, Decision decision) {
        Refund before = file.refund();
        if (before != null && before.status() != RefundStatus.REFUSED) {
            throw CaseProblem.REFUND_UNDER_WAY.refusal().with("refund_id", before.id());
        }
        refunds.propose(
                tx,
                new Refunds.NewRefund(
                        Objects.requireNonNull(file.paymentId()),
                        file.amountVnd(),
                        null,
                        List.of(),
                        decision.note(),
                        false,
                        null,
                        decision.beneficiary(),
                        file.id(),
                        decision.by(),
                        true));
    }

    /**
     * The second person agrees; what was proposed takes effect.
     *
     * @param seen the resolution that the approver saw; refused when another one is proposed now; null not to check
     */
    public CaseFile approve(Tx tx, UUID id, @Nullable String seen, String by) {
        CaseFile file = lockedOpen(tx, id);
        Resolution proposed = Resolution.parse(String.valueOf(file.resolution()))
                .filter(Resolution::secondPerson)
                .orElseThrow(() -> CaseProblem.NOTHING_PROPOSED.refusal());
        if (seen != null && !seen.equals(proposed.text())) {
            throw CaseProblem.CASE_CHANGED.refusal().with("resolution", proposed.text());
        }
        if (by.equals(file.proposedBy())) {
            throw CaseProblem.CASE_SAME_PERSON.refusal();
        }
        tx.run(RESOLVE, by, clock.instant(), id);
        switch (proposed) {
            case ACCEPT_AMOUNT -> {
                long restVnd = payments.acceptAmount(tx, id);
                if (restVnd > 0) {
                    refunds.propose(
                            tx,
                            new Refunds.NewRefund(
                                    Objects.requireNonNull(file.paymentId()),
                                    restVnd,
                                    null,
                                    List.of(),
                                    "Hoàn phần tiền không khớp khoản phải nộp",
                                    false,
                                    null,
                                    null,
                                    id,
                                    ACCEPTED,
                                    false));
                }
            }
            case NO_MONEY -> payments.denyAmount(tx, id);
            case PAID_BACK, NOT_PAID_BACK ->
                refunds.decide(tx, refundOf(tx, id), proposed == Resolution.PAID_BACK, String.valueOf(file.note()), by);
            case ACCEPT_WORD -> payments.reverse(tx, id, String.valueOf(file.proposedBy()), by);
            case KEEP_BOOKS, EXPLAINED -> {
                // The note is the whole of it.
            }
            case REFUND, ACCEPT, KEEP_CONTESTED -> throw new IllegalStateException(proposed + " takes one person");
        }
        CaseFile after = get(tx, id);
        audit.record(tx, by, "approve", "case", id.toString(), view(file), view(after), file.note());
        return after;
    }

    private static UUID refundOf(Sql sql, UUID caseId) {
        return sql.get(OF_REFUND, caseId).orElseThrow().uuid("id");
    }

    private CaseFile lockedOpen(Tx tx, UUID id) {
        tx.get(LOCK_PAYMENT, id);
        if (tx.get(LOCK, id).isEmpty()) {
            throw CaseProblem.CASE_UNKNOWN.refusal();
        }
        CaseFile file = get(tx, id);
        if (!file.open()) {
            throw CaseProblem.CASE_RESOLVED.refusal();
        }
        return file;
    }

    /** Settles what a rule can settle and tells what must be told; called by a job. @return how many cases were touched */
    public int followRules() {
        return db.inTransaction(tx -> {
            Instant now = clock.instant();
            return (int) (tx.run(SETTLED_LATE, now) + tx.run(SPOKEN, now) + tx.run(TELL, now, now));
        });
    }

    /** A case as programs see it. */
    public static Map<String, @Nullable Object> view(CaseFile file) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", file.id());
        view.put("type", file.type());
        view.put("status", file.status());
        view.put("payment_id", file.paymentId());
        view.put("reference", file.reference());
        view.put("dossiers", file.dossiers());
        view.put("amount_vnd", file.amountVnd());
        view.put("detail", file.detail());
        view.put("evidence_id", file.evidenceId());
        view.put("opened_at", file.openedAt());
        view.put("offered", file.offered().stream().map(Resolution::text).toList());
        view.put("resolution", file.resolution());
        view.put("note", file.note());
        view.put("awaits_approval", file.awaitsApproval());
        view.put("proposed_by", file.proposedBy());
        view.put("proposed_at", file.proposedAt());
        view.put("resolved_by", file.resolvedBy());
        view.put("resolved_at", file.resolvedAt());
        Refund refund = file.refund();
        view.put("refund", refund == null ? null : Refunds.view(refund));
        return view;
    }
}
