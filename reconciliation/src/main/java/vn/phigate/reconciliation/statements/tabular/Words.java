package vn.phigate.reconciliation.statements.tabular;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Words as they are compared: upper case, no diacritics, đ as d, everything but letters and digits as one space. Composed and decomposed
 * Unicode, bilingual cells with line breaks and stray punctuation all come out alike. Only for finding things; what is kept is the raw text.
 */
final class Words {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern BETWEEN = Pattern.compile("[^A-Z0-9]+");

    private Words() {}

    static String fold(String text) {
        String plain =
                MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
        String upper = plain.toUpperCase(Locale.ROOT).replace('Đ', 'D');
        return BETWEEN.matcher(upper).replaceAll(" ").strip();
    }

    /** Whether folded {@code text} has the words of folded {@code phrase} in a row. */
    static boolean contains(String text, String phrase) {
        return (" " + text + " ").contains(" " + phrase + " ");
    }

    static boolean containsAny(String text, List<String> phrases) {
        return phrases.stream().anyMatch(phrase -> contains(text, phrase));
    }

    static boolean startsWithAny(String text, List<String> phrases) {
        return phrases.stream().anyMatch(phrase -> (text + " ").startsWith(phrase + " "));
    }

    static List<String> foldAll(List<String> phrases) {
        return phrases.stream().map(Words::fold).toList();
    }
}
