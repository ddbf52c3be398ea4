package vn.phigate.gateway.web;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts failed tries by key in a window of time. A place is taken before the try and given back when it succeeds, so that many tries at the
 * same moment do not slip through. Kept in memory and bounded: the key that was quiet longest is forgotten first.
 */
final class TryLimit {
    private static final int MOST_KEYS = 100_000;

    private final int mostFailures;
    private final Duration window;
    private final InstantSource clock;
    private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > MOST_KEYS;
        }
    };

    private record Count(int failures, Instant until) {}

    TryLimit(int mostFailures, Duration window, InstantSource clock) {
        this.mostFailures = mostFailures;
        this.window = window;
        this.clock = clock;
    }

    /** False when the key has used up its tries until the window ends. */
    synchronized boolean take(String key) {
        Instant now = clock.instant();
        Count count = counts.get(key);
        if (count == null || !now.isBefore(count.until)) {
            counts.put(key, new Count(1, now.plus(window)));
            return true;
        }
        if (count.failures >= mostFailures) {
            return false;
        }
        counts.put(key, new Count(count.failures + 1, count.until));
        return true;
    }

    /** The try succeeded, or was not made: it does not count. */
    synchronized void giveBack(String key) {
        counts.computeIfPresent(key, (_, count) -> count.failures <= 1 ? null : new Count(count.failures - 1, count.until));
    }
}
