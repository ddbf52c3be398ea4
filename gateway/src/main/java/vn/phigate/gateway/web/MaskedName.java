package vn.phigate.gateway.web;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A payer's name for pages that a link alone opens: enough for the payer to know it, too little for anybody else. The family name, which
 * half the country shares, stays; of the rest the first letters: "Nguyễn V** H**".
 */
final class MaskedName {
    private MaskedName() {}

    static @Nullable String of(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return null;
        }
        String[] words = name.strip().split("\\s+");
        if (words.length == 1) {
            return initial(words[0]);
        }
        return words[0] + " "
                + Arrays.stream(words).skip(1).map(MaskedName::initial).collect(Collectors.joining(" "));
    }

    private static String initial(String word) {
        int first = word.offsetByCodePoints(0, 1);
        return first == word.length() ? word : word.substring(0, first) + "**";
    }
}
