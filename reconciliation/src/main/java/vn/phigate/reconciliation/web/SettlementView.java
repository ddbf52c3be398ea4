package vn.phigate.reconciliation.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.settlements.SettlementBatch;
import vn.phigate.reconciliation.settlements.SettlementFile;
import vn.phigate.reconciliation.settlements.SettlementRow;

/**
 * A settlement file that was taken in.
 *
 * @param received new or again, right after an upload; null else
 * @param shown the batch whose rows stand on the page; null when none was taken
 * @param nextAfter position after which the next page begins; null on the last page
 */
public record SettlementView(
        SettlementFile file,
        @Nullable String received,
        @Nullable SettlementBatch shown,
        List<SettlementRow> rows,
        @Nullable Integer nextAfter) {
    /** Rows that the provider is to be asked about. */
    public boolean hasDifferences() {
        return file.batches().stream().anyMatch(batch -> batch.differing() > 0 || batch.matched() < batch.rowCount());
    }
}
