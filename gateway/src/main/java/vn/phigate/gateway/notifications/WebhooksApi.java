package vn.phigate.gateway.notifications;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.Ids;

/** Endpoints and the log of their deliveries over HTTP. A dossier system sees and changes its own; the centre all. */
final class WebhooksApi {
    private static final Access WHO = Access.only(Role.DOSSIERS, Role.ADMIN);
    private static final Duration BOTH_SECRETS = Duration.ofHours(24);
    private static final String AUDITED = "webhook_endpoint";

    private static final String REGISTER =
            "insert into gateway.webhook_endpoint (id, url, secret, events, created_at, created_by) values (?, ?, ?, ?, ?, ?)";
    private static final String ENDPOINT_FIELDS = """
            select n.*,
                   (select count(*) from gateway.webhook_delivery d where d.endpoint_id = n.id and d.next_try_at is not null) as waiting,
                   (select count(*) from gateway.webhook_delivery d
                    where d.endpoint_id = n.id and d.next_try_at is null and d.delivered_at is null) as given_up
            from gateway.webhook_endpoint n
            """;
    private static final String LIST =
            ENDPOINT_FIELDS + " where (cast(? as text) is null or n.created_by = ?) and n.id > ? order by n.id limit ?";
    private static final String ONE =
            ENDPOINT_FIELDS + " where n.id = ? and (cast(? as text) is null or n.created_by = ?)";
    private static final String DISABLE = """
            update gateway.webhook_endpoint set disabled_at = ?, disabled_by = ?, disabled_reason = ?, by_failure = false where id = ?
            """;
    private static final String ENABLE = """
            update gateway.webhook_endpoint
            set disabled_at = null, disabled_by = null, disabled_reason = null, by_failure = false, failing_since = null where id = ?
            """;
    private static final String NEW_SECRET = """
            update gateway.webhook_endpoint set previous_secret = secret, previous_secret_until = ?, secret = ? where id = ?
            """;
    private static final String DELIVERIES = """
            select d.*, e.type, e.created_at,
                   coalesce((select jsonb_agg(jsonb_build_object('at', t.tried_at, 'took_ms', t.took_ms, 'delivered', t.delivered, 'outcome', t.outcome)
                                              order by t.tried_at) from gateway.webhook_try t where t.delivery_id = d.id), '[]') as tries_log
            from gateway.webhook_delivery d
            join gateway.webhook_event e on e.id = d.event_id
            join gateway.webhook_endpoint n on n.id = d.endpoint_id
            where (cast(? as text) is null or n.created_by = ?)
              and (cast(? as uuid) is null or d.endpoint_id = ?)
              and (cast(? as text) is null or ? = any(d.order_keys))
              and case cast(? as text) when 'waiting' then d.next_try_at is not null
                                       when 'delivered' then d.next_try_at is null and d.delivered_at is not null
                                       when 'given_up' then d.next_try_at is null and d.delivered_at is null
                                       else true end
              and d.id < ?
            order by d.id desc limit ?
            """;
    private static final String REPLAY_ONE = """
            update gateway.webhook_delivery d set next_try_at = ?, tries = 0, replayed_at = ?, replayed_by = ?
            from gateway.webhook_endpoint n
            where d.id = ? and n.id = d.endpoint_id and (cast(? as text) is null or n.created_by = ?)
            """;
    private static final String REPLAY_SINCE = """
            update gateway.webhook_delivery d set next_try_at = ?, tries = 0, replayed_at = ?, replayed_by = ?
            from gateway.webhook_event e
            where d.endpoint_id = ? and e.id = d.event_id and e.created_at >= ? and d.next_try_at is null and (? or d.delivered_at is null)
            """;

    private final Db db;
    private final WebhookUrl urls;
    private final Audit audit;
    private final InstantSource clock;
    private final Runnable somethingIsDue;

    WebhooksApi(Db db, WebhookUrl urls, Audit audit, InstantSource clock, Runnable somethingIsDue) {
        this.db = db;
        this.urls = urls;
        this.audit = audit;
        this.clock = clock;
        this.somethingIsDue = somethingIsDue;
    }

    void routes(Web web) {
        web.command("/v1/webhook-endpoints", WHO, this::register);
        web.get("/v1/webhook-endpoints", WHO, this::list);
        web.get("/v1/webhook-endpoints/{id}", WHO, request -> Reply.ok(view(endpoint(db, request))));
        web.command("/v1/webhook-endpoints/{id}/disable", WHO, this::disable);
        web.command("/v1/webhook-endpoints/{id}/enable", WHO, this::enable);
        web.command("/v1/webhook-endpoints/{id}/secret", WHO, this::newSecret);
        web.command("/v1/webhook-endpoints/{id}/replay", WHO, this::replaySince);
        web.get("/v1/webhook-deliveries", WHO, this::deliveries);
        web.command("/v1/webhook-deliveries/{id}/replay", WHO, this::replay);
    }

    private record NewEndpoint(
            @Nullable String url, @Nullable List<String> events) {}

    private Reply register(Request request, Tx tx) {
        var body = request.json(NewEndpoint.class);
        String url = body.url() == null ? "" : body.url();
        if (urls.check(url) instanceof WebhookUrl.Check.Refused(String vi, String en)) {
            throw NotificationProblem.WEBHOOK_URL_REFUSED.refusal(vi, en).with("url", url);
        }
        var events = new LinkedHashSet<>(body.events() == null ? Webhooks.PAYMENT_EVENTS : body.events());
        if (events.isEmpty() || !Webhooks.EVENTS.containsAll(events)) {
            throw HttpProblem.field(
                    "events",
                    events,
                    "cần một hoặc nhiều trong: " + Webhooks.EVENTS,
                    "one or more are needed of: " + Webhooks.EVENTS);
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
        audit.record(
                tx,
                request.caller().name(),
                "register",
                AUDITED,
                id.toString(),
                null,
                Map.of("url", url, "events", events),
                null);
        var view = new LinkedHashMap<String, Object>();
        view.put("id", id);
        view.put("url", url);
        view.put("events", events);
        view.put("secret", secret);
        view.put("retry_after_seconds", retryTable());
        return Reply.created(view);
    }

    private static List<Long> retryTable() {
        return RetryTable.DELAYS.stream().map(Duration::toSeconds).toList();
    }

    private Reply list(Request request) {
        int limit = request.queryLimit(100, 500);
        UUID after = request.queryId("cursor").orElse(new UUID(0, 0));
        List<Row> rows = db.list(LIST, row -> row, owner(request), owner(request), after, (long) limit + 1);
        Map<String, @Nullable Object> page = Reply.pageOf(rows, limit, row -> row.uuid("id"), WebhooksApi::view);
        page.put("retry_after_seconds", retryTable());
        return Reply.ok(page);
    }

    /** Null for who sees all. */
    private static @Nullable String owner(Request request) {
        Caller caller = request.caller();
        return caller.roles().contains(Role.ADMIN) ? null : caller.name();
    }

    private Row endpoint(Sql sql, Request request) {
        return sql.get(ONE, request.pathId(), owner(request), owner(request))
                .orElseThrow(NotificationProblem.WEBHOOK_ENDPOINT_UNKNOWN::refusal);
    }

    private static Map<String, @Nullable Object> view(Row row) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", row.uuid("id"));
        view.put("url", row.text("url"));
        view.put("events", row.texts("events"));
        view.put("status", row.instantOrNull("disabled_at") == null ? "enabled" : "disabled");
        view.put("created_at", row.instant("created_at"));
        view.put("created_by", row.text("created_by"));
        view.put("disabled_at", row.instantOrNull("disabled_at"));
        view.put("disabled_by", row.textOrNull("disabled_by"));
        view.put("disabled_reason", row.textOrNull("disabled_reason"));
        view.put("failing_since", row.instantOrNull("failing_since"));
        view.put("last_delivered_at", row.instantOrNull("last_delivered_at"));
        view.put("waiting", row.whole("waiting"));
        view.put("given_up", row.whole("given_up"));
        return view;
    }

    private record Why(@Nullable String reason) {}

    private Reply disable(Request request, Tx tx) {
        Row endpoint = endpoint(tx, request);
        String reason =
                request.body().length == 0 ? null : request.json(Why.class).reason();
        tx.run(DISABLE, clock.instant(), request.caller().name(), reason, endpoint.uuid("id"));
        return changed(tx, request, endpoint, "disable", reason);
    }

    private Reply enable(Request request, Tx tx) {
        Row endpoint = endpoint(tx, request);
        tx.run(ENABLE, endpoint.uuid("id"));
        tx.afterCommit(somethingIsDue);
        return changed(tx, request, endpoint, "enable", null);
    }

    private Reply changed(Tx tx, Request request, Row before, String action, @Nullable String reason) {
        Map<String, @Nullable Object> after = view(endpoint(tx, request));
        String id = before.uuid("id").toString();
        audit.record(tx, request.caller().name(), action, AUDITED, id, view(before), after, reason);
        return Reply.ok(after);
    }

    private Reply newSecret(Request request, Tx tx) {
        UUID id = endpoint(tx, request).uuid("id");
        String secret = WebhookSignature.generateSecret(new SecureRandom());
        Instant until = Webhooks.REAL_TIME.instant().plus(BOTH_SECRETS);
        tx.run(NEW_SECRET, until, secret, id);
        audit.record(tx, request.caller().name(), "new_secret", AUDITED, id.toString(), null, null, null);
        return Reply.ok(Map.of("id", id, "secret", secret, "previous_secret_until", until));
    }

    private record Since(@Nullable Instant since, @Nullable Boolean delivered) {}

    private Reply replaySince(Request request, Tx tx) {
        UUID id = endpoint(tx, request).uuid("id");
        var body = request.json(Since.class);
        if (body.since() == null) {
            throw HttpProblem.field("since", "", "cần thời điểm bắt đầu.", "the instant to begin at is needed.");
        }
        Instant now = Webhooks.REAL_TIME.instant();
        boolean delivered = Boolean.TRUE.equals(body.delivered());
        long replayed = tx.run(REPLAY_SINCE, now, now, request.caller().name(), id, body.since(), delivered);
        audit.record(tx, request.caller().name(), "replay", AUDITED, id.toString(), null, body, null);
        tx.afterCommit(somethingIsDue);
        return Reply.ok(Map.of("replayed", replayed));
    }

    private Reply replay(Request request, Tx tx) {
        Instant now = Webhooks.REAL_TIME.instant();
        String id = request.pathParameter("id");
        long number = id.matches("[0-9]{1,18}") ? Long.parseLong(id) : 0;
        String by = request.caller().name();
        if (tx.run(REPLAY_ONE, now, now, by, number, owner(request), owner(request)) == 0) {
            throw NotificationProblem.WEBHOOK_DELIVERY_UNKNOWN.refusal();
        }
        audit.record(tx, by, "replay", "webhook_delivery", id, null, null, null);
        tx.afterCommit(somethingIsDue);
        return Reply.ok(Map.of("replayed", 1));
    }

    private Reply deliveries(Request request) {
        int limit = request.queryLimit(100, 500);
        String before = request.query("cursor").orElse("999999999999999999");
        if (!before.matches("[0-9]{1,18}")) {
            throw HttpProblem.field(
                    "cursor",
                    before,
                    "cần giá trị next của trang trước.",
                    "the value next of the page before is needed.");
        }
        String status = request.query("status").orElse(null);
        if (status != null && !List.of("waiting", "delivered", "given_up").contains(status)) {
            throw HttpProblem.field(
                    "status",
                    status,
                    "cần waiting, delivered hoặc given_up.",
                    "waiting, delivered or given_up is needed.");
        }
        UUID endpoint = request.queryId("endpoint").orElse(null);
        String dossier = request.query("dossier").orElse(null);
        String owner = owner(request);
        List<Row> rows = db.list(
                DELIVERIES,
                row -> row,
                owner,
                owner,
                endpoint,
                endpoint,
                dossier,
                dossier,
                status,
                Long.parseLong(before),
                (long) limit + 1);
        return Reply.page(rows, limit, row -> row.whole("id"), WebhooksApi::delivery);
    }

    private static Map<String, @Nullable Object> delivery(Row row) {
        Instant next = row.instantOrNull("next_try_at");
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", row.whole("id"));
        view.put("webhook_id", row.uuid("event_id"));
        view.put("endpoint_id", row.uuid("endpoint_id"));
        view.put("type", row.text("type"));
        view.put("subjects", row.texts("order_keys"));
        view.put(
                "status",
                next != null ? "waiting" : row.instantOrNull("delivered_at") != null ? "delivered" : "given_up");
        view.put("created_at", row.instant("created_at"));
        view.put("next_try_at", next);
        view.put("delivered_at", row.instantOrNull("delivered_at"));
        view.put("replayed_at", row.instantOrNull("replayed_at"));
        view.put("replayed_by", row.textOrNull("replayed_by"));
        view.put("tries", Json.tree(row.text("tries_log")));
        return view;
    }
}
