package vn.phigate.reconciliation.matching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.BankWitness.Expected;
import vn.phigate.reconciliation.matching.Leftovers.Suggestion;
import vn.phigate.reconciliation.matching.Match.Rival;
import vn.phigate.reconciliation.matching.PersonsDecisions.Said;
import vn.phigate.reconciliation.statements.BankLine;

/** Decides all open lines of one account against everything that may show up there. Pure: the same lines in any order give the same decisions. */
final class Judging {
    /** Goes up with every change that could decide a line differently; kept with each match. */
    static final int RULE_VERSION = 2;

    private final Map<String, Expected> byKey = new LinkedHashMap<>();
    private final Map<String, List<Expected>> byCode = new HashMap<>();
    private final Map<String, Expected> byTransfer = new HashMap<>();
    private final CodeIndex index;
    private final Said said;

    /** What a line turned out to be. */
    sealed interface Judged {
        BankLine line();

        record Fits(BankLine line, Expected item, Decision.AutoMatch decision, List<Rival> rivals) implements Judged {}

        record Left(BankLine line, Unmatched why, List<Suggestion> candidates) implements Judged {}
    }

    Judging(List<Expected> expected, Said said) {
        this.said = said;
        for (Expected item : expected) {
            byKey.put(key(item), item);
            item.reported().forEach(transfer -> byTransfer.put(transfer, item));
            item.codes()
                    .forEach(code ->
                            byCode.computeIfAbsent(code, c -> new ArrayList<>()).add(item));
        }
        index = CodeIndex.of(expected.stream().map(Judging::openItem).toList());
    }

    /** Judges lines in the order of what the bank says of them; an item is taken once. */
    List<Judged> judge(List<BankLine> lines) {
        Set<UUID> taken = new HashSet<>();
        return lines.stream()
                .sorted(BankLine.JUDGING_ORDER)
                .map(line -> judge(line, taken))
                .toList();
    }

    private Judged judge(BankLine line, Set<UUID> taken) {
        return switch (decide(line)) {
            case Decision.AutoMatch found -> fits(line, found, taken);
            case Decision.Review(Decision.Reason reason, List<Decision.Candidate> candidates) ->
                new Judged.Left(
                        line,
                        unmatched(reason),
                        candidates.stream().map(this::suggestion).toList());
            case Decision.Unidentified() ->
                new Judged.Left(line, line.amountVnd() < 0 ? Unmatched.DEBIT : Unmatched.UNIDENTIFIED, List.of());
        };
    }

    /** Banks cut narratives; a transfer that was reported while its narrative was whole is known by its reference. */
    private Decision decide(BankLine line) {
        Decision decision = index.decide(line.narrative(), line.amountVnd());
        boolean namesNothing = decision instanceof Decision.Unidentified
                || (decision instanceof Decision.Review(Decision.Reason reason, List<Decision.Candidate> _)
                        && reason == Decision.Reason.NEAR_CODE);
        String reference = line.bankReference();
        if (!namesNothing || reference == null || line.narrative().isEmpty()) {
            return decision;
        }
        Expected item = byTransfer.get(BankWitness.Line.transfer(reference, line.bookedOn()));
        return item == null || item.amountVnd() != line.amountVnd()
                ? decision
                : new Decision.AutoMatch(
                        openItem(item), reference, 0, line.narrative().length(), Decision.Rule.REPORTED_TRANSFER);
    }

    private Judged fits(BankLine line, Decision.AutoMatch found, Set<UUID> taken) {
        Expected item = expected(found.item());
        Suggestion suggestion =
                suggestion(new Decision.Candidate(found.item(), found.code(), found.rawFrom(), found.rawTo()));
        if (!said.allows(line.id(), item.subject().id())) {
            return new Judged.Left(line, Unmatched.UNIDENTIFIED, List.of());
        }
        return switch (item.state()) {
            case WAITING -> new Judged.Left(line, Unmatched.PROVIDER_SILENT, List.of(suggestion));
            case SETTLED -> new Judged.Left(line, Unmatched.ALREADY_PAID, List.of(suggestion));
            case OPEN, GIVEN_BACK ->
                taken.add(item.subject().id())
                        ? new Judged.Fits(line, item, found, rivals(item, found.code()))
                        : new Judged.Left(line, Unmatched.ALREADY_PAID, List.of(suggestion));
        };
    }

    /** Items that have the same code; the narrative decided against them by naming another code of the chosen one. */
    private List<Rival> rivals(Expected chosen, String code) {
        return byCode.getOrDefault(code, List.of()).stream()
                .filter(other -> !other.subject().id().equals(chosen.subject().id()))
                .map(other -> new Rival(
                        other.subject().id(),
                        other.label(),
                        other.amountVnd(),
                        state(other),
                        "shares_code_but_not_the_others_named"))
                .toList();
    }

    private Suggestion suggestion(Decision.Candidate candidate) {
        Expected item = expected(candidate.item());
        return new Suggestion(
                subjectType(item.subject()),
                item.subject().id(),
                item.label(),
                candidate.code(),
                item.amountVnd(),
                state(item),
                candidate.rawFrom(),
                candidate.rawTo());
    }

    static String subjectType(BankWitness.Subject subject) {
        return switch (subject) {
            case BankWitness.Subject.OfPayment ignored -> "payment";
            case BankWitness.Subject.OfDossier ignored -> "dossier";
            case BankWitness.Subject.OfTestDeposit ignored -> "test_deposit";
            case BankWitness.Subject.OfTransferOrder ignored -> "transfer_order";
        };
    }

    private Expected expected(OpenItem item) {
        return Objects.requireNonNull(byKey.get(item.key()));
    }

    private static Unmatched unmatched(Decision.Reason reason) {
        return switch (reason) {
            case DEBIT -> Unmatched.DEBIT;
            case MULTIPLE_CODES -> Unmatched.MULTIPLE_CODES;
            case AMBIGUOUS_CODE -> Unmatched.AMBIGUOUS_CODE;
            case ALREADY_PAID -> Unmatched.ALREADY_PAID;
            case AMOUNT_DIFFERS -> Unmatched.AMOUNT_DIFFERS;
            case NEAR_CODE -> Unmatched.NEAR_CODE;
        };
    }

    private static OpenItem openItem(Expected item) {
        return new OpenItem(
                key(item),
                item.codes(),
                item.label(),
                item.amountVnd(),
                item.state() == BankWitness.State.SETTLED ? OpenItem.State.SETTLED : OpenItem.State.OPEN);
    }

    private static String key(Expected item) {
        // One payment can be two things to expect, each under its own codes.
        return subjectType(item.subject()) + ":" + item.subject().id() + ":"
                + item.codes().getFirst();
    }

    private static String state(Expected item) {
        return item.state().name().toLowerCase(Locale.ROOT);
    }
}
