package vn.phigate.reconciliation.matching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds every occurrence of a set of codes in a text. Built in linear time, at some 25 bytes a code: chains in arrays over the strings that the items hold
 * anyway. A text is searched without making a string: its three characters at each place say which lengths can begin there, and only those are hashed.
 */
final class KnownCodes {
    /** Shorter codes, and such without a letter, cannot be told from a trace number by chance: they are not searched. */
    static final int MIN_LENGTH = 8;

    /** A set of lengths is the bits of a long. */
    static final int MAX_LENGTH = 63;

    private static final int SYMBOLS = 36;

    /** An occurrence, {@code to} exclusive. */
    record Hit(String code, int from, int to) {
        boolean contains(Hit other) {
            return from <= other.from && other.to <= to;
        }

        int length() {
            return to - from;
        }
    }

    private final long[] lengthsByStart = new long[SYMBOLS * SYMBOLS * SYMBOLS];
    private int[] chains = new int[16];
    private String[] codes = new String[16];
    private int[] items = new int[16];
    private int[] next = new int[16];
    private int size;

    /** @param expected how many there will be, so that nothing needs to grow */
    KnownCodes(int expected) {
        int capacity = Math.max(16, expected);
        codes = new String[capacity];
        items = new int[capacity];
        next = new int[capacity];
        chains = new int[Integer.highestOneBit(capacity) << 1];
    }

    static boolean distinctive(String code) {
        return code.length() >= MIN_LENGTH && code.length() <= MAX_LENGTH && hasLetter(code, -1);
    }

    /** Whether a letter stands anywhere but at the given index. */
    static boolean hasLetter(CharSequence code, int exceptAt) {
        for (int i = 0; i < code.length(); i++) {
            if (i != exceptAt && code.charAt(i) >= 'A') {
                return true;
            }
        }
        return false;
    }

    /** @param code a distinctive one; several items may have it */
    void add(String code, int item) {
        if (size == codes.length) {
            grow();
        }
        codes[size] = code;
        items[size] = item;
        int chain = chain(hash(code, 0, code.length()));
        next[size] = chains[chain];
        chains[chain] = ++size;
        lengthsByStart[start(code, 0)] |= 1L << code.length();
    }

    private void grow() {
        codes = Arrays.copyOf(codes, 2 * size);
        items = Arrays.copyOf(items, 2 * size);
        next = Arrays.copyOf(next, 2 * size);
        chains = new int[4 * Integer.highestOneBit(size)];
        for (int entry = 0; entry < size; entry++) {
            int chain = chain(hash(codes[entry], 0, codes[entry].length()));
            next[entry] = chains[chain];
            chains[chain] = entry + 1;
        }
    }

    List<Hit> find(String text) {
        List<Hit> hits = List.of();
        for (int from = 0; from + MIN_LENGTH <= text.length(); from++) {
            for (long lengths = lengthsByStart[start(text, from)]; lengths != 0; lengths &= lengths - 1) {
                int to = from + Long.numberOfTrailingZeros(lengths);
                int entry = to <= text.length() ? entry(text, from, to) : 0;
                if (entry > 0) {
                    hits = hits.isEmpty() ? new ArrayList<>(2) : hits;
                    hits.add(new Hit(codes[entry - 1], from, to));
                }
            }
        }
        return hits;
    }

    boolean contains(CharSequence code) {
        return code.length() >= MIN_LENGTH
                && code.length() <= MAX_LENGTH
                && (lengthsByStart[start(code, 0)] & 1L << code.length()) != 0
                && entry(code, 0, code.length()) > 0;
    }

    /** The items that have this code. */
    int[] items(String code) {
        int[] found = new int[1];
        int count = 0;
        for (int entry = chains[chain(hash(code, 0, code.length()))]; entry > 0; entry = next[entry - 1]) {
            if (codes[entry - 1].equals(code)) {
                found = count < found.length ? found : Arrays.copyOf(found, 2 * count);
                found[count++] = items[entry - 1];
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** The entry of a code that stands in a text, counted from 1; 0 when there is none. */
    private int entry(CharSequence text, int from, int to) {
        int entry = chains[chain(hash(text, from, to))];
        while (entry > 0 && !stands(codes[entry - 1], text, from, to)) {
            entry = next[entry - 1];
        }
        return entry;
    }

    private static boolean stands(String code, CharSequence text, int from, int to) {
        if (code.length() != to - from) {
            return false;
        }
        for (int i = 0; i < code.length(); i++) {
            if (code.charAt(i) != text.charAt(from + i)) {
                return false;
            }
        }
        return true;
    }

    static long hash(CharSequence text, int from, int to) {
        long hash = (long) to - from;
        for (int i = from; i < to; i++) {
            hash = hash * 0x9E3779B97F4A7C15L + text.charAt(i);
        }
        return hash ^ hash >>> 29;
    }

    private int chain(long hash) {
        return (int) ((hash * 0xBF58476D1CE4E5B9L) >>> 32) & (chains.length - 1);
    }

    private static int start(CharSequence text, int from) {
        return (symbol(text.charAt(from)) * SYMBOLS + symbol(text.charAt(from + 1))) * SYMBOLS
                + symbol(text.charAt(from + 2));
    }

    private static int symbol(char c) {
        return c <= '9' ? c - '0' : c - 'A' + 10;
    }
}
