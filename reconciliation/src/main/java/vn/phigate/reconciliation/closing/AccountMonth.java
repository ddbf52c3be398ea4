package vn.phigate.reconciliation.closing;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import vn.phigate.gateway.income.Monthly;
import vn.phigate.gateway.income.Score766;

/**
 * A month of an account.
 *
 * @param agency its code
 * @param provedThrough the bank's statements cover the month up to this day
 * @param days the closed days, each the ground of the next
 * @param sums opening of the first day + parts = closing of the last
 * @param inTransit at the end of the month, by the day it is due
 * @param correctionsVnd what corrections of closed days brought in this month
 * @param remittance what of the agency's fees is retained and what goes to the budget, by fee item
 * @param online dossiers of the agency paid online, criterion 3.6 of Decision 766/QĐ-TTg
 */
public record AccountMonth(
        String month,
        String account,
        String agency,
        LocalDate provedThrough,
        List<Day> days,
        int lineCount,
        List<Term> sums,
        List<Term> inTransit,
        long correctionsVnd,
        Remittance remittance,
        Score766.Result online) {

    public record Day(LocalDate businessDay, UUID closing, String hash, long openingVnd, long closingVnd) {}

    public record Remittance(
            long collectedVnd, long refundedVnd, long retainedVnd, long remittedVnd, List<Monthly.Remitted> items) {
        static Remittance of(List<Monthly.Remitted> items) {
            return new Remittance(
                    items.stream().mapToLong(Monthly.Remitted::collectedVnd).reduce(0, Math::addExact),
                    items.stream().mapToLong(Monthly.Remitted::refundedVnd).reduce(0, Math::addExact),
                    items.stream().mapToLong(i -> i.shares().retainedVnd()).reduce(0, Math::addExact),
                    items.stream().mapToLong(i -> i.shares().remittedVnd()).reduce(0, Math::addExact),
                    items);
        }
    }
}
