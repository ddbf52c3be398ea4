package vn.phigate.reconciliation.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import vn.phigate.reconciliation.matching.KnownCodes.Hit;

/**
 * Finds codes with one character wrong, lost, added or swapped with its neighbour, for people to look at. One such fault leaves either the head or the tail of
 * a code intact (each a little under half of it): only where one of them stands in the text are the faults of the other part tried.
 *
 * <p>Keeps the distinct heads and tails only; dossier codes of one agency and year share theirs. A letter of the code must be intact: fourteen digits that happen to
 * follow a trace number are not a dossier code that lost its "H".
 */
final class DamagedCodes {
    private static final String SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private final Hashes heads = new Hashes();
    private final Hashes tails = new Hashes();
    private final Predicate<CharSequence> known;
    private long lengths;

    /** @param known whether this is a code, to be asked for each repair */
    DamagedCodes(Predicate<CharSequence> known) {
        this.known = known;
    }

    void add(String code) {
        int half = half(code.length());
        heads.add(mark(code, 0, half, code.length()));
        tails.add(mark(code, code.length() - half, code.length(), code.length()));
        lengths |= 1L << code.length();
    }

    /** Less than half on either side: a swap across the middle must spare one of them. */
    private static int half(int length) {
        return (length - 1) / 2;
    }

    private static long mark(CharSequence text, int from, int to, int length) {
        return KnownCodes.hash(text, from, to) * 31 + length;
    }

    List<Hit> find(String text) {
        List<Hit> hits = new ArrayList<>();
        for (long left = lengths; left != 0; left &= left - 1) {
            int length = Long.numberOfTrailingZeros(left);
            int half = half(length);
            for (int at = 0; at + half <= text.length(); at++) {
                long mark = mark(text, at, at + half, length);
                for (int stretch = length - 1; stretch <= length + 1; stretch++) {
                    if (heads.contains(mark) && at + stretch <= text.length()) {
                        tryFaults(hits, text, at, stretch, length, half, length);
                    }
                    if (tails.contains(mark) && at + half - stretch >= 0) {
                        tryFaults(hits, text, at + half - stretch, stretch, length, 0, length - half + 1);
                    }
                }
            }
        }
        return hits;
    }

    /** @param first where the fault may be, {@code end} exclusive */
    private void tryFaults(List<Hit> hits, String text, int from, int stretch, int length, int first, int end) {
        StringBuilder code = new StringBuilder(length);
        for (int at = first; at < end; at++) {
            if (stretch > length) {
                code.setLength(0);
                code.append(text, from, from + at).append(text, from + at + 1, from + stretch);
                keep(hits, code, -1, from, from + stretch);
                continue;
            }
            code.setLength(0);
            code.append(text, from, from + at)
                    .append('?')
                    .append(text, from + at + 1 - (length - stretch), from + stretch);
            for (int i = 0; i < SYMBOLS.length(); i++) {
                code.setCharAt(at, SYMBOLS.charAt(i));
                keep(hits, code, at, from, from + stretch);
            }
            if (stretch == length && at + 1 < length) {
                code.setCharAt(at, text.charAt(from + at + 1));
                code.setCharAt(at + 1, text.charAt(from + at));
                keep(hits, code, -1, from, from + stretch);
            }
        }
    }

    private void keep(List<Hit> hits, CharSequence code, int at, int from, int to) {
        if (KnownCodes.hasLetter(code, at) && known.test(code)) {
            hits.add(new Hit(code.toString(), from, to));
        }
    }

    /** Codes ending in digits whose beginning the text ends with; of those with the fewest lost digits. */
    List<Hit> findCut(String text, int maxLost) {
        List<Hit> hits = new ArrayList<>();
        for (int lost = 1; lost <= maxLost && hits.isEmpty(); lost++) {
            for (long left = lengths; left != 0; left &= left - 1) {
                int length = Long.numberOfTrailingZeros(left);
                int from = text.length() - (length - lost);
                int half = half(length);
                if (from >= 0
                        && length - lost >= Math.max(half, KnownCodes.MIN_LENGTH)
                        && KnownCodes.hasLetter(text.substring(from), -1)
                        && heads.contains(mark(text, from, from + half, length))) {
                    complete(hits, text.substring(from), lost, from, text.length());
                }
            }
        }
        return hits;
    }

    private void complete(List<Hit> hits, String head, int lost, int from, int to) {
        for (int number = 0; number < Math.powExact(10, lost); number++) {
            String code = head + "0".repeat(lost - Integer.toString(number).length()) + number;
            if (known.test(code)) {
                hits.add(new Hit(code, from, to));
            }
        }
    }

    /** A set of hashes; that two codes share one by chance costs a look. */
    private static final class Hashes {
        private long[] slots = new long[1 << 10];
        private int size;

        void add(long hash) {
            if (insert(slots, hash == 0 ? 1 : hash) && ++size > slots.length / 2) {
                long[] wider = new long[slots.length * 2];
                for (long each : slots) {
                    if (each != 0) {
                        insert(wider, each);
                    }
                }
                slots = wider;
            }
        }

        boolean contains(long hash) {
            return slots[slot(slots, hash == 0 ? 1 : hash)] != 0;
        }

        private static boolean insert(long[] slots, long hash) {
            int slot = slot(slots, hash);
            boolean isNew = slots[slot] == 0;
            slots[slot] = hash;
            return isNew;
        }

        private static int slot(long[] slots, long hash) {
            int slot = (int) ((hash * 0x9E3779B97F4A7C15L) >>> 32) & (slots.length - 1);
            while (slots[slot] != 0 && slots[slot] != hash) {
                slot = slot + 1 & slots.length - 1;
            }
            return slot;
        }
    }
}
