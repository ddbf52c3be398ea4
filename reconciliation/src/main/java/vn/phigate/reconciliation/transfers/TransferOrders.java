package vn.phigate.reconciliation.transfers;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.AccountProblem;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.Transfer;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.succession.Successions;
import vn.phigate.gateway.succession.Successor;
import vn.phigate.reconciliation.matching.FormerAccounts;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.Statements;
import vn.phigate.reconciliation.transfers.TransferOrder.Item;
import vn.phigate.reconciliation.transfers.TransferOrder.Status;

/** The door to transfer orders. */
public final class TransferOrders implements FormerAccounts {
    private static final String LOCK = "select id from reconciliation.transfer_order where id = ? for update";
    private static final String APPROVE =
            "update reconciliation.transfer_order set status = 'approved', approved_by = ?, approved_at = ? where id = ?";
    private static final String SEND =
            "update reconciliation.transfer_order set status = 'sent', sent_by = ?, sent_at = ? where id = ?";
    private static final String PROPOSE_CANCEL = """
            update reconciliation.transfer_order set cancel_reason = ?, cancel_proposed_by = ?, cancel_proposed_at = ? where id = ?
            """;
    private static final String ENDS = """
            select o.id, o.code, o.amount_vnd, o.former_account_id = ? as goes_out,
                   case when o.former_account_id = ? then o.debit_line_id else o.credit_line_id end is not null as seen
            from reconciliation.transfer_order o
            where o.status in ('sent', 'seen') and ? in (o.former_account_id, o.successor_account_id)
              and (o.kind = 'succession' or o.former_account_id = ? or o.credit_line_id is null)
            """;
    private static final String END_SEEN = """
            update reconciliation.transfer_order set
                debit_line_id = case when former_account_id = ? then ? else debit_line_id end,
                credit_line_id = case when former_account_id = ? then credit_line_id else ? end,
                status = case when (former_account_id = ? and (credit_line_id is not null or kind = 'return'))
                                or (former_account_id <> ? and debit_line_id is not null) then 'seen' else status end,
                seen_at = case when (former_account_id = ? and (credit_line_id is not null or kind = 'return'))
                                 or (former_account_id <> ? and debit_line_id is not null) then cast(? as timestamptz) end
            where id = ? and status = 'sent'
              and (former_account_id = ? and debit_line_id is null and amount_vnd = - cast(? as bigint)
                   or successor_account_id = ? and credit_line_id is null and amount_vnd = ?)
            """;
    /**
     * Former accounts by what the successions say now; the exact day of each line is asked for when it is attributed. From the few former accounts to their lines,
     * one after the other: from the lines of a city's day it would be a thousand times the work.
     */
    private static final String UNATTRIBUTED = """
            with former as materialized (
                select c.id, min(cast(lower(k.valid) at time zone 'Asia/Ho_Chi_Minh' as date)) as since
                from gateway.succession_link k join gateway.collection_account c on c.id = k.former_account or c.agency_id = k.former_agency
                group by c.id)
            select f.id as account_id
            from former f
            cross join lateral (
                select from reconciliation.statement_line l
                join reconciliation.standing_match m on m.line_id = l.id and m.payment_id is not null and m.outcome <> 'surplus' and m.subject_type <> 'refund'
                where l.account_id = f.id and l.booked_on between f.since and cast(? as date)
                  and not exists (select from reconciliation.inherited i where i.match_id = m.id)
                limit 1) one
            union
            select former_account_id from reconciliation.transfer_order where status = 'waiting'
            """;

    private static final String INSERT_BY_HAND = """
            insert into reconciliation.transfer_order
                (id, code, kind, former_account_id, former_agency_id, business_day, legal_act, divided, candidates, successor_agency_id, successor_account_id,
                 beneficiary_bin, beneficiary_number, beneficiary_holder, label_vi, label_en, status, touched_by, proposed_at)
            values (?, ?, ?, ?, ?, ?, ?, false, ?, ?, ?, ?, ?, ?, ?, ?, 'proposed', ?, ?)
            """;
    private static final String INSERT_ITEM = """
            insert into reconciliation.inherited (match_id, order_id, amount_vnd, successor_agency_id, successor_account_id, legal_act, attributed_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """;
    private final Agencies agencies;
    private final TransferOrderReads reads;
    private final Ledger ledger;
    private final Successions successions;
    private final Attribution attribution;
    private final Audit audit;
    private final InstantSource clock;

    public TransferOrders(
            Accounts accounts,
            Agencies agencies,
            Successions successions,
            Payments payments,
            Ledger ledger,
            Audit audit,
            InstantSource clock) {
        this.agencies = agencies;
        this.reads = new TransferOrderReads(accounts, agencies);
        this.ledger = ledger;
        this.successions = successions;
        this.attribution = new Attribution(successions, payments, ledger, clock);
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Orders a page at a time, in the order of their ids.
     *
     * @param status null for all
     * @param agency former, successor or candidate; null for all
     */
    public List<TransferOrder> list(Sql sql, @Nullable Status status, @Nullable Long agency, UUID after, int limit) {
        return reads.list(sql, status, agency, after, limit);
    }

    public TransferOrder get(Sql sql, UUID id) {
        return reads.get(sql, id);
    }

    public List<Item> items(Sql sql, UUID order) {
        return reads.items(sql, order);
    }

    /**
     * Another person than those by whose runs it came about says that the money is to move.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal same_person, or one of {@link TransferProblem}
     */
    public TransferOrder approve(Tx tx, UUID id, String by) {
        TransferOrder order = locked(tx, id);
        if (order.status() == Status.WAITING) {
            throw TransferProblem.SUCCESSOR_UNDECIDED.refusal();
        }
        if (order.touchedBy().contains(by)) {
            throw AccountProblem.SAME_PERSON.refusal();
        }
        if (order.status() == Status.APPROVED && by.equals(order.approvedBy())) {
            return order;
        }
        expect(order, Status.PROPOSED);
        requireStillTheirs(tx, order);
        tx.run(APPROVE, by, clock.instant(), id);
        return recorded(tx, order, "approve", by);
    }

    /**
     * Money that people found to belong elsewhere.
     *
     * @param match the match that takes it out of its line, kept before
     * @param to the right agency's account; null when it goes back to its sender
     * @param beneficiary the sender's account; null when it goes to an agency
     * @param why in the words of whoever proposed it
     */
    public record NewOrder(
            CollectionAccount from,
            LocalDate day,
            UUID match,
            long amountVnd,
            @Nullable CollectionAccount to,
            TransferOrder.@Nullable Beneficiary beneficiary,
            String why,
            String proposedBy,
            String approvedBy) {}

    /**
     * Orders it, approved at once: two people agreed on it before. The money leaves suspense for what the account owes, until the bank shows the transfer.
     *
     * @param id of the order to be, as its match names it
     */
    public TransferOrder order(Tx tx, UUID id, NewOrder asked) {
        Instant now = clock.instant();
        CollectionAccount to = asked.to();
        var beneficiary = asked.beneficiary();
        Agency former = agency(tx, asked.from().agencyId());
        Agency rightOne = to == null ? null : agency(tx, to.agencyId());
        String goes = rightOne == null
                ? "trả lại người chuyển " + Objects.requireNonNull(beneficiary).holder()
                : "tiền chuyển nhầm, là của " + rightOne.name();
        String goesEn = rightOne == null
                ? "back to the sender " + Objects.requireNonNull(beneficiary).holder()
                : "money sent to the wrong agency, it is " + rightOne.name() + "’s";
        tx.run(
                INSERT_BY_HAND,
                id,
                Attribution.code(),
                to == null ? "return" : "wrong_agency",
                asked.from().id(),
                former.id(),
                asked.day(),
                asked.why(),
                new Long[] {rightOne == null ? former.id() : rightOne.id()},
                rightOne == null ? null : rightOne.id(),
                to == null ? null : to.id(),
                beneficiary == null ? null : beneficiary.bin(),
                beneficiary == null ? null : beneficiary.number(),
                beneficiary == null ? null : beneficiary.holder(),
                former.name() + ": " + goes,
                former.name() + ": " + goesEn,
                new String[] {asked.proposedBy()},
                now);
        tx.run(
                INSERT_ITEM,
                asked.match(),
                id,
                asked.amountVnd(),
                rightOne == null ? null : rightOne.id(),
                to == null ? null : to.id(),
                asked.why(),
                now);
        ledger.post(
                tx,
                List.of(new Transfer(
                        LedgerAccount.suspense(asked.from().id()),
                        LedgerAccount.passedOn(asked.from().id()),
                        asked.amountVnd(),
                        BusinessDay.of(now),
                        now,
                        "passed_on",
                        "match:" + asked.match(),
                        null)));
        return approve(tx, id, asked.approvedBy());
    }

    private Agency agency(Sql sql, long id) {
        return Objects.requireNonNull(agencies.byIds(sql, List.of(id)).get(id));
    }

    /** Orders by the line that brought their money to the right agency, of these lines. */
    public Map<UUID, TransferOrder> broughtBy(Sql sql, Collection<UUID> lines) {
        return reads.broughtBy(sql, lines);
    }

    /** The order went to the holder of the former account, or to its bank. From now on the bank's lines are watched for it. */
    public TransferOrder send(Tx tx, UUID id, String by) {
        TransferOrder order = locked(tx, id);
        if (order.status() == Status.SENT && by.equals(order.sentBy())) {
            return order;
        }
        expect(order, Status.APPROVED);
        requireStillTheirs(tx, order);
        tx.run(SEND, by, clock.instant(), id);
        return recorded(tx, order, "send", by);
    }

    /** A succession may have been undone since its money was attributed; what was not sent yet must not go to whoever it is not for. */
    private void requireStillTheirs(Sql sql, TransferOrder order) {
        if (!stillTheirs(sql, order)) {
            throw TransferProblem.SUCCESSOR_CHANGED.refusal();
        }
    }

    private boolean stillTheirs(Sql sql, TransferOrder order) {
        if (order.kind() != TransferOrder.Kind.SUCCESSION) {
            return true;
        }
        Agency ordered = order.successor();
        return successions
                .successor(sql, order.from().id(), Attribution.endOf(order.businessDay()))
                .map(Successor::agency)
                .filter(now -> ordered != null && now.id() == ordered.id())
                .isPresent();
    }

    /**
     * Says that an order is not to move its money, because the succession it rests on was changed or undone. Nothing happens before another person agrees.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal one of {@link TransferProblem}
     */
    public TransferOrder proposeCancel(Tx tx, UUID id, String reason, String by) {
        TransferOrder order = locked(tx, id);
        requireCancellable(tx, order);
        tx.run(PROPOSE_CANCEL, reason, by, clock.instant(), id);
        return recorded(tx, order, "propose-cancel", by);
    }

    /**
     * Another person agrees: the books are countered, and what the order was made of is attributed anew by the next run.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal same_person, or one of {@link TransferProblem}
     */
    public TransferOrder cancel(Tx tx, UUID id, String by) {
        TransferOrder order = locked(tx, id);
        TransferOrder.Cancelling proposed = order.cancelling();
        requireCancellable(tx, order);
        if (proposed == null) {
            throw TransferProblem.TRANSFER_ORDER_STATE
                    .refusal()
                    .with("current_status", order.status().code())
                    .with("needed", "cancel proposed");
        }
        if (by.equals(proposed.proposedBy())) {
            throw AccountProblem.SAME_PERSON.refusal();
        }
        attribution.cancel(tx, order.from().id(), id, by);
        return recorded(tx, order, "cancel", by);
    }

    private void requireCancellable(Sql sql, TransferOrder order) {
        boolean open =
                order.status() == Status.PROPOSED || order.status() == Status.APPROVED || order.status() == Status.SENT;
        if (!open || order.debitLine() != null || order.creditLine() != null) {
            throw TransferProblem.TRANSFER_ORDER_STATE
                    .refusal()
                    .with("current_status", order.status().code())
                    .with("needed", "nothing moved");
        }
        if (stillTheirs(sql, order)) {
            throw TransferProblem.SUCCESSOR_STANDS.refusal();
        }
    }

    private TransferOrder locked(Tx tx, UUID id) {
        if (tx.get(LOCK, id).isEmpty()) {
            throw TransferProblem.TRANSFER_ORDER_UNKNOWN.refusal();
        }
        return get(tx, id);
    }

    private static void expect(TransferOrder order, Status status) {
        if (order.status() != status) {
            throw TransferProblem.TRANSFER_ORDER_STATE
                    .refusal()
                    .with("current_status", order.status().code())
                    .with("needed", status.code());
        }
    }

    private TransferOrder recorded(Tx tx, TransferOrder before, String action, String by) {
        TransferOrder after = get(tx, before.id());
        audit.record(tx, by, action, "transfer_order", before.id().toString(), summary(before), summary(after), null);
        return after;
    }

    private static Map<String, Object> summary(TransferOrder order) {
        return Map.of("code", order.code(), "status", order.status().code(), "amount_vnd", order.amountVnd());
    }

    @Override
    public Optional<Successor> of(Sql sql, UUID account, LocalDate day) {
        return successions.successor(sql, account, Attribution.endOf(day));
    }

    @Override
    public boolean ever(Sql sql, UUID account) {
        return successions.ever(sql, account);
    }

    @Override
    public List<BankWitness.Expected> expected(Sql sql, UUID account) {
        return sql.list(
                ENDS,
                row -> new BankWitness.Expected(
                        new BankWitness.Subject.OfTransferOrder(row.uuid("id")),
                        List.of(row.text("code")),
                        "Lệnh chuyển tiền " + row.text("code"),
                        row.flag("goes_out") ? -row.whole("amount_vnd") : row.whole("amount_vnd"),
                        row.flag("seen") ? BankWitness.State.SETTLED : BankWitness.State.OPEN),
                account,
                account,
                account,
                account);
    }

    /**
     * The credit of money for another agency is only noted here: what it pays there is that agency's to find out, so that the line stays open for rules and
     * people. Everything else at an end of an order is matched to it.
     */
    @Override
    public boolean seen(Tx tx, UUID order, BankLine line) {
        UUID account = line.accountId();
        UUID id = line.id();
        long vnd = line.amountVnd();
        return tx.run(
                                END_SEEN,
                                account,
                                id,
                                account,
                                id,
                                account,
                                account,
                                account,
                                account,
                                clock.instant(),
                                order,
                                account,
                                vnd,
                                account,
                                vnd)
                        == 1
                && (vnd < 0 || get(tx, order).kind() == TransferOrder.Kind.SUCCESSION);
    }

    @Override
    public Set<UUID> unattributed(Sql sql, LocalDate through) {
        return new LinkedHashSet<>(sql.list(UNATTRIBUTED, row -> row.uuid("account_id"), through));
    }

    @Override
    public void attribute(Db db, UUID account, LocalDate through, String by) {
        db.inTransactionDo(tx -> {
            Statements.lock(tx, account);
            attribution.run(tx, account, through, by);
        });
    }

    @Override
    public Map<UUID, Inherited> ofMatches(Sql sql, Collection<UUID> matches) {
        return reads.ofMatches(sql, matches);
    }

    /** Orders of a day or before whose money had not reached the successor's account by the end of that day. */
    public List<TransferOrder> onTheirWay(Sql sql, UUID successorAccount, LocalDate day) {
        return reads.onTheirWay(sql, successorAccount, day);
    }
}
