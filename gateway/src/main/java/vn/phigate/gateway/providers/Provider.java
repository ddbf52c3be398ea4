package vn.phigate.gateway.providers;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One way to pay. Either all that a payer follows is made here ({@link Local}), or the provider must be told first ({@link Remote}). */
public sealed interface Provider {
    /** Name in the outside contract: vnpay, momo, vietqr, … */
    String name();

    /** How long the provider may take money for an order. */
    Duration orderWindow();

    /** How much longer we keep the payment open for a late word; the provider's window and this together are the payment's. */
    Duration lateWindow();

    /**
     * The terminal, merchant or key under which new orders of an agency go; it is written into the attempt, and only its word counts for it.
     *
     * @param agency code of the agency that owns the receiving account
     * @return empty when the agency has no contract with this provider
     */
    Optional<String> keyFor(String agency);

    /** Why no order can be started at all, in words for the operator; empty when nothing hinders. */
    default Optional<String> closed() {
        return Optional.empty();
    }

    /** The order's id in the provider's own form, from ours of 10 to 21 of A-Z and 0-9; unique for ever at this provider. */
    default String orderId(String plain, Instant createdAt) {
        return plain;
    }

    /** Whether it is left alone right now, because most calls to it failed; it comes back by itself. */
    default boolean down() {
        return false;
    }

    /** What a code of this provider means to the payer; empty when there is nothing better than the code itself. */
    default Optional<Words> words(String code) {
        return Optional.empty();
    }

    /** Makes the order without a network; called inside the transaction that writes the attempt. */
    non-sealed interface Local extends Provider {
        Follow follow(Order order);
    }

    /** Must ask the provider for an order. */
    non-sealed interface Remote extends Provider {
        /** Waits for a network, at most {@link #patience}: never inside a transaction, and only after the attempt is committed. */
        Started start(Order order);

        /** After this, nobody waits for the answer any more. */
        Duration patience();

        /** The answer to an order, kept and read again. @param keyId of the order */
        default Reread reread(String keyId, byte[] content) {
            return Reread.UNSIGNED_PROTOCOL;
        }
    }

    /**
     * What the payer follows; at least one is there.
     *
     * @param redirectUrl page of the provider
     * @param deeplink opens the provider's app on a phone
     * @param qr text of a QR code
     */
    record Follow(
            @Nullable String redirectUrl,
            @Nullable String deeplink,
            @Nullable String qr) {
        public static Follow redirect(String url) {
            return new Follow(url, null, null);
        }

        public static Follow qr(String text) {
            return new Follow(null, null, text);
        }
    }

    /** {@link Started.Declined#code} where no connection was made, so that surely no order was. */
    String UNREACHABLE = "unreachable";

    /** {@link Started.Unknown#code} of silence. */
    String NO_ANSWER = "no_answer";

    /** What the provider said to a new order; {@code content} has the exact bytes of its answer, or words of ours when there was none. */
    sealed interface Started {
        byte[] content();

        /** @param providerReference the provider's own number of the order; null when it gave none */
        record Accepted(Follow follow, @Nullable String providerReference, byte[] content) implements Started {}

        /** Surely no order was made and no money can come of it. */
        record Declined(String code, byte[] content) implements Started {}

        /** Time-out, reset, an answer that cannot be read or believed: perhaps there is an order, the janitor asks. */
        record Unknown(String code, byte[] content) implements Started {}
    }

    record Words(String vi, String en) {}
}
