package vn.phigate.reconciliation.browser;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import vn.phigate.reconciliation.RunningCity;

/** A person at the pages, who finds things by what they say: the name of a button or link, the label of a field. Scripts and classes are not looked at. */
final class Visitor {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MOST_TABS = 150;

    /** By role and name: the thing itself, or the names of all there is of that role. Labels are what a screen reader says. */
    private static final String FIND = """
            const [role, name] = arguments;
            const roles = {
              button: 'button, input[type=submit], summary, a[href]',
              field: 'input:not([type=hidden]), select, textarea'
            };
            const clean = text => (text || '').replace(/\\s+/g, ' ').trim();
            const said = e => clean(e.getAttribute('aria-label')
                || (e.labels && e.labels.length ? [...e.labels].map(l => l.innerText).join(' ') : '')
                || e.innerText || e.value);
            const there = [...document.querySelectorAll(roles[role])].filter(e => e.checkVisibility() && !e.disabled);
            return there.find(e => said(e) === name) || there.find(e => said(e).includes(name)) || there.map(said);
            """;

    private static final String NAME_OF_FOCUS = """
            const e = document.activeElement;
            return (e.getAttribute('aria-label') || (e.labels && e.labels.length ? [...e.labels].map(l => l.innerText).join(' ') : '')
                || e.innerText || e.value || '').replace(/\\s+/g, ' ').trim();
            """;

    private static final String FETCH = """
            const done = arguments[arguments.length - 1];
            fetch(arguments[0]).then(async reply => {
              const bytes = new Uint8Array(await reply.arrayBuffer());
              let text = '';
              for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
              done([String(reply.status), reply.headers.get('Content-Type') || '', btoa(text)]);
            }, failed => done(['0', String(failed), '']));
            """;

    final ChromeDriver driver;
    final Lang lang;
    private final RunningCity city;
    private final Looks looks;
    private URI site;

    private Visitor(ChromeDriver driver, RunningCity city, Looks looks, Lang lang) {
        this.driver = driver;
        this.city = city;
        this.looks = looks;
        this.lang = lang;
        this.site = city.gateway();
    }

    static Visitor fresh(ChromeDriver driver, RunningCity city, Looks looks, Lang lang) {
        var tabs = new ArrayList<>(driver.getWindowHandles());
        for (String tab : tabs.subList(1, tabs.size())) {
            driver.switchTo().window(tab).close();
        }
        driver.switchTo().window(tabs.getFirst());
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", false));
        driver.get("about:blank");
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
        driver.executeCdpCommand(
                "Network.setCookie",
                Map.of(
                        "name",
                        "lang",
                        "value",
                        lang.tag(),
                        "url",
                        city.gateway().toString()));
        looks.forget();
        var visitor = new Visitor(driver, city, looks, lang);
        visitor.network(-1, -1, 0);
        visitor.wide(1280);
        return visitor;
    }

    /** With a site on which addresses begin from now on. */
    Visitor at(URI other) {
        site = other;
        return this;
    }

    Visitor atFinance() {
        return at(city.finance());
    }

    String say(String vi, String en) {
        return lang.say(vi, en);
    }

    /** CSS pixels. */
    void wide(int width) {
        looks.wide(width);
    }

    void withoutScripts() {
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    }

    /** Bytes a second each way, -1 for no limit. */
    void network(long down, long up, int latencyMillis) {
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", false, "latency", latencyMillis, "downloadThroughput", down, "uploadThroughput", up));
    }

    void offline(boolean gone) {
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", gone, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    Visitor signIn(String role) {
        return signIn(role, "/sign-in");
    }

    Visitor signIn(String role, String path) {
        open(path);
        type(say("Khóa truy cập", "Access key"), "sk_sandbox_" + role);
        mark();
        press(say("Đăng nhập", "Sign in"));
        return waits("the page after signing in", () -> !marked());
    }

    /** @param address whole, or a path of the site */
    Visitor open(String address) {
        driver.get(site.resolve(address).toString());
        return this;
    }

    URI here() {
        return URI.create(Objects.requireNonNull(driver.getCurrentUrl()));
    }

    /** What stands in the page to be read, in one line. */
    String read() {
        return said("return document.querySelector('main, body').innerText");
    }

    String heading() {
        return said("return (document.querySelector('h1') || {innerText: ''}).innerText");
    }

    private String said(String script) {
        try {
            return String.valueOf(driver.executeScript(script))
                    .replaceAll("\\s+", " ")
                    .strip();
        } catch (JavascriptException | StaleElementReferenceException underWay) {
            return "";
        }
    }

    /** Presses a button, link or summary. */
    Visitor press(String name) {
        find("button", name).click();
        return this;
    }

    void doublePress(String name) {
        new Actions(driver).doubleClick(find("button", name)).perform();
    }

    Visitor type(String label, String text) {
        WebElement field = find("field", label);
        field.clear();
        field.sendKeys(text);
        return this;
    }

    Visitor choose(String label, String option) {
        WebElement field = find("field", label);
        field.findElements(By.tagName("option")).stream()
                .filter(each -> each.getText().contains(option))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(option + " in " + field.getText()))
                .click();
        return this;
    }

    Visitor attach(String label, Path file) {
        find("field", label).sendKeys(file.toAbsolutePath().toString());
        return this;
    }

    boolean offers(String name) {
        return driver.executeScript(FIND, "button", name) instanceof WebElement;
    }

    /** Where a link leads. */
    String target(String name) {
        return Objects.requireNonNull(find("button", name).getDomProperty("href"));
    }

    WebElement find(String role, String name) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Object found = driver.executeScript(FIND, role, name);
            if (found instanceof WebElement element) {
                return element;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("no " + role + " says «" + name + "» at " + here() + " (" + heading()
                        + "); there are " + found);
            }
            pause();
        }
    }

    /** Waits for a page, or its news, with this heading. */
    Visitor sees(String heading) {
        return waits("the heading «" + heading + "»", () -> heading().contains(heading));
    }

    /** Waits until this can be read. */
    Visitor reads(String text) {
        return waits("the words «" + text + "»", () -> read().contains(text));
    }

    Visitor readsNoMore(String text) {
        return waits("the end of «" + text + "»", () -> {
            String all = read();
            return !all.isEmpty() && !all.contains(text);
        });
    }

    Visitor waits(String what, Supplier<Boolean> seen) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!seen.get()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what + " did not come at " + here() + ", where is: " + read());
            }
            pause();
        }
        return this;
    }

    private static void pause() {
        try {
            Thread.sleep(40);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Goes on with the tabulator key alone until the thing of this name has the focus. */
    Visitor tabTo(String name) {
        var passed = new ArrayList<String>();
        for (int i = 0; i < MOST_TABS; i++) {
            String focused = said(NAME_OF_FOCUS);
            if (focused.contains(name) && !focused.isEmpty() && i > 0) {
                return this;
            }
            passed.add(focused);
            keys(Keys.TAB);
        }
        throw new AssertionError("the tabulator never came to «" + name + "» at " + here() + ": " + passed);
    }

    Visitor keys(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
        return this;
    }

    /** An access key of the page. */
    Visitor accessKey(String key) {
        new Actions(driver).keyDown(Keys.ALT).sendKeys(key).keyUp(Keys.ALT).perform();
        return this;
    }

    void back() {
        driver.navigate().back();
    }

    /** A second tab, in which the visitor goes on; the first one's handle. */
    String newTab() {
        String first = driver.getWindowHandle();
        driver.switchTo().newWindow(WindowType.TAB);
        looks.wide(looks.width());
        return first;
    }

    void tab(String handle) {
        driver.switchTo().window(handle);
    }

    record Download(int status, String contentType, byte[] content) {
        String text() {
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    /** What a link of the page leads to, fetched by the browser as the page would. */
    Download download(String address) {
        List<?> parts = (List<?>) Objects.requireNonNull(driver.executeAsyncScript(FETCH, address));
        return new Download(
                Integer.parseInt((String) parts.get(0)),
                (String) parts.get(1),
                Base64.getDecoder().decode((String) parts.get(2)));
    }

    /** Remembers that this very document is shown, until it is loaded anew. */
    void mark() {
        driver.executeScript("window.phigateMark = true");
    }

    boolean marked() {
        return said("return window.phigateMark === true").equals("true");
    }

    /** Looks at the page with axe at both widths, once for each name and language, and takes a picture when pictures were asked for. */
    Visitor looks(String name) {
        looks.at(name, lang);
        return this;
    }
}
