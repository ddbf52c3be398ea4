package vn.phigate.reconciliation.web;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.matching.Unmatched;

/**
 * Discrepancies, the oldest first.
 *
 * @param status open, resolved or all
 * @param totals of the chosen status and day, by type
 * @param nextPage address; null on the last page
 */
public record DiscrepanciesView(
        String status,
        @Nullable Unmatched type,
        @Nullable LocalDate day,
        Map<Unmatched, Discrepancies.Totals> totals,
        List<Work> work,
        @Nullable String nextPage) {
    public int count() {
        return totals.entrySet().stream()
                .filter(each -> type == null || each.getKey() == type)
                .mapToInt(each -> each.getValue().count())
                .sum();
    }

    public int countOf(Unmatched each) {
        return totals.getOrDefault(each, Discrepancies.Totals.NONE).count();
    }
}
