package vn.phigate.gateway.ledger;

import java.time.LocalDate;
import java.util.List;

/**
 * All accounts at the end of a day.
 *
 * @param sumVnd debits less credits over all accounts: 0, or the books are broken
 */
public record TrialBalance(LocalDate day, long sumVnd, List<Line> accounts) {
    /**
     * @param debitVnd debited on the day itself
     * @param creditVnd credited on the day itself
     * @param balanceVnd debits less credits up to the end of the day
     */
    public record Line(String code, String name, String kind, long debitVnd, long creditVnd, long balanceVnd) {}
}
