package vn.phigate.sandbox.dvcqg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.phigate.sandbox.Callers;
import vn.phigate.sandbox.SandboxServer;

/**
 * {@code POST /dvcqg/init}, {@code GET /dvcqg/pay/{order}} and {@code POST /dvcqg/query} as the platform; {@code POST /sandbox/dvcqg/pay} with {@code {"order_id":…,
 * "result":"paid"|"failed","confirms":2,"delay_ms":0,"amount_vnd":…,"forged":true,"generation":"B"}} decides an order as a payer would, sends as many confirms as asked
 * (0: silence), and answers what each was answered.
 */
public final class DvcqgSandbox {
    private static final int MOST_ORDERS = 20_000;
    private static final List<String> INIT = List.of(
            "LoaiBanTin",
            "PhienBan",
            "MaDoiTac",
            "MaThamChieu",
            "SoTien",
            "LoaiHinhThanhToan",
            "MaKenhThanhToan",
            "MaThietBi",
            "NgonNgu",
            "MaTienTe",
            "MaNganHang",
            "ThongTinGiaoDich",
            "ThoiGianGD",
            "Ip");
    private static final List<String> QUERY =
            List.of("LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD");
    private static final List<String> STATUS =
            List.of("MaLoi", "MaDoiTac", "MaThamChieu", "SoTien", "TrangThaiGD", "MaGiaoDich", "ThoiGianGD");
    private static final List<String> CONFIRM_A = List.of(
            "LoaiBanTin",
            "MaLoi",
            "MaDoiTac",
            "MaThamChieu",
            "SoTien",
            "MaTienTe",
            "MaGiaoDich",
            "MaNganHang",
            "ThoiGianGD",
            "ThongTinGiaoDich");
    private static final List<String> CONFIRM_B = List.of(
            "LoaiBanTin",
            "MaDoiTac",
            "MaThamChieu",
            "SoTien",
            "MaTienTe",
            "MaNganHang",
            "ThongTinGiaoDich",
            "ThoiGianGD");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withZone(ZoneId.of("Asia/Ho_Chi_Minh"));

    private final Map<String, String> secrets;
    private final Supplier<URI> callback;
    private final Callers callers;
    private final InstantSource clock;
    private final Map<String, Ordered> orders = new LinkedHashMap<>();

    private static final class Ordered {
        final JsonNode message;
        final String generation;
        final String transaction = "DVC" + ThreadLocalRandom.current().nextLong(1_000_000_000L, 9_999_999_999L);
        String state = "3";

        Ordered(JsonNode message, String generation) {
            this.message = message;
            this.generation = generation;
        }

        String text(String name) {
            return message.path(name).asText();
        }
    }

    /**
     * @param secrets by MaDoiTac
     * @param callback where confirms go
     */
    public DvcqgSandbox(Map<String, String> secrets, Supplier<URI> callback, Callers callers, InstantSource clock) {
        this.secrets = Map.copyOf(secrets);
        this.callback = callback;
        this.callers = callers;
        this.clock = clock;
    }

    public void routes(HttpRouting.Builder routing) {
        routing.post("/dvcqg/init", this::init)
                .post("/dvcqg/query", this::query)
                .get(
                        "/dvcqg/pay/{order}",
                        (request, response) ->
                                page(request.path().pathParameters().get("order"), response))
                .post("/dvcqg/choice", this::choose)
                .post("/sandbox/dvcqg/pay", this::script);
    }

    private static JsonNode read(ServerRequest request) throws IOException {
        byte[] body = SandboxServer.body(request);
        return body == null ? Callers.JSON.nullNode() : Callers.JSON.readTree(body);
    }

    /** A or B, whichever signed it; null when neither did. */
    private @Nullable String generation(JsonNode message, List<String> fields) {
        String secret = secrets.get(message.path("MaDoiTac").asText());
        if (secret == null) {
            return null;
        }
        String claimed = message.path("MaXacThuc").asText();
        return claimed.equals(sign("A", secret, message, fields))
                ? "A"
                : claimed.equals(sign("B", secret, message, fields)) ? "B" : null;
    }

    private String secret(Ordered ordered) {
        return Objects.requireNonNull(secrets.get(ordered.text("MaDoiTac")), "its order was signed with it");
    }

    private static String sign(String generation, String secret, JsonNode message, List<String> fields) {
        String text = Callers.joined(message, fields);
        return generation.equals("A")
                ? Callers.sha256(text + "|" + secret)
                : Callers.hmac("HmacSHA256", secret, text.concat(fields.equals(CONFIRM_B) ? "|" : ""));
    }

    private void init(ServerRequest request, ServerResponse response) throws IOException {
        JsonNode message = read(request);
        String generation = generation(message, INIT);
        long items = 0;
        for (JsonNode item : message.at("/ThongTinBienLai/PhiLePhi")) {
            items += item.path("SoTien").asLong();
        }
        String order = message.path("MaThamChieu").asText();
        if (generation == null) {
            answer(response, Map.of("MaLoi", "02", "MoTaLoi", "Sai MaXacThuc"));
        } else if (items != message.path("SoTien").asLong() || order.isEmpty()) {
            answer(response, Map.of("MaLoi", "03", "MoTaLoi", "Tong PhiLePhi khac SoTien"));
        } else if (!remember(order, new Ordered(message, generation))) {
            answer(response, Map.of("MaLoi", "04", "MoTaLoi", "Trung MaThamChieu"));
        } else {
            String host =
                    request.headers().first(io.helidon.http.HeaderNames.HOST).orElse("localhost");
            answer(
                    response,
                    Map.of("MaLoi", "00", "MoTaLoi", "", "UrlThanhToan", "http://" + host + "/dvcqg/pay/" + order));
        }
    }

    private synchronized boolean remember(String order, Ordered ordered) {
        if (orders.putIfAbsent(order, ordered) != null) {
            return false;
        }
        if (orders.size() > MOST_ORDERS) {
            orders.remove(orders.keySet().iterator().next());
        }
        return true;
    }

    private synchronized @Nullable Ordered find(String order) {
        return orders.get(order);
    }

    private void query(ServerRequest request, ServerResponse response) throws IOException {
        JsonNode message = read(request);
        String generation = generation(message, QUERY);
        Ordered ordered = find(message.path("MaThamChieu").asText());
        if (generation == null || ordered == null) {
            answer(response, Map.of("MaLoi", generation == null ? "02" : "05", "MoTaLoi", "Khong tra loi duoc"));
            return;
        }
        ObjectNode said = Callers.JSON.createObjectNode();
        said.put("MaLoi", "00");
        said.put("MaDoiTac", ordered.text("MaDoiTac"));
        said.put("MaThamChieu", ordered.text("MaThamChieu"));
        said.put("SoTien", ordered.text("SoTien"));
        said.put("TrangThaiGD", ordered.state);
        said.put("MaGiaoDich", ordered.state.equals("1") ? ordered.transaction : "");
        said.put("ThoiGianGD", TIME.format(clock.instant()));
        said.put("MaXacThuc", sign(generation, secret(ordered), said, STATUS));
        SandboxServer.json(response, Status.OK_200, said.toString());
    }

    private void page(String order, ServerResponse response) {
        Ordered ordered = find(order);
        if (ordered == null) {
            SandboxServer.html(
                    response, Status.NOT_FOUND_404, "<!doctype html><p>Không có giao dịch này. / No such order.");
            return;
        }
        SandboxServer.html(response, Status.OK_200, """
                <!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <title>Nền tảng thanh toán thử nghiệm</title><h1>Nền tảng thanh toán thử nghiệm</h1>
                <p>Đây không phải Cổng Dịch vụ công quốc gia; không có tiền thật. / A sandbox: no real money.</p>
                <p><strong>%s VND</strong> · %s</p>
                <form method="post" action="/dvcqg/choice"><input type="hidden" name="order" value="%s">
                <button name="result" value="paid">Thanh toán / Pay</button> <button name="result" value="failed">Hủy / Cancel</button></form>
                """.formatted(
                        escaped(ordered.text("SoTien")), escaped(ordered.text("ThongTinGiaoDich")), escaped(order)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private void choose(ServerRequest request, ServerResponse response) throws IOException {
        byte[] body = SandboxServer.body(request);
        ObjectNode script = Callers.JSON.createObjectNode();
        for (String pair : body == null ? new String[0] : new String(body, StandardCharsets.UTF_8).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                script.put(pair.startsWith("order=") ? "order_id" : "result", value);
            }
        }
        List<Map<String, Object>> answers = decide(script);
        SandboxServer.html(
                response,
                answers == null ? Status.NOT_FOUND_404 : Status.OK_200,
                "<!doctype html><meta charset=\"utf-8\"><p>Đã gửi kết quả; có thể đóng trang này. / The result was sent; this page may be closed.");
    }

    private void script(ServerRequest request, ServerResponse response) throws IOException {
        List<Map<String, Object>> answers = decide(read(request));
        if (answers == null) {
            SandboxServer.json(response, Status.NOT_FOUND_404, "{\"error\":\"no such order\"}");
        } else {
            SandboxServer.json(response, Status.OK_200, Callers.write(Map.of("confirms", answers)));
        }
    }

    private @Nullable List<Map<String, Object>> decide(JsonNode script) {
        Ordered ordered = find(script.path("order_id").asText());
        if (ordered == null) {
            return null;
        }
        boolean paid = !script.path("result").asText("paid").equals("failed");
        ordered.state = paid ? "1" : "4";
        String generation = script.path("generation").asText(ordered.generation);
        ObjectNode said = Callers.JSON.createObjectNode();
        said.put("LoaiBanTin", "CONFIRM");
        said.put("MaLoi", paid ? "00" : "99");
        said.put("MaDoiTac", ordered.text("MaDoiTac"));
        said.put("MaThamChieu", ordered.text("MaThamChieu"));
        said.put("SoTien", script.path("amount_vnd").asText(ordered.text("SoTien")));
        said.put("MaTienTe", "VND");
        said.put("MaGiaoDich", ordered.transaction);
        said.put("MaNganHang", "VPBANK");
        said.put("ThoiGianGD", TIME.format(clock.instant()));
        said.put("ThongTinGiaoDich", ordered.text("ThongTinGiaoDich"));
        String secret = secret(ordered) + (script.path("forged").asBoolean() ? "?" : "");
        said.put("MaXacThuc", sign(generation, secret, said, generation.equals("A") ? CONFIRM_A : CONFIRM_B));
        var answers = new ArrayList<Map<String, Object>>();
        int delay = Callers.bounded(script, "delay_ms", 0, 60_000);
        for (int i = 0; i < Callers.bounded(script, "confirms", 1, 100); i++) {
            try {
                Thread.sleep(delay);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return answers;
            }
            answers.add(callers.post(callback.get(), said.toString(), Map.of()).shown());
        }
        return answers;
    }

    private static void answer(ServerResponse response, Map<String, String> fields) {
        SandboxServer.json(response, Status.OK_200, Callers.write(fields));
    }
}
