package vn.phigate.gateway.receipts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.apache.pdfbox.pdmodel.graphics.color.PDOutputIntent;
import org.apache.pdfbox.pdmodel.interactive.viewerpreferences.PDViewerPreferences;
import vn.phigate.gateway.platform.drawing.PdfSheet;
import vn.phigate.gateway.platform.drawing.PdfSheet.Face;
import vn.phigate.gateway.platform.drawing.PdfSheet.Type;
import vn.phigate.gateway.platform.signing.CanonicalJson;

/**
 * A receipt on paper: A5, after the printed form of receipts for fees without printed value, with the electronic proof
 * below. Drawn from the signed JSON alone, which lies inside the PDF as {@code bien-lai.json}; so paper and proof cannot
 * say different things, and the same signed receipt always gives the same bytes.
 */
final class ReceiptPdf {

    private static final Color INK = new Color(0x1B, 0x1F, 0x27);
    private static final Color NAVY = new Color(0x14, 0x35, 0x5E);
    private static final Color GREY = new Color(0x5F, 0x68, 0x73);
    private static final Color HAIR = new Color(0xB9, 0xC3, 0xCF);
    private static final Color TINT = new Color(0xEA, 0xEF, 0xF5);
    private static final Color RED = new Color(0xB4, 0x1C, 0x1C);
    private static final Color ROSE = new Color(0xFD, 0xEE, 0xEC);
    private static final Color VEIL = new Color(0xFA, 0xEE, 0xEC);
    private static final Color GREEN = new Color(0x1E, 0x6B, 0x3C);
    private static final Color MINT = new Color(0xEF, 0xF7, 0xF1);

    private static final Type LABEL = new Type(Face.REGULAR, 9, GREY);
    private static final Type VALUE = new Type(Face.REGULAR, 9.5f, INK);
    private static final Type STRONG = new Type(Face.BOLD, 9.5f, INK);
    private static final Type NOTE = new Type(Face.ITALIC, 7.6f, GREY);
    private static final Type SMALL = new Type(Face.REGULAR, 7.6f, INK);

    private static final PDRectangle A5 = PDRectangle.A5;
    private static final float LEFT = 32;
    private static final float RIGHT = A5.getWidth() - 32;
    private static final float WIDTH = RIGHT - LEFT;
    private static final float CENTER = A5.getWidth() / 2;
    private static final float TOP = A5.getHeight() - 40;
    private static final float BOTTOM = 46;

    private static final float LABEL_WIDTH = 122;
    private static final float NAME_X = LEFT + 24;
    private static final float KIND_X = RIGHT - 96;
    private static final float NAME_WIDTH = KIND_X - NAME_X - 8;
    private static final float PROOF_HEIGHT = 108;

    static final String ATTACHMENT = "bien-lai.json";

    private static final String CREATOR = "PhiGate";
    private static final String PRODUCER = "PhiGate, Apache PDFBox";

    private record Field(String label, String english, String value, Type type) {}

    private final ReceiptContent receipt;
    private final String keyId;
    private final String signature;
    private final PdfSheet sheet;
    private float y;
    private int pages;

    private ReceiptPdf(ReceiptContent receipt, String keyId, String signature, PdfSheet sheet) {
        this.receipt = receipt;
        this.keyId = keyId;
        this.signature = signature;
        this.sheet = sheet;
    }

    /**
     * @param signed as {@code SignedDocument.sign} returned it; its signature is printed, not checked
     * @throws IllegalArgumentException if it is not a signed receipt
     */
    static byte[] draw(ObjectNode signed) {
        var receipt = ReceiptContent.fromJson(signed);
        var keyId = signed.required("key_id").asText();
        var signature = signed.required("signature").asText();
        try (var document = new PDDocument()) {
            var pdf = new ReceiptPdf(receipt, keyId, signature, new PdfSheet(document, A5));
            pdf.lay();
            pdf.describe(document, CanonicalJson.bytes(signed));
            var bytes = new ByteArrayOutputStream(64 * 1024);
            document.save(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void lay() throws IOException {
        beginPage();
        heading();
        fields(List.of(
                new Field("Người nộp tiền", "Payer", receipt.payerName(), STRONG),
                new Field("Mã hồ sơ", "Dossier", String.join(", ", receipt.dossierCodes()), VALUE),
                new Field(
                        "Thủ tục",
                        "Procedure",
                        receipt.procedure().name() + " (" + receipt.procedure().code() + ")",
                        VALUE)));
        y -= 4;
        table();
        closing();
        for (int page = 0; page < pages; page++) {
            sheet.reopen(page);
            sheet.text(LEFT, 27, "Lập theo " + receipt.legalRegime(), new Type(Face.ITALIC, 7, GREY));
            sheet.right(RIGHT, 27, "Trang " + (page + 1) + "/" + pages, new Type(Face.REGULAR, 7, GREY));
        }
        sheet.finish();
    }

    private void beginPage() throws IOException {
        if (pages++ > 0) {
            sheet.newPage();
        }
        if (receipt.sample()) {
            // First on the page, so that everything mandatory stands on top of it.
            sheet.watermark(CENTER, A5.getHeight() / 2, 52, "MẪU · SAMPLE", new Type(Face.BOLD, 62, VEIL));
        }
        sheet.frame(15, 15, A5.getWidth() - 30, A5.getHeight() - 30, 1.1f, NAVY);
        sheet.frame(18.2f, 18.2f, A5.getWidth() - 36.4f, A5.getHeight() - 36.4f, 0.35f, NAVY);
        y = TOP;
        if (receipt.sample()) {
            sheet.fill(LEFT, y - 14, WIDTH, 25, ROSE);
            sheet.frame(LEFT, y - 14, WIDTH, 25, 0.6f, RED);
            sheet.center(CENTER, y, ReceiptText.SAMPLE_VI, new Type(Face.BOLD, 10, RED));
            sheet.center(CENTER, y - 9.5f, ReceiptText.SAMPLE_EN, new Type(Face.REGULAR, 7, RED));
            y -= 30;
        }
    }

    /** Who collects on the left, how the receipt is named on the right, then its title. */
    private void heading() throws IOException {
        var top = y;
        var collector = receipt.collector();
        var columnWidth = WIDTH - 128;
        sheet.text(LEFT, y, "Đơn vị thu phí, lệ phí (Collected by)", NOTE);
        y = sheet.paragraph(LEFT, y - 12.5f, collector.name(), new Type(Face.BOLD, 11, NAVY), columnWidth);
        if (collector.address() != null) {
            y = sheet.paragraph(LEFT, y, collector.address(), new Type(Face.REGULAR, 8.5f, INK), columnWidth);
        }
        if (collector.taxCode() != null) {
            var type = new Type(Face.REGULAR, 8.5f, INK);
            y = sheet.paragraph(LEFT, y, "Mã số thuế: " + collector.taxCode(), type, columnWidth);
        }

        var right = top;
        for (var row : List.of(
                new Field("Mẫu số", "Form", receipt.template(), STRONG),
                new Field("Ký hiệu", "Serial", receipt.serial(), STRONG),
                new Field("Số", "No.", receipt.numberText(), new Type(Face.BOLD, 13, RED)))) {
            right -= row.type.size() > 10 ? 3.5f : 0;
            label(RIGHT - 118, right, row);
            sheet.right(RIGHT, right, row.value, row.type);
            right -= 13;
        }

        y = Math.min(y, right) - 14;
        for (var line : sheet.wrap(receipt.title(), new Type(Face.BOLD, 16, NAVY), WIDTH)) {
            sheet.center(CENTER, y, line, new Type(Face.BOLD, 16, NAVY));
            y -= 19;
        }
        sheet.center(CENTER, y + 5, "Receipt for fees and charges", new Type(Face.ITALIC, 8.5f, GREY));
        sheet.center(CENTER, y - 8, ReceiptText.dateLine(receipt.issuedOn()), new Type(Face.ITALIC, 9.5f, INK));
        y -= 27;
    }

    private void fields(List<Field> fields) throws IOException {
        for (var field : fields) {
            label(LEFT, y, field);
            for (var text : sheet.wrap(field.value, field.type, WIDTH - LABEL_WIDTH)) {
                nextPageIfBelow(BOTTOM);
                sheet.text(LEFT + LABEL_WIDTH, y, text, field.type);
                y -= field.type.leading();
            }
            y -= 1.6f;
        }
    }

    private void label(float x, float base, Field field) throws IOException {
        sheet.text(x, base, field.label, LABEL);
        sheet.text(x + sheet.width(field.label + " ", LABEL), base, "(" + field.english + ")", NOTE);
    }

    private float height(List<Field> fields) throws IOException {
        float height = 0;
        for (var field : fields) {
            int lines = sheet.wrap(field.value, field.type, WIDTH - LABEL_WIDTH).size();
            height += lines * field.type.leading() + 1.6f;
        }
        return height;
    }

    private void table() throws IOException {
        tableHead();
        int number = 0;
        for (var line : receipt.lines()) {
            number++;
            var name = sheet.wrap(line.name(), VALUE, NAME_WIDTH);
            var basis = line.legalBasis().isEmpty()
                    ? List.<String>of()
                    : sheet.wrap("Căn cứ: " + line.legalBasis(), NOTE, NAME_WIDTH);
            var height = name.size() * VALUE.leading() + basis.size() * NOTE.leading() + 6;
            if (y - height < BOTTOM) {
                nextPage();
                tableHead();
            }
            y -= 10.5f;
            sheet.center(LEFT + 11, y, String.valueOf(number), VALUE);
            sheet.text(KIND_X, y, line.kind().vi, VALUE);
            sheet.right(RIGHT - 5, y, ReceiptText.dong(line.amountVnd()), VALUE);
            for (var text : name) {
                nextPageIfBelow(BOTTOM);
                sheet.text(NAME_X, y, text, VALUE);
                y -= VALUE.leading();
            }
            for (var text : basis) {
                nextPageIfBelow(BOTTOM);
                sheet.text(NAME_X, y + 0.8f, text, NOTE);
                y -= NOTE.leading();
            }
            y += 4.5f;
            sheet.rule(LEFT, y, RIGHT, y, 0.35f, HAIR);
        }
    }

    private void tableHead() throws IOException {
        var type = new Type(Face.BOLD, 8.8f, NAVY);
        sheet.fill(LEFT, y - 16, WIDTH, 16, TINT);
        sheet.rule(LEFT, y, RIGHT, y, 0.8f, NAVY);
        sheet.rule(LEFT, y - 16, RIGHT, y - 16, 0.35f, NAVY);
        sheet.center(LEFT + 11, y - 11, "STT", type);
        sheet.text(NAME_X, y - 11, "Nội dung thu", type);
        sheet.text(KIND_X, y - 11, "Loại", type);
        sheet.right(RIGHT - 5, y - 11, "Số tiền (đồng)", type);
        y -= 16;
    }

    /** Decree 123/2020/NĐ-CP: a list that does not fit is annexed with the number and date of its receipt. */
    private void nextPage() throws IOException {
        beginPage();
        var of = "(kèm theo biên lai số %s, ký hiệu %s, %s)"
                .formatted(
                        receipt.numberText(),
                        receipt.serial(),
                        ReceiptText.dateLine(receipt.issuedOn()).replace('N', 'n'));
        sheet.center(CENTER, y, of, new Type(Face.ITALIC, 9, INK));
        y -= 14;
    }

    /** For text longer than a page; whatever fits on one is kept together by its caller. */
    private void nextPageIfBelow(float lowest) throws IOException {
        if (y < lowest) {
            nextPage();
        }
    }

    private void closing() throws IOException {
        var account = receipt.account();
        var fields = List.of(
                new Field("Số tiền bằng chữ", "In words", receipt.amountInWords(), new Type(Face.BOLD, 9.5f, INK)),
                new Field(
                        "Thanh toán qua",
                        "Paid by",
                        receipt.provider() + ", mã giao dịch " + receipt.providerTransaction(),
                        VALUE),
                new Field("Thời điểm nộp", "Paid at", ReceiptText.moment(receipt.paidAt()), VALUE),
                new Field(
                        "Tài khoản nhận",
                        "Account",
                        account.number() + ", ngân hàng " + account.bin() + ", " + account.holder(),
                        VALUE));
        nextPageIfBelow(BOTTOM + PROOF_HEIGHT + 42 + height(fields));
        sheet.text(NAME_X, y - 14, "Tổng cộng (Total)", STRONG);
        sheet.right(RIGHT - 5, y - 14.5f, ReceiptText.dong(receipt.totalVnd()), new Type(Face.BOLD, 12.5f, NAVY));
        sheet.rule(LEFT, y - 21, RIGHT, y - 21, 0.8f, NAVY);
        y -= 36;
        fields(fields);
        nextPageIfBelow(BOTTOM + PROOF_HEIGHT - 12);
        proof();
    }

    /** QR on the left, signature on the right; always at the foot of the last page. */
    private void proof() throws IOException {
        var side = PROOF_HEIGHT - 12;
        var foot = BOTTOM + 6;
        sheet.qr(LEFT - 6, foot, side, receipt.verifyUrl());
        var caption = new Type(Face.ITALIC, 6.8f, GREY);
        sheet.center(LEFT - 6 + side / 2, foot - 3, "Quét để kiểm tra (Scan to verify)", caption);

        var boxLeft = LEFT + side + 2;
        var boxWidth = RIGHT - boxLeft;
        var boxHeight = side - 12;
        sheet.fill(boxLeft, foot + 6, boxWidth, boxHeight, MINT);
        sheet.frame(boxLeft, foot + 6, boxWidth, boxHeight, 0.7f, GREEN);
        var x = boxLeft + 9;
        var width = boxWidth - 18;
        var line = foot + boxHeight - 8;
        sheet.text(x, line, "ĐÃ KÝ SỐ (Digitally signed)", new Type(Face.BOLD, 9.5f, GREEN));
        sheet.right(boxLeft + boxWidth - 9, line, "Ed25519", new Type(Face.REGULAR, 7.5f, GREEN));
        line -= 2;
        line -= 11;
        line = sheet.paragraph(x, line, "Ngày lập: " + ReceiptText.day(receipt.issuedOn()), SMALL, width);
        line = sheet.paragraph(x, line, "Khóa: " + keyId, SMALL, width);
        var start = signature.substring(0, Math.min(24, signature.length()));
        line = sheet.paragraph(x, line, "Chữ ký: " + start + "…", SMALL, width);
        line = sheet.paragraph(
                x, line, "Mã tra cứu: " + receipt.code().grouped(), new Type(Face.BOLD, 7.6f, INK), width);
        sheet.paragraph(x, line, receipt.verifyUrl(), new Type(Face.REGULAR, 7, NAVY), width);
    }

    /** What a reader or an archive sees before it opens the page. Nothing here comes from the clock. */
    private void describe(PDDocument document, byte[] signedJson) throws IOException {
        var title = "%s %s %s số %s%s"
                .formatted(
                        receipt.title(),
                        receipt.template(),
                        receipt.serial(),
                        receipt.numberText(),
                        receipt.sample() ? " (" + ReceiptText.SAMPLE_VI + ")" : "");
        var made = GregorianCalendar.from(madeAt().atZone(ZoneOffset.UTC));
        var info = new PDDocumentInformation();
        info.setTitle(title);
        info.setAuthor(receipt.collector().name());
        info.setSubject(subject());
        info.setCreator(CREATOR);
        info.setProducer(PRODUCER);
        info.setCreationDate(made);
        info.setModificationDate(made);
        document.setDocumentInformation(info);
        document.setVersion(1.7f);
        var screen = new PDOutputIntent(
                document,
                new ByteArrayInputStream(
                        ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData()));
        screen.setInfo("sRGB IEC61966-2.1");
        screen.setOutputConditionIdentifier("sRGB IEC61966-2.1");
        document.setDocumentId((long) receipt.code().hashCode());

        var catalog = document.getDocumentCatalog();
        catalog.addOutputIntent(screen);
        catalog.setLanguage("vi-VN");
        var viewer = new PDViewerPreferences(catalog.getCOSObject());
        viewer.setDisplayDocTitle(true);
        catalog.setViewerPreferences(viewer);
        catalog.setMetadata(
                new PDMetadata(document, new ByteArrayInputStream(xmp(title).getBytes(UTF_8))));

        var json = new PDEmbeddedFile(document, new ByteArrayInputStream(signedJson), COSName.FLATE_DECODE);
        json.setSubtype("application/json");
        json.setSize(signedJson.length);
        json.setModDate(made);
        var file = new PDComplexFileSpecification();
        file.setFile(ATTACHMENT);
        file.setFileUnicode(ATTACHMENT);
        file.setFileDescription("Biên lai đã ký (JSON, RFC 8785, Ed25519)");
        file.setEmbeddedFile(json);
        file.getCOSObject().setItem(COSName.getPDFName("AFRelationship"), COSName.getPDFName("Source"));
        var files = new PDEmbeddedFilesNameTreeNode();
        files.setNames(Map.of(ATTACHMENT, file));
        var names = new PDDocumentNameDictionary(catalog);
        names.setEmbeddedFiles(files);
        catalog.setNames(names);
        var associated = new COSArray();
        associated.add(file);
        catalog.getCOSObject().setItem(COSName.getPDFName("AF"), associated);
    }

    /** PDF/A-3u (ISO 19005-3): says the same as the information dictionary, and which part of the standard the paper keeps to. */
    private String xmp(String title) {
        return """
                <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
                <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
                <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
                 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
                <pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>
                <dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
                <dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>
                <dc:description><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:description>
                <dc:language><rdf:Bag><rdf:li>vi-VN</rdf:li></rdf:Bag></dc:language>
                <pdf:Producer>%s</pdf:Producer>
                <xmp:CreatorTool>%s</xmp:CreatorTool><xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate>
                </rdf:Description></rdf:RDF></x:xmpmeta>
                <?xpacket end="r"?>""".formatted(
                        escaped(title),
                        escaped(receipt.collector().name()),
                        escaped(subject()),
                        PRODUCER,
                        CREATOR,
                        madeAt(),
                        madeAt());
    }

    private String subject() {
        return "Biên lai thu phí, lệ phí; kiểm tra tại " + receipt.verifyUrl();
    }

    /** Whole seconds: a PDF's own dates have no finer ones. */
    private Instant madeAt() {
        return receipt.paidAt().truncatedTo(ChronoUnit.SECONDS);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
