package vn.phigate.reconciliation.matching;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.BankWitness.Expected;
import vn.phigate.reconciliation.matching.Leftovers.Suggestion;
import vn.phigate.reconciliation.statements.BankLine;

/**
 * Items that a line may be about because they wait for exactly its amount and were made about its day: a help for whoever looks, never a match. The amount of a fee
 * says nothing about whose it is; every other citizen of that day owes the same.
 */
final class AmountAndDay {
    static final String RULE = "amount_and_day";

    private final List<Expected> expected;
    private final Set<UUID> taken;
    private final MatchingRules.Suggestions window;

    AmountAndDay(List<Expected> expected, Set<UUID> taken, MatchingRules.Suggestions window) {
        this.expected = expected;
        this.taken = taken;
        this.window = window;
    }

    private record Near(Expected item, long days) {
        private static final Comparator<Near> NEAREST = Comparator.comparingLong(Near::days)
                .thenComparing(near -> near.item.label())
                .thenComparing(near -> near.item.codes().getFirst());
    }

    private record Day(long amountVnd, LocalDate day) {
        Day(BankLine line) {
            this(line.amountVnd(), line.bookedOn());
        }
    }

    /** For each of these lines the nearest items, the likeliest first. One look at each item for every day of its amount, whatever the number of lines. */
    Map<UUID, List<Suggestion>> suggest(Collection<BankLine> lines) {
        Map<Long, Map<LocalDate, PriorityQueue<Near>>> byAmount = new HashMap<>();
        for (BankLine line : lines) {
            byAmount.computeIfAbsent(line.amountVnd(), amount -> new HashMap<>())
                    .computeIfAbsent(line.bookedOn(), day -> new PriorityQueue<>(Near.NEAREST.reversed()));
        }
        for (Expected item : byAmount.isEmpty() ? List.<Expected>of() : expected) {
            if (item.state() == BankWitness.State.OPEN
                    && !taken.contains(item.subject().id())) {
                byAmount.getOrDefault(item.amountVnd(), Map.of()).forEach((day, nearest) -> offer(day, item, nearest));
            }
        }
        Map<Day, List<Suggestion>> byDay = new HashMap<>();
        byAmount.forEach((amountVnd, days) -> days.forEach((day, nearest) -> byDay.put(
                new Day(amountVnd, day),
                nearest.stream()
                        .sorted(Near.NEAREST)
                        .map(near -> suggestion(near.item))
                        .toList())));
        return lines.stream()
                .collect(Collectors.toMap(BankLine::id, line -> Objects.requireNonNull(byDay.get(new Day(line)))));
    }

    private void offer(LocalDate day, Expected item, PriorityQueue<Near> nearest) {
        long days = ChronoUnit.DAYS.between(item.since(), day);
        if (days <= window.daysBefore() && days >= -window.daysAfter()) {
            nearest.add(new Near(item, Math.abs(days)));
            if (nearest.size() > window.atMost()) {
                nearest.remove();
            }
        }
    }

    private static Suggestion suggestion(Expected item) {
        return new Suggestion(
                Judging.subjectType(item.subject()),
                item.subject().id(),
                item.label(),
                item.codes().getFirst(),
                item.amountVnd(),
                Judging.state(item),
                0,
                0,
                RULE,
                null,
                null);
    }
}
