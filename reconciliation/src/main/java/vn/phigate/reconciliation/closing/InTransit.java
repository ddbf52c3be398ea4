package vn.phigate.reconciliation.closing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Money that belongs to the account up to the end of a day and that its bank has not shown by then: a payment that its provider reported, or an order to move
 * money from a former account. No bank line, so no part of the bank's side; it is a term of the dossiers' side.
 *
 * @param paymentId null for an order
 * @param transferOrder the order; null for a payment, and then not written, so that proofs of payments stay as they were
 * @param dossiers of the payment, or the order's code with whose account it comes from
 * @param provider who owes it; {@code transfer_order} for an order
 * @param dueOn the last day on which it may come without being late; null in closings from before there was a calendar
 * @param late that day is over
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InTransit(
        @Nullable UUID paymentId,
        @Nullable UUID transferOrder,
        String dossiers,
        long amountVnd,
        String provider,
        Instant paidAt,
        @Nullable LocalDate dueOn,
        boolean late) {
    static final String TRANSFER_ORDER = "transfer_order";
}
