package vn.phigate.gateway.money;

import java.util.List;
import java.util.Locale;

/**
 * Amounts as a receipt spells them. Vietnamese in the northern administrative style: nghìn, linh, tư and mốt after mươi, lăm after ten, and "không
 * trăm" kept inside a number. Any amount from 0 to {@link Long#MAX_VALUE} đồng; a negative amount is refused.
 */
public final class AmountInWords {
    private static final List<String> DIGITS =
            List.of("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín");
    private static final List<String> BELOW_TWENTY = List.of(
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen");
    private static final List<String> TENS =
            List.of("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");

    private static final long THOUSAND = 1_000;
    private static final long MILLION = 1_000_000;
    private static final long BILLION = 1_000_000_000;
    private static final long TRILLION = 1_000_000_000_000L;
    private static final long QUADRILLION = 1_000_000_000_000_000L;
    private static final long QUINTILLION = 1_000_000_000_000_000_000L;

    private AmountInWords() {}

    /** In lower case, without the unit: 24000 is "hai mươi tư nghìn". */
    public static String vietnamese(long amountVnd) {
        return spell(requireAmount(amountVnd), false);
    }

    /** The phrase of a receipt: first letter in upper case, then the unit: "Hai mươi tư nghìn đồng". */
    public static String receiptPhrase(long amountVnd) {
        String words = vietnamese(amountVnd);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + " đồng";
    }

    /** In English with the unit: "twenty-four thousand dong". */
    public static String english(long amountVnd) {
        return spellEnglish(requireAmount(amountVnd)) + " dong";
    }

    private static long requireAmount(long amountVnd) {
        if (amountVnd < 0) {
            throw new IllegalArgumentException("an amount in words cannot be negative: " + amountVnd);
        }
        return amountVnd;
    }

    /** @param inside whether words stand before these: then missing hundreds are said, or 1.005 would sound like 1.500 */
    private static String spell(long number, boolean inside) {
        if (number >= BILLION) {
            // Vietnamese has no word above tỷ: the count of tỷ is read as a number of its own (nghìn tỷ, triệu tỷ, tỷ
            // tỷ).
            return group(number, BILLION, "tỷ", inside);
        } else if (number >= MILLION) {
            return group(number, MILLION, "triệu", inside);
        } else if (number >= THOUSAND) {
            return group(number, THOUSAND, "nghìn", inside);
        }
        int hundreds = (int) number / 100;
        int rest = (int) number % 100;
        if (hundreds == 0 && !inside) {
            return belowHundred(rest);
        }
        String words = DIGITS.get(hundreds) + " trăm";
        if (rest == 0) {
            return words;
        }
        return words + (rest < 10 ? " linh " : " ") + belowHundred(rest);
    }

    private static String group(long number, long size, String name, boolean inside) {
        String words = spell(number / size, inside) + " " + name;
        return number % size == 0 ? words : words + " " + spell(number % size, true);
    }

    private static String belowHundred(int number) {
        int tens = number / 10;
        int units = number % 10;
        if (tens == 0) {
            return DIGITS.get(units);
        }
        String words = tens == 1 ? "mười" : DIGITS.get(tens) + " mươi";
        return switch (units) {
            case 0 -> words;
            case 1 -> words + (tens == 1 ? " một" : " mốt");
            case 4 -> words + (tens == 1 ? " bốn" : " tư");
            case 5 -> words + " lăm";
            default -> words + " " + DIGITS.get(units);
        };
    }

    private static String spellEnglish(long number) {
        if (number < 20) {
            return BELOW_TWENTY.get((int) number);
        } else if (number < 100) {
            String tens = TENS.get((int) number / 10);
            return number % 10 == 0 ? tens : tens + "-" + BELOW_TWENTY.get((int) number % 10);
        } else if (number < THOUSAND) {
            return groupEnglish(number, 100, "hundred");
        } else if (number < MILLION) {
            return groupEnglish(number, THOUSAND, "thousand");
        } else if (number < BILLION) {
            return groupEnglish(number, MILLION, "million");
        } else if (number < TRILLION) {
            return groupEnglish(number, BILLION, "billion");
        } else if (number < QUADRILLION) {
            return groupEnglish(number, TRILLION, "trillion");
        } else if (number < QUINTILLION) {
            return groupEnglish(number, QUADRILLION, "quadrillion");
        }
        return groupEnglish(number, QUINTILLION, "quintillion");
    }

    private static String groupEnglish(long number, long size, String name) {
        String words = spellEnglish(number / size) + " " + name;
        return number % size == 0 ? words : words + " " + spellEnglish(number % size);
    }
}
