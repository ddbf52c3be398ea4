package vn.phigate.gateway.platform.http;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts tries by key in a window of time. A place is taken before the try, so that many tries at the same moment do not slip through; where
 * only failures count, it is given back afterwards. Kept in memory and bounded: the key that was quiet longest is forgotten first.
 */
public final class RateLimit {
    /** Member of the problem document, and the value of the header Retry-After (RFC 9110, section 10.2.3). */
    public static final String RETRY_AFTER_SECONDS = "retry_after_seconds";

    private static final int MOST_KEYS = 100_000;
    private static final int NETWORK_BYTES = 8;

    private final int most;
    private final Duration window;
    private final InstantSource clock;
    private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > MOST_KEYS;
        }
    };

    private record Count(int tries, Instant until) {}

    /**
     * @param most tries of one key in one window, at least 1
     * @param clock a window ends by it; one that can run back keeps the refused out for longer
     */
    public RateLimit(int most, Duration window, InstantSource clock) {
        this.most = most;
        this.window = window;
        this.clock = clock;
    }

    /** The key of who calls: an IPv4 address, or the /64 of an IPv6 address, all of which one subscriber has (RFC 6177). */
    public static String network(Request request) {
        return network(request.peerAddress());
    }

    static String network(String address) {
        try {
            byte[] bytes =
                    InetAddress.ofLiteral(address.replaceFirst("%.*", "")).getAddress();
            return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, NETWORK_BYTES));
        } catch (IllegalArgumentException notAnAddress) {
            return address;
        }
    }

    /** False when the key has used up its tries until the window ends. */
    public synchronized boolean take(String key) {
        Instant now = clock.instant();
        Count count = counts.get(key);
        if (count == null || !now.isBefore(count.until)) {
            counts.put(key, new Count(1, now.plus(window)));
            return true;
        }
        if (count.tries >= most) {
            return false;
        }
        counts.put(key, new Count(count.tries + 1, count.until));
        return true;
    }

    /** The try does not count after all. */
    public synchronized void giveBack(String key) {
        counts.computeIfPresent(key, (_, count) -> count.tries <= 1 ? null : new Count(count.tries - 1, count.until));
    }

    /** {@link #take}, or the refusal that says when to try again. */
    public synchronized void admit(String key) {
        if (!take(key)) {
            Duration left =
                    Duration.between(clock.instant(), counts.getOrDefault(key, new Count(0, clock.instant())).until);
            throw HttpProblem.TOO_MANY_REQUESTS.refusal().with(RETRY_AFTER_SECONDS, Math.max(1, left.toSeconds() + 1));
        }
    }
}
