package vn.phigate.gateway;

import io.helidon.config.Config;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.signing.KeyId;
import vn.phigate.gateway.providers.dvcqg.DvcqgKey;
import vn.phigate.gateway.providers.dvcqg.DvcqgKey.Generation;
import vn.phigate.gateway.providers.dvcqg.DvcqgSettings;

/**
 * Settings of the national payment platform.
 *
 * @param protocol null when the installation has no contract: then the method does not exist
 */
public record NationalPlatform(@Nullable DvcqgSettings protocol) {
    public static final NationalPlatform NONE = new NationalPlatform(null);

    static final Set<String> KEYS = Set.of(
            "providers.dvcqg.init_url",
            "providers.dvcqg.query_url",
            "providers.dvcqg.pay_origins.*",
            "providers.dvcqg.confirm_type",
            "providers.dvcqg.query_type",
            "providers.dvcqg.reply_fields.*",
            "providers.dvcqg.status_fields.*",
            "providers.dvcqg.order_minutes",
            "providers.dvcqg.late_minutes",
            "providers.dvcqg.partners.*.code",
            "providers.dvcqg.partners.*.agencies.*",
            "providers.dvcqg.partners.*.keys.*.generation",
            "providers.dvcqg.partners.*.keys.*.secret",
            "providers.dvcqg.partners.*.keys.*.confirm_pays");

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * What is wrong or missing closes the method; it does not keep the gateway from taking money in other ways.
     *
     * @param sandboxPort of the sandbox providers that are started beside the gateway; null when they run elsewhere
     */
    static NationalPlatform of(Config dvcqg, boolean sandbox, @Nullable Integer sandboxPort) {
        List<Config> partners = dvcqg.get("partners").asNodeList().orElse(List.of());
        if (partners.isEmpty()) {
            return NONE;
        }
        String local = sandbox && sandboxPort != null ? "http://localhost:" + sandboxPort : "";
        List<String> origins = list(dvcqg, "pay_origins");
        var problems = new ArrayList<String>();
        var known = new ArrayList<DvcqgSettings.Partner>();
        for (Config partner : partners) {
            String code = text(partner.get("code"));
            if (code.isEmpty()) {
                problems.add("providers.dvcqg.partners: a partner without code");
            }
            known.add(new DvcqgSettings.Partner(
                    code, keys(partner, code, problems), Set.copyOf(list(partner, "agencies"))));
        }
        return new NationalPlatform(new DvcqgSettings(
                address(dvcqg.get("init_url"), local + "/dvcqg/init", sandbox, problems),
                address(dvcqg.get("query_url"), local + "/dvcqg/query", sandbox, problems),
                origins.isEmpty() && !local.isEmpty() ? Set.of(local) : Set.copyOf(origins),
                text(dvcqg.get("confirm_type")),
                text(dvcqg.get("query_type")),
                list(dvcqg, "reply_fields"),
                list(dvcqg, "status_fields"),
                known,
                Duration.ofMinutes(dvcqg.get("order_minutes").asLong().orElse(15L)),
                Duration.ofMinutes(dvcqg.get("late_minutes").asLong().orElse(15L)),
                PATIENCE,
                problems.isEmpty() ? null : String.join("; ", problems)));
    }

    private static List<DvcqgKey> keys(Config partner, String code, List<String> problems) {
        var keys = new ArrayList<DvcqgKey>();
        for (Config key : partner.get("keys").asNodeList().orElse(List.of())) {
            String keyId = "dvcqg/" + code + "/" + (keys.size() + 1);
            String secret = text(key.get("secret"));
            Optional<Generation> generation = Generation.read(text(key.get("generation")));
            if (generation.isEmpty() || secret.isEmpty()) {
                problems.add(
                        keyId + ": generation is A or B, as the operator confirmed it, and the secret is not empty");
                continue;
            }
            boolean pays = switch (text(key.get("confirm_pays"))) {
                case "" -> generation.get() == Generation.A;
                case "true" -> true;
                case "false" -> false;
                default -> {
                    problems.add(keyId + ": confirm_pays is true or false");
                    yield false;
                }
            };
            keys.add(new DvcqgKey("dvcqg/" + code + "/" + KeyId.of(secret), generation.get(), secret, pays));
        }
        return keys;
    }

    /** Nothing signs the answer to an order: TLS alone vouches for it. */
    private static @Nullable URI address(Config key, String local, boolean sandbox, List<String> problems) {
        String address = text(key).isEmpty() && local.startsWith("http") ? local : text(key);
        if (address.isEmpty()) {
            return null;
        }
        if (!address.startsWith("https://") && !(sandbox && address.startsWith("http://"))) {
            problems.add(key.key() + " must be https");
            return null;
        }
        return URI.create(address);
    }

    private static List<String> list(Config node, String key) {
        return node.get(key).asList(String.class).orElse(List.of());
    }

    private static String text(Config key) {
        return key.asString().orElse("").strip();
    }
}
