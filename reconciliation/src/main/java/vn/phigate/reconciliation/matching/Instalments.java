package vn.phigate.reconciliation.matching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.BankWitness.Expected;
import vn.phigate.reconciliation.matching.Decision.AutoMatch;
import vn.phigate.reconciliation.matching.Decision.Candidate;
import vn.phigate.reconciliation.matching.Decision.Rule;
import vn.phigate.reconciliation.matching.Judging.Judged;
import vn.phigate.reconciliation.matching.Leftovers.Suggestion;
import vn.phigate.reconciliation.matching.PersonsDecisions.Said;

/**
 * Several lines that pay one item in parts: each names it exactly and is less than its amount, and from the first on, in the order in which lines are judged,
 * they add up to exactly that. They are taken together; what comes after them is money on top. As long as they do not add up they stay for people, with what is
 * missing. No subset is searched for: which of three parts were meant is not for a rule to guess.
 */
final class Instalments {
    private final Said said;
    private final Map<UUID, List<Part>> byItem = new HashMap<>();
    private int at;

    private record Part(int at, Judged.Left left, Expected item, Candidate named) {}

    Instalments(Said said) {
        this.said = said;
    }

    /** The next line is no part of anything. */
    void pass() {
        at++;
    }

    /** The next line names an item exactly, and is not its amount. */
    void offer(Judged.Left left, Expected item, Candidate named) {
        boolean money = switch (item.subject()) {
            case BankWitness.Subject.OfPayment ignored -> true;
            case BankWitness.Subject.OfDossier ignored -> true;
            case BankWitness.Subject.OfTestDeposit ignored -> false;
            case BankWitness.Subject.OfTransferOrder ignored -> false;
        };
        long vnd = left.line().amountVnd();
        if (money
                && vnd > 0
                && vnd < item.amountVnd()
                && item.state() == BankWitness.State.OPEN
                && said.allows(left.line().id(), item.subject().id())) {
            byItem.computeIfAbsent(item.subject().id(), id -> new ArrayList<>()).add(new Part(at, left, item, named));
        }
        at++;
    }

    /**
     * What takes the place of which line's judgement, by its index.
     *
     * @param taken subjects that a line paid whole; what is taken here joins them
     */
    Map<Integer, Judged> decide(Set<UUID> taken) {
        Map<Integer, Judged> decided = new TreeMap<>();
        byItem.forEach((subject, parts) -> {
            Expected item = parts.getFirst().item;
            if (parts.stream().anyMatch(part -> !part.item.equals(item)) || taken.contains(subject)) {
                return;
            }
            int enough = enough(parts, item.amountVnd());
            if (enough > 0) {
                taken.add(subject);
                parts.subList(0, enough).forEach(part -> decided.put(part.at, fits(part)));
            } else {
                long restVnd = item.amountVnd()
                        - parts.stream()
                                .mapToLong(part -> part.left.line().amountVnd())
                                .sum();
                parts.forEach(part -> decided.put(part.at, missing(part, restVnd)));
            }
        });
        return decided;
    }

    /** How many from the first on are exactly the amount; 0 when no number of them is. */
    private static int enough(List<Part> parts, long amountVnd) {
        long soFarVnd = 0;
        for (int i = 0; i < parts.size(); i++) {
            soFarVnd += parts.get(i).left.line().amountVnd();
            if (soFarVnd >= amountVnd) {
                return soFarVnd == amountVnd ? i + 1 : 0;
            }
        }
        return 0;
    }

    private static Judged fits(Part part) {
        Candidate named = part.named;
        var found =
                new AutoMatch(named.item(), named.code(), named.rawFrom(), named.rawTo(), Rule.INSTALMENTS, List.of());
        return new Judged.Fits(part.left.line(), part.item, found, List.of());
    }

    private static Judged missing(Part part, long restVnd) {
        Suggestion one = part.left.candidates().getFirst();
        return new Judged.Left(part.left.line(), part.left.why(), List.of(one.withRest(restVnd)));
    }
}
