package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.platform.http.Language;

final class PagePartsTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            Nguyễn Văn A,            Nguyễn V** A
            Nguyễn Thị Thanh Hương,  Nguyễn T** T** H**
            '  Trần   Bình ',        Trần B**
            Hùng,                    H**
            Công ty TNHH ABC,        Công t** T** A**
            😀a 😀b,                 😀a 😀**
            """)
    void hidesTheName_butForItsInitials(String name, String masked) {
        assertThat(MaskedName.of(name)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/closings", "/closings?business_day=2025-07-17&page=2", "/a/b-c_d~e"})
    void keepsTheWay_onThisServer(String next) {
        assertThat(SignInPages.next(next)).isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "//evil.example",
                "/\\evil.example",
                "\\/evil.example",
                "https://evil.example",
                "evil",
                "/a\r\nSet-Cookie: x",
                "/ a",
                "/a\\b",
                "/\t/evil"
            })
    void leadsToTheFrontPage_whenTheWayIsNotOfThisServer(String next) {
        assertThat(SignInPages.next(next)).isEqualTo("/");
    }

    @Test
    void speaksBothLanguages() {
        var vi = new Wording(Language.VI, "/p/x?from=vnpay", "", false);
        var en = new Wording(Language.EN, "/", "", false);
        var at = Instant.parse("2025-07-17T17:05:00Z");
        assertThat(vi.time(at)).isEqualTo("00:05 ngày 18/07/2025");
        assertThat(en.time(at)).isEqualTo("18 July 2025, 00:05");
        assertThat(vi.day(LocalDate.of(2025, 7, 1))).isEqualTo("01/07/2025");
        assertThat(vi.words(24_000)).isEqualTo("Hai mươi tư nghìn đồng");
        assertThat(en.words(24_000)).isEqualTo("Twenty-four thousand dong");
        assertThat(vi.otherLanguage()).isEqualTo("/p/x?from=vnpay&lang=en");
        assertThat(en.otherLanguage()).isEqualTo("/?lang=vi");
    }

    @Test
    void namesTheBank_orItsBinWhenUnknown() {
        assertThat(Banks.named("970432")).isEqualTo("VPBank (970432)");
        assertThat(Banks.named("999999")).isEqualTo("BIN 999999");
    }
}
