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
 * @param receivedVnd all money that came for it, whatever it settled
 * @param refundedVnd what of it is given back, or is on the way
 * @param attempts in the order they were started
 * @param witnesses who said what, oldest first; nobody's word overwrites another's
 */
public record Payment(
        UUID id,
        String reference,
        UUID accountId,
        long amountVnd,
        long surplusVnd,
        long receivedVnd,
        long refundedVnd,
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
        List<Case> cases,
        List<Witness> witnesses) {

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
     * @param nextQueryAt when its provider is asked; null when nothing is to be asked
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
            @Nullable String code,
            @Nullable Instant nextQueryAt) {}

    /** Money or news on top, waiting for a person. */
    public record Case(
            UUID id,
            String type,
            long amountVnd,
            String status,
            @Nullable String resolution,
            Instant openedAt) {}

    /**
     * One word about the money.
     *
     * @param kind callback, query or bank_line
     * @param provider who spoke; bank for a line
     * @param orderId the attempt it is about; null for a bank line
     * @param says paid, declined or unclear
     * @param amountVnd null when none was named
     * @param occurredAt by the witness's own time; null when it gave none
     * @param evidenceId of the stored bytes, or the bank line
     */
    public record Witness(
            String kind,
            String provider,
            @Nullable String orderId,
            String says,
            @Nullable Long amountVnd,
            @Nullable Instant occurredAt,
            Instant recordedAt,
            UUID evidenceId) {
        boolean paid() {
            return says.equals("paid");
        }

        /** A matched line of a statement; recorded when it was matched. */
        public boolean bankLine() {
            return kind.equals("bank_line");
        }
    }

    /** What can still be given back, in đồng. */
    public long refundableVnd() {
        return receivedVnd - refundedVnd;
    }

    /** The dossiers paid for, each once. */
    public List<String> dossiers() {
        return items.stream().map(Item::dossier).distinct().toList();
    }

    public Attempt lastAttempt() {
        return attempts.getLast();
    }
}
