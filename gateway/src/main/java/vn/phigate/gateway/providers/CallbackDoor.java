package vn.phigate.gateway.providers;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How one provider calls us: reads a request into a notice, or refuses it, and answers as its protocol wants once the notice is recorded.
 *
 * @param <G> what was read and verified; the answer may depend on it
 */
public interface CallbackDoor<G extends CallbackDoor.Genuine> {
    /** Name of the provider; the door is {@code /callbacks/{name}} and {@code /callbacks/{name}/{endpoint}}. */
    String provider();

    /** GET or POST. */
    String method();

    /** The notice when it is genuine. Never asks a network or a database. */
    Reading<G> read(Call call);

    /** The answer to a verified call, after its commit. */
    Reply answer(G said, Outcome outcome);

    /** The answer to a call that is not believed. */
    Reply refuse(boolean malformed);

    /**
     * @param endpoint last part of the path, a terminal or key that alone may speak there; null at the common door
     * @param rawQuery as sent, without the question mark
     * @param body as sent
     * @param header first value of a header, null when absent
     */
    record Call(@Nullable String endpoint, String rawQuery, byte[] body, Function<String, @Nullable String> header) {}

    sealed interface Reading<G extends Genuine> {
        record Believed<G extends Genuine>(G said) implements Reading<G> {}

        /**
         * @param why for the log, not for the sender
         * @param malformed true when it could not be read at all, false when nobody vouches for it
         */
        record Refused<G extends Genuine>(String why, boolean malformed) implements Reading<G> {}
    }

    /** Something a provider signed. */
    interface Genuine {
        Notice notice();
    }

    /** What recording a notice came to. */
    enum Outcome {
        MOVED,
        REPEATED,
        CONTRADICTS,
        /** Another amount or beneficiary than was ordered. */
        DIFFERS,
        UNKNOWN_ORDER,
        /** Not recorded: the provider must call again. */
        NOT_RECORDED
    }

    /** @param contentType empty for no body */
    record Reply(int status, String contentType, String body, Map<String, String> headers) {
        public static Reply json(String body) {
            return new Reply(200, "application/json", body, Map.of());
        }

        public static Reply empty(int status) {
            return new Reply(status, "", "", Map.of());
        }
    }
}
