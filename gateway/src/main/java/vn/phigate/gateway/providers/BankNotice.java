package vn.phigate.gateway.providers;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a notice service says of one transfer on one bank account, verified, in our words. Two services may report the same transfer; what makes it the
 * same is the account, the bank's reference, the amount and the day, never the service's own number.
 *
 * @param service name of the service: sepay, payos, casso
 * @param keyId our name of the key that vouched for it
 * @param bin bank of the account; null when neither the notice nor the settings of its endpoint name it
 * @param number the account, as the bank writes it
 * @param virtualNumber the virtual account that was paid, when there was one
 * @param amountVnd whole đồng, above 0 for money in, below 0 for money out; never 0
 * @param bankReference the bank's reference; null when the notice gives none
 * @param serviceNumber the service's own number of the transfer
 * @param narrative raw, as the bank wrote it
 * @param occurredAt the bank's time
 */
public record BankNotice(
        String service,
        String keyId,
        @Nullable String bin,
        String number,
        @Nullable String virtualNumber,
        long amountVnd,
        @Nullable String bankReference,
        String serviceNumber,
        String narrative,
        Instant occurredAt) {}
