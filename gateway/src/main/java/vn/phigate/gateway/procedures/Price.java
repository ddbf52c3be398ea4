package vn.phigate.gateway.procedures;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.money.MoneyText;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Refusal;

/**
 * The price of one unit of a fee item. Whole đồng throughout: a percentage is rounded down to the đồng, since nobody may be asked for more
 * than the law says; a formula says by itself which way it rounds ({@link Formula}).
 */
public sealed interface Price {
    /** The largest amount of one obligation, in đồng; what VNPay can carry (12 digits of hundredths). */
    long MOST_VND = 9_999_999_999L;

    /** The same for everybody. @param vnd 0 when the law says 0 */
    record Amount(long vnd) implements Price {
        public Amount {
            requireWithin(vnd);
        }
    }

    /**
     * A share of a declared value.
     *
     * @param basisPoints hundredths of a percent, 1 to 10,000
     * @param of name of the quantity that is the value in đồng, e.g. {@code declared_value_vnd}
     * @param minimumVnd null for none
     * @param maximumVnd null for none
     */
    record Percent(
            int basisPoints,
            String of,
            @Nullable Long minimumVnd,
            @Nullable Long maximumVnd) implements Price {
        public Percent {
            if (basisPoints < 1 || basisPoints > 10_000) {
                throw new UnreadablePrice("tỷ lệ phải từ 0,01% đến 100%", "a share is from 0.01% to 100%");
            }
            requireQuantity(of);
            requireCap(minimumVnd, maximumVnd);
        }
    }

    /** @param minimumVnd null for none @param maximumVnd null for none */
    record ByFormula(
            Formula formula,
            @Nullable Long minimumVnd,
            @Nullable Long maximumVnd) implements Price {
        public ByFormula {
            requireCap(minimumVnd, maximumVnd);
        }
    }

    /** What one unit costs, and how that came about. @param how in Vietnamese, for the record */
    record Unit(long amountVnd, String how) {}

    Pattern QUANTITY = Pattern.compile("[a-z][a-z0-9_]{0,39}");

    /**
     * Groups of exactly three digits are grouping whatever the sign between them. The đồng has no decimals, so a tail of zeros says nothing;
     * but behind fewer than four digits it is more likely a group that lost a zero: "20.00" is no amount.
     */
    Pattern DONG = Pattern.compile(
            "(?:(?<plain>0|[1-9][0-9]{0,12})"
                    + "|(?<long>[1-9][0-9]{3,12})[.,]00"
                    + "|(?<grouped>[1-9][0-9]{0,2}(?<sign>[., ])[0-9]{3}(?:\\k<sign>[0-9]{3}){0,3})(?:(?!\\k<sign>)[.,]00)?)"
                    + "\\s*(?:đ|₫|đồng|vnd|vnđ)?",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    Pattern SHARE = Pattern.compile(
            "([0-9]{1,3})(?:[.,]([0-9]{1,2}))?\\s*%\\s*(?:(?:of|của|\\*)\\s*)?(\\S+)",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    Pattern CAP = Pattern.compile(
            "(.*\\S)\\s+(min|max|tối thiểu|tối đa)\\s+([0-9][0-9., ]*)",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    static boolean isQuantity(String name) {
        return QUANTITY.matcher(name).matches();
    }

    /**
     * Reads a price as people write it: {@code 20000}, {@code 20.000 đ}, {@code miễn phí}, {@code 0,5% declared_value_vnd min 50000 max 2000000},
     * {@code 2000*min(pages,2)+1000*max(pages-2,0) max 200000}.
     *
     * @throws UnreadablePrice in words for whoever wrote it
     */
    static Price parse(String written) {
        String text = written.replaceAll("[\\u00A0\\u2007\\u202F]", " ").strip();
        if (text.equalsIgnoreCase("miễn phí") || text.equalsIgnoreCase("không thu") || text.equalsIgnoreCase("free")) {
            return new Amount(0);
        }
        Long plain = vndOrNull(text);
        if (plain != null) {
            return new Amount(plain);
        }
        Long minimum = null;
        Long maximum = null;
        for (Matcher cap = CAP.matcher(text); cap.matches(); cap = CAP.matcher(text)) {
            long vnd = vnd(cap.group(3));
            boolean least = cap.group(2).toLowerCase(Locale.ROOT).matches("min|tối thiểu");
            if ((least ? minimum : maximum) != null) {
                throw new UnreadablePrice(
                        "mức tối thiểu hoặc tối đa ghi hai lần", "a minimum or maximum is given twice");
            } else if (least) {
                minimum = vnd;
            } else {
                maximum = vnd;
            }
            text = cap.group(1);
        }
        Matcher share = SHARE.matcher(text);
        if (share.matches()) {
            String fraction = share.group(2) == null ? "" : share.group(2);
            int basisPoints =
                    Integer.parseInt(share.group(1)) * 100 + Integer.parseInt((fraction + "00").substring(0, 2));
            return new Percent(basisPoints, share.group(3), minimum, maximum);
        }
        if (text.matches("[0-9.,' ]*")) {
            throw new UnreadablePrice(
                    "«" + text + "» không phải số tiền: chỉ nhận đồng chẵn, ví dụ 20000 hoặc 20.000",
                    "\"" + text + "\" is no amount: whole đồng only, e.g. 20000 or 20,000");
        }
        return new ByFormula(Formula.parse(text), minimum, maximum);
    }

    /** Whole đồng as people write them. @throws UnreadablePrice */
    static long vnd(String written) {
        Long vnd = vndOrNull(written.strip());
        if (vnd == null) {
            throw new UnreadablePrice(
                    "«" + written.strip() + "» không phải số đồng chẵn",
                    "\"" + written.strip() + "\" is no whole number of đồng");
        }
        requireWithin(vnd);
        return vnd;
    }

    private static @Nullable Long vndOrNull(String text) {
        Matcher dong = DONG.matcher(text);
        if (!dong.matches()) {
            return null;
        }
        String digits = Stream.of("plain", "long", "grouped")
                .map(dong::group)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        return Long.valueOf(digits.replaceAll("[., ]", ""));
    }

    /** As {@link #parse} reads it. */
    default String text() {
        return switch (this) {
            case Amount(long vnd) -> Long.toString(vnd);
            case Percent(int basisPoints, String of, Long minimum, Long maximum) ->
                percent(basisPoints) + " " + of + caps(minimum, maximum);
            case ByFormula(Formula formula, Long minimum, Long maximum) -> formula.text() + caps(minimum, maximum);
        };
    }

    /** 50 is "0,5%". */
    static String percent(int basisPoints) {
        String fraction = String.format(Locale.ROOT, "%02d", basisPoints % 100).replaceFirst("0+$", "");
        return basisPoints / 100 + (fraction.isEmpty() ? "" : "," + fraction) + "%";
    }

    private static String caps(@Nullable Long minimum, @Nullable Long maximum) {
        return (minimum == null ? "" : " min " + minimum) + (maximum == null ? "" : " max " + maximum);
    }

    /** The quantities it needs. */
    default Set<String> names() {
        return switch (this) {
            case Amount _ -> Set.of();
            case Percent percent -> Set.of(percent.of());
            case ByFormula byFormula -> byFormula.formula().names();
        };
    }

    /** True when nobody ever owes anything by it. */
    default boolean isZero() {
        return this instanceof Amount(long vnd) && vnd == 0;
    }

    /**
     * What one unit costs.
     *
     * @throws Refusal naming the quantity that is missing, or that makes an amount below 0 or above {@link #MOST_VND}
     */
    default Unit unit(Map<String, Long> quantities) {
        for (String name : new TreeSet<>(names())) {
            if (!quantities.containsKey(name)) {
                throw HttpProblem.field(
                        "quantities." + name,
                        "",
                        "cần đại lượng này để tính mức thu «" + text() + "».",
                        "this quantity is needed for the price \"" + text() + "\".");
            }
        }
        try {
            return switch (this) {
                case Amount(long vnd) -> new Unit(vnd, MoneyText.vietnamese(vnd));
                case Percent(int basisPoints, String of, Long minimum, Long maximum) -> {
                    long value = quantities.getOrDefault(of, 0L);
                    long share = Math.multiplyExact(value, (long) basisPoints) / 10_000;
                    yield capped(
                            share,
                            minimum,
                            maximum,
                            percent(basisPoints) + " × " + of + " = " + value + ", làm tròn xuống đến đồng");
                }
                case ByFormula(Formula formula, Long minimum, Long maximum) -> {
                    String given = formula.names().stream()
                            .sorted(Comparator.naturalOrder())
                            .map(name -> name + " = " + quantities.get(name))
                            .collect(Collectors.joining(", "));
                    yield capped(
                            formula.value(quantities),
                            minimum,
                            maximum,
                            formula.text() + (given.isEmpty() ? "" : " với " + given));
                }
            };
        } catch (ArithmeticException e) {
            throw outOfRange(quantities, "∞");
        }
    }

    private Unit capped(long vnd, @Nullable Long minimum, @Nullable Long maximum, String how) {
        long capped = vnd;
        String because = how + ": " + MoneyText.vietnamese(vnd);
        if (minimum != null && capped < minimum) {
            capped = minimum;
            because += "; tối thiểu " + MoneyText.vietnamese(minimum);
        }
        if (maximum != null && capped > maximum) {
            capped = maximum;
            because += "; tối đa " + MoneyText.vietnamese(maximum);
        }
        if (capped < 0 || capped > MOST_VND) {
            throw outOfRange(Map.of(), String.valueOf(capped));
        }
        return new Unit(capped, because);
    }

    private Refusal outOfRange(Map<String, Long> quantities, String amount) {
        return HttpProblem.field(
                "quantities",
                quantities.isEmpty() ? amount : quantities,
                "mức thu «" + text() + "» cho số tiền nhỏ hơn 0 hoặc vượt quá 9.999.999.999 đồng.",
                "the price \"" + text() + "\" gives an amount below 0 or above 9,999,999,999 đồng.");
    }

    private static void requireWithin(long vnd) {
        if (vnd < 0 || vnd > MOST_VND) {
            throw new UnreadablePrice(
                    "số tiền phải từ 0 đến 9.999.999.999 đồng", "an amount is from 0 to 9,999,999,999 đồng");
        }
    }

    private static void requireQuantity(String name) {
        if (!isQuantity(name)) {
            throw new UnreadablePrice(
                    "«" + name + "» không phải tên đại lượng (chữ thường không dấu, số, gạch dưới)",
                    "\"" + name + "\" is no name of a quantity (small letters, digits, underscore)");
        }
    }

    private static void requireCap(@Nullable Long minimum, @Nullable Long maximum) {
        if (minimum != null && maximum != null && minimum > maximum) {
            throw new UnreadablePrice("mức tối thiểu lớn hơn mức tối đa", "the minimum is above the maximum");
        }
    }
}
