package vn.phigate.gateway.receipts;

import static vn.phigate.gateway.platform.drawing.PaperSheet.BOTTOM;
import static vn.phigate.gateway.platform.drawing.PaperSheet.HAIR;
import static vn.phigate.gateway.platform.drawing.PaperSheet.NAVY;
import static vn.phigate.gateway.platform.drawing.PaperSheet.NOTE;
import static vn.phigate.gateway.platform.drawing.PaperSheet.PROOF_HEIGHT;
import static vn.phigate.gateway.platform.drawing.PaperSheet.RED;
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

/** A receipt on paper: A5, after the printed form of receipts for fees without printed value, with the electronic proof below. */
final class ReceiptPdf extends PaperPdf<ReceiptContent> {
    static final String ATTACHMENT = "bien-lai.json";

    private final float nameX;
    private final float kindX;
    private final float nameWidth;
    private final PdfSheet sheet;

    /** Decree 123/2020/NĐ-CP: a list that does not fit is annexed with the number and date of its receipt. */
    ReceiptPdf(ReceiptContent receipt, ObjectNode signed, PDDocument document) throws IOException {
        super(
                receipt,
                signed,
                document,
                PDRectangle.A5,
                ReceiptText.SAMPLE_RECEIPT,
                "(kèm theo biên lai số %s, ký hiệu %s, %s)"
                        .formatted(
                                receipt.numberText(),
                                receipt.serial(),
                                ReceiptText.dateLine(receipt.issuedOn()).replace('N', 'n')));
        sheet = paper.sheet();
        nameX = paper.left + 24;
        kindX = paper.right - 96;
        nameWidth = kindX - nameX - 8;
    }

    @Override
    String file() {
        return ATTACHMENT;
    }

    @Override
    String title() {
        return "%s %s %s số %s".formatted(content.title(), content.template(), content.serial(), content.numberText());
    }

    @Override
    String subject() {
        return "Biên lai thu phí, lệ phí";
    }

    @Override
    Instant made() {
        return content.paidAt();
    }

    @Override
    String law() {
        return "Lập theo " + content.legalRegime();
    }

    @Override
    void lay() throws IOException {
        heading();
        paper.fields(List.of(
                new Field("Người nộp tiền", "Payer", content.payerName(), STRONG),
                new Field("Mã hồ sơ", "Dossier", String.join(", ", content.dossierCodes()), VALUE),
                new Field(
                        "Thủ tục",
                        "Procedure",
                        content.procedure().name() + " (" + content.procedure().code() + ")",
                        VALUE)));
        paper.y -= 4;
        table();
        closing();
    }

    /** Who collects on the left, how the receipt is named on the right, then its title. */
    private void heading() throws IOException {
        var right = paper.y;
        var collector = content.collector();
        paper.collector(
                "Đơn vị thu phí, lệ phí (Collected by)",
                collector.name(),
                collector.address(),
                collector.taxCode(),
                paper.width - 128);
        var principal = content.onBehalfOf();
        if (principal != null) {
            paper.y = sheet.paragraph(
                    paper.left,
                    paper.y - 2,
                    "Thu theo ủy nhiệm của: " + principal.name()
                            + (principal.taxCode() == null ? "" : ", mã số thuế " + principal.taxCode())
                            + " (On behalf of)",
                    new Type(Face.ITALIC, 8.5f, NAVY),
                    paper.width - 128);
        }
        for (var row : List.of(
                new Field("Mẫu số", "Form", content.template(), STRONG),
                new Field("Ký hiệu", "Serial", content.serial(), STRONG),
                new Field("Số", "No.", content.numberText(), new Type(Face.BOLD, 13, RED)))) {
            right -= row.type().size() > 10 ? 3.5f : 0;
            paper.label(paper.right - 118, right, row);
            sheet.right(paper.right, right, row.value(), row.type());
            right -= 13;
        }
        paper.y = Math.min(paper.y, right) - 14;
        paper.title(content.title(), "Receipt for fees and charges", ReceiptText.dateLine(content.issuedOn()));
        var replaced = content.replaces();
        if (replaced != null) {
            paper.y += 4;
            paper.paragraph(
                    "Thay thế biên lai " + replaced.receipt().inWords() + ". Lý do: " + replaced.reason()
                            + ". (Replaces the receipt named.)",
                    new Type(Face.ITALIC, 8.5f, RED));
            paper.y -= 3;
        }
    }

    private void table() throws IOException {
        tableHead();
        int number = 0;
        for (var line : content.lines()) {
            number++;
            var name = sheet.wrap(line.name(), VALUE, nameWidth);
            var basis = line.legalBasis().isEmpty()
                    ? List.<String>of()
                    : sheet.wrap("Căn cứ: " + line.legalBasis(), NOTE, nameWidth);
            var height = name.size() * VALUE.leading() + basis.size() * NOTE.leading() + 6;
            if (paper.y - height < BOTTOM) {
                paper.nextPage();
                tableHead();
            }
            paper.y -= 10.5f;
            sheet.center(paper.left + 11, paper.y, String.valueOf(number), VALUE);
            sheet.text(kindX, paper.y, line.kind().vi, VALUE);
            sheet.right(paper.right - 5, paper.y, ReceiptText.dong(line.amountVnd()), VALUE);
            for (var text : name) {
                paper.nextPageIfBelow(BOTTOM);
                sheet.text(nameX, paper.y, text, VALUE);
                paper.y -= VALUE.leading();
            }
            for (var text : basis) {
                paper.nextPageIfBelow(BOTTOM);
                sheet.text(nameX, paper.y + 0.8f, text, NOTE);
                paper.y -= NOTE.leading();
            }
            paper.y += 4.5f;
            sheet.rule(paper.left, paper.y, paper.right, paper.y, 0.35f, HAIR);
        }
    }

    private void tableHead() throws IOException {
        paper.tableHead(List.of(
                new Column("Nội dung thu", nameX, false),
                new Column("Loại", kindX, false),
                new Column("Số tiền (đồng)", paper.right - 5, true)));
    }

    private void closing() throws IOException {
        var account = content.account();
        var fields = List.of(
                new Field("Số tiền bằng chữ", "In words", content.amountInWords(), STRONG),
                new Field(
                        "Thanh toán qua",
                        "Paid by",
                        content.provider() + ", mã giao dịch " + content.providerTransaction(),
                        VALUE),
                new Field("Thời điểm nộp", "Paid at", ReceiptText.moment(content.paidAt()), VALUE),
                new Field(
                        "Tài khoản nhận",
                        "Account",
                        account.number() + ", ngân hàng " + account.bin() + ", " + account.holder(),
                        VALUE));
        paper.nextPageIfBelow(BOTTOM + PROOF_HEIGHT + 42 + paper.height(fields));
        sheet.text(nameX, paper.y - 14, "Tổng cộng (Total)", STRONG);
        sheet.right(
                paper.right - 5,
                paper.y - 14.5f,
                ReceiptText.dong(content.totalVnd()),
                new Type(Face.BOLD, 12.5f, NAVY));
        sheet.rule(paper.left, paper.y - 21, paper.right, paper.y - 21, 0.8f, NAVY);
        paper.y -= 36;
        paper.fields(fields);
    }
}
