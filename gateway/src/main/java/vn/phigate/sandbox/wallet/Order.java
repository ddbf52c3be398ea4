package vn.phigate.sandbox.wallet;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One order of a merchant. */
public final class Order {
    private static final int REMEMBERED_CALLS = 100;

    public final String merchant;
    public final String id;
    public final long amountVnd;
    public final URI callback;
    public final String returnUrl;
    /** The merchant's request, for the fields that are given back. */
    public final Map<String, Object> asked;

    public final Instant createdAt;
    /** The wallet's number of the money. */
    public final long transaction;

    private @Nullable Decision decision;
    private final Map<String, Refund> refunds = new LinkedHashMap<>();
    private final List<String> answers = new ArrayList<>();

    /** @param reportedVnd what the merchant is told */
    public record Decision(Result result, long reportedVnd, Instant at) {}

    /** @param accepted whether the money goes back */
    public record Refund(String id, long amountVnd, long number, boolean accepted) {}

    public Order(
            String merchant,
            String id,
            long amountVnd,
            URI callback,
            String returnUrl,
            Map<String, Object> asked,
            Instant createdAt,
            long transaction) {
        this.merchant = merchant;
        this.id = id;
        this.amountVnd = amountVnd;
        this.callback = callback;
        this.returnUrl = returnUrl;
        this.asked = Map.copyOf(asked);
        this.createdAt = createdAt;
        this.transaction = transaction;
    }

    public String text(String field) {
        return String.valueOf(asked.getOrDefault(field, ""));
    }

    public synchronized @Nullable Decision decision() {
        return decision;
    }

    /** The first final decision stands. */
    synchronized Decision decide(Decision proposed) {
        if (decision == null || decision.result == Result.PENDING) {
            decision = proposed;
        }
        return decision;
    }

    /** The same id again is the same refund. Null where the payment does not allow it. */
    public synchronized @Nullable Refund refund(String refundId, long amount, boolean accept, long number) {
        Refund known = refunds.get(refundId);
        if (known != null) {
            return known;
        }
        long givenBack = refunds.values().stream()
                .filter(Refund::accepted)
                .mapToLong(Refund::amountVnd)
                .sum();
        if (decision == null || decision.result != Result.SUCCESS || amount < 1 || givenBack + amount > amountVnd) {
            return null;
        }
        Refund refund = new Refund(refundId, amount, number, accept);
        refunds.put(refundId, refund);
        return refund;
    }

    public synchronized List<Refund> refunds() {
        return List.copyOf(refunds.values());
    }

    synchronized void answered(String answer) {
        if (answers.size() < REMEMBERED_CALLS) {
            answers.add(answer);
        }
    }

    synchronized List<String> answers() {
        return List.copyOf(answers);
    }
}
