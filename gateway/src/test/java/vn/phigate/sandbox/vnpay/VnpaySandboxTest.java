package vn.phigate.sandbox.vnpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Over real HTTP, with the shared VNPay vectors as the merchant's requests. */
class VnpaySandboxTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode VECTORS = vectors();
    private static final String SECRET = VECTORS.path("secret").asText();
    private static final String PAID_URL =
            VECTORS.path("pay").get(0).path("expectedUrl").asText();

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2025-07-17T02:32:11Z"));
    private final InstantSource clock = now::get;
    private final HttpClient browser =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable resource : opened.reversed()) {
            resource.close();
        }
        browser.close();
    }

    @TestFactory
    List<DynamicTest> showsOrder_whenVectorSignedByMerchant() {
        VnpaySandbox sandbox = start(merchant("00"));
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode vector : VECTORS.path("pay")) {
            tests.add(DynamicTest.dynamicTest(vector.path("id").asText(), () -> {
                now.set(instant(vector.path("params").path("vnp_CreateDate").asText()));
                HttpResponse<String> page =
                        get(at(sandbox, vector.path("expectedUrl").asText()));
                assertThat(page.statusCode()).isEqualTo(200);
                assertThat(page.body())
                        .contains("MÔI TRƯỜNG THỬ NGHIỆM")
                        .contains(vector.path("params").path("vnp_TxnRef").asText());
            }));
        }
        return tests;
    }

    @Test
    void acceptsSignature_inPlusFormOnly() throws Exception {
        VnpaySandbox sandbox = start(merchant("00"));
        JsonNode hashes = VECTORS.path("pay").get(0).path("secureHash");
        String percent20 = PAID_URL.replace(
                hashes.path("java_urlencoder").asText(),
                hashes.path("rfc3986_percent20").asText());
        assertThat(get(at(sandbox, percent20)).body()).contains("Sai chữ ký");
    }

    @Test
    void refuses_whenPayUrlTampered() throws Exception {
        VnpaySandbox sandbox = start(merchant("00"));
        for (String tampered : List.of(
                PAID_URL.replace("vnp_Amount=3000000", "vnp_Amount=300000"),
                PAID_URL.replace("0001&", "0002&"),
                PAID_URL.substring(0, PAID_URL.indexOf("&vnp_SecureHash")))) {
            HttpResponse<String> page = get(at(sandbox, tampered));
            assertThat(page.statusCode()).as(tampered).isEqualTo(400);
            assertThat(page.body()).contains("Sai chữ ký");
        }
        assertThat(get(at(sandbox, PAID_URL + "&vnp_Amount=3000000")).body()).contains("bị lặp");
        assertThat(get(at(sandbox, PAID_URL.replace("HNIFEE01", "HNIFEE99"))).body())
                .contains("Không tìm thấy website");
    }

    @Test
    void refuses_whenMandatoryFieldAbsentOrWrong() throws Exception {
        VnpaySandbox sandbox = start(merchant("00"));
        Map<String, String> wrong = new TreeMap<>(Map.of(
                "vnp_Version", "2.0.1",
                "vnp_Command", "token",
                "vnp_Amount", "3000050",
                "vnp_CreateDate", "20250230093015",
                "vnp_CurrCode", "USD",
                "vnp_IpAddr", "",
                "vnp_Locale", "fr",
                "vnp_OrderInfo", "",
                "vnp_ReturnUrl", "javascript:alert(1)",
                "vnp_TxnRef", "a b"));
        wrong.put("vnp_ExpireDate", "20250717093015");
        for (Map.Entry<String, String> field : wrong.entrySet()) {
            SortedMap<String, String> order = order();
            order.put(field.getKey(), field.getValue());
            HttpResponse<String> page =
                    get(URI.create(base(sandbox) + "/paymentv2/vpcpay.html?" + Signature.signedQuery(order, SECRET)));
            assertThat(page.statusCode()).as(field.toString()).isEqualTo(400);
            assertThat(page.body()).contains(field.getKey());
        }
    }

    @Test
    void refuses_whenTimeToPayIsOver() throws Exception {
        VnpaySandbox sandbox = start(merchant("00"));
        now.set(Instant.parse("2025-07-17T02:45:16Z"));
        HttpResponse<String> page = get(at(sandbox, PAID_URL));
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("quá thời gian");
        assertThat(script(sandbox, Map.of()).path("code").asText()).isEqualTo("vnpay_15");
    }

    @Test
    void takesTimeFromOrder_whenMerchantRunsOnAnotherCalendar() throws Exception {
        FakeMerchant merchant = merchant("00");
        VnpaySandbox sandbox = start(merchant);
        now.set(Instant.parse("2026-11-21T14:00:00Z"));
        script(sandbox, Map.of());
        assertThat(merchant.queries().getFirst()).contains("vnp_PayDate=20250717093115");
    }

    @Test
    void deliversAgain_untilMerchantAnswers00() throws Exception {
        FakeMerchant merchant = merchant("97", "97", "00");
        VnpaySandbox sandbox = start(merchant);
        HttpResponse<String> redirect = choose(sandbox, "success");
        assertThat(redirect.statusCode()).isEqualTo(303);
        await().until(() -> merchant.queries().size() == 3);
        Thread.sleep(100);
        assertThat(merchant.queries()).hasSize(3);
        assertThat(merchant.queries().stream().distinct()).hasSize(1);

        URI returned = URI.create(redirect.headers().firstValue("Location").orElseThrow());
        assertThat(returned.toString()).startsWith("https://thanhtoan.example.gov.vn/ket-qua/vnpay?");
        assertThat(returned.getRawQuery()).isEqualTo(merchant.queries().getFirst());
        SortedMap<String, String> result = parameters(returned.getRawQuery());
        assertThat(result)
                .containsEntry("vnp_ResponseCode", "00")
                .containsEntry("vnp_TransactionStatus", "00")
                .containsEntry("vnp_Amount", "3000000")
                .containsEntry("vnp_PayDate", "20250717093211");
        assertThat(Signature.holds(SECRET, Signature.canonicalQuery(result), result.get("vnp_SecureHash")))
                .isTrue();
    }

    @Test
    void deliversTenTimesAtMost_whenMerchantNeverRecords() throws Exception {
        FakeMerchant merchant = merchant("99", "down", "04", "01");
        VnpaySandbox sandbox = start(merchant);
        choose(sandbox, "success");
        await().until(() -> merchant.queries().size() == 10);
        Thread.sleep(100);
        assertThat(merchant.queries()).hasSize(10);
    }

    @Test
    void deliversOnce_whenMerchantAnswers02() throws Exception {
        FakeMerchant merchant = merchant("02");
        VnpaySandbox sandbox = start(merchant);
        choose(sandbox, "cancel");
        await().until(() -> merchant.queries().size() == 1);
        Thread.sleep(100);
        assertThat(merchant.queries()).hasSize(1);
        assertThat(parameters(merchant.queries().getFirst()))
                .containsEntry("vnp_ResponseCode", "24")
                .containsEntry("vnp_TransactionStatus", "02")
                .containsEntry("vnp_TransactionNo", "0")
                .doesNotContainKey("vnp_BankTranNo");
    }

    @Test
    void endsAsButtonSays_forEachButton() throws Exception {
        for (Choice choice : Choice.values()) {
            FakeMerchant merchant = merchant("00");
            VnpaySandbox sandbox = start(merchant);
            HttpResponse<String> redirect = choose(sandbox, choice.wireName());
            int calls = switch (choice) {
                case SILENT -> 0;
                case DOUBLE -> 2;
                default -> 1;
            };
            await().pollInterval(Duration.ofMillis(10))
                    .until(() -> merchant.queries().size() == calls);
            SortedMap<String, String> result = parameters(
                    URI.create(redirect.headers().firstValue("Location").orElseThrow())
                            .getRawQuery());
            assertThat(result.get("vnp_ResponseCode")).as(choice.name()).isEqualTo(choice.outcome.responseCode);
            assertThat(result.get("vnp_TransactionStatus")).isEqualTo(choice.outcome.transactionStatus);
            assertThat(result.get("vnp_Amount")).isEqualTo(choice == Choice.WRONG_AMOUNT ? "1500000" : "3000000");
            assertThat(Signature.holds(SECRET, Signature.canonicalQuery(result), result.get("vnp_SecureHash")))
                    .isEqualTo(choice != Choice.WRONG_SIGNATURE);
        }
    }

    @Test
    void staysAsDecided_whenPayerChoosesAgain() throws Exception {
        FakeMerchant merchant = merchant("00");
        VnpaySandbox sandbox = start(merchant);
        choose(sandbox, "cancel");
        HttpResponse<String> again = choose(sandbox, "success");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).contains("đã kết thúc").contains("vnp_ResponseCode=24");
        assertThat(script(sandbox, Map.of("result", "success")).path("code").asText())
                .isEqualTo("already_decided");
    }

    @Test
    void answersEachRspCode_whenScripted() throws Exception {
        FakeMerchant merchant = merchant("00", "02");
        VnpaySandbox sandbox = start(merchant);
        JsonNode answer = script(sandbox, Map.of("deliveries", 3, "delay_ms", 1));
        assertThat(answer.path("ipn").findValuesAsText("rsp_code")).containsExactly("00", "02", "02");
        assertThat(merchant.queries().stream().distinct()).hasSize(1);

        assertThat(script(sandbox, Map.of()).path("transaction_no")).isEqualTo(answer.path("transaction_no"));
        JsonNode listed = JSON.readTree(
                get(URI.create(base(sandbox) + "/sandbox/vnpay/transactions")).body());
        assertThat(listed.path("items").size()).isEqualTo(1);
        assertThat(listed.path("items").get(0).path("ipn").size()).isEqualTo(4);
    }

    @Test
    void saysTheSame_whenSandboxLostItsMemory() throws Exception {
        FakeMerchant merchant = merchant("00", "02");
        now.set(Instant.parse("2026-11-21T14:00:00Z"));
        script(start(merchant), Map.of());
        now.set(Instant.parse("2026-11-21T15:00:00Z"));
        script(start(merchant), Map.of());
        assertThat(merchant.queries()).hasSize(2);
        assertThat(merchant.queries().stream().distinct()).hasSize(1);
    }

    @Test
    void leavesOrderOpen_whenResultForged() throws Exception {
        FakeMerchant merchant = merchant("97", "00");
        VnpaySandbox sandbox = start(merchant);
        JsonNode forged = script(sandbox, Map.of("forge", true));
        assertThat(forged.path("ipn").findValuesAsText("rsp_code")).containsExactly("97");
        JsonNode paid = script(sandbox, Map.of());
        assertThat(paid.path("ipn").findValuesAsText("rsp_code")).containsExactly("00");
        SortedMap<String, String> forgedResult = parameters(merchant.queries().getFirst());
        assertThat(Signature.holds(SECRET, Signature.canonicalQuery(forgedResult), forgedResult.get("vnp_SecureHash")))
                .isFalse();
    }

    @Test
    void refusesScript_whenOutOfRange() throws Exception {
        VnpaySandbox sandbox = start(merchant("00"));
        for (Map<String, Object> bad : List.<Map<String, Object>>of(
                Map.of("result", "maybe"),
                Map.of("deliveries", 0),
                Map.of("deliveries", 101),
                Map.of("delay_ms", -1))) {
            assertThat(script(sandbox, bad).path("code").asText())
                    .as(bad.toString())
                    .isEqualTo("bad_script");
        }
    }

    @Test
    void forgetsOldestOrder_whenMemoryFull() throws Exception {
        FakeMerchant merchant = merchant("00");
        VnpaySandbox sandbox = start(merchant, settings -> settings.withMaxOrders(2));
        for (String reference : List.of("A1", "A2", "A3")) {
            SortedMap<String, String> order = order();
            order.put("vnp_TxnRef", reference);
            get(URI.create(base(sandbox) + "/paymentv2/vpcpay.html?" + Signature.signedQuery(order, SECRET)));
        }
        JsonNode listed = JSON.readTree(
                get(URI.create(base(sandbox) + "/sandbox/vnpay/transactions")).body());
        assertThat(listed.findValuesAsText("order_id")).containsExactly("A2", "A3");
    }

    @Test
    void answersQuerydr_asVectorsSign() throws Exception {
        VnpaySandbox sandbox = start(merchant("00"));
        JsonNode vector = VECTORS.path("querydr").path("cases").get(0);
        ObjectNode request = vector.path("request").deepCopy();
        request.put("vnp_SecureHash", vector.path("requestHash").asText());

        assertThat(merchantApi(sandbox, request).get("vnp_ResponseCode")).isEqualTo("91");
        get(at(sandbox, PAID_URL));
        request = resigned(request, "Q2", "querydr");
        Map<String, String> pending = merchantApi(sandbox, request);
        assertThat(pending)
                .containsEntry("vnp_ResponseCode", "00")
                .containsEntry("vnp_TransactionStatus", "01")
                .containsEntry("vnp_Amount", "3000000");
        assertSigned(pending, "querydr");

        script(sandbox, Map.of());
        Map<String, String> paid = merchantApi(sandbox, resigned(request, "Q3", "querydr"));
        assertThat(paid)
                .containsEntry("vnp_ResponseCode", "00")
                .containsEntry("vnp_TransactionStatus", "00")
                .containsEntry("vnp_TransactionType", "01")
                .containsEntry("vnp_PayDate", "20250717093211")
                .containsEntry("vnp_PromotionCode", "");
        assertSigned(paid, "querydr");

        assertThat(merchantApi(sandbox, resigned(request, "Q3", "querydr")).get("vnp_ResponseCode"))
                .isEqualTo("94");
        now.set(Instant.parse("2025-07-17T02:39:00Z"));
        assertThat(merchantApi(sandbox, resigned(request, "Q3", "querydr")).get("vnp_ResponseCode"))
                .isEqualTo("00");

        ObjectNode forged = resigned(request, "Q4", "querydr").put("vnp_TxnRef", "P250717000002");
        assertThat(merchantApi(sandbox, forged).get("vnp_ResponseCode")).isEqualTo("97");
        ObjectNode stranger = resigned(request, "Q5", "querydr").put("vnp_TmnCode", "HNIFEE99");
        assertThat(merchantApi(sandbox, stranger))
                .containsEntry("vnp_ResponseCode", "02")
                .doesNotContainKey("vnp_SecureHash");
        ObjectNode otherDate = request.deepCopy().put("vnp_TransactionDate", "20250717093016");
        assertThat(merchantApi(sandbox, resigned(otherDate, "Q6", "querydr")).get("vnp_ResponseCode"))
                .isEqualTo("91");
        ObjectNode otherCommand = request.deepCopy().put("vnp_Command", "settle");
        assertThat(merchantApi(sandbox, resigned(otherCommand, "Q7", "querydr")).get("vnp_ResponseCode"))
                .isEqualTo("99");
    }

    @Test
    void refunds_asVectorsSignAndRulesAllow() throws Exception {
        VnpaySandbox sandbox = start(merchant("00"));
        JsonNode partial = VECTORS.path("refund").path("cases").get(1);
        ObjectNode part = partial.path("request").deepCopy();
        part.put("vnp_SecureHash", partial.path("requestHash").asText());
        ObjectNode full =
                VECTORS.path("refund").path("cases").get(0).path("request").deepCopy();
        full.put("vnp_TransactionNo", "");

        get(at(sandbox, PAID_URL));
        assertThat(merchantApi(sandbox, part).get("vnp_ResponseCode")).isEqualTo("95");
        script(sandbox, Map.of());
        Map<String, String> accepted = merchantApi(sandbox, resigned(part, "R2", "refund"));
        assertThat(accepted)
                .containsEntry("vnp_ResponseCode", "00")
                .containsEntry("vnp_Amount", "1000000")
                .containsEntry("vnp_TransactionType", "03")
                .containsEntry("vnp_TransactionStatus", "05");
        assertSigned(accepted, "refund");
        assertThat(merchantApi(sandbox, resigned(full, "R3", "refund")).get("vnp_ResponseCode"))
                .isEqualTo("04");
        ObjectNode tooMuch = part.deepCopy().put("vnp_Amount", "2000100");
        assertThat(merchantApi(sandbox, resigned(tooMuch, "R4", "refund")).get("vnp_ResponseCode"))
                .isEqualTo("02");
        ObjectNode odd = part.deepCopy().put("vnp_Amount", "150");
        assertThat(merchantApi(sandbox, resigned(odd, "R5", "refund")).get("vnp_ResponseCode"))
                .isEqualTo("93");
        ObjectNode otherNumber = part.deepCopy().put("vnp_TransactionNo", "15071234");
        assertThat(merchantApi(sandbox, resigned(otherNumber, "R6", "refund")).get("vnp_ResponseCode"))
                .isEqualTo("91");
        ObjectNode rest = part.deepCopy().put("vnp_Amount", "2000000");
        assertThat(merchantApi(sandbox, resigned(rest, "R7", "refund")).get("vnp_ResponseCode"))
                .isEqualTo("00");
    }

    @Test
    void refundsInFull_onlyOnce() throws Exception {
        VnpaySandbox sandbox = start(merchant("00"));
        script(sandbox, Map.of());
        ObjectNode full =
                VECTORS.path("refund").path("cases").get(0).path("request").deepCopy();
        full.put("vnp_TransactionNo", "");
        assertThat(merchantApi(sandbox, resigned(full, "R1", "refund")).get("vnp_ResponseCode"))
                .isEqualTo("00");
        assertThat(merchantApi(sandbox, resigned(full, "R2", "refund")).get("vnp_ResponseCode"))
                .isEqualTo("02");
    }

    @TestFactory
    List<DynamicTest> signsPipes_asVectors() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String kind : List.of("querydr", "refund")) {
            for (JsonNode vector : VECTORS.path(kind).path("cases")) {
                tests.add(DynamicTest.dynamicTest(vector.path("id").asText(), () -> {
                    assertThat(Signature.pipes(fields(kind, "requestFields"), texts(vector.path("request"))))
                            .isEqualTo(vector.path("requestPipe").asText());
                    assertThat(Signature.hmac(SECRET, vector.path("requestPipe").asText()))
                            .isEqualTo(vector.path("requestHash").asText());
                    if (vector.has("response")) {
                        assertThat(Signature.pipes(fields(kind, "responseFields"), texts(vector.path("response"))))
                                .isEqualTo(vector.path("responsePipe").asText());
                        assertThat(Signature.hmac(
                                        SECRET, vector.path("responsePipe").asText()))
                                .isEqualTo(vector.path("responseHash").asText());
                    }
                }));
            }
        }
        return tests;
    }

    @Test
    void signsIpn_asVector() {
        String query = VECTORS.path("ipn").get(0).path("query").asText();
        assertThat(Signature.signedQuery(parameters(query), SECRET)).isEqualTo(query);
    }

    @Test
    void escapesOrderText_onPage() throws Exception {
        VnpaySandbox sandbox = start(merchant("00"));
        SortedMap<String, String> order = order();
        order.put("vnp_OrderInfo", "<script>alert('x')</script>");
        HttpResponse<String> page =
                get(URI.create(base(sandbox) + "/paymentv2/vpcpay.html?" + Signature.signedQuery(order, SECRET)));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("<script>").contains("&lt;script&gt;");
    }

    // --- the parties ---

    private FakeMerchant merchant(String... codes) {
        FakeMerchant merchant = new FakeMerchant(codes);
        opened.add(merchant);
        return merchant;
    }

    private VnpaySandbox start(FakeMerchant merchant) {
        return start(merchant, settings -> settings);
    }

    private VnpaySandbox start(FakeMerchant merchant, UnaryOperator<VnpaySandboxSettings> changed) {
        VnpaySandbox sandbox = VnpaySandbox.start(changed.apply(VnpaySandboxSettings.local(merchant.ipnUrl())
                .withPort(0)
                .withClock(clock)
                .withRetryInterval(Duration.ofMillis(5))
                .withLateIpnDelay(Duration.ofMillis(20))));
        opened.add(sandbox);
        return sandbox;
    }

    private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return browser.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> choose(VnpaySandbox sandbox, String choice) throws IOException, InterruptedException {
        String order = PAID_URL.substring(PAID_URL.indexOf('?') + 1);
        String form = "order=" + URLEncoder.encode(order, StandardCharsets.UTF_8) + "&choice=" + choice;
        return browser.send(
                HttpRequest.newBuilder(URI.create(base(sandbox) + "/paymentv2/choice"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode script(VnpaySandbox sandbox, Map<String, Object> how) throws IOException, InterruptedException {
        Map<String, Object> body = new HashMap<>(how);
        body.put("pay_url", at(sandbox, PAID_URL).toString());
        return JSON.readTree(post(base(sandbox) + "/sandbox/vnpay/pay", JSON.writeValueAsString(body)));
    }

    private Map<String, String> merchantApi(VnpaySandbox sandbox, ObjectNode request)
            throws IOException, InterruptedException {
        return texts(JSON.readTree(post(base(sandbox) + "/merchant_webapi/api/transaction", request.toString())));
    }

    private String post(String address, String json) throws IOException, InterruptedException {
        return browser.send(
                        HttpRequest.newBuilder(URI.create(address))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(json))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static String base(VnpaySandbox sandbox) {
        return "http://127.0.0.1:" + sandbox.port();
    }

    private static URI at(VnpaySandbox sandbox, String payUrl) {
        return URI.create(base(sandbox) + payUrl.substring("https://sandbox.vnpayment.vn".length()));
    }

    // --- the vectors ---

    private static ObjectNode resigned(ObjectNode request, String requestId, String kind) {
        ObjectNode signed = request.deepCopy().put("vnp_RequestId", requestId);
        return signed.put(
                "vnp_SecureHash",
                Signature.hmac(SECRET, Signature.pipes(fields(kind, "requestFields"), texts(signed))));
    }

    private static void assertSigned(Map<String, String> reply, String kind) {
        assertThat(reply.get("vnp_SecureHash"))
                .isEqualTo(Signature.hmac(SECRET, Signature.pipes(fields(kind, "responseFields"), reply)));
    }

    private static List<String> fields(String kind, String side) {
        List<String> names = new ArrayList<>();
        VECTORS.path(kind).path(side).forEach(name -> names.add(name.asText()));
        return names;
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new HashMap<>();
        object.properties()
                .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }

    private static SortedMap<String, String> order() {
        return new TreeMap<>(texts(VECTORS.path("pay").get(0).path("params")));
    }

    private static SortedMap<String, String> parameters(String query) {
        SortedMap<String, String> read = Signature.parameters(query);
        assertThat(read).isNotNull();
        return read == null ? new TreeMap<>() : read;
    }

    private static Instant instant(String wire) {
        return LocalDateTime.parse(wire, PayRequest.WIRE_DATE).toInstant(PayRequest.VIETNAM);
    }

    private static JsonNode vectors() {
        try (InputStream in = VnpaySandboxTest.class.getResourceAsStream("/vectors/vnpay.json")) {
            return JSON.readTree(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
