package vn.phigate.reconciliation.statements;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a statement adds up to, known at its end.
 *
 * @param entries all entries of the file's statement: booked, pending and set aside
 * @param booked those that the totals count
 * @param quarantined those that could not be read and reached no {@link ReadLine}; each has its finding
 * @param opening negative when overdrawn; null when the file gives none
 * @param creditTotal of booked entries; of a settlement file its gross total, with the file's sign
 * @param debitTotal of booked entries; of a settlement file its fee total, with the file's sign
 * @param agrees opening + credits - debits = closing; null when it cannot be said
 * @param reversalsTurned the balances hold only if every booked reversal counts against its credit/debit mark; the totals here do so, the
 *     lines keep the mark, and there is a finding
 * @param goesOn true when the closing balance is an intermediate one (MT940 :62M:), so that the next page goes on from it
 */
public record StatementSummary(
        int entries,
        int booked,
        int quarantined,
        @Nullable BigDecimal opening,
        @Nullable LocalDate openingOn,
        @Nullable BigDecimal closing,
        @Nullable LocalDate closingOn,
        BigDecimal creditTotal,
        BigDecimal debitTotal,
        @Nullable Boolean agrees,
        boolean reversalsTurned,
        boolean goesOn) {
    public StatementSummary(
            int entries,
            int booked,
            int quarantined,
            @Nullable BigDecimal opening,
            @Nullable LocalDate openingOn,
            @Nullable BigDecimal closing,
            @Nullable LocalDate closingOn,
            BigDecimal creditTotal,
            BigDecimal debitTotal,
            @Nullable Boolean agrees,
            boolean reversalsTurned) {
        this(
                entries,
                booked,
                quarantined,
                opening,
                openingOn,
                closing,
                closingOn,
                creditTotal,
                debitTotal,
                agrees,
                reversalsTurned,
                false);
    }
}
