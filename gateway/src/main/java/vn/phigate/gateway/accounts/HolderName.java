package vn.phigate.gateway.accounts;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Compares the holder as a bank writes it (capitals, no marks, abbreviations, the city left out) with the agency's name. Marks are lost at the bank,
 * so that equal here means equal but for marks; anything else is told to the person who approves, in words.
 */
final class HolderName {
    /** Abbreviations that banks and agencies use for kinds of agencies. */
    private static final Map<String, String> WRITTEN_OUT = Map.of(
            "UBND", "UY BAN NHAN DAN",
            "P", "PHUONG",
            "X", "XA",
            "TT", "TRUNG TAM",
            "TP", "THANH PHO",
            "HN", "HA NOI",
            "HCM", "HO CHI MINH");

    private static final List<String> COMMITTEE = List.of("UY", "BAN", "NHAN", "DAN");
    /** Words that say what the account is for. */
    private static final Set<String> PURPOSE = Set.of("TAI", "KHOAN", "TK", "THU", "PHI", "LE", "TIEN", "GUI", "MAU");

    private static final Set<String> KINDS =
            Set.of("PHUONG", "XA", "DAC", "KHU", "THI", "TRAN", "SO", "BAN", "TRUNG", "TAM");

    private HolderName() {}

    enum Likeness {
        SAME,
        NEAR,
        DIFFERENT
    }

    /** @param vi how they differ, Vietnamese; empty when they are the same */
    record Comparison(Likeness likeness, String vi, String en) {}

    static Comparison compare(String holder, String agency) {
        List<String> has = words(holder);
        List<String> wants = words(agency);
        if (startsWith(has, wants) && PURPOSE.containsAll(has.subList(wants.size(), has.size()))) {
            return new Comparison(Likeness.SAME, "", "");
        }
        String joined = String.join("", has);
        String wanted = String.join("", wants);
        if (joined.equals(wanted)) {
            return new Comparison(Likeness.SAME, "", "");
        }
        List<String> missing = without(wants, has);
        List<String> extra = without(has, wants);
        boolean kindOnly = KINDS.containsAll(missing) && KINDS.containsAll(extra) && missing.size() < wants.size();
        boolean added = missing.isEmpty();
        boolean cut = joined.length() >= 8 && wanted.startsWith(joined);
        boolean typed = distance(joined, wanted) <= Math.max(1, wanted.length() / 8);
        Likeness likeness = kindOnly || added || cut || typed ? Likeness.NEAR : Likeness.DIFFERENT;
        return new Comparison(
                likeness,
                sentence(missing, extra, "thiếu ", "thừa ", "thứ tự các từ khác"),
                sentence(missing, extra, "missing ", "added ", "the words stand in another order"));
    }

    private static String sentence(
            List<String> missing, List<String> extra, String without, String with, String order) {
        var parts = new ArrayList<String>();
        if (!missing.isEmpty()) {
            parts.add(without + "«" + String.join(" ", missing) + "»");
        }
        if (!extra.isEmpty()) {
            parts.add(with + "«" + String.join(" ", extra) + "»");
        }
        return parts.isEmpty() ? order : String.join(", ", parts);
    }

    /** Capitals without marks, abbreviations written out, without the words that every committee's name begins with and the city at its end. */
    static List<String> words(String name) {
        String bare = Normalizer.normalize(name.replace('đ', 'd').replace('Đ', 'D'), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toUpperCase(Locale.ROOT)
                .replaceAll("[^A-Z0-9]+", " ")
                .strip();
        var words = new ArrayList<String>();
        for (String word : bare.split(" ")) {
            words.addAll(List.of(WRITTEN_OUT.getOrDefault(word, word).split(" ")));
        }
        if (startsWith(words, COMMITTEE)) {
            words.subList(0, COMMITTEE.size()).clear();
        }
        for (int i = 1; i + 1 < words.size(); i++) {
            if (words.get(i).equals("THANH") && words.get(i + 1).equals("PHO")) {
                words.subList(i, words.size()).clear();
            }
        }
        return words;
    }

    private static boolean startsWith(List<String> words, List<String> first) {
        return words.size() >= first.size() && words.subList(0, first.size()).equals(first);
    }

    private static List<String> without(List<String> words, List<String> others) {
        var left = new ArrayList<>(words);
        others.forEach(left::remove);
        return left;
    }

    /** Levenshtein's distance, two rows at a time. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(swap, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
