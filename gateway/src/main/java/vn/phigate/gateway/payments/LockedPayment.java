package vn.phigate.gateway.payments;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One payment with its items, locked in the transaction that decides about it. */
final class LockedPayment {
    /** One obligation, shared by all payments of the transaction that are for it: what one of them settles the next finds settled. */
    static final class Obligation {
        final UUID id;
        String status;

        Obligation(UUID id, String status) {
            this.id = id;
            this.status = status;
        }

        boolean canBeSettled() {
            return status.equals("due") || status.equals("pending");
        }
    }

    /** What the payment is for; {@code held}: this payment, no other, has the open claim on it. */
    static final class Item {
        final Obligation obligation;
        final long amountVnd;
        boolean held;

        Item(Obligation obligation, long amountVnd, boolean held) {
            this.obligation = obligation;
            this.amountVnd = amountVnd;
            this.held = held;
        }
    }

    final UUID id;
    final UUID accountId;
    final long amountVnd;
    final List<Item> items = new ArrayList<>();
    /** Attempts of which money may still come. */
    long pendingAttempts;
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
            PaymentStatus status,
            long surplusVnd,
            @Nullable Instant paidAt,
            @Nullable Instant recordedAt,
            @Nullable String provider,
            @Nullable String providerTransaction) {
        this.id = id;
        this.accountId = accountId;
        this.amountVnd = amountVnd;
        this.status = status;
        this.surplusVnd = surplusVnd;
        this.paidAt = paidAt;
        this.recordedAt = recordedAt;
        this.provider = provider;
        this.providerTransaction = providerTransaction;
    }
}
