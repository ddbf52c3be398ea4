package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.identity.Identity;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.signing.Sha256;
import vn.phigate.gateway.receipts.seal.SealedPdf;
import vn.phigate.testsupport.Database;

/** The desk's screen and the notice it prints. */
@Database
class DeskPagesTest {
    private static final String OF_WARD_8 = "sk_ward_8";
    private static RunningGateway city;
    private static Person officer;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(
                database,
                settings -> settings.with(List.of(
                        new Identity.KnownKey("lan", Set.of(Role.MAKER), hash("sk_lan")),
                        new Identity.KnownKey("hung", Set.of(Role.CHECKER), hash("sk_hung")),
                        new Identity.KnownKey("quay.8", Set.of(Role.MAKER), hash(OF_WARD_8), Set.of("00008")))));
        officer = new Person(city, "lan", Set.of(Role.MAKER));
    }

    private static String hash(String key) {
        return Sha256.hex(key.getBytes(StandardCharsets.UTF_8));
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static String token(String dossier) {
        return city.row("select link_token from gateway.dossier where code = ?", dossier)
                .text("link_token");
    }

    private static byte[] notice(String dossier) {
        Http.Answer answer = city.http().get("/v1/dossiers/" + dossier + "/notice.pdf", RunningGateway.DOSSIERS);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    private static String text(byte[] pdf) throws Exception {
        try (var document = Loader.loadPDF(pdf)) {
            var stripper = new PDFTextStripper();
            stripper.setSortByPosition(true);
            return stripper.getText(document).replaceAll("\\s+", " ");
        }
    }

    private static List<String> scanned(byte[] pdf) throws Exception {
        try (var document = Loader.loadPDF(pdf)) {
            var page = new PDFRenderer(document).renderImageWithDPI(document.getNumberOfPages() - 1, 200);
            var found = new ArrayList<String>();
            int foot = page.getHeight() / 4;
            for (int half = 0; half < 2; half++) {
                var corner = page.getSubimage(
                        half * page.getWidth() / 2, page.getHeight() - foot, page.getWidth() / 2, foot);
                int[] pixels = corner.getRGB(0, 0, corner.getWidth(), foot, null, 0, corner.getWidth());
                var picture =
                        new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(corner.getWidth(), foot, pixels)));
                try {
                    found.add(new QRCodeReader().decode(picture).getText());
                } catch (NotFoundException none) {
                    found.add("none");
                }
            }
            return found;
        }
    }

    @Test
    void noticeSaysWhatIsDueByWhichLawToWhichAccount_andBothQrCanBeScanned() throws Exception {
        String dossier = city.dossier("9.000001", "00008");
        String link = "https://pay.example.vn/d/" + token(dossier);
        byte[] before = notice(dossier);
        String compare = city.http()
                .get("/v1/dossiers/" + dossier, RunningGateway.DOSSIERS)
                .json()
                .path("compare_code")
                .asText();
        assertThat(text(before))
                .contains("GIẤY BÁO NỘP PHÍ, LỆ PHÍ", dossier, "30.000", "Ba mươi nghìn đồng", "Căn cứ:", compare)
                .contains("không ai được yêu cầu nộp thêm", "1900 0000", "Không đặt hạn riêng", link)
                .doesNotContain("Nguyễn Thị Đào", "VietQR");
        assertThat(scanned(before)).containsExactly(link, "none");

        var payment = city.pay(dossier, "vietqr");
        byte[] during = notice(dossier);
        String qr = payment.shown().at("/attempt/qr").asText();
        assertThat(text(during))
                .contains("Chuyển khoản VietQR", payment.reference(), "Còn phải nộp", "30.000", "Tài khoản nhận");
        assertThat(scanned(during)).containsExactly(link, qr);
        var authorities = SealedPdf.certificates(
                new String(city.http().get("/keys/authorities.pem").body(), StandardCharsets.US_ASCII));
        assertThat(SealedPdf.check(during, authorities))
                .isInstanceOfSatisfying(
                        SealedPdf.Check.Sealed.class,
                        check -> assertThat(check.trusted()).isTrue());
        during[during.length / 2] ^= 1;
        assertThat(SealedPdf.check(during, authorities)).isNotInstanceOf(SealedPdf.Check.Sealed.class);
        Files.write(Files.createDirectories(Path.of("target/receipts")).resolve("notice.pdf"), notice(dossier));
        assertThat(city.http().get("/d/" + token(dossier) + "/notice.pdf").status())
                .isEqualTo(200);
    }

    @Test
    void noticeOfWhatIsPaidOrFreeAsksForNothing() throws Exception {
        assertThat(text(notice(city.dossier("1.000894", "00008"))))
                .contains("Hồ sơ này không phải nộp gì")
                .doesNotContain("Còn phải nộp", "Tài khoản nhận");
        var payment = city.pay("vnpay");
        city.code(payment.success());
        await().until(() -> city.status(payment.id()).equals("paid"));
        assertThat(text(notice(payment.dossier()))).contains("Đã nộp đủ").doesNotContain("Còn phải nộp");
    }

    @Test
    void officerOpensADossierHoweverItsCodeIsTyped_andTheScreenFollowsThePayment() throws Exception {
        String dossier = city.dossier("9.000001", "00008");
        String typed = dossier.toLowerCase(Locale.ROOT).replace("-", " ").replace(".", "");
        var found = officer.get("/desk?code=" + typed.replace(" ", "%20"));
        assertThat(found.statusCode()).isEqualTo(303);
        assertThat(found.headers().firstValue("Location")).hasValue("/desk/" + dossier);
        String page = officer.get("/desk/" + dossier).body();
        assertThat(page)
                .contains("<svg", "30.000", "data-refresh=\"4\"", "/v1/dossiers/" + dossier + "/notice.pdf")
                .doesNotContain("Đào", "0912345678");
        var payment = city.pay(dossier, "vietqr");
        assertThat(officer.get("/desk/" + dossier).body()).contains(payment.reference(), "VietQR");
        var other = city.pay(city.dossier("9.000001", "00008"), "vnpay");
        city.code(other.success());
        await().until(() -> city.status(other.id()).equals("paid"));
        assertThat(officer.get("/desk/" + other.dossier()).body()).contains("Đã nộp đủ", "data-refresh=\"0\"");
        assertThat(officer.get("/desk?code=H26.99999-250717-9999").statusCode()).isEqualTo(404);
        assertThat(officer.get("/desk/" + UUID.randomUUID()).statusCode()).isEqualTo(404);
    }

    @Test
    void opensForStaffAlone_andOfOtherAgenciesNotAtAll() throws Exception {
        String own = city.dossier("9.000001", "00008");
        String other = city.dossier("9.000001", "00025");
        assertThat(Person.visiting(city).get("/desk/" + own).headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).startsWith("/sign-in"));
        assertThat(city.http().get("/desk/" + own).status()).isEqualTo(401);
        assertThat(city.http().get("/desk/" + own, OF_WARD_8).status()).isEqualTo(200);
        String absent = "H26.99999-250717-9999";
        for (String path : List.of("/desk/%s", "/desk?code=%s", "/v1/dossiers/%s/notice.pdf")) {
            Http.Answer there = city.http().get(path.formatted(other), OF_WARD_8);
            Http.Answer none = city.http().get(path.formatted(absent), OF_WARD_8);
            assertThat(there.status()).as(path).isEqualTo(404);
            assertThat(none.status()).as(path).isEqualTo(404);
            assertThat(there.text().replace(other, absent)).as(path).isEqualTo(none.text());
        }
        assertThat(city.http().get("/desk?code=" + own, OF_WARD_8).status()).isEqualTo(303);
    }

    @Test
    void deskSaysThatAnOpenPaymentCanBeFinished() throws Exception {
        var open = city.pay("vnpay");
        assertThat(officer.get("/desk/" + open.dossier()).body())
                .contains("Một lần thanh toán đang mở, chưa có tiền báo về", "để xem và nộp")
                .doesNotContain("Đang chờ kết quả");
        assertThat(text(notice(open.dossier())))
                .contains("Một lần thanh toán đang mở, đừng nộp hai lần")
                .doesNotContain("Đang chờ kết quả");
    }

    @Test
    void twoPeoplePutAReceiptRight_onThePagesToo() throws Exception {
        Person second = new Person(city, "hung", Set.of(Role.CHECKER));
        city.advance(Duration.between(city.now(), Instant.parse("2026-07-17T02:00:00Z")));
        var payment = city.pay("vnpay");
        city.code(payment.success().with("vnp_PayDate", "20260717083000"));
        await().until(() -> city.count(
                        "select count(*) as n from gateway.receipt where payment_id = ? and signed is not null",
                        payment.id())
                == 1);
        String code = city.payment(payment.id()).at("/receipts/0/code").asText();
        String form = Person.form("reason", "Sai tên") + "&field=payer_name&" + Person.form("right", "Nguyễn Thị Đảo")
                + "&line=&tax_code=&receipt=";
        assertThat(officer.post("/receipt-corrections", form.replaceAll("line=[^&]*&?", "") + code + "&line=hai")
                        .statusCode())
                .isEqualTo(400);
        assertThat(officer.post("/receipt-corrections", form + "NOPE").statusCode())
                .isEqualTo(404);
        assertThat(officer.post("/receipt-corrections", form + code).statusCode())
                .isEqualTo(303);
        var again = officer.post("/receipt-corrections", form + code);
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("chờ quyết định", "Sai tên");
        assertThat(officer.get("/receipt-corrections").body())
                .contains("Thông báo sai sót", "Nguyễn Thị Đảo", "/refuse\"")
                .doesNotContain("/approve\"");
        String page = second.get("/receipt-corrections").body();
        String id = page.replaceAll("(?s).*/receipt-corrections/([0-9a-f-]{36})/approve.*", "$1");
        assertThat(second.post("/receipt-corrections/" + id + "/approve", "").statusCode())
                .isEqualTo(303);
        assertThat(second.get("/receipt-corrections?status=done").body()).contains("Đã sửa", "/verify/");
        assertThat(city.http().get("/verify/" + code).text()).contains("04/SS-CTĐT");
    }
}
