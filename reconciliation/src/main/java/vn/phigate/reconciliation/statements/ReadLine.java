package vn.phigate.reconciliation.statements;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a statement, as the bank gave it. Two equal entries are two lines: nothing here is a key.
 *
 * @param position from 1 in the statement, in the order of the file; rows set aside keep their number
 * @param fileLine line of the text file or row of the sheet, from 1
 * @param credit true when money came in, by the bank's mark as it stands, whether or not the entry is a reversal
 * @param amount never negative, in {@code currency}, as precise as the file
 * @param currency ISO 4217; empty when the file does not say
 * @param bookedOn the bank's own booking day; null when absent or impossible (then there is a finding)
 * @param narrative every text the bank gave for the entry, in the file's order within each kind, joined by line ends, not cleaned
 * @param bankReference the bank's reference; banks reuse them, so it is evidence and not a key
 * @param balanceAfter running balance after the line, where the file has one
 * @param booked false for a pending or informative entry, which no total counts
 * @param reversal the bank says that the entry takes back an earlier one
 * @param transactions how many payments the entry says it is made of, at least 1
 * @param counterpartyName the other side, when the entry is one transaction
 */
public record ReadLine(
        int position,
        long fileLine,
        boolean credit,
        BigDecimal amount,
        String currency,
        @Nullable LocalDate bookedOn,
        @Nullable LocalDate valueOn,
        String narrative,
        @Nullable String bankReference,
        @Nullable BigDecimal balanceAfter,
        boolean booked,
        boolean reversal,
        int transactions,
        @Nullable String counterpartyName,
        @Nullable String counterpartyAccount) {
    /** @param place from 1 in the statement that its page belongs to */
    ReadLine withPosition(int place) {
        return with(place, narrative);
    }

    public ReadLine withNarrative(String text) {
        return with(position, text);
    }

    private ReadLine with(int place, String text) {
        return new ReadLine(
                place,
                fileLine,
                credit,
                amount,
                currency,
                bookedOn,
                valueOn,
                text,
                bankReference,
                balanceAfter,
                booked,
                reversal,
                transactions,
                counterpartyName,
                counterpartyAccount);
    }
}
