package vn.phigate.reconciliation.statements.settlement;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One settlement file as declared in {@code config/settlements}; the keys are explained there. Fields known: of a row {@code transaction, order, day,
 * gross, fee, refund, net, settlement}; of the whole {@code account, settlement, day, count, gross, fee, refund, net, checksum}.
 *
 * @param separated for separated text; either this or {@code fixed}
 * @param decimalSign "." or ","; null where amounts are whole
 */
record Layout(
        String name,
        String currency,
        @Nullable String decimalSign,
        boolean invented,
        List<String> dates,
        @Nullable Separated separated,
        @Nullable Fixed fixed) {
    static final int HEAD_BYTES = 64 * 1024;
    static final int HEADER_WITHIN_LINES = 60;
    private static final Pattern POINT = Pattern.compile("[+-]?(?:\\d{1,15}|\\d{1,3}(?:,\\d{3}){1,4})(?:\\.\\d{1,4})?");
    private static final Pattern COMMA = Pattern.compile("[+-]?(?:\\d{1,15}|\\d{1,3}(?:\\.\\d{3}){1,4})(?:,\\d{1,4})?");
    private static final Pattern WHOLE =
            Pattern.compile("[+-]?(?:\\d{1,15}|\\d{1,3}(?:([.,])\\d{3})(?:\\1\\d{3}){0,3})");

    Layout {
        if ((separated == null) == (fixed == null)) {
            throw new IllegalArgumentException(name + ": needs either separated or fixed");
        }
        dates.forEach(Layout::formatter);
    }

    /** The file as Jackson reads it. An unknown key is an error there. */
    record ProviderFile(String provider, String source, List<Layout> files) {}

    /**
     * Rows of text between separators.
     *
     * @param separator one character
     * @param rowWord the word that begins rows of payments; null where one header row names the columns of all rows
     * @param totalWord the word that begins the row of the whole, or the first word of the totals row
     */
    record Separated(
            String separator,
            @Nullable String rowWord,
            @Nullable String totalWord,
            Map<String, String> row,
            Map<String, String> total) {
        Separated {
            if (separator.length() != 1 || !row.containsKey("gross")) {
                throw new IllegalArgumentException("separated needs a separator of one character and a column gross");
            }
        }
    }

    /**
     * Records of one length, which begin with their type.
     *
     * @param length characters of every record
     * @param checksum over the lines of rows: {@code crc32} in eight hexadecimal digits, or {@code sum_of_gross_mod_97} in two digits
     */
    record Fixed(
            int length,
            Record header,
            Record row,
            Record trailer,
            @Nullable String checksum) {
        private static final Set<String> CHECKSUMS = Set.of("crc32", "sum_of_gross_mod_97");

        Fixed {
            if (checksum != null && !CHECKSUMS.contains(checksum)) {
                throw new IllegalArgumentException("checksum is not one of " + CHECKSUMS);
            }
            for (Record record : List.of(header, row, trailer)) {
                record.fields().values().forEach(field -> field.within(length));
            }
        }
    }

    /** @param type the characters that a record of it begins with */
    record Record(String type, Map<String, Field> fields) {}

    /**
     * @param at first character, from 1
     * @param decimals how many of its digits are decimals, where it is an amount
     */
    record Field(int at, int length, int decimals) {
        void within(int recordLength) {
            if (at < 1 || length < 1 || at - 1 + length > recordLength || decimals < 0 || decimals > 4) {
                throw new IllegalArgumentException("field at " + at + " of " + length + " is not inside the record");
            }
        }

        String of(String record) {
            return record.substring(at - 1, at - 1 + length);
        }
    }

    boolean opens(List<String> lines) {
        Fixed records = fixed;
        if (records != null) {
            return lines.size() > 1
                    && lines.getFirst().startsWith(records.header().type())
                    && lines.getFirst().length() == records.length()
                    && lines.get(1).length() == records.length()
                    && (lines.get(1).startsWith(records.row().type())
                            || lines.get(1).startsWith(records.trailer().type()));
        }
        return lines.stream().anyMatch(line -> isHeader(cells(line)));
    }

    /** The row that names the columns of payments. */
    boolean isHeader(List<String> cells) {
        Separated rows = separated;
        return rows != null
                && (rows.rowWord() == null || cells.getFirst().equals(rows.rowWord()))
                && cells.containsAll(rows.row().values());
    }

    /** A row at its separators; quotes hold separators together. */
    List<String> cells(String line) {
        Separated rows = separated;
        return Cells.of(line, rows == null ? ',' : rows.separator().charAt(0));
    }

    /** Null when it is no amount as declared. */
    @Nullable
    BigDecimal amount(String raw) {
        String text = raw.strip().replaceAll("\\s*(?i:VND|VNĐ|đ|₫)$", "");
        Pattern pattern = decimalSign == null ? WHOLE : decimalSign.equals(".") ? POINT : COMMA;
        if (!pattern.matcher(text).matches()) {
            return null;
        }
        String plain = decimalSign == null
                ? text.replaceAll("[.,]", "")
                : decimalSign.equals(".")
                        ? text.replace(",", "")
                        : text.replace(".", "").replace(',', '.');
        return new BigDecimal(plain);
    }

    @Nullable
    LocalDate day(String text) {
        for (String pattern : dates) {
            try {
                return LocalDate.parse(text.strip(), formatter(pattern));
            } catch (DateTimeException another) {
                continue;
            }
        }
        return null;
    }

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern.replace("yyyy", "uuuu"), Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT);
    }
}
