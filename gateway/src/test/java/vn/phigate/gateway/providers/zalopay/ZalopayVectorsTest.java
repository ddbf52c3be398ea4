package vn.phigate.gateway.providers.zalopay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.Vectors;
import vn.phigate.gateway.platform.signing.Hmac;
import vn.phigate.gateway.providers.CallbackDoor;
import vn.phigate.gateway.providers.CallbackDoor.Reading;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.ProviderLine;

/** The shared vectors of ZaloPay, field by field, and what a callback may not be. */
class ZalopayVectorsTest {
    private static final JsonNode VECTORS = Vectors.read("zalopay");
    private static final String KEY1 = VECTORS.get("key1").asText();
    private static final String KEY2 = VECTORS.get("key2").asText();

    private static Map<String, Object> fields(JsonNode vector) {
        var fields = new LinkedHashMap<String, Object>();
        vector.get("fields")
                .properties()
                .forEach(f -> fields.put(f.getKey(), f.getValue().asText()));
        return fields;
    }

    private static Stream<DynamicTest> macs(String list, ZalopayMac mac) {
        return Vectors.each(VECTORS.get(list))
                .map(vector -> DynamicTest.dynamicTest(vector.get("id").asText(), () -> {
                    assertThat(mac.raw(fields(vector), KEY1))
                            .isEqualTo(vector.get("raw").asText());
                    assertThat(mac.of(fields(vector), KEY1))
                            .isEqualTo(vector.get("mac").asText());
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyRequestIsSignedAsPublished() {
        return Stream.of(
                        macs("create", ZalopayMac.CREATE),
                        macs("query", ZalopayMac.QUERY),
                        macs("refund", ZalopayMac.REFUND))
                .flatMap(tests -> tests);
    }

    private static ZalopayProvider provider(ZalopayApp... apps) {
        var settings = new ZalopayProvider.Settings(
                URI.create("http://127.0.0.1:9/"),
                "https://pay.example.vn/return/zalopay",
                "https://pay.example.vn/callbacks/zalopay",
                List.of(apps),
                Duration.ofMinutes(15),
                Duration.ofMinutes(5),
                Duration.ofSeconds(1));
        return new ZalopayProvider(settings, new ProviderLine("zalopay", Duration.ofSeconds(1)), () -> Instant.EPOCH);
    }

    private static ZalopayApp app(long id, String... keys2) {
        return new ZalopayApp(
                id,
                Stream.of(keys2).map(key2 -> new ZalopayApp.Keys(KEY1, key2)).toList(),
                Set.of());
    }

    private static Reading<ZalopayCallbacks.Said> read(ZalopayApp app, String body) {
        return new ZalopayCallbacks(provider(app))
                .read(new CallbackDoor.Call(null, "", body.getBytes(StandardCharsets.UTF_8), name -> null));
    }

    private static String body(String data, String mac, String type) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("data", data).put("mac", mac);
        return body.toString().replaceFirst("}$", ",\"type\":" + type + "}");
    }

    private static String signed(String data) {
        return body(data, Hmac.SHA256.hex(KEY2, data), "1");
    }

    @TestFactory
    Stream<DynamicTest> callbackIsBelievedOrNot_asTheVectorsSay() {
        return Vectors.each(VECTORS.get("callback"))
                .map(vector -> DynamicTest.dynamicTest(vector.get("id").asText(), () -> {
                    String data = vector.get("data").asText();
                    long appId = data.contains("\"app_id\":2553") ? 2553 : 26001;
                    var reading = read(
                            app(appId, vector.get("key2").asText()),
                            body(
                                    data,
                                    vector.get("mac").asText(),
                                    vector.get("type").asText()));
                    assertThat(reading instanceof Reading.Believed)
                            .isEqualTo(vector.get("expectValid").asBoolean());
                    if (vector.has("reply")) {
                        assertThat(reading).isEqualTo(new Reading.Refused<>("mac", false));
                        assertThat(new ZalopayCallbacks(provider())
                                        .refuse(false)
                                        .body())
                                .isEqualTo(vector.get("reply").toString());
                    }
                }));
    }

    @Test
    void noticeSaysWhatTheOfficialSampleSaid() {
        JsonNode vector = VECTORS.get("callback").get(0);
        var reading = read(
                app(2553, "unused", vector.get("key2").asText()),
                body(vector.get("data").asText(), vector.get("mac").asText(), "1"));
        Notice notice =
                ((Reading.Believed<ZalopayCallbacks.Said>) reading).said().notice();
        assertThat(notice.orderId()).isEqualTo("200904_2553_1598435687208");
        assertThat(notice.keyId()).isEqualTo("2553");
        assertThat(notice.amountVnd()).isEqualTo(10_000);
        assertThat(notice.providerTransaction()).isEqualTo("200904000000389");
        assertThat(notice.occurredAt()).isEqualTo(Instant.ofEpochMilli(1599189413498L));
        assertThat(notice.result()).isEqualTo(Notice.Result.PAID);
    }

    private static final String DATA = """
            {"app_id":26001,"app_trans_id":"250717_X","amount":30000,"embed_data":"{}","zp_trans_id":250717000012345,"server_time":1752719455123}""";

    @Test
    void isBelieved_whenAllIsThere() {
        assertThat(read(app(26001, KEY2), signed(DATA))).isInstanceOf(Reading.Believed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"amount\":\"30000\"",
                "\"amount\":30000.0",
                "\"amount\":3e4",
                "\"amount\":30000,\"amount\":30000",
                "\"amount\":null"
            })
    void isRefused_whenTheAmountIsNoSingleWholeNumber(String amount) {
        assertThat(read(app(26001, KEY2), signed(DATA.replace("\"amount\":30000", amount))))
                .isInstanceOf(Reading.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app_id", "app_trans_id", "amount", "zp_trans_id"})
    void isRefused_whenAFieldIsMissing(String name) {
        assertThat(read(app(26001, KEY2), signed(DATA.replace("\"" + name + "\"", "\"other_" + name + "\""))))
                .isInstanceOf(Reading.Refused.class);
    }

    @Test
    void isRefused_whenItIsOfAnotherAppOrTypeOrDoubled() {
        assertThat(read(app(26002, KEY2), signed(DATA))).isInstanceOf(Reading.Refused.class);
        String mac = Hmac.SHA256.hex(KEY2, DATA);
        assertThat(read(app(26001, KEY2), body(DATA, mac, "2"))).isInstanceOf(Reading.Refused.class);
        assertThat(read(app(26001, KEY2), body(DATA, mac, "\"1\""))).isInstanceOf(Reading.Refused.class);
        assertThat(read(app(26001, KEY2), signed(DATA).replaceFirst("\\{", "{\"mac\":\"\",")))
                .isInstanceOf(Reading.Refused.class);
    }

    @Test
    void orderIdBeginsWithTheDayInVietnamAndFits() {
        var provider = provider(app(26001, KEY2));
        String id = provider.orderId("PGNC9S97A6J6PY301", Instant.parse("2025-07-16T17:00:00Z"));
        assertThat(id).isEqualTo("250717_PGNC9S97A6J6PY301");
        assertThat(provider.orderId("A".repeat(21), Instant.EPOCH))
                .matches(VECTORS.get("appTransIdRule").get("pattern").asText())
                .hasSizeLessThanOrEqualTo(40);
    }
}
