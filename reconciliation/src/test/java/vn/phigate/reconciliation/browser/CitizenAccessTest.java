package vn.phigate.reconciliation.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.Keys;

/** What the accessibility statement says was checked: the keyboard alone, where the focus is, 400 % zoom, reduced motion, and news that are read out. */
@InBrowser
class CitizenAccessTest {
    private static final String AGENCY = "00166";
    /** WCAG 2.2, 1.4.10: 1280 CSS pixels at 400 %. */
    private static final int ZOOMED = 320;

    private static final int MOST_STOPS = 80;

    /** Of what has the focus: its name, and what is wrong with how it shows it (2.4.7, 2.4.11) or with its size (2.5.8; links in a sentence may be small). */
    private static final String STOP = """
            const e = document.activeElement;
            if (!e || e === document.body) return null;
            const style = getComputedStyle(e), box = e.getBoundingClientRect();
            const faults = [];
            if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) faults.push('shows no focus');
            if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) faults.push('is out of sight');
            const inText = style.display === 'inline';
            if (!inText && (box.width < 24 || box.height < 24)) faults.push('is ' + Math.round(box.width) + ' × ' + Math.round(box.height));
            return [e.outerHTML.slice(0, 120), faults.join(', ')];
            """;

    private record Sight(String name, String address) {}

    private static List<Sight> sights(Stage stage) {
        var scan = stage.api.pay(stage.api.dossier(AGENCY), "vietqr");
        var atProvider = stage.api.pay(stage.api.dossier(AGENCY), "vnpay");
        return List.of(
                new Sight("look-up", "/"),
                new Sight("due", stage.api.dossier(AGENCY).path()),
                new Sight(
                        "free",
                        stage.api
                                .dossier(AGENCY, "1.000894", java.time.LocalDate.of(2025, 7, 17))
                                .path()),
                new Sight("scan", scan.get("result_url").asText()),
                new Sight("at the provider", atProvider.get("result_url").asText()),
                new Sight("fees", "/fees?q=chung+thuc"),
                new Sight("check-account", "/check-account?bin=970432&number=123456789"),
                new Sight("verify", "/verify/00000000000000000000000000"),
                new Sight("accessibility", "/accessibility"),
                new Sight("nothing there", "/nothing-here"));
    }

    @ParameterizedTest
    @EnumSource(Lang.class)
    void goesAllTheWay_byKeyboardAlone_andHearsTheResult(Lang lang, Stage stage) {
        Api.Dossier dossier = stage.api.dossier(AGENCY);
        Visitor citizen = stage.visitor(lang).open("/");
        citizen.tabTo(lang.say("Mã hồ sơ", "Dossier code")).keys(dossier.code());
        citizen.tabTo(lang.say("4 số cuối", "Last 4 digits")).keys("5678", Keys.ENTER);
        citizen.sees(lang.say("Khoản phải nộp", "What is due"));
        citizen.tabTo(lang.say("Quét mã VietQR", "Scan a VietQR code")).keys(Keys.ENTER);
        citizen.sees(lang.say("Quét mã để chuyển khoản", "Scan the code to transfer"));
        var payment = Objects.requireNonNull(stage.api
                .get("dossiers", "/v1/dossiers/" + dossier.code())
                .at("/obligations/0/account/number")
                .asText());
        citizen.tabTo(lang.say("Lưu ảnh mã QR", "Save the QR picture"));
        citizen.mark();
        stage.api.transfer(payment, 30_000, content(citizen));
        String paid = lang.say("Đã thanh toán", "Paid");
        citizen.sees(paid).reads(lang.say("Biên lai số", "Receipt number"));
        assertThat(citizen.marked()).as("without a reload").isTrue();
        assertThat(said(citizen, "document.activeElement.tagName"))
                .as("what had the focus is gone: the focus is at the news")
                .isEqualTo("H1");
        assertThat(said(citizen, "document.querySelector('footer [role=status]').textContent"))
                .as("read out")
                .isNotBlank();
        citizen.tabTo(lang.say("Mở biên lai (PDF)", "Open the receipt (PDF)"));
    }

    private static String content(Visitor citizen) {
        return said(citizen, "[...document.querySelectorAll('[data-copy]')].at(-1).dataset.copy");
    }

    private static String said(Visitor citizen, String expression) {
        return String.valueOf(citizen.driver.executeScript("return " + expression));
    }

    @Test
    void keepsTheFocusWhereItIs_whenNewsComeIn(Stage stage) {
        Api.Dossier dossier = stage.api.dossier(AGENCY);
        var payment = stage.api.pay(dossier, "vnpay");
        Visitor citizen = stage.visitor(Lang.VI).open(payment.get("result_url").asText());
        citizen.sees("Tiếp tục tại VNPay").tabTo(dossier.code());
        citizen.mark();
        stage.api.provider(
                "/sandbox/vnpay/pay",
                Map.of("pay_url", payment.at("/attempt/redirect_url").asText(), "result", "success"));
        citizen.sees("Đã thanh toán").reads("Biên lai số");
        assertThat(citizen.marked()).isTrue();
        assertThat(said(citizen, "document.activeElement.textContent")).isEqualTo(dossier.code());
    }

    @Test
    void showsWhereTheFocusIs_atEveryStopOfEveryPage(Stage stage) {
        Visitor citizen = stage.visitor(Lang.VI);
        var faults = new ArrayList<String>();
        for (int width : new int[] {Looks.PHONE, Looks.DESK}) {
            citizen.wide(width);
            for (Sight sight : sights(stage)) {
                citizen.open(sight.address());
                var stops = new HashSet<Object>();
                for (int i = 0; i < MOST_STOPS; i++) {
                    citizen.keys(Keys.TAB);
                    if (!(citizen.driver.executeScript(STOP) instanceof List<?> stop)) {
                        break;
                    }
                    stops.add(stop.get(0));
                    if (!stop.get(1).toString().isEmpty()) {
                        faults.add(sight.name() + " " + width + " px: " + stop);
                    }
                }
                assertThat(stops).as(sight.name()).hasSizeGreaterThan(5);
            }
        }
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Lang.class)
    void needsNoSidewaysScroll_at400PercentZoom(Lang lang, Stage stage) {
        Visitor citizen = stage.visitor(lang);
        citizen.wide(ZOOMED);
        for (Sight sight : sights(stage)) {
            citizen.open(sight.address());
            assertThat(said(citizen, "document.documentElement.scrollWidth"))
                    .as(sight.name())
                    .isEqualTo(String.valueOf(ZOOMED));
        }
        citizen.wide(Looks.DESK);
    }

    /** The browser of these tests asks for reduced motion. */
    @Test
    void movesNothing_whenReducedMotionIsAskedFor(Stage stage) {
        Visitor citizen = stage.visitor(Lang.VI);
        assertThat(said(citizen, "matchMedia('(prefers-reduced-motion: reduce)').matches"))
                .isEqualTo("true");
        for (Sight sight : sights(stage)) {
            citizen.open(sight.address());
            assertThat(said(citizen, "document.getAnimations().length"))
                    .as(sight.name())
                    .isEqualTo("0");
        }
    }
}
