package vn.phigate.reconciliation.demo;

/** What the demonstration plays beside its day; each needs what the seeded city has. */
public enum Scene {
    /** Payments by MoMo and by ZaloPay. */
    WALLETS,
    /** A bank notice confirms a VietQR before the statement does. */
    NOTICE,
    /** A second success whose refund is proposed by rule, approved by a person and executed by the provider. */
    PAID_TWICE,
    /** Codes drawn for communes that were merged or divided before they were paid. */
    MERGERS
}
