package vn.phigate.gateway.providers;

import java.time.Instant;

/**
 * What a provider needs to know of one attempt. The row of the attempt is written before a provider hears of it.
 *
 * @param orderId the attempt's, from {@link Provider#orderId}
 * @param keyId from {@link Provider#keyFor}, pinned in the attempt
 * @param reference the payment's, for transfers
 * @param amountVnd whole đồng, above 0
 * @param bin bank of the receiving account
 * @param number receiving account
 * @param bound receiving account and version of the registry that chose it, at most 100 of A-Z a-z 0-9 . - / : where the protocol has room
 *     for it, it travels with the order and is compared when it comes back
 * @param info what it is for, letters of any language
 * @param expiresAt after this the provider must not take money for it
 * @param payerAddress internet address of the payer, or of the system that asks for them
 * @param language vi or en
 */
public record Order(
        String orderId,
        String keyId,
        String reference,
        long amountVnd,
        String bin,
        String number,
        String bound,
        String info,
        Instant createdAt,
        Instant expiresAt,
        String payerAddress,
        String language) {}
