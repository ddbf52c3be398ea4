package vn.phigate.gateway.receipts;

import static vn.phigate.gateway.platform.drawing.PaperSheet.BOTTOM;
import static vn.phigate.gateway.platform.drawing.PaperSheet.GREEN;
import static vn.phigate.gateway.platform.drawing.PaperSheet.HAIR;
import static vn.phigate.gateway.platform.drawing.PaperSheet.INK;
import static vn.phigate.gateway.platform.drawing.PaperSheet.MINT;
import static vn.phigate.gateway.platform.drawing.PaperSheet.NOTE;
import static vn.phigate.gateway.platform.drawing.PaperSheet.STRONG;
import static vn.phigate.gateway.platform.drawing.PaperSheet.VALUE;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import vn.phigate.gateway.platform.drawing.PaperSheet.Column;
import vn.phigate.gateway.platform.drawing.PaperSheet.Field;
import vn.phigate.gateway.platform.drawing.PdfSheet;
import vn.phigate.gateway.platform.drawing.PdfSheet.Face;
import vn.phigate.gateway.platform.drawing.PdfSheet.Type;

/** That nothing is to be paid, on paper: A5, the great 0 first, then by which law. */
final class NoFeePdf extends PaperPdf<NoFeeContent> {
    static final String ATTACHMENT = "khong-phai-nop.json";

    NoFeePdf(NoFeeContent content, ObjectNode signed, PDDocument document) throws IOException {
        super(
                content,
                signed,
                document,
                PDRectangle.A5,
                ReceiptText.SAMPLE_PAPER,
                "(tiếp theo, hồ sơ " + content.dossierCode() + ")");
    }

    @Override
    String file() {
        return ATTACHMENT;
    }

    @Override
    String title() {
        return NoFeeContent.TITLE + " " + content.dossierCode();
    }

    @Override
    String subject() {
        return "Hồ sơ không phải nộp phí, lệ phí";
    }

    @Override
    Instant made() {
        return content.asOf();
    }

    @Override
    String law() {
        return "Luật Phí và lệ phí 97/2015/QH13";
    }

    @Override
    void lay() throws IOException {
        PdfSheet sheet = paper.sheet();
        var collector = content.collector();
        paper.collector(
                "Cơ quan giải quyết (Agency in charge)",
                collector.name(),
                collector.address(),
                collector.taxCode(),
                paper.width);
        paper.y -= 14;
        paper.title(
                NoFeeContent.TITLE,
                "Confirmation that no fee or charge is due",
                ReceiptText.dateLine(content.issuedOn()));

        paper.y -= 6;
        sheet.fill(paper.left, paper.y - 22, paper.width, 40, MINT);
        sheet.frame(paper.left, paper.y - 22, paper.width, 40, 0.7f, GREEN);
        boolean decided = content.decided();
        sheet.center(
                paper.center,
                paper.y,
                decided
                        ? "Số tiền phải nộp (Amount due): 0 đồng"
                        : "Theo danh mục của thành phố (By the catalogue): 0 đồng",
                new Type(Face.BOLD, decided ? 14 : 12, GREEN));
        sheet.center(
                paper.center,
                paper.y - 14,
                decided
                        ? "Không ai được thu khoản nào cho hồ sơ này. (Nobody may ask for money for this dossier.)"
                        : "Ai yêu cầu nộp tiền phải nêu văn bản quy định. (Who asks for money has to show the decision that sets it.)",
                new Type(Face.ITALIC, 8.5f, INK));
        paper.y -= 40;

        paper.fields(List.of(
                new Field("Người nộp hồ sơ", "Applicant", content.payerName(), STRONG),
                new Field("Mã hồ sơ", "Dossier", content.dossierCode(), VALUE),
                new Field(
                        "Thủ tục",
                        "Procedure",
                        content.procedure().name() + " (" + content.procedure().code() + ")",
                        VALUE),
                new Field(
                        "Nhận hồ sơ",
                        "Received",
                        ReceiptText.day(content.receivedOn()) + ", " + ReceiptText.channel(content.channel()),
                        VALUE),
                new Field("Căn cứ", "Legal basis", content.legalBasis(), VALUE),
                new Field("Xác nhận lúc", "As of", ReceiptText.moment(content.asOf()), VALUE)));
        items(sheet);
        paper.y -= 10;
        paper.paragraph(
                "Giấy này xác nhận tình trạng tại thời điểm ghi trên. Khoản phải nộp phát sinh sau (nếu có) làm giấy hết hiệu lực; tình trạng mới nhất luôn ở địa chỉ dưới đây.",
                NOTE);
    }

    private void items(PdfSheet sheet) throws IOException {
        if (content.items().isEmpty()) {
            return;
        }
        float nameX = paper.left + 24;
        float kindX = paper.right - 96;
        var columns = List.of(
                new Column("Khoản được miễn hoặc không thu", nameX, false),
                new Column("Loại", kindX, false),
                new Column("Phải nộp", paper.right - 5, true));
        paper.y -= 2;
        paper.tableHead(columns);
        int number = 0;
        for (var item : content.items()) {
            number++;
            var name = sheet.wrap(item.name(), VALUE, kindX - nameX - 8);
            var why = sheet.wrap(
                    "Căn cứ: " + item.legalBasis()
                            + (item.computation() == null ? "" : "; cách tính: " + item.computation()),
                    NOTE,
                    kindX - nameX - 8);
            if (paper.y - name.size() * VALUE.leading() - why.size() * NOTE.leading() - 6 < BOTTOM) {
                paper.nextPage();
                paper.tableHead(columns);
            }
            paper.y -= 10.5f;
            sheet.center(paper.left + 11, paper.y, String.valueOf(number), VALUE);
            sheet.text(kindX, paper.y, item.kind().vi, VALUE);
            sheet.right(paper.right - 5, paper.y, "0", VALUE);
            for (var text : name) {
                sheet.text(nameX, paper.y, text, VALUE);
                paper.y -= VALUE.leading();
            }
            for (var text : why) {
                paper.nextPageIfBelow(BOTTOM);
                sheet.text(nameX, paper.y + 0.8f, text, NOTE);
                paper.y -= NOTE.leading();
            }
            paper.y += 4.5f;
            sheet.rule(paper.left, paper.y, paper.right, paper.y, 0.35f, HAIR);
        }
    }
}
