package vn.phigate.gateway.providers.momo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.Vectors;
import vn.phigate.gateway.providers.CallbackDoor;
import vn.phigate.gateway.providers.CallbackDoor.Reading;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.ProviderLine;

/** The shared vectors of MoMo, field by field, and what an IPN may not be. */
class MomoVectorsTest {
    private static final JsonNode VECTORS = Vectors.read("momo");
    private static final MomoMerchant.Key KEY = new MomoMerchant.Key(
            VECTORS.get("accessKey").asText(), VECTORS.get("secretKey").asText());
    private static final String PARTNER = VECTORS.get("partnerCode").asText();

    private static MomoMessage message(JsonNode vector) {
        return switch (vector.get("type").asText()) {
            case "create" -> MomoMessage.CREATE;
            case "createResponse" -> MomoMessage.CREATE_RESPONSE;
            case "ipn" -> MomoMessage.IPN;
            case "query" -> MomoMessage.QUERY;
            case "refund" -> MomoMessage.REFUND;
            default -> throw new AssertionError(vector.toString());
        };
    }

    private static Map<String, Object> fields(JsonNode vector) {
        var fields = new LinkedHashMap<String, Object>();
        vector.get("fields")
                .properties()
                .forEach(f -> fields.put(f.getKey(), f.getValue().asText()));
        return fields;
    }

    @TestFactory
    Stream<DynamicTest> everyMessageIsSignedAsPublished() {
        return Vectors.each(VECTORS.get("cases"))
                .map(vector -> DynamicTest.dynamicTest(vector.get("id").asText(), () -> {
                    assertThat(message(vector).raw(KEY.accessKey(), fields(vector)))
                            .isEqualTo(vector.get("raw").asText());
                    assertThat(message(vector).signature(KEY, fields(vector)))
                            .isEqualTo(vector.get("signature").asText());
                }));
    }

    private static MomoCallbacks door(MomoMerchant... merchants) {
        var settings = new MomoProvider.Settings(
                URI.create("http://127.0.0.1:9/"),
                "https://pay.example.vn/return/momo",
                "https://pay.example.vn/callbacks/momo",
                List.of(merchants),
                Duration.ofMinutes(15),
                Duration.ofMinutes(5),
                Duration.ofSeconds(1));
        return new MomoCallbacks(
                new MomoProvider(settings, new ProviderLine("momo", Duration.ofSeconds(1)), () -> Instant.EPOCH));
    }

    private static MomoCallbacks door() {
        return door(new MomoMerchant(PARTNER, List.of(KEY), Set.of()));
    }

    private static Reading<MomoCallbacks.Said> read(String body) {
        return read(door(), null, body);
    }

    private static Reading<MomoCallbacks.Said> read(MomoCallbacks door, @Nullable String endpoint, String body) {
        return door.read(new CallbackDoor.Call(endpoint, "", body.getBytes(StandardCharsets.UTF_8), name -> null));
    }

    private static Notice believed(String body) {
        assertThat(read(body)).isInstanceOf(Reading.Believed.class);
        return ((Reading.Believed<MomoCallbacks.Said>) read(body)).said().notice();
    }

    private static ObjectNode ipn(JsonNode vector) {
        ObjectNode ipn = ((ObjectNode) vector.get("fields")).deepCopy();
        return ipn.put("signature", vector.get("signature").asText());
    }

    private static ObjectNode success() {
        return Vectors.each(VECTORS.get("cases"))
                .filter(v -> v.get("id").asText().equals("ipn-01-success"))
                .map(MomoVectorsTest::ipn)
                .findFirst()
                .orElseThrow();
    }

    private static String signed(ObjectNode ipn) {
        var fields = new LinkedHashMap<String, Object>();
        ipn.properties().forEach(f -> fields.put(f.getKey(), f.getValue().asText()));
        return ipn.put("signature", MomoMessage.IPN.signature(KEY, fields)).toString();
    }

    @TestFactory
    Stream<DynamicTest> ipnIsBelievedOrNot_asTheVectorsSay() {
        return Vectors.each(VECTORS.get("negative"))
                .map(vector -> DynamicTest.dynamicTest(
                        vector.get("id").asText(),
                        () -> assertThat(read(ipn(vector).toString()) instanceof Reading.Believed)
                                .isEqualTo(vector.get("expectValid").asBoolean())));
    }

    @Test
    void noticeSaysWhatTheIpnSaid() {
        Notice notice = believed(success().toString());
        assertThat(notice.orderId()).isEqualTo("P250717000001");
        assertThat(notice.keyId()).isEqualTo(PARTNER);
        assertThat(notice.amountVnd()).isEqualTo(30_000);
        assertThat(notice.result()).isEqualTo(Notice.Result.PAID);
        assertThat(notice.providerTransaction()).isEqualTo("4088878653");
        assertThat(notice.occurredAt()).isEqualTo(Instant.ofEpochMilli(1752719501456L));
        assertThat(notice.bound()).as("extraData holds nothing of ours").isNull();
    }

    /** Every signed field, changed by itself, breaks the signature. */
    @TestFactory
    Stream<DynamicTest> isRefused_whenOneSignedFieldIsChanged() {
        return MomoMessage.IPN.names().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    ObjectNode ipn = success();
                    if (ipn.get(name).isNumber()) {
                        ipn.put(name, ipn.get(name).asLong() + 1);
                    } else {
                        ipn.put(name, ipn.get(name).asText() + "x");
                    }
                    assertThat(read(ipn.toString())).isInstanceOf(Reading.Refused.class);
                }));
    }

    @TestFactory
    Stream<DynamicTest> isRefused_whenOneSignedFieldIsMissing() {
        return MomoMessage.IPN.names().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    ObjectNode ipn = success();
                    ipn.remove(name);
                    assertThat(read(signed(ipn))).isInstanceOf(Reading.Refused.class);
                }));
    }

    /** Text for a number signs the same: the type decides. */
    @ParameterizedTest
    @ValueSource(strings = {"\"30000\"", "30000.0", "3e4", "null", "[30000]", "true", "99999999999999999999"})
    void isRefused_whenTheAmountIsNoWholeNumber(String amount) {
        String body = success().toString().replace("\"amount\":30000", "\"amount\":" + amount);
        assertThat(body).contains("\"amount\":" + amount);
        assertThat(read(body)).isInstanceOf(Reading.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"x\"", "{", "{}x", "{} {}"})
    void isRefused_whenTheBodyIsNoSingleObject(String body) {
        assertThat(read(body)).isInstanceOf(Reading.Refused.class);
    }

    @Test
    void isRefused_whenAKeyIsDoubledOrTheBodyIsHuge() {
        String body = success().toString();
        assertThat(read(body.replaceFirst("\\{", "{\"amount\":30000,"))).isInstanceOf(Reading.Refused.class);
        assertThat(read(body.replaceFirst("\\{", "{\"x\":\"" + "y".repeat(70_000) + "\",")))
                .isInstanceOf(Reading.Refused.class);
        assertThat(read("{\"x\":" + "[".repeat(40) + "]".repeat(40) + "," + body.substring(1)))
                .isInstanceOf(Reading.Refused.class);
    }

    @Test
    void isBelieved_whenSignedWithASecondaryKeyOrWithAnUpperCaseHash() {
        var older = new MomoMerchant.Key("OldAccess", "OldSecret");
        var rotating = door(new MomoMerchant(PARTNER, List.of(older, KEY), Set.of()));
        assertThat(read(rotating, null, success().toString())).isInstanceOf(Reading.Believed.class);
        assertThat(read(rotating, PARTNER, success().toString())).isInstanceOf(Reading.Believed.class);
        ObjectNode upper = success();
        upper.put("signature", upper.get("signature").asText().toUpperCase(java.util.Locale.ROOT));
        believed(upper.toString());
    }

    @Test
    void isRefused_whenAnotherMerchantSpeaksAtTheDoor() {
        var other = new MomoMerchant("OTHER", List.of(KEY), Set.of());
        var mine = new MomoMerchant(PARTNER, List.of(KEY), Set.of());
        assertThat(read(door(other), null, success().toString())).isInstanceOf(Reading.Refused.class);
        assertThat(read(door(mine, other), "OTHER", success().toString())).isInstanceOf(Reading.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, PAID",
        "9000, PAID",
        "1000, UNCLEAR",
        "7000, UNCLEAR",
        "7002, UNCLEAR",
        "8000, UNCLEAR",
        "1001, DECLINED",
        "1002, DECLINED",
        "1003, DECLINED",
        "1004, DECLINED",
        "1005, DECLINED",
        "1006, DECLINED",
        "1007, DECLINED",
        "1017, DECLINED",
        "1026, DECLINED",
        "2019, DECLINED",
        "4001, DECLINED",
        "4002, DECLINED",
        "4100, DECLINED",
        "98, DECLINED",
        "99, DECLINED",
        "1, UNCLEAR",
        "-1, UNCLEAR",
        "42, UNCLEAR",
        "1080, UNCLEAR",
        "123456, UNCLEAR"
    })
    void resultCodeMeans(long code, Notice.Result result) {
        ObjectNode ipn = success();
        ipn.put("resultCode", code);
        assertThat(believed(signed(ipn)).result()).isEqualTo(result);
    }

    @Test
    void boundComesBackFromExtraData() {
        ObjectNode ipn = success();
        ipn.put("extraData", MomoProvider.extraData("970436-0123:abc"));
        assertThat(believed(signed(ipn)).bound()).isEqualTo("970436-0123:abc");
    }
}
