package vn.phigate.gateway.receipts;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.http.HttpProblem;

/**
 * What is wrong with a receipt, and what became of it.
 *
 * @param agencyId whose receipt it is
 * @param amounts of a replacement: each line of the receipt and what the books have in its place, as both people saw it; empty for a notice
 * @param result code of the notice or of the other receipt; null until it is done
 */
public record Correction(
        UUID id,
        UUID receiptId,
        String receiptCode,
        long agencyId,
        Action action,
        Errors errors,
        List<Amount> amounts,
        String reason,
        Status status,
        Instant proposedAt,
        String proposedBy,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy,
        @Nullable String refusedWhy,
        @Nullable String result) {

    public Correction {
        amounts = List.copyOf(amounts);
    }

    /** @param afterVnd 0 for what was given back */
    public record Amount(String name, long beforeVnd, long afterVnd) {}

    public long beforeVnd() {
        return amounts.stream().mapToLong(Amount::beforeVnd).reduce(0, Math::addExact);
    }

    public long afterVnd() {
        return amounts.stream().mapToLong(Amount::afterVnd).reduce(0, Math::addExact);
    }

    /** What the law asks for. */
    public enum Action {
        NOTICE,
        REPLACEMENT;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public enum Status {
        PROPOSED,
        DONE,
        REFUSED;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param taxCode the right one of the collector; null when it is right
     * @param amount whether the amounts are drawn anew from the books
     */
    public record Errors(List<Misprint> texts, @Nullable String taxCode, boolean amount) {
        private static final int MOST_TEXTS = 20;
        private static final int MOST_TEXT = 500;

        public Errors {
            texts = List.copyOf(texts);
        }

        /** What a program or a form gave, held to its form. */
        public static Errors given(
                @Nullable List<@Nullable GivenText> texts, @Nullable String taxCode, @Nullable Boolean amount) {
            List<Misprint> misprints = (texts == null ? List.<@Nullable GivenText>of() : texts)
                    .stream().filter(Objects::nonNull).map(Errors::misprint).toList();
            long places = misprints.stream()
                    .map(text -> text.field() + "/" + text.line())
                    .distinct()
                    .count();
            if (misprints.size() > MOST_TEXTS || places < misprints.size()) {
                throw HttpProblem.field(
                        "texts",
                        misprints.size(),
                        "tối đa 20 chỗ, mỗi chỗ một lần.",
                        "at most 20 places, each of them once.");
            }
            String code = Given.optionalLine("tax_code", taxCode, 14);
            if (code != null && !code.matches("[0-9]{10}(-[0-9]{3})?|[0-9]{12}")) {
                throw HttpProblem.field(
                        "tax_code",
                        code,
                        "cần mã số thuế 10, 10-3 hoặc 12 chữ số.",
                        "a tax code of 10, 10-3 or 12 digits is needed.");
            }
            return new Errors(misprints, code, Boolean.TRUE.equals(amount));
        }

        private static Misprint misprint(GivenText text) {
            String field = Given.line("texts.field", text.field(), 40);
            for (Misprint.Field known : Misprint.Field.values()) {
                if (known.text().equals(field)) {
                    return new Misprint(known, text.line(), Given.line("texts.right", text.right(), MOST_TEXT));
                }
            }
            throw HttpProblem.field(
                    "texts.field",
                    field,
                    "là payer_name, collector_name, collector_address, procedure_name, amount_in_words, line_name hoặc line_legal_basis.",
                    "is payer_name, collector_name, collector_address, procedure_name, amount_in_words, line_name or line_legal_basis.");
        }
    }

    /** @param line of a field of a line, from 1 */
    public record GivenText(
            @Nullable String field,
            @Nullable Integer line,
            @Nullable String right) {}
}
