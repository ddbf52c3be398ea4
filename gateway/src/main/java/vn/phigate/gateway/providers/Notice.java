package vn.phigate.gateway.providers;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.signing.KeyId;

/**
 * What a provider said about one order, verified, in our words.
 *
 * @param source callback, query, create or statement
 * @param keyId the terminal or key that vouched for it; must be the order's own
 * @param amountVnd whole đồng as the provider states them; -1 when they are not whole đồng, {@link #SAME_AMOUNT} when none was
 *     named, which a result PAID never has
 * @param result what it means
 * @param providerTransaction the provider's number for the money; null when none was given
 * @param occurredAt the provider's time; null when it gave none that can be read
 * @param code the provider's own code or codes, for people
 * @param content the exact bytes
 * @param bound {@link Order#bound} as the provider reports it; null when its protocol does not
 * @param secretId {@link KeyId} of the secret that vouched, of which a terminal may have several; null where none signed
 */
public record Notice(
        String provider,
        String source,
        String orderId,
        String keyId,
        long amountVnd,
        Result result,
        @Nullable String providerTransaction,
        @Nullable Instant occurredAt,
        String code,
        byte[] content,
        @Nullable String bound,
        @Nullable String secretId) {
    /** In place of an amount, when the provider named none. */
    public static final long SAME_AMOUNT = -2;

    /** Of a provider that does not report what was bound into the order. */
    public Notice(
            String provider,
            String source,
            String orderId,
            String keyId,
            long amountVnd,
            Result result,
            @Nullable String providerTransaction,
            @Nullable Instant occurredAt,
            String code,
            byte[] content) {
        this(provider, source, orderId, keyId, amountVnd, result, providerTransaction, occurredAt, code, content, null);
    }

    /** Of a provider that signs nothing here. */
    public Notice(
            String provider,
            String source,
            String orderId,
            String keyId,
            long amountVnd,
            Result result,
            @Nullable String providerTransaction,
            @Nullable Instant occurredAt,
            String code,
            byte[] content,
            @Nullable String bound) {
        this(
                provider,
                source,
                orderId,
                keyId,
                amountVnd,
                result,
                providerTransaction,
                occurredAt,
                code,
                content,
                bound,
                null);
    }

    /** The same, with the name of the secret that vouched for it. */
    public Notice vouchedBy(String secret) {
        return new Notice(
                provider,
                source,
                orderId,
                keyId,
                amountVnd,
                result,
                providerTransaction,
                occurredAt,
                code,
                content,
                bound,
                KeyId.of(secret));
    }

    /** PAID: the provider has the money. DECLINED: it has not and will not. UNCLEAR: it must be asked. */
    public enum Result {
        PAID,
        DECLINED,
        UNCLEAR
    }
}
