package vn.phigate.reconciliation.browser;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.PageLoadStrategy;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The browser of this machine, with a profile that is gone afterwards. It asks nobody but the city for anything. */
final class Chromium {
    private static final Path BROWSER = path("CHROMIUM", "/usr/bin/chromium");
    private static final Path DRIVER = path("CHROMEDRIVER", "/usr/bin/chromedriver");
    static final String MISSING = "left out: no browser at " + BROWSER + " with its driver at " + DRIVER
            + " (Debian: apt-get install chromium chromium-driver; CHROMIUM and CHROMEDRIVER name others; PHIGATE_BROWSER=required makes this a failure)";

    /** Kept, or its level would be forgotten: it warns of every browser newer than itself, and we speak to this one by WebDriver. */
    private static final Logger DEVTOOLS = Logger.getLogger("org.openqa.selenium.devtools");

    private Chromium() {}

    private static Path path(String variable, String usual) {
        return Path.of(System.getenv().getOrDefault(variable, usual));
    }

    static boolean installed() {
        return Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER);
    }

    static boolean required() {
        return "required".equals(System.getenv("PHIGATE_BROWSER"));
    }

    static ChromeDriver start(Path folder) {
        return start(folder, false);
    }

    /**
     * @param folder for its profile, not there yet
     * @param network whether it keeps a log of what it fetches, which costs it time
     */
    static ChromeDriver start(Path folder, boolean network) {
        if (!installed()) {
            throw new IllegalStateException(MISSING);
        }
        // The driver is named, and nothing may be fetched in its place.
        System.setProperty("SE_OFFLINE", "true");
        System.setProperty("SE_AVOID_STATS", "true");
        System.setProperty("webdriver.remote.enableTracing", "false");
        DEVTOOLS.setLevel(Level.SEVERE);
        var options = new ChromeOptions();
        options.setBinary(new File(BROWSER.toString()));
        options.setPageLoadStrategy(PageLoadStrategy.NORMAL);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-default-apps",
                "--disable-dev-shm-usage",
                "--disable-extensions",
                "--disable-sync",
                "--force-prefers-reduced-motion",
                "--hide-scrollbars",
                "--user-data-dir=" + folder);
        options.setExperimentalOption(
                "prefs",
                Map.of(
                        "download.default_directory",
                        folder.resolve("downloads").toString(),
                        "download.prompt_for_download",
                        false,
                        "plugins.always_open_pdf_externally",
                        true,
                        "intl.accept_languages",
                        "vi"));
        options.setExperimentalOption("excludeSwitches", List.of("enable-logging"));
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.WARNING);
        if (network) {
            logs.enable(LogType.PERFORMANCE, Level.ALL);
        }
        options.setCapability("goog:loggingPrefs", logs);
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(DRIVER.toString()))
                .withSilent(true)
                .build();
        return new ChromeDriver(service, options);
    }
}
