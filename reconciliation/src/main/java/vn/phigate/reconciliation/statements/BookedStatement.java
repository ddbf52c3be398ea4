package vn.phigate.reconciliation.statements;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A statement whose lines are in the books.
 *
 * @param fileId the file it came in
 * @param position from 1 in its file
 * @param account {@code <bin>-<number>}
 * @param bankStatementId the bank's own id
 * @param bankSequence its number in the bank's series
 * @param fromDay first day it covers
 * @param toDay last day it covers
 * @param setAside entries that could not be booked, each with its finding
 * @param agrees opening + credits - debits = closing; null when the file has no usable balances
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
        @Nullable Long openingVnd,
        @Nullable Long closingVnd,
        long creditTotalVnd,
        long debitTotalVnd,
        int lineCount,
        int setAside,
        @Nullable Boolean agrees) {}
