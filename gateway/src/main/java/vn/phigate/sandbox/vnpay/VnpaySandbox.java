package vn.phigate.sandbox.vnpay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.phigate.sandbox.SandboxServer;
import vn.phigate.sandbox.vnpay.IpnCourier.Manner;
import vn.phigate.sandbox.wallet.Scripts;

/**
 * VNPay 2.1.0 on a local port.
 *
 * <ul>
 *   <li>{@code GET /paymentv2/vpcpay.html} the pay page, {@code POST /merchant_webapi/api/transaction} querydr and
 *       refund: as VNPay's own paths.
 *   <li>{@code POST /sandbox/vnpay/pay} does what a person would do by clicking and answers what the merchant said;
 *       {@code POST /sandbox/vnpay/script} makes the merchant's next calls go wrong; {@code GET
 *       /sandbox/vnpay/transactions} lists the orders seen.
 * </ul>
 */
public final class VnpaySandbox implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_DELIVERIES = 100;
    private static final long MAX_DELAY_MILLIS = 60_000;
    private static final Status UNPROCESSABLE = Status.create(422);
    private static final byte[] STYLE = resource("style.css");

    private final VnpaySandboxSettings settings;
    private final Function<String, @Nullable VnpayTerminal> terminals;
    private final OrderBook orders;
    private final IpnCourier courier;
    private final MerchantApi merchantApi;
    private final Scripts scripts = new Scripts();
    private final SandboxServer server;

    private VnpaySandbox(VnpaySandboxSettings settings, Consumer<HttpRouting.Builder> beside) {
        this.settings = settings;
        Map<String, VnpayTerminal> byCode = new HashMap<>();
        settings.terminals().forEach(terminal -> byCode.put(terminal.tmnCode(), terminal));
        this.terminals = byCode::get;
        this.orders = new OrderBook(settings.maxOrders());
        this.courier = new IpnCourier(settings);
        this.merchantApi = new MerchantApi(orders, terminals);
        this.server = SandboxServer.start(settings.host(), settings.port(), routing -> {
            routes(routing);
            beside.accept(routing);
        });
    }

    /** Starts it; returns when the port is open. */
    public static VnpaySandbox start(VnpaySandboxSettings settings) {
        return start(settings, beside -> {});
    }

    /** @param beside routes of other sandbox providers on the same port */
    public static VnpaySandbox start(VnpaySandboxSettings settings, Consumer<HttpRouting.Builder> beside) {
        return new VnpaySandbox(settings, beside);
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        courier.close();
    }

    private void routes(HttpRouting.Builder routing) {
        routing.get("/paymentv2/vpcpay.html", this::payPage)
                .post("/paymentv2/choice", this::choose)
                .post("/merchant_webapi/api/transaction", this::merchantCall)
                .post("/sandbox/vnpay/pay", this::script)
                .post("/sandbox/vnpay/script", this::scriptCalls)
                .get("/sandbox/vnpay/transactions", this::list)
                .get(
                        "/sandbox/vnpay/style.css",
                        (request, response) -> response.header(HeaderNames.CONTENT_TYPE, "text/css; charset=utf-8")
                                .send(STYLE));
    }

    private void payPage(ServerRequest request, ServerResponse response) {
        show(request.query().rawValue(), response);
    }

    private void show(String rawQuery, ServerResponse response) {
        Instant now = settings.clock().instant();
        switch (PayRequest.open(rawQuery, terminals, now)) {
            case PayRequest.Refused refusal ->
                SandboxServer.html(response, Status.BAD_REQUEST_400, PayPage.refused(refusal));
            case PayRequest.Opened(PayRequest asked) -> {
                Order order = orders.open(asked);
                if (order == null) {
                    SandboxServer.html(response, Status.BAD_REQUEST_400, PayPage.refused(usedReference()));
                    return;
                }
                Order.Decision decision = order.decision();
                String page = decision == null
                        ? PayPage.choose(asked, rawQuery, !asked.sharesCalendar(now))
                        : PayPage.decided(asked, decision.outcome(), returnAddress(order, decision, Manner.USUAL));
                SandboxServer.html(response, Status.OK_200, page);
            }
        }
    }

    private void choose(ServerRequest request, ServerResponse response) throws IOException {
        byte[] body = SandboxServer.body(request);
        Map<String, String> form = body == null ? Map.of() : form(new String(body, StandardCharsets.UTF_8));
        String rawQuery = form.getOrDefault("order", "");
        Choice choice = Choice.of(form.getOrDefault("choice", ""));
        Instant now = settings.clock().instant();
        Order order = PayRequest.open(rawQuery, terminals, now) instanceof PayRequest.Opened(PayRequest asked)
                ? orders.open(asked)
                : null;
        if (order == null || choice == null || order.decision() != null) {
            show(rawQuery, response);
            return;
        }
        Order.Decision proposed = new Order.Decision(
                choice.outcome, choice.reportedVnd(order.request.amountVnd()), order.request.payDate(now));
        Manner manner = choice.manner(settings.lateIpnDelay());
        // A forger's message is not a decision of the payer's: the order stays open.
        Order.Decision decision = manner.forged() ? proposed : order.decide(proposed);
        courier.send(order, decision, manner);
        response.status(Status.SEE_OTHER_303)
                .header(HeaderNames.LOCATION, returnAddress(order, decision, manner))
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .send();
    }

    /** {@code {"on", "respond", "times", "delay_ms"}}, on is query or refund: see {@link Scripts}. */
    private void scriptCalls(ServerRequest request, ServerResponse response) throws IOException {
        JsonNode asked = object(SandboxServer.body(request));
        try {
            if (asked == null) {
                throw new IllegalArgumentException("no JSON object");
            }
            scripts.set(
                    asked.path("on").asText(),
                    new Scripts.Step(
                            Scripts.Respond.of(asked.path("respond").asText("usual")),
                            Math.clamp(asked.path("delay_ms").asLong(0), 0, MAX_DELAY_MILLIS)),
                    asked.path("times").asInt(1));
            SandboxServer.json(response, Status.OK_200, "{}");
        } catch (IllegalArgumentException e) {
            problem(response, UNPROCESSABLE, "bad_script", String.valueOf(e.getMessage()));
        }
    }

    private void merchantCall(ServerRequest request, ServerResponse response) throws IOException, InterruptedException {
        JsonNode body = object(SandboxServer.body(request));
        Map<String, String> fields = new LinkedHashMap<>();
        if (body != null) {
            body.properties()
                    .forEach(
                            field -> fields.put(field.getKey(), field.getValue().asText("")));
        }
        Scripts.Step step = scripts.next(fields.getOrDefault("vnp_Command", "").equals("refund") ? "refund" : "query");
        if (step.respond() == Scripts.Respond.ERROR) {
            SandboxServer.json(response, Status.INTERNAL_SERVER_ERROR_500, "{}");
            return;
        }
        Map<String, String> reply = merchantApi.answer(fields, settings.clock().instant(), step.respond());
        step.pause();
        SandboxServer.json(
                response,
                Status.OK_200,
                step.respond() == Scripts.Respond.GARBAGE ? "<html>" : JSON.writeValueAsString(reply));
    }

    /**
     * {@code {"pay_url", "result", "deliveries", "delay_ms", "amount_vnd", "forge", "respond", "background"}}: result is one of
     * success, cancel, not_enough_balance, wrong_otp, fraud, disagree (default success); deliveries 1 to 100 calls
     * (default 1); delay_ms up to 60,000; amount_vnd is reported in place of the order's; respond "silent" calls
     * nobody; background answers before the calls are made. Asked again for an order that ended the same way, it brings the same result again.
     */
    private void script(ServerRequest request, ServerResponse response) throws IOException, InterruptedException {
        JsonNode asked = object(SandboxServer.body(request));
        if (asked == null) {
            problem(response, Status.BAD_REQUEST_400, "not_json", "the body is not a JSON object");
            return;
        }
        Outcome outcome = Outcome.of(asked.path("result").asText("success"));
        int deliveries = asked.path("deliveries").asInt(1);
        long delayMillis = asked.path("delay_ms").asLong(0);
        if (outcome == null
                || deliveries < 1
                || deliveries > MAX_DELIVERIES
                || delayMillis < 0
                || delayMillis > MAX_DELAY_MILLIS) {
            problem(
                    response,
                    Status.BAD_REQUEST_400,
                    "bad_script",
                    "result must be a known one, deliveries 1 to 100, delay_ms 0 to 60000");
            return;
        }
        String payUrl = asked.path("pay_url").asText("");
        int question = payUrl.indexOf('?');
        String rawQuery = question < 0 ? "" : payUrl.substring(question + 1);
        Instant now = settings.clock().instant();
        Order order;
        switch (PayRequest.open(rawQuery, terminals, now)) {
            case PayRequest.Refused refusal -> {
                problem(response, UNPROCESSABLE, "vnpay_" + refusal.code(), refusal.english());
                return;
            }
            case PayRequest.Opened(PayRequest opened) -> order = orders.open(opened);
        }
        if (order == null) {
            problem(
                    response,
                    Status.CONFLICT_409,
                    "reference_used",
                    usedReference().english());
            return;
        }
        boolean silent = asked.path("respond").asText("").equals("silent");
        Manner manner = new Manner(
                silent ? 0 : deliveries,
                Duration.ofMillis(delayMillis),
                asked.path("forge").asBoolean(false));
        Order.Decision proposed = new Order.Decision(
                outcome, asked.path("amount_vnd").asLong(order.request.amountVnd()), order.request.payDate(now));
        Order.Decision decision = manner.forged() ? proposed : order.decide(proposed);
        if (decision.outcome() != outcome || decision.reportedVnd() != proposed.reportedVnd()) {
            problem(
                    response,
                    Status.CONFLICT_409,
                    "already_decided",
                    "the order ended as " + decision.outcome().wireName);
            return;
        }
        boolean background = asked.path("background").asBoolean(false);
        if (background) {
            courier.send(order, decision, manner);
        }
        List<IpnCall> calls = background ? List.of() : courier.deliver(order, decision, manner);
        ObjectNode answer = describe(order, decision);
        answer.set("ipn", calls(calls));
        answer.put("return_url", returnAddress(order, decision, manner));
        SandboxServer.json(response, Status.OK_200, answer.toString());
    }

    private void list(ServerRequest request, ServerResponse response) {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode items = answer.putArray("items");
        for (Order order : orders.all()) {
            ObjectNode item = describe(order, order.decision());
            item.put("refunded_vnd", order.refundedVnd());
            item.set("ipn", calls(order.calls()));
            items.add(item);
        }
        answer.putNull("next");
        SandboxServer.json(response, Status.OK_200, answer.toString());
    }

    private static ObjectNode describe(Order order, Order.@Nullable Decision decision) {
        ObjectNode item = JSON.createObjectNode();
        item.put("order_id", order.request.txnRef());
        item.put("tmn_code", order.request.terminal().tmnCode());
        item.put("order_info", order.request.orderInfo());
        item.put("amount_vnd", order.request.amountVnd());
        item.put(
                "created_at",
                order.request.createdAt().toInstant(PayRequest.VIETNAM).toString());
        item.put("result", decision == null ? "open" : decision.outcome().wireName);
        if (decision != null) {
            item.put("reported_amount_vnd", decision.reportedVnd());
            item.put("transaction_no", order.transactionNo(decision));
            item.put("paid_at", decision.payDate().toInstant(PayRequest.VIETNAM).toString());
        }
        return item;
    }

    private static ArrayNode calls(List<IpnCall> calls) {
        ArrayNode array = JSON.createArrayNode();
        for (IpnCall call : calls) {
            array.addObject()
                    .put("at", call.at().toString())
                    .put("http_status", call.httpStatus())
                    .put("rsp_code", call.rspCode())
                    .put("message", call.message())
                    .put("error", call.error());
        }
        return array;
    }

    private static String returnAddress(Order order, Order.Decision decision, Manner manner) {
        String base = order.request.returnUrl();
        String separator = URI.create(base).getRawQuery() == null ? "?" : "&";
        return base + separator + IpnCourier.signedResult(order, decision, manner);
    }

    private static PayRequest.Refused usedReference() {
        return new PayRequest.Refused(
                "01",
                "Mã đơn hàng đã dùng cho một giao dịch khác trong ngày",
                "vnp_TxnRef was used for another order today");
    }

    private static void problem(ServerResponse response, Status status, String code, String detail) {
        ObjectNode body = JSON.createObjectNode();
        body.put("status", status.code()).put("code", code).put("detail", detail);
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, "application/problem+json")
                .send(body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable JsonNode object(byte @Nullable [] body) throws IOException {
        if (body == null) {
            return null;
        }
        try {
            JsonNode node = JSON.readTree(body);
            return node.isObject() ? node : null;
        } catch (JsonProcessingException notJson) {
            return null;
        }
    }

    private static Map<String, String> form(String body) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : body.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                try {
                    fields.put(
                            pair.substring(0, equals),
                            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException brokenEscape) {
                    return Map.of();
                }
            }
        }
        return fields;
    }

    private static byte[] resource(String name) {
        try (InputStream in = VnpaySandbox.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing in the build: " + name);
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
