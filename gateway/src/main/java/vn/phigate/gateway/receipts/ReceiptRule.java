package vn.phigate.gateway.receipts;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * How a receipt is named while one law is in force.
 *
 * @param validFrom first day, by the date the money is collected
 * @param validTo last day, or null while the law has no end
 * @param template the template code used for fees without printed value
 * @param templatePattern every template code the law knows
 * @param serialForm the serial with the places {@code {yy}} (last two digits of the year) and {@code {letters}}
 * @param letters the letters that may stand in a serial; two of them do
 * @param digits the most digits a number has; numbers are shown with leading zeros to this length
 * @param report the report to the tax office that its receipts go into: {@code BC26/BLĐT} or {@code 01/TH-BLĐT}
 * @param errorNotice form of the notice that words of a receipt are wrong; null when the law has none and each error takes another receipt
 * @param law as printed on the receipt, Vietnamese
 * @param source where the row was read
 */
public record ReceiptRule(
        LocalDate validFrom,
        @Nullable LocalDate validTo,
        String template,
        Pattern templatePattern,
        String serialForm,
        String letters,
        int digits,
        String report,
        @Nullable String errorNotice,
        String law,
        String source) {
    public static final String SUMMARY = "01/TH-BLĐT";
    public static final String USE = "BC26/BLĐT";

    /** The members of a row, as settings and the rows of this version name them. */
    public static final List<String> KEYS = List.of(
            "valid_from",
            "valid_to",
            "template",
            "template_pattern",
            "serial_form",
            "letters",
            "number_max_digits",
            "report",
            "error_notice",
            "law",
            "source");

    private static final String YEAR = "{yy}";
    private static final String LETTERS = "{letters}";

    /** @throws IllegalArgumentException when a receipt named by this row would contradict it */
    public ReceiptRule {
        boolean letterSet = letters.length() >= 2
                && letters.matches("[A-Z]+")
                && letters.chars().distinct().count() == letters.length();
        if (!templatePattern.matcher(template).matches()
                || !serialForm.contains(YEAR)
                || !serialForm.contains(LETTERS)
                || !letterSet
                || digits < 1
                || digits > 17
                || validTo != null && validTo.isBefore(validFrom)
                || !report.equals(SUMMARY) && !report.equals(USE)
                || law.isBlank()) {
            throw new IllegalArgumentException(
                    "receipt rule from " + validFrom
                            + ": its template does not fit its pattern, its serial has no {yy} or {letters}, its letters, digits, days or report are not possible, or it names no law");
        }
    }

    /**
     * A row from its members.
     *
     * @param member by its key; empty where nothing is written
     * @throws IllegalArgumentException when one is missing or not in its form
     */
    public static ReceiptRule of(Function<String, Optional<String>> member) {
        Function<String, String> needed = key -> member.apply(key)
                .orElseThrow(() -> new IllegalArgumentException("receipt rule: " + key + " is missing"));
        try {
            return new ReceiptRule(
                    LocalDate.parse(needed.apply("valid_from")),
                    member.apply("valid_to").map(LocalDate::parse).orElse(null),
                    needed.apply("template"),
                    Pattern.compile(needed.apply("template_pattern")),
                    needed.apply("serial_form"),
                    needed.apply("letters"),
                    Integer.parseInt(needed.apply("number_max_digits")),
                    needed.apply("report"),
                    member.apply("error_notice").orElse(null),
                    needed.apply("law"),
                    needed.apply("source"));
        } catch (DateTimeException | PatternSyntaxException e) {
            throw new IllegalArgumentException("receipt rule: " + e.getMessage(), e);
        }
    }

    public boolean holdsOn(LocalDate day) {
        return !day.isBefore(validFrom) && (validTo == null || !day.isAfter(validTo));
    }

    /**
     * The serial of one collector's series for one year of collection.
     *
     * @throws IllegalArgumentException if {@code pair} is not two of the allowed letters
     */
    public String serial(int year, String pair) {
        if (pair.length() != 2 || !pair.chars().allMatch(c -> letters.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("a serial has two letters of " + letters + ", not " + pair);
        }
        return serialForm.replace(YEAR, twoDigits(year)).replace(LETTERS, pair);
    }

    /**
     * The n-th pair of letters in alphabetical order, to give the series of a city apart.
     *
     * @param index from 0 to {@code letters.length()² − 1}
     */
    public String letterPair(int index) {
        int n = letters.length();
        if (index < 0 || index >= n * n) {
            throw new IllegalArgumentException("there are " + (n * n) + " pairs of letters, index " + index);
        }
        return "" + letters.charAt(index / n) + letters.charAt(index % n);
    }

    /** The largest number of a series: 9999999 or 99999999. */
    public long lastNumber() {
        return Math.powExact(10L, digits) - 1;
    }

    /** The number as printed, with leading zeros. */
    public String numberText(long number) {
        if (number < 1 || number > lastNumber()) {
            throw new IllegalArgumentException("receipt numbers go from 1 to " + lastNumber() + ", not " + number);
        }
        return String.valueOf(lastNumber() + 1 + number).substring(1);
    }

    /** Every reason why these may not stand on a receipt of that day; empty if they may. */
    List<String> reasonsAgainst(String templateCode, String serial, long number, LocalDate day) {
        var reasons = new ArrayList<String>();
        if (!templatePattern.matcher(templateCode).matches()) {
            reasons.add("template %s is not one of %s".formatted(templateCode, templatePattern));
        }
        var form = Pattern.quote(serialForm)
                .replace(YEAR, "\\E(?<yy>[0-9]{2})\\Q")
                .replace(LETTERS, "\\E(?<pair>[A-Z]{2})\\Q");
        var match = Pattern.compile(form).matcher(serial);
        if (!match.matches()) {
            reasons.add("serial %s is not of the form %s".formatted(serial, serialForm));
        } else {
            if (!match.group("yy").equals(twoDigits(day.getYear()))) {
                reasons.add("serial %s is not of the year %d".formatted(serial, day.getYear()));
            }
            match.group("pair")
                    .chars()
                    .filter(c -> letters.indexOf(c) < 0)
                    .forEach(c -> reasons.add("%c is not one of the letters %s".formatted((char) c, letters)));
        }
        if (number < 1 || number > lastNumber()) {
            reasons.add("number %d is not between 1 and %d".formatted(number, lastNumber()));
        }
        return List.copyOf(reasons);
    }

    private static String twoDigits(int year) {
        return "%02d".formatted(year % 100);
    }
}
