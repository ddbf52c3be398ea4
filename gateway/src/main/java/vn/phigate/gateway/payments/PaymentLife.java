package vn.phigate.gateway.payments;

import static vn.phigate.gateway.payments.PaymentStatus.AWAITING_PROVIDER;
import static vn.phigate.gateway.payments.PaymentStatus.CANCELLED;
import static vn.phigate.gateway.payments.PaymentStatus.CONTESTED;
import static vn.phigate.gateway.payments.PaymentStatus.EXPIRED;
import static vn.phigate.gateway.payments.PaymentStatus.FAILED;
import static vn.phigate.gateway.payments.PaymentStatus.PAID;
import static vn.phigate.gateway.payments.PaymentStatus.UNKNOWN;

import org.jspecify.annotations.Nullable;

/**
 * The whole life of a payment on one page: what each event does in each status. Pure; the table is printed into a golden file by a test,
 * so that a changed arrow is a changed line in review.
 */
final class PaymentLife {
    private PaymentLife() {}

    /** Something that happened to a payment. */
    sealed interface Event {
        /** The payer starts another try. */
        record AttemptStarted() implements Event {}

        /** A provider or the bank has the full amount. {@code known}: exactly this was told before and is in the books. */
        record MoneyArrived(boolean known) implements Event {}

        /**
         * The provider says no money was taken by one attempt. {@code known}: told before. {@code deniesMoney}: of this very attempt it had reported money;
         * of another attempt the word contradicts nothing.
         */
        record Declined(Others others, boolean known, boolean deniesMoney) implements Event {}

        /** The provider's word about one attempt cannot be read as yes or no; {@code known} and {@code deniesMoney} as for {@link Declined}. */
        record Unclear(boolean known, boolean deniesMoney) implements Event {}

        /** The provider reports success over another amount. */
        record AmountDiffered() implements Event {}

        /** Payer or agency give it up. {@code moneyMayCome}: a provider may still take money for it, and the policy does not allow to give it up then. */
        record Cancelled(boolean moneyMayCome) implements Event {}

        /** The provider took its word over the money back, and two people agree. */
        record TakenBack() implements Event {}

        /** The time to pay is over and nobody was heard of. */
        record TimeRanOut() implements Event {}
    }

    /** The attempts of a payment beside the one that was spoken of. */
    enum Others {
        /** None of which money may still come. */
        OVER,
        /** One is open, and about none anything unclear was heard: should nobody pay it, the payment expires. */
        AWAITED,
        /** About one nothing clear is known. */
        UNKNOWN;

        /** @param unclear how many of the pending ones */
        static Others of(long pending, long unclear) {
            return unclear > 0 ? UNKNOWN : pending > 0 ? AWAITED : OVER;
        }
    }

    sealed interface Answer {
        /** The payment is now {@code to}; a case is opened beside it when one is named. */
        record Moved(PaymentStatus to, @Nullable CaseType opens) implements Answer {}

        /** Nothing new. */
        record Repeated() implements Answer {}

        /** The status stays; what was said is kept as a case. */
        record Contradicts(CaseType opens) implements Answer {}
    }

    private static final Answer REPEATED = new Answer.Repeated();

    static Answer next(PaymentStatus now, Event event) {
        return switch (event) {
            case Event.AttemptStarted() ->
                switch (now) {
                    case CREATED, AWAITING_PROVIDER, FAILED -> to(AWAITING_PROVIDER);
                    case UNKNOWN, PAID, EXPIRED, CANCELLED, CONTESTED -> REPEATED;
                };
            case Event.MoneyArrived(boolean known) ->
                switch (now) {
                    case CREATED, AWAITING_PROVIDER, UNKNOWN, FAILED, CONTESTED -> to(PAID);
                    case EXPIRED, CANCELLED -> new Answer.Moved(PAID, CaseType.PAID_AFTER_EXPIRY);
                    case PAID -> known ? REPEATED : new Answer.Contradicts(CaseType.PAID_TWICE);
                };
            case Event.Declined(Others others, boolean known, boolean deniesMoney) ->
                switch (now) {
                    case CREATED, AWAITING_PROVIDER, UNKNOWN -> known ? REPEATED : to(declined(now, others));
                    case FAILED, EXPIRED, CANCELLED -> known ? REPEATED : to(now);
                    case PAID, CONTESTED ->
                        deniesMoney ? new Answer.Contradicts(CaseType.CONTRADICTION) : known ? REPEATED : to(now);
                };
            case Event.Unclear(boolean known, boolean deniesMoney) ->
                switch (now) {
                    case CREATED, AWAITING_PROVIDER, FAILED, EXPIRED, CANCELLED -> to(UNKNOWN);
                    case UNKNOWN -> known ? REPEATED : to(now);
                    case PAID, CONTESTED ->
                        deniesMoney ? new Answer.Contradicts(CaseType.CONTRADICTION) : known ? REPEATED : to(now);
                };
            case Event.AmountDiffered() ->
                switch (now) {
                    case CREATED, AWAITING_PROVIDER, UNKNOWN, FAILED, EXPIRED, CANCELLED ->
                        new Answer.Moved(CONTESTED, CaseType.AMOUNT_DIFFERS);
                    case PAID, CONTESTED -> new Answer.Contradicts(CaseType.AMOUNT_DIFFERS);
                };
            case Event.Cancelled(boolean moneyMayCome) ->
                switch (now) {
                    case CREATED, AWAITING_PROVIDER -> moneyMayCome ? REPEATED : to(CANCELLED);
                    case FAILED, EXPIRED -> to(CANCELLED);
                    case UNKNOWN, PAID, CANCELLED, CONTESTED -> REPEATED;
                };
            case Event.TakenBack() ->
                switch (now) {
                    case PAID -> to(FAILED);
                    case CREATED, AWAITING_PROVIDER, UNKNOWN, FAILED, EXPIRED, CANCELLED, CONTESTED -> REPEATED;
                };
            case Event.TimeRanOut() ->
                switch (now) {
                    case CREATED, AWAITING_PROVIDER -> to(EXPIRED);
                    case UNKNOWN, PAID, FAILED, EXPIRED, CANCELLED, CONTESTED -> REPEATED;
                };
        };
    }

    /** An unknown payment whose last unclear attempt was declined waits for the others like any other, and like any other expires. */
    private static PaymentStatus declined(PaymentStatus now, Others others) {
        return switch (others) {
            case OVER -> FAILED;
            case AWAITED -> now == UNKNOWN ? AWAITING_PROVIDER : now;
            case UNKNOWN -> now;
        };
    }

    private static Answer to(PaymentStatus status) {
        return new Answer.Moved(status, null);
    }
}
