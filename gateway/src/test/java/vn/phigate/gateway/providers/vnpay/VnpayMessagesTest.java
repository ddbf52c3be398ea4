package vn.phigate.gateway.providers.vnpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.testsupport.Seeded;

class VnpayMessagesTest {
    private static final VnpaySecret PRIMARY = new VnpaySecret("primary", "NEWSECRET");
    private static final VnpaySecret SECONDARY = new VnpaySecret("secondary", "OLDSECRET");
    private static final Map<String, String> VALUES =
            Map.of("vnp_TmnCode", "T1", "vnp_OrderInfo", "Phí (2*1) ~ 'x' + y!", "vnp_Amount", "100", "vnp_Empty", "");

    @Test
    void namesTheKeyThatVerified_whenTwoAreKnown() {
        VnpayQuery.Parsed parsed = parsed(signed(VALUES, SECONDARY));
        assertThat(parsed.verifiedBy(List.of(PRIMARY, SECONDARY))).hasValue("secondary");
        assertThat(parsed.verifiedBy(List.of(PRIMARY))).isEmpty();
        assertThat(parsed.verifiedBy(List.of())).isEmpty();
    }

    @Test
    void verifies_whenHashIsUpperCase() {
        String url = signed(VALUES, PRIMARY);
        int hash = url.lastIndexOf('=') + 1;
        String upper = url.substring(0, hash) + url.substring(hash).toUpperCase(Locale.ROOT);
        assertThat(parsed(upper).verifiedBy(List.of(PRIMARY))).hasValue("primary");
    }

    @Test
    void verifies_whenOtherKeysStandBetween() {
        String query = "utm_source=zalo&utm_source=%ZZ&" + signed(VALUES, PRIMARY) + "&fbclid=1&&x";
        assertThat(parsed(query).verifiedBy(List.of(PRIMARY))).hasValue("primary");
    }

    @Test
    void doesNotVerify_whenAnotherVnpValueIsAdded() {
        assertThat(parsed(signed(VALUES, PRIMARY) + "&vnp_Extra=1").verifiedBy(List.of(PRIMARY)))
                .isEmpty();
        assertThat(parsed(signed(VALUES, PRIMARY) + "&vnp_Extra=").verifiedBy(List.of(PRIMARY)))
                .hasValue("primary");
    }

    @Test
    void doesNotVerify_whenHashIsMissingShortOrNoHex() {
        String unsigned = VnpaySignature.canonical(VALUES);
        for (String hash : List.of("", "00", "x".repeat(128), "0".repeat(130))) {
            assertThat(parsed(unsigned + "&vnp_SecureHash=" + hash).verifiedBy(List.of(PRIMARY)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vnp_Amount=1&vnp_Amount=1",
                "vnp_Amount=1&vnp_%41mount=2",
                "vnp_Amount&vnp_Amount=2",
                "%76np_Amount=1&vnp_Amount=1",
                "vnp_SecureHash=a&vnp_SecureHash=b",
                "vnp_Unknown=1&x=1&vnp_Unknown=2"
            })
    void refusesQuery_whenVnpKeyIsDoubled(String query) {
        assertThat(VnpayQuery.read(query))
                .isInstanceOfSatisfying(
                        VnpayQuery.Refused.class,
                        r -> assertThat(r.reason()).isEqualTo(VnpayQuery.Reason.DUPLICATE_KEY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vnp_A=%",
                "vnp_A=%4",
                "vnp_A=%4G",
                "vnp_A=%+1",
                "vnp_%ZZ=1",
                "x%=1",
                "vnp_A=%C3",
                "vnp_A=%C0%80",
                "vnp_A=é",
                "vnp_A=a b",
                "vnp_A=%00",
                "vnp_A=%ED%A0%80"
            })
    void refusesQuery_whenEncodingIsBroken(String query) {
        assertThat(VnpayQuery.read(query))
                .isInstanceOfSatisfying(
                        VnpayQuery.Refused.class,
                        r -> assertThat(r.reason()).isEqualTo(VnpayQuery.Reason.MALFORMED_ENCODING));
    }

    @Test
    void readsNothing_whenQueryIsAbsent() {
        assertThat(VnpayQuery.read(null)).isEqualTo(parsed(""));
        assertThat(parsed("").notice().complete()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "00,00,PAID", "24,02,FAILED", "51,02,FAILED", "99,02,FAILED", "00,02,UNCLEAR", "24,00,UNCLEAR", "07,07,UNCLEAR",
                "07,00,UNCLEAR",
        "07,02,UNCLEAR", "00,04,UNCLEAR", "24,04,UNCLEAR", "11,01,UNCLEAR", "00,07,UNCLEAR", "00,'',UNCLEAR",
                "'','',UNCLEAR", "42,02,UNCLEAR",
        "00,05,UNCLEAR", "00,20,UNCLEAR"
    })
    void resultNeedsBothCodes(String response, String status, VnpayResult expected) {
        assertThat(VnpayResult.ofNotice(response, status)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "00,01,00,PAID",
        "00,'',00,PAID",
        "00,01,02,FAILED",
        "00,01,01,UNCLEAR",
        "00,01,07,UNCLEAR",
        "91,'','',UNCLEAR",
        "91,01,00,UNCLEAR",
        "00,02,00,UNCLEAR",
        "00,03,06,UNCLEAR",
        "97,01,02,UNCLEAR"
    })
    void queryResultIsTheStatusOfThePayment(String response, String type, String status, VnpayResult expected) {
        assertThat(VnpayResult.ofQuery(response, type, status)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "3000000,30000",
        "100,1",
        "0,0",
        "00100,1",
        "150,",
        "99,",
        "-100,",
        "+100,",
        "1e4,",
        "100.00,",
        "'',",
        "１００,",
        "1000000000000000000000,"
    })
    void amountIsWholeDongOrNothing(String wire, @org.jspecify.annotations.Nullable Long expected) {
        assertThat(VnpayWire.amountVnd(wire)).isEqualTo(expected);
    }

    @Test
    void timesAreVietnamese() {
        Instant instant = Instant.parse("2025-07-17T02:32:11Z");
        assertThat(VnpayWire.instant("20250717093211")).isEqualTo(instant);
        assertThat(VnpayWire.time(instant)).isEqualTo("20250717093211");
        assertThat(List.of("20250230093211", "20250717", "", "2025-07-17", "20250717246060"))
                .allSatisfy(wire -> assertThat(VnpayWire.instant(wire)).isNull());
    }

    @Test
    void payRequestWritesEveryMandatoryField() {
        Instant created = Instant.parse("2025-07-17T02:30:15Z");
        VnpayPayRequest request = new VnpayPayRequest(
                "HNIFEE01",
                "P1",
                30_000,
                "Nộp phí hồ sơ H26.12-250717-0001 (đợt 1)",
                "other",
                "https://example.vn/r",
                "113.160.10.20",
                VnpayPayRequest.Locale.VN,
                null,
                created,
                created.plusSeconds(900));
        assertThat(request.fields())
                .containsEntry("vnp_Amount", "3000000")
                .containsEntry("vnp_OrderInfo", "Nop phi ho so H26.12-250717-0001 dot 1")
                .containsEntry("vnp_CreateDate", "20250717093015")
                .containsEntry("vnp_ExpireDate", "20250717094515")
                .hasSize(13);
        assertThatThrownBy(() -> VnpayWire.amount(10_000_000_000L)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> VnpayWire.amount(0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(VnpayWire.amount(9_999_999_999L)).hasSize(12);
    }

    @Test
    void answerIsRefused_whenUnsignedTamperedOrDoubled() {
        Map<String, String> answer = VnpayPipe.QUERYDR_RESPONSE.signed(
                Map.of(
                        "vnp_Command",
                        "querydr",
                        "vnp_ResponseCode",
                        "00",
                        "vnp_Amount",
                        "3000000",
                        "vnp_TransactionStatus",
                        "00"),
                PRIMARY);
        String json =
                "{\"vnp_Command\":\"querydr\",\"vnp_ResponseCode\":\"00\",\"vnp_Amount\":3000000,\"vnp_BankCode\":null,"
                        + "\"vnp_TransactionStatus\":\"00\",\"vnp_SecureHash\":\"" + answer.get("vnp_SecureHash")
                        + "\"}";
        assertThat(VnpayAnswer.read(json, VnpayPipe.QUERYDR_RESPONSE, List.of(PRIMARY)))
                .isInstanceOfSatisfying(VnpayAnswer.Verified.class, v -> {
                    assertThat(v.amountVnd()).isEqualTo(30_000);
                    assertThat(v.paymentResult()).isEqualTo(VnpayResult.PAID);
                });
        List<String> bad = List.of(
                json.replace("3000000", "300000"),
                json.replace("\"vnp_Command\":\"querydr\",", "\"vnp_Command\":\"querydr\",\"vnp_Amount\":1,"),
                "[]",
                "x",
                "");
        assertThat(bad)
                .allSatisfy(b -> assertThat(VnpayAnswer.read(b, VnpayPipe.QUERYDR_RESPONSE, List.of(PRIMARY)))
                        .isInstanceOf(VnpayAnswer.Refused.class));
        assertThat(VnpayAnswer.read(json, VnpayPipe.REFUND_RESPONSE, List.of(PRIMARY)))
                .isInstanceOf(VnpayAnswer.Refused.class);
    }

    @Test
    void canonicalEncodesAsJavaDoes() {
        Seeded.check(1000, random -> {
            // Halves of surrogate pairs have no UTF-8; Java's own encoder is of two minds about them.
            String value =
                    new String(Seeded.text(random, 1, 60).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            assertThat(VnpaySignature.canonical(Map.of("vnp_X", value)))
                    .isEqualTo("vnp_X=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        });
    }

    @Test
    void orderInfoNeedsNoSpecialEscapes() {
        Seeded.check(
                1000,
                random -> assertThat(VnpayMessages.orderInfo(Seeded.text(random, 0, 400)))
                        .matches("(?s)[A-Za-z0-9 .\\-_:/]{0,255}")
                        .doesNotContain("  "));
    }

    @Test
    void whatWasSignedIsRead() {
        Seeded.check(1000, random -> {
            byte[] utf8 = Seeded.text(random, 1, 40).getBytes(StandardCharsets.UTF_8);
            String value = new String(utf8, StandardCharsets.UTF_8).replace("\0", "0");
            VnpayQuery.Parsed parsed = parsed(signed(Map.of("vnp_X", value), PRIMARY));
            assertThat(parsed.value("vnp_X")).isEqualTo(value);
            assertThat(parsed.verifiedBy(List.of(PRIMARY))).hasValue("primary");
        });
    }

    private static String signed(Map<String, String> values, VnpaySecret secret) {
        return VnpayMessages.payUrl("", values, secret.secret()).substring(1);
    }

    private static VnpayQuery.Parsed parsed(String query) {
        return (VnpayQuery.Parsed) VnpayQuery.read(query);
    }
}
