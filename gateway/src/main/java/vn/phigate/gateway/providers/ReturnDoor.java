package vn.phigate.gateway.providers;

import java.util.Optional;

/** How a provider sends a payer back to us. What is said there only tells whom to send where: its word for the books is the callback. */
public interface ReturnDoor {
    /** Name of the provider; the address is {@code /return/{name}}. */
    String name();

    /** From the raw query of the return; empty when the provider did not sign it. */
    Optional<Returned> returned(String rawQuery);

    /** @param result what the provider says for itself */
    record Returned(String orderId, Notice.Result result) {}
}
