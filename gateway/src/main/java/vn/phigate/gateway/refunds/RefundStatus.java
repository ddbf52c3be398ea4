package vn.phigate.gateway.refunds;

import java.util.Locale;

/** Where a refund stands; the arrows are kept by the database ({@code refund_life}). */
public enum RefundStatus {
    /** Waits for a person; the money is reserved. */
    PROPOSED,
    /** Decided; nobody outside knows of it yet. */
    APPROVED,
    /** The provider was told, or people were given the transfer to make. */
    SENT,
    /** The provider's last word decides nothing; it is asked again. */
    UNKNOWN,
    /** The money is with the payer. Final. */
    DONE,
    /** Nothing is paid back; by a person, or by the provider. Final. */
    REFUSED;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
