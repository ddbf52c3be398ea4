package vn.phigate.reconciliation.settlements;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import vn.phigate.reconciliation.statements.Finding;

/**
 * A settlement file as it was taken in.
 *
 * @param sha256 lower-case hex over its exact bytes; one file for ever, whatever it is called
 * @param layout by which declared layout it was read; empty for Vipps' XML
 * @param batches those that were taken; a finding that refuses says why another was not
 */
public record SettlementFile(
        UUID id,
        String sha256,
        String filename,
        String format,
        String layout,
        long sizeBytes,
        Instant receivedAt,
        String receivedBy,
        List<SettlementBatch> batches,
        List<BatchFinding> findings) {

    /** @param batch position of the batch in the file; 0 when it concerns the whole file; @param refuses true when the batch was not taken because of it */
    public record BatchFinding(int batch, Finding finding, boolean refuses) {}
}
