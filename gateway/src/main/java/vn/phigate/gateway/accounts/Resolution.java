package vn.phigate.gateway.accounts;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The account for one (agency, procedure, kind) at one instant, with the reason.
 *
 * @param assignmentId the row that decided; a payment pins it
 * @param exception true when the procedure has a row of its own, false for the agency's default
 * @param validUntil when this answer ends at the latest, null when no end is known
 * @param knownSince since when this was believed
 * @param knownUntil when it was corrected; null while it is believed
 * @param delegation when the account is another agency's, null when it is the agency's own
 * @param successions who took over from whom on the way from the agency asked for to the account; empty when nobody did
 */
public record Resolution(
        CollectionAccount account,
        UUID assignmentId,
        boolean exception,
        String approvedBy,
        Instant approvedAt,
        Instant validFrom,
        @Nullable Instant validUntil,
        String reason,
        Instant knownSince,
        @Nullable Instant knownUntil,
        @Nullable Delegation delegation,
        List<TakenOver> successions) {
    /** @param consents what the two agencies wrote */
    public record Delegation(String collectingAgency, List<String> consents) {}

    /** One step of a succession. @param former name of an agency, or number of an account; so is {@code successor} */
    public record TakenOver(String former, String successor, String legalAct, Instant since) {}
}
