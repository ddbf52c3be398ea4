package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.payments.PaymentStatus;
import vn.phigate.gateway.web.Whereabouts.Known;
import vn.phigate.gateway.web.Whereabouts.Place;
import vn.phigate.gateway.web.Whereabouts.Step;

class WhereaboutsTest {
    /** A Thursday. */
    private static final Instant PAID = at("2025-07-17T15:30:00+07:00");

    private static final Known UNKNOWN = new Known("970432", false, null, null, null);

    private static Instant at(String text) {
        return java.time.OffsetDateTime.parse(text).toInstant();
    }

    private static Payment payment(
            @Nullable String provider,
            @Nullable Instant recordedAt,
            @Nullable Instant bankSeenAt,
            long refundedVnd,
            List<Payment.Case> cases) {
        boolean paid = recordedAt != null;
        List<Payment.Witness> witnesses = bankSeenAt == null
                ? List.of()
                : List.of(new Payment.Witness(
                        "bank_line",
                        "bank",
                        null,
                        "paid",
                        30_000L,
                        at("2025-07-18T23:59:59+07:00"),
                        bankSeenAt,
                        UUID.randomUUID()));
        return new Payment(
                UUID.randomUUID(),
                "PG0",
                UUID.randomUUID(),
                30_000,
                0,
                paid ? 30_000 : 0,
                refundedVnd,
                paid ? PaymentStatus.PAID : PaymentStatus.AWAITING_PROVIDER,
                "vnpay",
                null,
                "t",
                PAID,
                PAID,
                paid ? PAID : null,
                recordedAt,
                bankSeenAt,
                provider,
                null,
                List.of(),
                List.of(),
                cases,
                witnesses);
    }

    private static Payment paid(String provider) {
        return payment(provider, PAID.plusSeconds(20), null, 0, List.of());
    }

    private static Step step(Payment payment, Known known, Place place, String now) {
        return Whereabouts.of(payment, known, Promises.USUAL, BankDays.WEEKENDS, at(now)).steps().stream()
                .filter(s -> s.place() == place)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void awaitsTheStatement_onTheMorningAfterTheMoneyIsDue_overTheWeekend() {
        // Paid on Thursday, due at the bank on Friday, whose statement is read on Monday.
        assertThat(step(paid("vnpay"), UNKNOWN, Place.STATEMENT, "2025-07-18T08:00:00+07:00"))
                .isEqualTo(new Step(Place.STATEMENT, null, null, at("2025-07-21T09:00:00+07:00"), false));
        assertThat(step(paid("vnpay"), UNKNOWN, Place.MATCHED, "2025-07-18T08:00:00+07:00")
                        .by())
                .isEqualTo(at("2025-07-21T10:00:00+07:00"));
        assertThat(step(paid("vietqr"), UNKNOWN, Place.STATEMENT, "2025-07-18T08:00:00+07:00")
                        .by())
                .as("a transfer is there on the same day")
                .isEqualTo(at("2025-07-18T09:00:00+07:00"));
    }

    @Test
    void isLate_onceThePromiseIsOver_andSaysSoStillWhenItIsDone() {
        assertThat(step(paid("vnpay"), UNKNOWN, Place.STATEMENT, "2025-07-21T08:59:59+07:00")
                        .late())
                .isFalse();
        assertThat(step(paid("vnpay"), UNKNOWN, Place.STATEMENT, "2025-07-21T09:00:01+07:00")
                        .late())
                .isTrue();
        var read = at("2025-07-22T08:00:00+07:00");
        var seen = payment("vnpay", PAID.plusSeconds(20), at("2025-07-22T08:05:00+07:00"), 0, List.of());
        var known = new Known("970432", false, read, PAID, null);
        assertThat(step(seen, known, Place.STATEMENT, "2025-07-23T08:00:00+07:00"))
                .isEqualTo(new Step(Place.STATEMENT, read, null, at("2025-07-21T09:00:00+07:00"), true));
        assertThat(step(seen, known, Place.MATCHED, "2025-07-23T08:00:00+07:00"))
                .as("matched that morning, although the statement came a day late")
                .isEqualTo(new Step(
                        Place.MATCHED, at("2025-07-22T08:05:00+07:00"), null, at("2025-07-22T10:00:00+07:00"), false));
    }

    @Test
    void givesALateFileItsTime_beforeTheMatchIsCalledLate() {
        var read = at("2025-07-21T16:00:00+07:00");
        var known = new Known("970432", false, read, PAID, null);
        assertThat(step(
                                payment("vnpay", PAID, at("2025-07-21T16:59:00+07:00"), 0, List.of()),
                                known,
                                Place.MATCHED,
                                "2025-07-23T08:00:00+07:00")
                        .late())
                .isFalse();
        assertThat(step(
                                payment("vnpay", PAID, at("2025-07-22T11:00:00+07:00"), 0, List.of()),
                                known,
                                Place.MATCHED,
                                "2025-07-23T08:00:00+07:00")
                        .late())
                .isTrue();
    }

    @Test
    void showsTheDayAlone_whereTheHourIsNotKnown() {
        var seen = payment("bank", PAID, at("2025-07-21T09:30:00+07:00"), 0, List.of());
        assertThat(step(seen, UNKNOWN, Place.PROVIDER, "2025-07-23T08:00:00+07:00"))
                .isEqualTo(new Step(Place.PROVIDER, null, LocalDate.of(2025, 7, 17), null, false));
        assertThat(step(seen, UNKNOWN, Place.STATEMENT, "2025-07-23T08:00:00+07:00"))
                .as("read before the moment was kept")
                .isEqualTo(new Step(Place.STATEMENT, null, LocalDate.of(2025, 7, 18), null, false));
    }

    @Test
    void callsAProviderLate_thatReportedLate_orIsOverdue() {
        assertThat(step(
                                payment("momo", PAID.plusSeconds(61), null, 0, List.of()),
                                UNKNOWN,
                                Place.PROVIDER,
                                "2025-07-18T08:00:00+07:00")
                        .late())
                .isTrue();
        var silent = payment(null, null, null, 0, List.of());
        assertThat(step(silent, UNKNOWN, Place.PROVIDER, "2025-07-18T08:00:00+07:00"))
                .isEqualTo(new Step(Place.PROVIDER, null, null, null, false));
        assertThat(step(
                                silent,
                                new Known("970432", true, null, null, null),
                                Place.PROVIDER,
                                "2025-07-18T08:00:00+07:00")
                        .late())
                .isTrue();
    }

    @Test
    void measuresTheReceipt_fromTheConfirmationOn() {
        var payment = paid("vnpay");
        assertThat(step(payment, UNKNOWN, Place.RECEIPT, "2025-07-19T08:00:00+07:00"))
                .as("waits for another witness, and is not late")
                .isEqualTo(new Step(Place.RECEIPT, null, null, null, false));
        var confirmed = new Known("970432", false, null, PAID.plusSeconds(20), null);
        assertThat(step(payment, confirmed, Place.RECEIPT, "2025-07-17T15:35:20+07:00")
                        .late())
                .isFalse();
        assertThat(step(payment, confirmed, Place.RECEIPT, "2025-07-17T15:35:21+07:00")
                        .late())
                .isTrue();
    }

    @Test
    void waitsForNoStatement_whenAllWasGivenBackBefore() {
        var back = payment("vnpay", PAID, null, 30_000, List.of());
        assertThat(step(back, UNKNOWN, Place.STATEMENT, "2025-08-01T08:00:00+07:00"))
                .isEqualTo(new Step(Place.STATEMENT, null, null, null, false));
    }

    @Test
    void promisesADecision_inBankDays_asLongAsACaseIsOpen() {
        var open = new Payment.Case(
                UUID.randomUUID(), "paid_twice", 30_000, "open", null, at("2025-07-17T23:00:00+07:00"));
        var resolved = new Payment.Case(
                UUID.randomUUID(), "paid_after_expiry", 0, "resolved", "settled_late", at("2025-07-01T09:00:00+07:00"));
        var money = Whereabouts.of(
                payment("vnpay", PAID, null, 0, List.of(resolved, open)),
                UNKNOWN,
                Promises.USUAL,
                BankDays.WEEKENDS,
                at("2025-07-24T23:00:00+07:00"));
        assertThat(money.decideBy()).isEqualTo(LocalDate.of(2025, 7, 24));
        assertThat(money.overdue()).isFalse();
        assertThat(Whereabouts.of(
                                payment("vnpay", PAID, null, 0, List.of(resolved)),
                                UNKNOWN,
                                Promises.USUAL,
                                BankDays.WEEKENDS,
                                PAID)
                        .decideBy())
                .isNull();
    }
}
