package vn.phigate.reconciliation.settlements;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One payment, or one refund, of a batch.
 *
 * @param position from 1 in its batch
 * @param grossVnd below 0 for money given back
 * @param feeVnd what the provider kept; below 0 when it gives a fee back
 * @param contractFeeVnd what it may keep; null when no contract holds for the day
 * @param misfit why nothing of ours fits it, as of the last look; null while nobody looked, and once it is matched
 */
public record SettlementRow(
        UUID batchId,
        int position,
        long fileLine,
        @Nullable String transaction,
        @Nullable String order,
        @Nullable LocalDate day,
        long grossVnd,
        long feeVnd,
        long netVnd,
        @Nullable Long contractFeeVnd,
        @Nullable UUID paymentId,
        @Nullable UUID refundId,
        @Nullable String misfit,
        @Nullable Instant matchedAt) {

    /** Whether the provider kept another fee than the contract says. */
    public boolean feeDiffers() {
        return contractFeeVnd != null && contractFeeVnd != feeVnd;
    }

    /** What of the pay-out is its. */
    long shareVnd(boolean net) {
        return net ? netVnd : grossVnd;
    }

    /** How the provider and we name it, for people. */
    String name() {
        return order != null ? order : String.valueOf(transaction);
    }
}
