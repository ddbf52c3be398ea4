package vn.phigate.reconciliation.matching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.CompactNarrative;
import vn.phigate.gateway.payments.PaymentReference;
import vn.phigate.reconciliation.matching.Decision.AutoMatch;
import vn.phigate.reconciliation.matching.Decision.Candidate;
import vn.phigate.reconciliation.matching.Decision.Reason;
import vn.phigate.reconciliation.matching.Decision.Refused;
import vn.phigate.reconciliation.matching.Decision.Review;
import vn.phigate.reconciliation.matching.Decision.Unidentified;
import vn.phigate.reconciliation.matching.KnownCodes.Hit;

/**
 * The codes of all items that a day's lines may name, and the rules that decide a line by its text: exact code or a payment reference that its check symbols put right,
 * exact amount, credit unless the item is to go out; everything else that names something known is for a person. Immutable; decides the same whatever the
 * order of the items, from any thread.
 *
 * <p>Codes of fewer than 8 characters or without a letter are not searched: in a narrative full of trace numbers they would be found by chance; nor those of more than 63.
 */
public final class CodeIndex {
    /** A suggestion list longer than this helps nobody. */
    static final int MAX_CANDIDATES = 20;

    /** Banks cut narratives; with more characters lost than the number of the day, nothing points to one dossier. */
    private static final int MAX_CUT = 4;

    /** Digits at the end of a dossier code. */
    private static final int NUMBER_OF_THE_DAY = 4;

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

    private final List<OpenItem> items;
    private final KnownCodes codes;
    /** Codes that hold a letter for which a tired eye takes a digit, by how they look; most hold none. */
    private final KnownCodes looks = new KnownCodes(0);

    private final SortedMap<String, SortedSet<String>> codesByLook = new TreeMap<>();
    private final DamagedCodes damaged;

    private CodeIndex(Collection<? extends OpenItem> items) {
        this.items = List.copyOf(items);
        this.codes = new KnownCodes(
                this.items.stream().mapToInt(item -> item.codes().size()).sum());
        this.damaged = new DamagedCodes(code -> codes.contains(code) || looks.contains(code));
        for (int i = 0; i < this.items.size(); i++) {
            add(this.items.get(i), i);
        }
    }

    private void add(OpenItem item, int number) {
        if (item.amountVnd() == 0) {
            throw new IllegalArgumentException(item.label() + " waits for 0 đồng");
        }
        List<String> all = item.codes();
        for (int i = 0; i < all.size(); i++) {
            String code = all.get(i);
            if (!compact(code)) {
                throw new IllegalArgumentException(item.label() + " has a code that is not compact: " + code);
            }
            if (KnownCodes.distinctive(code) && all.indexOf(code) == i) {
                codes.add(code, number);
                String look = look(code);
                if (!look.equals(code) && KnownCodes.distinctive(look)) {
                    if (codesByLook.computeIfAbsent(look, l -> new TreeSet<>()).add(code)) {
                        looks.add(look, number);
                    }
                }
                if (KnownCodes.distinctive(look) && !beginsWithReference(code)) {
                    damaged.add(look);
                }
            }
        }
    }

    private static boolean compact(String code) {
        for (int i = 0; i < code.length(); i++) {
            char c = code.charAt(i);
            if ((c < 'A' || c > 'Z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    /** Such codes are repaired by their check symbols. */
    private static boolean beginsWithReference(String code) {
        return code.startsWith("PG")
                && code.length() >= PaymentReference.LENGTH
                && PaymentReference.valid(code.substring(0, PaymentReference.LENGTH));
    }

    public static CodeIndex of(Collection<? extends OpenItem> items) {
        return new CodeIndex(items);
    }

    /** The items that have exactly this code, in the order of their keys. */
    List<OpenItem> named(String code) {
        int[] found = codes.items(code);
        if (found.length == 1) {
            return List.of(items.get(found[0]));
        }
        return Arrays.stream(found)
                .mapToObj(items::get)
                .sorted(Comparator.comparing(OpenItem::key))
                .toList();
    }

    /**
     * @param narrative as the bank wrote it
     * @param amountVnd whole đồng, above 0 for money in, below 0 for money out
     */
    public Decision decide(String narrative, long amountVnd) {
        CompactNarrative compact = CompactNarrative.of(narrative);
        List<Hit> found = codes.find(compact.text());
        List<Hit> parts = List.of();
        if (!found.isEmpty()) {
            parts = found.stream()
                    .filter(hit -> isPartOfUnknownCode(hit, compact, narrative) || borrowsItsEnd(hit, compact))
                    .toList();
            found.removeAll(parts);
        }
        if (!found.isEmpty()) {
            return decideNamed(found, Place.in(compact), amountVnd, Decision.Rule.EXACT_CODE_AND_AMOUNT);
        } else if (amountVnd < 0) {
            return new Unidentified();
        }
        List<Candidate> near = near(parts, compact, amountVnd);
        Decision repaired = repaired(compact, near, amountVnd);
        if (repaired != null) {
            return repaired;
        }
        return near.isEmpty() ? new Unidentified() : new Review(Reason.NEAR_CODE, near);
    }

    /** Where a stretch of the compact text stands in the raw one. */
    private interface Place {
        Candidate of(OpenItem item, Hit hit);

        static Place in(CompactNarrative compact) {
            return (item, hit) -> new Candidate(item, hit.code(), compact.rawFrom(hit.from()), compact.rawTo(hit.to()));
        }
    }

    private Decision decideNamed(List<Hit> found, Place place, long amountVnd, Decision.Rule rule) {
        List<Hit> named = longestOfEachPlace(found);
        // Reference and dossier code of one payment name one item; a dossier code that two payments share is settled by
        // the reference beside it.
        List<OpenItem> meant = new ArrayList<>(named(named.getFirst().code()));
        for (Hit hit : named.subList(1, named.size())) {
            meant.retainAll(named(hit.code()));
        }
        boolean mayGoOut = meant.size() == 1 && meant.getFirst().amountVnd() < 0;
        if (amountVnd < 0 && !mayGoOut) {
            return new Review(Reason.DEBIT, candidates(named, place, amountVnd));
        } else if (meant.isEmpty()) {
            return new Review(Reason.MULTIPLE_CODES, candidates(named, place, amountVnd));
        } else if (meant.size() > 1) {
            return new Review(Reason.AMBIGUOUS_CODE, candidates(named, place, amountVnd));
        }
        OpenItem item = meant.getFirst();
        Candidate candidate = place.of(item, named.getFirst());
        if (item.state() == OpenItem.State.SETTLED) {
            return new Review(Reason.ALREADY_PAID, List.of(candidate));
        } else if (item.amountVnd() != amountVnd) {
            return new Review(Reason.AMOUNT_DIFFERS, List.of(candidate));
        }
        return new AutoMatch(
                item,
                candidate.code(),
                candidate.rawFrom(),
                candidate.rawTo(),
                rule,
                refused(item, found, named, place, amountVnd));
    }

    /** Whom the text also names, and why he is not meant. */
    private List<Refused> refused(OpenItem chosen, List<Hit> found, List<Hit> named, Place place, long amountVnd) {
        List<Refused> refused = new ArrayList<>();
        for (Candidate candidate : candidates(found, place, amountVnd)) {
            if (!candidate.item().equals(chosen)) {
                boolean longest = named.stream().anyMatch(hit -> hit.code().equals(candidate.code()));
                refused.add(new Refused(
                        candidate.item(), longest ? "shares_code_but_not_the_others_named" : "part_of_a_longer_code"));
            }
        }
        return refused;
    }

    /**
     * A payment reference damaged in one place is put right by its check symbols, when one known reference fits and nothing in the text looks like anything
     * else. What stands in the text then is decided like an exact code; only its evidence is the damaged stretch. Null when there is no such repair.
     */
    private @Nullable Decision repaired(CompactNarrative compact, List<Candidate> near, long amountVnd) {
        List<PaymentReference.Damaged> known = PaymentReference.damaged(compact.text()).stream()
                .filter(one -> codes.contains(one.reference()))
                .toList();
        if (known.isEmpty()) {
            return null;
        }
        Place damagedPlace = (item, hit) -> {
            PaymentReference.Damaged one = known.stream()
                    .filter(each -> hit.code().startsWith(each.reference()))
                    .findFirst()
                    .orElseThrow();
            return new Candidate(item, hit.code(), compact.rawFrom(one.from()), compact.rawTo(one.to()));
        };
        List<Hit> hits = new ArrayList<>();
        for (PaymentReference.Damaged one : known) {
            // The order id of an attempt is the reference and two digits more: the longest wins here too.
            String put = one.reference() + compact.text().substring(one.to());
            codes.find(put).stream().filter(hit -> hit.from() == 0).forEach(hits::add);
        }
        Decision decision = decideNamed(hits, damagedPlace, amountVnd, Decision.Rule.REPAIRED_REFERENCE);
        boolean clear = known.size() == 1
                && near.stream()
                        .allMatch(c -> c.item()
                                .label()
                                .equals(named(known.getFirst().reference())
                                        .getFirst()
                                        .label()));
        boolean mayStand = switch (decision) {
            case AutoMatch ignored -> true;
            case Review(Reason reason, List<Candidate> ignored) -> reason == Reason.ALREADY_PAID;
            case Unidentified() -> false;
        };
        if (clear && mayStand) {
            return decision;
        }
        List<Candidate> all = new ArrayList<>(candidates(hits, damagedPlace, amountVnd));
        near.stream()
                .filter(c -> all.stream().noneMatch(one -> one.item().equals(c.item())))
                .forEach(all::add);
        return new Review(Reason.NEAR_CODE, all.stream().limit(MAX_CANDIDATES).toList());
    }

    /** Longest first; what lies within a longer one is a part of it. */
    private static List<Hit> longestOfEachPlace(List<Hit> hits) {
        if (hits.size() == 1) {
            return hits;
        }
        List<Hit> kept = new ArrayList<>();
        for (Hit hit : hits.stream().sorted(LONGEST_FIRST).toList()) {
            if (kept.stream().noneMatch(longer -> longer.contains(hit))) {
                kept.add(hit);
            }
        }
        return kept;
    }

    /**
     * The number of the day is not whole in the text, and its last digits are the first of something that goes on: of "…-250717-001.170725" no 0011 is to be read, when
     * somebody lost a digit of 0012 and the bank put the date behind. A number that is only wrapped ends where its last piece ends.
     */
    private static boolean borrowsItsEnd(Hit hit, CompactNarrative compact) {
        String text = compact.text();
        if (hit.to() == text.length()
                || !digit(text.charAt(hit.to()))
                || compact.rawFrom(hit.to()) > compact.rawTo(hit.to())) {
            return false;
        }
        for (int i = hit.to() - 1; i > hit.to() - NUMBER_OF_THE_DAY && digit(text.charAt(i)); i--) {
            if (compact.rawFrom(i) > compact.rawTo(i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean digit(char c) {
        return c <= '9';
    }

    private boolean isPartOfUnknownCode(Hit hit, CompactNarrative compact, String narrative) {
        if (hit.length() != 13 || !LEVEL1_CODE.matcher(hit.code()).matches()) {
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
        List<Hit> alike = originals(codes.find(look), looks.find(look));
        alike.addAll(parts);
        if (alike.isEmpty()) {
            alike = originals(damaged.find(look), List.of());
        }
        if (alike.isEmpty()) {
            alike = originals(damaged.findCut(look, MAX_CUT), List.of());
            alike.addAll(cutReferences(look));
        }
        return candidates(alike.stream().sorted(LONGEST_FIRST).toList(), Place.in(compact), amountVnd);
    }

    private List<Hit> cutReferences(String text) {
        List<Hit> hits = new ArrayList<>();
        for (int lost = 1; lost <= MAX_CUT; lost++) {
            int from = text.length() - (PaymentReference.LENGTH - lost);
            if (from >= 0) {
                for (String reference : PaymentReference.beginningWith(text.substring(from))) {
                    if (codes.contains(reference)) {
                        hits.add(new Hit(reference, from, text.length()));
                    }
                }
            }
        }
        return hits;
    }

    /** The codes themselves, of which hits may show only how they look. */
    private List<Hit> originals(List<Hit> hits, List<Hit> alike) {
        List<Hit> originals = new ArrayList<>(hits);
        originals.removeIf(hit -> !codes.contains(hit.code()));
        Stream.concat(hits.stream(), alike.stream())
                .forEach(hit -> codesByLook
                        .getOrDefault(hit.code(), Collections.emptySortedSet())
                        .forEach(code -> originals.add(new Hit(code, hit.from(), hit.to()))));
        return originals;
    }

    /** Each item once, by its first hit; those that wait for this amount first, then by code. */
    private List<Candidate> candidates(List<Hit> hits, Place place, long amountVnd) {
        Map<String, Candidate> byKey = new TreeMap<>();
        for (Hit hit : hits) {
            for (OpenItem item : named(hit.code())) {
                byKey.putIfAbsent(item.key(), place.of(item, hit));
            }
        }
        return byKey.values().stream()
                .sorted(Comparator.comparing((Candidate c) -> Math.abs(c.item().amountVnd()) != Math.abs(amountVnd))
                        .thenComparing(Candidate::code)
                        .thenComparing(c -> c.item().key()))
                .limit(MAX_CANDIDATES)
                .toList();
    }

    /** How a code looks to a tired eye. */
    private static String look(String compact) {
        return compact.replace('O', '0').replace('I', '1').replace('L', '1');
    }
}
