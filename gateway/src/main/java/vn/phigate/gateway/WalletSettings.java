package vn.phigate.gateway;

import io.helidon.config.Config;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.Methods;
import vn.phigate.gateway.providers.momo.MomoMerchant;
import vn.phigate.gateway.providers.zalopay.ZalopayApp;

/**
 * The wallets an installation has contracts with; a wallet without one is not offered.
 *
 * @param limits of one payment, by method
 * @param patience how long one call of a wallet may take
 */
public record WalletSettings(
        @Nullable Wallet<MomoMerchant> momo,
        @Nullable Wallet<ZalopayApp> zalopay,
        Map<String, Methods.Limits> limits,
        Duration patience) {
    /** No contract at all. */
    public static final WalletSettings NONE = new WalletSettings(null, null, Map.of(), Duration.ofSeconds(35));

    private static final List<String> LIMITED = List.of("vnpay", "momo", "zalopay", "vietqr");

    static final Set<String> KEYS = Set.of(
            "providers.vnpay.min_vnd",
            "providers.vnpay.max_vnd",
            "providers.momo.min_vnd",
            "providers.momo.max_vnd",
            "providers.zalopay.min_vnd",
            "providers.zalopay.max_vnd",
            "providers.vietqr.min_vnd",
            "providers.vietqr.max_vnd",
            "providers.momo.api_url",
            "providers.momo.page_url",
            "providers.momo.order_minutes",
            "providers.momo.late_minutes",
            "providers.momo.merchants.*.partner_code",
            "providers.momo.merchants.*.keys.*.access_key",
            "providers.momo.merchants.*.keys.*.secret_key",
            "providers.momo.merchants.*.agencies.*",
            "providers.zalopay.api_url",
            "providers.zalopay.page_url",
            "providers.zalopay.order_minutes",
            "providers.zalopay.late_minutes",
            "providers.zalopay.apps.*.app_id",
            "providers.zalopay.apps.*.keys.*.key1",
            "providers.zalopay.apps.*.keys.*.key2",
            "providers.zalopay.apps.*.agencies.*");

    /**
     * @param apiUrl with a slash at its end
     * @param pageUrl scheme, host and port of the pages it sends payers to
     */
    public record Wallet<C>(URI apiUrl, URI pageUrl, List<C> contracts, Duration orderWindow, Duration lateWindow) {
        public Wallet {
            contracts = List.copyOf(contracts);
        }
    }

    /** @param sandboxPort of the sandbox providers that are started beside the gateway; null when they run elsewhere */
    static WalletSettings of(Config providers, boolean sandbox, @Nullable Integer sandboxPort) {
        Function<String, Optional<String>> local = path -> sandbox && sandboxPort != null
                ? Optional.of("http://localhost:" + sandboxPort + path)
                : Optional.empty();
        return new WalletSettings(
                wallet(
                        providers.get("momo"),
                        "merchants",
                        local.apply("/v2/gateway/api/"),
                        sandbox,
                        merchant -> new MomoMerchant(
                                merchant.get("partner_code").asString().get(),
                                merchant.get("keys").asNodeList().orElse(List.of()).stream()
                                        .map(key -> new MomoMerchant.Key(
                                                key.get("access_key").asString().get(),
                                                key.get("secret_key").asString().get()))
                                        .toList(),
                                GatewaySettings.agencies(merchant))),
                wallet(
                        providers.get("zalopay"),
                        "apps",
                        local.apply("/v2/"),
                        sandbox,
                        app -> new ZalopayApp(
                                app.get("app_id").asLong().get(),
                                app.get("keys").asNodeList().orElse(List.of()).stream()
                                        .map(keys -> new ZalopayApp.Keys(
                                                keys.get("key1").asString().get(),
                                                keys.get("key2").asString().get()))
                                        .toList(),
                                GatewaySettings.agencies(app))),
                LIMITED.stream().collect(Collectors.toMap(name -> name, name -> limits(providers.get(name)))),
                NONE.patience);
    }

    private static Methods.Limits limits(Config provider) {
        return new Methods.Limits(
                provider.get("min_vnd").asLong().orElse(1L),
                provider.get("max_vnd").asLong().orElse(9_999_999_999L));
    }

    /** Null, which is a wallet that is not offered, without a contract or without an address. */
    private static <C> @Nullable Wallet<C> wallet(
            Config wallet, String contracts, Optional<String> local, boolean sandbox, Function<Config, C> contract) {
        List<C> known = wallet.get(contracts).asNodeList().orElse(List.of()).stream()
                .map(contract)
                .toList();
        String address =
                GatewaySettings.written(wallet.get("api_url")).or(() -> local).orElse("");
        if (known.isEmpty() || address.isEmpty()) {
            return null;
        }
        URI apiUrl = URI.create(address.endsWith("/") ? address : address + "/");
        if (apiUrl.getHost() == null || (!sandbox && !"https".equals(apiUrl.getScheme()))) {
            throw new IllegalArgumentException(wallet.key()
                    + ".api_url must be https: answers to questions are not signed, TLS alone vouches for them");
        }
        return new Wallet<>(
                apiUrl,
                GatewaySettings.written(wallet.get("page_url")).map(URI::create).orElse(apiUrl),
                known,
                Duration.ofMinutes(wallet.get("order_minutes").asLong().orElse(15L)),
                Duration.ofMinutes(wallet.get("late_minutes").asLong().orElse(5L)));
    }
}
