package vn.phigate.gateway.providers;

import java.time.Duration;

/** One way to pay. */
public interface Provider {
    /** Name in the outside contract: vnpay, vietqr, … */
    String name();

    /** How long the provider may take money for an order. */
    Duration orderWindow();

    /** How much longer we keep the payment open for a late word; the provider's window and this together are the payment's. */
    Duration lateWindow();

    /** What the payer follows. Made without asking the provider: nothing here waits for a network. */
    Started start(Order order);

    /** What the payer follows; {@code keyId} names the terminal or key whose word will count for this order. */
    sealed interface Started {
        String keyId();

        record Redirect(String keyId, String url) implements Started {}

        record Qr(String keyId, String text) implements Started {}
    }
}
