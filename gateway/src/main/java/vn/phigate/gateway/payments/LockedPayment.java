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
        /** The payment that has the open claim; null when none has. */
        @Nullable
        UUID holder;

        Obligation(UUID id, String status) {
            this.id = id;
            this.status = status;
        }

        boolean canBeSettled() {
            return status.equals("due") || status.equals("pending");
        }
    }

    /** What the payment is for. */
    static final class Item {
        final Obligation obligation;
        final long amountVnd;

        Item(Obligation obligation, long amountVnd) {
            this.obligation = obligation;
            this.amountVnd = amountVnd;
        }
    }

    final UUID id;
    final UUID accountId;
    final long amountVnd;
    final List<Item> items = new ArrayList<>();
    /** Attempts of which money may still come. */
    long pendingAttempts;
    /** Those of them about which nothing clear is known. */
    long unknownAttempts;

    PaymentStatus status;
    long surplusVnd;
    /** How often a provider reported the money of this payment. */
    long providerTimes;

    @Nullable
    Instant paidAt;

    @Nullable
    Instant recordedAt;

    @Nullable
    String provider;

    @Nullable
    String providerTransaction;

    LockedPayment(
            UUID id,
            UUID accountId,
            long amountVnd,
            PaymentStatus status,
            long surplusVnd,
            long providerTimes,
            @Nullable Instant paidAt,
            @Nullable Instant recordedAt,
            @Nullable String provider,
            @Nullable String providerTransaction) {
        this.id = id;
        this.accountId = accountId;
        this.amountVnd = amountVnd;
        this.status = status;
        this.surplusVnd = surplusVnd;
        this.providerTimes = providerTimes;
        this.paidAt = paidAt;
        this.recordedAt = recordedAt;
        this.provider = provider;
        this.providerTransaction = providerTransaction;
    }
}
