package vn.phigate.gateway.simulation;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.phigate.gateway.BankCalls;
import vn.phigate.gateway.Ipn;
import vn.phigate.gateway.ProviderCalls;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.providers.Bill;
import vn.phigate.gateway.providers.CallbackDoor;
import vn.phigate.gateway.providers.CallbackDoor.Call;
import vn.phigate.gateway.providers.NoticeService;
import vn.phigate.gateway.providers.ProviderLine;
import vn.phigate.gateway.providers.casso.CassoNotices;
import vn.phigate.gateway.providers.dvcqg.DvcqgCallbacks;
import vn.phigate.gateway.providers.dvcqg.DvcqgKey;
import vn.phigate.gateway.providers.dvcqg.DvcqgProvider;
import vn.phigate.gateway.providers.dvcqg.DvcqgSettings;
import vn.phigate.gateway.providers.momo.MomoCallbacks;
import vn.phigate.gateway.providers.momo.MomoMerchant;
import vn.phigate.gateway.providers.momo.MomoProvider;
import vn.phigate.gateway.providers.payos.PayosNotices;
import vn.phigate.gateway.providers.sepay.SepayNotices;
import vn.phigate.gateway.providers.vnpay.VnpayCallbacks;
import vn.phigate.gateway.providers.vnpay.VnpayProvider;
import vn.phigate.gateway.providers.vnpay.VnpaySecret;
import vn.phigate.gateway.providers.vnpay.VnpayTerminal;
import vn.phigate.gateway.providers.zalopay.ZalopayApp;
import vn.phigate.gateway.providers.zalopay.ZalopayCallbacks;
import vn.phigate.gateway.providers.zalopay.ZalopayProvider;

/**
 * All contracts under one generation of keys: the present one signs, the one before it still verifies, older ones are dead.
 *
 * @param generation how often the keys were changed
 */
record Contracts(int generation, InstantSource clock) {
    static final String MOMO = "MOMOSIM";
    static final long ZALOPAY = 2553;
    static final String DVCQG = "HNI01";
    static final List<String> ORDERS = List.of("vnpay", "momo", "zalopay", "dvcqg");
    static final List<String> BANKS = List.of("sepay", "payos", "casso");

    private static final URI NOWHERE = URI.create("http://127.0.0.1:9/");
    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final Duration LATE = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    boolean lives(int key) {
        return key == generation || key == generation - 1;
    }

    private static String secret(String of, int key) {
        return of + "-simulated-secret-" + key;
    }

    private List<Integer> keys() {
        return generation == 0 ? List.of(0) : List.of(generation, generation - 1);
    }

    VnpayProvider vnpay() {
        var secrets = keys().stream()
                .map(k -> new VnpaySecret(RunningGateway.TERMINAL + "/" + k, secret("vnpay", k)))
                .toList();
        return new VnpayProvider(new VnpayProvider.Settings(
                "https://pay.example.vn",
                "https://example.vn/return",
                List.of(new VnpayTerminal(RunningGateway.TERMINAL, secrets)),
                WINDOW,
                LATE));
    }

    private static ProviderLine line(String provider) {
        return new ProviderLine(provider, PATIENCE);
    }

    List<CallbackDoor<?>> doors() {
        var momo = keys().stream()
                .map(k -> new MomoMerchant.Key("access" + k, secret("momo", k)))
                .toList();
        var zalopay = keys().stream()
                .map(k -> new ZalopayApp.Keys(secret("key1", k), secret("zalopay", k)))
                .toList();
        var dvcqg = keys().stream()
                .map(k -> new DvcqgKey("dvcqg/" + k, DvcqgKey.Generation.A, secret("dvcqg", k), true))
                .toList();
        return List.of(
                new VnpayCallbacks(vnpay()),
                new MomoCallbacks(new MomoProvider(
                        new MomoProvider.Settings(
                                NOWHERE,
                                "https://example.vn/return",
                                "https://example.vn/callbacks/momo",
                                List.of(new MomoMerchant(MOMO, momo, Set.of())),
                                WINDOW,
                                LATE,
                                PATIENCE),
                        line("momo"),
                        clock)),
                new ZalopayCallbacks(new ZalopayProvider(
                        new ZalopayProvider.Settings(
                                NOWHERE,
                                "https://example.vn/return",
                                "https://example.vn/callbacks/zalopay",
                                List.of(new ZalopayApp(ZALOPAY, zalopay, Set.of())),
                                WINDOW,
                                LATE,
                                PATIENCE),
                        line("zalopay"),
                        clock)),
                new DvcqgCallbacks(new DvcqgProvider(
                        dvcqg(List.of(new DvcqgSettings.Partner(DVCQG, dvcqg, Set.of()))),
                        line("dvcqg"),
                        noBill(),
                        clock)));
    }

    private static Bill.Source noBill() {
        return (provider, order) -> {
            throw new IllegalStateException("no order is started over these");
        };
    }

    static DvcqgSettings dvcqg(List<DvcqgSettings.Partner> partners) {
        return new DvcqgSettings(
                NOWHERE,
                NOWHERE,
                Set.of("http://127.0.0.1:9"),
                "CONFIRM",
                "QUERY",
                List.of("MaLoi", "MaThamChieu"),
                List.of("MaThamChieu", "SoTien", "TrangThaiGD"),
                partners,
                WINDOW,
                LATE,
                PATIENCE,
                null);
    }

    List<NoticeService> services() {
        return List.of(
                new SepayNotices(List.of(endpoint("sepay")), Duration.ofSeconds(300)),
                new PayosNotices(List.of(endpoint("payos"))),
                new CassoNotices(List.of(endpoint("casso")), Duration.ofSeconds(300)));
    }

    private NoticeService.Endpoint endpoint(String service) {
        return BankCalls.endpoint(
                "default", keys().stream().map(k -> secret(service, k)).toArray(String[]::new));
    }

    /** @param transaction a whole number above 0 */
    static Call call(
            String provider, int key, String order, long amountVnd, long transaction, boolean paid, boolean elsewhere) {
        return switch (provider) {
            case "vnpay" -> {
                Ipn ipn = new Ipn(Ipn.success(order, amountVnd).fields(), secret("vnpay", key))
                        .with("vnp_TransactionNo", String.valueOf(transaction));
                yield new Call(null, (paid ? ipn : ipn.codes("24", "02")).signed(), new byte[0], name -> null);
            }
            case "momo" ->
                ProviderCalls.momo(
                        MOMO,
                        "access" + key,
                        secret("momo", key),
                        order,
                        amountVnd,
                        transaction,
                        paid ? 0 : 1006,
                        elsewhere
                                ? Base64.getEncoder()
                                        .encodeToString("{\"bound\":\"elsewhere\"}".getBytes(StandardCharsets.UTF_8))
                                : "");
            case "zalopay" -> ProviderCalls.zalopay(ZALOPAY, secret("zalopay", key), order, amountVnd, transaction);
            case "dvcqg" ->
                ProviderCalls.dvcqg(
                        DVCQG, secret("dvcqg", key), order, amountVnd, String.valueOf(transaction), paid ? "00" : "01");
            default -> throw new IllegalArgumentException(provider);
        };
    }

    static BankCalls.Call call(String service, int key, BankCalls.Moved moved, Instant signedAt) {
        String secret = secret(service, key);
        return switch (service) {
            case "sepay" -> BankCalls.sepay(moved, "in", signedAt, secret);
            case "payos" -> BankCalls.payos(moved, secret);
            case "casso" -> BankCalls.casso(moved, signedAt, secret);
            default -> throw new IllegalArgumentException(service);
        };
    }

    /** The name under which new orders go, by provider. */
    static final Map<String, String> KEY_IDS = Map.of("momo", MOMO, "zalopay", String.valueOf(ZALOPAY), "dvcqg", DVCQG);

    /** Whether the answer says that the word was taken. */
    static boolean taken(String provider, CallbackDoor.Reply reply) {
        return switch (provider) {
            case "vnpay" -> reply.body().matches(".*\"RspCode\":\"(00|02|04|01)\".*");
            case "momo" -> reply.status() == 204;
            case "zalopay" ->
                reply.body().matches(".*\"return_code\":[12],.*")
                        || reply.body().contains("kept");
            case "dvcqg" -> reply.body().contains("\"MaLoi\":\"00\"");
            default -> throw new IllegalArgumentException(provider);
        };
    }
}
