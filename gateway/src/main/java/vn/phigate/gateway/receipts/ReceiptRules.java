package vn.phigate.gateway.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules of law on naming receipts, one row per law: {@code receipt-rules.json}. */
public final class ReceiptRules {

    private static final List<ReceiptRule> ROWS = load();

    private ReceiptRules() {}

    public static List<ReceiptRule> all() {
        return ROWS;
    }

    /**
     * The rule for money collected on a day in Vietnam.
     *
     * @throws IllegalArgumentException if the day is before the first law we know
     */
    public static ReceiptRule on(LocalDate day) {
        return find(day).orElseThrow(() -> new IllegalArgumentException("no receipt rule is known for " + day));
    }

    /** Every reason why a receipt of that day may not be named so; empty if it may. */
    public static List<String> validate(String template, String serial, long number, LocalDate day) {
        return find(day)
                .map(rule -> rule.reasonsAgainst(template, serial, number, day))
                .orElseGet(() -> List.of("no receipt rule is known for " + day));
    }

    private static Optional<ReceiptRule> find(LocalDate day) {
        return ROWS.stream().filter(rule -> rule.holdsOn(day)).findFirst();
    }

    private static List<ReceiptRule> load() {
        try (var in = ReceiptRules.class.getResourceAsStream("receipt-rules.json")) {
            var rows = new ArrayList<ReceiptRule>();
            new JsonMapper().readTree(in).forEach(row -> rows.add(rule(row)));
            return List.copyOf(rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ReceiptRule rule(JsonNode row) {
        return new ReceiptRule(
                LocalDate.parse(row.required("valid_from").asText()),
                row.required("valid_to").isNull()
                        ? null
                        : LocalDate.parse(row.required("valid_to").asText()),
                row.required("template").asText(),
                Pattern.compile(row.required("template_pattern").asText()),
                row.required("serial_form").asText(),
                row.required("letters").asText(),
                row.required("number_max_digits").asInt(),
                row.required("law").asText(),
                row.required("source").asText());
    }
}
