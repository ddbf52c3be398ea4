package vn.phigate.gateway;

import io.helidon.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import vn.phigate.gateway.platform.signing.KeyId;
import vn.phigate.gateway.providers.NoticeService;
import vn.phigate.gateway.providers.NoticeService.Endpoint;
import vn.phigate.gateway.providers.NoticeService.Secret;
import vn.phigate.gateway.providers.casso.CassoNotices;
import vn.phigate.gateway.providers.payos.PayosNotices;
import vn.phigate.gateway.providers.sepay.SepayNotices;

/**
 * Settings of the services that report transfers on bank accounts.
 *
 * @param pay whether a notice alone makes a payment paid; else only the statement does
 * @param services those with at least one endpoint
 */
public record BankNotices(boolean pay, List<NoticeService> services) {
    /** No service calls, and only statements pay. */
    public static final BankNotices NONE = new BankNotices(false, List.of());

    static final Set<String> KEYS = Set.of(
            "providers.bank_notices.confirm",
            "providers.sepay.drift_seconds",
            "providers.sepay.endpoints.*.name",
            "providers.sepay.endpoints.*.bin",
            "providers.sepay.endpoints.*.agencies.*",
            "providers.sepay.endpoints.*.secrets.*",
            "providers.sepay.endpoints.*.api_keys.*",
            "providers.payos.endpoints.*.name",
            "providers.payos.endpoints.*.bin",
            "providers.payos.endpoints.*.agencies.*",
            "providers.payos.endpoints.*.secrets.*",
            "providers.casso.drift_seconds",
            "providers.casso.endpoints.*.name",
            "providers.casso.endpoints.*.bin",
            "providers.casso.endpoints.*.agencies.*",
            "providers.casso.endpoints.*.secrets.*");

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern BIN = Pattern.compile("[0-9]{6}");
    private static final long MOST_DRIFT_SECONDS = 3600;

    public BankNotices {
        services = List.copyOf(services);
    }

    static BankNotices of(Config providers, boolean sandbox) {
        var services = new ArrayList<NoticeService>();
        List<Endpoint> sepay = endpoints(providers, SepayNotices.NAME);
        if (!sepay.isEmpty()) {
            services.add(new SepayNotices(sepay, drift(providers, SepayNotices.NAME)));
        }
        List<Endpoint> payos = endpoints(providers, PayosNotices.NAME);
        if (!payos.isEmpty()) {
            services.add(new PayosNotices(payos));
        }
        List<Endpoint> casso = endpoints(providers, CassoNotices.NAME);
        if (!casso.isEmpty()) {
            services.add(new CassoNotices(casso, drift(providers, CassoNotices.NAME)));
        }
        boolean pay = switch (text(providers.get("bank_notices.confirm"))) {
            case "" -> sandbox;
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("providers.bank_notices.confirm is true or false");
        };
        return new BankNotices(pay, services);
    }

    private static List<Endpoint> endpoints(Config providers, String service) {
        var endpoints = new ArrayList<Endpoint>();
        var names = new HashSet<String>();
        for (Config node : providers.get(service + ".endpoints").asNodeList().orElse(List.of())) {
            String name = text(node.get("name"));
            String bin = text(node.get("bin"));
            if (!NAME.matcher(name).matches() || !names.add(name)) {
                throw new IllegalArgumentException("providers." + service
                        + ".endpoints: a name is 1 to 40 of a-z, 0-9 and -, and stands there once, not \"" + name
                        + "\"");
            }
            if (!bin.isEmpty() && !BIN.matcher(bin).matches()) {
                throw new IllegalArgumentException("providers." + service + ".endpoints: a bin has six digits");
            }
            String key = service + "/" + name;
            endpoints.add(new Endpoint(
                    name,
                    secrets(node.get("secrets"), key + "/"),
                    secrets(node.get("api_keys"), key + "/apikey-"),
                    bin.isEmpty() ? null : bin,
                    GatewaySettings.agencies(node)));
        }
        return endpoints;
    }

    private static List<Secret> secrets(Config list, String prefix) {
        var secrets = new ArrayList<Secret>();
        for (String secret : list.asList(String.class).orElse(List.of())) {
            secrets.add(new Secret(prefix + KeyId.of(secret), secret));
        }
        return secrets;
    }

    private static Duration drift(Config providers, String service) {
        long seconds = providers.get(service + ".drift_seconds").asLong().orElse(300L);
        if (seconds < 1 || seconds > MOST_DRIFT_SECONDS) {
            throw new IllegalArgumentException("providers." + service + ".drift_seconds is 1 to " + MOST_DRIFT_SECONDS);
        }
        return Duration.ofSeconds(seconds);
    }

    private static String text(Config key) {
        return key.asString().orElse("").strip();
    }
}
