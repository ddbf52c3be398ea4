package vn.phigate.gateway.platform.drawing;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.Encoder;
import java.awt.Color;
import java.awt.geom.PathIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.util.Matrix;

/**
 * Pages one can write Vietnamese on: embedded fonts, wrapped lines, rules, boxes and QR codes. All measures are points
 * (1/72 inch) from the lower left corner; text stands on its base line.
 */
public final class PdfSheet {

    /**
     * Liberation Serif has the measures of Times New Roman, the letter of official papers (Decree 30/2020/NĐ-CP, Annex
     * I), and all Vietnamese marks.
     */
    public enum Face {
        REGULAR("LiberationSerif-Regular.ttf"),
        BOLD("LiberationSerif-Bold.ttf"),
        ITALIC("LiberationSerif-Italic.ttf");

        private final byte[] file;

        Face(String name) {
            try (var in = PdfSheet.class.getResourceAsStream("/fonts/" + name)) {
                if (in == null) {
                    throw new IllegalStateException("font " + name + " is missing from the build");
                }
                file = in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A face in a size and colour. */
    public record Type(Face face, float size, Color color) {
        public float leading() {
            return size * 1.22f;
        }
    }

    private record Loaded(TrueTypeFont outlines, CmapLookup characters, PDType0Font font) {}

    private final PDDocument document;
    private final PDRectangle size;
    private final Map<Face, Loaded> fonts = new EnumMap<>(Face.class);
    private PDPageContentStream out;

    public PdfSheet(PDDocument document, PDRectangle size) throws IOException {
        this.document = document;
        this.size = size;
        for (var face : Face.values()) {
            var outlines = new TTFParser().parse(new RandomAccessReadBuffer(face.file));
            // Without the font's ligatures: they make two letters one glyph, which text search then misses.
            outlines.setEnableGsub(false);
            document.registerTrueTypeFontForClosing(outlines);
            fonts.put(
                    face,
                    new Loaded(outlines, outlines.getUnicodeCmapLookup(), PDType0Font.load(document, outlines, true)));
        }
        this.out = addPage();
    }

    /** Ends the page and begins another. */
    public void newPage() throws IOException {
        out.close();
        out = addPage();
    }

    /** Goes back to a finished page, from 0, to write on top of it. The last page is finished by this too. */
    public void reopen(int page) throws IOException {
        out.close();
        out = new PDPageContentStream(
                document, document.getPage(page), PDPageContentStream.AppendMode.APPEND, true, true);
    }

    private PDPageContentStream addPage() throws IOException {
        var page = new PDPage(size);
        document.addPage(page);
        return new PDPageContentStream(document, page);
    }

    public float width(String text, Type type) throws IOException {
        return loaded(type).font.getStringWidth(printable(text, type)) / 1000 * type.size;
    }

    public void text(float x, float y, String text, Type type) throws IOException {
        show(Matrix.getTranslateInstance(x, y), text, type);
    }

    public void right(float x, float y, String text, Type type) throws IOException {
        text(x - width(text, type), y, text, type);
    }

    public void center(float x, float y, String text, Type type) throws IOException {
        text(x - width(text, type) / 2, y, text, type);
    }

    /** Letters as shapes, turned around their middle: seen, but not part of the text that a reader takes out. */
    public void watermark(float x, float y, double degrees, String text, Type type) throws IOException {
        var font = loaded(type);
        float scale = type.size / font.outlines.getUnitsPerEm();
        out.saveGraphicsState();
        out.transform(Matrix.getRotateInstance(Math.toRadians(degrees), x, y));
        out.transform(Matrix.getTranslateInstance(-width(text, type) / 2, -type.size / 3));
        out.transform(Matrix.getScaleInstance(scale, scale));
        out.setNonStrokingColor(type.color);
        for (int character : printable(text, type).codePoints().toArray()) {
            int glyph = font.characters.getGlyphId(character);
            var shape = font.outlines.getGlyph().getGlyph(glyph);
            if (shape != null) {
                trace(shape.getPath().getPathIterator(null));
                out.fill();
            }
            out.transform(Matrix.getTranslateInstance(font.outlines.getAdvanceWidth(glyph), 0));
        }
        out.restoreGraphicsState();
    }

    private void trace(PathIterator path) throws IOException {
        var p = new float[6];
        float x = 0;
        float y = 0;
        for (; !path.isDone(); path.next()) {
            int kind = path.currentSegment(p);
            switch (kind) {
                case PathIterator.SEG_MOVETO -> out.moveTo(p[0], p[1]);
                case PathIterator.SEG_LINETO -> out.lineTo(p[0], p[1]);
                // PDF has cubic curves only; TrueType's quadratic ones are raised by one degree.
                case PathIterator.SEG_QUADTO ->
                    out.curveTo(
                            (x + 2 * p[0]) / 3,
                            (y + 2 * p[1]) / 3,
                            (p[2] + 2 * p[0]) / 3,
                            (p[3] + 2 * p[1]) / 3,
                            p[2],
                            p[3]);
                case PathIterator.SEG_CLOSE -> out.closePath();
                default -> throw new IllegalStateException("TrueType outlines have no segment of kind " + kind);
            }
            if (kind != PathIterator.SEG_CLOSE) {
                int end = kind == PathIterator.SEG_QUADTO ? 2 : 0;
                x = p[end];
                y = p[end + 1];
            }
        }
    }

    private void show(Matrix at, String text, Type type) throws IOException {
        out.beginText();
        out.setFont(loaded(type).font, type.size);
        out.setNonStrokingColor(type.color);
        out.setTextMatrix(at);
        out.showText(printable(text, type));
        out.endText();
    }

    /** Breaks at spaces to fit; a word that is wider than the column is broken inside. At least one line. */
    public List<String> wrap(String text, Type type, float columnWidth) throws IOException {
        var lines = new ArrayList<String>();
        var line = "";
        for (var word : printable(text, type).split(" +", -1)) {
            var longer = line.isEmpty() ? word : line + " " + word;
            if (width(longer, type) <= columnWidth) {
                line = longer;
                continue;
            }
            if (!line.isEmpty()) {
                lines.add(line);
            }
            line = word;
            while (width(line, type) > columnWidth && line.codePointCount(0, line.length()) > 1) {
                int cut = line.length();
                do {
                    cut = line.offsetByCodePoints(cut, -1);
                } while (cut > line.offsetByCodePoints(0, 1) && width(line.substring(0, cut), type) > columnWidth);
                lines.add(line.substring(0, cut));
                line = line.substring(cut);
            }
        }
        lines.add(line);
        return lines;
    }

    /** Writes wrapped lines downwards from base line {@code y}; returns the base line below the last one. */
    public float paragraph(float x, float y, String text, Type type, float columnWidth) throws IOException {
        for (var line : wrap(text, type, columnWidth)) {
            text(x, y, line, type);
            y -= type.leading();
        }
        return y;
    }

    public void rule(float x1, float y1, float x2, float y2, float thickness, Color color) throws IOException {
        out.setLineWidth(thickness);
        out.setStrokingColor(color);
        out.moveTo(x1, y1);
        out.lineTo(x2, y2);
        out.stroke();
    }

    public void frame(float x, float y, float width, float height, float thickness, Color color) throws IOException {
        out.setLineWidth(thickness);
        out.setStrokingColor(color);
        out.addRect(x, y, width, height);
        out.stroke();
    }

    public void fill(float x, float y, float width, float height, Color color) throws IOException {
        out.setNonStrokingColor(color);
        out.addRect(x, y, width, height);
        out.fill();
    }

    /** A QR code (ISO/IEC 18004, level M) of {@code side} points with its quiet zone of four modules, as vectors. */
    public void qr(float x, float y, float side, String content) throws IOException {
        try {
            var matrix = Encoder.encode(content, ErrorCorrectionLevel.M).getMatrix();
            float module = side / (matrix.getWidth() + 8);
            fill(x, y, side, side, Color.WHITE);
            out.setNonStrokingColor(Color.BLACK);
            for (int row = 0; row < matrix.getHeight(); row++) {
                for (int from = 0; from < matrix.getWidth(); from++) {
                    int to = from;
                    while (to < matrix.getWidth() && matrix.get(to, row) == 1) {
                        to++;
                    }
                    if (to > from) {
                        out.addRect(
                                x + (4 + from) * module, y + side - (5 + row) * module, (to - from) * module, module);
                        from = to;
                    }
                }
            }
            out.fill();
        } catch (WriterException e) {
            throw new IllegalArgumentException(
                    "no QR code can hold this address: " + content.length() + " characters", e);
        }
    }

    /** A character that the font lacks becomes "?": a receipt with a mark missing is better than no receipt. */
    private String printable(String text, Type type) {
        var characters = loaded(type).characters;
        var known = new StringBuilder(text.length());
        Normalizer.normalize(text, Normalizer.Form.NFC)
                .codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .map(c -> characters.getGlyphId(c) == 0 ? '?' : c)
                .forEach(known::appendCodePoint);
        return known.toString();
    }

    private Loaded loaded(Type type) {
        return Objects.requireNonNull(fonts.get(type.face));
    }

    /** Ends the page one is on. The document can be saved then. */
    public void finish() throws IOException {
        out.close();
    }
}
