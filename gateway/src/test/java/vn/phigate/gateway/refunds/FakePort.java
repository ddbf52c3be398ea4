package vn.phigate.gateway.refunds;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import vn.phigate.gateway.providers.RefundPort;

/** A provider that pays back as it is told: at once unless the next answers are scripted. Counts what it really paid, by refund. */
public final class FakePort implements RefundPort {
    private final Queue<Answer> script = new ArrayDeque<>();
    private final Map<String, Long> paid = new HashMap<>();
    private final List<RefundOrder> orders = new ArrayList<>();
    private final List<RefundOrder> asked = new ArrayList<>();
    private final Set<String> silent = new HashSet<>();
    private volatile Consumer<RefundOrder> whileOrdered = order -> {};

    @Override
    public String provider() {
        return "vnpay";
    }

    @Override
    public synchronized Answer refund(RefundOrder order) {
        orders.add(order);
        whileOrdered.accept(order);
        return silent.contains(order.orderId()) ? unknown() : next(order);
    }

    @Override
    public synchronized Answer refundStatus(RefundOrder order) {
        asked.add(order);
        return silent.contains(order.orderId()) ? paid(order, done()) : next(order);
    }

    private Answer next(RefundOrder order) {
        return paid(order, script.isEmpty() ? done() : script.remove());
    }

    private Answer paid(RefundOrder order, Answer answer) {
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

    /** Takes refunds of this order without a word; they are done when it is asked. */
    public synchronized void keepSilentAbout(String orderId) {
        silent.add(orderId);
    }

    /** Called while the provider has an order and we have not heard of it. */
    public void whileOrdered(Consumer<RefundOrder> look) {
        whileOrdered = look;
    }

    public synchronized List<RefundOrder> asked() {
        return List.copyOf(asked);
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
