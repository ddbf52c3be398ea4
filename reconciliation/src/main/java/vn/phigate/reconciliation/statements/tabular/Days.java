package vn.phigate.reconciliation.statements.tabular;

import java.math.BigDecimal;
import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Days as text in the declared patterns, or as a spreadsheet's day number. Whether 03/04 is April is the layout's word, never a guess. */
final class Days {
    /** ECMA-376 part 1, 18.17.4.1: day 1 is 1 January 1900 and 29 February 1900 is counted, so from day 61 on day 0 is 30 December 1899. */
    private static final LocalDate ZERO_1900 = LocalDate.of(1899, 12, 30);

    private static final LocalDate ZERO_1904 = LocalDate.of(1904, 1, 1);
    private static final Pattern BLANKS = Pattern.compile("[\\s\\u00A0]+");
    /** dd/MM/yyyy: a longer text may have blanks. */
    private static final int DAY_CHARACTERS = 10;

    private static final Pattern DAY_IN_TEXT = Pattern.compile("\\d{1,4}([/-])\\d{1,2}\\1\\d{2,4}");

    private static final BigDecimal SERIAL_MIN = BigDecimal.valueOf(61);
    private static final BigDecimal SERIAL_MAX = BigDecimal.valueOf(2_958_465); // 31 December 9999

    /** What was read last: the rows of a day repeat it. Whichever thread writes it, it is true. */
    private record Memo(
            List<DateTimeFormatter> patterns,
            String text,
            @Nullable LocalDate day) {}

    private static volatile Memo last = new Memo(List.of(), "", null);

    private Days() {}

    /**
     * A day with something behind it in one cell: "01/04/2026      5243.65937".
     *
     * @param rest empty when there is only a day
     */
    record Led(LocalDate day, String rest) {}

    /** Null when no first word or two are a day in the patterns. */
    static @Nullable Led led(Cell cell, List<DateTimeFormatter> patterns, boolean date1904) {
        LocalDate whole = read(cell, patterns, date1904);
        if (whole != null) {
            return new Led(whole, "");
        }
        String[] words = cell.text().strip().split("\\s+", 3);
        for (int count = Math.min(2, words.length); count > 0; count--) {
            String text = String.join(" ", Arrays.copyOf(words, count));
            LocalDate day = read(new Cell(text, false), patterns, date1904);
            if (day != null) {
                return new Led(day, String.join(" ", Arrays.copyOfRange(words, count, words.length)));
            }
        }
        return null;
    }

    /** The days in a text of both ends of a period, "01/04/2026 đến ngày 02/04/2026", in its order; empty when one of them is none of the patterns. */
    static List<LocalDate> within(Cell cell, List<DateTimeFormatter> patterns, boolean date1904) {
        LocalDate whole = read(cell, patterns, date1904);
        if (whole != null) {
            return List.of(whole);
        }
        List<LocalDate> days = new ArrayList<>();
        for (Matcher day = DAY_IN_TEXT.matcher(cell.text()); day.find(); ) {
            LocalDate read = read(new Cell(day.group(), false), patterns, date1904);
            if (read == null) {
                return List.of();
            }
            days.add(read);
        }
        return days;
    }

    static @Nullable LocalDate read(Cell cell, List<DateTimeFormatter> patterns, boolean date1904) {
        if (cell.number()) {
            BigDecimal serial = new BigDecimal(cell.text());
            if (serial.compareTo(SERIAL_MIN) < 0) {
                return null;
            }
            if (serial.compareTo(SERIAL_MAX) > 0) {
                // Banks' own systems write 20260401 as a number.
                return read(new Cell(cell.text(), false), patterns, date1904);
            }
            return (date1904 ? ZERO_1904 : ZERO_1900).plusDays(serial.longValue());
        }
        // Day and time stand on two lines of a cell in some exports.
        String stripped = cell.text().strip();
        String text =
                stripped.length() > DAY_CHARACTERS ? BLANKS.matcher(stripped).replaceAll(" ") : stripped;
        Memo memo = last;
        if (memo.patterns == patterns && memo.text.equals(text)) {
            return memo.day;
        }
        LocalDate day = patterns.stream()
                .map(pattern -> parsed(text, pattern))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        last = new Memo(patterns, text, day);
        return day;
    }

    private static @Nullable LocalDate parsed(String text, DateTimeFormatter pattern) {
        // Says that a text has not the form without the cost of an exception.
        ParsePosition end = new ParsePosition(0);
        if (pattern.parseUnresolved(text, end) == null || end.getIndex() < text.length()) {
            return null;
        }
        try {
            return LocalDate.parse(text, pattern);
        } catch (DateTimeException anotherPattern) {
            return null;
        }
    }
}
