package vn.phigate.gateway.accounts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A bank account that receives fees.
 *
 * @param bin bank identification number, six digits (NAPAS)
 * @param number account number as the bank writes it, 4 to 19 of 0-9 and A-Z
 * @param holder name of the holder as registered with the bank
 * @param status draft, submitted, active or closed
 * @param validUntil null when no end is known
 */
public record CollectionAccount(
        UUID id,
        long agencyId,
        String bin,
        String number,
        String holder,
        String status,
        Instant validFrom,
        @Nullable Instant validUntil,
        @Nullable String approvedBy,
        @Nullable Instant approvedAt,
        boolean sample) {
    /** How closings and statements name it: {@code <bin>-<number>}. */
    public String key() {
        return bin + "-" + number;
    }
}
