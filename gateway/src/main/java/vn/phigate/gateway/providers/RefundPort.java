package vn.phigate.gateway.providers;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Pays money back through the provider that took it. Waits for a network: never called inside a transaction. */
public interface RefundPort {
    /** {@link Answer.Unknown#code} when the provider surely has not heard of the refund: it may be ordered again under the same id. */
    String NOT_KNOWN_THERE = "not_known_there";

    /** Name of the provider. */
    String provider();

    /** Orders a refund. The same {@link RefundOrder#refundId} again is the same refund and pays nothing twice. */
    Answer refund(RefundOrder order);

    /** What became of a refund that was ordered. */
    Answer refundStatus(RefundOrder order);

    /**
     * An answer that was kept, read again.
     *
     * @param keyId of the attempt that was paid
     * @param ordered true for the answer to the order, false for that to a question about it
     */
    default Reread reread(String keyId, boolean ordered, byte[] content) {
        return Reread.UNSIGNED_PROTOCOL;
    }

    /**
     * One refund. Its row is committed before the provider hears of it, and the same values are given for every question about it.
     *
     * @param refundId ours, unique for ever, 10 to 21 of A-Z and 0-9
     * @param orderId of the attempt that was paid
     * @param keyId of that attempt
     * @param providerTransaction the provider's number for the money
     * @param paidVnd the whole amount of the attempt
     * @param amountVnd to pay back, 1 to {@code paidVnd}
     * @param orderedAt when the attempt was made
     * @param requestedAt when the refund was ordered
     * @param by who ordered it
     * @param reason for the payer, letters of any language
     * @param confusable whether an equal refund of the same order is done and the provider never took this one: an answer that names only
     *     order and amount may then be about the other, and decides nothing
     */
    record RefundOrder(
            String refundId,
            String orderId,
            String keyId,
            @Nullable String providerTransaction,
            long paidVnd,
            long amountVnd,
            Instant orderedAt,
            Instant requestedAt,
            String by,
            String reason,
            boolean confusable) {
        public boolean whole() {
            return amountVnd == paidVnd;
        }
    }

    /** {@code code} is the provider's, for people; {@code content} the exact bytes of its answer, or words of ours when there was none. */
    sealed interface Answer {
        String code();

        byte[] content();

        /**
         * @param done true: the money is back with the payer; false: ordered, to be asked for until it is done or declined
         * @param providerRefund the provider's number of the refund; null when it gave none
         */
        record Accepted(boolean done, @Nullable String providerRefund, String code, byte[] content) implements Answer {}

        /** Surely nothing was or will be paid back. */
        record Declined(String code, byte[] content) implements Answer {}

        /** No answer that can be believed, or one that decides nothing: ask, never order under another id. */
        record Unknown(String code, byte[] content) implements Answer {
            /** The contract that took the money is not in the settings, so that nobody could be told or asked. */
            public static Unknown notOurs(String code, RefundOrder order) {
                return new Unknown(
                        code, ("contract " + order.keyId() + " is not configured").getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
