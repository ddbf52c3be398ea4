package vn.phigate.reconciliation.matching;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which rules book by themselves, and how far suggestions look. A rule that is off still says what it would have matched; a person decides then.
 *
 * @param rules by their names, each whether it is on
 * @param suggestions by amount and day alone, which never book
 */
public record MatchingRules(Map<String, Boolean> rules, Suggestions suggestions) {
    /** Every rule that has a switch, in the order in which they are asked. */
    public static final List<String> NAMES = List.of(
            "exact_code_and_amount",
            "repaired_reference",
            "reported_transfer",
            "instalments",
            "refund_debit",
            "refund_returned",
            "returned_payment",
            "provider_batch",
            "desk_list");

    /** All rules. */
    public static final MatchingRules ALL = new MatchingRules(Map.of(), new Suggestions(30, 3, 5));

    /**
     * @param daysBefore days that an item may be older than the line, 0 to 366
     * @param daysAfter days that it may be younger, 0 to 366
     * @param atMost for one line, 0 to 20
     */
    public record Suggestions(int daysBefore, int daysAfter, int atMost) {
        public Suggestions {
            if (daysBefore < 0 || daysBefore > 366 || daysAfter < 0 || daysAfter > 366 || atMost < 0 || atMost > 20) {
                throw new IllegalArgumentException(
                        "suggestions: days_before and days_after are 0 to 366, at_most is 0 to 20");
            }
        }
    }

    public MatchingRules {
        rules = Map.copyOf(rules);
        Set<String> unknown = new TreeSet<>(rules.keySet());
        NAMES.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("no rules are called " + unknown + "; there are " + NAMES);
        }
    }

    /** Whether the rule books by itself; one that is not named does. */
    public boolean on(String rule) {
        return rules.getOrDefault(rule, true);
    }

    /** @throws IOException when the file cannot be read, or has an unknown key or a senseless value */
    public static MatchingRules load(Path file) throws IOException {
        var yaml = YAMLMapper.builder(YAMLFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .build();
        try {
            return yaml.readValue(file.toFile(), MatchingRules.class);
        } catch (IOException | RuntimeException faulty) {
            throw new IOException("rules " + file + ": " + faulty.getMessage(), faulty);
        }
    }
}
