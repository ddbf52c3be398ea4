package vn.phigate.reconciliation.statements.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.phigate.testsupport.Seeded;

class NumbersTest {
    private static final Numbers DONG = new Numbers("VND", 0, null);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "5|5",
                "30000|30000",
                "1,234,567|1234567",
                "1.234.567|1234567",
                "1 234 567|1234567",
                "1'234|1234",
                "1.234|1234",
                "1,234.00|1234",
                "1.234,00|1234",
                "1234.00|1234",
                "1234,00|1234",
                "0.00|0",
                "-1,234|-1234",
                "+1.234|1234",
                "3,359,662,231 VND|3359662231",
                "20.000 đ|20000",
                "20.000VNĐ|20000",
                "1 000|1000",
                "1,234.50|",
                "12.5|",
                "1.2|",
                "12,34|",
                "1,23,456|",
                "1,234.567|",
                "1.234,567|",
                "1,234,00|",
                "1.234.00|",
                "0.500|",
                "007|",
                "1e9|",
                "abc|",
                "1.234.56|",
                "1234.567|",
                "12345,678|",
                ",500|",
                "1,234.0|",
                "--5|",
                "(1,234)|-1234",
                "1.234-|-1234",
                "1,234 DR|-1234",
                "−1 234|-1234",
                "(1,234|",
                "-(5)|",
                "1,234.00.00|",
                "9999999999999999999|",
                "١٢٣|",
                "20.000 USD|",
            })
    void readsOneReadingOrNone(String text, BigDecimal value) {
        Numbers.Amount amount = DONG.read(text);
        if (value == null) {
            assertThat(amount).isNull();
        } else {
            assertThat(amount).isNotNull();
            assertThat(Objects.requireNonNull(amount).value()).isEqualByComparingTo(value);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.234,56|1234.56",
                "1234,5|1234.5",
                "1.234|1234",
                "10374,04|10374.04",
                "1,234|",
                "1.234,567|",
                "12.34|"
            })
    void readsDecimals_byTheDeclaredSign(String text, BigDecimal value) {
        Numbers.Amount amount = new Numbers("EUR", 2, ",").read(text);
        if (value == null) {
            assertThat(amount).isNull();
        } else {
            assertThat(amount).isNotNull();
            assertThat(Objects.requireNonNull(amount).value()).isEqualByComparingTo(value);
        }
    }

    @Test
    void readsNumberCells_onlyWithoutDong() {
        assertThat(DONG.read(new Cell("1234567", true))).isNotNull();
        assertThat(DONG.read(new Cell("1234567.5", true))).isNull();
        assertThat(DONG.read(new Cell("1.234", true))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"2,;", "0,.", "5,."})
    void refusesSenselessDecimals(int decimals, String sign) {
        assertThatThrownBy(() -> new Numbers("EUR", decimals, sign)).hasMessageContaining("decimal");
    }

    @Test
    void readsBack_everyAmountInEveryStyle() {
        Seeded.check(1000, random -> {
            long dong = Seeded.between(random, 0, 999_999_999_999_999L);
            String commas = String.format(Locale.ROOT, "%,d", dong);
            String dots = commas.replace(',', '.');
            for (String text : new String[] {Long.toString(dong), commas, dots, commas + ".00", dots + ",00"}) {
                Numbers.Amount amount = DONG.read(text);
                assertThat(amount).as(text).isNotNull();
                assertThat(Objects.requireNonNull(amount).value().longValueExact())
                        .isEqualTo(dong);
            }
        });
    }
}
