package vn.phigate.gateway.payments;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * The reference of a payment in the content of a bank transfer: {@code PG}, ten random symbols, three check symbols; 15 letters and digits, so
 * that it survives what banks do to a narrative and leaves room beside it in the 25 characters of a VietQR.
 *
 * <p>The check symbols are a Reed–Solomon code over GF(32) with minimum distance 4: one wrong symbol has one cause and can be put right; two wrong ones,
 * among them any two swapped neighbours, are never taken for a reference.
 */
public final class PaymentReference {
    /** Characters of a reference. */
    public static final int LENGTH = 15;

    private static final String PREFIX = "PG";
    /** Crockford's base 32: no I, L, O, U, which people take for 1, 0 and V. */
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int RANDOM_SYMBOLS = 10;
    private static final int CHECK_SYMBOLS = 3;
    private static final int SYMBOLS = RANDOM_SYMBOLS + CHECK_SYMBOLS;

    /** GF(32) as powers of the root of x^5 + x^2 + 1. */
    private static final int FIELD_ORDER = 31;

    private static final int FIELD_POLYNOMIAL = 0b100101;
    private static final int[] POWERS = powers();
    private static final int[] LOGARITHMS = logarithms();

    /** (x - a)(x - a^2)(x - a^3), without its leading 1, highest power first. */
    private static final int[] GENERATOR = generator();

    /** @param from index of the reference's first character in the searched text */
    public record Found(String reference, int from) {}

    private PaymentReference() {}

    /** A new reference: 50 random bits. Unique only with the database's constraint; no secret. */
    public static String next(RandomGenerator random) {
        int[] symbols = new int[SYMBOLS];
        int[] remainder = new int[CHECK_SYMBOLS];
        for (int i = 0; i < RANDOM_SYMBOLS; i++) {
            symbols[i] = random.nextInt(ALPHABET.length());
            int feedback = symbols[i] ^ remainder[0];
            for (int j = 0; j < CHECK_SYMBOLS; j++) {
                remainder[j] = (j + 1 < CHECK_SYMBOLS ? remainder[j + 1] : 0) ^ multiply(feedback, GENERATOR[j]);
            }
        }
        System.arraycopy(remainder, 0, symbols, RANDOM_SYMBOLS, CHECK_SYMBOLS);
        StringBuilder text = new StringBuilder(PREFIX);
        for (int symbol : symbols) {
            text.append(ALPHABET.charAt(symbol));
        }
        return text.toString();
    }

    /** Whether the text is exactly one reference, in capitals. */
    public static boolean valid(String text) {
        return text.length() == LENGTH && validAt(text, 0);
    }

    /** All references that stand in a compact narrative (A–Z, 0–9), from left to right. */
    public static List<Found> find(String compactNarrative) {
        List<Found> found = new ArrayList<>();
        int from = compactNarrative.indexOf(PREFIX);
        while (from >= 0 && from + LENGTH <= compactNarrative.length()) {
            if (validAt(compactNarrative, from)) {
                found.add(new Found(compactNarrative.substring(from, from + LENGTH), from));
            }
            from = compactNarrative.indexOf(PREFIX, from + 1);
        }
        return found;
    }

    /**
     * Every reference that differs from the damaged text by one character replaced, lost or added, or by two neighbours swapped; sorted. Never a guess: which
     * of them is meant, if any, is known only when exactly one open payment has one of them. Empty for text of another length, or that is valid as it stands.
     */
    public static List<String> repairs(String damaged) {
        SortedSet<String> repaired = new TreeSet<>();
        if (valid(damaged) || Math.abs(damaged.length() - LENGTH) > 1) {
            return List.of();
        }
        for (int i = 0; i <= damaged.length(); i++) {
            String before = damaged.substring(0, i);
            String after = damaged.substring(i);
            for (int j = 0; j < ALPHABET.length(); j++) {
                addIfValid(repaired, before + ALPHABET.charAt(j) + after);
                if (!after.isEmpty()) {
                    addIfValid(repaired, before + ALPHABET.charAt(j) + after.substring(1));
                }
            }
            if (!after.isEmpty()) {
                addIfValid(repaired, before + after.substring(1));
            }
            if (after.length() > 1) {
                addIfValid(repaired, before + after.charAt(1) + after.charAt(0) + after.substring(2));
            }
        }
        return List.copyOf(repaired);
    }

    private static void addIfValid(SortedSet<String> references, String text) {
        if (valid(text)) {
            references.add(text);
        }
    }

    /** The symbols are the coefficients of a polynomial; those of a reference vanish at a, a^2 and a^3. */
    private static boolean validAt(String text, int from) {
        if (!text.startsWith(PREFIX, from)) {
            return false;
        }
        int[] values = new int[CHECK_SYMBOLS];
        for (int i = from + PREFIX.length(); i < from + LENGTH; i++) {
            int symbol = ALPHABET.indexOf(text.charAt(i));
            if (symbol < 0) {
                return false;
            }
            for (int root = 1; root <= CHECK_SYMBOLS; root++) {
                values[root - 1] = multiply(values[root - 1], POWERS[root]) ^ symbol;
            }
        }
        return (values[0] | values[1] | values[2]) == 0;
    }

    private static int multiply(int a, int b) {
        return a == 0 || b == 0 ? 0 : POWERS[(LOGARITHMS[a] + LOGARITHMS[b]) % FIELD_ORDER];
    }

    private static int[] powers() {
        int[] powers = new int[FIELD_ORDER];
        int value = 1;
        for (int i = 0; i < FIELD_ORDER; i++) {
            powers[i] = value;
            value <<= 1;
            if (value > FIELD_ORDER) {
                value ^= FIELD_POLYNOMIAL;
            }
        }
        return powers;
    }

    private static int[] logarithms() {
        int[] logarithms = new int[FIELD_ORDER + 1];
        for (int i = 0; i < FIELD_ORDER; i++) {
            logarithms[POWERS[i]] = i;
        }
        return logarithms;
    }

    private static int[] generator() {
        int[] polynomial = {1, 0, 0, 0};
        for (int root = 1; root <= CHECK_SYMBOLS; root++) {
            for (int i = root; i > 0; i--) {
                polynomial[i] ^= multiply(polynomial[i - 1], POWERS[root]);
            }
        }
        return new int[] {polynomial[1], polynomial[2], polynomial[3]};
    }
}
