package vn.phigate.gateway.providers;

import java.time.Instant;

/** Asks a provider what became of an order. Waits for a network: never called inside a transaction. */
public interface StatusQuery {
    /** Name of the provider it asks. */
    String provider();

    Answer ask(Question question);

    /** @param keyId the terminal of the order */
    record Question(String orderId, String keyId, Instant orderedAt, Instant expiresAt) {}

    sealed interface Answer {
        /** A verified word. */
        record Told(Notice notice) implements Answer {}

        /** The provider answered that nothing is decided yet, or that it does not know the order yet. */
        record Pending(String code) implements Answer {}

        /** No answer that can be believed; ask again later. */
        record NoAnswer(String why) implements Answer {}
    }
}
