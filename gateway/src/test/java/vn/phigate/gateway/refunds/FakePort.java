package vn.phigate.gateway.refunds;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import vn.phigate.gateway.providers.RefundPort;

/** A provider that pays back as it is told: at once unless the next answers are scripted. Counts what it really paid, by refund. */
public final class FakePort implements RefundPort {
    private final Queue<Answer> script = new ArrayDeque<>();
    private final Map<String, Long> paid = new HashMap<>();
    private final List<RefundOrder> orders = new ArrayList<>();

    @Override
    public String provider() {
        return "vnpay";
    }

    @Override
    public synchronized Answer refund(RefundOrder order) {
        orders.add(order);
        return next(order);
    }

    @Override
    public synchronized Answer refundStatus(RefundOrder order) {
        return next(order);
    }

    private Answer next(RefundOrder order) {
        Answer answer = script.isEmpty() ? done() : script.remove();
        if (answer instanceof Answer.Accepted accepted && accepted.done()) {
            paid.put(order.refundId(), order.amountVnd());
        }
        return answer;
    }

    public synchronized void then(Answer... answers) {
        script.addAll(List.of(answers));
    }

    public synchronized long paidVnd() {
        return paid.values().stream().mapToLong(v -> v).sum();
    }

    public synchronized List<RefundOrder> orders() {
        return List.copyOf(orders);
    }

    public static Answer done() {
        return new Answer.Accepted(true, "R1", "00", new byte[] {1});
    }

    public static Answer accepted() {
        return new Answer.Accepted(false, null, "00/05", new byte[] {2});
    }

    public static Answer declined() {
        return new Answer.Declined("95", new byte[] {3});
    }

    public static Answer unknown() {
        return new Answer.Unknown("timeout", new byte[] {4});
    }
}
