package vn.phigate.reconciliation.browser;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.openqa.selenium.chrome.ChromeDriver;

/** Pictures of whole pages for the documents, in a dozen colours: pages are flat, and a folder of pictures stays small. */
final class Pictures {
    private static final int COLOURS = 12;
    /** Colours nearer than this are one, by the sum of the squares of red, green and blue. */
    private static final int SAME = 150;

    private final String folder;

    /** @param folder in each module */
    Pictures(String folder) {
        this.folder = folder;
    }

    /** @param name with the module in front: gateway/due */
    void take(ChromeDriver driver, String name) {
        int slash = name.indexOf('/');
        Path file = Path.of(System.getProperty("phigate.root", ".."), name.substring(0, slash), folder, "pages")
                .resolve(name.substring(slash + 1) + ".png");
        Map<String, Object> shot = driver.executeCdpCommand(
                "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        try {
            Files.createDirectories(file.getParent());
            byte[] png = Base64.getDecoder().decode((String) shot.get("data"));
            write(flat(ImageIO.read(new ByteArrayInputStream(png))), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(BufferedImage page, Path file) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam most = writer.getDefaultWriteParam();
        most.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        most.setCompressionQuality(0);
        Files.deleteIfExists(file);
        try (var out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(page, null, null), most);
        } finally {
            writer.dispose();
        }
    }

    private static BufferedImage flat(BufferedImage page) {
        int width = page.getWidth();
        int[] pixels = page.getRGB(0, 0, width, page.getHeight(), null, 0, width);
        var counts = new HashMap<Integer, Integer>();
        for (int pixel : pixels) {
            counts.merge(pixel & 0xffffff, 1, Integer::sum);
        }
        int[] palette = palette(counts);
        var nearest = new HashMap<Integer, Integer>();
        counts.keySet().forEach(colour -> nearest.put(colour, nearest(palette, colour)));
        var colours = new IndexColorModel(4, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
        var flat = new BufferedImage(width, page.getHeight(), BufferedImage.TYPE_BYTE_BINARY, colours);
        int[] row = new int[width];
        for (int y = 0; y < page.getHeight(); y++) {
            for (int x = 0; x < width; x++) {
                row[x] = nearest.getOrDefault(pixels[y * width + x] & 0xffffff, 0);
            }
            flat.getRaster().setPixels(0, y, width, 1, row);
        }
        return flat;
    }

    /** The colours that most of the page has, each unlike the others. */
    private static int[] palette(Map<Integer, Integer> counts) {
        List<Integer> common = counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
        var palette = new ArrayList<Integer>();
        for (int colour : common) {
            if (palette.size() < COLOURS && palette.stream().allMatch(other -> distance(other, colour) > SAME)) {
                palette.add(colour);
            }
        }
        return palette.stream().mapToInt(colour -> colour | 0xff000000).toArray();
    }

    private static int nearest(int[] palette, int colour) {
        int best = 0;
        for (int i = 1; i < palette.length; i++) {
            if (distance(palette[i], colour) < distance(palette[best], colour)) {
                best = i;
            }
        }
        return best;
    }

    private static int distance(int a, int b) {
        int red = (a >> 16 & 255) - (b >> 16 & 255);
        int green = (a >> 8 & 255) - (b >> 8 & 255);
        int blue = (a & 255) - (b & 255);
        return red * red + green * green + blue * blue;
    }
}
