package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.payments.PaymentStatus;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.procedures.Procedure;
import vn.phigate.testsupport.Database;

@Database
final class JourneyTest {
    private static final String PAYER = "Nguyễn Thị Thanh Hương";
    private static final String HOSTILE = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>'${7*7}";
    private static final Pattern PAYMENT_LINK = Pattern.compile("/p/[A-Za-z0-9_-]{22}");

    private static TestCity city;
    private static Visitor visitor;
    private static Db owner;
    private static int last = 1000;

    @BeforeAll
    static void openCity(Db db, DbSettings database) throws IOException {
        owner = Db.open(database.asLogin().withPoolSize(1));
        city = new TestCity(db);
        visitor = Visitor.of(city, "198.51.100.1");
    }

    @AfterAll
    static void closeCity() {
        city.close();
        owner.close();
    }

    private static TestDossier dossier(String procedure) {
        return TestDossier.record(city, procedure, String.valueOf(++last), PAYER);
    }

    private static String paymentOf(TestDossier dossier) {
        Matcher link = PAYMENT_LINK.matcher(visitor.get(dossier.path()).text());
        assertThat(link.find()).as("a link to the payment").isTrue();
        return link.group();
    }

    private static Payment stored(String page) {
        return city.gateway
                .payments()
                .byResultToken(city.db, page.substring("/p/".length()))
                .orElseThrow();
    }

    /** As the sandbox's buttons do. @return where the payer is sent back to */
    private static String atProvider(String payUrl, String result) {
        var answer = visitor.with("Content-Type", "application/json")
                .postJson(
                        payUrl.replaceFirst("/paymentv2/.*", "/sandbox/vnpay/pay"),
                        "none",
                        Json.text(Map.of("pay_url", payUrl, "result", result)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return Json.tree(answer.text()).path("return_url").asText();
    }

    @Test
    void leadsFromTheCodeToTheReceipt_byVnpay() {
        var dossier = dossier("9.000001");
        var found = visitor.post("/", Map.of("code", dossier.code(), "digits", "5678"));
        assertThat(found.location()).isEqualTo(dossier.path());
        assertThat(visitor.get(dossier.path()).text())
                .contains(
                        "30.000 ₫",
                        "Ba mươi nghìn đồng",
                        "Văn bản mẫu 01/2025/MAU",
                        "VPBank (970432)",
                        "UBND PHUONG BA DINH",
                        "Phường Ba Đình")
                .contains("Nguyễn T** T** H**")
                .doesNotContain(PAYER);

        var pay = visitor.post(dossier.path() + "/pay", dossier.payBy("vnpay"));
        assertThat(pay.status()).isEqualTo(303);
        assertThat(pay.location()).contains("/paymentv2/vpcpay.html?", "vnp_Amount=3000000", "vnp_SecureHash=");
        String page = paymentOf(dossier);
        assertThat(visitor.get(page).text()).contains("Tiếp tục tại VNPay", "http-equiv=\"refresh\" content=\"5\"");
        assertThat(visitor.get(page + "?live=off").text()).doesNotContain("http-equiv=\"refresh\"");

        var back = visitor.get(atProvider(pay.location(), "success"));
        assertThat(back.status()).isEqualTo(303);
        assertThat(back.location()).isEqualTo(page + "?from=vnpay");

        await().atMost(Duration.ofSeconds(30))
                .until(() -> visitor.get(page).text().contains("Mở biên lai (PDF)"));
        String paid = visitor.get(page).text();
        assertThat(paid).contains("Đã thanh toán", "30.000 ₫").doesNotContain("http-equiv=\"refresh\"", PAYER);
        String code = match(paid, "/verify/([0-9A-Z]{26})");
        assertThat(new String(
                        visitor.get("/receipts/" + code + ".pdf").response().body(),
                        0,
                        5,
                        java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("%PDF-");
        assertThat(visitor.get(dossier.path()).text())
                .contains("Đã nộp đủ", "/receipts/" + code + ".pdf")
                .doesNotContain("name=\"method\"");
        assertThat(visitor.get("/verify/" + code).text())
                .contains("Biên lai thật", "30.000 ₫", dossier.code(), "Nguyễn T** T** H**")
                .doesNotContain(PAYER);
        assertThat(visitor.get("/verify?code="
                                + code.toLowerCase(java.util.Locale.ROOT).replaceFirst("(.{5})", "$1-"))
                        .location())
                .isEqualTo("/verify/" + code);
    }

    private static String match(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    @Test
    void showsTheCodeToScan_byVietqr() {
        var dossier = dossier("9.000001");
        var pay = visitor.post(dossier.path() + "/pay", dossier.payBy("vietqr"));
        assertThat(pay.location()).matches(PAYMENT_LINK);
        Payment payment = stored(pay.location());
        assertThat(visitor.get(pay.location()).text())
                .contains(
                        "<svg",
                        "Quét mã để chuyển khoản",
                        payment.reference(),
                        "30.000 ₫",
                        "Giữ nguyên nội dung",
                        "Trả qua VNPay");
        var picture = visitor.get(pay.location() + "/qr.png");
        assertThat(picture.header("Content-Type")).isEqualTo("image/png");
        assertThat(picture.response().body()).startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void opensOnePayment_whenTheButtonIsClickedAgainAndAgain() throws Exception {
        var dossier = dossier("9.000001");
        List<Callable<Visitor.Page>> clicks = IntStream.range(0, 12)
                .<Callable<Visitor.Page>>mapToObj(
                        _ -> () -> visitor.post(dossier.path() + "/pay", dossier.payBy("vnpay")))
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var led = threads.invokeAll(clicks).stream()
                    .map(f -> f.resultNow().location())
                    .collect(Collectors.toSet());
            assertThat(led).singleElement().asString().contains("/paymentv2/vpcpay.html?");
        }
        assertThat(city.db
                        .get(
                                "select count(*) as n from gateway.payment_item where obligation_id = ?",
                                java.util.UUID.fromString(dossier.obligations().getFirst()))
                        .orElseThrow()
                        .whole("n"))
                .isEqualTo(1);
        assertThat(stored(paymentOf(dossier)).attempts()).hasSize(1);
        assertThat(visitor.post(dossier.path() + "/pay", dossier.payBy("vietqr"))
                        .location())
                .as("another way leads to the open payment, where both can be chosen")
                .isEqualTo(paymentOf(dossier));
    }

    @Test
    void startsOneMoreAttempt_whenTryAgainIsClickedAgainAndAgain() throws Exception {
        var dossier = dossier("9.000001");
        var pay = visitor.post(dossier.path() + "/pay", dossier.payBy("vnpay"));
        String page = paymentOf(dossier);
        assertThat(visitor.get(atProvider(pay.location(), "cancel")).location()).isEqualTo(page);
        await().atMost(Duration.ofSeconds(10)).until(() -> stored(page).status() == PaymentStatus.FAILED);
        assertThat(visitor.get(page).text()).contains("Thanh toán không thành công", "name=\"after\" value=\"1\"");
        List<Callable<Visitor.Page>> clicks = IntStream.range(0, 8)
                .<Callable<Visitor.Page>>mapToObj(
                        _ -> () -> visitor.post(page + "/attempts", Map.of("method", "vnpay", "after", "1")))
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var led = threads.invokeAll(clicks).stream()
                    .map(f -> f.resultNow().location())
                    .collect(Collectors.toSet());
            assertThat(led)
                    .singleElement()
                    .asString()
                    .contains("/paymentv2/vpcpay.html?")
                    .isNotEqualTo(pay.location());
        }
        assertThat(stored(page).attempts()).hasSize(2);
        var other = visitor.post(page + "/attempts", Map.of("method", "vietqr", "after", "2"));
        assertThat(other.location()).isEqualTo(page);
        assertThat(visitor.get(page).text()).contains("Quét mã để chuyển khoản");
    }

    @Test
    void leadsToTheDossier_whenTheTimeIsOver_andTakesLateMoney() {
        var dossier = dossier("9.000001");
        var pay = visitor.post(dossier.path() + "/pay", dossier.payBy("vnpay"));
        String page = paymentOf(dossier);
        try {
            city.gateway.clock().set(city.db, city.gateway.clock().instant().plus(Duration.ofMinutes(16)));
            assertThat(visitor.get(page).text()).contains("Đừng trả lần nữa").doesNotContain("Sang trang VNPay");
            city.gateway.clock().set(city.db, city.gateway.clock().instant().plus(Duration.ofMinutes(10)));
            city.gateway.payments().expireLate();
            assertThat(visitor.get(page).text())
                    .contains("Khoản này vẫn chưa nộp", "href=\"" + dossier.path() + "\"")
                    .doesNotContain("http-equiv=\"refresh\"");
            atProvider(pay.location(), "success");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> visitor.get(page).text().contains("/verify/"));
            assertThat(visitor.get(page).text()).contains("Tiền đến sau khi hết hạn");
        } finally {
            city.gateway.clock().set(city.db, null);
        }
    }

    @Test
    void leadsBackToTheDossier_whenNothingIsDueAnyMore() {
        var dossier = dossier("9.000001");
        var pay = visitor.post(dossier.path() + "/pay", dossier.payBy("vnpay"));
        atProvider(pay.location(), "success");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> visitor.get(dossier.path()).text().contains("Đã nộp đủ"));
        assertThat(visitor.post(dossier.path() + "/pay", dossier.payBy("vnpay")).location())
                .isEqualTo(dossier.path());
    }

    @Test
    void paysEachAccountByItself_whenTheyDiffer() {
        var dossier = dossier("9.000002");
        String page = visitor.get(dossier.path()).text();
        assertThat(page.split("name=\"obligations\"")).as("two boxes").hasSize(3);
        assertThat(page).contains("1900990000126", "25.000 ₫", "15.000 ₫", "nộp từng phần một");
        assertThat(visitor.post(dossier.path() + "/pay", dossier.payBy("vietqr"))
                        .location())
                .isEqualTo(dossier.path());
        String fee = dossier.obligations().getFirst();
        String open = visitor.post(dossier.path() + "/pay", Map.of("method", "vietqr", "obligations", fee))
                .location();
        assertThat(stored(open).amountVnd()).isEqualTo(25_000);
        assertThat(visitor.get(dossier.path()).text()).contains(open, "15.000 ₫", "Đang thanh toán");
    }

    @Test
    void saysThatNothingIsDue_withItsLegalBasis() {
        assertThat(visitor.get(dossier("1.000894").path()).text())
                .contains("Hồ sơ này không phải nộp gì", "97/2015/QH13", "Không ai được thu thêm")
                .doesNotContain("name=\"method\"");
    }

    @Test
    void showsTheCodeOfTheNotice_onEveryPageBeforeThePayment() {
        var dossier = dossier("9.000001");
        String told = Json.tree(visitor.with("Authorization", "Bearer sk_sandbox_dossiers")
                        .get("/v1/dossiers/" + dossier.code())
                        .text())
                .path("compare_code")
                .asText();
        assertThat(told).matches("[0-9A-Z]{3}-[0-9A-Z]{3}");
        assertThat(visitor.get(dossier.path()).text()).contains(">" + told + "<", "/check-account");
        String scan =
                visitor.post(dossier.path() + "/pay", dossier.payBy("vietqr")).location();
        assertThat(visitor.get(scan).text()).contains(">" + told + "<", "Ba mươi nghìn đồng");
        assertThat(visitor.get(dossier("9.000001").path()).text())
                .as("another dossier has another")
                .doesNotContain(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vietqr", "vnpay"})
    void letsThePayerFinish_whatIsOpenAndNotPaid(String method) {
        var dossier = dossier("9.000001");
        String compare = match(visitor.get(dossier.path()).text(), "class=\"compare\">([0-9A-Z]{3}-[0-9A-Z]{3})<");
        visitor.post(dossier.path() + "/pay", dossier.payBy(method));
        String open = paymentOf(dossier);
        assertThat(visitor.get(dossier.path()).text())
                .contains("chưa có tiền báo về", "Còn phải nộp", "30.000 ₫", ">" + compare + "<", "tiếp tục thanh toán")
                .contains("vừa trả xong thì đừng trả lần nữa", open)
                .doesNotContain("Đang chờ kết quả", "name=\"method\"");
        try {
            city.gateway.clock().set(city.db, city.gateway.clock().instant().plus(Duration.ofHours(25)));
            assertThat(visitor.get(dossier.path()).text())
                    .as("when its time is over")
                    .contains("Đang chờ kết quả", "Đừng nộp lần nữa", open)
                    .doesNotContain("Còn phải nộp", "tiếp tục thanh toán");
        } finally {
            city.gateway.clock().set(city.db, null);
        }
    }

    private static String dossierOf(String code, String name, String phone) {
        var created = visitor.postJson("/v1/dossiers", "sk_sandbox_dossiers", """
                {"code":"%s","procedure":"9.000001","agency":"00004","channel":"online","received_on":"2025-07-17",
                 "payer":{"name":"%s","phone":"%s"}}
                """.formatted(code, name, phone));
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        return Json.tree(created.text()).path("pay_url").asText().replace(city.url, "");
    }

    private static String pageOfPaymentFor(String... codes) {
        var paid = visitor.postJson(
                "/v1/payments", "sk_sandbox_dossiers", Json.text(Map.of("dossiers", codes, "method", "vietqr")));
        assertThat(paid.status()).as(paid.text()).isEqualTo(201);
        return Json.tree(paid.text()).path("result_url").asText().replace(city.url, "");
    }

    @Test
    void leadsToNoDossier_whenAPaymentIsForSeveralPayers() {
        String[] codes = {"H26.00004-250717-0781", "H26.00004-250717-0782"};
        String one = dossierOf(codes[0], "Nguyễn Thị Đào", "0912345678");
        String other = dossierOf(codes[1], "Trần Văn Bình", "0912345678");
        String compare = match(visitor.get(other).text(), "class=\"compare\">([0-9A-Z]{3}-[0-9A-Z]{3})<");
        String page = pageOfPaymentFor(codes);
        assertThat(visitor.get(one).text()).contains(page);
        try {
            for (Duration later : List.of(Duration.ZERO, Duration.ofHours(25), Duration.ofDays(9))) {
                city.gateway.clock().set(city.db, city.gateway.clock().instant().plus(later));
                city.gateway.payments().expireLate();
                assertThat(visitor.get(page).text())
                        .as("after " + later)
                        .contains("2 hồ sơ của nhiều người nộp")
                        .doesNotContain(codes[0], codes[1], one, other, compare, "/d/", "Mã đối chiếu");
            }
        } finally {
            city.gateway.clock().set(city.db, null);
        }
    }

    @Test
    void showsEachPayerTheirOwnReceiptAlone_whenAPaymentIsForSeveral() {
        String[] codes = {"H26.00004-250717-0785", "H26.00004-250717-0786"};
        String one = dossierOf(codes[0], "Nguyễn Thị Đào", "0912345678");
        String other = dossierOf(codes[1], "Trần Văn Bình", "0912345679");
        var paid = visitor.postJson(
                "/v1/payments", "sk_sandbox_dossiers", Json.text(Map.of("dossiers", codes, "method", "vnpay")));
        String page = Json.tree(paid.text()).path("result_url").asText().replace(city.url, "");
        atProvider(String.valueOf(stored(page).lastAttempt().redirectUrl()), "success");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> visitor.get(one).text().contains("/receipts/")
                        && visitor.get(other).text().contains("/receipts/"));
        String ofOne = match(visitor.get(one).text(), "/receipts/([A-Z0-9-]+)\\.pdf");
        String ofOther = match(visitor.get(other).text(), "/receipts/([A-Z0-9-]+)\\.pdf");
        assertThat(ofOne).isNotEqualTo(ofOther);
        assertThat(visitor.get(one).text()).doesNotContain(ofOther);
        assertThat(visitor.get(other).text()).doesNotContain(ofOne);
        assertThat(visitor.get(page).text())
                .contains("Giao dịch này nộp cho nhiều người")
                .doesNotContain(ofOne, ofOther);
    }

    @Test
    void leadsToEachDossier_whenAPaymentIsForOnePayer() {
        String[] codes = {"H26.00004-250717-0783", "H26.00004-250717-0784"};
        String one = dossierOf(codes[0], "Nguyễn Thị Đào", "0912345678");
        String other = dossierOf(codes[1], "NGUYỄN Thị Đào", "+84912345678");
        assertThat(visitor.get(pageOfPaymentFor(codes)).text())
                .contains(codes[0], codes[1], one, other, "Mã đối chiếu")
                .doesNotContain("nhiều người nộp");
    }

    @Test
    void tellsUntilWhenToPay_andTakesMoneyAfterwards() {
        String code = "H26.00004-250717-0777";
        String body = """
                {"code":"%s","procedure":"9.000001","agency":"00004","channel":"online","received_on":"2025-07-17","pay_by":"%s"}
                """;
        assertThat(visitor.postJson("/v1/dossiers", "sk_sandbox_dossiers", body.formatted(code, "2025-07-16"))
                        .status())
                .as("before the day of receipt")
                .isEqualTo(400);
        var created = visitor.postJson("/v1/dossiers", "sk_sandbox_dossiers", body.formatted(code, "2025-08-16"));
        assertThat(Json.tree(created.text()).path("pay_by").asText()).isEqualTo("2025-08-16");
        String path = Json.tree(created.text()).path("pay_url").asText().replace(city.url, "");
        try {
            city.gateway.clock().set(city.db, java.time.Instant.parse("2025-08-16T16:59:00Z"));
            assertThat(visitor.get(path).text()).contains("Nộp chậm nhất hết ngày", "16/08/2025");
            assertThat(visitor.with("Accept-Language", "en").get(path).text())
                    .contains("To be paid by the end of", "16 August 2025");
            city.gateway.clock().set(city.db, java.time.Instant.parse("2025-08-16T17:00:00Z"));
            assertThat(visitor.get(path).text()).contains("Đã qua hạn nộp", "Vẫn nộp được", "name=\"method\"");
        } finally {
            city.gateway.clock().set(city.db, null);
        }
    }

    @Test
    void findsItsWayAgain_whenThePayerComesBackTheNextDay() {
        var dossier = dossier("9.000001");
        String scan =
                visitor.post(dossier.path() + "/pay", dossier.payBy("vietqr")).location();
        try {
            city.gateway.clock().set(city.db, city.gateway.clock().instant().plus(Duration.ofHours(25)));
            assertThat(visitor.get(scan).text()).contains("Đừng trả lần nữa").doesNotContain("Lưu ảnh mã QR");
            city.gateway.clock().set(city.db, city.gateway.clock().instant().plus(Duration.ofDays(8)));
            city.gateway.payments().expireLate();
            assertThat(visitor.get(scan).text())
                    .contains("Đã hết thời gian thanh toán", dossier.path())
                    .doesNotContain("data-events");
            String again = visitor.post(dossier.path() + "/pay", dossier.payBy("vietqr"))
                    .location();
            assertThat(again).isNotEqualTo(scan);
            assertThat(visitor.get(again).text()).contains("Quét mã để chuyển khoản");
        } finally {
            city.gateway.clock().set(city.db, null);
        }
    }

    @Test
    void promisesADecision_whenMoneyCameTwice() {
        var dossier = dossier("9.000001");
        var first = visitor.post(dossier.path() + "/pay", dossier.payBy("vnpay"));
        String page = paymentOf(dossier);
        atProvider(first.location(), "success");
        await().atMost(Duration.ofSeconds(10)).until(() -> stored(page).status() == PaymentStatus.PAID);
        owner.run(
                "insert into gateway.payment_case (id, payment_id, type, amount_vnd, detail, fingerprint, opened_at) values (gen_random_uuid(), ?, 'paid_twice', 30000, 'test', 'test', '2025-07-18T03:00:00Z')",
                stored(page).id());
        assertThat(visitor.get(page).text())
                .contains("Việc tiếp theo", "Việc này đang trễ", "25/07/2025", "Không ai gọi điện xin mã OTP");
        assertThat(visitor.with("Accept-Language", "en").get(page).text())
                .contains("What happens next", "25 July 2025");
    }

    @Test
    void refusesObligations_ofAnotherDossier() {
        var mine = dossier("9.000001");
        var other = dossier("9.000001");
        var answer = visitor.post(mine.path() + "/pay", other.payBy("vnpay"));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("obligation_unknown");
        assertThat(visitor.get(other.path()).text()).doesNotContain("/p/");
    }

    @Test
    void changesNothing_whenThePayerComesBack() {
        var dossier = dossier("9.000001");
        var pay = visitor.post(dossier.path() + "/pay", dossier.payBy("vnpay"));
        var silent = visitor.postJson(
                pay.location().replaceFirst("/paymentv2/.*", "/sandbox/vnpay/pay"),
                "none",
                Json.text(Map.of("pay_url", pay.location(), "respond", "silent")));
        String returnUrl = Json.tree(silent.text()).path("return_url").asText();
        String page = paymentOf(dossier);
        assertThat(visitor.get(returnUrl).location()).isEqualTo(page + "?from=vnpay");
        assertThat(stored(page).status()).isEqualTo(PaymentStatus.AWAITING_PROVIDER);
        assertThat(visitor.get(page + "?from=vnpay").text())
                .contains("Đừng trả lần nữa")
                .doesNotContain("Sang trang VNPay");

        var forged = visitor.get(returnUrl.replace("vnp_Amount=3000000", "vnp_Amount=3000100"));
        assertThat(forged.status()).isEqualTo(400);
        assertThat(forged.header("Content-Type")).startsWith("text/html");
        assertThat(forged.text()).doesNotContain("vnp_", "signature", page);
        assertThat(visitor.get("/return/vnpay").status()).isEqualTo(400);
    }

    @Test
    void sendsThePayerOn_toTheDossierSystem() {
        var dossier = dossier("9.000001");
        var created = visitor.postJson(
                "/v1/payments",
                "sk_sandbox_dossiers",
                Json.text(Map.of(
                        "dossiers",
                        List.of(dossier.code()),
                        "method",
                        "vnpay",
                        "return_url",
                        "https://example.vn/done?case=7#top")));
        var payment = Json.tree(created.text());
        String returnUrl =
                atProvider(payment.path("attempt").path("redirect_url").asText(), "success");
        assertThat(visitor.get(returnUrl).location())
                .matches("https://example\\.vn/done\\?case=7&payment_id="
                        + payment.path("id").asText() + "&status=(paid|awaiting_provider)#top");
    }

    @Test
    void saysThatAReceiptIsAltered_orUnknown() {
        var dossier = dossier("9.000001");
        var pay = visitor.post(dossier.path() + "/pay", dossier.payBy("vnpay"));
        String page = paymentOf(dossier);
        atProvider(pay.location(), "success");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> visitor.get(page).text().contains("/verify/"));
        String code = match(visitor.get(page).text(), "/verify/([0-9A-Z]{26})");
        owner.run("alter table gateway.receipt disable trigger receipt_signed_once");
        owner.run(
                "update gateway.receipt set signed = replace(signed, '\"total_vnd\":30000', '\"total_vnd\":90000') where code = ?",
                code);
        owner.run("alter table gateway.receipt enable trigger receipt_signed_once");
        assertThat(visitor.get("/verify/" + code).text())
                .contains("Biên lai không hợp lệ", "Chữ ký số không đúng")
                .doesNotContain("90.000", "30.000", dossier.code());
        String first = code.charAt(25) == '0' ? "1" : "0";
        for (String absent : List.of(code.substring(0, 25) + first, "0", "%3Cscript%3E")) {
            var answer = visitor.get("/verify/" + absent);
            assertThat(answer.status()).as(absent).isEqualTo(404);
            assertThat(answer.text()).as(absent).doesNotContain("<script>");
        }
        assertThat(visitor.get("/verify/" + code.substring(0, 25) + first).text())
                .contains("Không có biên lai mang mã này");
    }

    @Test
    void showsHostileNames_asTheyAreWritten() {
        city.db.inTransactionDo(tx -> {
            var procedures = city.gateway.procedures();
            procedures.add(tx, new Procedure("9.000666", HOSTILE, "Mẫu", "commune", true), "test", "test");
            long item = procedures.addItem(tx, "9.000666", Kind.FEE, 1, "Phí " + HOSTILE, null, "invented", "test");
            procedures.addPrice(
                    tx, item, Channel.ONLINE, java.time.LocalDate.of(2025, 1, 1), 5000, "Luật " + HOSTILE, "test");
        });
        var dossier = TestDossier.record(city, "9.000666", "0666", HOSTILE);
        var pay = visitor.post(dossier.path() + "/pay", dossier.payBy("vnpay"));
        String page = paymentOf(dossier);
        String before = visitor.get(page).text();
        atProvider(pay.location(), "success");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> visitor.get(page).text().contains("/verify/"));
        String code = match(visitor.get(page).text(), "/verify/([0-9A-Z]{26})");
        for (String text : List.of(
                before,
                visitor.get(page).text(),
                visitor.get(dossier.path()).text(),
                visitor.get("/verify/" + code).text())) {
            assertThat(text).contains("&lt;script&gt;alert(1)", "${7*7}").doesNotContain("<script>", "<img");
        }
    }

    @Test
    void isSound_onEveryPageInBothLanguages() {
        var due = dossier("9.000001");
        var two = dossier("9.000002");
        var scan = visitor.post(dossierToScan().path() + "/pay", scanned.payBy("vietqr"))
                .location();
        var paths = List.of(
                "/",
                "/verify",
                "/verify/00000000000000000000000000",
                "/accessibility",
                "/check-account",
                "/fees",
                "/sign-in",
                "/nothing-here",
                due.path(),
                two.path(),
                dossier("1.000894").path(),
                scan,
                "/d/unknown",
                "/p/unknown");
        for (String path : paths) {
            for (String language : List.of("vi", "en")) {
                var page = visitor.with("Accept-Language", language).get(path);
                String text = page.text();
                assertThat(text)
                        .as(path)
                        .contains("<html lang=\"" + language + "\">")
                        .contains("</html>");
                assertThat(text.split("<h1[ >]")).as("one h1 on " + path).hasSize(2);
                assertThat(match(text, "<title>([^<]+)</title>")).as(path).isNotBlank();
                assertThat(text)
                        .as("inline script on " + path)
                        .doesNotContainPattern("(?i)<script(?![^>]*\\ssrc=\")|\\son[a-z]+=\"|javascript:");
                assertThat(text).as("inline style on " + path).doesNotContainPattern("(?i)<style|\\sstyle=");
                assertThat(page.header("Content-Security-Policy"))
                        .contains(
                                "default-src 'none'", "form-action 'self' http://localhost:", "frame-ancestors 'none'")
                        .doesNotContain("unsafe");
                assertThat(page.header("Cache-Control")).isEqualTo("no-store");
                assertThat(page.header("Referrer-Policy")).isEqualTo("same-origin");
                assertThat(page.response().body().length).as("light: " + path).isLessThan(30_000);
            }
        }
    }

    private static TestDossier scanned = new TestDossier("", "", List.of());

    private static TestDossier dossierToScan() {
        scanned = dossier("9.000001");
        return scanned;
    }

    @Test
    void remembersTheLanguage_onceItWasChosen() {
        var english = visitor.get("/?lang=en");
        assertThat(english.text()).contains("What is due for my dossier?");
        assertThat(english.header("Set-Cookie")).startsWith("lang=en; Path=/").contains("SameSite=Lax");
        assertThat(visitor.with("Cookie", "lang=en").get("/").text()).contains("<html lang=\"en\">");
        assertThat(visitor.with("Cookie", "lang=vi")
                        .with("Accept-Language", "en")
                        .get("/")
                        .text())
                .contains("<html lang=\"vi\">");
    }

    @Test
    void tellsAPersonAPage_andAProgramAProblem() {
        var person = visitor.get("/v1/nothing");
        assertThat(person.status()).isEqualTo(404);
        assertThat(person.header("Content-Type")).startsWith("text/html");
        assertThat(person.text()).contains("not_found", "Về trang đầu");
        var program = new Visitor(city.url, "192.0.2.9", List.of("Accept", "*/*")).get("/d/unknown");
        assertThat(program.status()).isEqualTo(404);
        assertThat(program.header("Content-Type")).isEqualTo("application/problem+json");
        var wrongMethod = visitor.get(dossier("9.000001").path() + "/pay");
        assertThat(wrongMethod.status()).isEqualTo(405);
        assertThat(wrongMethod.header("Allow")).isEqualTo("POST");
        assertThat(wrongMethod.header("Content-Type")).startsWith("text/html");
    }

    @Test
    void servesItsFiles_andNoOthers() {
        String address = match(visitor.get("/").text(), "href=\"(/static/phigate\\.css\\?v=[0-9a-f]+)\"");
        var style = visitor.get(address);
        assertThat(style.header("Content-Type")).isEqualTo("text/css; charset=utf-8");
        assertThat(style.header("Cache-Control")).contains("immutable");
        assertThat(visitor.with("If-None-Match", style.header("ETag"))
                        .get(address)
                        .status())
                .isEqualTo(304);
        assertThat(visitor.get("/static/phigate.css").header("Cache-Control")).doesNotContain("immutable");
        assertThat(visitor.get("/favicon.ico").header("Content-Type")).isEqualTo("image/svg+xml");
        for (String other :
                List.of("/static/", "/static/logback.xml", "/static/%2e%2e%2flogback.xml", "/static/PHIGATE.CSS")) {
            assertThat(visitor.get(other).status()).as(other).isGreaterThanOrEqualTo(400);
        }
    }
}
