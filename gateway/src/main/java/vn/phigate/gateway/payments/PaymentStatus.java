package vn.phigate.gateway.payments;

import java.util.Locale;

/** Where a payment stands. */
public enum PaymentStatus {
    /** Written, nothing started. */
    CREATED,
    /** The payer was sent to a provider or shown a QR code. */
    AWAITING_PROVIDER,
    /** The provider must be asked: its word was unclear, or it kept silent. Never ends by itself in silence. */
    UNKNOWN,
    /** The money is known to have been paid. Final. */
    PAID,
    /** The provider declined; another attempt may follow. */
    FAILED,
    /** Nobody paid in time. Money that comes later is still taken. */
    EXPIRED,
    /** Given up by the payer or the agency. Money that comes later is still taken. */
    CANCELLED,
    /** Witnesses disagree, e.g. about the amount; a person decides or a better word comes. */
    CONTESTED;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static PaymentStatus read(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** While a payment holds its obligations, no other payment of them may be opened. */
    boolean holdsObligations() {
        return switch (this) {
            case CREATED, AWAITING_PROVIDER, UNKNOWN, CONTESTED -> true;
            case PAID, FAILED, EXPIRED, CANCELLED -> false;
        };
    }
}
