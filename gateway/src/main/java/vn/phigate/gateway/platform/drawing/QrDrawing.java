package vn.phigate.gateway.platform.drawing;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.imageio.ImageIO;

/** A QR code (ISO/IEC 18004, error correction M) in the forms that pages, downloads and PDFs need. */
public final class QrDrawing {
    /** ISO/IEC 18004, 6.3.8: four light modules on each side; without them scanners fail on dark pages. */
    private static final int QUIET_ZONE = 4;

    private static final int WHITE = 0xFFFFFF;

    private QrDrawing() {}

    /**
     * The modules by row and column, true is dark, with the quiet zone around them.
     *
     * @throws IllegalArgumentException when the text is empty or does not fit into a QR code
     */
    public static boolean[][] matrix(String text) {
        ByteMatrix modules = modules(text);
        int size = modules.getWidth() + 2 * QUIET_ZONE;
        boolean[][] matrix = new boolean[size][size];
        for (int y = 0; y < modules.getHeight(); y++) {
            for (int x = 0; x < modules.getWidth(); x++) {
                matrix[y + QUIET_ZONE][x + QUIET_ZONE] = modules.get(x, y) == 1;
            }
        }
        return matrix;
    }

    /**
     * One inline {@code <svg>} element for HTML: scales with its container, needs neither style nor script.
     *
     * @param title what a screen reader says in place of the picture
     */
    public static String svg(String text, String title) {
        boolean[][] matrix = matrix(text);
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < matrix.length; y++) {
            for (int x = 0; x < matrix.length; x++) {
                int run = 0;
                while (matrix[y][x + run]) {
                    run++;
                }
                if (run > 0) {
                    path.append('M')
                            .append(x)
                            .append(' ')
                            .append(y)
                            .append('h')
                            .append(run)
                            .append("v1h-")
                            .append(run)
                            .append('z');
                    x += run;
                }
            }
        }
        String label = title.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %1$d" role="img" aria-label="%2$s" shape-rendering="crispEdges">\
                <title>%2$s</title><path fill="#fff" d="M0 0h%1$dv%1$dH0z"/><path fill="#000" d="%3$s"/></svg>""".formatted(matrix.length, label, path);
    }

    /**
     * A square black and white PNG. Every module has the same whole number of pixels; what remains widens the quiet zone.
     *
     * @param pixels length of a side; at least one pixel per module
     */
    public static byte[] png(String text, int pixels) {
        boolean[][] matrix = matrix(text);
        int scale = pixels / matrix.length;
        if (scale == 0) {
            throw new IllegalArgumentException(pixels + " pixels are too few for " + matrix.length + " modules");
        }
        int margin = (pixels - scale * matrix.length) / 2;
        BufferedImage image = new BufferedImage(pixels, pixels, BufferedImage.TYPE_BYTE_BINARY);
        for (int y = 0; y < pixels; y++) {
            for (int x = 0; x < pixels; x++) {
                int row = Math.floorDiv(y - margin, scale);
                int column = Math.floorDiv(x - margin, scale);
                boolean inside = row >= 0 && column >= 0 && row < matrix.length && column < matrix.length;
                image.setRGB(x, y, inside && matrix[row][column] ? 0 : WHITE);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static ByteMatrix modules(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a QR code of nothing");
        }
        boolean ascii = StandardCharsets.US_ASCII.newEncoder().canEncode(text);
        // A named character set adds an ECI header that some banking apps cannot read: only where it is needed.
        Map<EncodeHintType, ?> hints =
                ascii ? Map.of() : Map.of(EncodeHintType.CHARACTER_SET, StandardCharsets.UTF_8.name());
        try {
            return Encoder.encode(text, ErrorCorrectionLevel.M, hints).getMatrix();
        } catch (WriterException e) {
            throw new IllegalArgumentException("no QR code can hold this text of " + text.length() + " characters", e);
        }
    }
}
