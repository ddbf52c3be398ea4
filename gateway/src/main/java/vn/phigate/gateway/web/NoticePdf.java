package vn.phigate.gateway.web;

import static vn.phigate.gateway.platform.drawing.PaperSheet.BOTTOM;
import static vn.phigate.gateway.platform.drawing.PaperSheet.GREEN;
import static vn.phigate.gateway.platform.drawing.PaperSheet.GREY;
import static vn.phigate.gateway.platform.drawing.PaperSheet.HAIR;
import static vn.phigate.gateway.platform.drawing.PaperSheet.INK;
import static vn.phigate.gateway.platform.drawing.PaperSheet.MINT;
import static vn.phigate.gateway.platform.drawing.PaperSheet.NAVY;
import static vn.phigate.gateway.platform.drawing.PaperSheet.NOTE;
import static vn.phigate.gateway.platform.drawing.PaperSheet.RED;
import static vn.phigate.gateway.platform.drawing.PaperSheet.STRONG;
import static vn.phigate.gateway.platform.drawing.PaperSheet.VALUE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.dossiers.Dossier;
import vn.phigate.gateway.dossiers.Obligation;
import vn.phigate.gateway.money.AmountInWords;
import vn.phigate.gateway.money.MoneyText;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.drawing.PaperSheet;
import vn.phigate.gateway.platform.drawing.PaperSheet.Column;
import vn.phigate.gateway.platform.drawing.PaperSheet.Field;
import vn.phigate.gateway.platform.drawing.PdfArchive;
import vn.phigate.gateway.platform.drawing.PdfSheet;
import vn.phigate.gateway.platform.drawing.PdfSheet.Face;
import vn.phigate.gateway.platform.drawing.PdfSheet.Type;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.time.BusinessDay;

/**
 * The notice of a dossier for the one-stop desk: A4, what is due with its law and account, the QR of the dossier's link with the code to compare, and the bank's
 * QR while a transfer is open. It says what holds at this instant; the link says what holds later.
 */
final class NoticePdf {
    private static final float QR = 150;
    private static final float FOOT_HEIGHT = 230;

    /**
     * @param payer masked; null when not known
     * @param boxes what can be paid now, by account: due, or held by {@code transfer}
     * @param transfer the open payment by VietQR; null when there is none
     * @param link where the dossier is paid
     */
    record Notice(
            Dossier dossier,
            Agency agency,
            @Nullable String payer,
            List<DueView.Box> boxes,
            @Nullable Payment transfer,
            String link,
            ReportTo reportTo,
            boolean sample,
            Instant now) {}

    private final Notice notice;
    private final PaperSheet paper;
    private final PdfSheet sheet;
    private final Wording w;
    private final Wording english;

    private NoticePdf(Notice notice, PDDocument document) throws IOException {
        this.notice = notice;
        this.paper = new PaperSheet(
                document,
                PDRectangle.A4,
                notice.sample
                        ? new PaperSheet.Sample(
                                "GIẤY BÁO MẪU – MÔI TRƯỜNG THỬ NGHIỆM", "SAMPLE – TEST ENVIRONMENT, NO REAL MONEY")
                        : null,
                "(tiếp theo giấy báo của hồ sơ " + notice.dossier.code() + ")");
        this.sheet = paper.sheet();
        this.w = new Wording(Language.VI, "/", "", notice.sample);
        this.english = new Wording(Language.EN, "/", "", notice.sample);
    }

    static byte[] draw(Notice notice) {
        try (var document = new PDDocument()) {
            var pdf = new NoticePdf(notice, document);
            pdf.lay();
            PdfArchive.describe(
                    document,
                    new PdfArchive.About(
                            "Giấy báo nộp phí, lệ phí " + notice.dossier.code(),
                            notice.dossier.agencyName(),
                            "Khoản phải nộp của hồ sơ; tình trạng mới nhất tại " + notice.link,
                            notice.now,
                            notice.dossier.code().hashCode(),
                            null));
            var bytes = new ByteArrayOutputStream(64 * 1024);
            document.save(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void lay() throws IOException {
        Dossier dossier = notice.dossier;
        paper.collector(
                "Cơ quan thu (Collecting agency)",
                dossier.agencyName(),
                notice.agency.address(),
                notice.agency.taxCode(),
                paper.width);
        paper.y -= 16;
        paper.title("GIẤY BÁO NỘP PHÍ, LỆ PHÍ", "Notice of fees and charges", "Lập lúc " + w.time(notice.now));
        var fields = new ArrayList<Field>();
        fields.add(new Field("Mã hồ sơ", "Dossier", dossier.code(), STRONG));
        if (notice.payer != null) {
            fields.add(new Field("Người nộp", "Payer", notice.payer, VALUE));
        }
        fields.add(
                new Field("Thủ tục", "Procedure", dossier.procedureName() + " (" + dossier.procedure() + ")", VALUE));
        fields.add(new Field("Ngày nhận hồ sơ", "Received", w.day(dossier.receivedOn()), VALUE));
        if (dossier.deskName() != null) {
            fields.add(new Field("Nơi nộp hồ sơ", "Handed in at", dossier.deskName(), VALUE));
        }
        paper.fields(fields);
        paper.y -= 6;
        items();
        total();
        if (toPayVnd() > 0) {
            accounts();
        }
        paper.paragraph(
                "Ngoài các khoản trên, không ai được yêu cầu nộp thêm khoản nào cho hồ sơ này. (Nobody may ask for anything else for this dossier.)"
                        + report(),
                new Type(Face.BOLD, 9.5f, NAVY));
        foot();
        paper.finish("Chỉ chuyển tiền vào tài khoản ghi trên giấy này hoặc trên trang mở từ mã QR.");
    }

    /** What is due, and what an open transfer pays of this dossier. */
    private long toPayVnd() {
        return notice.dossier.amountDueVnd() + PaperPages.ownVnd(notice.transfer, notice.dossier);
    }

    private String report() {
        ReportTo to = notice.reportTo;
        if (!to.named()) {
            return "";
        }
        return " Báo người đòi thu thêm: " + to.name() + (to.phone().isEmpty() ? "" : ", điện thoại " + to.phone())
                + (to.address().isEmpty() ? "" : ", " + to.address()) + ".";
    }

    private void items() throws IOException {
        if (notice.dossier.obligations().isEmpty()) {
            return;
        }
        float nameX = paper.left + 24;
        float statusX = paper.right - 175;
        var columns = List.of(
                new Column("Khoản thu và căn cứ", nameX, false),
                new Column("Tình trạng", statusX, false),
                new Column("Số tiền (đồng)", paper.right - 5, true));
        paper.tableHead(columns);
        int number = 0;
        for (Obligation item : notice.dossier.obligations()) {
            number++;
            float width = statusX - nameX - 8;
            var name = sheet.wrap(item.name(), VALUE, width);
            var law = sheet.wrap(w.kind(item.kind().name()) + ". Căn cứ: " + item.legalBasis(), NOTE, width);
            if (paper.y - name.size() * VALUE.leading() - law.size() * NOTE.leading() - 6 < BOTTOM) {
                paper.nextPage();
                paper.tableHead(columns);
            }
            paper.y -= 10.5f;
            sheet.center(paper.left + 11, paper.y, String.valueOf(number), VALUE);
            sheet.text(statusX, paper.y, w.status(item.status()), VALUE);
            sheet.right(paper.right - 5, paper.y, MoneyText.grouped(item.amountVnd(), '.'), VALUE);
            for (var text : name) {
                paper.nextPageIfBelow(BOTTOM);
                sheet.text(nameX, paper.y, text, VALUE);
                paper.y -= VALUE.leading();
            }
            for (var text : law) {
                paper.nextPageIfBelow(BOTTOM);
                sheet.text(nameX, paper.y + 0.8f, text, NOTE);
                paper.y -= NOTE.leading();
            }
            paper.y += 4.5f;
            sheet.rule(paper.left, paper.y, paper.right, paper.y, 0.35f, HAIR);
        }
    }

    private void total() throws IOException {
        long dueVnd = toPayVnd();
        paper.nextPageIfBelow(BOTTOM + 60);
        paper.y -= 20;
        if (dueVnd > 0) {
            sheet.text(paper.left, paper.y, "Còn phải nộp (Still to pay)", new Type(Face.BOLD, 11, INK));
            sheet.right(paper.right - 5, paper.y, w.money(dueVnd), new Type(Face.BOLD, 17, RED));
            sheet.right(
                    paper.right - 5,
                    paper.y - 13,
                    AmountInWords.receiptPhrase(dueVnd),
                    new Type(Face.ITALIC, 9.5f, INK));
            paper.y -= 34;
            return;
        }
        Dossier.Standing standing = notice.dossier.standing();
        String says = standing == Dossier.Standing.PENDING
                ? "Một lần thanh toán đang mở, đừng nộp hai lần (A payment is open, pay once)"
                : w.settled(standing) + " (" + english.settled(standing) + ")";
        sheet.fill(paper.left, paper.y - 9, paper.width, 26, MINT);
        sheet.frame(paper.left, paper.y - 9, paper.width, 26, 0.7f, GREEN);
        sheet.center(paper.center, paper.y, says, new Type(Face.BOLD, 12, GREEN));
        paper.y -= 30;
    }

    /** Where the money goes, part by part when there are several accounts; and until when. */
    private void accounts() throws IOException {
        var fields = new ArrayList<Field>();
        for (DueView.Box box : notice.boxes) {
            fields.add(new Field(
                    notice.boxes.size() > 1 ? "Nộp " + w.money(box.totalVnd()) + " vào" : "Tài khoản nhận",
                    "Account",
                    box.account().number() + ", " + box.bank() + ", "
                            + box.account().holder(),
                    STRONG));
        }
        if (notice.dossier.obligations().stream().anyMatch(o -> o.due() && o.account() == null)) {
            fields.add(new Field(
                    "Lưu ý",
                    "Note",
                    "Có khoản chưa có tài khoản được phê duyệt: đừng chuyển tiền cho khoản đó, hãy hỏi bộ phận một cửa.",
                    VALUE));
        }
        LocalDate payBy = notice.dossier.payBy();
        fields.add(new Field(
                "Nộp đến khi nào",
                "Until when",
                payBy == null
                        ? "Không đặt hạn riêng; số tiền giữ nguyên theo ngày nhận hồ sơ."
                        : "Hết ngày " + w.day(payBy)
                                + (BusinessDay.of(notice.now).isAfter(payBy) ? " (đã qua hạn)" : ""),
                VALUE));
        paper.fields(fields);
        paper.y -= 4;
    }

    /** The codes to scan, always at the foot of the last page. */
    private void foot() throws IOException {
        paper.nextPageIfBelow(BOTTOM + FOOT_HEIGHT);
        float base = BOTTOM + 26;
        Payment transfer = notice.transfer;
        sheet.rule(paper.left, base + QR + 46, paper.right, base + QR + 46, 0.5f, HAIR);
        sheet.text(
                paper.left,
                base + QR + 30,
                toPayVnd() > 0
                        ? "Quét để xem và nộp (Scan to see and pay)"
                        : "Quét để xem hồ sơ (Scan to see the dossier)",
                STRONG);
        sheet.text(paper.left, base + QR + 18, "Mã đối chiếu (Comparison code): ", VALUE);
        sheet.text(
                paper.left + sheet.width("Mã đối chiếu (Comparison code): ", VALUE),
                base + QR + 17.5f,
                notice.dossier.compareCode(),
                new Type(Face.BOLD, 14, RED));
        sheet.text(
                paper.left,
                base + QR + 8,
                "Trang mở ra phải hiện đúng mã này; khác thì đừng trả tiền.",
                new Type(Face.ITALIC, 8, GREY));
        sheet.qr(paper.left - 6, base - 4, QR, notice.link);
        sheet.text(paper.left, base - 13, notice.link, new Type(Face.REGULAR, 7.5f, NAVY));
        String qr = transfer == null ? null : transfer.lastAttempt().qr();
        if (transfer != null && qr != null) {
            float x = paper.center + 14;
            sheet.text(x, base + QR + 30, "Chuyển khoản VietQR (Bank transfer)", STRONG);
            sheet.text(x, base + QR + 18, w.money(transfer.amountVnd()) + ", nội dung " + transfer.reference(), VALUE);
            sheet.text(
                    x,
                    base + QR + 8,
                    "Mã nhận tiền đến " + w.time(transfer.lastAttempt().expiresAt())
                            + (transfer.amountVnd() > PaperPages.ownVnd(transfer, notice.dossier)
                                    ? "; gồm cả hồ sơ khác; chỉ chuyển một lần."
                                    : "; chỉ chuyển một lần."),
                    new Type(Face.ITALIC, 8, GREY));
            sheet.qr(x - 6, base - 4, QR, qr);
        }
    }
}
