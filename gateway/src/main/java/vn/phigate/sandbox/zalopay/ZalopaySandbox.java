package vn.phigate.sandbox.zalopay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.phigate.sandbox.SandboxServer;
import vn.phigate.sandbox.wallet.Order;
import vn.phigate.sandbox.wallet.Result;
import vn.phigate.sandbox.wallet.Scripts;
import vn.phigate.sandbox.wallet.Scripts.Respond;
import vn.phigate.sandbox.wallet.Seal;
import vn.phigate.sandbox.wallet.Wallet;

/** ZaloPay's four calls below {@code /v2/}, and its payers. */
public final class ZalopaySandbox implements Wallet.Protocol, AutoCloseable {
    private final Map<String, App> apps = new TreeMap<>();
    private final URI callbackByDefault;
    private final Wallet wallet;

    /** A contract as ZaloPay keeps it. */
    public record App(long appId, String key1, String key2) {}

    /**
     * @param callbackByDefault where news go when an order names no callback_url; in ZaloPay's portal the merchant sets it
     * @param pages where payers reach it; null: where the merchant does
     */
    public ZalopaySandbox(List<App> known, URI callbackByDefault, @Nullable String pages, InstantSource clock) {
        known.forEach(app -> apps.put(String.valueOf(app.appId()), app));
        this.callbackByDefault = callbackByDefault;
        this.wallet = new Wallet(this, pages, clock);
    }

    public void routes(HttpRouting.Builder routing) {
        wallet.routes(routing);
        routing.post("/v2/create", (q, r) -> served("create", q, r, this::create))
                .post("/v2/query", (q, r) -> served("query", q, r, this::query))
                .post("/v2/refund", (q, r) -> served("refund", q, r, this::refund))
                .post("/v2/query_refund", (q, r) -> served("refund_query", q, r, this::refundQuery));
    }

    private interface Operation {
        ObjectNode answer(ServerRequest request, JsonNode asked, App app, Respond respond);
    }

    private void served(String name, ServerRequest request, ServerResponse response, Operation operation)
            throws IOException, InterruptedException {
        JsonNode asked = Wallet.object(request);
        Scripts.Step step = wallet.scripts().next(name);
        if (step.respond() == Respond.ERROR) {
            SandboxServer.json(response, Status.INTERNAL_SERVER_ERROR_500, "{}");
            return;
        }
        App app = apps.get(asked.path("app_id").asText());
        ObjectNode answer;
        if (app == null) {
            answer = reply(2, -2, "app_id không hợp lệ");
        } else {
            String signed = switch (name) {
                case "create" ->
                    pipes(asked, "app_id", "app_trans_id", "app_user", "amount", "app_time", "embed_data", "item");
                case "query" -> pipes(asked, "app_id", "app_trans_id") + "|" + app.key1;
                case "refund" -> pipes(asked, "app_id", "zp_trans_id", "amount", "description", "timestamp");
                default -> pipes(asked, "app_id", "m_refund_id", "timestamp");
            };
            answer = !Seal.holds(app.key1, signed, asked.path("mac").textValue())
                    ? reply(2, -402, "mac không hợp lệ")
                    : step.respond() == Respond.DECLINE
                            ? reply(2, -1, "Bị từ chối theo kịch bản")
                            : operation.answer(request, asked, app, step.respond());
        }
        step.pause();
        SandboxServer.json(response, Status.OK_200, step.respond() == Respond.GARBAGE ? "<html>" : answer.toString());
    }

    private ObjectNode create(ServerRequest request, JsonNode asked, App app, Respond respond) {
        String id = asked.path("app_trans_id").asText();
        if (!id.matches("[0-9]{6}_.+")
                || id.length() > 40
                || !asked.path("amount").isIntegralNumber()) {
            return reply(2, -92, "app_trans_id không hợp lệ");
        }
        if (respond != Respond.FORGET) {
            Map<String, Object> kept = new LinkedHashMap<>();
            asked.properties().forEach(f -> kept.put(f.getKey(), f.getValue().asText()));
            String callback = asked.path("callback_url").asText();
            Order order = new Order(
                    String.valueOf(app.appId),
                    id,
                    asked.path("amount").longValue(),
                    callback.isEmpty() ? callbackByDefault : URI.create(callback),
                    embedded(asked.path("embed_data").asText())
                            .path("redirecturl")
                            .asText("about:blank"),
                    kept,
                    wallet.now(),
                    Long.parseLong(id.substring(0, 6)) * 1_000_000_000L + wallet.nextNumber() % 1_000_000_000L);
            if (!wallet.open(order)) {
                return reply(2, -68, "app_trans_id bị trùng");
            }
        }
        return reply(1, 1, "Giao dịch thành công")
                .put("order_url", wallet.page(request, id))
                .put("zp_trans_token", "T" + wallet.nextNumber())
                .put("order_token", "O" + wallet.nextNumber());
    }

    private ObjectNode query(ServerRequest request, JsonNode asked, App app, Respond respond) {
        Order order = respond == Respond.FORGET
                ? null
                : wallet.find(
                        String.valueOf(app.appId), asked.path("app_trans_id").asText());
        if (order == null) {
            return reply(2, -101, "Không tìm thấy giao dịch");
        }
        Order.Decision decision = order.decision();
        if (decision == null || decision.result() == Result.PENDING || respond == Respond.PENDING) {
            boolean working = respond == Respond.PENDING || decision != null;
            return reply(3, -49, "Giao dịch chưa hoàn thành").put("is_processing", working);
        }
        if (decision.result() != Result.SUCCESS) {
            return reply(2, decision.result() == Result.NOT_ENOUGH_BALANCE ? -63 : -54, "Giao dịch thất bại")
                    .put("is_processing", false);
        }
        return reply(1, 1, "Giao dịch thành công")
                .put("is_processing", false)
                .put("amount", respond == Respond.WRONG_AMOUNT ? decision.reportedVnd() / 2 : decision.reportedVnd())
                .put("zp_trans_id", order.transaction)
                .put("server_time", decision.at().toEpochMilli())
                .put("discount_amount", 0);
    }

    private ObjectNode refund(ServerRequest request, JsonNode asked, App app, Respond respond) {
        Order order = wallet.ofTransaction(
                String.valueOf(app.appId), asked.path("zp_trans_id").asLong());
        Order.Refund refund = order == null
                ? null
                : order.refund(
                        asked.path("m_refund_id").asText(), asked.path("amount").asLong(), true, wallet.nextNumber());
        if (refund == null) {
            return reply(2, -13, "Không thể hoàn tiền");
        }
        return respond == Respond.PENDING
                ? reply(3, 2, "Đang hoàn tiền").put("refund_id", refund.number())
                : reply(1, 1, "Hoàn tiền thành công").put("refund_id", refund.number());
    }

    private ObjectNode refundQuery(ServerRequest request, JsonNode asked, App app, Respond respond) {
        String id = asked.path("m_refund_id").asText();
        boolean known = respond != Respond.FORGET
                && wallet.all().stream()
                        .filter(order -> order.merchant.equals(String.valueOf(app.appId)))
                        .flatMap(order -> order.refunds().stream())
                        .anyMatch(refund -> refund.id().equals(id));
        if (!known) {
            return reply(2, -101, "Không tìm thấy giao dịch hoàn tiền");
        }
        return respond == Respond.PENDING ? reply(3, 2, "Đang hoàn tiền") : reply(1, 1, "Hoàn tiền thành công");
    }

    private static ObjectNode reply(int code, int sub, String message) {
        return Wallet.JSON
                .createObjectNode()
                .put("return_code", code)
                .put("return_message", message)
                .put("sub_return_code", sub)
                .put("sub_return_message", message);
    }

    @Override
    public String name() {
        return "zalopay";
    }

    /** Only success is told. */
    @Override
    public @Nullable String news(Order order, Order.Decision decision, boolean forged) {
        App app = apps.get(order.merchant);
        if (app == null || decision.result() != Result.SUCCESS) {
            return null;
        }
        String data = Wallet.JSON
                .createObjectNode()
                .put("app_id", app.appId)
                .put("app_trans_id", order.id)
                .put("app_time", Long.parseLong(order.text("app_time")))
                .put("app_user", order.text("app_user"))
                .put("amount", decision.reportedVnd())
                .put("embed_data", order.text("embed_data"))
                .put("item", order.text("item"))
                .put("zp_trans_id", order.transaction)
                .put("server_time", decision.at().toEpochMilli())
                .put("channel", 38)
                .put("merchant_user_id", "sandbox")
                .put("user_fee_amount", 0)
                .put("discount_amount", 0)
                .toString();
        return Wallet.JSON
                .createObjectNode()
                .put("data", data)
                .put("mac", Seal.of(forged ? app.key1 : app.key2, data))
                .put("type", 1)
                .toString();
    }

    /** 0 asks for another call; at most 3. */
    @Override
    public boolean again(int httpStatus, String answer) {
        return embedded(answer).path("return_code").asInt(1) == 0;
    }

    @Override
    public String returnAddress(Order order, Order.Decision decision, boolean forged) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("appid", order.merchant);
        said.put("apptransid", order.id);
        said.put("pmcid", 38);
        said.put("bankcode", "");
        said.put("amount", decision.reportedVnd());
        said.put("discountamount", 0);
        said.put("status", decision.result() == Result.SUCCESS ? 1 : -49);
        App app = apps.get(order.merchant);
        StringBuilder raw = new StringBuilder();
        said.values().forEach(value -> raw.append(raw.isEmpty() ? "" : "|").append(value));
        String key = app == null ? "" : forged ? app.key1 : app.key2;
        said.put("checksum", Seal.of(key, raw.toString()));
        return Wallet.withQuery(order.returnUrl, said);
    }

    private static JsonNode embedded(String json) {
        try {
            return Wallet.JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return Wallet.JSON.createObjectNode();
        }
    }

    private static String pipes(JsonNode fields, String... names) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.length; i++) {
            text.append(i == 0 ? "" : "|").append(fields.path(names[i]).asText());
        }
        return text.toString();
    }

    @Override
    public void close() {
        wallet.close();
    }
}
