package vn.phigate.sandbox.vnpay;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The orders in memory, the oldest forgotten first. */
final class OrderBook {
    private final int capacity;
    private final Map<String, Order> orders = new LinkedHashMap<>();

    OrderBook(int capacity) {
        this.capacity = capacity;
    }

    /** The order of this request, new when it was not seen before; null when its vnp_TxnRef was used otherwise. */
    synchronized @Nullable Order open(PayRequest request) {
        Order known = orders.get(request.key());
        if (known != null) {
            return known.request.equals(request) ? known : null;
        }
        Order order = new Order(request);
        orders.put(request.key(), order);
        if (orders.size() > capacity) {
            orders.remove(orders.keySet().iterator().next());
        }
        return order;
    }

    synchronized @Nullable Order find(String tmnCode, String txnRef, LocalDate createdOn) {
        return orders.get(tmnCode + "|" + txnRef + "|" + createdOn);
    }

    /** Oldest first. */
    synchronized List<Order> all() {
        return List.copyOf(orders.values());
    }
}
