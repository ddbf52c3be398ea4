package vn.phigate.reconciliation.browser;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;

/** A second phone, held before the screen. */
final class Camera {
    private Camera() {}

    /** @param which of the codes on the page, from 0 */
    static String scan(Visitor visitor, int which) throws IOException {
        return decode(visitor.driver
                .findElements(By.cssSelector("figure svg"))
                .get(which)
                .getScreenshotAs(OutputType.BYTES));
    }

    static String decode(byte[] picture) throws IOException {
        var image = ImageIO.read(new ByteArrayInputStream(picture));
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        var source = new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels);
        try {
            return new QRCodeReader()
                    .decode(new BinaryBitmap(new HybridBinarizer(source)))
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
