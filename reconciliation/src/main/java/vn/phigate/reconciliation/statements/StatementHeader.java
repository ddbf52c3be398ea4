package vn.phigate.reconciliation.statements;

import org.jspecify.annotations.Nullable;

/**
 * Whose statement begins.
 *
 * @param account as the file writes it: an IBAN or a bank's own number; empty when the file names none
 * @param bankBin six digits of the bank (NAPAS), from the layout or the servicer that camt names; null when the file does not tell the bank
 * @param id the bank's own id of the statement
 * @param sequence its number in the bank's series
 * @param currency ISO 4217 of the account, else of its balances, else of its first entry
 * @param nextPage true when the file says that it goes on from an intermediate balance (MT940 :60M:), so that it is a page of the one before
 */
public record StatementHeader(
        String account,
        @Nullable String bankBin,
        @Nullable String id,
        @Nullable String sequence,
        @Nullable String currency,
        boolean nextPage) {
    public StatementHeader(
            String account,
            @Nullable String bankBin,
            @Nullable String id,
            @Nullable String sequence,
            @Nullable String currency) {
        this(account, bankBin, id, sequence, currency, false);
    }
}
