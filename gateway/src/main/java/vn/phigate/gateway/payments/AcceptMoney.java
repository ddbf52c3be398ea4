package vn.phigate.gateway.payments;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.Transfer;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.providers.vietqr.VietQrProvider;

/**
 * What people decided about a provider's word over another amount or beneficiary than was ordered, or about an order that it says nothing clear of: the money is
 * there and is taken, whatever it settles; or it is not. Until then nothing of it is in the books.
 */
final class AcceptMoney {
    private static final String CASE = """
            select c.payment_id, c.attempt_id, c.amount_vnd, regexp_replace(c.fingerprint, '^[^/]*/[^/]*/(.*)/[^/]*$', '\1') as transaction, a.provider, a.status as attempt_status,
                   coalesce((select max(e.occurred_at) from gateway.evidence e where e.id = c.evidence_id), c.opened_at) as occurred_at
            from gateway.payment_case c join gateway.attempt a on a.id = c.attempt_id where c.id = ? and c.type in ('amount_differs', 'beneficiary_differs', 'paid_after_reversal')
            """;
    private static final String LOCK_PAYMENT =
            "select account_id, amount_vnd, status from gateway.payment where id = ? for update";
    private static final String LOCK_ITEMS = """
            select o.id, i.amount_vnd, o.status from gateway.payment_item i join gateway.obligation o on o.id = i.obligation_id
            where i.payment_id = ? order by o.id for update of o
            """;
    private static final String TAKE_OTHER = "update gateway.payment set other_vnd = other_vnd + ? where id = ?";
    private static final String PAID = """
            update gateway.payment set status = 'paid', provider_times = provider_times + 1, other_vnd = other_vnd + ?, surplus_vnd = ?, paid_at = ?,
                                       recorded_at = ?, provider = ?, provider_transaction = ?
            where id = ?
            """;
    /** The bank itself told of it: no provider's pay-out is awaited, and no other line is to stand for it. */
    private static final String AT_THE_BANK =
            "update gateway.payment set bank_times = bank_times + 1, bank_seen_at = coalesce(bank_seen_at, ?) where id = ?";

    /** An attempt that was paid before keeps the transaction that paid it: the same word again must be known, or it would be booked again. */
    private static final String ATTEMPT_PAID = """
            update gateway.attempt set status = 'paid', next_query_at = null, reversed_at = null,
                                       provider_transaction = case status when 'paid' then provider_transaction else ? end
            where id = ?
            """;

    private static final String ATTEMPT_FAILED =
            "update gateway.attempt set status = 'failed', next_query_at = null where id = ? and status = 'contested'";
    private static final String FAILED = "update gateway.payment set status = 'failed' where id = ?";
    private static final String UNDECIDED =
            "select payment_id, attempt_id from gateway.payment_case where id = ? and type = 'order_undecided'";
    private static final String ORDER_OVER =
            "update gateway.attempt set status = 'failed', next_query_at = null where id = ? and status in ('awaiting', 'unknown')";
    private static final String OTHERS = """
            select count(*) as pending, count(*) filter (where status = 'unknown') as unclear from gateway.attempt
            where payment_id = ? and status in ('awaiting', 'unknown')
            """;
    private static final String SET_STATUS = "update gateway.payment set status = ? where id = ?";
    private static final String SETTLE =
            "insert into gateway.settlement (obligation_id, payment_id, settled_at) values (?, ?, ?)";
    private static final String SET_PAID = "update gateway.obligation set status = 'paid' where id = ?";
    private static final String OUTBOX = "insert into gateway.outbox (kind, payment_id, created_at) values (?, ?, ?)";

    private final Ledger ledger;
    private final InstantSource clock;

    AcceptMoney(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** @return what of the money settled nothing and is to be given back, in đồng */
    long accept(Tx tx, UUID caseId) {
        Row contested = tx.get(CASE, caseId).orElseThrow();
        UUID id = contested.uuid("payment_id");
        Row payment = tx.get(LOCK_PAYMENT, id).orElseThrow();
        List<Row> items = tx.list(LOCK_ITEMS, row -> row, id);
        Instant now = clock.instant();
        Instant at = contested.instant("occurred_at").isAfter(now) ? now : contested.instant("occurred_at");
        long amountVnd = contested.whole("amount_vnd");
        String told = contested.text("transaction");
        String transaction = told.isEmpty() || told.equals("null") ? null : told;
        PaymentStatus status = PaymentStatus.read(payment.text("status"));
        long orderedVnd = payment.whole("amount_vnd");
        UUID account = payment.uuid("account_id");
        tx.run(ATTEMPT_PAID, transaction, contested.uuid("attempt_id"));
        long settledVnd = 0;
        if (status == PaymentStatus.PAID || amountVnd < orderedVnd) {
            tx.run(TAKE_OTHER, amountVnd, id);
            giveUp(tx, id, status);
        } else {
            for (Row item : items) {
                if (item.text("status").equals("due") || item.text("status").equals("pending")) {
                    tx.run(SETTLE, item.uuid("id"), id, at);
                    tx.run(SET_PAID, item.uuid("id"));
                    settledVnd = Math.addExact(settledVnd, item.whole("amount_vnd"));
                }
            }
            CancelPayment.release(tx, id);
            tx.run(
                    PAID,
                    amountVnd - orderedVnd,
                    orderedVnd - settledVnd,
                    at,
                    now,
                    contested.text("provider"),
                    transaction,
                    id);
            if (byTransfer(contested)) {
                tx.run(AT_THE_BANK, now, id);
            }
            tx.run(OUTBOX, "payment.paid", id, now);
            if (settledVnd > 0) {
                tx.run(OUTBOX, "receipt_due", id, now);
            }
        }
        book(tx, contested, caseId, account, settledVnd, amountVnd, at);
        return amountVnd - settledVnd;
    }

    private static boolean byTransfer(Row contested) {
        return contested.text("provider").equals(VietQrProvider.NAME);
    }

    /** A transfer's line books it into suspense, in its whole amount: from there it is taken, and what is given back stays there. */
    private void book(
            Tx tx, Row contested, UUID caseId, UUID account, long settledVnd, long amountVnd, Instant occurredAt) {
        boolean byTransfer = byTransfer(contested);
        var from = byTransfer
                ? LedgerAccount.suspense(account)
                : LedgerAccount.clearing(contested.text("provider"), account);
        var transfers = new ArrayList<Transfer>();
        String source = "case:" + caseId;
        UUID payment = contested.uuid("payment_id");
        if (settledVnd > 0) {
            transfers.add(new Transfer(
                    from,
                    LedgerAccount.collected(account),
                    settledVnd,
                    BusinessDay.of(occurredAt),
                    occurredAt,
                    "accepted_paid",
                    source,
                    payment));
        }
        if (amountVnd > settledVnd && !byTransfer) {
            transfers.add(new Transfer(
                    from,
                    LedgerAccount.suspense(account),
                    amountVnd - settledVnd,
                    BusinessDay.of(occurredAt),
                    occurredAt,
                    "accepted_surplus",
                    source,
                    payment));
        }
        ledger.post(tx, transfers);
    }

    /** There is no money, and what the payment held can be paid. Should it come all the same, it is taken like any late money. */
    void deny(Tx tx, UUID caseId) {
        Row undecided = tx.get(UNDECIDED, caseId).orElse(null);
        if (undecided != null) {
            endOrder(tx, undecided.uuid("payment_id"), undecided.uuid("attempt_id"));
            return;
        }
        Row contested = tx.get(CASE, caseId).orElseThrow();
        UUID id = contested.uuid("payment_id");
        Row payment = tx.get(LOCK_PAYMENT, id).orElseThrow();
        tx.list(LOCK_ITEMS, row -> row, id);
        tx.run(ATTEMPT_FAILED, contested.uuid("attempt_id"));
        giveUp(tx, id, PaymentStatus.read(payment.text("status")));
    }

    /** As if the provider had declined it; it is not asked any more. */
    private static void endOrder(Tx tx, UUID id, UUID attempt) {
        PaymentStatus status =
                PaymentStatus.read(tx.get(LOCK_PAYMENT, id).orElseThrow().text("status"));
        tx.list(LOCK_ITEMS, row -> row, id);
        if (tx.run(ORDER_OVER, attempt) == 0) {
            throw PaymentProblem.PAYMENT_NOT_OPEN.refusal().with("current_status", status.text());
        }
        Row others = tx.get(OTHERS, id).orElseThrow();
        var declined = new PaymentLife.Event.Declined(
                PaymentLife.Others.of(others.whole("pending"), others.whole("unclear")), false, false);
        if (PaymentLife.next(status, declined) instanceof PaymentLife.Answer.Moved(PaymentStatus to, CaseType _)) {
            tx.run(SET_STATUS, to.text(), id);
            if (status.holdsObligations() && !to.holdsObligations()) {
                CancelPayment.release(tx, id);
            }
        }
    }

    private static void giveUp(Tx tx, UUID id, PaymentStatus status) {
        if (status == PaymentStatus.CONTESTED) {
            tx.run(FAILED, id);
            CancelPayment.release(tx, id);
        }
    }
}
