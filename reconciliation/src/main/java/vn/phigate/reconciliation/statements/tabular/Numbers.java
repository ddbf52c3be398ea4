package vn.phigate.reconciliation.statements.tabular;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Amounts as banks write them. The đồng has no minor unit, so of a currency without decimals a text has at most one reading: groups of exactly
 * three digits are grouping whatever the sign between them, a tail of ".00" or ",00" is dropped because it is zero, and anything else is no
 * amount. Of a currency with decimals "1.234" could be either, so its decimal sign is declared, or both are tried and the balances decide.
 * Accountants' minus signs count: -1, 1-, (1), 1 DR.
 */
final class Numbers {
    /** Group signs that banks use; blanks are made one kind before. */
    private static final String GROUP_SIGNS = ".,' ";

    private static final String WHOLE =
            "(?<whole>0|[1-9]\\d{0,17}|[1-9]\\d{0,2}(?:(?<group>[.,' ])\\d{3})(?:\\k<group>\\d{3}){0,5})";
    private static final Pattern WITHOUT_DECIMALS = Pattern.compile("(?<sign>[+-]?)" + WHOLE + "(?:(?<tail>[.,])00)?");

    private static final Pattern BLANKS = Pattern.compile("[\\u00A0\\u2007\\u202F\\u2009]");
    private static final Pattern NEGATIVE =
            Pattern.compile("\\((?<brackets>[^()+-]+)\\)|(?<behind>[^()+-]+?)\\s*(?:-|(?i:\\bDR))");
    private static final int RAW_CHARACTERS_MAX = 64;

    private final String currency;
    private final int decimals;
    private final char decimalSign;
    private final Pattern pattern;
    private final List<String> units;

    /** @param style the group sign that the text shows; 0 when it shows none */
    record Amount(BigDecimal value, char style) {}

    Numbers(@Nullable String currency, int decimals, @Nullable String decimalSign) {
        if (decimals < 0 || decimals > 4) {
            throw new IllegalArgumentException("decimals is not 0 to 4: " + decimals);
        }
        if (decimalSign != null && (decimals == 0 || !decimalSign.matches("[.,]"))) {
            throw new IllegalArgumentException("decimal_sign must be \".\" or \",\", and absent where decimals are 0");
        }
        this.currency = currency == null ? "" : currency.toUpperCase(Locale.ROOT);
        this.units = this.currency.equals("VND")
                ? List.of("VND", "VNĐ", "Đ", "₫")
                : this.currency.isEmpty() ? List.of() : List.of(this.currency);
        this.decimals = decimals;
        this.decimalSign = decimalSign == null ? 0 : decimalSign.charAt(0);
        this.pattern = decimalSign == null
                ? WITHOUT_DECIMALS
                : Pattern.compile("(?<sign>[+-]?)" + WHOLE + "(?:(?<tail>" + Pattern.quote(decimalSign)
                        + ")(?<fraction>\\d{1," + decimals + "}))?");
    }

    Numbers pointed() {
        return new Numbers(currency, decimals, ".");
    }

    Numbers comma() {
        return new Numbers(currency, decimals, ",");
    }

    /** Null when the text is no amount by the rule; a number cell must only be no more precise than the currency. */
    @Nullable
    Amount read(Cell cell) {
        if (cell.number()) {
            BigDecimal value = new BigDecimal(cell.text());
            return value.stripTrailingZeros().scale() <= decimals && value.precision() <= 18
                    ? new Amount(value, (char) 0)
                    : null;
        }
        return read(cell.text());
    }

    @Nullable
    Amount read(String raw) {
        Amount plain = plain(raw);
        return plain != null ? plain : readAny(raw);
    }

    /** What nearly every cell holds, digits or digits in groups of three behind commas, without the cost of the general rule. */
    private @Nullable Amount plain(String raw) {
        int length = raw.length();
        if (length == 0 || length > 18 || decimalSign == ',' || raw.charAt(0) == '0' || raw.charAt(0) == ',') {
            return null;
        }
        boolean grouped = length > 3 && raw.charAt(length - 4) == ',';
        long value = 0;
        for (int i = 0; i < length; i++) {
            char each = raw.charAt(i);
            if (grouped && (length - i) % 4 == 0) {
                if (each != ',') {
                    return null;
                }
            } else if (each >= '0' && each <= '9') {
                value = value * 10 + (each - '0');
            } else {
                return null;
            }
        }
        return new Amount(BigDecimal.valueOf(value), grouped ? ',' : 0);
    }

    private @Nullable Amount readAny(String raw) {
        Matcher matcher = pattern.matcher(bare(raw));
        if (!matcher.matches()) {
            return null;
        }
        String group = matcher.group("group");
        String tail = matcher.group("tail");
        if (group != null && group.equals(tail)) {
            return null;
        }
        if (group != null && group.charAt(0) == decimalSign) {
            return null;
        }
        String whole = matcher.group("whole");
        for (int i = 0; i < GROUP_SIGNS.length(); i++) {
            whole = whole.replace(GROUP_SIGNS.substring(i, i + 1), "");
        }
        String fraction = decimals > 0 && tail != null ? "." + matcher.group("fraction") : "";
        BigDecimal value = new BigDecimal(whole + fraction);
        return new Amount(matcher.group("sign").equals("-") ? value.negate() : value, style(group, tail));
    }

    /** A tail shows the style as well: who writes 1234.00 would group with commas. With a declared decimal sign it says nothing new. */
    private char style(@Nullable String group, @Nullable String tail) {
        if (group != null) {
            return group.charAt(0);
        }
        if (tail == null || decimals > 0) {
            return 0;
        }
        return tail.equals(".") ? ',' : '.';
    }

    /** Without outer blanks and the currency behind the amount, "3,359,662,231 VND"; the minus sign, wherever it stands, in front. */
    private String bare(String raw) {
        if (raw.length() > RAW_CHARACTERS_MAX) {
            return "";
        }
        String text = BLANKS.matcher(raw).replaceAll(" ").replace('\u2212', '-').strip();
        String upper = text.toUpperCase(Locale.ROOT);
        for (String unit : units) {
            if (upper.endsWith(unit)) {
                text = text.substring(0, text.length() - unit.length()).strip();
                break;
            }
        }
        Matcher negative = NEGATIVE.matcher(text);
        if (negative.matches()) {
            String inside = negative.group("brackets") != null ? negative.group("brackets") : negative.group("behind");
            return "-" + inside.strip();
        }
        return text;
    }
}
