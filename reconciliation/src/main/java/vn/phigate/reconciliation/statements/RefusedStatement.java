package vn.phigate.reconciliation.statements;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a kept file that is not booked; a finding that refuses it says why. Its figures count nowhere.
 *
 * @param fileId the file it came in
 * @param position from 1 in its file
 * @param accountId null while no registered account fits
 * @param account {@code <bin>-<number>}, or as the file names it while no registered account fits
 * @param currency null when the file names none
 * @param fromDay null when it has no usable day
 * @param openingVnd null, as the other figures, when the file gives none or it is not in đồng
 * @param lineCount lines that could be read
 * @param setAside entries that could not
 * @param agrees opening + credits - debits = closing; null when the file has no usable balances
 */
public record RefusedStatement(
        UUID fileId,
        String filename,
        int position,
        @Nullable UUID accountId,
        String account,
        @Nullable String currency,
        @Nullable String bankStatementId,
        @Nullable String bankSequence,
        @Nullable LocalDate fromDay,
        @Nullable LocalDate toDay,
        @Nullable Long openingVnd,
        @Nullable Long closingVnd,
        @Nullable Long creditTotalVnd,
        @Nullable Long debitTotalVnd,
        @Nullable Integer lineCount,
        @Nullable Integer setAside,
        @Nullable Boolean agrees) {

    /** False for every one: what tells it from a {@link BookedStatement} in an answer. */
    @JsonProperty
    public boolean booked() {
        return false;
    }
}
