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
    /** A witness says the opposite of what was recorded. */
    CONTRADICTION;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
