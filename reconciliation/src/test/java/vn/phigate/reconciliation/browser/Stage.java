package vn.phigate.reconciliation.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import vn.phigate.reconciliation.RunningCity;

/** The city, the browser, and everything in it that a page can show. */
final class Stage implements AutoCloseable {
    private final Path folder;
    final RunningCity city;
    final Api api;
    final Looks looks;
    private final ChromeDriver driver;

    private Stage(Path folder, RunningCity city, ChromeDriver driver) {
        this.folder = folder;
        this.city = city;
        this.driver = driver;
        this.api = new Api(city);
        this.looks = new Looks(driver);
        looks.everywhere();
    }

    static Stage open() {
        try {
            Path folder = Files.createTempDirectory("phigate-browser");
            RunningCity city = RunningCity.start(folder);
            try {
                return new Stage(folder, city, Chromium.start(folder.resolve("profile")));
            } catch (RuntimeException e) {
                city.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Somebody who was never here: no cookie, one tab, scripts on, a quick network. */
    Visitor visitor(Lang lang) {
        return Visitor.fresh(driver, city, looks, lang);
    }

    @Override
    public void close() {
        driver.quit();
        city.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException stillWritten) {
            folder.toFile().deleteOnExit();
        }
    }
}
