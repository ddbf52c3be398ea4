package vn.phigate.reconciliation.statements.tabular;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Days as text in the declared patterns, or as a spreadsheet's day number. Whether 03/04 is April is the layout's word, never a guess. */
final class Days {
    /** ECMA-376 part 1, 18.17.4.1: day 1 is 1 January 1900 and 29 February 1900 is counted, so from day 61 on day 0 is 30 December 1899. */
    private static final LocalDate ZERO_1900 = LocalDate.of(1899, 12, 30);

    private static final LocalDate ZERO_1904 = LocalDate.of(1904, 1, 1);
    private static final BigDecimal SERIAL_MIN = BigDecimal.valueOf(61);
    private static final BigDecimal SERIAL_MAX = BigDecimal.valueOf(2_958_465); // 31 December 9999

    private Days() {}

    static @Nullable LocalDate read(Cell cell, List<DateTimeFormatter> patterns, boolean date1904) {
        if (cell.number()) {
            BigDecimal serial = new BigDecimal(cell.text());
            if (serial.compareTo(SERIAL_MIN) < 0 || serial.compareTo(SERIAL_MAX) > 0) {
                return null;
            }
            return (date1904 ? ZERO_1904 : ZERO_1900).plusDays(serial.longValue());
        }
        String text = cell.text().strip();
        return patterns.stream()
                .map(pattern -> parsed(text, pattern))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable LocalDate parsed(String text, DateTimeFormatter pattern) {
        try {
            return LocalDate.parse(text, pattern);
        } catch (DateTimeException anotherPattern) {
            return null;
        }
    }
}
