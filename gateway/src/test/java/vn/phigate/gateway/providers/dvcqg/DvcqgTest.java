package vn.phigate.gateway.providers.dvcqg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import vn.phigate.gateway.Vectors;
import vn.phigate.gateway.providers.Bill;
import vn.phigate.gateway.providers.CallbackDoor;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.Order;
import vn.phigate.gateway.providers.ProviderLine;
import vn.phigate.gateway.providers.dvcqg.DvcqgKey.Generation;

/** Both signature generations against the shared vectors, and everything that keeps the method closed. */
class DvcqgTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2025-07-17T08:40:00Z"));
    private static final Bill BILL = new Bill(
            List.of("H26.12-250717-0001"),
            "1.001193",
            "Thủ tục đăng ký khai sinh",
            "H26.12",
            "UBND phường Cửa Nam",
            true,
            "UBND PHUONG CUA NAM",
            "NGUYEN VAN A",
            List.of(
                    new Bill.Item(1, true, "Lệ phí hộ tịch", 8_000),
                    new Bill.Item(2, false, "Phí bản sao trích lục", 22_000)));

    private final JsonNode vectors = Vectors.read("dvcqg_payment");

    private DvcqgKey key(Generation generation) {
        return new DvcqgKey("k", generation, vectors.get("secret").asText(), generation == Generation.A);
    }

    @TestFactory
    Stream<DynamicTest> signatureIsTheExpectedOne() {
        var tests = new ArrayList<DynamicTest>();
        for (var kind : Map.of("init", DvcqgMessage.INIT, "confirm", DvcqgMessage.CONFIRM, "query", DvcqgMessage.QUERY)
                .entrySet()) {
            JsonNode vector = vectors.get(kind.getKey());
            for (Generation generation : Generation.values()) {
                if (vector.has(generation.name())) {
                    tests.add(DynamicTest.dynamicTest(kind.getKey() + " " + generation, () -> {
                        List<String> values = kind.getValue().fields(generation).stream()
                                .map(name -> vector.at("/message/" + name).asText())
                                .toList();
                        String expected =
                                vector.at("/" + generation + "/MaXacThuc").asText();
                        assertThat(key(generation).sign(kind.getValue(), values))
                                .isEqualTo(expected);
                        assertThat(key(generation).verifies(kind.getValue(), values, expected))
                                .isTrue();
                        for (int i = 0; i < values.size(); i++) {
                            var changed = new ArrayList<>(values);
                            changed.set(i, values.get(i) + "0");
                            assertThat(key(generation).verifies(kind.getValue(), changed, expected))
                                    .as(kind.getValue().fields(generation).get(i))
                                    .isFalse();
                        }
                    }));
                }
            }
        }
        assertThat(tests).hasSize(5);
        return tests.stream();
    }

    @Test
    void confirmIsBelieved_onlyUnderAKeyOfItsGeneration() {
        for (Generation generation : Generation.values()) {
            Generation other = generation == Generation.A ? Generation.B : Generation.A;
            assertThat(read(generation, confirm(generation))).isInstanceOf(CallbackDoor.Reading.Believed.class);
            assertThat(read(other, confirm(generation))).isInstanceOf(CallbackDoor.Reading.Refused.class);
        }
    }

    @Test
    void confirmOfGenerationAPays_andThatOfBAsks() {
        Notice a = notice(Generation.A, confirm(Generation.A));
        assertThat(a.result()).isEqualTo(Notice.Result.PAID);
        assertThat(a.amountVnd()).isEqualTo(30_000);
        assertThat(a.orderId()).isEqualTo("P250717000001");
        assertThat(a.keyId()).isEqualTo("HNI01");
        assertThat(a.providerTransaction()).isEqualTo("DVC250717000123456");
        assertThat(a.occurredAt()).isEqualTo(Instant.parse("2025-07-17T08:32:11Z"));
        assertThat(notice(Generation.B, confirm(Generation.B)).result()).isEqualTo(Notice.Result.UNCLEAR);
        ObjectNode flipped = confirm(Generation.B);
        flipped.put("MaLoi", "99");
        assertThat(read(Generation.B, flipped))
                .as("B does not sign the result")
                .isInstanceOf(CallbackDoor.Reading.Believed.class);
        assertThat(notice(Generation.B, flipped).result()).isEqualTo(Notice.Result.UNCLEAR);
    }

    @Test
    void confirmIsRefused_whenASignedFieldIsChangedMissingOrMovesOverTheSeparator() {
        for (Generation generation : Generation.values()) {
            for (String field : DvcqgMessage.CONFIRM.fields(generation)) {
                ObjectNode changed = confirm(generation);
                changed.put(field, changed.get(field).asText() + "1");
                assertThat(read(generation, changed)).as(field).isInstanceOf(CallbackDoor.Reading.Refused.class);
                assertThat(read(generation, (ObjectNode) confirm(generation).without(List.of(field))))
                        .as("without " + field)
                        .isInstanceOf(CallbackDoor.Reading.Refused.class);
            }
        }
        ObjectNode moved = confirm(Generation.A);
        moved.put("MaGiaoDich", "DVC250717000123456|VPBANK");
        moved.put("MaNganHang", "20250717153211");
        moved.put("ThoiGianGD", "THANH TOAN HO SO H26.12-250717-0001");
        assertThat(read(Generation.A, moved)).isInstanceOf(CallbackDoor.Reading.Refused.class);
        assertThatThrownBy(() -> key(Generation.A).sign(DvcqgMessage.QUERY, List.of("a|b")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void replyIsSignedAsSettled() {
        var door = new DvcqgCallbacks(provider(settings(List.of(key(Generation.A)), null), BILL));
        var said = (CallbackDoor.Reading.Believed<DvcqgCallbacks.Said>) door.read(call(confirm(Generation.A)));
        String taken = door.answer(said.said(), CallbackDoor.Outcome.MOVED).body();
        assertThat(taken).contains("\"MaLoi\":\"00\"").contains("\"ThoiGianGD\":\"20250717154000\"");
        assertThat(taken)
                .contains("\"MaXacThuc\":\""
                        + key(Generation.A).sign(DvcqgMessage.CONFIRM_REPLY, List.of("00", "HNI01", "P250717000001"))
                        + "\"");
        for (var outcome : List.of(
                CallbackDoor.Outcome.DIFFERS, CallbackDoor.Outcome.UNKNOWN_ORDER, CallbackDoor.Outcome.NOT_RECORDED)) {
            assertThat(door.answer(said.said(), outcome).body()).contains("\"MaLoi\":\"99\"");
        }
        assertThat(door.refuse(false).body()).contains("\"MaLoi\":\"99\"");
    }

    @Test
    void initHoldsTheFieldsOfTheReference_andItsItemsAddUp() {
        Map<String, Object> message = DvcqgProvider.init(order(30_000), BILL);
        JsonNode reference = vectors.at("/init/message");
        for (String name : DvcqgMessage.INIT.fields(Generation.A)) {
            if (!Set.of("MaThamChieu", "ThongTinGiaoDich").contains(name)) {
                assertThat(message.get(name))
                        .as(name)
                        .isEqualTo(reference.get(name).asText());
            }
        }
        JsonNode receipt = Vectors.tree(Objects.requireNonNull(message.get("ThongTinBienLai")));
        for (var field : reference.get("ThongTinBienLai").properties()) {
            assertThat(receipt.has(field.getKey())).as(field.getKey()).isTrue();
        }
        assertThat(receipt.get("TKThuHuong").asText()).isEqualTo("1900888000126");
        assertThat(receipt.get("MaNHThuHuong").asText()).isEqualTo("970432");
        assertThat(receipt.get("PhiLePhi").findValuesAsText("SoTien")).containsExactly("8000", "22000");
    }

    @Test
    void ordersNothing_whenTheItemsDoNotAddUpOrSeveralDossiersAreMeant() {
        var provider = provider(settings(List.of(key(Generation.A)), null), BILL);
        assertThat(provider.start(order(30_001))).isInstanceOf(DvcqgProvider.Started.Declined.class);
        var two = new Bill(List.of("A", "B"), "p", "p", "a", "a", true, "h", "n", BILL.items());
        assertThat(provider(settings(List.of(key(Generation.A)), null), two).start(order(30_000)))
                .isInstanceOf(DvcqgProvider.Started.Declined.class);
    }

    @Test
    void isClosedWithAReason_whileAnythingIsMissing() {
        DvcqgSettings good = settings(List.of(key(Generation.A)), null);
        assertThat(provider(good, BILL).closed()).isEmpty();
        assertThat(provider(good, BILL).keyFor("00004")).hasValue("HNI01");
        List<DvcqgSettings> bad = List.of(
                settings(List.of(), null),
                settings(List.of(key(Generation.A)), "generation C"),
                new DvcqgSettings(
                        null,
                        good.queryUrl(),
                        good.payOrigins(),
                        "CONFIRM",
                        "QUERY",
                        List.of(),
                        good.statusFields(),
                        good.partners(),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        null),
                new DvcqgSettings(
                        good.initUrl(),
                        good.queryUrl(),
                        Set.of(),
                        "CONFIRM",
                        "QUERY",
                        List.of(),
                        good.statusFields(),
                        good.partners(),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        null),
                new DvcqgSettings(
                        good.initUrl(),
                        good.queryUrl(),
                        good.payOrigins(),
                        "",
                        "QUERY",
                        List.of(),
                        good.statusFields(),
                        good.partners(),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        null),
                new DvcqgSettings(
                        good.initUrl(),
                        good.queryUrl(),
                        good.payOrigins(),
                        "CONFIRM",
                        "QUERY",
                        List.of(),
                        List.of("SoTien"),
                        good.partners(),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        null));
        for (DvcqgSettings settings : bad) {
            var provider = provider(settings, BILL);
            assertThat(provider.closed()).isPresent();
            assertThat(provider.keyFor("00004")).isEmpty();
            assertThat(new DvcqgCallbacks(provider).read(call(confirm(Generation.A))))
                    .isInstanceOf(CallbackDoor.Reading.Refused.class);
        }
        assertThat(Generation.read("C")).isEmpty();
        assertThat(Generation.read("")).isEmpty();
    }

    private ObjectNode confirm(Generation generation) {
        ObjectNode message = vectors.at("/confirm/message").deepCopy();
        return message.put(
                "MaXacThuc", vectors.at("/confirm/" + generation + "/MaXacThuc").asText());
    }

    private CallbackDoor.Reading<DvcqgCallbacks.Said> read(Generation known, ObjectNode message) {
        return new DvcqgCallbacks(provider(settings(List.of(key(known)), null), BILL)).read(call(message));
    }

    private Notice notice(Generation known, ObjectNode message) {
        return ((CallbackDoor.Reading.Believed<DvcqgCallbacks.Said>) read(known, message))
                .said()
                .notice();
    }

    private static CallbackDoor.Call call(ObjectNode message) {
        return new CallbackDoor.Call(null, "", message.toString().getBytes(StandardCharsets.UTF_8), name -> null);
    }

    private static DvcqgProvider provider(DvcqgSettings settings, Bill bill) {
        return new DvcqgProvider(
                settings, new ProviderLine("dvcqg", Duration.ofSeconds(1)), (provider, orderId) -> bill, CLOCK);
    }

    private static DvcqgSettings settings(List<DvcqgKey> keys, @Nullable String problem) {
        return new DvcqgSettings(
                URI.create("http://127.0.0.1:9/init"),
                URI.create("http://127.0.0.1:9/query"),
                Set.of("http://127.0.0.1:9"),
                "CONFIRM",
                "QUERY",
                List.of("MaLoi", "MaDoiTac", "MaThamChieu"),
                List.of("MaThamChieu", "SoTien", "TrangThaiGD"),
                List.of(new DvcqgSettings.Partner("HNI01", keys, Set.of())),
                Duration.ofMinutes(15),
                Duration.ofMinutes(15),
                Duration.ofSeconds(1),
                problem);
    }

    private static Order order(long amountVnd) {
        return new Order(
                "PG01",
                "HNI01",
                "PG",
                amountVnd,
                "970432",
                "1900888000126",
                "970432-1900888000126:v",
                "THANH TOAN HO SO",
                Instant.parse("2025-07-17T08:30:15Z"),
                Instant.parse("2025-07-17T08:45:15Z"),
                "10.1.2.3",
                "vi");
    }
}
