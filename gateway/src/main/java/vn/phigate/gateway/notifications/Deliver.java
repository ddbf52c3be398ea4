package vn.phigate.gateway.notifications;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;

/**
 * Sends deliveries side by side: a few at once to each endpoint, so that a slow one holds up nobody else's, and never one that would
 * overtake an earlier one about the same dossier. No transaction is open while something is sent.
 */
final class Deliver {
    private static final Logger LOG = LoggerFactory.getLogger(Deliver.class);
    /** To one endpoint at once, by one process. */
    private static final long AT_ONCE = 4;
    /** To all endpoints at once. */
    private static final long MOST = 64;
    /**
     * While a delivery is under way nobody else takes it; a process that dies in the middle is followed after this. Longer than
     * {@link WebhookSender.Patience#DEFAULT} lets a call last.
     */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final int GONE = 410;

    private static final String TAKE = """
            select d.id, d.tries, d.event_id, e.body, n.id as endpoint_id, n.url, n.secret,
                   case when n.previous_secret_until > ? then n.previous_secret end as previous_secret
            from gateway.webhook_endpoint n
            left join unnest(cast(? as uuid[]), cast(? as bigint[])) as busy (endpoint_id, sending) on busy.endpoint_id = n.id
            cross join lateral (
                select d.* from gateway.webhook_delivery d
                where d.endpoint_id = n.id and d.next_try_at <= ?
                  and not exists (select from gateway.webhook_delivery earlier
                                  where earlier.order_keys && d.order_keys and earlier.next_try_at is not null
                                    and earlier.endpoint_id = d.endpoint_id and earlier.id < d.id)
                order by d.next_try_at, d.id limit greatest(0, ? - coalesce(busy.sending, 0)) for update of d skip locked
            ) d
            join gateway.webhook_event e on e.id = d.event_id
            where n.disabled_at is null
            order by d.id limit ?
            """;
    private static final String LEASED = "update gateway.webhook_delivery set next_try_at = ? where id = ?";
    private static final String FINISH = """
            update gateway.webhook_delivery set tries = ?, next_try_at = ?, delivered_at = coalesce(delivered_at, ?), last_outcome = ?
            where id = ?
            """;
    private static final String LOG_TRY =
            "insert into gateway.webhook_try (delivery_id, tried_at, took_ms, delivered, outcome) values (?, ?, ?, ?, ?)";
    private static final String ANSWERED =
            "update gateway.webhook_endpoint set failing_since = null, last_delivered_at = ? where id = ?";
    private static final String FAILED =
            "update gateway.webhook_endpoint set failing_since = ? where id = ? and failing_since is null";
    private static final String PUT_ASIDE = """
            update gateway.webhook_endpoint set disabled_at = ?, disabled_by = 'phigate', disabled_reason = ?, by_failure = true
            where id = ? and disabled_at is null and (? or failing_since <= ?)
            """;

    private final Db db;
    private final WebhookSender sender;
    private final Runnable whenFree;
    private final Map<UUID, Long> sending = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @param whenFree called when a sending ended, so that the next can begin */
    Deliver(Db db, WebhookSender sender, Runnable whenFree) {
        this.db = db;
        this.sender = sender;
        this.whenFree = whenFree;
    }

    /** Begins to send what is due and does not wait for it. @return how many were begun */
    int begin() {
        long free = MOST - sending.values().stream().mapToLong(n -> n).sum();
        if (free <= 0 || closed) {
            return 0;
        }
        Map<UUID, Long> busy = Map.copyOf(sending);
        UUID[] endpoints = busy.keySet().toArray(UUID[]::new);
        Long[] counts = new Long[endpoints.length];
        for (int i = 0; i < endpoints.length; i++) {
            counts[i] = busy.get(endpoints[i]);
        }
        List<Row> due = db.inTransaction(tx -> {
            Instant now = Webhooks.REAL_TIME.instant();
            List<Row> rows = tx.list(TAKE, row -> row, now, endpoints, counts, now, AT_ONCE, free);
            rows.forEach(row -> tx.run(LEASED, now.plus(LEASE), row.whole("id")));
            return rows;
        });
        for (Row row : due) {
            UUID endpoint = row.uuid("endpoint_id");
            sending.merge(endpoint, 1L, Long::sum);
            Thread.ofVirtual().name("webhook-" + row.whole("id")).start(() -> {
                try {
                    send(row);
                } finally {
                    sending.computeIfPresent(endpoint, (e, n) -> n == 1 ? null : n - 1);
                    whenFree.run();
                }
            });
        }
        return due.size();
    }

    private void send(Row row) {
        String previous = row.textOrNull("previous_secret");
        long began = System.nanoTime();
        var outcome = sender.send(
                row.text("url"),
                previous == null ? List.of(row.text("secret")) : List.of(row.text("secret"), previous),
                row.uuid("event_id").toString(),
                row.text("body").getBytes(StandardCharsets.UTF_8));
        long tookMs = (System.nanoTime() - began) / 1_000_000;
        if (closed) {
            // The word of a process that is stopping is not the endpoint's: the lease runs out and another sends it.
            return;
        }
        try {
            db.inTransactionDo(tx -> finish(tx, row, outcome, tookMs));
        } catch (RuntimeException e) {
            LOG.error("what became of webhook delivery {} could not be kept; it is sent again", row.whole("id"), e);
        }
    }

    private static void finish(Tx tx, Row row, WebhookSender.Outcome outcome, long tookMs) {
        Instant now = Webhooks.REAL_TIME.instant();
        long id = row.whole("id");
        UUID endpoint = row.uuid("endpoint_id");
        boolean delivered = outcome instanceof WebhookSender.Outcome.Delivered;
        int tries = (int) row.whole("tries") + 1;
        Instant next = delivered ? null : next(tries, now);
        tx.run(LOG_TRY, id, now, tookMs, delivered, outcome.inWords());
        tx.run(FINISH, (long) tries, next, delivered ? now : null, outcome.inWords(), id);
        if (delivered) {
            tx.run(ANSWERED, now, endpoint);
            return;
        }
        tx.run(FAILED, now, endpoint);
        boolean gone = outcome instanceof WebhookSender.Outcome.Rejected(int status, var text) && status == GONE;
        if (gone || next == null) {
            LOG.warn(
                    "webhook delivery {} to {} failed after {} tries: {}",
                    id,
                    row.text("url"),
                    tries,
                    outcome.inWords());
            // Nothing at all arrived for as long as one message is tried: the endpoint is away, not the message bad.
            if (tx.run(PUT_ASIDE, now, outcome.inWords(), endpoint, gone, now.minus(RetryTable.WHOLE)) == 1) {
                LOG.warn(
                        "webhook endpoint {} ({}) is put aside; its events wait until it is enabled",
                        endpoint,
                        row.text("url"));
            }
        }
    }

    private static @Nullable Instant next(int tries, Instant now) {
        return RetryTable.delayAfter(tries).map(now::plus).orElse(null);
    }

    void close() {
        closed = true;
        sender.close();
    }
}
