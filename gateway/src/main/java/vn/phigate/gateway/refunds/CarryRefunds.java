package vn.phigate.gateway.refunds;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.Transfer;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.CaseType;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.providers.RefundPort;
import vn.phigate.gateway.providers.RefundPort.Answer;
import vn.phigate.gateway.providers.RefundPort.RefundOrder;

/**
 * Carries approved refunds out. "Sent" is committed before the provider hears of it, with the time of the first question, so that a crash in
 * between is followed by a question and never by a second order. Asked on by a published schedule until it is final; after the schedule ran out
 * once it is also a case, and asked on. The books: approved = to be paid back; done = paid back; refused = as before.
 */
final class CarryRefunds {
    private static final Logger LOG = LoggerFactory.getLogger(CarryRefunds.class);
    private static final int BATCH = 20;
    private static final String ORDER = """
            r.id, r.code, r.method, r.amount_vnd, r.reason, r.approved_by, r.asks, r.sent_at, r.provider_code, a.order_id, a.key_id, a.provider_transaction,
            a.created_at as ordered_at,
            coalesce((select max(e.amount_vnd) from gateway.evidence e where e.payment_id = a.payment_id and e.attempt_id = a.id and e.says = 'paid'), p.amount_vnd) as paid_vnd,
            exists (select from gateway.refund o where o.attempt_id = r.attempt_id and o.id <> r.id and o.amount_vnd = r.amount_vnd and o.status = 'done')
                and not exists (select from gateway.refund_answer w where w.refund_id = r.id and w.asked = 'order' and w.verdict = 'accepted')
                as confusable
            from gateway.refund r join gateway.attempt a on a.id = r.attempt_id join gateway.payment p on p.id = r.payment_id
            """;
    /** One refund of an order at a time: a provider that is asked about the order tells of the newest. */
    private static final String TAKE_APPROVED = "select " + ORDER + """
             where r.status = 'approved' and r.method = any(?) and not exists (
                 select from gateway.refund o where o.attempt_id = r.attempt_id and o.id <> r.id
                   and (o.status in ('sent', 'unknown') or o.status = 'approved' and (o.approved_at, o.id) < (r.approved_at, r.id)))
             order by r.approved_at limit ? for update of r skip locked
            """;

    private static final String TAKE_SILENT = "select " + ORDER
            + " where r.next_ask_at <= ? and r.method = any(?) order by r.next_ask_at limit ? for update of r skip locked";
    /** Approved or unheard of, and there is nobody to tell or to ask. */
    private static final String STUCK = """
            select id from gateway.refund r where r.method <> 'bank_transfer' and r.method <> all(?)
              and (r.status = 'approved' or r.status in ('sent', 'unknown') and r.next_ask_at <= ?)
              and not exists (select from gateway.payment_case c where c.payment_id = r.payment_id and c.type = 'refund_undecided'
                              and c.fingerprint = 'refund:' || r.id || ':unconfigured' and c.status = 'open')
            order by id limit ?
            """;

    private static final String REOPEN = """
            update gateway.payment_case set status = 'open', resolution = null, note = null, proposed_by = null, proposed_at = null,
                                            resolved_by = null, resolved_at = null, told_at = null, second_person = false
            where type = 'refund_undecided' and fingerprint = ? and status = 'resolved' and resolved_by = 'rule:refund_final'
            """;
    private static final String SEND =
            "update gateway.refund set status = 'sent', sent_at = ?, next_ask_at = ? where id = ?";
    /** That the provider knows nothing is believed for one order only: should we die while it is sent, it is asked about, not sent again. */
    private static final String ASKED = """
            update gateway.refund set next_ask_at = ?, asks = asks + 1, provider_code = nullif(provider_code, ?) where id = ?
            """;

    private static final String LOCK_PAYMENT = """
            select p.id, p.account_id, p.amount_vnd from gateway.payment p where p.id = (select payment_id from gateway.refund where id = ?) for update
            """;
    private static final String LOCK = """
            select id, case_id, attempt_id, method, amount_vnd, surplus_vnd, status, asks, code, line_id from gateway.refund where id = ? for update
            """;
    private static final String KEEP_ANSWER = """
            insert into gateway.refund_answer (id, refund_id, asked, verdict, code, content, at) values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String STILL = """
            update gateway.refund set status = ?, provider_code = ?, provider_refund = coalesce(?, provider_refund) where id = ?
            """;
    private static final String DONE = """
            update gateway.refund set status = 'done', done_at = ?, next_ask_at = null, provider_code = coalesce(?, provider_code),
                                      provider_refund = coalesce(?, provider_refund), line_id = ?
            where id = ?
            """;
    private static final String REFUSE = """
            update gateway.refund set status = 'refused', refused_at = ?, refused_by = ?, refused_why = ?, next_ask_at = null where id = ?
            """;
    private static final String WHOLLY_REFUNDED = """
            update gateway.obligation o set status = 'refunded'
            from gateway.payment_item i
            where o.status = 'paid' and i.obligation_id = o.id and i.payment_id = ?
              and i.amount_vnd = (select sum(x.amount_vnd) from gateway.refund_item x join gateway.refund r on r.id = x.refund_id
                                  where x.obligation_id = o.id and r.status = 'done')
            """;
    private static final String KEEP_RETURN = """
            insert into gateway.refund_return (line_id, refund_id, debit_line_id, amount_vnd, booked_on, recorded_at) values (?, ?, ?, ?, ?, ?)
            """;
    private static final String CAME_BACK =
            "update gateway.refund set status = 'sent', done_at = null, line_id = null where id = ?";
    private static final String NOT_REFUNDED = """
            update gateway.obligation o set status = 'paid'
            from gateway.refund_item i where i.refund_id = ? and o.id = i.obligation_id and o.status = 'refunded'
            """;
    private static final String OUTBOX =
            "insert into gateway.outbox (kind, payment_id, refund_id, created_at) values (?, ?, ?, ?)";
    private static final String OPEN_CASE = """
            insert into gateway.payment_case (id, payment_id, attempt_id, type, amount_vnd, detail, fingerprint, opened_at)
            values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (payment_id, type, fingerprint) do nothing
            """;
    /** A repaired case may itself stand for a refund that was refused: what that one was to repair is repaired too. */
    private static final String RESOLVE_CASES = """
            with recursive repaired (id, fingerprint) as (
                select c.id, c.fingerprint from gateway.payment_case c where c.id = ?
                union
                select c.id, c.fingerprint from repaired x
                join gateway.refund r on x.fingerprint = 'refund:' || r.id
                join gateway.payment_case c on c.id = r.case_id
            )
            update gateway.payment_case c set status = 'resolved', resolution = 'refunded', resolved_by = ?, resolved_at = ?, second_person = false
            from repaired x where c.id = x.id and c.status = 'open'
            """;

    private static final String UNDECIDED_OVER = """
            update gateway.payment_case set status = 'resolved', resolution = 'decided', resolved_by = 'rule:refund_final', resolved_at = ?
            where type = 'refund_undecided' and (fingerprint = ? or starts_with(fingerprint, ? || ':')) and status = 'open'
            """;

    private final Db db;
    private final Ledger ledger;
    private final Map<String, RefundPort> ports;
    private final InstantSource clock;

    CarryRefunds(Db db, Ledger ledger, Map<String, RefundPort> ports, InstantSource clock) {
        this.db = db;
        this.ledger = ledger;
        this.ports = Map.copyOf(ports);
        this.clock = clock;
    }

    /** What was approved is owed to the payer from now on. */
    void approved(Tx tx, UUID refund) {
        Row payment = tx.get(LOCK_PAYMENT, refund).orElseThrow();
        Row row = tx.get(LOCK, refund).orElseThrow();
        post(tx, payment, row, "refund_approved", true);
    }

    /** People know from elsewhere that the provider paid it back. */
    void paidElsewhere(Tx tx, UUID refund) {
        Row payment = tx.get(LOCK_PAYMENT, refund).orElseThrow();
        paidBack(tx, payment, tx.get(LOCK, refund).orElseThrow(), null, null, null, null);
    }

    /** Refused by a person: before any provider knew, or because it is known from elsewhere that the provider paid nothing back. */
    void refused(Tx tx, UUID refund, String by, String why) {
        Row payment = tx.get(LOCK_PAYMENT, refund).orElseThrow();
        Row row = tx.get(LOCK, refund).orElseThrow();
        if (!row.text("status").equals("proposed")) {
            post(tx, payment, row, "refund_refused", false);
        }
        tx.run(REFUSE, clock.instant(), by, why, refund);
        undecidedOver(tx, "refund:" + refund);
    }

    int send() {
        String[] known = ports.keySet().toArray(String[]::new);
        // As the database keeps it: the same instant is told in every question.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Row> due = db.inTransaction(tx -> {
            List<Row> rows = tx.list(TAKE_APPROVED, row -> row, known, (long) BATCH);
            rows.forEach(row -> {
                tx.run(SEND, now, now.plus(RefundRules.waitBefore(0)), row.uuid("id"));
                undecidedOver(tx, unconfigured(row.uuid("id")));
            });
            return rows;
        });
        due.forEach(row -> carry(row, "order", now));
        return due.size() + tellOfStuck(known, now);
    }

    /** A refund through a provider that is not configured any more waits in sight of people; it goes out by itself when the provider is back. */
    private int tellOfStuck(String[] known, Instant now) {
        List<UUID> stuck = db.list(STUCK, row -> row.uuid("id"), known, now, (long) BATCH);
        for (UUID id : stuck) {
            db.inTransactionDo(tx -> {
                Row payment = tx.get(LOCK_PAYMENT, id).orElseThrow();
                Row refund = tx.get(LOCK, id).orElseThrow();
                LOG.error("refund {} waits: {} is not configured", refund.text("code"), refund.text("method"));
                if (tx.run(REOPEN, unconfigured(id)) == 0) {
                    openCase(
                            tx,
                            payment,
                            refund,
                            CaseType.REFUND_UNDECIDED,
                            "the provider is not configured; nobody can be told or asked",
                            unconfigured(id),
                            now);
                }
            });
        }
        return stuck.size();
    }

    /** What was asked of people under this name, or under a longer one that begins so, is answered. */
    private void undecidedOver(Tx tx, String name) {
        tx.run(UNDECIDED_OVER, clock.instant(), name, name);
    }

    private static String unconfigured(UUID refund) {
        return "refund:" + refund + ":unconfigured";
    }

    int ask() {
        String[] known = ports.keySet().toArray(String[]::new);
        List<Row> due = db.inTransaction(tx -> {
            Instant now = clock.instant();
            List<Row> rows = tx.list(TAKE_SILENT, row -> row, now, known, (long) BATCH);
            rows.forEach(row -> {
                tx.run(
                        ASKED,
                        now.plus(RefundRules.waitBefore((int) row.whole("asks") + 1)),
                        RefundPort.NOT_KNOWN_THERE,
                        row.uuid("id"));
                undecidedOver(tx, unconfigured(row.uuid("id")));
            });
            return rows;
        });
        // Where no connection was made, the provider surely knows nothing of it: it is ordered again, under the same
        // id.
        due.forEach(row -> carry(
                row,
                RefundPort.NOT_KNOWN_THERE.equals(row.textOrNull("provider_code")) ? "order" : "status",
                row.instant("sent_at")));
        return due.size();
    }

    private void carry(Row row, String what, Instant sentAt) {
        UUID id = row.uuid("id");
        try {
            RefundPort port = Objects.requireNonNull(ports.get(row.text("method")));
            var order = new RefundOrder(
                    row.text("code"),
                    row.text("order_id"),
                    row.text("key_id"),
                    row.textOrNull("provider_transaction"),
                    row.whole("paid_vnd"),
                    row.whole("amount_vnd"),
                    row.instant("ordered_at"),
                    sentAt,
                    row.text("approved_by"),
                    row.text("reason"),
                    row.flag("confusable"));
            Answer answer = answer(port, order, what);
            db.inTransactionDo(tx -> record(tx, id, what, answer));
            LOG.info("refund {} at {}: {} -> {}", row.text("code"), port.provider(), what, answer.code());
        } catch (RuntimeException e) {
            LOG.error("refund {} could not be followed; it is asked about again", row.text("code"), e);
        }
    }

    /** A port that fails decides nothing: what it may have told the provider is asked for. */
    private static Answer answer(RefundPort port, RefundOrder order, String what) {
        try {
            return what.equals("order") ? port.refund(order) : port.refundStatus(order);
        } catch (RuntimeException e) {
            return new Answer.Unknown(
                    e.getClass().getSimpleName(), String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void record(Tx tx, UUID id, String asked, Answer answer) {
        Row payment = tx.get(LOCK_PAYMENT, id).orElseThrow();
        Row refund = tx.get(LOCK, id).orElseThrow();
        Instant now = clock.instant();
        String verdict = switch (answer) {
            case Answer.Accepted accepted -> accepted.done() ? "done" : "accepted";
            case Answer.Declined ignored -> "declined";
            case Answer.Unknown ignored -> "unknown";
        };
        tx.run(KEEP_ANSWER, Ids.next(now), id, asked, verdict, answer.code(), answer.content(), now);
        boolean open =
                refund.text("status").equals("sent") || refund.text("status").equals("unknown");
        if (!open) {
            return;
        }
        switch (answer) {
            case Answer.Accepted(boolean done, String number, String code, byte[] ignored) -> {
                if (done) {
                    paidBack(tx, payment, refund, code, number, null, null);
                } else {
                    tx.run(STILL, "sent", code, number, id);
                    undecided(tx, payment, refund, now);
                }
            }
            case Answer.Unknown(String code, byte[] ignored) -> {
                tx.run(STILL, "unknown", code, null, id);
                undecided(tx, payment, refund, now);
            }
            case Answer.Declined(String code, byte[] ignored) -> {
                post(tx, payment, refund, "refund_refused", false);
                tx.run(REFUSE, now, refund.text("method"), code, id);
                undecidedOver(tx, "refund:" + id);
                openCase(tx, payment, refund, CaseType.REFUND_REFUSED, code, now);
            }
        }
    }

    /** Never given up in silence: a person hears of it once the schedule ran out, and the provider is asked on. */
    private static void undecided(Tx tx, Row payment, Row refund, Instant now) {
        if (refund.whole("asks") >= RefundRules.ASK_SCHEDULE.size()) {
            openCase(tx, payment, refund, CaseType.REFUND_UNDECIDED, "asked " + refund.whole("asks") + " times", now);
        }
    }

    private static void openCase(Tx tx, Row payment, Row refund, CaseType type, String why, Instant now) {
        openCase(tx, payment, refund, type, why, "refund:" + refund.uuid("id"), now);
    }

    private static void openCase(
            Tx tx, Row payment, Row refund, CaseType type, String why, String fingerprint, Instant now) {
        tx.run(
                OPEN_CASE,
                Ids.next(now),
                payment.uuid("id"),
                refund.uuidOrNull("attempt_id"),
                type.text(),
                refund.whole("amount_vnd"),
                refund.text("method") + " refund " + refund.text("code") + ": " + why,
                fingerprint,
                now);
    }

    /** A transfer of people left the bank. @return false when no such transfer is waited for */
    boolean debited(Tx tx, UUID account, UUID id, BankWitness.Line line) {
        Row payment = tx.get(LOCK_PAYMENT, id).orElse(null);
        if (payment == null || !payment.uuid("account_id").equals(account)) {
            return false;
        }
        Row refund = tx.get(LOCK, id).orElseThrow();
        if (!refund.text("status").equals("sent")
                || !refund.text("method").equals(Refund.BANK_TRANSFER)
                || line.amountVnd() != -refund.whole("amount_vnd")) {
            return false;
        }
        paidBack(tx, payment, refund, null, line.bankReference(), line.lineId(), line);
        return true;
    }

    /** A transfer of people came back: as before it left, and a person hears of it, for the account it went to is probably wrong. */
    boolean cameBack(Tx tx, UUID account, UUID id, BankWitness.Line line) {
        Row payment = tx.get(LOCK_PAYMENT, id).orElse(null);
        if (payment == null || !payment.uuid("account_id").equals(account)) {
            return false;
        }
        Row refund = tx.get(LOCK, id).orElseThrow();
        UUID debit = refund.uuidOrNull("line_id");
        if (!refund.text("status").equals("done")
                || !refund.text("method").equals(Refund.BANK_TRANSFER)
                || debit == null
                || line.amountVnd() != refund.whole("amount_vnd")) {
            return false;
        }
        Instant now = clock.instant();
        tx.run(KEEP_RETURN, line.lineId(), id, debit, line.amountVnd(), line.bookedOn(), now);
        tx.run(CAME_BACK, id);
        ledger.post(
                tx,
                List.of(new Transfer(
                        LedgerAccount.suspense(account),
                        LedgerAccount.refundPayable(account),
                        line.amountVnd(),
                        line.bookedOn(),
                        BusinessDay.startOf(line.bookedOn()),
                        "bank_refund_returned",
                        "line:" + line.lineId(),
                        payment.uuid("id"))));
        tx.run(NOT_REFUNDED, id);
        tx.run(
                OPEN_CASE,
                Ids.next(now),
                payment.uuid("id"),
                refund.uuidOrNull("attempt_id"),
                CaseType.REFUND_UNDECIDED.text(),
                line.amountVnd(),
                "transfer " + refund.text("code") + " came back, " + line.bankReference(),
                "refund:" + id + ":" + line.lineId(),
                now);
        return true;
    }

    private void paidBack(
            Tx tx,
            Row payment,
            Row refund,
            @Nullable String code,
            @Nullable String number,
            @Nullable UUID lineId,
            BankWitness.@Nullable Line line) {
        UUID id = refund.uuid("id");
        UUID account = payment.uuid("account_id");
        Instant now = clock.instant();
        tx.run(DONE, now, code, number, lineId, id);
        LedgerAccount from =
                line == null ? LedgerAccount.clearing(refund.text("method"), account) : LedgerAccount.suspense(account);
        ledger.post(
                tx,
                List.of(new Transfer(
                        LedgerAccount.refundPayable(account),
                        from,
                        refund.whole("amount_vnd"),
                        line == null ? BusinessDay.of(now) : line.bookedOn(),
                        line == null ? now : BusinessDay.startOf(line.bookedOn()),
                        line == null ? "refund_paid" : "bank_refund",
                        line == null ? "refund:" + id : "line:" + line.lineId(),
                        payment.uuid("id"))));
        tx.run(WHOLLY_REFUNDED, payment.uuid("id"));
        UUID caseId = refund.uuidOrNull("case_id");
        if (caseId != null) {
            tx.run(RESOLVE_CASES, caseId, "refund:" + refund.text("code"), now);
        }
        undecidedOver(tx, "refund:" + id);
        tx.run(OUTBOX, "payment.refunded", payment.uuid("id"), id, now);
    }

    /** Between what the money was (income, or money on top) and what is owed to the payer; back again when it is refused. */
    private void post(Tx tx, Row payment, Row refund, String kind, boolean owed) {
        Instant now = clock.instant();
        UUID account = payment.uuid("account_id");
        LedgerAccount payable = LedgerAccount.refundPayable(account);
        long surplusVnd = refund.whole("surplus_vnd");
        long settledVnd = refund.whole("amount_vnd") - surplusVnd;
        var transfers = new ArrayList<Transfer>();
        for (var part : List.of(
                Map.entry(LedgerAccount.collected(account), settledVnd),
                Map.entry(LedgerAccount.suspense(account), surplusVnd))) {
            if (part.getValue() > 0) {
                transfers.add(new Transfer(
                        owed ? part.getKey() : payable,
                        owed ? payable : part.getKey(),
                        part.getValue(),
                        BusinessDay.of(now),
                        now,
                        kind + (part.getKey().code().startsWith("suspense") ? "_surplus" : ""),
                        "refund:" + refund.uuid("id"),
                        payment.uuid("id")));
            }
        }
        ledger.post(tx, transfers);
    }
}
