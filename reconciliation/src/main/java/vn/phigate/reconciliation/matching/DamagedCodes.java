package vn.phigate.reconciliation.matching;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import vn.phigate.reconciliation.matching.KnownCodes.Hit;

/**
 * Finds codes with one character wrong, lost, added or swapped with its neighbour. One such fault leaves either the head or the tail of a code
 * intact (each a little under half of it), so that only codes sharing one of them with the text are compared.
 *
 * <p>A letter of the code must be intact: fourteen digits that happen to follow a trace number are not a dossier code that lost its "H".
 */
final class DamagedCodes {
    private final Heads forward;
    private final Heads backward;
    private final TreeSet<String> sorted;

    DamagedCodes(Collection<String> codes) {
        this.forward = new Heads(codes);
        this.backward = new Heads(codes.stream().map(DamagedCodes::reversed).toList());
        this.sorted = new TreeSet<>(codes);
    }

    List<Hit> find(String text) {
        List<Hit> hits = new ArrayList<>(forward.find(text));
        for (Hit hit : backward.find(reversed(text))) {
            hits.add(new Hit(reversed(hit.code()), text.length() - hit.to(), text.length() - hit.from()));
        }
        return hits;
    }

    /** Codes whose beginning the text ends with; of those with the fewest lost characters. */
    List<Hit> findCut(String text, int maxLost) {
        for (int from = 0; from + KnownCodes.MIN_LENGTH <= text.length(); from++) {
            String head = text.substring(from);
            if (KnownCodes.hasLetter(head, -1)) {
                int start = from;
                List<Hit> hits = sorted.subSet(head, head + Character.MAX_VALUE).stream()
                        .filter(code -> code.length() - head.length() <= maxLost)
                        .map(code -> new Hit(code, start, text.length()))
                        .toList();
                if (!hits.isEmpty()) {
                    return hits;
                }
            }
        }
        return List.of();
    }

    private static String reversed(String text) {
        return new StringBuilder(text).reverse().toString();
    }

    /** One direction of reading. */
    private static final class Heads {
        private final SortedMap<Integer, Map<String, List<String>>> codesByHead = new TreeMap<>();

        Heads(Collection<String> codes) {
            for (String code : codes) {
                // Less than half on either side: a swap across the middle must spare one of them.
                int length = (code.length() - 1) / 2;
                codesByHead
                        .computeIfAbsent(length, l -> new HashMap<>())
                        .computeIfAbsent(code.substring(0, length), head -> new ArrayList<>())
                        .add(code);
            }
        }

        List<Hit> find(String text) {
            List<Hit> hits = new ArrayList<>();
            codesByHead.forEach((length, byHead) -> {
                for (int from = 0; from + length <= text.length(); from++) {
                    for (String code : byHead.getOrDefault(text.substring(from, from + length), List.of())) {
                        int to = damagedEnd(code, text, from);
                        if (to > 0) {
                            hits.add(new Hit(code, from, to));
                        }
                    }
                }
            });
            return hits;
        }

        /** Where the code ends that begins at {@code from} and has exactly one fault; 0 when there is none such. */
        private static int damagedEnd(String code, String text, int from) {
            int at = 0;
            while (at < code.length() && from + at < text.length() && code.charAt(at) == text.charAt(from + at)) {
                at++;
            }
            if (at == code.length()) {
                return 0;
            }
            int left = code.length() - at;
            int here = from + at;
            if (KnownCodes.hasLetter(code, at)) {
                if (here < text.length() && text.regionMatches(here + 1, code, at + 1, left - 1)) {
                    return from + code.length();
                } else if (text.regionMatches(here, code, at + 1, left - 1)) {
                    return from + code.length() - 1;
                }
            }
            if (text.regionMatches(here + 1, code, at, left)) {
                return from + code.length() + 1;
            }
            boolean swapped = left >= 2
                    && here + 1 < text.length()
                    && text.charAt(here) == code.charAt(at + 1)
                    && text.charAt(here + 1) == code.charAt(at)
                    && text.regionMatches(here + 2, code, at + 2, left - 2);
            return swapped ? from + code.length() : 0;
        }
    }
}
