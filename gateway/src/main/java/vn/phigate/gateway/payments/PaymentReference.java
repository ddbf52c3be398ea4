package vn.phigate.gateway.payments;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
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

    /** A wrong character is likelier than a lost one, and that likelier than one too many. */
    private static final int[] LIKELIEST_LENGTHS = {LENGTH, LENGTH - 1, LENGTH + 1};

    private static final char HOLE = '?';

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
        return withChecks(random.ints(RANDOM_SYMBOLS, 0, ALPHABET.length()).toArray());
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
        if (valid(damaged) || Math.abs(damaged.length() - LENGTH) > 1) {
            return List.of();
        }
        SortedSet<String> repaired = new TreeSet<>();
        for (int i = 0; i <= damaged.length(); i++) {
            String before = damaged.substring(0, i);
            String after = damaged.substring(i);
            if (damaged.length() == LENGTH - 1) {
                addFilled(repaired, before + HOLE + after, i);
            } else if (damaged.length() == LENGTH && i < LENGTH) {
                addFilled(repaired, before + HOLE + after.substring(1), i);
                if (after.length() > 1) {
                    addIfValid(repaired, before + after.charAt(1) + after.charAt(0) + after.substring(2));
                }
            } else if (i < damaged.length()) {
                addIfValid(repaired, before + after.substring(1));
            }
        }
        return List.copyOf(repaired);
    }

    /**
     * A stretch of a text that one fault parts from a reference.
     *
     * @param to exclusive
     */
    public record Damaged(String reference, int from, int to) {}

    /**
     * All references that a compact narrative (A–Z, 0–9) holds damaged in one place: one character wrong, lost or added, two neighbours swapped, or any number of
     * look-alikes, O for 0 and I or L for 1, which the alphabet of references does not have. Each once, from left to right. Stretches that touch an intact
     * reference are none: that one is what was written.
     */
    public static List<Damaged> damaged(String compactNarrative) {
        List<Found> intact = find(compactNarrative);
        SortedMap<String, Damaged> damaged = new TreeMap<>();
        String look = compactNarrative.replace('O', '0').replace('I', '1').replace('L', '1');
        for (Found alike : find(look)) {
            add(damaged, new Damaged(alike.reference, alike.from, alike.from + LENGTH), intact);
        }
        for (int from = 0; from + LENGTH - 1 <= compactNarrative.length(); from++) {
            if (mayBegin(compactNarrative, from)) {
                for (int length : LIKELIEST_LENGTHS) {
                    if (from + length <= compactNarrative.length()) {
                        for (String reference : repairs(compactNarrative.substring(from, from + length))) {
                            add(damaged, new Damaged(reference, from, from + length), intact);
                        }
                    }
                }
            }
        }
        return damaged.values().stream()
                .sorted(Comparator.comparingInt(Damaged::from).thenComparing(Damaged::reference))
                .toList();
    }

    private static void add(SortedMap<String, Damaged> damaged, Damaged one, List<Found> intact) {
        if (intact.stream().noneMatch(whole -> whole.from < one.to && one.from < whole.from + LENGTH)) {
            damaged.putIfAbsent(one.reference, one);
        }
    }

    /** One fault leaves a letter of the prefix where it was or one place before, and one symbol at most that is no symbol. */
    private static boolean mayBegin(String text, int from) {
        char first = text.charAt(from);
        if (first != 'P' && first != 'G' && text.charAt(from + 1) != 'G') {
            return false;
        }
        int strange = 0;
        for (int i = from; i < from + LENGTH - 1; i++) {
            strange += ALPHABET.indexOf(text.charAt(i)) < 0 ? 1 : 0;
        }
        return strange <= 1;
    }

    /**
     * The references that begin with what a cut narrative left of one.
     *
     * @param head up to {@value #LENGTH} characters; with more than four lost there are too many, and none is given
     */
    public static List<String> beginningWith(String head) {
        int symbols = head.length() - PREFIX.length();
        if (!head.startsWith(PREFIX) || symbols < RANDOM_SYMBOLS - 1 || symbols >= SYMBOLS) {
            return List.of();
        }
        List<String> references = new ArrayList<>();
        int[] known = new int[RANDOM_SYMBOLS];
        for (int i = 0; i < Math.min(symbols, RANDOM_SYMBOLS); i++) {
            known[i] = ALPHABET.indexOf(head.charAt(PREFIX.length() + i));
            if (known[i] < 0) {
                return List.of();
            }
        }
        for (int last = 0; last < (symbols < RANDOM_SYMBOLS ? ALPHABET.length() : 1); last++) {
            if (symbols < RANDOM_SYMBOLS) {
                known[RANDOM_SYMBOLS - 1] = last;
            }
            String reference = withChecks(known);
            if (reference.startsWith(head)) {
                references.add(reference);
            }
        }
        return references;
    }

    private static String withChecks(int[] random) {
        int[] remainder = new int[CHECK_SYMBOLS];
        StringBuilder text = new StringBuilder(PREFIX);
        for (int symbol : random) {
            text.append(ALPHABET.charAt(symbol));
            int feedback = symbol ^ remainder[0];
            for (int j = 0; j < CHECK_SYMBOLS; j++) {
                remainder[j] = (j + 1 < CHECK_SYMBOLS ? remainder[j + 1] : 0) ^ multiply(feedback, GENERATOR[j]);
            }
        }
        for (int symbol : remainder) {
            text.append(ALPHABET.charAt(symbol));
        }
        return text.toString();
    }

    /** Of all symbols at most one fits a hole: the first check equation says which, the others whether it does. */
    private static void addFilled(SortedSet<String> references, String holed, int hole) {
        if (hole < PREFIX.length()) {
            addIfValid(references, holed.replace(HOLE, PREFIX.charAt(hole)));
            return;
        }
        int missing = 0;
        for (int i = PREFIX.length(); i < LENGTH; i++) {
            int symbol = i == hole ? 0 : ALPHABET.indexOf(holed.charAt(i));
            if (symbol < 0) {
                return;
            }
            missing = multiply(missing, POWERS[1]) ^ symbol;
        }
        int inverse = (FIELD_ORDER - (LENGTH - 1 - hole)) % FIELD_ORDER;
        addIfValid(references, holed.replace(HOLE, ALPHABET.charAt(multiply(missing, POWERS[inverse]))));
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
