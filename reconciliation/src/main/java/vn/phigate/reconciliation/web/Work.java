package vn.phigate.reconciliation.web;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.matching.Leftovers.Suggestion;

/**
 * A discrepancy as a person works on it.
 *
 * @param narrative null when no bank line shows it
 * @param ageDays whole days since the money was booked: the citizen waits from then on, not from when the file came
 */
public record Work(Discrepancy discrepancy, @Nullable Marked narrative, long ageDays) {
    static Work of(Discrepancy discrepancy, LocalDate today) {
        var line = discrepancy.line();
        Marked narrative = line == null
                ? null
                : Marked.of(
                        line.narrative(),
                        discrepancy.candidates().stream()
                                .map(c -> new Marked.Span(c.from(), c.to()))
                                .toList());
        return new Work(discrepancy, narrative, Math.max(0, ChronoUnit.DAYS.between(discrepancy.businessDay(), today)));
    }

    public String sheet() {
        return AccountPages.address(discrepancy.account(), discrepancy.businessDay());
    }

    /** What the line has more than the candidate waits for, below 0 when it has less. */
    public long differenceVnd(Suggestion candidate) {
        return discrepancy.amountVnd() - candidate.amountVnd();
    }
}
