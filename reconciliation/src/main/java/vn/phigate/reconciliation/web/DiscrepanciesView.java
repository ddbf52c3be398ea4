package vn.phigate.reconciliation.web;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.discrepancies.Discrepancies.Choice;
import vn.phigate.reconciliation.matching.Unmatched;

/**
 * Discrepancies, the oldest first.
 *
 * @param status open, resolved or all
 * @param minAge as it was typed, business days
 * @param agency as it was typed, a code
 * @param rows a table of up to a thousand in place of cards
 * @param totals of what is chosen, by type
 * @param nextPage address; null on the last page
 */
public record DiscrepanciesView(
        String status,
        Choice choice,
        String minAge,
        String agency,
        boolean rows,
        Map<Unmatched, Discrepancies.Totals> totals,
        List<Work> work,
        @Nullable String nextPage) {
    public @Nullable Unmatched type() {
        return choice.type();
    }

    public @Nullable LocalDate day() {
        return choice.day();
    }

    public boolean filtered() {
        return !status.equals("open") || !choice.equals(new Choice("open", null, null));
    }

    public int count() {
        return totals.entrySet().stream()
                .filter(each -> type() == null || each.getKey() == type())
                .mapToInt(each -> each.getValue().count())
                .sum();
    }

    public int countOf(Unmatched each) {
        return totals.getOrDefault(each, Discrepancies.Totals.NONE).count();
    }
}
