package vn.phigate.month;

import java.util.SplittableRandom;

/** What tired fingers and narrow forms do to a code. */
final class Typo {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String SYMBOLS = "0123456789" + LETTERS;

    private Typo() {}

    /** One fault: a character wrong, lost or added, or two neighbours swapped. */
    static String one(String text, SplittableRandom random) {
        int at = random.nextInt(text.length());
        char here = text.charAt(at);
        String before = text.substring(0, at);
        String after = text.substring(at + 1);
        return switch (random.nextInt(5)) {
            case 0 -> before + wrong(here, random) + after;
            case 1 -> before + alike(here, random) + after;
            case 2 -> before + after;
            case 3 -> before + symbol(random) + here + after;
            default ->
                after.isEmpty() ? before + wrong(here, random) : before + after.charAt(0) + here + after.substring(1);
        };
    }

    static String two(String text, SplittableRandom random) {
        return one(one(text, random), random);
    }

    /** The last characters are lost. */
    static String cut(String text, int lost) {
        return text.substring(0, text.length() - lost);
    }

    private static char wrong(char here, SplittableRandom random) {
        return here >= '0' && here <= '9' ? (char) ('0' + random.nextInt(10)) : symbol(random);
    }

    /** Read instead of typed. */
    private static char alike(char here, SplittableRandom random) {
        return switch (here) {
            case '0' -> 'O';
            case '1' -> random.nextBoolean() ? 'I' : 'L';
            case '5' -> 'S';
            case '8' -> 'B';
            case 'Z' -> '2';
            case 'V' -> 'U';
            default -> wrong(here, random);
        };
    }

    private static char symbol(SplittableRandom random) {
        return SYMBOLS.charAt(random.nextInt(SYMBOLS.length()));
    }
}
