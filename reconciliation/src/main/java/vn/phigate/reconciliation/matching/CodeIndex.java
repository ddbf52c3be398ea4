package vn.phigate.reconciliation.matching;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import vn.phigate.gateway.payments.CompactNarrative;
import vn.phigate.reconciliation.matching.Decision.AutoMatch;
import vn.phigate.reconciliation.matching.Decision.Candidate;
import vn.phigate.reconciliation.matching.Decision.Reason;
import vn.phigate.reconciliation.matching.Decision.Review;
import vn.phigate.reconciliation.matching.Decision.Unidentified;
import vn.phigate.reconciliation.matching.KnownCodes.Hit;

/**
 * The codes of all items that a day's lines may name, and the rule that decides a line: exact code, exact amount, credit unless the item is to go out; everything else that
 * names something known is for a person. Immutable; decides the same whatever the order of the items, from any thread.
 *
 * <p>Codes of fewer than 8 characters or without a letter are not searched: in a narrative full of trace numbers they would be found by chance.
 */
public final class CodeIndex {
    /** A suggestion list longer than this helps nobody. */
    private static final int MAX_CANDIDATES = 20;

    /** Banks cut narratives; with more characters lost than the number of the day, nothing points to one dossier. */
    private static final int MAX_CUT = 4;

    /** A dossier code of the level-1 unit itself, H26-250717-0001: also the tail of every code in the form of 2016 of that day. */
    private static final Pattern LEVEL1_CODE = Pattern.compile("[A-Y][0-9]{12}");

    /** What such a longer code has before it: three groups of Circular 10/2016/TT-BTTTT (000.00.12.), or two, its leading zeros dropped (38.98.). */
    private static final Pattern UNIT_2016_BEFORE = Pattern.compile(
            ".*(?:(?<![A-Za-z0-9])[A-Za-z0-9]{3}\\.[A-Za-z0-9]{2}\\.[A-Za-z0-9]{2}\\.|(?<![A-Za-z0-9.])[A-Za-z0-9]{2}\\.[A-Za-z0-9]{2}\\.)",
            Pattern.DOTALL);

    /** The same after the bank has dropped or changed the dots; the first group is 000 everywhere so far. */
    private static final Pattern COMPACT_UNIT_2016_BEFORE = Pattern.compile(".*000[A-Z0-9]{2}[0-9]{2}");

    private static final Comparator<Hit> LONGEST_FIRST = Comparator.comparingInt(Hit::length)
            .reversed()
            .thenComparingInt(Hit::from)
            .thenComparing(Hit::code);

    private final Map<String, List<OpenItem>> itemsByCode = new HashMap<>();
    private final Map<String, Set<String>> codesByLook = new HashMap<>();
    private final KnownCodes codes;
    private final KnownCodes looks;
    private final DamagedCodes damaged;

    private CodeIndex(Collection<OpenItem> items) {
        Map<String, OpenItem> byKey = new TreeMap<>();
        for (OpenItem item : items) {
            if (byKey.put(item.key(), item) != null) {
                throw new IllegalArgumentException("two items have the key " + item.key());
            }
        }
        for (OpenItem item : byKey.values()) {
            for (String code : new TreeSet<>(item.codes())) {
                if (KnownCodes.distinctive(code)) {
                    itemsByCode.computeIfAbsent(code, c -> new ArrayList<>()).add(item);
                    String look = look(code);
                    if (KnownCodes.distinctive(look)) {
                        codesByLook.computeIfAbsent(look, l -> new TreeSet<>()).add(code);
                    }
                }
            }
        }
        this.codes = new KnownCodes(itemsByCode.keySet());
        this.looks = new KnownCodes(codesByLook.keySet());
        this.damaged = new DamagedCodes(codesByLook.keySet());
    }

    /** @throws IllegalArgumentException when two items have the same key */
    public static CodeIndex of(Collection<OpenItem> items) {
        return new CodeIndex(items);
    }

    /**
     * @param narrative as the bank wrote it
     * @param amountVnd whole đồng, above 0 for money in, below 0 for money out
     */
    public Decision decide(String narrative, long amountVnd) {
        CompactNarrative compact = CompactNarrative.of(narrative);
        List<Hit> parts = new ArrayList<>();
        List<Hit> found = new ArrayList<>();
        for (Hit hit : codes.find(compact.text())) {
            (isPartOfUnknownCode(hit, compact, narrative) ? parts : found).add(hit);
        }
        List<Hit> named = longestOfEachPlace(found);
        if (!named.isEmpty()) {
            return decideNamed(named, compact, amountVnd);
        } else if (amountVnd < 0) {
            return new Unidentified();
        }
        List<Candidate> near = near(parts, compact, amountVnd);
        return near.isEmpty() ? new Unidentified() : new Review(Reason.NEAR_CODE, near);
    }

    private Decision decideNamed(List<Hit> named, CompactNarrative compact, long amountVnd) {
        // Reference and dossier code of one payment name one item; a dossier code that two payments share is settled by
        // the reference beside it.
        Set<OpenItem> meant = new LinkedHashSet<>(items(named.getFirst()));
        named.forEach(hit -> meant.retainAll(items(hit)));

        List<Candidate> all = candidates(named, compact, amountVnd);
        boolean mayGoOut = meant.size() == 1 && meant.iterator().next().amountVnd() < 0;
        if (amountVnd < 0 && !mayGoOut) {
            return new Review(Reason.DEBIT, all);
        } else if (meant.isEmpty()) {
            return new Review(Reason.MULTIPLE_CODES, all);
        } else if (meant.size() > 1) {
            return new Review(Reason.AMBIGUOUS_CODE, all);
        }
        OpenItem item = meant.iterator().next();
        Candidate candidate = candidate(item, named.getFirst(), compact);
        if (item.state() == OpenItem.State.SETTLED) {
            return new Review(Reason.ALREADY_PAID, List.of(candidate));
        } else if (item.amountVnd() != amountVnd) {
            return new Review(Reason.AMOUNT_DIFFERS, List.of(candidate));
        }
        return new AutoMatch(
                item, candidate.code(), candidate.rawFrom(), candidate.rawTo(), Decision.Rule.EXACT_CODE_AND_AMOUNT);
    }

    /** Longest first; what lies within a longer one is a part of it. */
    private static List<Hit> longestOfEachPlace(List<Hit> hits) {
        List<Hit> kept = new ArrayList<>();
        for (Hit hit : hits.stream().sorted(LONGEST_FIRST).toList()) {
            if (kept.stream().noneMatch(longer -> longer.contains(hit))) {
                kept.add(hit);
            }
        }
        return kept;
    }

    private boolean isPartOfUnknownCode(Hit hit, CompactNarrative compact, String narrative) {
        if (!LEVEL1_CODE.matcher(hit.code()).matches()) {
            return false;
        }
        String before = narrative.substring(0, compact.rawFrom(hit.from()));
        return UNIT_2016_BEFORE.matcher(before).matches()
                || COMPACT_UNIT_2016_BEFORE
                        .matcher(compact.text().substring(0, hit.from()))
                        .matches();
    }

    /** Look-alikes win over other faults: several O for 0 are one habit of one hand. */
    private List<Candidate> near(List<Hit> parts, CompactNarrative compact, long amountVnd) {
        String look = look(compact.text());
        List<Hit> alike = originals(looks.find(look));
        alike.addAll(parts);
        if (alike.isEmpty()) {
            alike = originals(damaged.find(look));
        }
        if (alike.isEmpty()) {
            alike = originals(damaged.findCut(look, MAX_CUT));
        }
        return candidates(alike.stream().sorted(LONGEST_FIRST).toList(), compact, amountVnd);
    }

    private List<Hit> originals(List<Hit> hits) {
        List<Hit> originals = new ArrayList<>();
        for (Hit hit : hits) {
            for (String code : codesByLook.getOrDefault(hit.code(), Set.of())) {
                originals.add(new Hit(code, hit.from(), hit.to()));
            }
        }
        return originals;
    }

    /** Each item once, by its first hit; those that wait for this amount first, then by code. */
    private List<Candidate> candidates(List<Hit> hits, CompactNarrative compact, long amountVnd) {
        Map<String, Candidate> byKey = new TreeMap<>();
        for (Hit hit : hits) {
            for (OpenItem item : items(hit)) {
                byKey.putIfAbsent(item.key(), candidate(item, hit, compact));
            }
        }
        return byKey.values().stream()
                .sorted(Comparator.comparing((Candidate c) -> Math.abs(c.item().amountVnd()) != Math.abs(amountVnd))
                        .thenComparing(Candidate::code)
                        .thenComparing(c -> c.item().key()))
                .limit(MAX_CANDIDATES)
                .toList();
    }

    private List<OpenItem> items(Hit hit) {
        return itemsByCode.getOrDefault(hit.code(), List.of());
    }

    private static Candidate candidate(OpenItem item, Hit hit, CompactNarrative compact) {
        return new Candidate(item, hit.code(), compact.rawFrom(hit.from()), compact.rawTo(hit.to()));
    }

    /** How a code looks to a tired eye. */
    private static String look(String compact) {
        return compact.replace('O', '0').replace('I', '1').replace('L', '1');
    }
}
