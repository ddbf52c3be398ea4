package vn.phigate.reconciliation.statements.mt;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.Currency;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Values of fields. Null means that the text is no such value; nothing is guessed. */
final class Fields {
    /** Years run from 1980 to 2079 (SWIFT Standards MT, general information, dates). */
    private static final int PIVOT = 80;

    /** 15d: a comma before the decimals, of which there may be none; some banks set blanks between the thousands. */
    static final String AMOUNT = "(?:\\d(?:[ \\d]{0,20}\\d)?(?:,\\d{0,6})?|,\\d{1,6})";

    private static final Pattern BALANCE =
            Pattern.compile("(?<mark>[CD])(?<date>[0-9A-Z]{6})(?<currency>[A-Z]{3})(?<amount>" + AMOUNT + ")\\s*");
    private static final Pattern TOTALS =
            Pattern.compile("(?<count>\\d{1,7})(?<currency>[A-Z]{3})(?<amount>" + AMOUNT + ")\\s*");

    private Fields() {}

    /**
     * Field 60a, 62a, 64 or 65.
     *
     * @param on null when the day is none of the calendar
     * @param amount negative when overdrawn
     */
    record Balance(
            BigDecimal amount,
            String currency,
            String date,
            @Nullable LocalDate on,
            boolean intermediate,
            long line) {}

    /** Field 90D or 90C: how many entries of one side, and their sum. */
    record Totals(int count, String currency, BigDecimal sum, boolean credit, long line, String text) {}

    static @Nullable Balance balance(String tag, String text, long line) {
        Matcher matcher = BALANCE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String currency = matcher.group("currency");
        BigDecimal amount = amount(matcher.group("amount"), currency);
        if (amount == null) {
            return null;
        }
        String date = matcher.group("date");
        return new Balance(
                matcher.group("mark").equals("D") ? amount.negate() : amount,
                currency,
                date,
                day(date),
                tag.endsWith("M"),
                line);
    }

    static @Nullable Totals totals(String text, boolean credit, long line) {
        Matcher matcher = TOTALS.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        BigDecimal sum = amount(matcher.group("amount"), matcher.group("currency"));
        return sum == null
                ? null
                : new Totals(
                        Integer.parseInt(matcher.group("count")), matcher.group("currency"), sum, credit, line, text);
    }

    /** Not more decimals than the currency has (ISO 4217; SWIFT error C03), unless they are zero. */
    static @Nullable BigDecimal amount(String text, @Nullable String currency) {
        String plain = text.replace(" ", "").replace(',', '.');
        BigDecimal amount = new BigDecimal(plain.endsWith(".") ? plain + "0" : plain);
        return amount.precision() > 18 || amount.stripTrailingZeros().scale() > decimals(currency) ? null : amount;
    }

    private static int decimals(@Nullable String currency) {
        try {
            int digits = currency == null ? -1 : Currency.getInstance(currency).getDefaultFractionDigits();
            return digits < 0 ? 6 : digits;
        } catch (IllegalArgumentException notInTheStandard) {
            return 6;
        }
    }

    /** YYMMDD. */
    static @Nullable LocalDate day(String text) {
        if (!isDate(text)) {
            return null;
        }
        try {
            return LocalDate.of(year(text), number(text, 2), number(text, 4));
        } catch (DateTimeException impossible) {
            return null;
        }
    }

    /** MMDD, which has no year: the one that lies nearest to the value date, or to its month when its day is impossible (30 February). */
    static @Nullable LocalDate near(String monthAndDay, String valueDate, @Nullable LocalDate otherwise) {
        LocalDate value = day(valueDate);
        int month = isDate(valueDate) ? number(valueDate, 2) : 0;
        LocalDate anchor = value != null
                ? value
                : month >= 1 && month <= 12
                        ? YearMonth.of(year(valueDate), month).atEndOfMonth()
                        : otherwise;
        if (anchor == null) {
            return null;
        }
        MonthDay day;
        try {
            day = MonthDay.of(number(monthAndDay, 0), number(monthAndDay, 2));
        } catch (DateTimeException impossible) {
            return null;
        }
        return IntStream.rangeClosed(anchor.getYear() - 1, anchor.getYear() + 1)
                .filter(day::isValidYear)
                .mapToObj(day::atYear)
                .min(Comparator.comparingLong(date -> Math.abs(date.toEpochDay() - anchor.toEpochDay())))
                .orElse(null);
    }

    private static boolean isDate(String text) {
        return text.length() == 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static int year(String text) {
        int year = number(text, 0);
        return year < PIVOT ? 2000 + year : 1900 + year;
    }

    private static int number(String text, int at) {
        return Integer.parseInt(text.substring(at, at + 2));
    }
}
