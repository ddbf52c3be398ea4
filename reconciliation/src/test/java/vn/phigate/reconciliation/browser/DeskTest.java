package vn.phigate.reconciliation.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.phigate.gateway.platform.time.BusinessDay;

/** At the one-stop desk: an officer turns the screen to a person without a telephone number. */
@InBrowser
class DeskTest {
    private static final String AGENCY = "00226";

    @ParameterizedTest
    @EnumSource(Lang.class)
    void isPaidFromTheScreen_andPrinted(Lang lang, Stage stage) throws IOException {
        Api.Dossier dossier = stage.api.dossier(AGENCY);
        stage.api.pay(dossier, "vietqr");
        Visitor officer = stage.visitor(lang).signIn("maker");
        officer.open("/desk")
                .type(lang.say("Mã hồ sơ", "Dossier code"), CitizenJourneyTest.typedBadly(dossier.code()))
                .press(lang.say("Mở hồ sơ", "Open"))
                .sees(dossier.code())
                .looks("gateway/desk");
        assertThat(Camera.scan(officer, 1)).as("the link").isEqualTo(dossier.payUrl());
        Camera.Transfer scanned = Camera.Transfer.read(Camera.scan(officer, 0));
        assertThat(scanned.amountVnd()).isEqualTo(30_000);
        officer.mark();
        stage.api.transfer(scanned.number(), scanned.amountVnd(), scanned.content());
        officer.reads(lang.say("Đã nộp đủ", "Paid in full"));
        assertThat(officer.marked()).as("the page was not loaded anew").isTrue();
    }

    @ParameterizedTest
    @EnumSource(Lang.class)
    void printsTheNotice_withTheCodeToCompare(Lang lang, Stage stage) throws IOException {
        Api.Dossier dossier = stage.api.dossier(AGENCY);
        Visitor citizen = stage.visitor(lang).open(dossier.payUrl());
        String compare = citizen.read()
                .replaceAll(".*" + lang.say("Mã đối chiếu", "Comparison code") + " ([A-Z0-9]{3}-[A-Z0-9]{3}).*", "$1");
        var notice = citizen.download(citizen.target(lang.say("Giấy báo có mã QR", "Notice with QR")));
        try (var document = Loader.loadPDF(notice.content())) {
            assertThat(new PDFTextStripper().getText(document)).contains(dossier.code(), compare, "30.000");
        }
    }

    @ParameterizedTest
    @EnumSource(Lang.class)
    void provesThatNothingIsDue(Lang lang, Stage stage) throws IOException {
        Api.Dossier dossier = stage.api.dossier(AGENCY, "1.000894", BusinessDay.of(Instant.now()));
        Visitor officer = stage.visitor(lang).signIn("maker");
        officer.open("/desk/" + dossier.code())
                .reads(lang.say("Hồ sơ này không phải nộp gì", "Nothing is to be paid for this dossier"))
                .looks("gateway/desk-free");
        var paper = officer.download(officer.target(lang.say("In giấy xác nhận", "Print the confirmation")));
        try (var document = Loader.loadPDF(paper.content())) {
            assertThat(new PDFTextStripper().getText(document)).contains(dossier.code());
        }
    }
}
