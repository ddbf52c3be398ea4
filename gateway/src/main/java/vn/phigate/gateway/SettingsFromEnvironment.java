package vn.phigate.gateway;

import io.helidon.config.Config;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Environment variables that set single values above a file of settings, for containers and for secrets. The name is {@code PHIGATE_}, the
 * file's name, and the key as it stands in the file, in upper case with underscores for dots: {@code PHIGATE_GATEWAY_DATABASE_URL} is
 * {@code database.url} of gateway.yaml, {@code PHIGATE_GATEWAY_PROVIDERS_VNPAY_TERMINALS_0_SECRETS_0} the first secret of the first terminal.
 *
 * <p>The prefix keeps other programs' variables out (many machines have a DATABASE_URL, and a stray SANDBOX would open published keys); the
 * file's name keeps the ports of the two services apart. An empty variable says nothing. A variable with the prefix that fits no key is an error: a mistyped name must not quietly
 * leave a service on another database.
 */
final class SettingsFromEnvironment {
    private SettingsFromEnvironment() {}

    /**
     * @param keys every key there is; a star stands for the places of a list
     * @param written the file, which says how long its lists are: the environment replaces their elements and adds none
     * @return keys with the values of the environment
     */
    static Map<String, String> of(Path file, Set<String> keys, Config written, Map<String, String> environment) {
        String prefix = "PHIGATE_" + upper(String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "")) + "_";
        Map<String, String> names = new TreeMap<>();
        Stream.concat(
                        keys.stream().filter(key -> !key.contains("*")),
                        written.traverse().filter(Config::isLeaf).map(leaf -> leaf.key().toString()))
                .forEach(key -> names.put(prefix + upper(key), key));
        var replaced = new LinkedHashMap<String, String>();
        environment.forEach((name, value) -> {
            if (!name.startsWith(prefix) || value.isBlank()) {
                return;
            }
            String key = names.get(name);
            if (key == null) {
                throw new IllegalArgumentException(
                        "environment variable " + name + " fits no key of " + file + "; these do: " + String.join(", ", names.keySet()));
            }
            replaced.put(key, value.strip());
        });
        return replaced;
    }

    private static String upper(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
