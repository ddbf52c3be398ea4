package vn.phigate.reconciliation.web;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.reconciliation.closing.Closings.Readiness;
import vn.phigate.reconciliation.closing.Correction;
import vn.phigate.reconciliation.closing.MonthSides;
import vn.phigate.reconciliation.closing.PeriodClosing;
import vn.phigate.reconciliation.reports.Reports.JudgedLine;
import vn.phigate.reconciliation.reports.Reports.Sheet;
import vn.phigate.reconciliation.statements.RefusedStatement;

/**
 * One account's day.
 *
 * @param groups the lines with the running balance from opening to closing
 * @param work lines that wait for people, the oldest first
 * @param corrections of this day, proposed and approved
 * @param late files whose statement of this day came too late to be booked
 * @param month its close; null while nobody prepared it
 * @param refused why the last act of this person was refused; null otherwise
 * @param changed true when a signature was refused because the figures were prepared anew after the signer looked
 */
public record AccountView(
        Sheet sheet,
        String agency,
        String bank,
        List<Group> groups,
        List<Work> work,
        long inTransitVnd,
        List<Correction> corrections,
        List<RefusedStatement> late,
        @Nullable PeriodClosing month,
        @Nullable Refusal refused,
        boolean changed) {

    /** Lines that a person may enter at once; a file may bring more. */
    public static final int ENTERED_MAX = 5;

    /**
     * Lines of one fate.
     *
     * @param hidden lines that the page leaves out; they count in the sums
     * @param balanceVnd running balance after the group; null when the opening balance is not known
     */
    public record Group(
            String bucket,
            int count,
            long amountVnd,
            List<Row> rows,
            int hidden,
            @Nullable Long balanceVnd) {}

    /**
     * @param number of the line on the sheet, from 1
     * @param balanceVnd running balance after the line
     */
    public record Row(
            int number,
            JudgedLine judged,
            Marked narrative,
            long amountVnd,
            @Nullable Long balanceVnd) {}

    public String address() {
        return AccountPages.address(sheet.account().key(), sheet.day());
    }

    /** Dossiers that keep the month open, as far as the refusal names them. */
    public List<MonthSides.Open> sides() {
        return ClosesView.sides(refused);
    }

    public String monthName() {
        return "%02d/%d".formatted(sheet.day().getMonthValue(), sheet.day().getYear());
    }

    public String address(LocalDate day) {
        return AccountPages.address(sheet.account().key(), day);
    }

    public int lines() {
        return groups.stream().mapToInt(Group::count).sum();
    }

    public long netVnd() {
        return groups.stream().mapToLong(Group::amountVnd).sum();
    }

    /** Opening and lines against closing; null when a balance is not known. */
    public @Nullable Long differenceVnd() {
        Long opening = sheet.openingVnd();
        Long closing = sheet.closingVnd();
        return opening == null || closing == null ? null : closing - opening - netVnd();
    }

    public @Nullable Refusal blocked() {
        return sheet.readiness() instanceof Readiness.Blocked(Refusal why) ? why : null;
    }

    /** What was prepared still holds, so that another person may sign. */
    public boolean asPrepared() {
        return sheet.readiness() instanceof Readiness.Ready(boolean asPrepared, var _) && asPrepared;
    }
}
