package vn.phigate.gateway.platform.signing;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

    /** RFC 8785 sections 3.2.2 and 3.2.3. */
    @Test
    void holdsTheExamplesOfTheStandard() throws Exception {
        assertThat(rfc8785("""
                        {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                         "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                         "literals": [null, true, false]}"""))
                .isEqualTo(
                        "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
        var sorted = CanonicalJson.parseObject("""
                {"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
                 "\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}""".getBytes(UTF_8));
        assertThat(new String(CanonicalJson.bytes(sorted), UTF_8))
                .isEqualTo(
                        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"\uD83D\uDE00\":\"Emoji: Grinning Face\",\"\uFB33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    /** RFC 8785 appendix B: IEEE 754 bits and their canonical text. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555554, 333333333.33333325",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void writesNumbersAsTheStandardSays(String bits, String text) throws Exception {
        var number = new BigDecimal(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16)));
        assertThat(rfc8785("[" + number + "]")).isEqualTo("[" + text + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":{\"b\":1,\"\\u0062\":2}}",
                "{\"a\":1.0}",
                "{\"a\":1e3}",
                "{\"a\":9007199254740992}",
                "{\"a\":-9007199254740992}",
                "{\"a\":123456789012345678901234567890}",
                "{\"a\":[0.1]}",
                "{\"a\":\"\\ud800\"}",
                "{\"\\udc00\":1}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":1} {}",
                "{\"a\":1,}",
                "{'a':1}",
                "{\"a\":1",
                "\uFEFF{\"a\":1}",
                "[1]",
                "1",
                ""
            })
    void refusesWhatHasNoSingleForm(String json) {
        assertThatExceptionOfType(CanonicalJson.NotCanonicalException.class)
                .isThrownBy(() -> CanonicalJson.parseObject(json.getBytes(UTF_8)));
    }

    @Test
    void refusesBytes_whenTheyAreNotUtf8OrTooManyOrTooDeep() {
        for (var bytes : new byte[][] {
            "{\"a\":1}".getBytes(UTF_16),
            {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'},
            ("{\"a\":\"" + "x".repeat(CanonicalJson.MAX_BYTES) + "\"}").getBytes(UTF_8),
            ("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}").getBytes(UTF_8)
        }) {
            assertThatExceptionOfType(CanonicalJson.NotCanonicalException.class)
                    .isThrownBy(() -> CanonicalJson.parseObject(bytes));
        }
    }

    @Test
    void keepsTheLargestExactNumber() throws Exception {
        var json = "{\"amount_vnd\":9007199254740991,\"low\":-9007199254740991}";
        assertThat(new String(CanonicalJson.bytes(CanonicalJson.parseObject(json.getBytes(UTF_8))), UTF_8))
                .isEqualTo(json);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CanonicalJson.bytes(JsonNodeFactory.instance.numberNode(0.5)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CanonicalJson.bytes(JsonNodeFactory.instance.numberNode(Long.MIN_VALUE)));
    }

    private static String rfc8785(String json) throws Exception {
        return new String(CanonicalJson.rfc8785(json), UTF_8);
    }
}
