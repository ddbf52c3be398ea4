package vn.phigate.reconciliation.web;

import java.util.UUID;
import vn.phigate.reconciliation.statements.StatementFile;

/**
 * A file before it is booked.
 *
 * @param rehearsed what booking it would do now; nothing of it is kept
 * @param known whether the very bytes were taken in before
 */
public record StagedView(UUID id, String filename, StatementFile rehearsed, boolean known) {
    /** Whether booking it would write anything. */
    public boolean books() {
        return !rehearsed.statements().isEmpty() && !known;
    }
}
