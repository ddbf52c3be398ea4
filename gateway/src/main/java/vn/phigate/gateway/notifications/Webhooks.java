package vn.phigate.gateway.notifications;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.payments.PaymentsApi;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.Ids;

/** The door to webhooks: endpoints are registered here, events are taken from the outbox and delivered by the jobs. */
public final class Webhooks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final Set<String> PAYMENT_EVENTS = Set.of(
            "payment.paid", "payment.refunded", "payment.refund_proposed", "payment.contested", "receipt.issued");
    private static final String ACCOUNT_CHANGED = "account.changed";
    private static final Set<String> EVENTS =
            Stream.concat(PAYMENT_EVENTS.stream(), Stream.of(ACCOUNT_CHANGED)).collect(Collectors.toUnmodifiableSet());
    private static final int BATCH = 100;
    /** While a delivery is under way nobody else takes it; a process that dies in the middle is followed after this. */
    private static final Duration LEASE = Duration.ofMinutes(2);
    /** Deliveries and their signatures go by the real time, whatever the sandbox clock shows: receivers check it against their own. */
    private static final InstantSource REAL_TIME = InstantSource.system();

    private static final String REGISTER =
            "insert into gateway.webhook_endpoint (id, url, secret, events, created_at, created_by) values (?, ?, ?, ?, ?, ?)";
    private static final String TAKE_EVENTS = """
            select id, kind, payment_id, notice_id, refund_id from gateway.outbox
            where kind in ('payment.paid', 'payment.contested', 'payment.refunded', 'payment.refund_proposed', 'receipt.issued', 'registry_notice') and done_at is null
            order by id limit ? for update skip locked
            """;
    private static final String ENDPOINTS =
            "select id from gateway.webhook_endpoint where disabled_at is null and ? = any(events)";
    private static final String INSERT_EVENT =
            "insert into gateway.webhook_event (id, type, payment_id, notice_id, refund_id, body, created_at) values (?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_DELIVERY =
            "insert into gateway.webhook_delivery (event_id, endpoint_id, next_try_at) values (?, ?, ?)";
    private static final String DONE = "update gateway.outbox set done_at = ? where id = ?";
    private static final String TAKE_DELIVERIES = """
            select d.event_id, d.endpoint_id, d.tries, e.body, n.url, n.secret
            from gateway.webhook_delivery d
            join gateway.webhook_event e on e.id = d.event_id
            join gateway.webhook_endpoint n on n.id = d.endpoint_id
            where d.next_try_at <= ? and n.disabled_at is null
            order by d.next_try_at limit ? for update of d skip locked
            """;
    private static final String LEASED =
            "update gateway.webhook_delivery set next_try_at = ?, tries = tries + 1 where event_id = ? and endpoint_id = ?";
    private static final String FINISH = """
            update gateway.webhook_delivery set next_try_at = ?, delivered_at = ?, last_outcome = ?
            where event_id = ? and endpoint_id = ? and delivered_at is null
            """;

    private final Db db;
    private final Payments payments;
    private final PaymentsApi.ReceiptLookup receipts;
    private final NoticeLookup notices;
    private final RefundLookup refunds;
    private final WebhookUrl urls;
    private final WebhookSender sender;
    private final InstantSource clock;

    /** The data of {@code account.changed} for a notice of the registry. */
    @FunctionalInterface
    public interface NoticeLookup {
        Map<String, @Nullable Object> of(Sql sql, UUID notice);
    }

    /** A refund as it stands, for {@code payment.refunded} and {@code payment.refund_proposed}. */
    @FunctionalInterface
    public interface RefundLookup {
        Map<String, @Nullable Object> of(Sql sql, UUID refund);
    }

    /** @param sandbox also allows plain http to hosts of this machine and private networks */
    public Webhooks(
            Db db,
            Payments payments,
            PaymentsApi.ReceiptLookup receipts,
            NoticeLookup notices,
            RefundLookup refunds,
            boolean sandbox,
            InstantSource clock) {
        this.db = db;
        this.payments = payments;
        this.receipts = receipts;
        this.notices = notices;
        this.refunds = refunds;
        this.clock = clock;
        this.urls = new WebhookUrl(sandbox);
        this.sender = new WebhookSender(urls, REAL_TIME, WebhookSender.Patience.DEFAULT);
    }

    public void routes(Web web) {
        web.command("/v1/webhook-endpoints", Access.only(Role.DOSSIERS, Role.ADMIN), this::register);
    }

    private record NewEndpoint(
            @Nullable String url, @Nullable List<String> events) {}

    private Reply register(Request request, Tx tx) {
        var body = request.json(NewEndpoint.class);
        String url = body.url() == null ? "" : body.url();
        if (urls.check(url) instanceof WebhookUrl.Check.Refused(String vi, String en)) {
            throw NotificationProblem.WEBHOOK_URL_REFUSED.refusal(vi, en).with("url", url);
        }
        var events = new LinkedHashSet<>(body.events() == null ? PAYMENT_EVENTS : body.events());
        if (events.isEmpty() || !EVENTS.containsAll(events)) {
            throw HttpProblem.field(
                    "events", events, "cần một hoặc nhiều trong: " + EVENTS, "one or more are needed of: " + EVENTS);
        }
        UUID id = Ids.next(clock.instant());
        String secret = WebhookSignature.generateSecret(new SecureRandom());
        tx.run(
                REGISTER,
                id,
                url,
                secret,
                events.toArray(String[]::new),
                clock.instant(),
                request.caller().name());
        var view = new LinkedHashMap<String, Object>();
        view.put("id", id);
        view.put("url", url);
        view.put("events", events);
        view.put("secret", secret);
        return Reply.created(view);
    }

    /** Turns outbox rows into events with one delivery for each endpoint that asked. @return how many rows were taken */
    public int fanOut() {
        return db.inTransaction(tx -> {
            List<Row> rows = tx.list(TAKE_EVENTS, row -> row, (long) BATCH);
            Instant now = clock.instant();
            for (Row row : rows) {
                UUID notice = row.uuidOrNull("notice_id");
                UUID payment = row.uuidOrNull("payment_id");
                UUID refund = row.uuidOrNull("refund_id");
                String type = notice == null ? row.text("kind") : ACCOUNT_CHANGED;
                List<UUID> endpoints = tx.list(ENDPOINTS, r -> r.uuid("id"), type);
                if (!endpoints.isEmpty()) {
                    UUID event = Ids.next(now);
                    Map<String, @Nullable Object> data =
                            notice != null ? notices.of(tx, notice) : payment(tx, Objects.requireNonNull(payment));
                    if (refund != null) {
                        data.put("refund", refunds.of(tx, refund));
                    }
                    tx.run(INSERT_EVENT, event, type, payment, notice, refund, body(type, data, now), now);
                    endpoints.forEach(endpoint -> tx.run(INSERT_DELIVERY, event, endpoint, REAL_TIME.instant()));
                }
                tx.run(DONE, now, row.whole("id"));
            }
            return rows.size();
        });
    }

    private Map<String, @Nullable Object> payment(Tx tx, UUID id) {
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
        return data;
    }

    private static String body(String type, Map<String, @Nullable Object> data, Instant now) {
        var event = new LinkedHashMap<String, Object>();
        event.put("type", type);
        event.put("timestamp", now);
        event.put("data", data);
        return Json.text(event);
    }

    /** Sends what is due; no transaction is open meanwhile. @return how many were tried */
    public int deliver() {
        List<Row> due = db.inTransaction(tx -> {
            Instant now = REAL_TIME.instant();
            List<Row> rows = tx.list(TAKE_DELIVERIES, row -> row, now, (long) BATCH);
            rows.forEach(row -> tx.run(LEASED, now.plus(LEASE), row.uuid("event_id"), row.uuid("endpoint_id")));
            return rows;
        });
        due.forEach(this::deliver);
        return due.size();
    }

    private void deliver(Row row) {
        var outcome = sender.send(
                row.text("url"),
                List.of(row.text("secret")),
                row.uuid("event_id").toString(),
                row.text("body").getBytes(StandardCharsets.UTF_8));
        Instant now = REAL_TIME.instant();
        boolean delivered = outcome instanceof WebhookSender.Outcome.Delivered;
        int tries = (int) row.whole("tries") + 1;
        Instant next =
                delivered ? null : RetryTable.delayAfter(tries).map(now::plus).orElse(null);
        if (!delivered && next == null) {
            LOG.warn(
                    "webhook {} to {} is given up after {} tries: {}",
                    row.uuid("event_id"),
                    row.text("url"),
                    tries,
                    outcome);
        }
        db.run(FINISH, next, delivered ? now : null, outcome.toString(), row.uuid("event_id"), row.uuid("endpoint_id"));
    }

    @Override
    public void close() {
        sender.close();
    }
}
