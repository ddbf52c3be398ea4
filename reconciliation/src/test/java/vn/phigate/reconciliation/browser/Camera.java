package vn.phigate.reconciliation.browser;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;

/** A second phone, held before the screen. */
final class Camera {
    private Camera() {}

    /** @param which of the codes on the page, from 0 */
    static String scan(Visitor visitor, int which) throws IOException {
        Object frame = visitor.driver.executeScript("""
                const {x, y, width, height} = document.querySelectorAll('figure svg')[arguments[0]].getBoundingClientRect();
                return {x: x + scrollX, y: y + scrollY, width, height, scale: 1};
                """, which);
        Map<String, Object> shot = visitor.driver.executeCdpCommand(
                "Page.captureScreenshot",
                Map.of("format", "png", "captureBeyondViewport", true, "clip", Objects.requireNonNull(frame)));
        return decode(Base64.getDecoder().decode((String) shot.get("data")));
    }

    static String decode(byte[] picture) throws IOException {
        var image = ImageIO.read(new ByteArrayInputStream(picture));
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        var source = new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels);
        try {
            return new QRCodeReader()
                    .decode(
                            new BinaryBitmap(new GlobalHistogramBinarizer(source)),
                            Map.of(DecodeHintType.TRY_HARDER, true))
                    .getText();
        } catch (ReaderException e) {
            throw new AssertionError("the code cannot be read", e);
        }
    }

    /** What a bank's app takes from a VietQR code: NAPAS's tags in EMVCo's layout. */
    record Transfer(String bin, String number, long amountVnd, String content) {
        static Transfer read(String payload) {
            String account = field(field(payload, "38"), "01");
            return new Transfer(
                    field(account, "00"),
                    field(account, "01"),
                    Long.parseLong(field(payload, "54")),
                    field(field(payload, "62"), "08"));
        }

        private static String field(String tlv, String tag) {
            for (int at = 0; at < tlv.length(); ) {
                int length = Integer.parseInt(tlv.substring(at + 2, at + 4));
                if (tlv.startsWith(tag, at)) {
                    return tlv.substring(at + 4, at + 4 + length);
                }
                at += 4 + length;
            }
            throw new AssertionError("no field " + tag + " in " + tlv);
        }
    }
}
