package vn.phigate.reconciliation.closing;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * A day of the whole city.
 *
 * @param complete every account is closed or quiet
 * @param accounts closed on this day, by bank and number
 * @param open the other accounts that fees are paid into, each with why it is not closed
 * @param totals the bank's side of the closed accounts, added up: opening + parts = closing
 * @param inTransitVnd on its way to the closed accounts at the end of the day
 */
public record CityDay(
        LocalDate businessDay,
        boolean complete,
        List<Account> accounts,
        List<Open> open,
        int lineCount,
        List<Term> totals,
        long inTransitVnd) {

    /** @param hash of the account's own closing, whose proof says the rest */
    public record Account(
            String account,
            UUID closing,
            String hash,
            long openingVnd,
            long creditVnd,
            long debitVnd,
            long closingVnd) {}

    /**
     * @param why {@value #QUIET}, {@value #READY}, {@value #PREPARED}, or the code of what its close is refused with
     * @param text the same in words, Vietnamese
     * @param textEn and in English
     */
    public record Open(String account, String why, String text, String textEn) {
        /** No statement came, nothing is due: as far as anybody knows there was nothing. */
        static final String QUIET = "quiet";

        static final String READY = "ready";
        static final String PREPARED = "prepared";
    }
}
