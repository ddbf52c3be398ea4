package vn.phigate.sandbox.wallet;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** How the next calls of an operation (create, query, refund, refund_query) are answered; without a script as the protocol says. */
public final class Scripts {
    private static final int MOST_STEPS = 1_000;
    static final long MOST_DELAY_MILLIS = 60_000;

    /** What is answered; the work itself is done in all cases but DECLINE and ERROR. */
    public enum Respond {
        USUAL,
        /** After the delay, or a minute: longer than any client waits. */
        SILENT,
        /** HTTP 500, nothing done. */
        ERROR,
        /** HTTP 200 with what is no JSON. */
        GARBAGE,
        DECLINE,
        /** Signed with another key, where the protocol signs. */
        FORGE,
        WRONG_AMOUNT,
        /** Not decided yet. */
        PENDING,
        /** As if it had never heard of it. */
        FORGET;

        public static Respond of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    public record Step(Respond respond, long delayMillis) {
        private static final Step USUAL = new Step(Respond.USUAL, 0);

        /** Waits as the script says. */
        public void pause() throws InterruptedException {
            Thread.sleep(respond == Respond.SILENT && delayMillis == 0 ? MOST_DELAY_MILLIS : delayMillis);
        }
    }

    private final Map<String, Deque<Step>> steps = new HashMap<>();

    /** Replaces what was set for the operation before. */
    public synchronized void set(String operation, Step step, int times) {
        var queue = new ArrayDeque<Step>();
        for (int i = 0; i < Math.min(times, MOST_STEPS); i++) {
            queue.add(step);
        }
        steps.put(operation, queue);
    }

    public synchronized Step next(String operation) {
        Deque<Step> queue = steps.get(operation);
        return queue == null || queue.isEmpty() ? Step.USUAL : queue.removeFirst();
    }
}
