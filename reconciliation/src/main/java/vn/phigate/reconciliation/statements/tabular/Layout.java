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
        String bankBin,
        String currency,
        Numbers numbers,
        List<String> headerWords,
        int headerWithinRows,
        Map<Role, List<String>> columns,
        List<DateTimeFormatter> dates,
        boolean blankDateIsAbove,
        Map<Label, LabelWords> labels,
        List<String> totalsWords) {

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
        COUNTERPARTY_ACCOUNT
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
    record BankFile(String bank, String bankBin, String source, List<Shape> shapes) {
        BankFile {
            if (!bankBin.matches("\\d{6}")) {
                throw new IllegalArgumentException("bank_bin is not six digits: " + bankBin);
            }
        }

        List<Layout> layouts() {
            return shapes.stream().map(shape -> shape.layout(this)).toList();
        }
    }

    record Shape(
            String name,
            String currency,
            int decimals,
            @Nullable String decimalSign,
            Header header,
            Map<String, List<String>> columns,
            List<String> dates,
            BlankDate blankDate,
            Map<String, LabelFile> labels,
            List<String> totals) {

        record Header(List<String> words, int withinRows) {}

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
                    roles,
                    dates.stream().map(Shape::formatter).toList(),
                    blankDate == BlankDate.SAME_AS_ABOVE,
                    named,
                    Words.foldAll(totals));
        }

        /** yyyy is what people write; strict parsing without an era wants uuuu. */
        private static DateTimeFormatter formatter(String pattern) {
            return DateTimeFormatter.ofPattern(pattern.replace("yyyy", "uuuu"), Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);
        }
    }
}
