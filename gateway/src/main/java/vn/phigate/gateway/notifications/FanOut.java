package vn.phigate.gateway.notifications;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.payments.PaymentsApi;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.time.Ids;

/**
 * Turns rows of the outbox into events, with one delivery for each endpoint that asked. Deliveries are numbered in the order of the outbox,
 * whichever process takes them: one at a time holds the lock.
 */
final class FanOut {
    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);
    private static final long BATCH = 100;
    private static final String KINDS =
            "('payment.paid', 'payment.contested', 'payment.reversed', 'payment.refunded', 'payment.refund_proposed', 'receipt.issued', 'registry_notice')";

    private static final String ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended('gateway.fan_out', 42))";
    private static final String TAKE =
            "select id, kind, payment_id, notice_id, refund_id from gateway.outbox where kind in " + KINDS
                    + " and done_at is null and id > ? order by id limit ? for update";
    private static final String NEXT_DUE = "select id from gateway.outbox where kind in " + KINDS
            + " and done_at is null and id > ? order by id limit 1";
    /** An endpoint that failed is kept for; one that a person disabled is not. */
    private static final String ENDPOINTS =
            "select id from gateway.webhook_endpoint where (disabled_at is null or by_failure) and ? = any(events)";

    private static final String INSERT_EVENT = """
            insert into gateway.webhook_event (id, type, payment_id, notice_id, body, created_at, order_keys) values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_DELIVERY =
            "insert into gateway.webhook_delivery (event_id, endpoint_id, next_try_at, order_keys) values (?, ?, ?, ?)";
    private static final String NOTICE_AGENCY = "select agency_id from gateway.registry_notice where id = ?";
    private static final String DONE = "update gateway.outbox set done_at = ? where id = ?";

    private final Db db;
    private final Payments payments;
    private final PaymentsApi.ReceiptLookup receipts;
    private final Webhooks.NoticeLookup notices;
    private final Webhooks.RefundLookup refunds;
    private final InstantSource clock;

    FanOut(
            Db db,
            Payments payments,
            PaymentsApi.ReceiptLookup receipts,
            Webhooks.NoticeLookup notices,
            Webhooks.RefundLookup refunds,
            InstantSource clock) {
        this.db = db;
        this.payments = payments;
        this.receipts = receipts;
        this.notices = notices;
        this.refunds = refunds;
        this.clock = clock;
    }

    /** @return how many rows were taken */
    int run() {
        try {
            return db.inTransaction(tx -> some(tx, 0, BATCH));
        } catch (RuntimeException e) {
            LOG.warn("a batch of events failed and is taken one by one: {}", e.toString());
            return oneByOne();
        }
    }

    /** A row that makes no event stays due and is told of again and again; it holds up no other. */
    private int oneByOne() {
        int taken = 0;
        Optional<Row> next = db.get(NEXT_DUE, 0L);
        while (next.isPresent()) {
            long id = next.get().whole("id");
            try {
                taken += db.inTransaction(tx -> some(tx, id - 1, 1));
            } catch (RuntimeException e) {
                LOG.error("outbox row {} makes no event: {}", id, e.toString());
            }
            next = db.get(NEXT_DUE, id);
        }
        return taken;
    }

    private int some(Tx tx, long afterId, long most) {
        tx.get(ONE_AT_A_TIME);
        List<Row> rows = tx.list(TAKE, row -> row, afterId, most);
        for (Row row : rows) {
            UUID notice = row.uuidOrNull("notice_id");
            String type = notice == null ? row.text("kind") : Webhooks.ACCOUNT_CHANGED;
            List<UUID> endpoints = tx.list(ENDPOINTS, r -> r.uuid("id"), type);
            if (!endpoints.isEmpty()) {
                Event event = notice == null ? ofPayment(tx, row) : ofNotice(tx, notice);
                write(tx, type, event, endpoints);
            }
            tx.run(DONE, clock.instant(), row.whole("id"));
        }
        return rows.size();
    }

    private record Event(
            @Nullable UUID payment, @Nullable UUID notice, Map<String, @Nullable Object> data, String[] orderKeys) {}

    private void write(Tx tx, String type, Event event, List<UUID> endpoints) {
        Instant now = clock.instant();
        UUID id = Ids.next(now);
        var body = new LinkedHashMap<String, Object>();
        body.put("type", type);
        body.put("timestamp", now);
        body.put("data", event.data);
        tx.run(INSERT_EVENT, id, type, event.payment, event.notice, Json.text(body), now, event.orderKeys);
        Instant realNow = Webhooks.REAL_TIME.instant();
        endpoints.forEach(endpoint -> tx.run(INSERT_DELIVERY, id, endpoint, realNow, event.orderKeys));
    }

    private Event ofNotice(Tx tx, UUID notice) {
        long agency = tx.get(NOTICE_AGENCY, notice).orElseThrow().whole("agency_id");
        return new Event(null, notice, notices.of(tx, notice), new String[] {"agency " + agency});
    }

    private Event ofPayment(Tx tx, Row row) {
        UUID id = row.uuid("payment_id");
        UUID refund = row.uuidOrNull("refund_id");
        Payment payment = payments.get(tx, id);
        var data = new LinkedHashMap<String, @Nullable Object>();
        data.put("payment_id", payment.id());
        data.put("status", payment.status().text());
        data.put("amount_vnd", payment.amountVnd());
        data.put("surplus_vnd", payment.surplusVnd());
        data.put("refunded_vnd", payment.refundedVnd());
        data.put("reference", payment.reference());
        data.put("dossiers", payment.dossiers());
        data.put(
                "obligations",
                payment.items().stream().map(Payment.Item::obligationId).toList());
        data.put("paid_at", payment.paidAt());
        data.put("provider", payment.provider());
        data.put("provider_transaction", payment.providerTransaction());
        data.put("receipts", receipts.of(tx, id));
        if (refund != null) {
            data.put("refund", refunds.of(tx, refund));
        }
        return new Event(id, null, data, payment.dossiers().toArray(String[]::new));
    }
}
