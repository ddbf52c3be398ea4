package vn.phigate.month;

import java.text.Normalizer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What is left of a text when banks are done with it, and which codes stand in that. Written for the generator's own proof of its truths. */
final class Compact {
    private final Set<String> codes = new HashSet<>();
    private final Set<Integer> lengths = new TreeSet<>();

    /** Capitals and digits. */
    static String of(String text) {
        String bare = Normalizer.normalize(text.replace('đ', 'd').replace('Đ', 'D'), Normalizer.Form.NFD);
        return bare.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
    }

    void know(String code) {
        String compact = of(code);
        codes.add(compact);
        lengths.add(compact.length());
    }

    boolean knows(String code) {
        return codes.contains(of(code));
    }

    /** Whether a known code stands in the text that is neither one of these nor a part of them where they stand. */
    boolean namesOther(String compactText, Collection<String> wanted) {
        String rest = compactText;
        for (String each : wanted) {
            // A separator no code has: what is left and right of a wanted code is not one text.
            rest = rest.replace(each, "#");
        }
        for (int length : lengths) {
            for (int from = 0; from + length <= rest.length(); from++) {
                if (codes.contains(rest.substring(from, from + length))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The fewest characters to replace, lose, add or swap with a neighbour until the code stands somewhere in the text; beyond 3 it does not matter. */
    static int faults(String code, String compactText) {
        int least = Integer.MAX_VALUE;
        for (int length = code.length() - 2; length <= code.length() + 2; length++) {
            for (int from = 0; from + length <= compactText.length(); from++) {
                least = Math.min(least, distance(code, compactText.substring(from, from + length)));
            }
        }
        return least;
    }

    /** Damerau's distance, each place touched once. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + same);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
