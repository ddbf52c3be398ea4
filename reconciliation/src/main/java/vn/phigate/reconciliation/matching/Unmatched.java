package vn.phigate.reconciliation.matching;

import java.util.Locale;

/** Why no rule may book a line. */
public enum Unmatched {
    /** Money out: a refund, a fee of the bank, a transfer to the budget. */
    DEBIT,
    /** Codes of several items in one narrative. */
    MULTIPLE_CODES,
    /** One code that several items share. */
    AMBIGUOUS_CODE,
    /** The item named is settled, or another line of the same run settled it. */
    ALREADY_PAID,
    /** The item named waits for another amount. */
    AMOUNT_DIFFERS,
    /** Something that looks like a known code. */
    NEAR_CODE,
    /** What is named is expected on the account of another agency, or on another account of this one. */
    WRONG_AGENCY,
    /** The money of an order is here, and its provider has not reported it yet. */
    PROVIDER_SILENT,
    /** Money on a former account that names nothing known: whoever took over has to find out. */
    FORMER_ACCOUNT,
    /** People took its match back: no rule touches it any more. */
    TAKEN_BACK,
    /** A provider's word stands in the narrative, and no settlement file explains the amount yet. */
    BATCH_AWAITED,
    /** Several batches could be meant, or several lines could be one batch. */
    BATCH_AMBIGUOUS,
    /** The batch named pays out another amount. */
    BATCH_AMOUNT_DIFFERS,
    /** Rows of the batch that this line pays out fit nothing of ours. */
    BATCH_ROWS,
    /** A provider kept another fee than its contract says; about a pay-out, not about a line. */
    FEE_DIFFERS,
    /** The bank took an incoming payment back. */
    RETURNED,
    /** Nothing known is named. */
    UNIDENTIFIED,
    /** No line at all: a provider took money, and the statement of the day on which it was due does not show it. */
    LATE;

    /** As it is stored and shown to programs. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
