package vn.phigate.reconciliation.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/**
 * What every page must be, whatever it says: nothing that axe finds against WCAG 2.2 A and AA, no sideways scroll, nothing that sticks out of
 * its box, no word of the browser about a script or a policy. With {@code -Dphigate.screenshots=docs} pictures too, in that folder of the module.
 */
final class Looks {
    static final int PHONE = 360;
    static final int DESK = 1280;
    private static final int HEIGHT = 800;
    /** Else axe looks at the phone's page in Vietnamese and at the desk's in English, and the two others are only measured. */
    private static final boolean EVERY_WAY = Boolean.getBoolean("phigate.looks.all");

    private static final String AXE = axe();
    private static final @Nullable Pictures PICTURES = System.getProperty("phigate.screenshots") == null
            ? null
            : new Pictures(System.getProperty("phigate.screenshots"));

    private static final String LOOK = """
            const done = arguments[arguments.length - 1];
            const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
            const deep = arguments[0];
            const faults = [];
            const root = document.documentElement;
            const wide = root.scrollWidth - root.clientWidth;
            if (wide > 0) faults.push('scrolls sideways by ' + wide + ' px');
            for (const e of document.querySelectorAll('main td, main th, main .card, main li')) {
              const style = getComputedStyle(e);
              if (e.clientWidth > 1 && !e.closest('thead, .unseen') && e.scrollWidth > e.clientWidth + 1 && style.overflowX === 'visible' && style.display !== 'inline') {
                faults.push('sticks out of its box: ' + e.outerHTML.slice(0, 160));
              }
            }
            if (!deep) return done(faults);
            axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}).then(found => {
              for (const v of found.violations) {
                faults.push(v.id + ' (' + v.impact + '): ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' | '));
              }
              done(faults);
            }, failed => done(['axe: ' + failed]));
            """;

    private final ChromeDriver driver;
    private final Set<String> seen = new HashSet<>();
    private int width = DESK;
    private int count;

    Looks(ChromeDriver driver) {
        this.driver = driver;
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
    }

    private static String axe() {
        try (var in = Objects.requireNonNull(Looks.class.getResourceAsStream("/axe.min.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts axe into every page from now on. */
    void everywhere() {
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", AXE));
    }

    /** How often axe looked. */
    int count() {
        return count;
    }

    int width() {
        return width;
    }

    void wide(int pixels) {
        width = pixels;
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", false));
    }

    /** What the browser said so far is not of the next page. */
    void forget() {
        driver.manage().logs().get(LogType.BROWSER);
    }

    /** @param name of the state, with the module's in front: {@code gateway/due} */
    void at(String name, Lang lang) {
        if (!seen.add(name + " " + lang)) {
            return;
        }
        List<String> faults = faults(lang, name);
        if (!faults.isEmpty()) {
            throw new AssertionError(
                    name + " " + lang + " at " + driver.getCurrentUrl() + ":\n" + String.join("\n", faults));
        }
    }

    /** What is wrong, each in a line. */
    List<String> faults(Lang lang) {
        return faults(lang, null);
    }

    private List<String> faults(Lang lang, @Nullable String picture) {
        var faults = new ArrayList<String>();
        int before = width;
        for (int each : new int[] {PHONE, DESK}) {
            wide(each);
            boolean deep = EVERY_WAY || (each == PHONE) == (lang == Lang.VI);
            if (deep) {
                count++;
                // Not there in a second tab, nor where scripts are off.
                if (!Boolean.TRUE.equals(driver.executeScript("return typeof axe === 'object'"))) {
                    driver.executeScript(AXE);
                }
            }
            ((List<?>) Objects.requireNonNull(driver.executeAsyncScript(LOOK, deep)))
                    .forEach(fault -> faults.add(each + " px: " + fault));
            // Citizens have phones, finance officers sit at desks.
            if (deep && picture != null && PICTURES != null && (each == PHONE) == picture.startsWith("gateway/")) {
                PICTURES.take(driver, picture);
            }
        }
        wide(before);
        driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                // A page that says 404 or 422 in words is one that was asked for.
                .filter(entry -> !entry.getMessage().matches("(?s).*status of 4\\d\\d .*"))
                .forEach(entry -> faults.add("the browser says: " + entry.getMessage()));
        return faults;
    }
}
