package vn.phigate.reconciliation.matching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.BankWitness.Expected;
import vn.phigate.reconciliation.matching.Decision.AutoMatch;
import vn.phigate.reconciliation.matching.Decision.Candidate;
import vn.phigate.reconciliation.matching.Decision.Reason;
import vn.phigate.reconciliation.matching.Decision.Refused;
import vn.phigate.reconciliation.matching.Decision.Rule;
import vn.phigate.reconciliation.matching.Leftovers.Suggestion;
import vn.phigate.reconciliation.matching.Match.Rival;
import vn.phigate.reconciliation.matching.PersonsDecisions.Said;
import vn.phigate.reconciliation.statements.BankLine;

/**
 * Decides all open lines of one account against everything that may show up there: what each line names by itself, in the order of what the bank says of
 * them, then what several lines are together. Pure: the same lines in any order give the same decisions.
 */
final class Judging {
    /** Of the rules as a whole, kept with each run; goes up with the version of any {@link Rule}, and with the order in which they are asked. */
    static final int RULE_VERSION = 3;

    private final Map<String, Expected> byTransfer = new HashMap<>();
    private final List<Expected> expected;
    private final CodeIndex index;
    private final Said said;
    private final MatchingRules rules;

    /** What a line turned out to be. */
    sealed interface Judged {
        BankLine line();

        /** Lines of one item under {@link Rule#INSTALMENTS} are booked together, or none of them is. */
        record Fits(BankLine line, Expected item, AutoMatch decision, List<Rival> rivals) implements Judged {
            /** What it is without the others that it was to be booked with. */
            Left asPart() {
                var named = new Candidate(decision.item(), decision.code(), decision.rawFrom(), decision.rawTo());
                return new Left(line, Unmatched.AMOUNT_DIFFERS, List.of(suggestion(named)));
            }
        }

        record Left(BankLine line, Unmatched why, List<Suggestion> candidates) implements Judged {}
    }

    /** What is expected, as the index sees it. One payment can be two things to expect, each under its own codes. */
    private record Awaited(Expected expected) implements OpenItem {
        @Override
        public String key() {
            return subjectType(expected.subject()) + ":" + expected.subject().id() + ":"
                    + expected.codes().getFirst();
        }

        @Override
        public List<String> codes() {
            return expected.codes();
        }

        @Override
        public String label() {
            return expected.label();
        }

        @Override
        public long amountVnd() {
            return expected.amountVnd();
        }

        @Override
        public State state() {
            return expected.state() == BankWitness.State.SETTLED ? State.SETTLED : State.OPEN;
        }
    }

    Judging(List<Expected> expected, Said said, MatchingRules rules) {
        this.said = said;
        this.rules = rules;
        this.expected = expected;
        for (Expected item : expected) {
            item.reported().forEach(transfer -> byTransfer.put(transfer, item));
        }
        index = CodeIndex.of(expected.stream().map(Awaited::new).toList());
    }

    /** Judges lines in the order of what the bank says of them; an item is taken once. */
    List<Judged> judge(List<BankLine> lines) {
        Set<UUID> taken = new HashSet<>();
        Instalments instalments = new Instalments(said);
        List<Judged> judged = new ArrayList<>(lines.size());
        for (BankLine line : lines.stream().sorted(BankLine.JUDGING_ORDER).toList()) {
            judged.add(judge(line, taken, instalments));
        }
        if (on(Rule.INSTALMENTS)) {
            instalments.decide(taken).forEach(judged::set);
        }
        return judged;
    }

    private Judged judge(BankLine line, Set<UUID> taken, Instalments instalments) {
        return switch (decide(line)) {
            case AutoMatch found -> {
                Judged one = fits(line, found, taken);
                instalments.pass();
                yield one;
            }
            case Decision.Review(Reason reason, List<Candidate> candidates) -> {
                List<Suggestion> suggestions =
                        candidates.stream().map(Judging::suggestion).toList();
                var left = new Judged.Left(line, unmatched(reason), suggestions);
                if (reason == Reason.AMOUNT_DIFFERS) {
                    instalments.offer(left, expected(candidates.getFirst().item()), candidates.getFirst());
                } else {
                    instalments.pass();
                }
                yield left;
            }
            case Decision.Unidentified() -> {
                instalments.pass();
                yield new Judged.Left(line, line.amountVnd() < 0 ? Unmatched.DEBIT : Unmatched.UNIDENTIFIED, List.of());
            }
        };
    }

    /** Banks cut narratives; a transfer that was reported while its narrative was whole is known by its reference. */
    private Decision decide(BankLine line) {
        Decision decision = index.decide(line.narrative(), line.amountVnd());
        String reference = line.bankReference();
        if (!on(Rule.REPORTED_TRANSFER)
                || byTransfer.isEmpty()
                || reference == null
                || line.narrative().isEmpty()) {
            return decision;
        }
        List<Candidate> near = switch (decision) {
            case AutoMatch ignored -> null;
            case Decision.Review(Reason reason, List<Candidate> candidates) ->
                reason == Reason.NEAR_CODE ? candidates : null;
            case Decision.Unidentified() -> List.of();
        };
        Expected item = byTransfer.get(BankWitness.Line.transfer(reference, line.bookedOn()));
        if (near == null || item == null || item.amountVnd() != line.amountVnd()) {
            return decision;
        }
        List<Refused> refused = near.stream()
                .filter(candidate -> !expected(candidate.item()).equals(item))
                .map(candidate -> new Refused(candidate.item(), "looks_like_a_code_but_another_transfer_was_reported"))
                .toList();
        return new AutoMatch(
                new Awaited(item), reference, 0, line.narrative().length(), Rule.REPORTED_TRANSFER, refused);
    }

    private Judged fits(BankLine line, AutoMatch found, Set<UUID> taken) {
        Expected item = expected(found.item());
        List<Suggestion> suggestions =
                List.of(suggestion(new Candidate(found.item(), found.code(), found.rawFrom(), found.rawTo())));
        if (!said.allows(line.id(), item.subject().id())) {
            return new Judged.Left(line, Unmatched.UNIDENTIFIED, List.of());
        }
        return switch (item.state()) {
            case WAITING -> new Judged.Left(line, Unmatched.PROVIDER_SILENT, suggestions);
            case SETTLED -> new Judged.Left(line, Unmatched.ALREADY_PAID, suggestions);
            case OPEN, GIVEN_BACK ->
                !on(found.rule())
                        ? new Judged.Left(line, Unmatched.NEAR_CODE, suggestions)
                        : taken.add(item.subject().id())
                                ? new Judged.Fits(line, item, found, rivals(item, found))
                                : new Judged.Left(line, Unmatched.ALREADY_PAID, suggestions);
        };
    }

    private boolean on(Rule rule) {
        return rules.on(rule.name().toLowerCase(Locale.ROOT));
    }

    /** Everybody else who was named or nearly named; the two parts of one payment are no rivals. */
    private List<Rival> rivals(Expected chosen, AutoMatch found) {
        if (found.refused().isEmpty() && index.named(found.code()).size() <= 1) {
            return List.of();
        }
        Map<UUID, Rival> rivals = new LinkedHashMap<>();
        found.refused().forEach(refused -> add(rivals, chosen, expected(refused.item()), refused.why()));
        // Items that have the same code; the narrative decided against them by naming another code of the chosen one.
        index.named(found.code())
                .forEach(other -> add(rivals, chosen, expected(other), "shares_code_but_not_the_others_named"));
        return List.copyOf(rivals.values());
    }

    private static void add(Map<UUID, Rival> rivals, Expected chosen, Expected other, String why) {
        UUID id = other.subject().id();
        if (!id.equals(chosen.subject().id())) {
            rivals.putIfAbsent(id, new Rival(id, other.label(), other.amountVnd(), state(other), why));
        }
    }

    /**
     * Suggests open items of exactly the amount of lines that name nothing; to be asked about those that stay so.
     *
     * @param taken subjects that were matched since
     */
    AmountAndDay byAmountAndDay(Set<UUID> taken) {
        return new AmountAndDay(expected, taken, rules.suggestions());
    }

    static Suggestion suggestion(Candidate candidate) {
        Expected item = expected(candidate.item());
        return new Suggestion(
                subjectType(item.subject()),
                item.subject().id(),
                item.label(),
                candidate.code(),
                item.amountVnd(),
                state(item),
                candidate.rawFrom(),
                candidate.rawTo(),
                null,
                null,
                null);
    }

    /** What an expected item is to an index beside this one. */
    static OpenItem item(Expected expected) {
        return new Awaited(expected);
    }

    static String subjectType(BankWitness.Subject subject) {
        return switch (subject) {
            case BankWitness.Subject.OfPayment ignored -> "payment";
            case BankWitness.Subject.OfDossier ignored -> "dossier";
            case BankWitness.Subject.OfTestDeposit ignored -> "test_deposit";
            case BankWitness.Subject.OfTransferOrder ignored -> "transfer_order";
        };
    }

    static Expected expected(OpenItem item) {
        return ((Awaited) item).expected;
    }

    private static Unmatched unmatched(Reason reason) {
        return switch (reason) {
            case DEBIT -> Unmatched.DEBIT;
            case MULTIPLE_CODES -> Unmatched.MULTIPLE_CODES;
            case AMBIGUOUS_CODE -> Unmatched.AMBIGUOUS_CODE;
            case ALREADY_PAID -> Unmatched.ALREADY_PAID;
            case AMOUNT_DIFFERS -> Unmatched.AMOUNT_DIFFERS;
            case NEAR_CODE -> Unmatched.NEAR_CODE;
        };
    }

    static String state(Expected item) {
        return item.state().name().toLowerCase(Locale.ROOT);
    }
}
