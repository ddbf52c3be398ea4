package vn.phigate.gateway.payments;

import java.util.UUID;

/** What a provider's word did, once it is committed. The provider's own answer follows from it. */
public sealed interface Recorded {
    /** The word changed the payment. */
    record Moved(UUID paymentId, PaymentStatus to) implements Recorded {}

    /** The word was in the books already. */
    record Repeated(UUID paymentId) implements Recorded {}

    /** The word contradicts the books; both stand, and a case is open. */
    record Contradicts(UUID paymentId, CaseType opens) implements Recorded {}

    /** The word is about another amount, or another beneficiary, than was ordered; a case is open. */
    record AmountDiffers(UUID paymentId) implements Recorded {}

    /** No order of this provider and terminal has this id. */
    record UnknownOrder() implements Recorded {}
}
