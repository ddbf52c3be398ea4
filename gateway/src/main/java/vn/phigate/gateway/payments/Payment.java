package vn.phigate.gateway.payments;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment as it stands.
 *
 * @param reference for transfers, with check symbols
 * @param resultToken unguessable; the payer's own page of this payment
 * @param paidAt the provider's or bank's time of the money; null until paid
 * @param recordedAt when we knew; null until paid
 * @param bankSeenAt when the bank's statement showed the money; null until then
 * @param surplusVnd part of the amount that settled nothing and waits as a case
 * @param attempts in the order they were started
 */
public record Payment(
        UUID id,
        String reference,
        UUID accountId,
        long amountVnd,
        long surplusVnd,
        PaymentStatus status,
        String method,
        @Nullable String returnUrl,
        String resultToken,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant paidAt,
        @Nullable Instant recordedAt,
        @Nullable Instant bankSeenAt,
        @Nullable String provider,
        @Nullable String providerTransaction,
        List<Item> items,
        List<Attempt> attempts,
        List<Case> cases) {

    /** One obligation of the payment. */
    public record Item(
            UUID obligationId,
            UUID dossierId,
            String dossier,
            String kind,
            String name,
            long amountVnd,
            String legalBasis,
            String status) {}

    /**
     * One try through one provider. Once the provider has taken the order, at least one of {@code redirectUrl}, {@code deeplink} and
     * {@code qr} is there.
     *
     * @param code the last code of the provider, null when it said nothing yet
     */
    public record Attempt(
            UUID id,
            int number,
            String provider,
            String orderId,
            String status,
            Instant createdAt,
            Instant expiresAt,
            @Nullable String redirectUrl,
            @Nullable String deeplink,
            @Nullable String qr,
            @Nullable String code) {}

    /** Money or news on top, waiting for a person. */
    public record Case(UUID id, String type, long amountVnd, String status, Instant openedAt) {}

    /** The dossiers paid for, each once. */
    public List<String> dossiers() {
        return items.stream().map(Item::dossier).distinct().toList();
    }

    public Attempt lastAttempt() {
        return attempts.getLast();
    }
}
