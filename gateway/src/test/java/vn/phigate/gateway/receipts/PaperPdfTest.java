package vn.phigate.gateway.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import vn.phigate.gateway.platform.signing.Ed25519Key;
import vn.phigate.gateway.platform.signing.SignedDocument;
import vn.phigate.gateway.receipts.seal.SealedPdf;
import vn.phigate.gateway.receipts.seal.Seals;

/** The papers beside receipts, drawn from facts that are invented. */
class PaperPdfTest {
    private static final Ed25519Key KEY = Ed25519Key.fromSeed(new byte[32]);
    private static final ReceiptContent.Collector WARD =
            new ReceiptContent.Collector("00004", "Ủy ban nhân dân phường Hoàn Kiếm", "0101234567", "Số 12 Hàng Bài");

    static NoFeeContent noFee(List<NoFeeContent.Item> items) {
        return new NoFeeContent(
                WARD,
                "Nguyễn Thị Hường",
                "H26.00004-260717-0001",
                new ReceiptContent.Procedure("1.000894", "Thủ tục đăng ký kết hôn"),
                "online",
                LocalDate.of(2026, 7, 17),
                items,
                items.isEmpty() ? NoFeeContent.NO_ITEM : items.getFirst().legalBasis(),
                Instant.parse("2026-07-17T03:15:30Z"),
                LocalDate.of(2026, 7, 17),
                SampleReceipt.CODE,
                "https://thuphi.example.vn/verify/" + SampleReceipt.CODE,
                true);
    }

    static CorrectionContent correction() {
        return new CorrectionContent(
                "04/SS-CTĐT",
                WARD,
                SampleReceipt.ordinary().reference(),
                "Nguyễn Thị Hương",
                List.of("H26.00004-260717-0001"),
                List.of(new CorrectionContent.Change(
                        "payer_name", "Tên người nộp tiền", "Nguyễn Thị Hường", "Nguyễn Thị Hương")),
                "Cán bộ nhập sai tên",
                LocalDate.of(2026, 7, 20),
                SampleReceipt.CODE,
                "https://thuphi.example.vn/verify/" + SampleReceipt.CODE,
                "Thông tư 91/2026/TT-BTC",
                true);
    }

    static List<NoFeeContent.Item> items(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new NoFeeContent.Item(
                        "Lệ phí đăng ký số " + i,
                        ReceiptContent.LineKind.CHARGE,
                        "Nghị quyết 77/2025/NQ-HĐND",
                        i == 1 ? null : "10.000 × 0 %"))
                .toList();
    }

    private static byte[] draw(Paper paper, String name) throws IOException {
        byte[] pdf = PaperPdf.draw(SignedDocument.sign(paper.toJson(), KEY));
        Files.write(Files.createDirectories(Path.of("target/receipts")).resolve(name), pdf);
        return pdf;
    }

    private static String text(byte[] pdf) throws IOException {
        try (var document = Loader.loadPDF(pdf)) {
            var stripper = new PDFTextStripper();
            stripper.setSortByPosition(true);
            return stripper.getText(document).replaceAll("\\s+", " ");
        }
    }

    @Test
    void noFeePaperSaysEachItemWithItsLaw_overAsManyPagesAsItTakes() throws IOException {
        assertThat(text(draw(noFee(items(2)), "no-fee.pdf")))
                .contains("GIẤY XÁC NHẬN KHÔNG PHẢI NỘP PHÍ, LỆ PHÍ", "0 đồng", "Nguyễn Thị Hường", "trực tuyến")
                .contains("Lệ phí đăng ký số 1", "Căn cứ: Nghị quyết 77/2025/NQ-HĐND; cách tính: 10.000 × 0 %")
                .contains("10:15:30 ngày 17/07/2026", "BẢN MẪU", "Trang 1/1");
        assertThat(text(draw(noFee(List.of()), "no-fee-without-items.pdf")))
                .contains("97/2015/QH13, Điều 4")
                .doesNotContain("STT");
        String long40 = text(draw(noFee(items(40)), "no-fee-40.pdf"));
        for (int i = 1; i <= 40; i++) {
            assertThat(long40).contains("Lệ phí đăng ký số " + i + " ");
        }
    }

    @Test
    void correctionSaysWhatIsWrongAndWhatIsRight() throws IOException {
        assertThat(text(draw(correction(), "correction.pdf")))
                .contains("THÔNG BÁO CHỨNG TỪ ĐIỆN TỬ CÓ SAI SÓT", "Mẫu số 04/SS-CTĐT")
                .contains("ký hiệu 26THN, số 00000123", "Đã ghi (Written) Nguyễn Thị Hường")
                .contains("Ghi đúng là (Should read) Nguyễn Thị Hương", "Cán bộ nhập sai tên");
    }

    @Test
    void replacementNamesTheReceiptInWhosePlaceItStands() throws IOException {
        assertThat(text(draw(SampleReceipt.replacing("Sai mã số thuế"), "replacement.pdf")))
                .contains("Thay thế biên lai mẫu số EBL01, ký hiệu 26THN, số 00000007, ngày 16 tháng 7 năm 2026")
                .contains("Lý do: Sai mã số thuế")
                .contains("Thu theo ủy nhiệm của: Sở Tư pháp Thành phố Hà Nội, mã số thuế 0100000002");
    }

    @Test
    void readsBackWhatItWrote_andNoPaperPassesForAnother() {
        for (Paper paper : List.of(
                SampleReceipt.ordinary(),
                SampleReceipt.replacing("Sai số tiền"),
                noFee(items(3)),
                noFee(List.of()),
                correction())) {
            assertThat(Paper.read(paper.toJson())).isEqualTo(paper);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReceiptContent.fromJson(noFee(List.of()).toJson()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NoFeeContent.fromJson(SampleReceipt.ordinary().toJson()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Paper.read(SampleReceipt.ordinary().toJson().put("document", "phigate.receipt.v9")));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> NoFeeContent.fromJson(noFee(List.of()).toJson().put("amount_due_vnd", 1)));
    }

    @Test
    void keepsToPdfA3u_withEmbeddedFonts(@TempDir Path folder) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        var seal = Seals.in(folder, true, new SecureRandom())
                .of("00004", WARD.name(), null, LocalDate.of(2026, 7, 17))
                .orElseThrow();
        for (Paper paper : List.of(noFee(items(2)), correction(), SampleReceipt.replacing("Sai số tiền"))) {
            byte[] pdf = SealedPdf.seal(
                    draw(paper, "sealed.pdf"),
                    seal,
                    Instant.parse("2026-07-17T03:15:30Z"),
                    WARD.name(),
                    SealedPdf.RECEIPT);
            try (var parser = Foundries.defaultInstance()
                            .createParser(new ByteArrayInputStream(pdf), PDFAFlavour.PDFA_3_U);
                    var validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFA_3_U, false)) {
                var result = validator.validate(parser);
                assertThat(result.getTestAssertions().stream()
                                .map(a -> a.getMessage())
                                .distinct())
                        .isEmpty();
                assertThat(result.isCompliant()).isTrue();
            }
            try (var document = Loader.loadPDF(pdf)) {
                for (var page : document.getPages()) {
                    for (var font : page.getResources().getFontNames()) {
                        assertThat(page.getResources().getFont(font).isEmbedded())
                                .isTrue();
                    }
                }
            }
        }
    }
}
