package vn.phigate.gateway.callbacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.phigate.gateway.BankCalls;
import vn.phigate.gateway.Ipn;
import vn.phigate.gateway.ProviderCalls;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.providers.CallbackDoor;
import vn.phigate.gateway.providers.CallbackDoor.Call;
import vn.phigate.gateway.providers.CallbackDoor.Reading;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.NoticeService;
import vn.phigate.gateway.providers.ProviderLine;
import vn.phigate.gateway.providers.dvcqg.DvcqgCallbacks;
import vn.phigate.gateway.providers.dvcqg.DvcqgKey;
import vn.phigate.gateway.providers.dvcqg.DvcqgProvider;
import vn.phigate.gateway.providers.dvcqg.DvcqgSettings;
import vn.phigate.gateway.providers.momo.MomoCallbacks;
import vn.phigate.gateway.providers.momo.MomoMerchant;
import vn.phigate.gateway.providers.momo.MomoProvider;
import vn.phigate.gateway.providers.vnpay.VnpayCallbacks;
import vn.phigate.gateway.providers.vnpay.VnpayProvider;
import vn.phigate.gateway.providers.zalopay.ZalopayApp;
import vn.phigate.gateway.providers.zalopay.ZalopayCallbacks;
import vn.phigate.gateway.providers.zalopay.ZalopayProvider;
import vn.phigate.testsupport.Seeded;

/**
 * What was changed on its way is not believed, unless it still says the same: 20,000 changed calls of each provider, or as many as
 * {@code -Dphigate.test.mutations=1000000} says.
 */
class MutatedCallbacksTest {
    private static final int MUTATIONS = Integer.getInteger("phigate.test.mutations", 20_000);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final URI NOWHERE = URI.create("http://127.0.0.1:9/");
    private static final Instant SIGNED_AT = Instant.parse("2025-07-17T02:32:11Z");
    private static final String CHARACTERS = "&=%+;?/\\\"'{}[]:,.-_ \t\0az09AZđ";

    /**
     * A provider's door and calls that are genuine at it.
     *
     * @param genuine a call that the provider signed, another for each random
     * @param meaning what the protocol signs of a call, decoded by other code than the product's; null when it cannot be read
     */
    record Subject(CallbackDoor<?> door, Function<Random, Call> genuine, Function<Call, @Nullable Object> meaning) {
        @Override
        public String toString() {
            return door.provider();
        }
    }

    /** One line a provider. */
    static Stream<Subject> subjects() {
        return Stream.of(
                new Subject(vnpay(), MutatedCallbacksTest::ipn, MutatedCallbacksTest::vnpParameters),
                new Subject(momo(), MutatedCallbacksTest::momoIpn, call -> fields(call, ProviderCalls.MOMO_SIGNED)),
                new Subject(
                        zalopay(), MutatedCallbacksTest::zalopayCall, call -> fields(call, List.of("data", "type"))),
                new Subject(dvcqg(), MutatedCallbacksTest::confirm, call -> fields(call, ProviderCalls.DVCQG_SIGNED)),
                new Subject(
                        new NoticeDoor(service("sepay")),
                        random -> notice(BankCalls.sepay(moved(random), SIGNED_AT)),
                        call -> List.of(String.valueOf(NoticeDoor.headers(call).get("X-SePay-Timestamp")), body(call))),
                new Subject(
                        new NoticeDoor(service("payos")),
                        random -> notice(BankCalls.payos(moved(random))),
                        MutatedCallbacksTest::payosData),
                new Subject(
                        new NoticeDoor(service("casso")),
                        random -> notice(BankCalls.casso(moved(random), SIGNED_AT)),
                        MutatedCallbacksTest::tree));
    }

    /** A notice service behind the same door; the headers of its calls stand in the query, so that they are changed as well. */
    private record NoticeDoor(NoticeService service) implements CallbackDoor<NoticeDoor.Said> {
        record Said(Notice notice) implements CallbackDoor.Genuine {}

        static Map<String, String> headers(Call call) {
            var headers = new TreeMap<String, String>();
            for (String header : call.rawQuery().split("&")) {
                int equals = header.indexOf('=');
                if (equals > 0) {
                    headers.putIfAbsent(header.substring(0, equals), header.substring(equals + 1));
                }
            }
            return headers;
        }

        @Override
        public String provider() {
            return service.name();
        }

        @Override
        public String method() {
            return "POST";
        }

        @Override
        public Reading<Said> read(Call call) {
            var sent = new NoticeService.Call(headers(call)::get, call.body());
            return switch (service.read("default", sent, SIGNED_AT)) {
                case NoticeService.Reading.Refused(String why) -> new Reading.Refused<>(why, false);
                case NoticeService.Reading.Unreadable(String _, var voucher) -> believed(voucher, call);
                case NoticeService.Reading.NoTransfer(String _, var voucher) -> believed(voucher, call);
                case NoticeService.Reading.Transfer(var _, var voucher) -> believed(voucher, call);
            };
        }

        private Reading<Said> believed(NoticeService.Voucher voucher, Call call) {
            return new Reading.Believed<>(new Said(new Notice(
                    service.name(),
                    "callback",
                    "",
                    voucher.keyId(),
                    -1,
                    Notice.Result.UNCLEAR,
                    null,
                    null,
                    "",
                    call.body())));
        }

        @Override
        public Reply answer(Said said, Outcome outcome) {
            throw new UnsupportedOperationException("nothing is recorded here");
        }

        @Override
        public Reply refuse(boolean malformed) {
            throw new UnsupportedOperationException("nobody is answered here");
        }
    }

    private static NoticeService service(String name) {
        return BankCalls.services(true).services().stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static BankCalls.Moved moved(Random random) {
        return new BankCalls.Moved(
                "19036812" + random.nextInt(1000),
                random.nextLong(1, 10_000_000),
                "CT DEN " + Seeded.of(random, "ABC 0123đ", 0, 9),
                "FT" + random.nextInt(1_000_000),
                SIGNED_AT);
    }

    private static Call notice(BankCalls.Call call) {
        var headers = new ArrayList<String>();
        for (int i = 0; i < call.headers().length; i += 2) {
            headers.add(call.headers()[i] + "=" + call.headers()[i + 1]);
        }
        return new Call(null, String.join("&", headers), call.body().getBytes(StandardCharsets.UTF_8), name -> null);
    }

    private static String body(Call call) {
        return new String(call.body(), StandardCharsets.UTF_8);
    }

    private static @Nullable Object tree(Call call) {
        try {
            return JSON.readTree(call.body());
        } catch (IOException e) {
            return null;
        }
    }

    /** Only data is signed, and in it null is as good as nothing written. */
    private static @Nullable Object payosData(Call call) {
        return tree(call) instanceof JsonNode read
                ? read.path("data").properties().stream().collect(Collectors.toMap(Map.Entry::getKey, field -> {
                    String text = field.getValue().asText();
                    return text.equals("null") || text.equals("undefined") ? "" : text;
                }))
                : null;
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void believesNothingElse_whenACallbackIsChanged(Subject subject) {
        var changed = new AtomicInteger();
        var believed = new AtomicInteger();
        Seeded.check(MUTATIONS, random -> {
            Call genuine = subject.genuine.apply(random);
            assertThat(subject.door.read(genuine)).as(text(genuine)).isInstanceOf(Reading.Believed.class);
            Call mutated = mutated(genuine, random);
            if (text(mutated).equals(text(genuine))) {
                return;
            }
            changed.incrementAndGet();
            if (subject.door.read(mutated) instanceof Reading.Believed<?>(var said)) {
                believed.incrementAndGet();
                assertThat(subject.meaning.apply(mutated))
                        .as("%s%n%s%nbelieved as %s", text(genuine), text(mutated), said.notice())
                        .isNotNull()
                        .isEqualTo(subject.meaning.apply(genuine));
            }
        });
        assertThat(changed.get()).as("mutations that changed something").isGreaterThan(MUTATIONS * 9 / 10);
        assertThat(believed.get())
                .as("those that change only the order of keys or the case of the hash")
                .isBetween(MUTATIONS / 100, MUTATIONS / 3);
    }

    private static String text(Call call) {
        return call.rawQuery() + "\n" + new String(call.body(), StandardCharsets.ISO_8859_1);
    }

    /** One to three changes to the query of a GET or the body of a POST. */
    private static Call mutated(Call call, Random random) {
        // Headers change as well, where a service signs in them.
        boolean inBody = call.body().length > 0 && (call.rawQuery().isEmpty() || random.nextInt(3) > 0);
        String text = inBody ? new String(call.body(), StandardCharsets.UTF_8) : call.rawQuery();
        for (int changes = 1 + random.nextInt(8) / 6 + random.nextInt(8) / 7; changes > 0; changes--) {
            text = mutated(text, inBody ? "," : "&", random);
        }
        return inBody
                ? new Call(call.endpoint(), call.rawQuery(), text.getBytes(StandardCharsets.UTF_8), call.header())
                : new Call(call.endpoint(), text, call.body(), call.header());
    }

    private static String mutated(String text, String between, Random random) {
        if (text.isEmpty()) {
            return "x";
        }
        int at = random.nextInt(text.length());
        var fields = new ArrayList<>(Arrays.asList(text.split(between, -1)));
        int one = random.nextInt(fields.size());
        int other = random.nextInt(fields.size());
        char any = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
        switch (random.nextInt(13)) {
            case 0 -> Collections.swap(fields, one, other);
            case 1 -> Collections.shuffle(fields, random);
            case 2 -> fields.remove(one);
            case 3 -> fields.add(other, fields.get(one));
            case 4 -> fields.set(one, otherCase(fields.get(one)));
            case 5 -> fields.set(one, valueOf(fields.get(other), fields.get(one)));
            case 6 -> fields.add(other, between.equals("&") ? "ignored=" + any : "\"ignored\":" + one);
            case 7 -> fields.set(one, fields.get(one) + any);
            case 8 -> fields.set(one, escaped(fields.get(one), random));
            case 9 -> {
                return text.substring(0, at) + any + text.substring(at);
            }
            case 10 -> {
                return text.substring(0, at) + text.substring(at + 1);
            }
            case 11 -> {
                return text.substring(0, at)
                        + (char) (text.charAt(at) ^ (1 << random.nextInt(7)))
                        + text.substring(at + 1);
            }
            default -> {
                return text.substring(0, at);
            }
        }
        return String.join(between, fields);
    }

    private static String otherCase(String field) {
        String upper = field.toUpperCase(java.util.Locale.ROOT);
        int equals = field.indexOf('=');
        return equals < 0 ? upper : field.substring(0, equals) + upper.substring(equals);
    }

    /** The name of one field with the value of another. */
    private static String valueOf(String from, String to) {
        return to.substring(0, to.indexOf('=') + 1) + from.substring(from.indexOf('=') + 1);
    }

    /** One character written as its escape: the same value in another writing. */
    private static String escaped(String field, Random random) {
        int equals = field.indexOf('=');
        if (equals < 0 || equals == field.length() - 1) {
            return field;
        }
        int at = equals + 1 + random.nextInt(field.length() - equals - 1);
        char c = field.charAt(at);
        return c == '%' || c > 126 || c == '+'
                ? field
                : field.substring(0, at) + "%%%02x".formatted((int) c) + field.substring(at + 1);
    }

    private static VnpayCallbacks vnpay() {
        return new VnpayCallbacks(new VnpayProvider(new VnpayProvider.Settings(
                "https://pay.example.vn",
                "https://example.vn/return",
                RunningGateway.vnpay(NOWHERE).terminals(),
                Duration.ofMinutes(15),
                Duration.ofMinutes(5))));
    }

    private static Call ipn(Random random) {
        Ipn ipn = Ipn.success(
                        "B" + Long.toString(random.nextLong(1, Long.MAX_VALUE), 36), random.nextLong(1, 10_000_000))
                .with("vnp_OrderInfo", "Nộp phí * (hồ sơ) " + Seeded.of(random, "abc ~!'/:đ", 0, 9));
        return new Call(
                null, (random.nextInt(5) == 0 ? ipn.codes("24", "02") : ipn).signed(), new byte[0], name -> null);
    }

    private static ProviderLine line(String provider) {
        return new ProviderLine(provider, Duration.ofSeconds(1));
    }

    private static MomoCallbacks momo() {
        var merchant = new MomoMerchant("MOMOTEST", List.of(new MomoMerchant.Key("access", "secret")), Set.of());
        var settings = new MomoProvider.Settings(
                NOWHERE,
                "https://example.vn/return",
                "https://example.vn/callbacks/momo",
                List.of(merchant),
                Duration.ofMinutes(15),
                Duration.ofMinutes(5),
                Duration.ofSeconds(1));
        return new MomoCallbacks(new MomoProvider(settings, line("momo"), () -> Instant.EPOCH));
    }

    private static Call momoIpn(Random random) {
        return ProviderCalls.momo(
                "MOMOTEST",
                "access",
                "secret",
                "M" + Long.toString(random.nextLong(1, Long.MAX_VALUE), 36),
                random.nextLong(1, 10_000_000),
                random.nextLong(1, 1L << 40),
                0,
                "");
    }

    private static DvcqgCallbacks dvcqg() {
        var partner = new DvcqgSettings.Partner(
                "HNI01", List.of(new DvcqgKey("k", DvcqgKey.Generation.A, "secret", true)), Set.of());
        var settings = new DvcqgSettings(
                NOWHERE,
                NOWHERE,
                Set.of("http://127.0.0.1:9"),
                "CONFIRM",
                "QUERY",
                List.of(),
                List.of("MaThamChieu", "SoTien", "TrangThaiGD"),
                List.of(partner),
                Duration.ofMinutes(15),
                Duration.ofMinutes(5),
                Duration.ofSeconds(1),
                null);
        return new DvcqgCallbacks(new DvcqgProvider(
                settings,
                line("dvcqg"),
                (provider, order) -> {
                    throw new UnsupportedOperationException("no order is made here");
                },
                () -> Instant.EPOCH));
    }

    private static Call confirm(Random random) {
        return ProviderCalls.dvcqg(
                "HNI01",
                "secret",
                "D" + Long.toString(random.nextLong(1, Long.MAX_VALUE), 36),
                random.nextLong(1, 10_000_000),
                "GD" + random.nextInt(1_000_000),
                random.nextInt(5) == 0 ? "01" : "00");
    }

    private static ZalopayCallbacks zalopay() {
        var app = new ZalopayApp(2553, List.of(new ZalopayApp.Keys("key1", "key2")), Set.of());
        var settings = new ZalopayProvider.Settings(
                NOWHERE,
                "https://example.vn/return",
                "https://example.vn/callbacks/zalopay",
                List.of(app),
                Duration.ofMinutes(15),
                Duration.ofMinutes(5),
                Duration.ofSeconds(1));
        return new ZalopayCallbacks(new ZalopayProvider(settings, line("zalopay"), () -> Instant.EPOCH));
    }

    private static Call zalopayCall(Random random) {
        return ProviderCalls.zalopay(
                2553,
                "key2",
                "250717_" + random.nextInt(1_000_000),
                random.nextLong(1, 10_000_000),
                random.nextLong(1, 1L << 40));
    }

    private static @Nullable Object fields(Call call, List<String> names) {
        try {
            JsonNode read = JSON.readTree(call.body());
            return names.stream().map(name -> read.path(name).asText()).toList();
        } catch (IOException e) {
            return null;
        }
    }

    /** Names that begin with vnp_, but for the hash, with their values; an empty value is as good as none. */
    private static @Nullable Object vnpParameters(Call call) {
        Map<String, String> read = new TreeMap<>();
        for (String pair : call.rawQuery().split("&")) {
            int equals = pair.indexOf('=');
            String name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
            boolean signed =
                    name.startsWith("vnp_") && !name.equals("vnp_SecureHash") && !name.equals("vnp_SecureHashType");
            String value =
                    equals < 0 || !signed ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            if (!value.isEmpty() && read.put(name, value) != null) {
                return null;
            }
        }
        return read;
    }
}
