package vn.phigate.reconciliation.matching;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Finds every occurrence of a set of codes in a text: one look at the leading characters of each position, the whole code only after that. */
final class KnownCodes {
    /** Shorter codes, and such without a letter, cannot be told from a trace number by chance: they are not searched. */
    static final int MIN_LENGTH = 8;

    private static final SortedSet<Integer> NONE = Collections.emptySortedSet();

    /** An occurrence, {@code to} exclusive. */
    record Hit(String code, int from, int to) {
        boolean contains(Hit other) {
            return from <= other.from && other.to <= to;
        }

        int length() {
            return to - from;
        }
    }

    private final Set<String> codes = new HashSet<>();
    private final Map<String, SortedSet<Integer>> lengthsByHead = new HashMap<>();

    KnownCodes(Collection<String> codes) {
        for (String code : codes) {
            if (this.codes.add(code)) {
                lengthsByHead
                        .computeIfAbsent(code.substring(0, MIN_LENGTH), head -> new TreeSet<>())
                        .add(code.length());
            }
        }
    }

    static boolean distinctive(String code) {
        return code.length() >= MIN_LENGTH && hasLetter(code, -1);
    }

    /** Whether a letter stands anywhere but at the given index. */
    static boolean hasLetter(String code, int exceptAt) {
        for (int i = 0; i < code.length(); i++) {
            if (i != exceptAt && code.charAt(i) >= 'A') {
                return true;
            }
        }
        return false;
    }

    List<Hit> find(String text) {
        List<Hit> hits = new ArrayList<>();
        for (int from = 0; from + MIN_LENGTH <= text.length(); from++) {
            for (int length : lengthsByHead.getOrDefault(text.substring(from, from + MIN_LENGTH), NONE)) {
                int to = from + length;
                if (to <= text.length() && codes.contains(text.substring(from, to))) {
                    hits.add(new Hit(text.substring(from, to), from, to));
                }
            }
        }
        return hits;
    }
}
