package vn.phigate.gateway.providers;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Asks a provider what became of an order. Waits for a network: never called inside a transaction. */
public interface StatusQuery {
    /** Name of the provider it asks. */
    String provider();

    Answer ask(Question question);

    /** An answer that was kept, read again. @param keyId the terminal of the order */
    default Reread reread(String keyId, byte[] content) {
        return Reread.UNSIGNED_PROTOCOL;
    }

    /** Waits after the first, second, … question about one order; the last one repeats. */
    default List<Duration> schedule() {
        return SLOW;
    }

    /** For providers that refuse the same question within 5 minutes. */
    List<Duration> SLOW = List.of(
            Duration.ofMinutes(6),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(6),
            Duration.ofHours(24));

    /** For providers that may be asked at any time: a payer is waiting. */
    List<Duration> SOON = List.of(
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(3),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(6),
            Duration.ofHours(24));

    /** @param keyId the terminal of the order */
    record Question(String orderId, String keyId, Instant orderedAt, Instant expiresAt) {}

    sealed interface Answer {
        /** A verified word. */
        record Told(Notice notice) implements Answer {}

        /**
         * The provider answered that nothing is decided yet, or that it does not know the order yet.
         *
         * @param content the exact bytes
         */
        record Pending(String code, byte[] content) implements Answer {}

        /**
         * No answer that can be believed; ask again later.
         *
         * @param content the exact bytes of what cannot be believed; empty when nobody answered
         */
        record NoAnswer(String why, byte[] content) implements Answer {
            public NoAnswer(String why) {
                this(why, new byte[0]);
            }
        }
    }
}
