package vn.phigate.gateway.accounts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The account for one (agency, procedure, kind) at one instant, with the reason.
 *
 * @param assignmentId the row that decided; a payment pins it
 * @param exception true when the procedure has a row of its own, false for the agency's default
 * @param validUntil when this answer ends at the latest, null when no end is known
 */
public record Resolution(
        CollectionAccount account,
        UUID assignmentId,
        boolean exception,
        String approvedBy,
        Instant approvedAt,
        Instant validFrom,
        @Nullable Instant validUntil,
        String reason) {}
