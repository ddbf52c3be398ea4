package vn.phigate.gateway.refunds;

import java.time.Duration;
import java.util.List;

/**
 * What the operator decides about refunds.
 *
 * @param aloneUpToVnd whole đồng up to which one person may decide refunds of one payment through a provider, all together; 0: never alone
 */
public record RefundRules(long aloneUpToVnd) {
    public static final RefundRules USUAL = new RefundRules(200_000);

    /** Waits before the provider is asked about a refund the first, second, … time; the last one repeats until it is final. */
    public static final List<Duration> ASK_SCHEDULE = List.of(
            Duration.ofMinutes(6),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(6),
            Duration.ofHours(24));

    static Duration waitBefore(int question) {
        return ASK_SCHEDULE.get(Math.min(question, ASK_SCHEDULE.size() - 1));
    }
}
