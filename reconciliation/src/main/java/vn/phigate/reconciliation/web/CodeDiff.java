package vn.phigate.reconciliation.web;

import java.util.ArrayList;
import java.util.List;
import vn.phigate.reconciliation.web.Marked.Part;

/**
 * Two codes held against each other, character by character: what only one of them has is marked on its side. The longest common sequence stays unmarked;
 * case and separators make no difference, as banks change them.
 *
 * @param seen as the narrative has it
 * @param known as it should be
 */
public record CodeDiff(Marked seen, Marked known) {
    /** Longer texts are no codes; marked whole. */
    private static final int LONGEST = 200;

    static CodeDiff of(String seen, String known) {
        if (seen.length() > LONGEST || known.length() > LONGEST) {
            return new CodeDiff(new Marked(List.of(new Part(seen, true))), new Marked(List.of(new Part(known, true))));
        }
        int[][] common = new int[seen.length() + 1][known.length() + 1];
        for (int i = seen.length() - 1; i >= 0; i--) {
            for (int j = known.length() - 1; j >= 0; j--) {
                common[i][j] = same(seen.charAt(i), known.charAt(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        boolean[] seenOnly = new boolean[seen.length()];
        boolean[] knownOnly = new boolean[known.length()];
        int i = 0;
        int j = 0;
        while (i < seen.length() || j < known.length()) {
            if (i < seen.length() && j < known.length() && same(seen.charAt(i), known.charAt(j))) {
                i++;
                j++;
            } else if (j == known.length() || i < seen.length() && common[i + 1][j] >= common[i][j + 1]) {
                seenOnly[i] = Character.isLetterOrDigit(seen.charAt(i));
                i++;
            } else {
                knownOnly[j] = Character.isLetterOrDigit(known.charAt(j));
                j++;
            }
        }
        return new CodeDiff(marked(seen, seenOnly), marked(known, knownOnly));
    }

    private static boolean same(char one, char other) {
        return Character.toUpperCase(one) == Character.toUpperCase(other);
    }

    private static Marked marked(String text, boolean[] differs) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (int at = 1; at <= text.length(); at++) {
            if (at == text.length() || differs[at] != differs[from]) {
                parts.add(new Part(text.substring(from, at), differs[from]));
                from = at;
            }
        }
        return new Marked(parts);
    }
}
