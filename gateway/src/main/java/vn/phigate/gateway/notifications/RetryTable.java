package vn.phigate.gateway.notifications;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When an undelivered webhook is tried again. Published, so that the operator of a dossier system knows how long its
 * system may be away: nine tries over 44 h 36 min 5 s, then the message waits for a person.
 */
public final class RetryTable {

    public static final List<Duration> DELAYS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(6),
            Duration.ofHours(12),
            Duration.ofHours(24));

    /** From the first try to the last. */
    static final Duration WHOLE = DELAYS.stream().reduce(Duration.ZERO, Duration::plus);

    private RetryTable() {}

    /**
     * How long to wait after a failed try.
     *
     * @param attempts tries made so far, 1 or more
     * @return empty when there is no further try
     */
    public static Optional<Duration> delayAfter(int attempts) {
        if (attempts < 1) {
            throw new IllegalArgumentException("no try was made yet: " + attempts);
        }
        return attempts > DELAYS.size() ? Optional.empty() : Optional.of(DELAYS.get(attempts - 1));
    }
}
