package vn.phigate.reconciliation.web;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.notices.Notices;
import vn.phigate.reconciliation.reports.Reports.AccountDay;
import vn.phigate.reconciliation.reports.Reports.Step;

/**
 * The morning list.
 *
 * @param types open discrepancies of the day, by type
 * @param openBefore open discrepancies of earlier days
 * @param notices what services announced of the day, and what the bank booked of it
 * @param lastRun null when nobody reconciled this day for all accounts
 */
public record MorningView(
        LocalDate day,
        List<Row> rows,
        Totals totals,
        Map<Unmatched, Discrepancies.Totals> types,
        int openBefore,
        Notices.Day notices,
        Matching.@Nullable LastRun lastRun) {

    /** @param link to the account's sheet of the day */
    public record Row(AccountDay figures, String agency, String bank, String link) {
        public Step step() {
            return figures.step();
        }
    }

    /**
     * The city's day.
     *
     * @param openingVnd sum over the accounts whose statement gives balances
     * @param unjudged lines that no run has judged
     * @param closed accounts whose day is closed
     */
    public record Totals(
            int accounts,
            long openingVnd,
            long creditVnd,
            long debitVnd,
            long closingVnd,
            int lines,
            int matched,
            long matchedVnd,
            int open,
            long openVnd,
            int unjudged,
            int awaited,
            long awaitedVnd,
            int closed) {
        static Totals of(List<AccountDay> days) {
            long opening = 0;
            long credit = 0;
            long debit = 0;
            long closing = 0;
            int lines = 0;
            int matched = 0;
            long matchedVnd = 0;
            var open = Discrepancies.Totals.NONE;
            int unjudged = 0;
            int awaited = 0;
            long awaitedVnd = 0;
            int closed = 0;
            for (AccountDay day : days) {
                Long opensWith = day.balances().openingVnd();
                Long closesWith = day.balances().closingVnd();
                opening += opensWith == null ? 0 : opensWith;
                closing += closesWith == null ? 0 : closesWith;
                credit += day.lines().creditVnd();
                debit += day.lines().debitVnd();
                lines += day.lines().count();
                matched += day.matched().lines();
                matchedVnd += day.matched().amountVnd();
                open = open.plus(day.openInAll());
                unjudged += day.unjudged();
                awaited += day.awaited().payments();
                awaitedVnd += day.awaited().amountVnd();
                closed += day.step() == Step.CLOSED ? 1 : 0;
            }
            return new Totals(
                    days.size(),
                    opening,
                    credit,
                    debit,
                    closing,
                    lines,
                    matched,
                    matchedVnd,
                    open.count(),
                    open.amountVnd(),
                    unjudged,
                    awaited,
                    awaitedVnd,
                    closed);
        }

        /** Share of the lines that needed nobody, in tenths of a percent rounded down: 100 % means all. */
        public int matchedPermille() {
            return lines == 0 ? 0 : (int) (matched * 1000L / lines);
        }
    }
}
