package vn.phigate.gateway.payments;

import java.text.Normalizer;
import java.util.Arrays;

/**
 * A bank's narrative reduced to what banks leave intact: capitals A–Z and digits, without Vietnamese marks, separators and spaces. Remembers where each
 * character stood, so that evidence can be shown in the raw text.
 */
public final class CompactNarrative {
    private final String text;
    private final int[] rawFrom;
    private final int[] rawTo;

    private CompactNarrative(String text, int[] rawFrom, int[] rawTo) {
        this.text = text;
        this.rawFrom = rawFrom;
        this.rawTo = rawTo;
    }

    public static CompactNarrative of(String raw) {
        StringBuilder text = new StringBuilder(raw.length());
        int[] rawFrom = new int[raw.length()];
        int[] rawTo = new int[raw.length()];
        for (int at = 0; at < raw.length(); ) {
            int codePoint = raw.codePointAt(at);
            int next = at + Character.charCount(codePoint);
            char kept = base(codePoint);
            if (kept != 0) {
                rawFrom[text.length()] = at;
                rawTo[text.length()] = next;
                text.append(kept);
            }
            at = next;
        }
        return new CompactNarrative(
                text.toString(), Arrays.copyOf(rawFrom, text.length()), Arrays.copyOf(rawTo, text.length()));
    }

    /** A–Z and 0–9 only. */
    public String text() {
        return text;
    }

    /** Where the compact character stands in the raw narrative. */
    public int rawFrom(int compactFrom) {
        return rawFrom[compactFrom];
    }

    /** Where, in the raw narrative, a stretch ends that ends before this compact index; exclusive. */
    public int rawTo(int compactTo) {
        return rawTo[compactTo - 1];
    }

    /** The letter or digit under all marks, in capitals; 0 when there is none. A decomposed letter's marks come as characters of their own and are dropped. */
    private static char base(int codePoint) {
        if (codePoint >= 0x80) {
            if (codePoint == 'đ' || codePoint == 'Đ') {
                // The stroke of đ is no combining mark: Unicode does not decompose it.
                return 'D';
            }
            String decomposed = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFD);
            return decomposed.codePointAt(0) == codePoint ? 0 : base(decomposed.codePointAt(0));
        } else if (codePoint >= 'a' && codePoint <= 'z') {
            return (char) (codePoint - 'a' + 'A');
        }
        return (codePoint >= 'A' && codePoint <= 'Z') || (codePoint >= '0' && codePoint <= '9') ? (char) codePoint : 0;
    }
}
