package vn.phigate.gateway.payments;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One attempt, locked in the transaction that decides about it. */
final class LockedAttempt {
    final UUID id;
    final String provider;
    final String orderId;
    final String keyId;
    final LockedPayment payment;
    final Instant createdAt;
    /** Whether the provider was asked about it before. */
    final boolean asked;
    /** What was bound into the order; null for orders before that was kept. */
    final @Nullable String bound;
    /** Whether two people took it back because the provider denied its money. */
    final boolean reversed;

    @Nullable
    String providerTransaction;

    @Nullable
    String providerCode;

    @Nullable
    Instant nextQueryAt;

    private String status;

    LockedAttempt(
            UUID id,
            String provider,
            String orderId,
            String keyId,
            LockedPayment payment,
            Instant createdAt,
            String status,
            @Nullable String providerTransaction,
            @Nullable String providerCode,
            @Nullable Instant nextQueryAt,
            boolean asked,
            @Nullable String bound,
            boolean reversed) {
        this.id = id;
        this.provider = provider;
        this.orderId = orderId;
        this.keyId = keyId;
        this.payment = payment;
        this.createdAt = createdAt;
        this.status = status;
        this.providerTransaction = providerTransaction;
        this.providerCode = providerCode;
        this.nextQueryAt = nextQueryAt;
        this.asked = asked;
        this.bound = bound;
        this.reversed = reversed;
    }

    String status() {
        return status;
    }

    /** The payment's counts of its attempts follow. */
    void become(String next) {
        payment.pendingAttempts += (pending(next) ? 1 : 0) - (pending(status) ? 1 : 0);
        payment.unknownAttempts += (next.equals("unknown") ? 1 : 0) - (status.equals("unknown") ? 1 : 0);
        status = next;
    }

    /** Whether money may still come of it. */
    boolean pending() {
        return pending(status);
    }

    /** What may still come of the payment's other attempts. */
    PaymentLife.Others others() {
        return PaymentLife.Others.of(
                payment.pendingAttempts - (pending() ? 1 : 0),
                payment.unknownAttempts - (status.equals("unknown") ? 1 : 0));
    }

    private static boolean pending(String status) {
        return status.equals("awaiting") || status.equals("unknown");
    }
}
