package vn.phigate.gateway.payments;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One payment with its items, locked in the transaction that decides about it. */
final class LockedPayment {
    /** One obligation of the payment; {@code status} is the obligation's. */
    static final class Item {
        final UUID obligationId;
        final long amountVnd;
        String status;

        Item(UUID obligationId, long amountVnd, String status) {
            this.obligationId = obligationId;
            this.amountVnd = amountVnd;
            this.status = status;
        }

        boolean canBeSettled() {
            return status.equals("due") || status.equals("pending");
        }
    }

    final UUID id;
    final UUID accountId;
    final long amountVnd;
    final long otherPendingAttempts;
    final List<Item> items = new ArrayList<>();
    PaymentStatus status;
    long surplusVnd;
    @Nullable Instant paidAt;
    @Nullable Instant recordedAt;
    @Nullable String provider;
    @Nullable String providerTransaction;

    LockedPayment(
            UUID id,
            UUID accountId,
            long amountVnd,
            long otherPendingAttempts,
            PaymentStatus status,
            long surplusVnd,
            @Nullable Instant paidAt,
            @Nullable Instant recordedAt,
            @Nullable String provider,
            @Nullable String providerTransaction) {
        this.id = id;
        this.accountId = accountId;
        this.amountVnd = amountVnd;
        this.otherPendingAttempts = otherPendingAttempts;
        this.status = status;
        this.surplusVnd = surplusVnd;
        this.paidAt = paidAt;
        this.recordedAt = recordedAt;
        this.provider = provider;
        this.providerTransaction = providerTransaction;
    }
}
