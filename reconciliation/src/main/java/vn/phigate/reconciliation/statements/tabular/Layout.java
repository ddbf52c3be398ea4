package vn.phigate.reconciliation.statements.tabular;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One shape of one bank's table, as declared in {@code config/layouts}; the keys are explained there. Words are held folded.
 *
 * @param dates strict patterns of {@link DateTimeFormatter}, tried in order; a day that fits none is a finding
 */
record Layout(
        String name,
        String bank,
        @Nullable String bankBin,
        @Nullable String currency,
        Numbers numbers,
        List<String> headerWords,
        int headerWithinRows,
        boolean bankNamedAbove,
        Map<Role, List<String>> columns,
        List<DateTimeFormatter> dates,
        boolean blankDateIsAbove,
        Map<Label, LabelWords> labels,
        List<String> totalsWords,
        Signs signs,
        boolean dateHasReference,
        boolean narrativeGoesOn,
        @Nullable RowTypes rowTypes,
        List<String> passedOver,
        boolean numbersOpen,
        Sides sides) {
    /** The ways to read its numbers: one, or one per decimal sign where the layout leaves that to the file's proof. */
    List<Layout> readings() {
        return numbersOpen ? List.of(with(numbers.pointed()), with(numbers.comma())) : List.of(this);
    }

    /** How the columns debit and credit are meant; all but the first only where the running balance proves it. */
    enum Sides {
        /** As their titles say; a minus sign in one of them is no amount. */
        AS_TITLED,
        /** Exchanged. */
        TURNED,
        /** A minus sign says again what the title says. */
        SIGNED,
        /** A minus sign takes a booking back: the money goes the other way. */
        TAKEN_BACK
    }

    Layout with(Sides read) {
        return new Layout(
                name,
                bank,
                bankBin,
                currency,
                numbers,
                headerWords,
                headerWithinRows,
                bankNamedAbove,
                columns,
                dates,
                blankDateIsAbove,
                labels,
                totalsWords,
                signs,
                dateHasReference,
                narrativeGoesOn,
                rowTypes,
                passedOver,
                numbersOpen,
                read);
    }

    private Layout with(Numbers read) {
        return new Layout(
                name,
                bank,
                bankBin,
                currency,
                read,
                headerWords,
                headerWithinRows,
                bankNamedAbove,
                columns,
                dates,
                blankDateIsAbove,
                labels,
                totalsWords,
                signs,
                dateHasReference,
                narrativeGoesOn,
                rowTypes,
                passedOver,
                numbersOpen,
                sides);
    }

    /** Words of the column sign, folded; + and - always count. */
    record Signs(List<String> credit, List<String> debit) {
        static final Signs USUAL = new Signs(List.of("C", "CR", "CREDIT"), List.of("D", "DR", "DEBIT"));

        @Nullable
        Boolean credit(String text) {
            String word = text.strip();
            if (word.equals("+") || credit.contains(Words.fold(word))) {
                return true;
            }
            return word.equals("-") || word.equals("\u2212") || debit.contains(Words.fold(word)) ? false : null;
        }
    }

    /**
     * Where each row says in one column what it is.
     *
     * @param column from 1
     */
    record RowTypes(
            int column,
            String entry,
            @Nullable String opening,
            @Nullable String turnover,
            @Nullable String closing) {}

    /** What a column carries. Debit and credit are the bank's: credit is money in. */
    enum Role {
        DATE,
        VALUE_DATE,
        REFERENCE,
        DEBIT,
        CREDIT,
        AMOUNT,
        SIGN,
        BALANCE,
        NARRATIVE,
        COUNTERPARTY_NAME,
        COUNTERPARTY_ACCOUNT,
        /** The account of the statement, where each row names it. */
        ACCOUNT,
        CURRENCY
    }

    /** What stands beside a word outside the table. */
    enum Label {
        ACCOUNT,
        CURRENCY,
        OPENING,
        CLOSING,
        FROM,
        TO
    }

    /** @param except words that make it another label, such as the OLD account number that BIDV prints beside the new one */
    record LabelWords(List<String> words, List<String> except) {
        boolean names(String folded) {
            return Words.containsAny(folded, words) && !Words.containsAny(folded, except);
        }
    }

    /** The file as Jackson reads it: one bank, its shapes. An unknown key is an error there. */
    record BankFile(String bank, @Nullable String bankBin, String source, List<Shape> shapes) {
        BankFile {
            if (bankBin != null && !bankBin.matches("\\d{6}")) {
                throw new IllegalArgumentException("bank_bin is not six digits: " + bankBin);
            }
        }

        List<Layout> layouts() {
            return shapes.stream().map(shape -> shape.layout(this)).toList();
        }
    }

    record Shape(
            String name,
            @Nullable String currency,
            int decimals,
            @Nullable String decimalSign,
            Header header,
            Map<String, List<String>> columns,
            List<String> dates,
            BlankDate blankDate,
            Map<String, LabelFile> labels,
            List<String> totals,
            @Nullable Map<String, List<String>> signs,
            boolean dateHasReference,
            boolean narrativeGoesOn,
            @Nullable RowTypes rowTypes,
            @Nullable List<String> passedOver) {

        record Header(List<String> words, int withinRows, boolean bankNamed) {}

        record LabelFile(List<String> words, @Nullable List<String> except) {}

        enum BlankDate {
            @JsonProperty("refuse")
            REFUSE,
            @JsonProperty("same_as_above")
            SAME_AS_ABOVE
        }

        private Layout layout(BankFile bank) {
            Map<Role, List<String>> roles = new EnumMap<>(Role.class);
            columns.forEach(
                    (role, words) -> roles.put(Role.valueOf(role.toUpperCase(Locale.ROOT)), Words.foldAll(words)));
            boolean sides = roles.containsKey(Role.DEBIT) && roles.containsKey(Role.CREDIT);
            if (!roles.containsKey(Role.DATE)
                    || !roles.containsKey(Role.NARRATIVE)
                    || !(sides || roles.containsKey(Role.AMOUNT))) {
                throw new IllegalArgumentException(
                        name + ": columns need date, narrative, and debit and credit or amount");
            }
            Map<Label, LabelWords> named = new EnumMap<>(Label.class);
            labels.forEach((label, file) -> named.put(
                    Label.valueOf(label.toUpperCase(Locale.ROOT)),
                    new LabelWords(
                            Words.foldAll(file.words()),
                            file.except() == null ? List.of() : Words.foldAll(file.except()))));
            return new Layout(
                    name,
                    bank.bank(),
                    bank.bankBin(),
                    currency,
                    new Numbers(currency, decimals, decimalSign),
                    Words.foldAll(header.words()),
                    header.withinRows(),
                    header.bankNamed(),
                    roles,
                    dates.stream().map(Shape::formatter).toList(),
                    blankDate == BlankDate.SAME_AS_ABOVE,
                    named,
                    Words.foldAll(totals),
                    signs == null
                            ? Signs.USUAL
                            : new Signs(
                                    Words.foldAll(signs.getOrDefault("credit", List.of())),
                                    Words.foldAll(signs.getOrDefault("debit", List.of()))),
                    dateHasReference,
                    narrativeGoesOn,
                    rowTypes,
                    passedOver == null ? List.of() : Words.foldAll(passedOver),
                    decimals > 0 && decimalSign == null,
                    Sides.AS_TITLED);
        }

        /** yyyy is what people write; strict parsing without an era wants uuuu. */
        private static DateTimeFormatter formatter(String pattern) {
            return DateTimeFormatter.ofPattern(pattern.replace("yyyy", "uuuu"), Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);
        }
    }
}
