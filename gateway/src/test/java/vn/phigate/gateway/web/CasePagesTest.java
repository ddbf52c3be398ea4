package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.refunds.FakePort;
import vn.phigate.testsupport.Database;

/** Cases, refunds and books as staff see them, and what the payer reads meanwhile. */
@Database
class CasePagesTest {
    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database, settings -> settings, ports -> Map.of("vnpay", new FakePort()));
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static HttpResponse<String> get(String path, String name, Role... roles) throws Exception {
        return send(HttpRequest.newBuilder().GET(), path, name, roles);
    }

    private static HttpResponse<String> post(String path, String form, String name, Role... roles) throws Exception {
        return send(
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", "http://127.0.0.1:" + city.gateway().port())
                        .POST(HttpRequest.BodyPublishers.ofString(form)),
                path,
                name,
                roles);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String path, String name, Role... roles)
            throws IOException, InterruptedException {
        String session = city.gateway().identity().openSession(new Caller(name, Set.of(roles), false));
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    request.uri(URI.create("http://127.0.0.1:" + city.gateway().port() + path))
                            .header("Cookie", "phigate_session=" + session)
                            .header("Accept", "text/html")
                            .build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        }
    }

    private static String form(String field, String value) {
        return field + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String status(UUID refund) {
        return city.gateway().refunds().get(city.db(), refund).status().text();
    }

    @Test
    void doublePaymentIsGivenBackOnPages_andThePayerReadsIt() throws Exception {
        var paying = city.pay("vnpay");
        city.callback(paying.success());
        city.callback(paying.success().with("vnp_TransactionNo", "15070002"));
        city.gateway().refunds().proposeForDoublePayments();
        String result = URI.create(paying.shown().path("result_url").asText()).getPath();
        for (int i = 0;
                i < 100
                        && city.gateway()
                                .refunds()
                                .ofPayment(city.db(), paying.id())
                                .isEmpty();
                i++) {
            Thread.sleep(20);
        }
        var refund = city.gateway().refunds().ofPayment(city.db(), paying.id()).getFirst();
        assertThat(city.http().get(result).text())
                .contains("Đang hoàn trả")
                .contains("đang chờ cán bộ phê duyệt")
                .contains("30.000");

        assertThat(get("/cases", "sandbox-maker", Role.MAKER).body())
                .contains("Tiền đến thêm")
                .contains("Chờ phê duyệt");
        assertThat(get("/cases?lang=en", "sandbox-maker", Role.MAKER).body()).contains("Money on top");
        String file =
                get("/cases/" + refund.caseId(), "sandbox-maker", Role.MAKER).body();
        assertThat(file).contains("/refunds/" + refund.id()).contains("Hoàn trả cho người nộp");
        assertThat(post(
                                "/cases/" + refund.caseId() + "/resolve",
                                "resolution=refund&note=x",
                                "sandbox-maker",
                                Role.MAKER)
                        .body())
                .contains("đang được xử lý");
        String base = "/refunds/" + refund.id();
        assertThat(post(base + "/approve", "", "sandbox-maker", Role.MAKER).statusCode())
                .isEqualTo(403);
        assertThat(get(base, "sandbox-checker", Role.CHECKER).body()).contains("Phê duyệt hoàn trả");
        assertThat(post(base + "/approve", "", "sandbox-checker", Role.CHECKER).statusCode())
                .isEqualTo(303);
        for (int i = 0; i < 100 && !status(refund.id()).equals("done"); i++) {
            city.gateway().refunds().send();
            Thread.sleep(20);
        }
        assertThat(city.http().get(result).text()).contains("Đã hoàn trả");
        assertThat(get("/cases?status=resolved", "sandbox-maker", Role.MAKER).body())
                .contains("Tiền đến thêm");
        assertThat(get("/refunds?status=done", "sandbox-maker", Role.MAKER).body())
                .contains(refund.code());
        String books = get("/ledger?day=2025-07-17&agency=00004", "sandbox-maker", Role.MAKER)
                .body();
        assertThat(books).contains("Phải trả tiền hoàn").contains("Tổng các số dư");
    }

    @Test
    void secondPersonDecidesAnotherAmount_onTheSamePage() throws Exception {
        var paying = city.pay("vnpay");
        city.callback(paying.success().with("vnp_Amount", "4000000"));
        String id = city.payment(paying.id()).path("cases").get(0).path("id").asText();
        String base = "/cases/" + id;
        assertThat(post(base + "/resolve", "resolution=accept_amount&note=", "sandbox-maker", Role.MAKER)
                        .statusCode())
                .isEqualTo(400);
        assertThat(post(
                                base + "/resolve",
                                "resolution=accept_amount&" + form("note", "Đã hỏi VNPay <b>"),
                                "sandbox-maker",
                                Role.MAKER)
                        .statusCode())
                .isEqualTo(303);
        assertThat(get(base, "sandbox-maker", Role.MAKER).body())
                .doesNotContain(base + "/approve")
                .doesNotContain("VNPay <b>");
        assertThat(post(base + "/approve", "", "sandbox-maker", Role.MAKER).statusCode())
                .isEqualTo(403);
        assertThat(get(base, "sandbox-checker", Role.CHECKER).body())
                .contains(base + "/approve")
                .contains("name=\"resolution\" value=\"accept_amount\"");
        assertThat(post(base + "/approve", "resolution=no_money", "sandbox-checker", Role.CHECKER)
                        .body())
                .as("another proposal than the approver saw")
                .contains("đã thay đổi");
        assertThat(city.status(paying.id())).isEqualTo("contested");
        assertThat(post(base + "/approve", "resolution=accept_amount", "sandbox-checker", Role.CHECKER)
                        .statusCode())
                .isEqualTo(303);
        assertThat(city.status(paying.id())).isEqualTo("paid");
    }

    @Test
    void verifyPageSaysWhatWasGivenBack() throws Exception {
        var paying = city.pay("vnpay");
        city.callback(paying.success());
        for (int i = 0; i < 200 && city.payment(paying.id()).path("receipts").isEmpty(); i++) {
            city.gateway().receipts().issueDue();
            Thread.sleep(20);
        }
        city.gateway().receipts().signIssued();
        String code =
                city.payment(paying.id()).path("receipts").get(0).path("code").asText();
        for (int i = 0; i < 200 && city.http().get("/verify/" + code).status() != 200; i++) {
            Thread.sleep(20);
        }
        assertThat(city.http().get("/verify/" + code).text()).doesNotContain("đã được hoàn trả");
        UUID refund = UUID.fromString(city.http()
                .post(
                        "/v1/payments/" + paying.id() + "/refunds",
                        RunningGateway.MAKER,
                        "{\"amount_vnd\":30000,\"reason\":\"x\"}",
                        "Idempotency-Key",
                        UUID.randomUUID().toString())
                .json()
                .path("id")
                .asText());
        city.http().post("/v1/refunds/" + refund + "/approve", RunningGateway.CHECKER, "");
        for (int i = 0; i < 100 && !status(refund).equals("done"); i++) {
            city.gateway().refunds().send();
            Thread.sleep(20);
        }
        assertThat(city.http().get("/verify/" + code).text())
                .contains("Toàn bộ số tiền của biên lai này đã được hoàn trả")
                .contains("30.000");
    }
}
