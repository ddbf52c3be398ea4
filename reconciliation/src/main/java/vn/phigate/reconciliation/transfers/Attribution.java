package vn.phigate.reconciliation.transfers;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.Transfer;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.succession.Successions;
import vn.phigate.gateway.succession.Successor;

/**
 * Says of matched money on a former account whose it is, and puts it into the order of its day. In the books the former account then owes it, and the
 * successor's account is owed it, until the bank shows the transfer; while the successor is undecided only the first half is booked.
 *
 * <p>Only what settled an obligation is passed on. A surplus stays in suspense of the account it came to: it belongs to the payer, and goes back from there.
 */
final class Attribution {
    /** Look-alikes are left out, as people copy it from paper. */
    private static final String SYMBOLS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    private static final int SYMBOLS_IN_CODE = 9;
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final String UNATTRIBUTED = """
            select m.id, m.amount_vnd, m.payment_id, l.booked_on, m.rule = 'instalments' as part,
                   exists (select from reconciliation.standing_match e where e.payment_id = m.payment_id and e.id < m.id and e.subject_type <> 'refund') as again,
                   (select count(*) from reconciliation.inherited_cancelled c where c.match_id = m.id) as cancelled
            from reconciliation.standing_match m join reconciliation.statement_line l on l.id = m.line_id
            where l.account_id = ? and l.booked_on <= cast(? as date) and m.payment_id is not null and m.outcome <> 'surplus' and m.subject_type <> 'refund'
              and not exists (select from reconciliation.inherited i where i.match_id = m.id)
            order by l.booked_on, m.id
            """;
    private static final String OPEN_ORDER = """
            select id from reconciliation.transfer_order
            where former_account_id = ? and business_day = cast(? as date) and successor_account_id is not distinct from ?
              and status in ('waiting', 'proposed') and kind = 'succession' for update
            """;
    private static final String INSERT_ORDER = """
            insert into reconciliation.transfer_order
                (id, code, former_account_id, former_agency_id, business_day, succession_id, legal_act, cut_over, divided, candidates, successor_agency_id,
                 successor_account_id, label_vi, label_en, status, touched_by, proposed_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String TOUCH = """
            update reconciliation.transfer_order set touched_by = touched_by || cast(? as text) where id = ? and not touched_by @> array[cast(? as text)]
            """;
    private static final String INSERT_INHERITED = """
            insert into reconciliation.inherited (match_id, order_id, amount_vnd, successor_agency_id, successor_account_id, legal_act, attributed_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String WAITING =
            "select id, business_day from reconciliation.transfer_order where former_account_id = ? and status = 'waiting' order by id for update";
    private static final String DECIDED = """
            update reconciliation.transfer_order set successor_agency_id = ?, successor_account_id = ?, label_vi = ?, label_en = ?, candidates = ?,
                status = 'proposed', touched_by = case when touched_by @> array[cast(? as text)] then touched_by else touched_by || cast(? as text) end
            where id = ?
            """;
    private static final String DECIDED_ITEMS = """
            update reconciliation.inherited set successor_agency_id = ?, successor_account_id = ? where order_id = ?
            """;
    private static final String ITEMS = """
            select i.match_id, i.amount_vnd, i.successor_account_id, m.payment_id,
                   (select count(*) from reconciliation.inherited_cancelled c where c.match_id = m.id) as cancelled
            from reconciliation.inherited i join reconciliation.match m on m.id = i.match_id
            where i.order_id = ? order by i.match_id
            """;
    private static final String KEEP_CANCELLED = """
            insert into reconciliation.inherited_cancelled
                (match_id, order_id, amount_vnd, successor_agency_id, successor_account_id, legal_act, attributed_at, cancelled_at)
            select match_id, order_id, amount_vnd, successor_agency_id, successor_account_id, legal_act, attributed_at, ?
            from reconciliation.inherited where order_id = ?
            """;
    private static final String TAKE_OUT = "delete from reconciliation.inherited where order_id = ?";
    private static final String CANCELLED =
            "update reconciliation.transfer_order set status = 'cancelled', cancelled_by = ?, cancelled_at = ? where id = ?";

    private final Successions successions;
    private final Payments payments;
    private final Ledger ledger;
    private final InstantSource clock;

    Attribution(Successions successions, Payments payments, Ledger ledger, InstantSource clock) {
        this.successions = successions;
        this.payments = payments;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** A statement knows the day, not the hour: whose it is at the end of that day. */
    static Instant endOf(LocalDate day) {
        return BusinessDay.startOf(day.plusDays(1)).minusSeconds(1);
    }

    /** To be called with the account locked. */
    void run(Tx tx, UUID account, LocalDate through, String by) {
        Map<LocalDate, Optional<Successor>> successors = new HashMap<>();
        var transfers = new ArrayList<Transfer>();
        for (Row match : tx.list(UNATTRIBUTED, row -> row, account, through)) {
            LocalDate day = match.date("booked_on");
            Successor successor = successors
                    .computeIfAbsent(day, d -> successions.successor(tx, account, endOf(d)))
                    .orElse(null);
            if (successor != null) {
                attribute(tx, account, match, successor, transfers, by);
            }
        }
        for (Row order : tx.list(WAITING, row -> row, account)) {
            LocalDate day = order.date("business_day");
            successions
                    .successor(tx, account, endOf(day))
                    .ifPresent(now -> decided(tx, account, order.uuid("id"), day, now, transfers, by));
        }
        ledger.post(tx, transfers);
    }

    private void attribute(Tx tx, UUID account, Row match, Successor successor, List<Transfer> transfers, String by) {
        UUID paymentId = match.uuid("payment_id");
        Payment payment = payments.get(tx, paymentId);
        boolean own = payment.accountId().equals(account);
        long amountVnd = match.flag("part")
                ? match.whole("amount_vnd")
                : match.flag("again") ? 0 : payment.amountVnd() - payment.surplusVnd();
        UUID to = own ? id(successor.account()) : payment.accountId();
        if (amountVnd <= 0 || account.equals(to)) {
            return;
        }
        LocalDate day = match.date("booked_on");
        UUID order = openOrder(tx, account, day, successor, to, by);
        Agency agency = successor.agency();
        tx.run(
                INSERT_INHERITED,
                match.uuid("id"),
                order,
                amountVnd,
                to == null || agency == null ? null : agency.id(),
                to,
                successor.legalAct(),
                clock.instant());
        // Money for what the successor expects on his own account was taken from there in the books when it was
        // matched: it is owed all the same.
        transfers.add(transfer(
                own ? LedgerAccount.collected(account) : LedgerAccount.suspense(account),
                LedgerAccount.passedOn(account),
                amountVnd,
                day,
                "passed_on",
                source(match.uuid("id"), match.whole("cancelled")),
                paymentId));
        if (to != null) {
            transfers.add(
                    inherits(to, own, amountVnd, day, source(match.uuid("id"), match.whole("cancelled")), paymentId));
        }
    }

    /** Attributed once more after an order was cancelled: another event than the first time. */
    private static String source(UUID match, long cancelled) {
        return "match:" + match + (cancelled == 0 ? "" : ":" + cancelled);
    }

    /** The money of an order is nobody else's any more: the books as before it, from today on, for closed days are never rewritten. */
    void cancel(Tx tx, UUID account, UUID order, String by) {
        Instant now = clock.instant();
        LocalDate today = BusinessDay.of(now);
        var transfers = new ArrayList<Transfer>();
        for (Row item : tx.list(ITEMS, row -> row, order)) {
            UUID paymentId = item.uuid("payment_id");
            boolean own = payments.get(tx, paymentId).accountId().equals(account);
            String source = source(item.uuid("match_id"), item.whole("cancelled"));
            long amountVnd = item.whole("amount_vnd");
            transfers.add(transfer(
                    LedgerAccount.passedOn(account),
                    own ? LedgerAccount.collected(account) : LedgerAccount.suspense(account),
                    amountVnd,
                    today,
                    "passed_on_cancelled",
                    source,
                    paymentId));
            UUID to = item.uuid("successor_account_id");
            transfers.add(transfer(
                    own ? LedgerAccount.collected(to) : LedgerAccount.suspense(to),
                    LedgerAccount.inherited(to),
                    amountVnd,
                    today,
                    "inherited_cancelled",
                    source,
                    paymentId));
        }
        tx.run(KEEP_CANCELLED, now, order);
        tx.run(TAKE_OUT, order);
        tx.run(CANCELLED, by, now, order);
        ledger.post(tx, transfers);
    }

    private UUID openOrder(Tx tx, UUID account, LocalDate day, Successor successor, @Nullable UUID to, String by) {
        Optional<UUID> open = tx.get(OPEN_ORDER, account, day, to).map(row -> row.uuid("id"));
        if (open.isPresent()) {
            tx.run(TOUCH, by, open.get(), by);
            return open.get();
        }
        Instant now = clock.instant();
        UUID id = Ids.next(now);
        Agency agency = successor.agency();
        tx.run(
                INSERT_ORDER,
                id,
                code(),
                account,
                successor.former().id(),
                day,
                successor.succession(),
                successor.legalAct(),
                successor.cutOver(),
                successor.divided(),
                candidates(successor),
                agency == null ? null : agency.id(),
                to,
                SuccessorLabel.vi(successor),
                SuccessorLabel.en(successor),
                to == null ? "waiting" : "proposed",
                new String[] {by},
                now);
        return id;
    }

    private void decided(
            Tx tx, UUID account, UUID order, LocalDate day, Successor now, List<Transfer> transfers, String by) {
        Agency agency = now.agency();
        UUID to = id(now.account());
        // Should an order of the day to this very account be open, this one waits until that one is approved: two must
        // not be taken for one.
        if (agency == null || to == null || tx.get(OPEN_ORDER, account, day, to).isPresent()) {
            return;
        }
        tx.run(
                DECIDED,
                agency.id(),
                to,
                SuccessorLabel.vi(now),
                SuccessorLabel.en(now),
                candidates(now),
                by,
                by,
                order);
        tx.run(DECIDED_ITEMS, agency.id(), to, order);
        for (Row item : tx.list(ITEMS, row -> row, order)) {
            transfers.add(inherits(
                    to,
                    true,
                    item.whole("amount_vnd"),
                    day,
                    source(item.uuid("match_id"), item.whole("cancelled")),
                    item.uuid("payment_id")));
        }
    }

    private static Transfer inherits(UUID to, boolean own, long amountVnd, LocalDate day, String source, UUID payment) {
        return transfer(
                LedgerAccount.inherited(to),
                own ? LedgerAccount.collected(to) : LedgerAccount.suspense(to),
                amountVnd,
                day,
                "inherited",
                source,
                payment);
    }

    private static Transfer transfer(
            LedgerAccount debit,
            LedgerAccount credit,
            long amountVnd,
            LocalDate day,
            String kind,
            String source,
            UUID payment) {
        return new Transfer(debit, credit, amountVnd, day, BusinessDay.startOf(day), kind, source, payment);
    }

    private static Long[] candidates(Successor successor) {
        return successor.candidates().stream().map(Agency::id).toArray(Long[]::new);
    }

    private static @Nullable UUID id(@Nullable CollectionAccount account) {
        return account == null ? null : account.id();
    }

    static String code() {
        var code = new StringBuilder("LCT");
        for (int i = 0; i < SYMBOLS_IN_CODE; i++) {
            code.append(SYMBOLS.charAt(RANDOM.nextInt(SYMBOLS.length())));
        }
        return code.toString();
    }
}
