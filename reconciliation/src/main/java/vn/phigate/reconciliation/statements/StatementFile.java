package vn.phigate.reconciliation.statements;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A file as it was taken in.
 *
 * @param sha256 lower-case hex over its exact bytes; one file for ever, whatever it is called
 * @param verdict accept or flag, also for what was found when it was booked; a rejected file is not kept
 * @param statements those that were booked
 * @param refused those that were not
 * @param findings also why a statement of it was not booked
 */
public record StatementFile(
        UUID id,
        String sha256,
        String filename,
        String format,
        String verdict,
        long sizeBytes,
        Instant receivedAt,
        String receivedBy,
        List<BookedStatement> statements,
        List<RefusedStatement> refused,
        List<StoredFinding> findings) {

    /**
     * A finding with its place.
     *
     * @param statement position of the statement in the file; 0 when it concerns the whole file
     * @param refuses true when the statement was not booked because of it
     */
    public record StoredFinding(int statement, Finding finding, boolean refuses) {}
}
