package vn.phigate.reconciliation.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import vn.phigate.gateway.platform.http.Json;

/** What a phone has to fetch for the first view of each page of the journey, and how long that takes on a bad network. */
@InBrowser
class WeightTest {
    private static final long MOST_BYTES = 60_000;
    /** Slow 3G of WebPageTest: 400 kbit/s each way, 400 ms to and fro. */
    private static final long SLOW_BYTES_A_SECOND = 400_000 / 8;

    private static final int SLOW_MILLIS = 400;
    private static final long MOST_MILLIS = 5_000;

    private record Loaded(long bytes, int files, long paintedMillis, long loadedMillis) {}

    @Test
    void isLightAndSoonThere_onSlow3G(Stage stage, @TempDir Path folder) {
        Api.Dossier dossier = stage.api.dossier("00166");
        var pages = new LinkedHashMap<String, String>();
        pages.put("look-up", "/");
        pages.put("due", dossier.path());
        pages.put("payment, QR", path(stage.api.pay(stage.api.dossier("00166"), "vietqr")));
        JsonNode paid = stage.api.pay(stage.api.dossier("00166"), "vnpay");
        stage.api.provider(
                "/sandbox/vnpay/pay",
                Map.of("pay_url", paid.at("/attempt/redirect_url").asText()));
        pages.put("payment, paid", path(paid));
        pages.put("verify", "/verify");
        pages.put("fees", "/fees?q=dang%20ky");
        ChromeDriver driver = Chromium.start(folder.resolve("profile"), true);
        try {
            pages.forEach(
                    (name, path) -> visit(Visitor.fresh(driver, stage.city, new Looks(driver), Lang.VI), name, path));
        } finally {
            driver.quit();
        }
    }

    private static void visit(Visitor citizen, String name, String path) {
        citizen.wide(Looks.PHONE);
        citizen.driver.executeCdpCommand("Network.clearBrowserCache", Map.of());
        citizen.network(SLOW_BYTES_A_SECOND, SLOW_BYTES_A_SECOND, SLOW_MILLIS);
        citizen.driver.manage().logs().get(LogType.PERFORMANCE);
        citizen.open(path);
        Loaded loaded = loaded(citizen);
        System.out.printf(
                "first view of %s: %d bytes in %d files; slow 3G: painted after %d ms, all there after %d ms%n",
                name, loaded.bytes, loaded.files, loaded.paintedMillis, loaded.loadedMillis);
        assertThat(loaded.bytes).as(name).isBetween(1_000L, MOST_BYTES);
        assertThat(loaded.paintedMillis).as(name).isBetween(1L, MOST_MILLIS);
    }

    private static String path(JsonNode payment) {
        return URI.create(payment.get("result_url").asText()).getPath();
    }

    /** By the browser's own network log, headers included. */
    private static Loaded loaded(Visitor citizen) {
        citizen.waits(
                "the first paint",
                () -> millis(citizen, "performance.getEntriesByName('first-contentful-paint').length") > 0);
        long bytes = 0;
        int files = 0;
        for (LogEntry entry : citizen.driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = Json.tree(entry.getMessage()).get("message");
            if (message.get("method").asText().equals("Network.loadingFinished")) {
                bytes += message.at("/params/encodedDataLength").asLong();
                files++;
            }
        }
        return new Loaded(
                bytes,
                files,
                millis(citizen, "performance.getEntriesByName('first-contentful-paint')[0].startTime"),
                millis(citizen, "performance.timing.loadEventStart - performance.timing.navigationStart"));
    }

    private static long millis(Visitor citizen, String what) {
        return ((Number) Objects.requireNonNull(citizen.driver.executeScript("return Math.round(" + what + ")")))
                .longValue();
    }
}
