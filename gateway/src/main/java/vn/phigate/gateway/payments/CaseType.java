package vn.phigate.gateway.payments;

import java.util.Locale;

/** Why money or news became a case for a person. */
public enum CaseType {
    /** Money for what was settled already. */
    PAID_TWICE,
    /** Money after the time to pay was over. */
    PAID_AFTER_EXPIRY,
    /** A provider reports success over another amount than was ordered. */
    AMOUNT_DIFFERS,
    /** A provider reports another receiving account, or another version of the registry, than was bound into the order. */
    BENEFICIARY_DIFFERS,
    /** A witness says the opposite of what was recorded. */
    CONTRADICTION,
    /** A provider has money for an order of ours, but took it through another terminal. */
    WRONG_TERMINAL,
    /** A provider has money for an order that nobody here knows. */
    UNKNOWN_ORDER,
    /** A bank notice reports money on an account that no one payment explains; the statement has the last word. */
    UNIDENTIFIED_TRANSFER,
    /** A provider will not pay back what was ordered to be paid back. */
    REFUND_REFUSED,
    /** A provider has not said for days what became of a refund, or cannot be told of it; it is asked, or told, on. */
    REFUND_UNDECIDED,
    /** A provider has not said through its whole schedule what became of an order; it is asked on. */
    ORDER_UNDECIDED,
    /** A provider reports money for an order whose money it had denied, and that two people had taken back for it. */
    PAID_AFTER_REVERSAL;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
