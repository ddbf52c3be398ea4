package vn.phigate.gateway.payments;

import java.time.Instant;
import java.time.InstantSource;
import vn.phigate.gateway.payments.PaymentRules.ConfirmedBy;
import vn.phigate.gateway.platform.db.Db;

/**
 * Lets go what waits for a payment to be confirmed (its receipt, and the news that it is paid), as soon as the policy is met and no witness contradicts. The same
 * rule as {@link ConfirmedBy#met}, asked of the tables, because thousands may wait for the bank's next statement.
 */
final class ConfirmPayments {
    private static final String RELEASE = """
            with met as (
                update gateway.outbox o set done_at = ?
                where o.kind in ('unconfirmed.payment.paid', 'unconfirmed.receipt_due') and o.done_at is null
                  and (?
                       or exists (select from gateway.bank_sighting s where s.payment_id = o.payment_id)
                       or ? and (select count(distinct e.source) from gateway.evidence e join gateway.payment p on p.id = e.payment_id
                                 where e.payment_id = o.payment_id and e.says = 'paid' and e.amount_vnd = p.amount_vnd) > 1)
                  and not exists (select from gateway.payment_case c where c.payment_id = o.payment_id and c.status = 'open'
                                  and c.type in ('contradiction', 'amount_differs', 'beneficiary_differs'))
                returning o.id, o.kind, o.payment_id
            )
            insert into gateway.outbox (kind, payment_id, created_at)
            select replace(kind, 'unconfirmed.', ''), payment_id, cast(? as timestamptz) from met order by id
            """;

    private final Db db;
    private final ConfirmedBy policy;
    private final InstantSource clock;

    ConfirmPayments(Db db, ConfirmedBy policy, InstantSource clock) {
        this.db = db;
        this.policy = policy;
        this.clock = clock;
    }

    int run() {
        Instant now = clock.instant();
        return (int) db.run(RELEASE, now, policy == ConfirmedBy.ANY, policy == ConfirmedBy.TWO, now);
    }
}
