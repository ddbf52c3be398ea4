package vn.phigate.gateway.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules of law on naming receipts, one row per law, each following the one before without a day between or twice. Those this version knows stand in {@code
 * receipt-rules.json}; an installation may set others (settings, {@code receipt_rules}) when the law changes before its version does.
 */
public final class ReceiptRules {
    private static final ReceiptRules KNOWN = load();

    private final List<ReceiptRule> rows;

    /**
     * @param rows by their first days
     * @throws IllegalArgumentException when there is none, days between two rows have no rule or two, or the last one ends
     */
    public ReceiptRules(List<ReceiptRule> rows) {
        this.rows = List.copyOf(rows);
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("receipt rules: there is no row");
        }
        for (int i = 0; i < rows.size(); i++) {
            LocalDate to = rows.get(i).validTo();
            LocalDate next = i + 1 < rows.size() ? rows.get(i + 1).validFrom() : null;
            if (next == null ? to != null : !next.minusDays(1).equals(to)) {
                throw new IllegalArgumentException("receipt rules: the row from "
                        + rows.get(i).validFrom() + " ends on " + to
                        + (next == null ? "; the last one has no end" : ", the next begins on " + next));
            }
        }
    }

    /** Of the laws that this version knows. */
    public static ReceiptRules known() {
        return KNOWN;
    }

    public List<ReceiptRule> all() {
        return rows;
    }

    /**
     * The rule for money collected on a day in Vietnam.
     *
     * @throws IllegalArgumentException if the day is before the first law we know
     */
    public ReceiptRule on(LocalDate day) {
        return find(day).orElseThrow(() -> new IllegalArgumentException("no receipt rule is known for " + day));
    }

    /** Every reason why a receipt of that day may not be named so; empty if it may. */
    public List<String> validate(String template, String serial, long number, LocalDate day) {
        return find(day)
                .map(rule -> rule.reasonsAgainst(template, serial, number, day))
                .orElseGet(() -> List.of("no receipt rule is known for " + day));
    }

    /**
     * The report to the tax office that receipts of a template go into.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal 409 {@code receipt_template_unknown}: a report without them would be believed
     */
    String reportOf(String template) {
        return rows.stream()
                .filter(rule -> rule.templatePattern().matcher(template).matches())
                .findFirst()
                .map(ReceiptRule::report)
                .orElseThrow(() -> ReceiptProblem.TEMPLATE_UNKNOWN.refusal().with("template", template));
    }

    private Optional<ReceiptRule> find(LocalDate day) {
        return rows.stream().filter(rule -> rule.holdsOn(day)).findFirst();
    }

    private static ReceiptRules load() {
        try (var in = ReceiptRules.class.getResourceAsStream("receipt-rules.json")) {
            var rows = new ArrayList<ReceiptRule>();
            for (JsonNode row : new JsonMapper().readTree(in)) {
                rows.add(ReceiptRule.of(
                        key -> Optional.ofNullable(row.required(key).asText(null))));
            }
            return new ReceiptRules(rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
