package vn.phigate.gateway.web;

import vn.phigate.gateway.ledger.TrialBalance;

/**
 * The trial balance of a day.
 *
 * @param agency code of the agency it is of; empty for the whole city
 */
public record LedgerView(TrialBalance balance, String agency) {
    public long debitVnd() {
        return balance.accounts().stream()
                .mapToLong(TrialBalance.Line::debitVnd)
                .sum();
    }

    public long creditVnd() {
        return balance.accounts().stream()
                .mapToLong(TrialBalance.Line::creditVnd)
                .sum();
    }
}
