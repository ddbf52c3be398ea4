package vn.phigate.gateway.refunds;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.providers.RefundPort;

/** The door to refunds. */
public final class Refunds {
    /** Who proposes what a rule proposes; no person, so any checker may approve it. */
    public static final String RULE = "rule:double_payment";

    private static final int BATCH = 50;
    /** Money on top that nobody has begun to give back, with room for it. */
    private static final String DOUBLE = """
            select c.id, c.payment_id, c.amount_vnd from gateway.payment_case c
            cross join lateral gateway.refund_room(c.payment_id) m
            where c.status = 'open' and c.type = 'paid_twice' and c.amount_vnd > 0
              and not exists (select from gateway.refund r where r.case_id = c.id)
              and m.received_vnd - m.settled_vnd - m.refunded_surplus_vnd >= c.amount_vnd
            order by c.id limit ?
            """;

    private static final String APPROVE =
            "update gateway.refund set status = 'approved', approved_at = ?, approved_by = ? where id = ?";
    private static final String HAND_OUT = "update gateway.refund set status = 'sent', sent_at = ? where id = ?";
    private static final String BENEFICIARY = """
            update gateway.refund set beneficiary_bin = ?, beneficiary_number = ?, beneficiary_holder = ?, beneficiary_by = ? where id = ?
            """;
    private static final String LOCK_PAYMENT =
            "select id from gateway.payment where id = (select payment_id from gateway.refund where id = ?) for update";
    private static final String LOCK = "select proposed_by, beneficiary_by from gateway.refund where id = ? for update";
    private static final String OUTBOX =
            "insert into gateway.outbox (kind, payment_id, refund_id, created_at) values ('payment.refund_proposed', ?, ?, ?)";
    private static final String MARKS =
            "select payment_id, string_agg(code || status || (beneficiary_bin is not null), ',' order by code) as mark from gateway.refund where payment_id = any(?) group by 1";
    private static final String GIVEN_BACK = """
            select coalesce(sum(i.amount_vnd), 0)::bigint as amount_vnd, max(r.done_at) as at
            from gateway.refund r join gateway.refund_item i on i.refund_id = r.id join gateway.obligation o on o.id = i.obligation_id
            where r.payment_id = ? and o.dossier_id = ? and r.status = 'done' and r.done_at > ?
            """;

    private final Db db;
    private final ProposeRefund propose;
    private final CarryRefunds carry;
    private final Audit audit;
    private final InstantSource clock;

    /** @param ports by the name of the provider; a payment through any other is given back by transfer */
    public Refunds(
            Db db, Ledger ledger, Map<String, RefundPort> ports, RefundRules rules, Audit audit, InstantSource clock) {
        this.db = db;
        this.propose = new ProposeRefund(ports.keySet(), rules, clock);
        this.carry = new CarryRefunds(db, ledger, ports, clock);
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * What is to be given back.
     *
     * @param seenAvailableVnd what the caller saw as available; refused when it is another amount now; null not to check
     * @param amountVnd whole đồng, at least 1
     * @param obligations to take it from; empty: money on top first, then all that was settled, in order
     * @param dossierRejected whether the dossier was refused, on which some fees are given back
     * @param legalException the law or decision under which a fee is given back all the same; null when none
     * @param beneficiary whom to transfer to; null to go through the provider that took the money
     * @param caseId the case it repairs; null when none
     * @param mayDecide whether the proposer is a person who may decide small refunds alone
     */
    public record NewRefund(
            UUID payment,
            long amountVnd,
            @Nullable Long seenAvailableVnd,
            List<UUID> obligations,
            String reason,
            boolean dossierRejected,
            @Nullable String legalException,
            Refund.@Nullable Beneficiary beneficiary,
            @Nullable UUID caseId,
            String by,
            boolean mayDecide) {}

    /** Proposes a refund and reserves its money; decides it at once where one person is enough. */
    public Refund propose(Tx tx, NewRefund asked) {
        UUID id = propose.propose(tx, asked);
        Refund refund = get(tx, id);
        audit.record(tx, asked.by(), "propose", "refund", id.toString(), null, view(refund), asked.reason());
        tx.run(OUTBOX, refund.paymentId(), id, clock.instant());
        if (!refund.secondPerson()) {
            approve(tx, refund, asked.by());
        }
        return get(tx, id);
    }

    /** Whom the money would go to when the approver looked. {@code payee} is null for a refund through a provider. */
    public record Seen(Refund.@Nullable Beneficiary payee) {}

    /** @param seen refused when the payee is another one now: who names one after the approver looked must not get an approval; null not to check */
    public Refund approve(Tx tx, UUID id, @Nullable Seen seen, String by) {
        Refund refund = lockedProposal(tx, id);
        if (seen != null && !Objects.equals(seen.payee, refund.beneficiary())) {
            throw RefundProblem.REFUND_CHANGED.refusal();
        }
        Row people = tx.get(LOCK, id).orElseThrow();
        boolean proposer = refund.secondPerson() && people.text("proposed_by").equals(by);
        if (proposer || by.equals(people.textOrNull("beneficiary_by"))) {
            throw RefundProblem.REFUND_SAME_PERSON.refusal();
        }
        if (refund.needsBeneficiary()) {
            throw RefundProblem.BENEFICIARY_NEEDED.refusal();
        }
        approve(tx, refund, by);
        return get(tx, id);
    }

    private void approve(Tx tx, Refund refund, String by) {
        Instant now = clock.instant();
        tx.run(APPROVE, now, by, refund.id());
        carry.approved(tx, refund.id());
        if (refund.byTransfer()) {
            tx.run(HAND_OUT, now, refund.id());
        }
        audit.record(tx, by, "approve", "refund", refund.id().toString(), null, view(get(tx, refund.id())), null);
    }

    /**
     * Takes back a proposal, an approved refund that no provider was told of yet, or a transfer that people were to make and did not; its money is free
     * again. Should the bank show the transfer all the same, its line explains nothing and is looked into.
     */
    public Refund refuse(Tx tx, UUID id, String why, String by) {
        Refund open = locked(tx, id);
        require(open, open.canBeTakenBack());
        carry.refused(tx, id, by, why);
        Refund refused = get(tx, id);
        audit.record(tx, by, "refuse", "refund", id.toString(), null, view(refused), why);
        return refused;
    }

    /**
     * Two people know from elsewhere what a provider does not say: whether it paid back what it was told to.
     *
     * @param by the second of them
     * @throws Refusal when nobody waits for a provider's word about it
     */
    public Refund decide(Tx tx, UUID id, boolean paidBack, String why, String by) {
        Refund silent = locked(tx, id);
        require(
                silent,
                !silent.byTransfer()
                        && (silent.status() == RefundStatus.SENT || silent.status() == RefundStatus.UNKNOWN));
        if (paidBack) {
            carry.paidElsewhere(tx, id);
        } else {
            carry.refused(tx, id, by, why);
        }
        Refund decided = get(tx, id);
        audit.record(tx, by, "decide", "refund", id.toString(), view(silent), view(decided), why);
        return decided;
    }

    /** Says whom to transfer to; whoever says it does not approve it. */
    public Refund transferTo(Tx tx, UUID id, Refund.Beneficiary to, String by) {
        Refund refund = lockedProposal(tx, id);
        if (!refund.byTransfer()) {
            throw RefundProblem.REFUND_NOT_OPEN.refusal().with("method", refund.method());
        }
        tx.run(BENEFICIARY, to.bin(), to.number(), to.holder(), by, id);
        Refund changed = get(tx, id);
        audit.record(tx, by, "name-beneficiary", "refund", id.toString(), view(refund), view(changed), null);
        return changed;
    }

    private Refund lockedProposal(Tx tx, UUID id) {
        Refund refund = locked(tx, id);
        require(refund, refund.status() == RefundStatus.PROPOSED);
        return refund;
    }

    private Refund locked(Tx tx, UUID id) {
        tx.get(LOCK_PAYMENT, id);
        if (tx.get(LOCK, id).isEmpty()) {
            throw RefundProblem.REFUND_UNKNOWN.refusal();
        }
        return get(tx, id);
    }

    private static void require(Refund refund, boolean allowed) {
        if (!allowed) {
            throw RefundProblem.REFUND_NOT_OPEN
                    .refusal()
                    .with("current_status", refund.status().text());
        }
    }

    public Refund get(Sql sql, UUID id) {
        return RefundReads.byId(sql, id).orElseThrow(() -> RefundProblem.REFUND_UNKNOWN.refusal());
    }

    /** Oldest first. */
    public List<Refund> ofPayment(Sql sql, UUID payment) {
        return RefundReads.ofPayment(sql, payment);
    }

    /** Where the refunds of payments stand, each payment with a mark that is another as soon as one moves; none: no entry. */
    public Map<UUID, String> marks(Sql sql, Collection<UUID> payments) {
        var marks = new HashMap<UUID, String>();
        sql.list(MARKS, row -> marks.put(row.uuid("payment_id"), row.text("mark")), (Object)
                payments.toArray(UUID[]::new));
        return marks;
    }

    /** The last refund that was to repair a case. */
    public Optional<Refund> ofCase(Sql sql, UUID caseId) {
        return RefundReads.ofCase(sql, caseId);
    }

    /** @param status null for all; @param after the last id seen */
    public List<Refund> list(Sql sql, @Nullable RefundStatus status, UUID after, int limit) {
        return RefundReads.list(sql, status, after, limit);
    }

    /**
     * What of a dossier's fees, settled by one payment, is with the payer again; money on top is no part of it.
     *
     * @param amountVnd whole đồng; 0 when nothing
     */
    public record GivenBack(long amountVnd, @Nullable Instant at) {}

    /** @param since what went back before is left out */
    public GivenBack givenBack(Sql sql, UUID payment, UUID dossier, Instant since) {
        Row row = sql.get(GIVEN_BACK, payment, dossier, since).orElseThrow();
        return new GivenBack(row.whole("amount_vnd"), row.instantOrNull("at"));
    }

    /** Proposes the return of money that came a second time: one refund a case, by constraint. Called by a job. @return how many */
    public int proposeForDoublePayments() {
        int proposed = 0;
        for (Row row : db.list(DOUBLE, row -> row, (long) BATCH)) {
            proposed += proposeFor(row) ? 1 : 0;
        }
        return proposed;
    }

    private boolean proposeFor(Row row) {
        try {
            db.inTransactionDo(tx -> propose(
                    tx,
                    new NewRefund(
                            row.uuid("payment_id"),
                            row.whole("amount_vnd"),
                            null,
                            List.of(),
                            "Hoàn tiền nộp thừa",
                            false,
                            null,
                            null,
                            row.uuid("id"),
                            RULE,
                            false)));
            return true;
        } catch (Refusal | vn.phigate.gateway.platform.db.ConstraintViolation faster) {
            // Somebody else gave it back in the meantime.
            return false;
        }
    }

    /** Tells providers of what was approved; called by a job. @return how many */
    public int send() {
        return carry.send();
    }

    /** Asks providers about what is not final; called by a job. @return how many */
    public int ask() {
        return carry.ask();
    }

    /**
     * Transfers that people were given to make from an account, and that its bank has not shown: their {@code code} stands in the narrative. For whoever
     * reads the bank's statements.
     */
    public List<Refund> awaitedDebits(Sql sql, UUID account) {
        return RefundReads.transfers(sql, account);
    }

    /**
     * A debit line is the transfer of a refund; the line was booked before ({@link BankWitness#booked}).
     *
     * @param line money out, below 0
     * @return false when no such transfer is waited for; the line stays in suspense
     */
    public boolean debited(Tx tx, UUID account, UUID refund, BankWitness.Line line) {
        return carry.debited(tx, account, refund, line);
    }

    /**
     * Transfers of an account that its bank showed leaving: should one come back, its {@code code} stands in the narrative.
     *
     * @param code compact text of a narrative; only refunds whose code stands in it
     */
    public List<Refund> debitedNamedIn(Sql sql, UUID account, String code) {
        return RefundReads.debitedNamedIn(sql, account, code);
    }

    /**
     * A credit line is the transfer of a refund that came back: it is owed to the payer again, waits for another transfer or a person who refuses it, and is a
     * case. The line was booked before ({@link BankWitness#booked}).
     *
     * @param line money in, above 0
     * @return false when no such transfer left; the line stays in suspense
     */
    public boolean cameBack(Tx tx, UUID account, UUID refund, BankWitness.Line line) {
        return carry.cameBack(tx, account, refund, line);
    }

    /**
     * Refunds that a provider says are paid: those named by its own numbers or by our codes, and all of these payments.
     *
     * @param names codes of ours, and numbers of the provider
     */
    public List<Refund> paidThrough(Sql sql, String provider, Collection<String> names, Collection<UUID> payments) {
        return RefundReads.paidThrough(sql, provider, names, payments);
    }

    /** A refund as programs see it. */
    public static Map<String, @Nullable Object> view(Refund refund) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", refund.id());
        view.put("payment_id", refund.paymentId());
        view.put("case_id", refund.caseId());
        view.put("code", refund.code());
        view.put("status", refund.status().text());
        view.put("method", refund.method());
        view.put("amount_vnd", refund.amountVnd());
        view.put("surplus_vnd", refund.surplusVnd());
        view.put("obligations", refund.obligations());
        view.put("reason", refund.reason());
        view.put("legal_exception", refund.legalException());
        view.put("beneficiary", refund.beneficiary());
        view.put("second_person", refund.secondPerson());
        view.put("proposed_at", refund.proposedAt());
        view.put("proposed_by", refund.proposedBy());
        view.put("approved_at", refund.approvedAt());
        view.put("approved_by", refund.approvedBy());
        view.put("sent_at", refund.sentAt());
        view.put("next_ask_at", refund.nextAskAt());
        view.put("provider_refund", refund.providerRefund());
        view.put("provider_code", refund.providerCode());
        view.put("done_at", refund.doneAt());
        view.put("refused_at", refund.refusedAt());
        view.put("refused_by", refund.refusedBy());
        view.put("refused_why", refund.refusedWhy());
        return view;
    }
}
