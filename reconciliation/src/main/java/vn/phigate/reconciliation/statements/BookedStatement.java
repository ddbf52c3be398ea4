package vn.phigate.reconciliation.statements;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A statement whose lines are in the books: opening + credits - debits = closing, over every line of it.
 *
 * @param fileId the file it came in
 * @param position from 1 in its file
 * @param account {@code <bin>-<number>}
 * @param bankStatementId the bank's own id
 * @param bankSequence its number in the bank's series
 * @param fromDay first day it covers
 * @param toDay last day it covers
 */
public record BookedStatement(
        UUID id,
        UUID fileId,
        String filename,
        int position,
        UUID accountId,
        String account,
        @Nullable String bankStatementId,
        @Nullable String bankSequence,
        LocalDate fromDay,
        LocalDate toDay,
        long openingVnd,
        long closingVnd,
        long creditTotalVnd,
        long debitTotalVnd,
        int lineCount) {

    /** True for every one: what tells it from a {@link RefusedStatement} in an answer. */
    @JsonProperty
    public boolean booked() {
        return true;
    }

    /** Entries that could not be read: none, or it were not booked. */
    @JsonProperty
    public int setAside() {
        return 0;
    }

    /** Opening + credits - debits = closing: true, or it were not booked. */
    @JsonProperty
    public boolean agrees() {
        return true;
    }
}
