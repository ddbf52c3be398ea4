package vn.phigate.gateway.platform.drawing;

import java.awt.Color;
import java.io.IOException;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.drawing.PdfSheet.Face;
import vn.phigate.gateway.platform.drawing.PdfSheet.Type;

/**
 * Our papers: framed pages of A5 or A4, written from the top downwards, with labelled facts, a heading, a proof at the foot and the marks of a test environment.
 * All measures are points; {@link #y} is the base line of what comes next.
 */
public final class PaperSheet {
    public static final Color INK = new Color(0x1B, 0x1F, 0x27);
    public static final Color NAVY = new Color(0x14, 0x35, 0x5E);
    public static final Color GREY = new Color(0x5F, 0x68, 0x73);
    public static final Color HAIR = new Color(0xB9, 0xC3, 0xCF);
    public static final Color TINT = new Color(0xEA, 0xEF, 0xF5);
    public static final Color RED = new Color(0xB4, 0x1C, 0x1C);
    public static final Color ROSE = new Color(0xFD, 0xEE, 0xEC);
    public static final Color GREEN = new Color(0x1E, 0x6B, 0x3C);
    public static final Color MINT = new Color(0xEF, 0xF7, 0xF1);
    private static final Color VEIL = new Color(0xFA, 0xEE, 0xEC);

    public static final Type LABEL = new Type(Face.REGULAR, 9, GREY);
    public static final Type VALUE = new Type(Face.REGULAR, 9.5f, INK);
    public static final Type STRONG = new Type(Face.BOLD, 9.5f, INK);
    public static final Type NOTE = new Type(Face.ITALIC, 7.6f, GREY);
    public static final Type SMALL = new Type(Face.REGULAR, 7.6f, INK);

    private static final float MARGIN = 32;
    private static final float LABEL_WIDTH = 122;
    public static final float BOTTOM = 46;
    public static final float PROOF_HEIGHT = 108;

    /** @param english second language of the label, in brackets */
    public record Field(String label, String english, String value, Type type) {}

    /** What every page of a test environment says, in a box at its top. */
    public record Sample(String vietnamese, String english) {}

    public final float left = MARGIN;
    public final float right;
    public final float width;
    public final float center;
    public float y;

    private final PDRectangle size;
    private final PdfSheet sheet;
    private final @Nullable Sample sample;
    private final String continued;
    private int pages;

    /**
     * @param sample null outside of a test environment
     * @param continued what stands at the top of each page but the first; may be empty
     */
    public PaperSheet(PDDocument document, PDRectangle size, @Nullable Sample sample, String continued)
            throws IOException {
        this.size = size;
        this.sheet = new PdfSheet(document, size);
        this.sample = sample;
        this.continued = continued;
        this.right = size.getWidth() - MARGIN;
        this.width = right - left;
        this.center = size.getWidth() / 2;
        beginPage();
    }

    public PdfSheet sheet() {
        return sheet;
    }

    private void beginPage() throws IOException {
        if (pages++ > 0) {
            sheet.newPage();
        }
        if (sample != null) {
            // First on the page, so that everything mandatory stands on top of it.
            sheet.watermark(center, size.getHeight() / 2, 52, "MẪU · SAMPLE", new Type(Face.BOLD, 62, VEIL));
        }
        sheet.frame(15, 15, size.getWidth() - 30, size.getHeight() - 30, 1.1f, NAVY);
        sheet.frame(18.2f, 18.2f, size.getWidth() - 36.4f, size.getHeight() - 36.4f, 0.35f, NAVY);
        y = size.getHeight() - 40;
        if (sample != null) {
            sheet.fill(left, y - 14, width, 25, ROSE);
            sheet.frame(left, y - 14, width, 25, 0.6f, RED);
            sheet.center(center, y, sample.vietnamese, new Type(Face.BOLD, 10, RED));
            sheet.center(center, y - 9.5f, sample.english, new Type(Face.REGULAR, 7, RED));
            y -= 30;
        }
    }

    public void nextPage() throws IOException {
        beginPage();
        if (!continued.isEmpty()) {
            sheet.center(center, y, continued, new Type(Face.ITALIC, 9, INK));
            y -= 14;
        }
    }

    /** For text longer than a page; whatever fits on one is kept together by its caller. */
    public void nextPageIfBelow(float lowest) throws IOException {
        if (y < lowest) {
            nextPage();
        }
    }

    /** The name of a paper in the middle, its English below, and a line for its date. */
    public void title(String vietnamese, String english, String dateLine) throws IOException {
        float points = 16;
        while (points > 12.5f && sheet.width(vietnamese, new Type(Face.BOLD, points, NAVY)) > width) {
            points -= 0.5f;
        }
        var type = new Type(Face.BOLD, points, NAVY);
        for (var line : sheet.wrap(vietnamese, type, width)) {
            sheet.center(center, y, line, type);
            y -= 19;
        }
        sheet.center(center, y + 5, english, new Type(Face.ITALIC, 8.5f, GREY));
        sheet.center(center, y - 8, dateLine, new Type(Face.ITALIC, 9.5f, INK));
        y -= 27;
    }

    /** Who stands behind the paper: name, address and tax code, on the left. */
    public void collector(
            String role, String name, @Nullable String address, @Nullable String taxCode, float columnWidth)
            throws IOException {
        var small = new Type(Face.REGULAR, 8.5f, INK);
        sheet.text(left, y, role, NOTE);
        y = sheet.paragraph(left, y - 12.5f, name, new Type(Face.BOLD, 11, NAVY), columnWidth);
        if (address != null) {
            y = sheet.paragraph(left, y, address, small, columnWidth);
        }
        if (taxCode != null) {
            y = sheet.paragraph(left, y, "Mã số thuế: " + taxCode, small, columnWidth);
        }
    }

    public void fields(List<Field> fields) throws IOException {
        for (var field : fields) {
            label(left, y, field);
            for (var text : sheet.wrap(field.value, field.type, width - LABEL_WIDTH)) {
                nextPageIfBelow(BOTTOM);
                sheet.text(left + LABEL_WIDTH, y, text, field.type);
                y -= field.type.leading();
            }
            y -= 1.6f;
        }
    }

    public void label(float x, float base, Field field) throws IOException {
        sheet.text(x, base, field.label, LABEL);
        sheet.text(x + sheet.width(field.label + " ", LABEL), base, "(" + field.english + ")", NOTE);
    }

    public float height(List<Field> fields) throws IOException {
        float height = 0;
        for (var field : fields) {
            int lines = sheet.wrap(field.value, field.type, width - LABEL_WIDTH).size();
            height += lines * field.type.leading() + 1.6f;
        }
        return height;
    }

    /** Text over the whole width, over as many pages as it takes. */
    public void paragraph(String text, Type type) throws IOException {
        for (var line : sheet.wrap(text, type, width)) {
            nextPageIfBelow(BOTTOM);
            sheet.text(left, y, line, type);
            y -= type.leading();
        }
        y -= 3;
    }

    /** The head of a table, which begins at {@link #y}: a first narrow column for numbers, then the given ones. */
    public void tableHead(List<Column> columns) throws IOException {
        var type = new Type(Face.BOLD, 8.8f, NAVY);
        sheet.fill(left, y - 16, width, 16, TINT);
        sheet.rule(left, y, right, y, 0.8f, NAVY);
        sheet.rule(left, y - 16, right, y - 16, 0.35f, NAVY);
        sheet.center(left + 11, y - 11, "STT", type);
        for (var column : columns) {
            if (column.toTheRight) {
                sheet.right(column.x, y - 11, column.title, type);
            } else {
                sheet.text(column.x, y - 11, column.title, type);
            }
        }
        y -= 16;
    }

    /** @param x where its text begins, or ends when it stands to the right */
    public record Column(String title, float x, boolean toTheRight) {}

    /**
     * What proves a paper.
     *
     * @param made the day it was made, as printed
     * @param grouped the code by which it is looked up, as people read it
     */
    public record Proof(String url, String grouped, String made, String keyId, String signature) {}

    /** QR on the left, signature on the right; always at the foot of the last page. */
    public void proof(Proof proof) throws IOException {
        nextPageIfBelow(BOTTOM + PROOF_HEIGHT - 12);
        var side = PROOF_HEIGHT - 12;
        var foot = BOTTOM + 6;
        sheet.qr(left - 6, foot, side, proof.url);
        var caption = new Type(Face.ITALIC, 6.8f, GREY);
        sheet.center(left - 6 + side / 2, foot - 3, "Quét để kiểm tra (Scan to verify)", caption);

        var boxLeft = left + side + 2;
        var boxWidth = right - boxLeft;
        var boxHeight = side - 12;
        sheet.fill(boxLeft, foot + 6, boxWidth, boxHeight, MINT);
        sheet.frame(boxLeft, foot + 6, boxWidth, boxHeight, 0.7f, GREEN);
        var x = boxLeft + 9;
        var inside = boxWidth - 18;
        var line = foot + boxHeight - 8;
        sheet.text(x, line, "ĐÃ KÝ SỐ (Digitally signed)", new Type(Face.BOLD, 9.5f, GREEN));
        sheet.right(boxLeft + boxWidth - 9, line, "Ed25519", new Type(Face.REGULAR, 7.5f, GREEN));
        line -= 13;
        line = sheet.paragraph(x, line, "Ngày lập: " + proof.made, SMALL, inside);
        line = sheet.paragraph(x, line, "Khóa: " + proof.keyId, SMALL, inside);
        var start = proof.signature.substring(0, Math.min(24, proof.signature.length()));
        line = sheet.paragraph(x, line, "Chữ ký: " + start + "…", SMALL, inside);
        line = sheet.paragraph(x, line, "Mã tra cứu: " + proof.grouped, new Type(Face.BOLD, 7.6f, INK), inside);
        sheet.paragraph(x, line, proof.url, new Type(Face.REGULAR, 7, NAVY), inside);
    }

    /** Writes the foot of every page and ends the last one. The document can be saved then. */
    public void finish(String foot) throws IOException {
        for (int page = 0; page < pages; page++) {
            sheet.reopen(page);
            sheet.text(left, 27, foot, new Type(Face.ITALIC, 7, GREY));
            sheet.right(right, 27, "Trang " + (page + 1) + "/" + pages, new Type(Face.REGULAR, 7, GREY));
        }
        sheet.finish();
    }
}
