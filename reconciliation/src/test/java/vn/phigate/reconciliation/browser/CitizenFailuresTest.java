package vn.phigate.reconciliation.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a citizen reads when it does not go well, and how it goes on from there. */
@InBrowser
class CitizenFailuresTest {
    private static final String AGENCY = "00175";

    @AfterEach
    void presentTime(Stage stage) {
        stage.api.clock(null);
    }

    @ParameterizedTest
    @EnumSource(Lang.class)
    void paysAnotherWay_whenDeclined(Lang lang, Stage stage) {
        Api.Dossier dossier = stage.api.dossier(AGENCY);
        Visitor citizen = stage.visitor(lang).open(dossier.payUrl());
        citizen.press(lang.say("Trả qua VNPay", "Pay with VNPay")).press("Không đủ số dư (51)");
        citizen.sees(lang.say("Thanh toán không thành công", "The payment did not succeed"))
                .reads(lang.say("Khoản này vẫn chưa nộp", "This is still due"))
                .looks("gateway/payment-declined");
        citizen.press(lang.say("Trả qua MoMo", "Pay with MoMo"))
                .press("Trả tiền thành công")
                .sees(lang.say("Đã thanh toán", "Paid"));
    }

    @ParameterizedTest
    @EnumSource(Lang.class)
    void canPayAgain_whenTheTimeWasOver(Lang lang, Stage stage) {
        Api.Dossier dossier = stage.api.dossier(AGENCY);
        Visitor citizen = stage.visitor(lang).open(dossier.payUrl());
        citizen.press(lang.say("Quét mã VietQR", "Scan a VietQR code"))
                .sees(lang.say("Quét mã để chuyển khoản", "Scan the code to transfer"));
        stage.api.clock(Instant.now().plus(Duration.ofHours(49)));
        citizen.waits("that the time is over", () -> {
            citizen.driver.navigate().refresh();
            return citizen.heading().contains(lang.say("Đã hết thời gian", "The time to pay is over"));
        });
        citizen.reads(lang.say("đừng nộp lại", "do not pay again")).looks("gateway/payment-over");
        citizen.press(lang.say("Mở hồ sơ", "Open dossier")).sees(lang.say("Khoản phải nộp", "What is due"));
        citizen.press(lang.say("Trả qua ZaloPay", "Pay with ZaloPay"))
                .press("Trả tiền thành công")
                .sees(lang.say("Đã thanh toán", "Paid"));
    }

    @ParameterizedTest
    @EnumSource(Lang.class)
    void isToldNotToPayTwice_whenTheProviderIsDown(Lang lang, Stage stage) {
        Api.Dossier dossier = stage.api.dossier(AGENCY);
        stage.api.provider("/sandbox/momo/script", Map.of("on", "create", "respond", "error", "times", 1));
        Visitor citizen = stage.visitor(lang).open(dossier.payUrl());
        citizen.press(lang.say("Trả qua MoMo", "Pay with MoMo"))
                .sees(lang.say("Đang chờ xác nhận", "Waiting for confirmation"))
                .reads(lang.say("Đừng trả lần nữa", "Do not pay again"))
                .looks("gateway/payment-waiting");
    }

    @ParameterizedTest
    @EnumSource(Lang.class)
    void isNotAskedAgain_whenPaidElsewhereMeanwhile(Lang lang, Stage stage) {
        Api.Dossier dossier = stage.api.dossier(AGENCY);
        Visitor citizen = stage.visitor(lang).open(dossier.payUrl());
        citizen.sees(lang.say("Khoản phải nộp", "What is due"));
        var elsewhere = stage.api.pay(dossier, "vnpay");
        stage.api.provider(
                "/sandbox/vnpay/pay",
                Map.of("pay_url", elsewhere.at("/attempt/redirect_url").asText()));
        citizen.press(lang.say("Quét mã VietQR", "Scan a VietQR code")).reads(lang.say("Đã nộp đủ", "Paid in full"));
        assertThat(citizen.offers(lang.say("Quét mã VietQR", "Scan a VietQR code")))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(Lang.class)
    void learnsNothing_whenTheCodeIsGuessed(Lang lang, Stage stage) {
        Api.Dossier dossier = stage.api.dossier(AGENCY);
        Visitor stranger = stage.visitor(lang);
        for (String code : new String[] {dossier.code(), "H26.00001-250717-9999"}) {
            stranger.open("/")
                    .type(lang.say("Mã hồ sơ", "Dossier code"), code)
                    .type(lang.say("4 số cuối", "Last 4 digits"), "0000")
                    .press(lang.say("Xem khoản phải nộp", "See what is due"))
                    .reads(lang.say("Không tìm thấy hồ sơ với thông tin này", "No dossier fits these details"));
            stranger.looks("gateway/look-up-unknown");
        }
    }
}
