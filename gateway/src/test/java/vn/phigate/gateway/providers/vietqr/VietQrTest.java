package vn.phigate.gateway.providers.vietqr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.phigate.gateway.Vectors;
import vn.phigate.gateway.providers.vietqr.VietQrCode.Method;
import vn.phigate.gateway.providers.vietqr.VietQrCode.Service;
import vn.phigate.testsupport.Seeded;

class VietQrTest {
    private static final String DIGITS = "0123456789";
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final VietQrCode CODE =
            VietQrCode.toAccount("970432", "1900888000126", 30_000L, "PG12345 H26122507170001");
    private final JsonNode vectors = Vectors.read("vietqr");

    @TestFactory
    Stream<DynamicTest> publishedStringsAreWrittenAndRead() {
        return Vectors.each(vectors.get("valid"))
                .map(v -> DynamicTest.dynamicTest(v.get("id").asText(), () -> {
                    JsonNode in = v.get("input");
                    VietQrCode code = new VietQrCode(
                            in.get("bin").asText(),
                            in.get("account").asText(),
                            in.has("amount") ? in.get("amount").asLong() : null,
                            in.has("purpose") ? in.get("purpose").asText() : null,
                            Service.valueOf(in.get("service").asText()),
                            in.get("method").asText().equals("11") ? Method.STATIC : Method.DYNAMIC);
                    String qr = v.get("qr").asText();
                    assertThat(code.encode())
                            .isEqualTo(qr)
                            .endsWith(v.get("crc").asText());
                    assertThat(VietQr.decode(qr)).isEqualTo(new VietQr.Valid(code));
                    assertThat(new VietQr.Valid(code).staticWithAmount())
                            .isEqualTo(in.has("amount")
                                    && in.get("method").asText().equals("11"));
                }));
    }

    @TestFactory
    Stream<DynamicTest> brokenStringsAreRefusedForTheirReason() {
        return Vectors.each(vectors.get("invalid"))
                .map(v -> DynamicTest.dynamicTest(v.get("id").asText(), () -> {
                    VietQr.Decoded decoded = VietQr.decode(v.get("qr").asText());
                    if (v.get("expect").asText().equals("ACCEPT_ON_READ")) {
                        assertThat(decoded).isInstanceOf(VietQr.Valid.class);
                    } else {
                        assertThat(decoded)
                                .isInstanceOfSatisfying(
                                        VietQr.Invalid.class,
                                        i -> assertThat(i.reason().name())
                                                .isEqualTo(v.get("expect").asText()));
                    }
                }));
    }

    @Test
    void libraryStringWithOverflownLengthIsRefused() {
        String broken = vectors.at("/libraryObservation/exampleBuilt").asText();
        assertThat(VietQr.decode(broken)).isInstanceOf(VietQr.Invalid.class);
    }

    @Test
    void crcHasThePublishedCheckValue() {
        assertThat(Integer.toHexString(VietQr.crc("123456789".getBytes(StandardCharsets.US_ASCII)))
                        .toUpperCase(Locale.ROOT))
                .isEqualTo(vectors.get("crcCheck").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "5303704,5303840,CURRENCY_NOT_VND",
        "5802VN,5802SG,COUNTRY_NOT_VN",
        "QRIBFTTA,QRPUSHXX,SERVICE_UNSUPPORTED",
        "010212,010213,METHOD_UNKNOWN",
        "0006970432,000697O432,BENEFICIARY_UNREADABLE",
        "000201,000202,NOT_VIETQR",
        "5303704,53037045303704,MALFORMED_TLV",
        "540530000,5400,MALFORMED_TLV",
        "540530000,54050x7D0,AMOUNT_NOT_INTEGER",
        "540530000,541430000000000000,AMOUNT_NOT_INTEGER",
        "5802VN,5802VN5901,MALFORMED_TLV",
        "38,26,NOT_VIETQR"
    })
    void refuses_whenOneFieldIsWrong(String from, String to, VietQr.Reason reason) {
        assertThat(VietQr.decode(sealed(CODE.encode().replaceFirst(from, to))))
                .isInstanceOfSatisfying(
                        VietQr.Invalid.class, i -> assertThat(i.reason()).isEqualTo(reason));
    }

    @Test
    void countsBytes_whenNameIsVietnamese() {
        assertThat(VietQr.decode(sealed(CODE.encode().replaceFirst("5802VN", "5802VN5906Hà Nội"))))
                .isInstanceOfSatisfying(
                        VietQr.Invalid.class, i -> assertThat(i.reason()).isEqualTo(VietQr.Reason.MALFORMED_TLV));
        assertThat(VietQr.decode(sealed(CODE.encode().replaceFirst("5802VN", "5802VN5909Hà Nội"))))
                .isEqualTo(new VietQr.Valid(CODE));
    }

    @ParameterizedTest
    @CsvSource({"''", "x", "6304", "63041D0F", "00020101021", "970432"})
    void refusesFragments(String text) {
        assertThat(VietQr.decode(text)).isInstanceOf(VietQr.Invalid.class);
    }

    @Test
    void refusesToWrite_whenBanksWouldCutOrMisread() {
        assertThatThrownBy(() ->
                        VietQrCode.toAccount("970432", "1", 1L, "A".repeat(26)).encode())
                .hasMessageContaining("purpose");
        assertThatThrownBy(() -> VietQrCode.toAccount("970432", "1", 1L, "phí").encode())
                .hasMessageContaining("purpose");
        assertThatThrownBy(() -> VietQrCode.toAccount("970432", "1", 1L, "").encode())
                .hasMessageContaining("purpose");
        assertThatThrownBy(() -> VietQrCode.toAccount("97043", "1", 1L, null).encode())
                .hasMessageContaining("BIN");
        assertThatThrownBy(() ->
                        VietQrCode.toAccount("970432", "1".repeat(20), 1L, null).encode())
                .hasMessageContaining("account");
        assertThatThrownBy(() -> VietQrCode.toAccount("970432", "1", 10_000_000_000_000L, null)
                        .encode())
                .hasMessageContaining("13");
        assertThatThrownBy(() -> VietQrCode.toAccount("970432", "1", 0L, null).encode())
                .hasMessageContaining("0 đồng");
    }

    @Test
    void readsWhatItWrites() {
        Seeded.check(1000, random -> {
            VietQrCode code = VietQrCode.toAccount(
                    Seeded.of(random, DIGITS, 6, 6),
                    Seeded.of(random, DIGITS + LETTERS, 1, 19),
                    Seeded.between(random, 1, 9_999_999_999_999L),
                    Seeded.of(random, DIGITS + LETTERS, 1, 25));
            assertThat(VietQr.decode(code.encode())).isEqualTo(new VietQr.Valid(code));
        });
    }

    @Test
    void anyOneChangedCharacterIsRefused() {
        String written = CODE.encode();
        for (int at = 0; at < written.length(); at++) {
            for (char other = ' '; other <= '~'; other++) {
                if (Character.toUpperCase(written.charAt(at)) != Character.toUpperCase(other)) {
                    String changed = written.substring(0, at) + other + written.substring(at + 1);
                    assertThat(VietQr.decode(changed)).as(changed).isInstanceOf(VietQr.Invalid.class);
                }
            }
        }
    }

    @Test
    void neverThrows() {
        Seeded.check(1000, random -> {
            String text = Seeded.text(random, 0, 120);
            assertThat(VietQr.decode(text)).isInstanceOf(VietQr.Invalid.class);
            assertThat(VietQr.decode("000201" + text)).isNotNull();
        });
    }

    /** The text with its last four characters replaced by the right checksum. */
    private static String sealed(String text) {
        String covered = text.substring(0, text.length() - 4);
        return covered + "%04X".formatted(VietQr.crc(covered.getBytes(StandardCharsets.UTF_8)));
    }
}
