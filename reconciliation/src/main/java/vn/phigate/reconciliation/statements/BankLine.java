package vn.phigate.reconciliation.statements;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One booked line of a statement.
 *
 * @param account {@code <bin>-<number>}
 * @param position from 1 in its statement
 * @param fileLine line of the text file or row of the sheet
 * @param amountVnd whole đồng, above 0 for money in, below 0 for money out
 * @param openVnd the part that no match has taken yet; amount = matched + open at every moment
 * @param narrative raw, as the bank wrote it; offsets of evidence count its UTF-16 characters
 * @param bankReference null when the bank gave none; banks reuse them
 */
public record BankLine(
        UUID id,
        UUID statementId,
        UUID accountId,
        String account,
        int position,
        long fileLine,
        LocalDate bookedOn,
        @Nullable LocalDate valueOn,
        long amountVnd,
        long openVnd,
        String narrative,
        @Nullable String bankReference,
        @Nullable String counterpartyName,
        @Nullable String counterpartyAccount) {

    /**
     * The order in which lines are judged: by what the bank says, so that the order of files and rows decides only between lines that are equal
     * in everything, which are interchangeable.
     */
    public static final Comparator<BankLine> JUDGING_ORDER = Comparator.comparing(BankLine::bookedOn)
            .thenComparing(BankLine::reference)
            .thenComparing(BankLine::amountVnd)
            .thenComparing(BankLine::narrative)
            .thenComparing(BankLine::position)
            .thenComparing(BankLine::id);

    /** The bank's reference, or a name made from the line's identity. */
    public String name() {
        return bankReference == null ? "line " + id : bankReference;
    }

    private String reference() {
        return bankReference == null ? "" : bankReference;
    }
}
