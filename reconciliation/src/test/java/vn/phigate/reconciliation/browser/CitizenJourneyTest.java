package vn.phigate.reconciliation.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.Keys;

/** From the notice to the receipt, as a person goes: at each provider, in each language, on a phone and at a desk. */
@InBrowser
class CitizenJourneyTest {
    private static final String AGENCY = "00166";

    @ParameterizedTest
    @CsvSource({
        "VNPay, VI, 360",
        "VNPay, EN, 1280",
        "MoMo, VI, 1280",
        "MoMo, EN, 360",
        "ZaloPay, VI, 360",
        "ZaloPay, EN, 1280"
    })
    void getsAReceiptThatHolds_whenPaidAtAProvidersPage(String brand, Lang lang, int width, Stage stage)
            throws IOException {
        Api.Dossier dossier = stage.api.dossier(AGENCY);
        Visitor citizen = stage.visitor(lang);
        citizen.wide(width);
        looksUp(citizen, dossier);
        citizen.sees(lang.say("Khoản phải nộp", "What is due"))
                .reads(lang.say("Ba mươi nghìn đồng", "Thirty thousand dong"))
                .reads(lang.say("Mã đối chiếu", "Comparison code"))
                .looks("gateway/due");
        citizen.press(lang.say("Trả qua ", "Pay with ") + brand).sees("Thanh toán thử");
        citizen.press("Trả tiền thành công").sees(lang.say("Đã thanh toán", "Paid"));
        getsTheReceipt(citizen, dossier);
    }

    /** The platform leaves its payer where he is; whoever comes back finds it paid. */
    @ParameterizedTest
    @CsvSource({"VI, 1280", "EN, 360"})
    void findsItPaid_whenPaidOnTheNationalPlatform(Lang lang, int width, Stage stage) throws IOException {
        Api.Dossier dossier = stage.api.dossier(AGENCY);
        Visitor citizen = stage.visitor(lang);
        citizen.wide(width);
        citizen.open(dossier.payUrl()).press("Cổng Dịch vụ công Quốc gia").press("Thanh toán / Pay");
        citizen.reads("Đã gửi kết quả");
        citizen.open(dossier.payUrl()).reads(lang.say("Đã nộp đủ", "Paid in full"));
        citizen.press(lang.say("Xem tiền đang ở đâu", "See where the money is"))
                .sees(lang.say("Đã thanh toán", "Paid"));
        getsTheReceipt(citizen, dossier);
    }

    @ParameterizedTest
    @CsvSource({"VI, 360", "EN, 1280"})
    void showsTheResultByItself_whenTheQrCodeOnTheScreenWasPaid(Lang lang, int width, Stage stage) throws IOException {
        Api.Dossier dossier = stage.api.dossier(AGENCY);
        Visitor citizen = stage.visitor(lang);
        citizen.wide(width);
        looksUp(citizen, dossier);
        citizen.press(lang.say("Quét mã VietQR", "Scan a VietQR code"))
                .sees(lang.say("Quét mã để chuyển khoản", "Scan the code to transfer"))
                .looks("gateway/payment-qr");
        Camera.Transfer scanned = Camera.Transfer.read(Camera.scan(citizen, 0));
        var saved = citizen.download(citizen.target(lang.say("Lưu ảnh mã QR", "Save the QR picture")));
        assertThat(saved.contentType()).isEqualTo("image/png");
        assertThat(Camera.Transfer.read(Camera.decode(saved.content()))).isEqualTo(scanned);
        assertThat(scanned.amountVnd()).isEqualTo(30_000);
        citizen.mark();
        stage.api.transfer(scanned.number(), scanned.amountVnd(), "MBVCB.99 " + scanned.content() + ".CT tu 0123");
        citizen.sees(lang.say("Đã thanh toán", "Paid"));
        assertThat(citizen.marked()).as("the page was not loaded anew").isTrue();
        getsTheReceipt(citizen, dossier);
    }

    @Test
    void paysOnce_whenClickedTwiceAndGoneBackAndTriedInASecondTab(Stage stage) {
        Api.Dossier dossier = stage.api.dossier(AGENCY);
        Visitor citizen = stage.visitor(Lang.VI).open(dossier.payUrl());
        citizen.doublePress("Quét mã VietQR");
        citizen.sees("Quét mã để chuyển khoản");
        URI payment = citizen.here();
        citizen.back();
        citizen.sees("Khoản phải nộp");
        if (citizen.offers("Quét mã VietQR")) {
            // The browser may show the page as it was.
            citizen.press("Quét mã VietQR").sees("Quét mã để chuyển khoản");
            assertThat(citizen.here()).isEqualTo(payment);
        }
        String first = citizen.newTab();
        citizen.open(dossier.payUrl()).sees("Khoản phải nộp").reads("Đang thanh toán");
        citizen.looks("gateway/due-in-progress");
        citizen.press("Xem và tiếp tục thanh toán").sees("Quét mã để chuyển khoản");
        assertThat(citizen.here()).isEqualTo(payment);
        citizen.press("Trả qua VNPay")
                .sees("Thanh toán thử")
                .press("Trả tiền thành công")
                .sees("Đã thanh toán");
        citizen.tab(first);
        citizen.open(payment.toString()).sees("Đã thanh toán");
        citizen.open(dossier.payUrl()).reads("Đã nộp đủ").looks("gateway/due-paid");
        assertThat(citizen.offers("Quét mã VietQR")).isFalse();
    }

    @Test
    void seesTheResult_whenTheNetworkWasGoneMeanwhile(Stage stage) throws IOException {
        Api.Dossier dossier = stage.api.dossier(AGENCY);
        Visitor citizen = stage.visitor(Lang.VI);
        citizen.wide(Looks.PHONE);
        citizen.open(dossier.payUrl()).press("Quét mã VietQR").sees("Quét mã để chuyển khoản");
        Camera.Transfer scanned = Camera.Transfer.read(Camera.scan(citizen, 0));
        citizen.mark();
        citizen.offline(true);
        citizen.reads("Mất kết nối mạng").looks("gateway/payment-offline");
        stage.api.transfer(scanned.number(), scanned.amountVnd(), scanned.content());
        citizen.offline(false);
        citizen.sees("Đã thanh toán").readsNoMore("Mất kết nối mạng");
        assertThat(citizen.marked()).as("the page was not loaded anew").isTrue();
    }

    @Test
    void paysWithTheKeyboardAlone(Stage stage) {
        Api.Dossier dossier = stage.api.dossier(AGENCY);
        Visitor citizen = stage.visitor(Lang.VI).open("/");
        citizen.tabTo("Mã hồ sơ").keys(dossier.code());
        citizen.tabTo("4 số cuối").keys("5678", Keys.ENTER);
        citizen.sees("Khoản phải nộp");
        citizen.tabTo("Trả qua VNPay").keys(Keys.ENTER);
        citizen.sees("Thanh toán thử");
        citizen.tabTo("Trả tiền thành công").keys(Keys.ENTER);
        citizen.sees("Đã thanh toán").reads("Biên lai số");
        citizen.tabTo("Kiểm tra biên lai").keys(Keys.ENTER);
        citizen.reads(dossier.code());
    }

    @ParameterizedTest
    @EnumSource(Lang.class)
    void goesAllTheWay_withoutScripts(Lang lang, Stage stage) throws IOException {
        Api.Dossier dossier = stage.api.dossier(AGENCY);
        Visitor citizen = stage.visitor(lang);
        citizen.wide(Looks.PHONE);
        citizen.withoutScripts();
        looksUp(citizen, dossier);
        citizen.sees(lang.say("Khoản phải nộp", "What is due"));
        citizen.press(lang.say("Quét mã VietQR", "Scan a VietQR code"));
        citizen.sees(lang.say("Quét mã để chuyển khoản", "Scan the code to transfer"));
        Camera.Transfer scanned = Camera.Transfer.read(Camera.scan(citizen, 0));
        stage.api.transfer(scanned.number(), scanned.amountVnd(), scanned.content());
        // The browser renews the page by itself; a person who does not wait reloads it.
        citizen.driver.navigate().refresh();
        citizen.sees(lang.say("Đã thanh toán", "Paid")).reads(lang.say("Biên lai số", "Receipt number"));
    }

    @Test
    void speaksTheOtherLanguage_whenAskedOnAnyPage(Stage stage) {
        Api.Dossier dossier = stage.api.dossier(AGENCY);
        Visitor citizen = stage.visitor(Lang.VI).open(dossier.payUrl()).sees("Khoản phải nộp");
        citizen.press("English").sees("What is due").reads("VND 30,000");
        citizen.open("/fees")
                .sees("What does this procedure cost?")
                .press("Tiếng Việt")
                .sees("Thủ tục này phải nộp bao nhiêu?");
    }

    static void looksUp(Visitor citizen, Api.Dossier dossier) {
        citizen.open("/").looks("gateway/look-up");
        citizen.type(citizen.say("Mã hồ sơ", "Dossier code"), typedBadly(dossier.code()))
                .type(citizen.say("4 số cuối", "Last 4 digits"), "5678")
                .press(citizen.say("Xem khoản phải nộp", "See what is due"));
    }

    /** As people copy it from paper: lower case, blanks and dots for dashes. */
    static String typedBadly(String code) {
        return " " + code.toLowerCase(Locale.ROOT).replace("-", " ").replace("h26.", "h26 . ") + " ";
    }

    static void getsTheReceipt(Visitor citizen, Api.Dossier dossier) throws IOException {
        citizen.reads(citizen.say("Biên lai số", "Receipt number")).looks("gateway/payment-paid");
        var pdf = citizen.download(citizen.target(citizen.say("Mở biên lai (PDF)", "Open the receipt (PDF)")));
        assertThat(pdf.contentType()).startsWith("application/pdf");
        try (var document = Loader.loadPDF(pdf.content())) {
            assertThat(new PDFTextStripper().getText(document)).contains(dossier.code(), "30.000");
        }
        citizen.press(citizen.say("Kiểm tra biên lai", "Check the receipt"))
                .reads(dossier.code())
                .looks("gateway/verify-genuine");
    }
}
