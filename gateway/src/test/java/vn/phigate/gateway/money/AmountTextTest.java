package vn.phigate.gateway.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.phigate.gateway.Vectors;
import vn.phigate.testsupport.Seeded;

class AmountTextTest {
    @TestFactory
    Stream<DynamicTest> vectorsHold() {
        return Vectors.each(Vectors.read("amount_words").get("cases"))
                .map(c -> DynamicTest.dynamicTest(c.get("amount").asText(), () -> {
                    long amountVnd = c.get("amount").asLong();
                    assertThat(AmountInWords.vietnamese(amountVnd))
                            .isEqualTo(c.get("words").asText());
                    assertThat(AmountInWords.receiptPhrase(amountVnd))
                            .isEqualTo(c.get("receipt").asText());
                }));
    }

    /** As npm read-vietnamese-number 2.3.1 reads them with "linh" and "tỷ". */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "44, bốn mươi tư",
                "404, bốn trăm linh bốn",
                "1000044, một triệu không trăm bốn mươi tư",
                "1000000005, một tỷ không trăm linh năm",
                "1000000000000, một nghìn tỷ",
                "1234000000000, một nghìn hai trăm ba mươi tư tỷ",
                "1005000000000, một nghìn không trăm linh năm tỷ",
                "1000000000005, một nghìn tỷ không trăm linh năm",
                "999999999999999, chín trăm chín mươi chín nghìn chín trăm chín mươi chín tỷ chín trăm chín mươi chín triệu chín trăm chín mươi chín nghìn chín trăm chín mươi chín",
                "1000000000000000000, một tỷ tỷ"
            })
    void largeAmountsAreCountedInTy(long amountVnd, String words) {
        assertThat(AmountInWords.vietnamese(amountVnd)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "0, zero dong",
        "1, one dong",
        "19, nineteen dong",
        "20, twenty dong",
        "24000, twenty-four thousand dong",
        "1000005, one million five dong",
        "118, one hundred eighteen dong",
        "1234567, one million two hundred thirty-four thousand five hundred sixty-seven dong",
        "2000000000000, two trillion dong",
        "9000000000000000000, nine quintillion dong"
    })
    void englishIsPlain(long amountVnd, String words) {
        assertThat(AmountInWords.english(amountVnd)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0 ₫|VND 0",
                "999|999 ₫|VND 999",
                "1000|1.000 ₫|VND 1,000",
                "1234567|1.234.567 ₫|VND 1,234,567",
                "-30000|-30.000 ₫|VND -30,000",
                "-300|-300 ₫|VND -300",
                "9223372036854775807|9.223.372.036.854.775.807 ₫|VND 9,223,372,036,854,775,807"
            })
    void figuresAreGroupedByThree(long amountVnd, String vietnamese, String english) {
        assertThat(MoneyText.vietnamese(amountVnd)).isEqualTo(vietnamese);
        assertThat(MoneyText.english(amountVnd)).isEqualTo(english);
    }

    @Test
    void negativeAmountHasNoWords() {
        assertThatThrownBy(() -> AmountInWords.vietnamese(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AmountInWords.english(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void differentAmountsHaveDifferentWords() {
        Seeded.check(1000, random -> {
            long one = Seeded.between(random, 0, 999_999_999_999_999L);
            long other = Seeded.between(random, 0, 999_999_999_999_999L);
            if (one != other) {
                assertThat(AmountInWords.vietnamese(one))
                        .isNotEqualTo(AmountInWords.vietnamese(other))
                        .doesNotContain("  ");
                assertThat(AmountInWords.english(one))
                        .isNotEqualTo(AmountInWords.english(other))
                        .doesNotContain("  ");
            }
        });
    }
}
