package vn.phigate.gateway.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One transfer between two accounts of the books.
 *
 * @param amountVnd whole đồng, above 0
 * @param businessDay the day it belongs to, by the time of whoever moved the money
 * @param occurredAt when the money moved, by the provider's or bank's time
 * @param kind what happened, e.g. {@code provider_paid}
 * @param source the event that caused it; (source, kind) is booked once, a second time changes nothing
 * @param paymentId null when no payment is known
 */
public record Transfer(
        LedgerAccount debit,
        LedgerAccount credit,
        long amountVnd,
        LocalDate businessDay,
        Instant occurredAt,
        String kind,
        String source,
        @Nullable UUID paymentId) {}
