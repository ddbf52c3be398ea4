package vn.phigate.gateway.providers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import vn.phigate.gateway.Vectors;
import vn.phigate.gateway.platform.signing.ForeignJson;
import vn.phigate.gateway.providers.NoticeService.Call;
import vn.phigate.gateway.providers.NoticeService.Endpoint;
import vn.phigate.gateway.providers.NoticeService.Reading;
import vn.phigate.gateway.providers.NoticeService.Secret;
import vn.phigate.gateway.providers.casso.CassoNotices;
import vn.phigate.gateway.providers.payos.PayosNotices;
import vn.phigate.gateway.providers.payos.PayosSignature;
import vn.phigate.gateway.providers.sepay.SepayNotices;

/** The shared vectors of the three notice services, and what a signature covers: every single field and byte. */
class NoticeVectorsTest {
    private static final Duration DRIFT = Duration.ofSeconds(300);

    @TestFactory
    Stream<DynamicTest> sepayVectorHolds() {
        return each(Vectors.read("sepay").get("cases"), c -> {
            Reading reading = sepay(c, c.get("rawBody").asText(), headers(c));
            switch (c.get("expect").asText()) {
                case "VALID" -> {
                    BankNotice notice = transfer(reading);
                    assertThat(notice.amountVnd()).isEqualTo(30_000);
                    assertThat(notice.number()).isEqualTo("1900888000126");
                    assertThat(notice.bankReference()).isEqualTo("FT25198123456789");
                    assertThat(notice.occurredAt()).isEqualTo(Instant.parse("2025-07-17T02:32:11Z"));
                }
                case "VALID_BUT_IGNORED" ->
                    assertThat(transfer(reading).amountVnd()).isEqualTo(-30_000);
                default -> assertThat(reading).isInstanceOf(Reading.Refused.class);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> sepayIsRefused_whenAnyFieldOrHeaderIsChanged() {
        return each(valid(Vectors.read("sepay").get("cases")).filter(c -> !c.has("mode")), c -> {
            String body = c.get("rawBody").asText();
            ObjectNode said =
                    ForeignJson.object(body.getBytes(StandardCharsets.UTF_8)).orElseThrow();
            changes(said)
                    .forEach((what, changed) ->
                            assertThat(sepay(c, changed, headers(c))).as(what).isInstanceOf(Reading.Refused.class));
            assertThat(sepay(c, body + " ", headers(c))).isInstanceOf(Reading.Refused.class);
            for (String header : headers(c).keySet()) {
                var changed = new TreeMap<>(headers(c));
                changed.compute(header, (h, value) -> value + "0");
                assertThat(sepay(c, body, changed)).as(header).isInstanceOf(Reading.Refused.class);
                changed.remove(header);
                assertThat(sepay(c, body, changed)).as("no " + header).isInstanceOf(Reading.Refused.class);
            }
            var upper = new TreeMap<>(headers(c));
            upper.computeIfPresent(
                    "X-SePay-Signature", (h, v) -> "sha256=" + v.substring(7).toUpperCase(java.util.Locale.ROOT));
            assertThat(sepay(c, body, upper)).as("case of the hash").isInstanceOf(Reading.Transfer.class);
            long signedAt = Long.parseLong(c.at("/headers/X-SePay-Timestamp").asText());
            for (long late : List.of(-300L, 0L, 300L)) {
                assertThat(sepayAt(c, signedAt + late)).as("late " + late).isInstanceOf(Reading.Transfer.class);
            }
            for (long late : List.of(-301L, 301L, 86_400L)) {
                assertThat(sepayAt(c, signedAt + late)).as("late " + late).isInstanceOf(Reading.Refused.class);
            }
        });
    }

    private static Reading sepayAt(JsonNode c, long now) {
        return service(c)
                .read("e", new Call(headers(c)::get, bytes(c.get("rawBody").asText())), Instant.ofEpochSecond(now));
    }

    private static Reading sepay(JsonNode c, String body, Map<String, String> headers) {
        Instant now = Instant.ofEpochSecond(c.path("nowEpochSeconds").asLong(1_752_719_560));
        return service(c).read("e", new Call(headers::get, bytes(body)), now);
    }

    private static SepayNotices service(JsonNode c) {
        boolean plain = c.path("mode").asText().equals("APIKEY");
        return new SepayNotices(
                List.of(new Endpoint(
                        "e",
                        plain
                                ? List.of()
                                : List.of(new Secret("s", c.get("secret").asText())),
                        plain ? List.of(new Secret("k", c.get("apiKey").asText())) : List.of(),
                        null)),
                DRIFT);
    }

    private static Map<String, String> headers(JsonNode c) {
        return Vectors.strings(c.get("headers"));
    }

    @TestFactory
    Stream<DynamicTest> payosVectorHolds() {
        return each(Vectors.read("payos").get("webhook"), c -> {
            ObjectNode data = (ObjectNode) c.get("data");
            boolean valid = c.get("expectValid").asBoolean();
            if (c.has("canonical")) {
                assertThat(PayosSignature.canonical(data))
                        .hasValue(c.get("canonical").asText());
            }
            assertThat(PayosSignature.of(data, c.get("checksumKey").asText())
                            .orElseThrow()
                            .equals(c.get("signature").asText()))
                    .isEqualTo(valid);
            Reading reading = payos(c, data);
            assertThat(reading).isInstanceOf(valid ? Reading.Transfer.class : Reading.Refused.class);
            if (valid) {
                assertThat(transfer(reading).amountVnd())
                        .isEqualTo(data.get("amount").asLong());
                changes(data)
                        .forEach((what, changed) -> assertThat(payos(
                                        c, ForeignJson.object(bytes(changed)).orElseThrow()))
                                .as(what)
                                .isInstanceOf(Reading.Refused.class));
            }
        });
    }

    private static Reading payos(JsonNode c, ObjectNode data) {
        // Nothing outside of data is signed: whatever stands there changes nothing.
        String body =
                "{\"code\":\"99\",\"success\":false,\"data\":" + data + ",\"signature\":" + c.get("signature") + "}";
        return new PayosNotices(List.of(endpoint(c.get("checksumKey").asText())))
                .read("e", new Call(header -> null, bytes(body)), Instant.EPOCH);
    }

    @TestFactory
    Stream<DynamicTest> payosRequestVectorHolds() {
        return each(Vectors.read("payos").get("paymentRequest"), c -> {
            JsonNode f = c.get("fields");
            assertThat(PayosSignature.ofPaymentRequest(
                            f.get("amount").asLong(),
                            f.get("cancelUrl").asText(),
                            f.get("description").asText(),
                            f.get("orderCode").asLong(),
                            f.get("returnUrl").asText(),
                            c.get("checksumKey").asText()))
                    .isEqualTo(c.get("signature").asText());
        });
    }

    /** As {@code @payos/node} 2.0.5 writes them. */
    @Test
    void payosTextFollowsJavaScript_whenValuesAreUnusual() {
        ObjectNode data = ForeignJson.object(bytes("""
                {"z":null,"y":"null","x":"undefined","b":true,"a":1.50,"B":1e21,"n":-0,"o":{"k":1},"list":[{"b":"é/\\"","a":1},{}],"e":[]}
                """)).orElseThrow();
        assertThat(PayosSignature.canonical(data))
                .hasValue(
                        "B=1e+21&a=1.5&b=true&e=[]&list=[{\"a\":1,\"b\":\"é/\\\"\"},{}]&n=0&o=[object Object]&x=&y=&z=");
    }

    @TestFactory
    Stream<DynamicTest> cassoVectorHolds() {
        return each(Vectors.read("casso").get("cases"), c -> {
            ObjectNode body = (ObjectNode) c.get("body");
            boolean valid = c.get("expect").asText().equals("VALID");
            if (c.has("canonical")) {
                assertThat(ForeignJson.javaScript(body))
                        .hasValue(c.get("canonical").asText());
            }
            String header = c.get("header").asText();
            Reading reading = casso(c, body.toPrettyString(), header);
            assertThat(reading).isInstanceOf(valid ? Reading.Transfer.class : Reading.Refused.class);
            if (valid) {
                assertThat(transfer(reading).amountVnd())
                        .isEqualTo(body.at("/data/amount").asLong());
                changes((ObjectNode) body.get("data"))
                        .forEach((what, changed) -> assertThat(
                                        casso(c, "{\"error\":0,\"data\":" + changed + "}", header))
                                .as(what)
                                .isInstanceOf(Reading.Refused.class));
                assertThat(casso(c, body.toString().replace("\"error\":0", "\"error\":1"), header))
                        .isInstanceOf(Reading.Refused.class);
                long signedAt = Long.parseLong(c.get("t").asText());
                assertThat(cassoAt(c, signedAt + 300_000)).isInstanceOf(Reading.Transfer.class);
                assertThat(cassoAt(c, signedAt + 300_001)).isInstanceOf(Reading.Refused.class);
                assertThat(cassoAt(c, signedAt - 300_001)).isInstanceOf(Reading.Refused.class);
            }
        });
    }

    private static Reading casso(JsonNode c, String body, String header) {
        return new CassoNotices(List.of(endpoint("another", c.get("secret").asText())), DRIFT)
                .read(
                        "e",
                        new Call(name -> name.equals("X-Casso-Signature") ? header : null, bytes(body)),
                        Instant.ofEpochMilli(Long.parseLong(c.get("t").asText())));
    }

    private static Reading cassoAt(JsonNode c, long nowMillis) {
        return new CassoNotices(List.of(endpoint(c.get("secret").asText())), DRIFT)
                .read(
                        "e",
                        new Call(
                                name -> c.get("header").asText(),
                                bytes(c.get("body").toString())),
                        Instant.ofEpochMilli(nowMillis));
    }

    @Test
    void readsNothing_whenAMemberStandsTwiceOrMoreFollows() {
        for (String body : List.of(
                "{\"a\":1,\"a\":1}", "{} {}", "[]", "", "{\"a\":{\"b\":1,\"b\":2}}", "{\"a\":\"\ufeff", "\ufeff{}")) {
            assertThat(ForeignJson.object(bytes(body))).as(body).isEmpty();
        }
        assertThat(ForeignJson.object(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
                .isEmpty();
    }

    @Test
    void showsNoSecret_whenPrinted() {
        assertThat(endpoint("hush-hush").toString()).doesNotContain("hush");
    }

    private static Endpoint endpoint(String... secrets) {
        return new Endpoint("e", Stream.of(secrets).map(s -> new Secret("k", s)).toList(), List.of(), null);
    }

    private static BankNotice transfer(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Transfer.class);
        return ((Reading.Transfer) reading).notice();
    }

    /** The object with each of its members changed, left out, or doubled into another. */
    private static Map<String, String> changes(ObjectNode object) {
        var changes = new TreeMap<String, String>();
        for (var member : object.properties()) {
            String name = member.getKey();
            ObjectNode other = object.deepCopy();
            if (member.getValue().isNumber()) {
                other.put(name, member.getValue().asLong() + 1);
            } else {
                other.put(name, member.getValue().asText("") + "1");
            }
            changes.put("changed " + name, other.toString());
            changes.put(
                    "without " + name, object.deepCopy().without(List.of(name)).toString());
        }
        changes.put("one more", object.deepCopy().put("zz", "1").toString());
        return changes;
    }

    private static Stream<JsonNode> valid(JsonNode cases) {
        return Vectors.each(cases).filter(c -> c.get("expect").asText().equals("VALID"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Stream<DynamicTest> each(JsonNode cases, Consumer<JsonNode> check) {
        return each(Vectors.each(cases), check);
    }

    private static Stream<DynamicTest> each(Stream<JsonNode> cases, Consumer<JsonNode> check) {
        return cases.map(c -> DynamicTest.dynamicTest(c.get("id").asText(), () -> check.accept(c)));
    }
}
