package vn.phigate.reconciliation.statements;

import org.jspecify.annotations.Nullable;

/**
 * The figures of one statement. Amounts are plain decimal strings, as precise as the file.
 *
 * @param entries all entries, also pending ones; the totals count booked ones
 * @param agrees opening + credits - debits = closing; null when the file has no usable balances
 */
public record PreviewStatement(
        String account,
        @Nullable String currency,
        int entries,
        @Nullable String opening,
        @Nullable String closing,
        String creditTotal,
        String debitTotal,
        @Nullable Boolean agrees) {}
