package vn.phigate.gateway.cases;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.refunds.Refund;

/**
 * A case as it stands.
 *
 * @param paymentId null when no payment of ours explains the money
 * @param amountVnd whole đồng the case is about; 0 when none was named
 * @param detail the witness's words
 * @param resolution proposed, or taken once resolved
 * @param refund the last refund that was to repair it
 * @param offered what may be decided about it now
 */
public record CaseFile(
        UUID id,
        String type,
        String status,
        @Nullable UUID paymentId,
        @Nullable String reference,
        List<String> dossiers,
        long amountVnd,
        String detail,
        @Nullable UUID evidenceId,
        Instant openedAt,
        @Nullable String resolution,
        @Nullable String note,
        @Nullable String proposedBy,
        @Nullable Instant proposedAt,
        @Nullable String resolvedBy,
        @Nullable Instant resolvedAt,
        boolean awaitsApproval,
        @Nullable Refund refund) {
    public boolean open() {
        return status.equals("open");
    }

    public List<Resolution> offered() {
        return Resolution.of(type).stream()
                .filter(r -> open() && (amountVnd > 0 || !r.needsAmount()))
                .toList();
    }
}
