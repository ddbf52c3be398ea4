package vn.phigate.gateway.web;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.time.BusinessDay;

/**
 * Where the money of one payment is: four steps, each with when it happened, by when it was to happen, and whether it is or was late.
 *
 * @param steps in their order; no receipt is waited for where nothing was settled
 * @param decideBy the day by which people decide about money that did not fit; null when none waits for them
 * @param overdue whether that day is over
 */
public record Whereabouts(List<Step> steps, @Nullable LocalDate decideBy, boolean overdue) {
    private static final String BANK = "bank";

    /** What happens to money, in this order. */
    public enum Place {
        PROVIDER,
        STATEMENT,
        MATCHED,
        RECEIPT
    }

    /**
     * @param at when it happened; null while it has not, or when only the day is known
     * @param on the day, where the hour is not known
     * @param by when it is to happen at the latest; null while that depends on a step before
     * @param late whether {@code by} was over, or is
     */
    public record Step(
            Place place,
            @Nullable Instant at,
            @Nullable LocalDate on,
            @Nullable Instant by,
            boolean late) {
        public boolean done() {
            return at != null || on != null;
        }
    }

    /**
     * What is known about a payment beside itself.
     *
     * @param bin of the bank of its account
     * @param waiting whether the provider's word is overdue
     * @param lineReadAt when the statement line of the money was read; null while there is none, or when that was not kept
     * @param confirmedAt since when its receipt may be made; null until then
     * @param receiptAt when its last receipt was numbered; null until then
     */
    record Known(
            String bin,
            boolean waiting,
            @Nullable Instant lineReadAt,
            @Nullable Instant confirmedAt,
            @Nullable Instant receiptAt) {}

    static Whereabouts of(Payment payment, Known known, Promises promises, BankDays days, Instant now) {
        var steps = new ArrayList<Step>();
        steps.add(provider(payment, known, promises));
        Step statement = statement(payment, known, promises, days, now);
        steps.add(statement);
        steps.add(matched(payment, statement, promises, now));
        if (payment.paidAt() == null || payment.surplusVnd() < payment.amountVnd()) {
            steps.add(receipt(known, promises, now));
        }
        LocalDate decideBy = payment.cases().stream()
                .filter(c -> c.status().equals("open"))
                .map(Payment.Case::openedAt)
                .min(Instant::compareTo)
                .map(opened -> days.after(BusinessDay.of(opened), promises.decideBankDays()))
                .orElse(null);
        return new Whereabouts(
                List.copyOf(steps),
                decideBy,
                decideBy != null && BusinessDay.of(now).isAfter(decideBy));
    }

    /** A statement that paid by itself knows the day alone. */
    private static Step provider(Payment payment, Known known, Promises promises) {
        Instant paidAt = payment.paidAt();
        Instant recordedAt = payment.recordedAt();
        if (paidAt == null || recordedAt == null) {
            return new Step(Place.PROVIDER, null, null, null, known.waiting());
        } else if (BANK.equals(payment.provider())) {
            return new Step(Place.PROVIDER, null, BusinessDay.of(paidAt), null, false);
        }
        Instant by = paidAt.plus(promises.provider());
        return new Step(Place.PROVIDER, paidAt, null, by, recordedAt.isAfter(by));
    }

    private static Step statement(Payment payment, Known known, Promises promises, BankDays days, Instant now) {
        Instant paidAt = payment.paidAt();
        Instant by = null;
        // What was all given back before the bank showed it is not on its way any more.
        boolean expected = payment.bankSeenAt() != null || payment.refundableVnd() > 0;
        if (paidAt != null && expected && !BANK.equals(payment.provider())) {
            LocalDate due = days.dueOn(Objects.requireNonNullElse(payment.provider(), ""), known.bin(), paidAt);
            by = at(days.after(due, 1), promises.statementBy());
        }
        if (payment.bankSeenAt() == null) {
            return new Step(Place.STATEMENT, null, null, by, by != null && now.isAfter(by));
        }
        Instant readAt = known.lineReadAt();
        return new Step(
                Place.STATEMENT,
                readAt,
                readAt == null ? bankDay(payment) : null,
                by,
                by != null && readAt != null && readAt.isAfter(by));
    }

    private static Step matched(Payment payment, Step statement, Promises promises, Instant now) {
        Instant readAt = statement.at();
        Instant byStatement = statement.by();
        Duration between = Duration.between(promises.statementBy(), promises.matchedBy());
        Instant by = byStatement == null ? null : byStatement.plus(between);
        if (readAt != null) {
            // The same morning; a file that came later in the day is matched as long after it.
            Instant morning = at(BusinessDay.of(readAt), promises.matchedBy());
            Instant after = readAt.plus(between);
            by = after.isAfter(morning) ? after : morning;
        }
        Instant at = payment.bankSeenAt();
        // Where the line's reading was not kept there is nothing to hold the match against.
        boolean late = by != null && (at == null ? now.isAfter(by) : readAt != null && at.isAfter(by));
        return new Step(Place.MATCHED, at, null, by, late);
    }

    private static Step receipt(Known known, Promises promises, Instant now) {
        Instant from = known.confirmedAt();
        Instant by = from == null ? null : from.plus(promises.receipt());
        Instant at = known.receiptAt();
        return new Step(Place.RECEIPT, at, null, by, by != null && (at == null ? now : at).isAfter(by));
    }

    private static LocalDate bankDay(Payment payment) {
        return payment.witnesses().stream()
                .filter(Payment.Witness::bankLine)
                .map(Payment.Witness::occurredAt)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .or(() -> java.util.Optional.ofNullable(payment.bankSeenAt()))
                .map(BusinessDay::of)
                .orElseThrow();
    }

    private static Instant at(LocalDate day, java.time.LocalTime hour) {
        return day.atTime(hour).atZone(BusinessDay.ZONE).toInstant();
    }
}
