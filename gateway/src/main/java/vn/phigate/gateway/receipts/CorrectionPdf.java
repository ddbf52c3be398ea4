package vn.phigate.gateway.receipts;

import static vn.phigate.gateway.platform.drawing.PaperSheet.STRONG;
import static vn.phigate.gateway.platform.drawing.PaperSheet.VALUE;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import vn.phigate.gateway.platform.drawing.PaperSheet;
import vn.phigate.gateway.platform.drawing.PaperSheet.Field;
import vn.phigate.gateway.platform.drawing.PdfSheet.Face;
import vn.phigate.gateway.platform.drawing.PdfSheet.Type;
import vn.phigate.gateway.platform.time.BusinessDay;

/** The notice of a receipt's wrong words, on paper: what stands there, what should. */
final class CorrectionPdf extends PaperPdf<CorrectionContent> {
    static final String ATTACHMENT = "thong-bao-sai-sot.json";

    CorrectionPdf(CorrectionContent content, ObjectNode signed, PDDocument document) throws IOException {
        super(
                content,
                signed,
                document,
                PDRectangle.A5,
                ReceiptText.SAMPLE_PAPER,
                "(tiếp theo thông báo về biên lai số " + content.receipt().numberText() + ")");
    }

    @Override
    String file() {
        return ATTACHMENT;
    }

    @Override
    String title() {
        return CorrectionContent.TITLE + " (" + content.form() + "): biên lai "
                + content.receipt().inWords();
    }

    @Override
    String subject() {
        return "Thông báo biên lai có sai sót";
    }

    /** The start of its day: a notice has no other instant. */
    @Override
    Instant made() {
        return BusinessDay.startOf(content.issuedOn());
    }

    @Override
    String law() {
        return "Lập theo " + content.legalRegime();
    }

    @Override
    void lay() throws IOException {
        var collector = content.collector();
        float top = paper.y;
        paper.collector(
                "Đơn vị thu phí, lệ phí (Collected by)",
                collector.name(),
                collector.address(),
                collector.taxCode(),
                paper.width - 128);
        paper.sheet().right(paper.right, top, "Mẫu số " + content.form(), STRONG);
        paper.y -= 14;
        paper.title(
                CorrectionContent.TITLE,
                "Notice of errors in an electronic receipt",
                ReceiptText.dateLine(content.issuedOn()));
        paper.fields(List.of(
                new Field("Biên lai có sai sót", "Receipt", content.receipt().inWords(), STRONG),
                new Field(
                        "Mã tra cứu biên lai",
                        "Its code",
                        content.receipt().code().grouped(),
                        VALUE),
                new Field("Người nộp tiền", "Payer", content.payerName(), VALUE),
                new Field("Mã hồ sơ", "Dossier", String.join(", ", content.dossierCodes()), VALUE),
                new Field("Lý do sai sót", "Reason", content.reason(), VALUE)));
        paper.y -= 6;
        for (var change : content.changes()) {
            paper.nextPageIfBelow(PaperSheet.BOTTOM + 50);
            paper.paragraph(change.label(), new Type(Face.BOLD, 10, PaperSheet.NAVY));
            var fields = new ArrayList<Field>();
            fields.add(new Field("Đã ghi", "Written", change.wrong(), VALUE));
            fields.add(new Field("Ghi đúng là", "Should read", change.right(), STRONG));
            paper.fields(fields);
            paper.y -= 4;
        }
        paper.paragraph(
                "Số tiền và mã số thuế trên biên lai là đúng; biên lai vẫn có giá trị cùng với thông báo này. (Amounts and tax code are right; the receipt stays valid together with this notice.)",
                PaperSheet.NOTE);
    }
}
