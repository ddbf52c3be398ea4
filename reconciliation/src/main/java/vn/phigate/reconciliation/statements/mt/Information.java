package vn.phigate.reconciliation.statements.mt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Field 86, which the standard leaves to the banks: numbered parts (the German 805?00…?20…), words between slashes (/REMI/…/NAME/…), or free text.
 * What is not understood stays in the text; a line that is cut at 65 characters is joined, so that a code across the cut is found.
 */
record Information(
        String text, @Nullable String name, @Nullable String account) {
    private static final Pattern NUMBERED = Pattern.compile("(?:\\d{3})?([?>~<])(\\d\\d)");
    private static final Pattern WORD = Pattern.compile("/([A-Z]{2,4})/");
    /** Words of the dialects that use slashes; one of them must open the text, so that a free text with slashes stays free. */
    private static final Set<String> OPENING_WORDS = Set.of(
            "TRTP", "REMI", "ORDP", "BENM", "CNTP", "EREF", "KREF", "PREF", "NAME", "IBAN", "RTRN", "PURP", "SVCL",
            "OCMT", "TRCD");

    private static final Set<String> WORDS = Set.of(
            "TRTP", "REMI", "ORDP", "BENM", "CNTP", "EREF", "KREF", "PREF", "NAME", "IBAN", "RTRN", "PURP", "SVCL",
            "OCMT", "TRCD", "BIC", "MARF", "CSID", "ADDR", "ID", "ISDT", "CHGS", "ULTC", "ULTD", "ULTB", "UDTR", "UCRD",
            "EXCH", "ACCW", "RREF", "IREF", "MREF", "CRED", "DEBT", "INFO", "BUSP", "TR");

    static Information of(List<String> lines) {
        if (lines.isEmpty()) {
            return new Information("", null, null);
        }
        String joined = String.join("", lines);
        // Some banks begin a line with each part, so that the first line has the transaction code alone.
        Matcher numbered = NUMBERED.matcher(joined);
        if (numbered.lookingAt()) {
            return numbered(joined, numbered.group(1).charAt(0), numbered.start(1));
        }
        Matcher word = WORD.matcher(joined);
        if (word.lookingAt() && OPENING_WORDS.contains(word.group(1))) {
            return worded(joined);
        }
        return new Information(String.join("\n", lines).strip(), null, null);
    }

    /** ?00 posting text, ?20-?29 and ?60-?63 purpose, ?30 bank, ?31 account, ?32 and ?33 name (the agreement of German banks on field 86). */
    private static Information numbered(String joined, char separator, int from) {
        Map<Integer, String> parts = new TreeMap<>();
        Matcher part = Pattern.compile(Pattern.quote(String.valueOf(separator)) + "(\\d\\d)")
                .matcher(joined);
        int number = -1;
        int start = from;
        for (boolean found = part.find(from); found; found = part.find()) {
            put(parts, number, joined.substring(start, part.start()));
            number = Integer.parseInt(part.group(1));
            start = part.end();
        }
        put(parts, number, joined.substring(start));
        StringBuilder purpose = new StringBuilder();
        List<String> others = new ArrayList<>();
        parts.forEach((key, value) -> {
            if ((key >= 20 && key <= 29) || (key >= 60 && key <= 63)) {
                purpose.append(value);
            } else if (key < 30 || key > 33) {
                others.add(value.strip());
            }
        });
        List<String> texts = new ArrayList<>();
        texts.add(purpose.toString().strip());
        texts.addAll(others);
        texts.removeIf(String::isEmpty);
        String name = (parts.getOrDefault(32, "") + parts.getOrDefault(33, "")).strip();
        return new Information(String.join("\n", texts), blankToNull(name), blankToNull(parts.getOrDefault(31, "")));
    }

    private static void put(Map<Integer, String> parts, int number, String value) {
        if (number >= 0) {
            parts.merge(number, value, String::concat);
        }
    }

    private static Information worded(String joined) {
        List<String> texts = new ArrayList<>();
        String remittance = "";
        String name = "";
        String account = "";
        Matcher word = WORD.matcher(joined);
        String current = "";
        int start = 0;
        boolean more = true;
        for (int from = 0; more; ) {
            more = word.find(from);
            if (more && !WORDS.contains(word.group(1))) {
                from = word.end() - 1;
                continue;
            }
            String value = strip(joined.substring(start, more ? Math.max(start, word.start()) : joined.length()));
            switch (current) {
                case "REMI" -> remittance += value;
                case "NAME" -> name = name.isEmpty() ? value : name;
                case "IBAN" -> account = account.isEmpty() ? value : account;
                case "CNTP" -> {
                    String[] party = value.split("/", -1);
                    account = party[0];
                    name = party.length > 2 ? party[2] : name;
                }
                default -> {}
            }
            if (!current.equals("REMI") && !value.isEmpty()) {
                texts.add(value);
            }
            if (more) {
                current = word.group(1);
                start = word.end();
                // The closing slash of one word may open the next.
                from = word.end() - 1;
            }
        }
        if (!remittance.isEmpty()) {
            texts.addFirst(remittance);
        }
        return new Information(String.join("\n", texts), blankToNull(name), blankToNull(account));
    }

    private static String strip(String value) {
        return value.replaceAll("^/+|/+$", "").strip();
    }

    private static @Nullable String blankToNull(String text) {
        return text.isBlank() ? null : text.strip();
    }
}
