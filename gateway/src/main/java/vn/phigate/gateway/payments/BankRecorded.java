package vn.phigate.gateway.payments;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a bank notice did, once it is committed.
 *
 * @param paymentId the payment that the transfer names; null when it names none, or several
 */
public record BankRecorded(Outcome outcome, @Nullable UUID paymentId) {
    /** Whatever it was, the bytes are kept, and the statement has the last word. */
    public enum Outcome {
        /** It paid its payment. */
        PAID,
        /** The payment had its money already; this is surplus, and a case. */
        PAID_TWICE,
        /** Not the amount of the payment; a case. */
        AMOUNT_DIFFERS,
        /** The same transfer was reported before, by whichever service. */
        REPEATED,
        /** It names a payment of ours, but went to another account; a case. */
        WRONG_ACCOUNT,
        /** Money out: kept for the statement, never credited. */
        OUTGOING,
        /** The bank gave no reference: it cannot be told from its own repeat, so that nothing moves; a case. */
        NO_REFERENCE,
        /** It names no payment; a case. */
        UNKNOWN,
        /** It names more than one payment; a case. */
        SEVERAL_PAYMENTS,
        /** Its reference, amount and day are those of a transfer that named another payment: a batch, or one of two words is wrong; a case. */
        SHARED_REFERENCE,
        /** Its payment was never offered as a transfer; a case. */
        NO_TRANSFER_EXPECTED,
        /** The key that vouched is of other agencies than the account: kept as evidence, credited to nobody; a case. */
        NOT_ITS_ACCOUNT,
        /** By policy only the statement makes a payment paid. */
        AWAITS_STATEMENT,
        /** The statement has it already. */
        ON_STATEMENT;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Money that nobody would look at before the statement comes: a case. */
        boolean explainsNothing() {
            return switch (this) {
                case NO_REFERENCE, UNKNOWN, SEVERAL_PAYMENTS, SHARED_REFERENCE, NO_TRANSFER_EXPECTED, NOT_ITS_ACCOUNT ->
                    true;
                case PAID,
                        PAID_TWICE,
                        AMOUNT_DIFFERS,
                        REPEATED,
                        WRONG_ACCOUNT,
                        OUTGOING,
                        AWAITS_STATEMENT,
                        ON_STATEMENT -> false;
            };
        }
    }

    /** Whether jobs that follow a payment have something to do. */
    public boolean moved() {
        return outcome == Outcome.PAID || outcome == Outcome.PAID_TWICE || outcome == Outcome.AMOUNT_DIFFERS;
    }
}
