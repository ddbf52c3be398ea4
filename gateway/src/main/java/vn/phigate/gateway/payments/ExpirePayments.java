package vn.phigate.gateway.payments;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;

/** Ends payments that nobody paid in time, so that their obligations can be paid another way. Money that comes later is still taken. */
final class ExpirePayments {
    private static final int BATCH = 200;
    private static final String LOCK = """
            select id, status from gateway.payment
            where status in ('created', 'awaiting_provider') and expires_at < ?
            order by id limit ? for update skip locked
            """;
    private static final String EXPIRE = "update gateway.payment set status = 'expired' where id = any(?)";
    private static final String END_ATTEMPTS =
            "update gateway.attempt set status = 'expired' where payment_id = any(?) and status = 'awaiting' and provider = 'vietqr'";
    /** As everybody does, payments by id first and then obligations by id: whoever locks in another order meets a callback half-way. */
    private static final String LOCK_OBLIGATIONS = """
            select o.id from gateway.obligation o
            where o.id in (select obligation_id from gateway.open_claim where payment_id = any(?)) order by o.id for update
            """;

    private static final String FREE =
            "update gateway.obligation set status = 'due' where status = 'pending' and id = any(?)";
    private static final String RELEASE = "delete from gateway.open_claim where payment_id = any(?)";

    private final Db db;
    private final InstantSource clock;

    ExpirePayments(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    int run() {
        return db.inTransaction(this::expireSome);
    }

    private int expireSome(Tx tx) {
        Instant now = clock.instant();
        List<UUID> late = tx.list(LOCK, row -> row, now, (long) BATCH).stream()
                .filter(row ->
                        PaymentLife.next(PaymentStatus.read(row.text("status")), new PaymentLife.Event.TimeRanOut())
                                instanceof PaymentLife.Answer.Moved)
                .map(row -> row.uuid("id"))
                .toList();
        if (late.isEmpty()) {
            return 0;
        }
        UUID[] ids = late.toArray(UUID[]::new);
        tx.run(EXPIRE, (Object) ids);
        tx.run(END_ATTEMPTS, (Object) ids);
        UUID[] held =
                tx.list(LOCK_OBLIGATIONS, row -> row.uuid("id"), (Object) ids).toArray(UUID[]::new);
        tx.run(FREE, (Object) held);
        tx.run(RELEASE, (Object) ids);
        return late.size();
    }
}
