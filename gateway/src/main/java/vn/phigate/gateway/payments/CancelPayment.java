package vn.phigate.gateway.payments;

import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;

/**
 * Gives a payment up, so that its obligations can be paid another way. Providers are still asked about its orders: money that comes later is
 * taken, settles what is still due, and is given back where nothing is.
 */
final class CancelPayment {
    private static final String LOCK = """
            select p.status, exists (select from gateway.attempt a where a.payment_id = p.id and a.provider <> 'vietqr'
                                       and (a.status = 'unknown' or a.status = 'awaiting' and a.expires_at > ?)) as money_may_come
            from gateway.payment p where p.id = ? for update
            """;
    private static final String LOCK_OBLIGATIONS = """
            select id from gateway.obligation where id in (select obligation_id from gateway.payment_item where payment_id = ?) order by id for update
            """;
    private static final String CANCEL = "update gateway.payment set status = ? where id = ?";
    private static final String END_TRANSFERS =
            "update gateway.attempt set status = 'expired' where payment_id = ? and status = 'awaiting' and provider = 'vietqr'";

    private final PaymentRules rules;
    private final InstantSource clock;

    CancelPayment(PaymentRules rules, InstantSource clock) {
        this.rules = rules;
        this.clock = clock;
    }

    void cancel(Tx tx, UUID id) {
        Instant now = clock.instant();
        Row payment = tx.get(LOCK, now, id).orElseThrow(() -> PaymentProblem.PAYMENT_UNKNOWN.refusal());
        PaymentStatus status = PaymentStatus.read(payment.text("status"));
        if (status == PaymentStatus.CANCELLED) {
            return;
        }
        boolean refused = payment.flag("money_may_come") && !rules.cancelWhileOpen();
        if (!(PaymentLife.next(status, new PaymentLife.Event.Cancelled(refused))
                instanceof PaymentLife.Answer.Moved(PaymentStatus to, CaseType ignored))) {
            throw PaymentProblem.PAYMENT_NOT_CANCELLABLE.refusal().with("current_status", status.text());
        }
        tx.list(LOCK_OBLIGATIONS, row -> row.uuid("id"), id);
        tx.run(CANCEL, to.text(), id);
        tx.run(END_TRANSFERS, id);
        release(tx, id);
    }

    private static final String FREE = """
            update gateway.obligation set status = 'due'
            where status = 'pending' and id in (select obligation_id from gateway.open_claim where payment_id = ?)
            """;
    private static final String RELEASE = "delete from gateway.open_claim where payment_id = ?";

    /** What the payment held can be paid by another; the obligations are locked. */
    static void release(Tx tx, UUID payment) {
        tx.run(FREE, payment);
        tx.run(RELEASE, payment);
    }
}
