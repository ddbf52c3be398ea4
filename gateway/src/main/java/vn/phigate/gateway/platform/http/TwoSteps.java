package vn.phigate.gateway.platform.http;

import java.util.function.Supplier;
import vn.phigate.gateway.platform.db.Tx;

/**
 * A write that somebody outside must hear of: the first step commits with its Idempotency-Key, the second waits for the network with no
 * transaction open. Whoever comes with the key after a crash in between is answered by {@code afterCrash}, never by a second first step.
 */
public record TwoSteps(FirstStep first, AfterCrash afterCrash) {
    @FunctionalInterface
    public interface FirstStep {
        First handle(Request request, Tx tx);
    }

    /** May refuse with {@link HttpProblem#REQUEST_IN_FLIGHT}; a reply is final and kept with the key. */
    @FunctionalInterface
    public interface AfterCrash {
        Reply handle(Request request, String work);
    }

    public sealed interface First {
        /** Nothing is left to do. */
        record Done(Reply reply) implements First {}

        /**
         * @param work names what was begun, for {@link AfterCrash}
         * @param second outside of any transaction, at most once
         */
        record Started(String work, Supplier<Reply> second) implements First {}
    }
}
