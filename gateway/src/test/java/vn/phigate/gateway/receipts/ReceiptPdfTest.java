package vn.phigate.gateway.receipts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.platform.signing.Ed25519Key;
import vn.phigate.gateway.platform.signing.PublicKeys;
import vn.phigate.gateway.platform.signing.SignedDocument;

class ReceiptPdfTest {

    private static final Ed25519Key KEY = Ed25519Key.fromSeed(new byte[32]);

    @Test
    void saysEveryFactInVietnamese_whenTextIsTakenOut() throws IOException {
        var text = text(draw(SampleReceipt.ordinary())).replaceAll("\\s+", " ");
        assertThat(text)
                .contains("BIÊN LAI THU TIỀN PHÍ, LỆ PHÍ", "EBL01", "26THN", "00000123", "Ngày 17 tháng 7 năm 2026")
                .contains("Ủy ban nhân dân phường Hoàn Kiếm", "Mã số thuế: 0101234567", "Số 12 Hàng Bài, Hà Nội")
                .contains("Nguyễn Thị Hường", "H26.00004-260717-0001", "Thủ tục mẫu có phí và lệ phí (9.000001)")
                .contains("Phí thẩm định hồ sơ", "20.000", "Lệ phí đăng ký hộ tịch", "10.000", "30.000")
                .contains("Căn cứ: Nghị quyết 07/2023/NQ-HĐND, khoản 1 Điều 3", "Ba mươi nghìn đồng")
                .contains("VNPay, mã giao dịch 14422574", "10:15:30 ngày 17/07/2026 (giờ Việt Nam)")
                .contains("1234567890, ngân hàng 970432, UBND PHUONG HOAN KIEM")
                .contains("3ZK7Q-0M9XH-2V5RB-8NC4W-D6TJYA", KEY.keyId(), "Nghị định 254/2026/NĐ-CP")
                .contains("BIÊN LAI MẪU – MÔI TRƯỜNG THỬ NGHIỆM", "Trang 1/1");
        assertThat(Normalizer.isNormalized(text, Normalizer.Form.NFC)).isTrue();
    }

    @Test
    void isTheSameBytes_whenDrawnTwice() throws Exception {
        var first = draw(SampleReceipt.ordinary());
        Thread.sleep(1_100); // a clock hidden in the file would tick
        assertThat(draw(SampleReceipt.ordinary())).isEqualTo(first);
    }

    @Test
    void embedsSubsetFontsAndLanguage() throws IOException {
        var bytes = draw(SampleReceipt.ordinary());
        assertThat(bytes).hasSizeLessThan(120_000);
        try (var pdf = Loader.loadPDF(bytes)) {
            var resources = pdf.getPage(0).getResources();
            for (var name : resources.getFontNames()) {
                var font = resources.getFont(name);
                assertThat(font.isEmbedded()).isTrue();
                assertThat(font.getName()).matches("[A-Z]{6}\\+LiberationSerif.*");
            }
            assertThat(pdf.getDocumentCatalog().getLanguage()).isEqualTo("vi-VN");
            assertThat(pdf.getDocumentInformation().getTitle()).contains("EBL01 26THN số 00000123", "BIÊN LAI MẪU");
        }
    }

    @Test
    void carriesItsOwnProof_asAnAttachedFile() throws IOException {
        try (var pdf = Loader.loadPDF(draw(SampleReceipt.ordinary()))) {
            var files = pdf.getDocumentCatalog().getNames().getEmbeddedFiles().getNames();
            var file = Objects.requireNonNull(files.get("bien-lai.json"));
            var answer =
                    VerifyReceipt.check(file.getEmbeddedFile().toByteArray(), new PublicKeys(List.of(KEY.publicKey())));
            assertThat(answer.genuine()).isTrue();
        }
    }

    @Test
    void qrLeadsToTheReceipt_whenThePageIsScanned() throws Exception {
        try (var pdf = Loader.loadPDF(draw(SampleReceipt.ordinary()))) {
            var image = new PDFRenderer(pdf).renderImageWithDPI(0, 200);
            int side = image.getHeight() / 4;
            var corner = image.getSubimage(0, image.getHeight() - side, side, side);
            var pixels = corner.getRGB(0, 0, side, side, null, 0, side);
            var bitmap = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(side, side, pixels)));
            assertThat(new QRCodeReader().decode(bitmap).getText())
                    .isEqualTo("https://thuphi.example.vn/verify/" + SampleReceipt.CODE);
        }
    }

    @Test
    void keepsEveryLine_whenTheyNeedMorePages() throws IOException {
        var lines = IntStream.rangeClosed(1, 60)
                .mapToObj(i -> new ReceiptContent.Line(
                        "Khoản thu thứ " + i + " có tên rất dài để phải xuống dòng trong cột nội dung thu của biên lai",
                        i % 2 == 0 ? ReceiptContent.LineKind.FEE : ReceiptContent.LineKind.CHARGE,
                        1_000L * i,
                        "Thông tư số " + i + "/2026/TT-BTC"))
                .toList();
        var bytes = draw(SampleReceipt.with("Trần Văn Ổn", lines, "Một triệu tám trăm ba mươi nghìn đồng", null, null));
        var text = text(bytes).replaceAll("\\s+", " ");
        assertThat(text).contains("Khoản thu thứ 1 ", "Khoản thu thứ 60 ", "60.000", "1.830.000");
        assertThat(text).contains("(kèm theo biên lai số 00000123, ký hiệu 26THN, ngày 17 tháng 7 năm 2026)");
        try (var pdf = Loader.loadPDF(bytes)) {
            int pages = pdf.getNumberOfPages();
            assertThat(pages).isGreaterThan(2);
            assertThat(text).contains("Trang 1/" + pages, "Trang " + pages + "/" + pages);
        }
    }

    @Test
    void replacesWhatTheFontLacks_andKeepsTheRest() throws IOException {
        var payer = "Ní 王 \uD83D\uDE00 Nguye\u0302\u0303n\u0007Văn " + "Xyz".repeat(60) + " \uD800 Đắk Lắk office file";
        var text = text(draw(SampleReceipt.with(payer, SampleReceipt.twoLines(), "Ba mươi nghìn đồng", null, null)));
        assertThat(text).contains("Ní ? ? Nguyễn Văn").contains("Đắk Lắk office file");
    }

    private static byte[] draw(ReceiptContent content) throws IOException {
        ObjectNode signed = SignedDocument.sign(content.toJson(), KEY);
        var bytes = PaperPdf.draw(signed);
        // Kept to be looked at.
        var name = "receipt-%d-lines-payer-%d.pdf"
                .formatted(content.lines().size(), content.payerName().length());
        Files.write(Files.createDirectories(Path.of("target/receipts")).resolve(name), bytes);
        assertThat(new String(bytes, 0, 7, UTF_8)).isEqualTo("%PDF-1.");
        return bytes;
    }

    private static String text(byte[] pdf) throws IOException {
        try (var document = Loader.loadPDF(pdf)) {
            var stripper = new PDFTextStripper();
            stripper.setSortByPosition(true);
            return stripper.getText(document);
        }
    }

    @Test
    void losesNoWord_whenOneTextIsLongerThanAPage() throws IOException {
        var name = IntStream.rangeClosed(1, 1_500).mapToObj(i -> "chữ" + i).collect(Collectors.joining(" "));
        var line = new ReceiptContent.Line(name, ReceiptContent.LineKind.FEE, 1_000, "");
        var text = text(draw(SampleReceipt.with(name, List.of(line), name, null, null)));
        for (int i = 1; i <= 1_500; i++) {
            assertThat(text.split("chữ" + i + "(?![0-9])", -1)).hasSize(1 + 3);
        }
    }
}
