package vn.phigate.gateway.platform.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QrDrawingTest {
    private static final String VIETQR =
            "00020101021238570010A00000072701270006970432011319008880001260208QRIBFTTA53037045405300005802VN62260822HNI7K2Q9D H2612250717063048C84";

    @ParameterizedTest
    @ValueSource(strings = {VIETQR, "https://example.vn/verify/A1B2", "Biên lai số 1 của Hà Nội"})
    void pictureReadsBack(String text) throws Exception {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(QrDrawing.png(text, 301)));
        int[] pixels = image.getRGB(0, 0, 301, 301, null, 0, 301);
        assertThat(image.getWidth()).isEqualTo(301);
        assertThat(new QRCodeReader()
                        .decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(301, 301, pixels))))
                        .getText())
                .isEqualTo(text);
    }

    @Test
    void svgPathDrawsTheMatrix() {
        boolean[][] expected = QrDrawing.matrix(VIETQR);
        boolean[][] drawn = new boolean[expected.length][expected.length];
        String svg = QrDrawing.svg(VIETQR, "x");
        for (MatchResult run : Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-\\3z")
                .matcher(svg)
                .results()
                .toList()) {
            int x = Integer.parseInt(run.group(1));
            for (int i = 0; i < Integer.parseInt(run.group(3)); i++) {
                drawn[Integer.parseInt(run.group(2))][x + i] = true;
            }
        }
        assertThat(drawn).isDeepEqualTo(expected);
    }

    @Test
    void quietZoneIsFourModulesWide() {
        boolean[][] matrix = QrDrawing.matrix(VIETQR);
        for (int i = 0; i < matrix.length; i++) {
            assertThat(matrix[3][i] || matrix[i][3] || matrix[matrix.length - 4][i] || matrix[i][matrix.length - 4])
                    .isFalse();
        }
        assertThat(matrix[4][4]).isTrue();
    }

    @Test
    void titleIsEscaped() {
        assertThat(QrDrawing.svg("x", "Phí <b> & \"lệ phí\""))
                .contains("<title>Phí &lt;b&gt; &amp; &quot;lệ phí&quot;</title>")
                .contains("aria-label=\"Phí &lt;b&gt; &amp; &quot;lệ phí&quot;\"")
                .doesNotContain("style");
    }

    @Test
    void refuses_whenTextOrPictureDoesNotFit() {
        assertThatThrownBy(() -> QrDrawing.matrix("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> QrDrawing.matrix("x".repeat(3000))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> QrDrawing.png(VIETQR, 20)).hasMessageContaining("too few");
    }
}
