package vn.phigate.verifyday;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One exported day, and everything about it that does not hold. */
final class Day {
    private static final Set<String> PARTS =
            Set.of(Bundle.MANIFEST, "closing.json", "lines.json", "matches.json", "proof.json");
    private static final String RAW = "raw/";

    private final Bundle bundle;
    final List<String> faults = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    final Node closing;
    final Node proof;
    private final Map<String, Node> lines = new LinkedHashMap<>();
    private final Map<String, Long> parted = new HashMap<>();

    /** @throws IllegalArgumentException when it cannot be read at all */
    Day(byte[] archive) {
        bundle = Bundle.read(archive);
        int at = bundle.differsAt(archive);
        check(at < 0, "archive", "byte " + at + " is not as this archive is written");
        manifest();
        closing = Node.of("closing.json", TinyJson.read(bundle.text("closing.json")));
        proof = Node.of("proof.json", TinyJson.read(bundle.text("proof.json")));
    }

    void verify() {
        hash();
        lines();
        buckets();
        matches();
        rawFiles();
    }

    /** Every part, its hash, and no other. */
    private void manifest() {
        var expected = new StringBuilder();
        bundle.parts().forEach((name, part) -> {
            if (!name.equals(Bundle.MANIFEST)) {
                expected.append(Bundle.sha256(part)).append("  ").append(name).append('\n');
            }
        });
        List<String> stated = bundle.text(Bundle.MANIFEST).lines().toList();
        List<String> found = expected.toString().lines().toList();
        if (!bundle.text(Bundle.MANIFEST).contentEquals(expected)) {
            found.stream()
                    .filter(line -> !stated.contains(line))
                    .forEach(line -> check(false, line.substring(66), "is not what the manifest names"));
            stated.stream()
                    .filter(line -> !found.contains(line))
                    .forEach(line -> check(false, Bundle.MANIFEST, "no part is as it says: " + line));
            check(false, Bundle.MANIFEST, "differs from the parts");
        }
        for (String name : bundle.parts().keySet()) {
            check(PARTS.contains(name) || name.startsWith(RAW), name, "is no part of an exported day");
        }
    }

    /** The proof is what was signed, and says the same as the closing around it. */
    private void hash() {
        String hash = Bundle.sha256(bundle.part("proof.json"));
        check(
                hash.equals(closing.text("hash")),
                "proof.json",
                "its SHA-256 is " + hash + ", signed was " + closing.text("hash"));
        same("previous_hash", closing.textOrNull("previous_hash"), proof.textOrNull("previous_hash"));
        same("business_day", closing.text("business_day"), proof.text("business_day"));
        Node account = proof.node("account");
        same("account", closing.text("account"), account.text("bin") + "-" + account.text("number"));
        List<Node> signatures = proof.nodes("signatures");
        check(
                signatures.size() == 2
                        && !signatures
                                .get(0)
                                .text("by")
                                .equals(signatures.get(1).text("by")),
                "proof.json",
                "it is not signed by two people");
    }

    /** Opening and the lines are the closing. */
    private void lines() {
        long credits = 0;
        long debits = 0;
        for (Node line :
                Node.of("lines.json", TinyJson.read(bundle.text("lines.json"))).nodes("lines")) {
            check(lines.put(line.text("id"), line) == null, "lines.json", "line " + line.text("id") + " stands twice");
            long vnd = line.whole("amount_vnd");
            credits += Math.max(vnd, 0);
            debits += Math.max(-vnd, 0);
        }
        equal("line_count", proof.whole("line_count"), lines.size());
        equal("credit_total_vnd", proof.whole("credit_total_vnd"), credits);
        equal("debit_total_vnd", proof.whole("debit_total_vnd"), debits);
        equal("closing_vnd", proof.whole("closing_vnd"), proof.whole("opening_vnd") + credits - debits);
    }

    /** The parts of every line are the line; the parts of a bucket are the bucket; all buckets are the day. */
    private void buckets() {
        long allVnd = 0;
        Map<String, Set<String>> bucketsOfLine = new HashMap<>();
        for (Node bucket : proof.nodes("buckets")) {
            String name = bucket.text("bucket");
            long vnd = 0;
            for (Node item : bucket.nodes("items")) {
                String id = item.text("line_id");
                Node line = lines.get(id);
                check(line != null, "bucket " + name, "has line " + id + ", which is not in lines.json");
                if (line != null) {
                    check(
                            Objects.equals(line.textOrNull("bank_reference"), item.textOrNull("bank_reference")),
                            "line " + id,
                            "its bank reference is not that of the proof");
                }
                vnd += item.whole("amount_vnd");
                parted.merge(id, item.whole("amount_vnd"), Long::sum);
                bucketsOfLine.computeIfAbsent(id, l -> new HashSet<>()).add(name);
            }
            equal(
                    "count of bucket " + name,
                    bucket.whole("count"),
                    bucket.nodes("items").size());
            equal("sum of bucket " + name, bucket.whole("amount_vnd"), vnd);
            allVnd += vnd;
        }
        equal("sum of all buckets", proof.whole("credit_total_vnd") - proof.whole("debit_total_vnd"), allVnd);
        lines.forEach((id, line) -> {
            equal("parts of line " + id, line.whole("amount_vnd"), parted.getOrDefault(id, 0L));
            boolean once = bucketsOfLine.getOrDefault(id, Set.of()).stream()
                            .filter(b -> !b.equals("matched"))
                            .count()
                    <= 1;
            check(once, "line " + id, "lies open in several buckets");
        });
    }

    /** Each match is in the proof, its amount too, and its evidence stands where it says. */
    private void matches() {
        Map<String, Long> proved = new TreeMap<>();
        proof.nodes("buckets").stream()
                .filter(bucket -> bucket.text("bucket").equals("matched"))
                .flatMap(bucket -> bucket.nodes("items").stream())
                .forEach(item -> proved.merge(
                        key(item.text("line_id"), item.textOrNull("payment_id"), item.textOrNull("rule")),
                        item.whole("amount_vnd"),
                        Long::sum));
        for (Node match : Node.of("matches.json", TinyJson.read(bundle.text("matches.json")))
                .nodes("matches")) {
            String id = match.text("line_id");
            String key = key(id, match.textOrNull("payment_id"), match.text("rule"));
            proved.merge(key, -match.whole("amount_vnd"), Long::sum);
            Node line = lines.get(id);
            if (line == null) {
                check(false, "matches.json", "matches line " + id + ", which is not in lines.json");
            } else {
                evidence(match, line);
            }
        }
        proved.forEach(
                (key, vnd) -> check(vnd == 0, "match " + key, "differs between proof and matches by " + vnd + " đồng"));
    }

    private static String key(String line, @Nullable String payment, @Nullable String rule) {
        return line + " " + payment + " " + rule;
    }

    private void evidence(Node match, Node line) {
        String narrative = line.text("narrative");
        Node evidence = match.node("evidence");
        long from = evidence.whole("from");
        long to = evidence.whole("to");
        String of = "evidence of line " + line.text("id");
        if (from < 0 || to < from || to > narrative.length()) {
            check(false, of, "lies outside of the narrative");
            return;
        }
        String stands = narrative.substring((int) from, (int) to);
        check(stands.equals(evidence.text("text")), of, "the narrative has \"" + stands + "\" there");
        boolean byCode = match.text("rule").equals("exact_code_and_amount")
                || match.text("rule").equals("instalments");
        check(
                !byCode || compact(stands).contains(match.text("code")),
                of,
                "\"" + stands + "\" does not have the code " + match.text("code"));
        check(
                !match.text("rule").equals("exact_code_and_amount")
                        || match.whole("amount_vnd") == line.whole("amount_vnd"),
                of,
                "the match takes another amount than the line has");
    }

    /** The bank's own file says the same lines. */
    private void rawFiles() {
        Map<String, List<Node>> byFile = new TreeMap<>();
        lines.values()
                .forEach(line -> byFile.computeIfAbsent(line.text("file_sha256"), f -> new ArrayList<>())
                        .add(line));
        byFile.computeIfAbsent(proof.text("file_sha256"), f -> new ArrayList<>());
        byFile.forEach((sha256, own) -> {
            byte[] raw = bundle.parts().get(RAW + sha256);
            if (raw == null) {
                check(false, RAW + sha256, "is missing");
            } else {
                String found = Bundle.sha256(raw);
                check(found.equals(sha256), RAW + sha256, "its SHA-256 is " + found);
                reread(sha256, raw, own);
            }
        });
    }

    private void reread(String sha256, byte[] raw, List<Node> own) {
        List<RawFile.Entry> entries = RawFile.entries(raw).orElse(null);
        if (entries == null) {
            notes.add(RAW + sha256 + ": not read again, this program has no reader for it");
            return;
        }
        Map<String, Integer> rest = new TreeMap<>();
        own.forEach(line -> rest.merge(
                line.text("booked_on") + " " + line.whole("amount_vnd") + " " + words(line.text("narrative")),
                1,
                Integer::sum));
        Set<String> days = new HashSet<>();
        own.forEach(line -> days.add(line.text("booked_on")));
        if (sha256.equals(proof.text("file_sha256"))) {
            days.add(proof.text("business_day"));
        }
        String number = proof.node("account").text("number");
        for (RawFile.Entry entry : entries) {
            boolean ours = entry.account().isEmpty()
                    || entry.account().replaceAll("[^A-Z0-9]", "").contains(number);
            if (ours && days.contains(entry.day().toString())) {
                rest.merge(entry.day() + " " + entry.amountVnd() + " " + words(entry.narrative()), -1, Integer::sum);
            }
        }
        rest.forEach((line, count) -> check(
                count == 0,
                RAW + sha256,
                (count > 0 ? "does not have the line " : "has a line that is not told: ") + line));
        notes.add(RAW + sha256 + ": " + entries.size() + " lines read again");
    }

    /** The same words, however they are spaced. */
    private static String words(String text) {
        return String.join(
                " ",
                Arrays.asList(
                        Normalizer.normalize(text, Normalizer.Form.NFC).strip().split("\\s+")));
    }

    private static String compact(String text) {
        return Normalizer.normalize(text.replace('đ', 'd').replace('Đ', 'D'), Normalizer.Form.NFD)
                .toUpperCase(Locale.ROOT)
                .replaceAll("[^A-Z0-9]", "");
    }

    private void same(String what, @Nullable String closed, @Nullable String proved) {
        check(Objects.equals(closed, proved), what, "is " + closed + " in the closing and " + proved + " in the proof");
    }

    private void equal(String what, long stated, long found) {
        check(stated == found, what, "is stated as " + stated + " and adds up to " + found);
    }

    private void check(boolean holds, String what, String fault) {
        if (!holds) {
            faults.add(what + ": " + fault);
        }
    }
}
