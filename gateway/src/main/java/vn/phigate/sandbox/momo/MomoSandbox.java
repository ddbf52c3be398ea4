package vn.phigate.sandbox.momo;

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

/** MoMo's four calls below {@code /v2/gateway/api/}, and its payers. */
public final class MomoSandbox implements Wallet.Protocol, AutoCloseable {
    private static final long LEAST_VND = 1_000;
    private static final long MOST_VND = 50_000_000;

    private final Map<String, Merchant> merchants = new TreeMap<>();
    private final Wallet wallet;

    /** A contract as MoMo keeps it. */
    public record Merchant(String partnerCode, String accessKey, String secretKey) {}

    /** @param pages where payers reach it; null: where the merchant does */
    public MomoSandbox(List<Merchant> known, @Nullable String pages, InstantSource clock) {
        known.forEach(merchant -> merchants.put(merchant.partnerCode(), merchant));
        this.wallet = new Wallet(this, pages, clock);
    }

    public void routes(HttpRouting.Builder routing) {
        wallet.routes(routing);
        routing.post("/v2/gateway/api/create", (q, r) -> served("create", q, r, this::create))
                .post("/v2/gateway/api/query", (q, r) -> served("query", q, r, this::query))
                .post("/v2/gateway/api/refund", (q, r) -> served("refund", q, r, this::refund))
                .post("/v2/gateway/api/refund/query", (q, r) -> served("refund_query", q, r, this::refundQuery));
    }

    private interface Operation {
        ObjectNode answer(ServerRequest request, Map<String, Object> asked, Merchant merchant, Respond respond);
    }

    private void served(String name, ServerRequest request, ServerResponse response, Operation operation)
            throws IOException, InterruptedException {
        Map<String, Object> asked = new LinkedHashMap<>();
        Wallet.object(request).properties().forEach(f -> asked.put(f.getKey(), plain(f.getValue())));
        Scripts.Step step = wallet.scripts().next(name);
        if (step.respond() == Respond.ERROR) {
            SandboxServer.json(response, Status.INTERNAL_SERVER_ERROR_500, "{}");
            return;
        }
        Merchant merchant = merchants.get(text(asked, "partnerCode"));
        ObjectNode answer;
        if (merchant == null) {
            answer = reply(asked, 13, "Xác thực không thành công");
        } else {
            String signed = switch (name) {
                case "create" ->
                    raw(
                            merchant,
                            asked,
                            "amount",
                            "extraData",
                            "ipnUrl",
                            "orderId",
                            "orderInfo",
                            "partnerCode",
                            "redirectUrl",
                            "requestId",
                            "requestType");
                case "refund" ->
                    raw(merchant, asked, "amount", "description", "orderId", "partnerCode", "requestId", "transId");
                default -> raw(merchant, asked, "orderId", "partnerCode", "requestId");
            };
            answer = !Seal.holds(merchant.secretKey, signed, text(asked, "signature"))
                    ? reply(asked, 13, "Xác thực không thành công")
                    : step.respond() == Respond.DECLINE
                            ? reply(asked, name.startsWith("refund") ? 1088 : 22, "Bị từ chối theo kịch bản")
                            : operation.answer(request, asked, merchant, step.respond());
            if (name.equals("create")) {
                sign(merchant, answer, step.respond() == Respond.FORGE);
            }
        }
        step.pause();
        SandboxServer.json(response, Status.OK_200, step.respond() == Respond.GARBAGE ? "<html>" : answer.toString());
    }

    private ObjectNode create(ServerRequest request, Map<String, Object> asked, Merchant merchant, Respond respond) {
        if (!(asked.get("amount") instanceof Long amount)) {
            return reply(asked, 20, "Yêu cầu sai định dạng");
        }
        if (amount < LEAST_VND || amount > MOST_VND) {
            return reply(asked, 22, "Số tiền giao dịch không hợp lệ");
        }
        if (respond != Respond.FORGET) {
            Order order = new Order(
                    merchant.partnerCode,
                    text(asked, "orderId"),
                    amount,
                    URI.create(text(asked, "ipnUrl")),
                    text(asked, "redirectUrl"),
                    asked,
                    wallet.now(),
                    wallet.nextNumber());
            if (!wallet.open(order)) {
                return reply(asked, 41, "OrderId bị trùng");
            }
        }
        ObjectNode answer = reply(asked, 0, "Thành công.");
        answer.put("amount", respond == Respond.WRONG_AMOUNT ? amount / 2 : amount);
        answer.put("payUrl", wallet.page(request, text(asked, "orderId")));
        return answer;
    }

    private ObjectNode query(ServerRequest request, Map<String, Object> asked, Merchant merchant, Respond respond) {
        Order order = respond == Respond.FORGET ? null : wallet.find(merchant.partnerCode, text(asked, "orderId"));
        if (order == null) {
            return reply(asked, 42, "Không tìm thấy đơn hàng");
        }
        Order.Decision decision = respond == Respond.PENDING ? null : order.decision();
        ObjectNode answer = reply(asked, decision == null ? 1000 : code(decision.result()), "");
        long reported = decision == null ? order.amountVnd : decision.reportedVnd();
        answer.put("amount", respond == Respond.WRONG_AMOUNT ? reported / 2 : reported);
        answer.put("extraData", order.text("extraData"));
        answer.put("payType", "qr");
        answer.put("transId", decision != null && decision.result() == Result.SUCCESS ? order.transaction : 0L);
        answer.putArray("refundTrans");
        return answer;
    }

    private ObjectNode refund(ServerRequest request, Map<String, Object> asked, Merchant merchant, Respond respond) {
        Order order = asked.get("transId") instanceof Long transaction
                ? wallet.ofTransaction(merchant.partnerCode, transaction)
                : null;
        if (order == null || !(asked.get("amount") instanceof Long amount)) {
            return reply(asked, 42, "Không tìm thấy giao dịch");
        }
        Order.Refund refund = order.refund(text(asked, "orderId"), amount, true, wallet.nextNumber());
        if (refund == null) {
            return reply(asked, 1088, "Giao dịch không thể hoàn tiền");
        }
        ObjectNode answer = reply(asked, respond == Respond.PENDING ? 7002 : 0, "");
        answer.put("amount", respond == Respond.WRONG_AMOUNT ? amount / 2 : amount);
        answer.put("transId", refund.number());
        return answer;
    }

    private ObjectNode refundQuery(
            ServerRequest request, Map<String, Object> asked, Merchant merchant, Respond respond) {
        String id = text(asked, "orderId");
        List<Order.Refund> found = wallet.all().stream()
                .filter(order -> order.merchant.equals(merchant.partnerCode))
                .flatMap(order -> order.refunds().stream())
                .filter(refund -> refund.id().equals(id))
                .toList();
        if (found.isEmpty() || respond == Respond.FORGET) {
            return reply(asked, 42, "Không tìm thấy giao dịch hoàn tiền");
        }
        ObjectNode answer = reply(asked, 0, "");
        var list = answer.putArray("refundTrans");
        found.forEach(refund -> list.addObject()
                .put("orderId", refund.id())
                .put("amount", respond == Respond.WRONG_AMOUNT ? refund.amountVnd() / 2 : refund.amountVnd())
                .put("resultCode", respond == Respond.PENDING ? 7002 : 0)
                .put("transId", refund.number())
                .put("createdTime", wallet.now().toEpochMilli()));
        return answer;
    }

    private static int code(Result result) {
        return switch (result) {
            case SUCCESS -> 0;
            case CANCEL -> 1006;
            case NOT_ENOUGH_BALANCE -> 1001;
            case PENDING -> 7000;
        };
    }

    private ObjectNode reply(Map<String, Object> asked, int code, String message) {
        ObjectNode reply = Wallet.JSON.createObjectNode();
        for (String name : List.of("partnerCode", "orderId", "requestId")) {
            reply.put(name, text(asked, name));
        }
        reply.put("responseTime", wallet.now().toEpochMilli());
        reply.put("message", message);
        reply.put("resultCode", code);
        return reply;
    }

    private static void sign(Merchant merchant, ObjectNode answer, boolean forged) {
        var fields = new LinkedHashMap<String, Object>();
        answer.properties().forEach(f -> fields.put(f.getKey(), plain(f.getValue())));
        String raw = raw(
                merchant,
                fields,
                "amount",
                "orderId",
                "partnerCode",
                "payUrl",
                "requestId",
                "responseTime",
                "resultCode");
        answer.put("signature", Seal.of(forged ? "not-" + merchant.secretKey : merchant.secretKey, raw));
    }

    @Override
    public String name() {
        return "momo";
    }

    @Override
    public String news(Order order, Order.Decision decision, boolean forged) {
        ObjectNode news = Wallet.JSON.createObjectNode();
        result(order, decision, forged).forEach((name, value) -> {
            if (value instanceof Long number) {
                news.put(name, number);
            } else {
                news.put(name, value.toString());
            }
        });
        return news.put("paymentOption", "momo").put("userFee", 0).toString();
    }

    private Map<String, Object> result(Order order, Order.Decision decision, boolean forged) {
        Merchant merchant = merchants.get(order.merchant);
        boolean paid = decision.result() == Result.SUCCESS;
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("partnerCode", order.merchant);
        fields.put("orderId", order.id);
        fields.put("requestId", order.text("requestId"));
        fields.put("amount", decision.reportedVnd());
        fields.put("orderInfo", order.text("orderInfo"));
        fields.put("orderType", "momo_wallet");
        fields.put("transId", paid ? order.transaction : 0L);
        fields.put("resultCode", (long) code(decision.result()));
        fields.put("message", paid ? "Thành công." : "Không thành công.");
        fields.put("payType", "qr");
        fields.put("responseTime", decision.at().toEpochMilli());
        fields.put("extraData", order.text("extraData"));
        String secret = merchant == null ? "" : merchant.secretKey;
        String raw = merchant == null
                ? ""
                : raw(
                        merchant,
                        fields,
                        "amount",
                        "extraData",
                        "message",
                        "orderId",
                        "orderInfo",
                        "orderType",
                        "partnerCode",
                        "payType",
                        "requestId",
                        "responseTime",
                        "resultCode",
                        "transId");
        fields.put("signature", Seal.of(forged ? "not-" + secret : secret, raw));
        return fields;
    }

    /** No retry rule is published. */
    @Override
    public boolean again(int httpStatus, String answer) {
        return false;
    }

    @Override
    public String returnAddress(Order order, Order.Decision decision, boolean forged) {
        return Wallet.withQuery(order.returnUrl, result(order, decision, forged));
    }

    /** {@code accessKey} first, then the given names, which stand from a to z. */
    private static String raw(Merchant merchant, Map<String, Object> fields, String... names) {
        StringBuilder raw = new StringBuilder("accessKey=").append(merchant.accessKey);
        for (String name : names) {
            raw.append('&').append(name).append('=').append(text(fields, name));
        }
        return raw.toString();
    }

    private static String text(Map<String, Object> fields, String name) {
        @Nullable Object value = fields.get(name);
        return value == null ? "" : value.toString();
    }

    private static Object plain(JsonNode value) {
        return value.isIntegralNumber() ? (Object) value.longValue() : value.asText();
    }

    @Override
    public void close() {
        wallet.close();
    }
}
