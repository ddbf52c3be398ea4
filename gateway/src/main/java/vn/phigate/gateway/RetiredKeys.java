package vn.phigate.gateway;

import io.helidon.config.Config;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.signing.KeyId;
import vn.phigate.gateway.providers.NoticeService;
import vn.phigate.gateway.providers.NoticeService.Endpoint;
import vn.phigate.gateway.providers.casso.CassoNotices;
import vn.phigate.gateway.providers.dvcqg.DvcqgKey;
import vn.phigate.gateway.providers.dvcqg.DvcqgSettings;
import vn.phigate.gateway.providers.momo.MomoMerchant;
import vn.phigate.gateway.providers.payos.PayosNotices;
import vn.phigate.gateway.providers.sepay.SepayNotices;
import vn.phigate.gateway.providers.vnpay.VnpaySecret;
import vn.phigate.gateway.providers.vnpay.VnpayTerminal;
import vn.phigate.gateway.providers.zalopay.ZalopayApp;

/**
 * Keys that are no longer in force. They verify what was kept while they were, and nothing that comes now: the gateway itself never has them.
 *
 * @param keys in the order of the settings
 */
public record RetiredKeys(List<Key> keys) {
    static final Set<String> KEYS = Set.of(
            "providers.retired_keys.*.provider",
            "providers.retired_keys.*.of",
            "providers.retired_keys.*.secret",
            "providers.retired_keys.*.access_key",
            "providers.retired_keys.*.generation");

    private static final Set<String> PROVIDERS = Set.of("vnpay", "momo", "zalopay", "dvcqg", "sepay", "payos", "casso");
    /** What is kept is as old as it is. */
    private static final Duration ANY_AGE = Duration.ofDays(36_500);

    private static final URI NOWHERE = URI.create("https://invalid.invalid/");

    /**
     * @param of the contract: terminal, partner, app or endpoint
     * @param accessKey of MoMo; empty for all others
     * @param generation of the national platform; empty for all others
     */
    public record Key(String provider, String of, String secret, String accessKey, String generation) {
        public Key {
            if (!PROVIDERS.contains(provider) || of.isBlank() || secret.isBlank()) {
                throw new IllegalArgumentException("providers.retired_keys: provider is one of " + PROVIDERS
                        + ", of and secret are not empty, not \"" + provider + "\" and \"" + of + "\"");
            }
            if (provider.equals("momo") == accessKey.isBlank() || provider.equals("dvcqg") == generation.isBlank()) {
                throw new IllegalArgumentException(
                        "providers.retired_keys: access_key is of momo alone, generation of dvcqg alone");
            }
        }

        /** Without the secret: records find their way into logs. */
        @Override
        public String toString() {
            return "Key[" + provider + "/" + of + "]";
        }
    }

    public RetiredKeys {
        keys = List.copyOf(keys);
    }

    public static RetiredKeys read(Path file) {
        List<Config> nodes = GatewaySettings.config(file, System.getenv())
                .get("providers.retired_keys")
                .asNodeList()
                .orElse(List.of());
        return new RetiredKeys(nodes.stream()
                .map(key -> new Key(
                        text(key, "provider"),
                        text(key, "of"),
                        text(key, "secret"),
                        text(key, "access_key"),
                        text(key, "generation")))
                .toList());
    }

    private static String text(Config key, String name) {
        return key.get(name).asString().orElse("").strip();
    }

    /** Settings that believe every key there ever was, of any age: for reading what is kept, never for taking calls. */
    GatewaySettings addedTo(GatewaySettings s) {
        var vnpay = s.vnpay();
        return new GatewaySettings(
                s.city(),
                s.sandbox(),
                s.dataFolder(),
                s.publicUrl(),
                s.http(),
                s.database(),
                new GatewaySettings.Vnpay(
                        vnpay.payUrl(),
                        vnpay.apiUrl(),
                        added(
                                "vnpay",
                                vnpay.terminals(),
                                VnpayTerminal::tmnCode,
                                key -> new VnpayTerminal(key.of, List.of(secret(key))),
                                (t, key) ->
                                        new VnpayTerminal(t.tmnCode(), plus(t.secrets(), secret(key)), t.agencies())),
                        vnpay.orderWindow(),
                        vnpay.lateWindow(),
                        vnpay.sandboxPort()),
                s.vietqrWindow(),
                s.returnHosts(),
                s.keys(),
                s.registry(),
                new BankNotices(
                        s.bankNotices().pay(),
                        s.bankNotices().services().stream().map(this::added).toList()),
                s.paymentRules(),
                s.refundRules(),
                wallets(s.wallets()),
                new NationalPlatform(dvcqg(s.dvcqg().protocol())),
                s.signIn(),
                s.mail(),
                s.promises(),
                s.receiptRules(),
                s.reportTo());
    }

    private static VnpaySecret secret(Key key) {
        return new VnpaySecret(key.of + "/" + KeyId.of(key.secret), key.secret);
    }

    private WalletSettings wallets(WalletSettings wallets) {
        var momo = wallets.momo();
        var zalopay = wallets.zalopay();
        return new WalletSettings(
                momo == null
                        ? null
                        : with(
                                momo,
                                added(
                                        "momo",
                                        momo.contracts(),
                                        MomoMerchant::partnerCode,
                                        key -> new MomoMerchant(key.of, List.of(momo(key)), Set.of()),
                                        (m, key) -> new MomoMerchant(
                                                m.partnerCode(), plus(m.keys(), momo(key)), m.agencies()))),
                zalopay == null
                        ? null
                        : with(
                                zalopay,
                                added(
                                        "zalopay",
                                        zalopay.contracts(),
                                        app -> String.valueOf(app.appId()),
                                        key -> new ZalopayApp(Long.parseLong(key.of), List.of(zalopay(key)), Set.of()),
                                        (a, key) ->
                                                new ZalopayApp(a.appId(), plus(a.keys(), zalopay(key)), a.agencies()))),
                wallets.limits(),
                wallets.patience());
    }

    private static <C> WalletSettings.Wallet<C> with(WalletSettings.Wallet<C> wallet, List<C> contracts) {
        return new WalletSettings.Wallet<>(
                wallet.apiUrl(), wallet.pageUrl(), contracts, wallet.orderWindow(), wallet.lateWindow());
    }

    private static MomoMerchant.Key momo(Key key) {
        return new MomoMerchant.Key(key.accessKey, key.secret);
    }

    /** Only key2 signs what ZaloPay sends. */
    private static ZalopayApp.Keys zalopay(Key key) {
        return new ZalopayApp.Keys(key.secret, key.secret);
    }

    /** A method that is closed now was open when it was paid by. */
    private @Nullable DvcqgSettings dvcqg(@Nullable DvcqgSettings s) {
        return s == null
                ? null
                : new DvcqgSettings(
                        NOWHERE,
                        NOWHERE,
                        Set.of(NOWHERE.toString()),
                        s.confirmType(),
                        s.queryType(),
                        s.replyFields(),
                        s.statusFields(),
                        added(
                                "dvcqg",
                                s.partners(),
                                DvcqgSettings.Partner::code,
                                key -> new DvcqgSettings.Partner(key.of, List.of(dvcqg(key)), Set.of()),
                                (p, key) ->
                                        new DvcqgSettings.Partner(p.code(), plus(p.keys(), dvcqg(key)), p.agencies())),
                        s.orderWindow(),
                        s.lateWindow(),
                        s.patience(),
                        null);
    }

    private static DvcqgKey dvcqg(Key key) {
        var generation = DvcqgKey.Generation.read(key.generation)
                .orElseThrow(() -> new IllegalArgumentException("providers.retired_keys: generation is A or B"));
        return new DvcqgKey(
                "dvcqg/" + key.of + "/" + KeyId.of(key.secret),
                generation,
                key.secret,
                generation == DvcqgKey.Generation.A);
    }

    private NoticeService added(NoticeService service) {
        List<Endpoint> endpoints = added(
                service.name(),
                service.endpoints(),
                Endpoint::name,
                key -> new Endpoint(key.of, List.of(notice(key)), List.of(), null),
                (e, key) -> new Endpoint(e.name(), plus(e.secrets(), notice(key)), e.apiKeys(), e.bin(), e.agencies()));
        return switch (service.name()) {
            case SepayNotices.NAME -> new SepayNotices(endpoints, ANY_AGE);
            case PayosNotices.NAME -> new PayosNotices(endpoints);
            case CassoNotices.NAME -> new CassoNotices(endpoints, ANY_AGE);
            default -> throw new IllegalStateException(service.name());
        };
    }

    private static NoticeService.Secret notice(Key key) {
        return new NoticeService.Secret(key.provider + "/" + key.of + "/" + KeyId.of(key.secret), key.secret);
    }

    private <C> List<C> added(
            String provider,
            List<C> contracts,
            Function<C, String> name,
            Function<Key, C> fresh,
            BiFunction<C, Key, C> more) {
        var all = new ArrayList<>(contracts);
        for (Key key : keys) {
            if (key.provider.equals(provider)) {
                int at = all.stream().map(name).toList().indexOf(key.of);
                if (at < 0) {
                    all.add(fresh.apply(key));
                } else {
                    all.set(at, more.apply(all.get(at), key));
                }
            }
        }
        return all;
    }

    private static <T> List<T> plus(List<T> some, T one) {
        return Stream.concat(some.stream(), Stream.of(one)).toList();
    }
}
