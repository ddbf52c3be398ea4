package vn.phigate.gateway.payments;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.providers.Notice;

/** Locks what notices are about, in the one order that all transactions keep: payments by id with their attempts, then obligations by id. */
final class LockAttempts {
    private static final String LOCK_ATTEMPTS = """
            select a.id, a.provider, a.order_id, a.key_id, a.created_at, a.status, a.provider_transaction, a.provider_code, a.next_query_at, a.queries,
                   p.id as payment_id, p.account_id, p.amount_vnd, p.status as payment_status, p.surplus_vnd, p.provider_times, p.paid_at, p.recorded_at,
                   p.provider as paid_by, p.provider_transaction as paid_transaction, a.bound, a.reversed_at is not null as reversed
            from unnest(?, ?) as w (provider, order_id)
            join gateway.attempt a on a.provider = w.provider and a.order_id = w.order_id
            join gateway.payment p on p.id = a.payment_id
            order by p.id, a.id for update of p, a
            """;
    /**
     * Statements of their own, sent together: attempts change under the payment's lock and claims under the obligation's, and so each is read by a
     * statement that begins after the lock was taken.
     */
    private static final String LOCK_ITEMS_AND_CLAIMS = """
            select i.payment_id, i.obligation_id, i.amount_vnd, o.status, t.pending, t.unclear
            from gateway.payment_item i join gateway.obligation o on o.id = i.obligation_id
            cross join lateral (
                select count(*) as pending, count(*) filter (where a.status = 'unknown') as unclear
                from gateway.attempt a where a.payment_id = i.payment_id and a.status in ('awaiting', 'unknown')) t
            where i.payment_id = any(?) order by o.id for update of o;
            select c.obligation_id, c.payment_id from gateway.open_claim c
            where c.obligation_id in (select i.obligation_id from gateway.payment_item i where i.payment_id = any(?))
            """;

    private LockAttempts() {}

    /** By {@link #key}; an order that nobody knows is absent. */
    static Map<String, LockedAttempt> lock(Tx tx, List<Notice> notices) {
        // Plain JDBC by position: the rows of a hundred callbacks pass here at once, and a map of each would cost as
        // much as its decision.
        var wanted = new TreeMap<String, Notice>();
        notices.forEach(n -> wanted.put(key(n.provider(), n.orderId()), n));
        return tx.jdbc(connection -> {
            var payments = new HashMap<UUID, LockedPayment>();
            var attempts = new HashMap<String, LockedAttempt>();
            try (var statement = connection.prepareStatement(LOCK_ATTEMPTS)) {
                var columns = new Columns(connection, statement);
                columns.texts(wanted.values(), Notice::provider);
                columns.texts(wanted.values(), Notice::orderId);
                ResultSet rows = statement.executeQuery();
                while (rows.next()) {
                    LockedAttempt attempt = attempt(rows, payments);
                    attempts.put(key(attempt.provider, attempt.orderId), attempt);
                }
            }
            if (!payments.isEmpty()) {
                lockItems(connection, payments);
            }
            return attempts;
        });
    }

    private static LockedAttempt attempt(ResultSet row, Map<UUID, LockedPayment> payments) throws SQLException {
        UUID id = row.getObject(11, UUID.class);
        LockedPayment payment = payments.get(id);
        if (payment == null) {
            payment = new LockedPayment(
                    id,
                    row.getObject(12, UUID.class),
                    row.getLong(13),
                    PaymentStatus.read(row.getString(14)),
                    row.getLong(15),
                    row.getLong(16),
                    instant(row, 17),
                    instant(row, 18),
                    row.getString(19),
                    row.getString(20));
            payments.put(id, payment);
        }
        return new LockedAttempt(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                payment,
                Objects.requireNonNull(instant(row, 5)),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                instant(row, 9),
                row.getLong(10) > 0,
                row.getString(21),
                row.getBoolean(22));
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static void lockItems(Connection connection, Map<UUID, LockedPayment> payments) throws SQLException {
        var obligations = new HashMap<UUID, LockedPayment.Obligation>();
        try (var statement = connection.prepareStatement(LOCK_ITEMS_AND_CLAIMS)) {
            var columns = new Columns(connection, statement);
            columns.ids(payments.keySet(), id -> id);
            columns.ids(payments.keySet(), id -> id);
            statement.execute();
            ResultSet items = statement.getResultSet();
            while (items.next()) {
                LockedPayment payment = Objects.requireNonNull(payments.get(items.getObject(1, UUID.class)));
                String status = items.getString(4);
                var obligation = obligations.computeIfAbsent(
                        items.getObject(2, UUID.class), id -> new LockedPayment.Obligation(id, status));
                payment.items.add(new LockedPayment.Item(obligation, items.getLong(3)));
                payment.pendingAttempts = items.getLong(5);
                payment.unknownAttempts = items.getLong(6);
            }
            statement.getMoreResults();
            ResultSet claims = statement.getResultSet();
            while (claims.next()) {
                var obligation = obligations.get(claims.getObject(1, UUID.class));
                if (obligation != null) {
                    obligation.holder = claims.getObject(2, UUID.class);
                }
            }
        }
    }

    static String key(String provider, String orderId) {
        return provider + "\n" + orderId;
    }
}
