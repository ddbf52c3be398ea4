package vn.phigate.gateway.web;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How often a look-up may fail. Only failures count, so that honest payers behind one address never close it to each other; a try whose end is not known yet
 * holds a place, and whoever finds all places held waits a moment for one instead of being refused. So however many come at once, no more than the limit fail.
 *
 * <p>Codes are printed and can be counted up, four digits are ten thousand. The code alone fails at most 200 times a day over all networks: all digits of one
 * dossier take 50 days, however many addresses somebody has (half of that for one of its two numbers, phone or identity). One network has 30 of these, so that
 * whoever knows a code cannot close it to its owner from one place. A network fails 60 times in ten minutes: a mobile network hides many phones behind
 * one address.
 *
 * <p>Kept in memory and bounded: the key that was quiet longest is forgotten first.
 */
final class LookUpLimits {
    /** @param ofCode whether it counts by the code, @param ofNetwork whether it counts by the network */
    private record Limit(boolean ofCode, boolean ofNetwork, int most, Duration window) {
        Key key(String network, String code) {
            return new Key(this, ofNetwork ? network : "", ofCode ? code : "");
        }
    }

    private record Key(Limit limit, String network, String code) {}

    private static final class Count {
        private Instant until;
        private int failed;
        private int underWay;

        Count(Instant until) {
            this.until = until;
        }
    }

    private static final List<Limit> LIMITS = List.of(
            new Limit(false, true, 60, Duration.ofMinutes(10)),
            new Limit(true, true, 10, Duration.ofMinutes(10)),
            new Limit(true, true, 30, Duration.ofDays(1)),
            new Limit(true, false, 60, Duration.ofHours(1)),
            new Limit(true, false, 200, Duration.ofDays(1)));
    private static final int MOST_KEYS = 200_000;
    /** Those who wait hold a request each: pages come first. */
    private static final int MOST_WAITING = 200;

    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final Duration BUSY = Duration.ofSeconds(10);

    private final InstantSource clock;
    private int waiting;
    private final Map<Key, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Count> eldest) {
            return size() > MOST_KEYS;
        }
    };

    LookUpLimits(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Takes a place for one try.
     *
     * @return zero when there is one, and {@link #ended} must follow; else after how long to try again, and nothing was taken
     */
    synchronized Duration begin(String network, String code) {
        long until = System.nanoTime() + PATIENCE_NANOS;
        for (; ; ) {
            Instant now = clock.instant();
            Duration closed = Duration.ZERO;
            boolean room = true;
            for (Limit limit : LIMITS) {
                Count count = counts.get(limit.key(network, code));
                int failed = count == null || !now.isBefore(count.until) ? 0 : count.failed;
                if (count != null && failed >= limit.most) {
                    Duration left = Duration.between(now, count.until);
                    closed = left.compareTo(closed) > 0 ? left : closed;
                }
                room &= count == null || failed + count.underWay < limit.most;
            }
            if (closed.isPositive()) {
                return closed;
            } else if (room) {
                LIMITS.forEach(limit -> count(limit.key(network, code), now).underWay++);
                return Duration.ZERO;
            }
            long millis = (until - System.nanoTime()) / 1_000_000;
            if (millis <= 0 || waiting >= MOST_WAITING || !waited(millis)) {
                return BUSY;
            }
        }
    }

    private boolean waited(long millis) {
        waiting++;
        try {
            wait(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting--;
        }
    }

    /** The try is over. */
    synchronized void ended(String network, String code, boolean failed) {
        Instant now = clock.instant();
        for (Limit limit : LIMITS) {
            Key key = limit.key(network, code);
            Count count = count(key, now);
            // It may have been forgotten in between, when there are too many keys.
            count.underWay = Math.max(0, count.underWay - 1);
            count.failed += failed ? 1 : 0;
            if (count.failed + count.underWay == 0) {
                counts.remove(key);
            }
        }
        notifyAll();
    }

    /** A window begins with the first try in it. Only for tries that have a place: refused ones must not push out what is known of others. */
    private Count count(Key key, Instant now) {
        Count count = counts.computeIfAbsent(key, _ -> new Count(now.plus(key.limit.window)));
        if (!now.isBefore(count.until)) {
            count.until = now.plus(key.limit.window);
            count.failed = 0;
        }
        return count;
    }
}
