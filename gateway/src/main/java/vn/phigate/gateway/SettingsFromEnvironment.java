package vn.phigate.gateway;

import io.helidon.config.Config;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Environment variables that replace single values of a file of settings, for containers and for secrets. The name is {@code PHIGATE_}, the
 * file's name, and the key as it stands in the file, in upper case with underscores for dots: {@code PHIGATE_GATEWAY_DATABASE_URL} is
 * {@code database.url} of gateway.yaml, {@code PHIGATE_GATEWAY_PROVIDERS_VNPAY_TERMINALS_0_SECRETS_0} the first secret of the first terminal.
 *
 * <p>The prefix keeps other programs' variables out (many machines have a DATABASE_URL), and the file's name keeps the ports of the two
 * services apart. An empty variable says nothing. A variable with the prefix that fits no key is an error: a mistyped name must not quietly
 * leave a service on another database.
 */
final class SettingsFromEnvironment {
    private SettingsFromEnvironment() {}

    /** @return keys of the file with the values of the environment */
    static Map<String, String> of(Path file, Config written, Map<String, String> environment) {
        String prefix = "PHIGATE_" + upper(String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "")) + "_";
        Map<String, String> keys = new TreeMap<>();
        written.traverse()
                .filter(Config::isLeaf)
                .forEach(leaf -> keys.put(
                        prefix + upper(leaf.key().toString()), leaf.key().toString()));
        var replaced = new LinkedHashMap<String, String>();
        environment.forEach((name, value) -> {
            if (!name.startsWith(prefix) || value.isBlank()) {
                return;
            }
            String key = keys.get(name);
            if (key == null) {
                throw new IllegalArgumentException("environment variable " + name + " fits no key of " + file
                        + "; it can replace: " + String.join(", ", keys.keySet()));
            }
            replaced.put(key, value.strip());
        });
        return replaced;
    }

    private static String upper(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
