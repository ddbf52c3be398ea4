package vn.phigate.reconciliation.demo;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One booking at the bank, as the demonstration made it.
 *
 * @param amountVnd above zero for money in, below for money out
 * @param narrative as the bank would print it, mangled
 * @param settles true when exactly this line's money is due for a known payment, so that it must be matched
 * @param reference the bank's own mark where somebody was told it before; null for one by its place in the day
 */
record BankLine(
        Instant bookedAt,
        long amountVnd,
        String narrative,
        String payer,
        boolean settles,
        @Nullable String reference) {
    BankLine(Instant bookedAt, long amountVnd, String narrative, String payer, boolean settles) {
        this(bookedAt, amountVnd, narrative, payer, settles, null);
    }
}
