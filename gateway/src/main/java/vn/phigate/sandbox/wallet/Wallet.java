package vn.phigate.sandbox.wallet;

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
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.sandbox.SandboxServer;

/**
 * A wallet's payers and its news, under {@code /sandbox/{name}/}: {@code GET page} and {@code POST choice} for people, {@code POST pay} does what
 * a payer would do and answers what the merchant said, {@code POST script} makes the next calls of the merchant go wrong, {@code GET
 * transactions} lists the orders.
 */
public final class Wallet implements AutoCloseable {
    public static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger LOG = LoggerFactory.getLogger(Wallet.class);
    private static final int MOST_ORDERS = 20_000;
    private static final int MOST_DELIVERIES = 100;
    private static final Status UNPROCESSABLE = Status.create(422);

    /** What differs between wallets. */
    public interface Protocol {
        String name();

        /** The news of a decision, signed unless {@code forged}; null when the wallet sends none of it. */
        @Nullable
        String news(Order order, Order.Decision decision, boolean forged);

        /** Whether the merchant's answer asks for another call. */
        boolean again(int httpStatus, String answer);

        /** Where the payer is sent afterwards. */
        String returnAddress(Order order, Order.Decision decision, boolean forged);
    }

    private final Protocol protocol;
    private final @Nullable String pages;
    private final InstantSource clock;
    private final Scripts scripts = new Scripts();
    private final AtomicLong numbers;
    private final Map<String, Order> orders = new LinkedHashMap<>();
    private final ExecutorService couriers = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** @param pages where payers reach this sandbox, without a slash at the end; null: where the merchant does */
    public Wallet(Protocol protocol, @Nullable String pages, InstantSource clock) {
        this.protocol = protocol;
        this.pages = pages;
        this.clock = clock;
        this.numbers = new AtomicLong(4_000_000_000L + Math.floorMod(System.nanoTime(), 1_000_000_000L));
    }

    public Scripts scripts() {
        return scripts;
    }

    public Instant now() {
        return clock.instant();
    }

    public long nextNumber() {
        return numbers.incrementAndGet();
    }

    /** False when the id was used before. */
    public synchronized boolean open(Order order) {
        if (orders.putIfAbsent(order.id, order) != null) {
            return false;
        }
        if (orders.size() > MOST_ORDERS) {
            orders.remove(orders.keySet().iterator().next());
        }
        return true;
    }

    public synchronized @Nullable Order find(String merchant, String id) {
        Order order = orders.get(id);
        return order != null && order.merchant.equals(merchant) ? order : null;
    }

    public synchronized @Nullable Order ofTransaction(String merchant, long transaction) {
        return orders.values().stream()
                .filter(o -> o.merchant.equals(merchant) && o.transaction == transaction)
                .findFirst()
                .orElse(null);
    }

    public synchronized List<Order> all() {
        return List.copyOf(orders.values());
    }

    /** The payer's page of an order. */
    public String page(ServerRequest request, String orderId) {
        return (pages == null ? "http://" + request.authority() : pages) + "/sandbox/" + protocol.name()
                + "/page?order=" + URLEncoder.encode(orderId, StandardCharsets.UTF_8);
    }

    public void routes(HttpRouting.Builder routing) {
        String base = "/sandbox/" + protocol.name() + "/";
        routing.get(base + "page", this::show)
                .post(base + "choice", this::choose)
                .post(base + "pay", this::pay)
                .post(base + "script", this::script)
                .get(base + "transactions", this::list);
    }

    private synchronized @Nullable Order byId(String id) {
        return orders.get(id);
    }

    private void show(ServerRequest request, ServerResponse response) {
        Order order = byId(request.query().first("order").orElse(""));
        SandboxServer.html(
                response, order == null ? Status.NOT_FOUND_404 : Status.OK_200, WalletPage.of(protocol.name(), order));
    }

    private void choose(ServerRequest request, ServerResponse response) throws IOException {
        Map<String, String> form = form(request);
        Order order = byId(form.getOrDefault("order", ""));
        Result result = Result.of(form.getOrDefault("choice", ""));
        if (order == null || result == null) {
            SandboxServer.html(response, Status.NOT_FOUND_404, WalletPage.of(protocol.name(), null));
            return;
        }
        Order.Decision decision = order.decide(new Order.Decision(result, order.amountVnd, now()));
        couriers.submit(() -> bring(order, List.of(decision), 1, 0, false));
        response.status(Status.SEE_OTHER_303)
                .header(HeaderNames.LOCATION, protocol.returnAddress(order, decision, false))
                .send();
    }

    /**
     * {@code {"order_id" or "pay_url", "result", "deliveries", "delay_ms", "amount_vnd", "forge", "respond", "background", "news"}}: result is
     * success, cancel, not_enough_balance or pending (default success); deliveries 1 to 100 (default 1); delay_ms up to 60,000; amount_vnd is
     * reported in place of the order's; respond "silent" calls nobody; background answers before the calls are made; news is a list of results
     * that are told in that order, whatever became of the order.
     */
    private void pay(ServerRequest request, ServerResponse response) throws IOException {
        JsonNode asked = object(request);
        String payUrl = asked.path("pay_url").asText("");
        String id = asked.path("order_id")
                .asText(URLDecoder.decode(
                        payUrl.substring(payUrl.indexOf("order=") < 0 ? 0 : payUrl.indexOf("order=") + 6),
                        StandardCharsets.UTF_8));
        Result result = Result.of(asked.path("result").asText("success"));
        int deliveries = asked.path("deliveries").asInt(1);
        long delayMillis = asked.path("delay_ms").asLong(0);
        Order order = byId(id);
        if (result == null
                || deliveries < 1
                || deliveries > MOST_DELIVERIES
                || delayMillis < 0
                || delayMillis > Scripts.MOST_DELAY_MILLIS) {
            problem(response, Status.BAD_REQUEST_400, "bad_script");
            return;
        }
        if (order == null) {
            problem(response, Status.NOT_FOUND_404, "order_unknown");
            return;
        }
        boolean forged = asked.path("forge").asBoolean(false);
        var proposed = new Order.Decision(result, asked.path("amount_vnd").asLong(order.amountVnd), now());
        // A forger's message is not a decision of the payer's.
        Order.Decision decision = forged ? proposed : order.decide(proposed);
        if (decision.result() != result) {
            problem(response, Status.CONFLICT_409, "already_decided");
            return;
        }
        int calls = asked.path("respond").asText("").equals("silent") ? 0 : deliveries;
        List<Order.Decision> told = asked.path("news").isArray()
                ? asked.path("news")
                        .valueStream()
                        .map(news -> Result.of(news.asText()))
                        .filter(java.util.Objects::nonNull)
                        .map(news -> new Order.Decision(news, decision.reportedVnd(), decision.at()))
                        .toList()
                : List.of(decision);
        if (asked.path("background").asBoolean(false)) {
            couriers.submit(() -> bring(order, told, calls, delayMillis, forged));
        } else {
            bring(order, told, calls, delayMillis, forged);
        }
        ObjectNode answer = describe(order);
        answer.put("return_url", protocol.returnAddress(order, decision, forged));
        SandboxServer.json(response, Status.OK_200, answer.toString());
    }

    /** {@code {"on", "respond", "times", "delay_ms"}}: see {@link Scripts}; times 0 takes back what was set. */
    private void script(ServerRequest request, ServerResponse response) throws IOException {
        JsonNode asked = object(request);
        try {
            long delayMillis = Math.clamp(asked.path("delay_ms").asLong(0), 0, Scripts.MOST_DELAY_MILLIS);
            scripts.set(
                    asked.path("on").asText(),
                    new Scripts.Step(Scripts.Respond.of(asked.path("respond").asText("usual")), delayMillis),
                    asked.path("times").asInt(1));
            SandboxServer.json(response, Status.OK_200, "{}");
        } catch (IllegalArgumentException e) {
            problem(response, UNPROCESSABLE, "bad_script");
        }
    }

    private void list(ServerRequest request, ServerResponse response) {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode items = answer.putArray("items");
        all().forEach(order -> items.add(describe(order)));
        answer.putNull("next");
        SandboxServer.json(response, Status.OK_200, answer.toString());
    }

    private ObjectNode describe(Order order) {
        Order.Decision decision = order.decision();
        ObjectNode item = JSON.createObjectNode();
        item.put("order_id", order.id);
        item.put("merchant", order.merchant);
        item.put("amount_vnd", order.amountVnd);
        item.put("result", decision == null ? "open" : decision.result().text());
        item.put("transaction", order.transaction);
        item.put(
                "refunded_vnd",
                order.refunds().stream().mapToLong(Order.Refund::amountVnd).sum());
        ArrayNode answers = item.putArray("ipn");
        order.answers().forEach(answers::add);
        return item;
    }

    /** Makes the calls one after another, and those that the merchant asks for. */
    private void bring(Order order, List<Order.Decision> told, int deliveries, long delayMillis, boolean forged) {
        try {
            Thread.sleep(delayMillis);
            for (Order.Decision decision : told) {
                String news = protocol.news(order, decision, forged);
                boolean again = news != null;
                for (int i = 0; news != null && (i < deliveries || (again && i < 3 && deliveries > 0)); i++) {
                    again = call(order, news);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean call(Order order, String news) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(order.callback)
                            .timeout(Duration.ofSeconds(15))
                            .header("Content-Type", "application/json; charset=utf-8")
                            .POST(HttpRequest.BodyPublishers.ofString(news))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            order.answered((answer.statusCode() + " " + answer.body()).strip());
            return protocol.again(answer.statusCode(), answer.body());
        } catch (IOException e) {
            LOG.info("{} sandbox: the merchant of {} does not answer: {}", protocol.name(), order.id, e.toString());
            order.answered("0 " + e);
            return false;
        }
    }

    /** Whatever the merchant sent; an empty object when it is none. */
    public static JsonNode object(ServerRequest request) throws IOException {
        byte[] body = SandboxServer.body(request);
        try {
            JsonNode node = body == null ? JSON.createObjectNode() : JSON.readTree(body);
            return node.isObject() ? node : JSON.createObjectNode();
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    private static Map<String, String> form(ServerRequest request) throws IOException {
        var fields = new LinkedHashMap<String, String>();
        byte[] body = SandboxServer.body(request);
        for (String pair : new String(body == null ? new byte[0] : body, StandardCharsets.UTF_8).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return fields;
    }

    private static void problem(ServerResponse response, Status status, String code) {
        SandboxServer.json(response, status, "{\"status\":" + status.code() + ",\"code\":\"" + code + "\"}");
    }

    /** An address with further parameters. */
    public static String withQuery(String base, Map<String, ?> parameters) {
        StringBuilder address = new StringBuilder(base);
        char joint = URI.create(base).getRawQuery() == null ? '?' : '&';
        for (Map.Entry<String, ?> parameter : parameters.entrySet()) {
            address.append(joint)
                    .append(parameter.getKey())
                    .append('=')
                    .append(URLEncoder.encode(String.valueOf(parameter.getValue()), StandardCharsets.UTF_8));
            joint = '&';
        }
        return address.toString();
    }

    @Override
    public void close() {
        couriers.shutdownNow();
        http.shutdownNow();
    }
}
