package vn.phigate.reconciliation.settlements;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a provider pays out at once, as its file says.
 *
 * @param position from 1 in its file
 * @param batchNo the provider's name of it, or one made from the file's hash ({@code named} is false then)
 * @param account {@code <bin>-<number>}; null while neither the file nor its orders say whose it is
 * @param firstDay first day of its payments
 * @param pays net or gross
 * @param grossVnd whole đồng, less what was given back
 * @param feeVnd what the provider kept
 * @param payoutVnd what the bank is to show
 * @param contractFeeVnd what the provider may keep, of the rows that have a contract
 * @param differing rows whose fee is not that of the contract
 * @param matched rows that belong to a payment or refund of ours
 * @param lineId the bank line that paid it out; null while none did
 * @param code what of the line's narrative named it
 */
public record SettlementBatch(
        UUID id,
        UUID fileId,
        int position,
        String provider,
        String layout,
        String batchNo,
        boolean named,
        @Nullable UUID accountId,
        @Nullable String account,
        LocalDate firstDay,
        LocalDate lastDay,
        String pays,
        int rowCount,
        long grossVnd,
        long feeVnd,
        long netVnd,
        long payoutVnd,
        long contractFeeVnd,
        int differing,
        int matched,
        @Nullable UUID lineId,
        @Nullable String code,
        @Nullable Instant paidOutAt) {}
