package vn.phigate.reconciliation.statements.mt;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One :61: with the lines and the :86: that follow it. */
final class Entry {
    /**
     * Value date, entry date, mark, third letter of the currency, amount, then the rest. Marks: C, D; RC and RD take back a credit or a debit, so
     * the money goes the other way; EC and ED are expected only (MT942).
     */
    private static final Pattern LINE =
            Pattern.compile("(?<value>\\d{6})(?<entry>\\d{4})?(?<mark>[RE]?[CD])(?<funds>[A-Z])?(?<amount>"
                    + Fields.AMOUNT + ")(?<rest>(?:[A-Z/ ].*)?)");
    /** Type and identification code, reference for the owner, // and the bank's. */
    private static final Pattern REST = Pattern.compile(" *(?:[A-Z][A-Z0-9 ]{3})?(?<owner>.*?)(?://(?<bank>.*))?");
    /** Words in place of a reference: none (the standard's), or look in field 86 (German and Dutch banks). */
    private static final Set<String> NO_REFERENCE = Set.of("NONREF", "EREF", "KREF+", "MARF", "PREF");

    private static final int TEXT_CHARACTERS_MAX = 64 * 1024;

    final long line;
    final String raw;
    private final @Nullable Matcher fields;
    private final @Nullable String bankReference;
    private final @Nullable String ownReference;
    private final List<String> supplement = new ArrayList<>();
    private final List<String> information = new ArrayList<>();
    private int characters;
    boolean cut;

    Entry(String raw, long line) {
        this.raw = raw;
        this.line = line;
        Matcher matcher = LINE.matcher(raw);
        this.fields = matcher.matches() ? matcher : null;
        Matcher rest = REST.matcher(group("rest"));
        boolean references = rest.matches();
        this.bankReference = references ? reference(rest.group("bank")) : null;
        // Of fixed width in the old layout of Dutch banks, the other side's name behind it.
        String[] owner = references ? rest.group("owner").strip().split(" {2,}", 2) : new String[] {""};
        this.ownReference = reference(owner[0]);
        if (owner.length > 1) {
            supplement.add(owner[1]);
        }
    }

    boolean readable() {
        return fields != null;
    }

    String valueDate() {
        return group("value");
    }

    /** Empty when it is the value date's. */
    String entryDate() {
        return group("entry");
    }

    boolean reversal() {
        return group("mark").startsWith("R");
    }

    boolean expected() {
        return group("mark").startsWith("E");
    }

    /** Where the money went: a reversed debit comes in. */
    boolean credit() {
        return group("mark").endsWith("C") != reversal();
    }

    String amountText() {
        return group("amount");
    }

    @Nullable
    BigDecimal amount(@Nullable String currency) {
        return Fields.amount(group("amount"), currency);
    }

    /** The bank's reference, else the owner's. */
    @Nullable
    String reference() {
        return bankReference != null ? bankReference : ownReference;
    }

    private static @Nullable String reference(@Nullable String text) {
        return text == null || text.isBlank() || NO_REFERENCE.contains(text.strip()) ? null : text.strip();
    }

    void supplement(String text) {
        keep(supplement, text);
    }

    void information(String text) {
        keep(information, text);
    }

    private void keep(List<String> texts, String text) {
        characters += text.length();
        if (characters > TEXT_CHARACTERS_MAX) {
            cut = true;
        } else {
            texts.add(text);
        }
    }

    Information information() {
        return Information.of(information);
    }

    /** Every text: what :86: says, then the line under :61:, then the owner's reference if the bank's stands in its place. */
    String narrative(Information read) {
        List<String> texts = new ArrayList<>();
        if (!read.text().isEmpty()) {
            texts.add(read.text());
        }
        supplement.stream().map(String::strip).filter(s -> !s.isEmpty()).forEach(texts::add);
        if (ownReference != null && !ownReference.equals(reference())) {
            texts.add(ownReference);
        }
        return String.join("\n", texts);
    }

    private String group(String name) {
        Matcher matcher = fields;
        String text = matcher == null ? null : matcher.group(name);
        return text == null ? "" : text;
    }
}
