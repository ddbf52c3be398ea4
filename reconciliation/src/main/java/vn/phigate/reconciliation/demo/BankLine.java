package vn.phigate.reconciliation.demo;

import java.time.Instant;

/**
 * One booking at the bank, as the demonstration made it.
 *
 * @param amountVnd above zero for money in, below for money out
 * @param narrative as the bank would print it, mangled
 * @param settles true when exactly this line's money is due for a known payment, so that it must be matched
 */
record BankLine(Instant bookedAt, long amountVnd, String narrative, String payer, boolean settles) {}
