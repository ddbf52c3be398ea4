package vn.phigate.reconciliation.bankday;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;
import static vn.phigate.reconciliation.bankday.TestCity.rule;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.reconciliation.closing.Closing;
import vn.phigate.reconciliation.closing.Correction;
import vn.phigate.reconciliation.closing.Corrections;
import vn.phigate.reconciliation.closing.Term;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.statements.Statements;
import vn.phigate.testsupport.Database;

@Database
class CorrectionsTest {
    private static final LocalDate NEXT = DAY.plusDays(1);
    private final TestCity city;
    private final Db db;

    CorrectionsTest(Db db) {
        this.db = db;
        this.city = new TestCity(db);
    }

    @Test
    void lateFileIsBookedOnTheFirstOpenDay_andTheClosedDayStays() {
        var counter = city.counter();
        Payment late = counter.paid();
        counter.take(1_000, Camt.in(DAY, 5_000, "?", "A"));
        counter.reconcile();
        Closing closed = counter.close(DAY);
        // The bank sends the day again: A is gone, another and the payment are there, twice the same.
        var again = counter.take(
                1_000,
                Camt.in(DAY, 7_000, "hai lan", "B"),
                Camt.in(DAY, 7_000, "hai lan", "B"),
                Camt.in(DAY, FEES_VND, late.reference(), "C"));
        assertThat(rule(again)).contains("line_differs", "day_closed");

        Correction proposed = propose(counter, again.file().id(), List.of());
        assertThat(proposed.kind()).isEqualTo("statement");
        assertThat(proposed.lines()).hasSize(4);
        assertThat(proposed.amountVnd()).isEqualTo(7_000 + 7_000 + FEES_VND - 5_000);
        assertRefused("correction_known", () -> propose(counter, again.file().id(), List.of()));
        assertRefused("correction_four_eyes", () -> approve(counter, proposed, "anna"));
        Correction approved = approve(counter, proposed, "binh");
        assertThat(approved.bookedOn()).isEqualTo(NEXT);
        assertThat(approve(counter, proposed, "chi")).isEqualTo(approved);

        // The bank's next statement begins with what it corrected.
        long closing = 1_000 + 7_000 + 7_000 + FEES_VND;
        counter.take(NEXT, closing, Camt.in(NEXT, 2_000, "?", "D"));
        counter.reconcile(NEXT);
        Closing next = counter.close(NEXT);
        assertThat(next.content().openingVnd()).isEqualTo(closed.content().closingVnd());
        assertThat(next.content().closingVnd()).isEqualTo(closing + 2_000);
        assertThat(next.content().lineCount()).isEqualTo(5);
        assertThat(next.content().buckets())
                .anySatisfy(bucket -> assertThat(bucket.items()).anySatisfy(item -> {
                    assertThat(bucket.bucket()).isEqualTo("matched");
                    assertThat(item.paymentId()).isEqualTo(late.id());
                }));
        assertThat(next.content().corrections()).singleElement().satisfies(told -> {
            assertThat(told.correction()).isEqualTo(proposed.id());
            assertThat(told.closedDay()).isEqualTo(DAY);
            assertThat(told.approvedBy()).isEqualTo("binh");
        });
        assertThat(city.service.closings().get(db, closed.id())).isEqualTo(closed);
        assertThat(counter.bankVnd(NEXT)).isEqualTo(proposed.amountVnd() + 2_000);
        // Both days show it.
        for (LocalDate day : List.of(DAY, NEXT)) {
            assertThat(city.service.closings().corrections().list(db, counter.account.id(), day, new UUID(0, 0), 10))
                    .hasSize(1);
        }
    }

    @Test
    void aDayOfCorrectionsAlone_closesWithoutAStatement() {
        var counter = city.counter();
        counter.take(0, Camt.in(DAY, 5_000, "?", "A"));
        counter.reconcile();
        counter.close(DAY);
        var lines = List.of(new Statements.NewLine(3_000, "Ngân hàng trả thiếu", "X1"));
        approve(counter, propose(counter, null, lines), "binh");
        LocalDate later = DAY.plusDays(4);
        counter.take(later, 8_000, Camt.in(later, 1_000, "?", "B"));
        counter.reconcile(later);
        assertRefused("day_before_open", () -> counter.prepare(later, "anna"));
        Closing between = counter.close(NEXT);
        assertThat(between.content().openingVnd()).isEqualTo(5_000);
        assertThat(between.content().closingVnd()).isEqualTo(8_000);
        assertThat(counter.close(later).content().closingVnd()).isEqualTo(9_000);
    }

    @Test
    void whatIsMatchedLater_isToldInTheNextProof_onceAndByTwoPeople() {
        var counter = city.counter();
        Payment silent = counter.open(counter.dossier(), "vnpay");
        counter.take(0, Camt.in(DAY, FEES_VND, silent.reference(), "A"));
        counter.reconcile();
        Closing closed = counter.close(DAY);
        assertThat(closed.content().buckets())
                .singleElement()
                .satisfies(b -> assertThat(b.bucket()).isEqualTo("provider_silent"));
        city.at(NEXT, 10);
        counter.report(silent);
        counter.take(NEXT, FEES_VND, Camt.in(NEXT, 1_000, "?", "B"));
        counter.reconcile(NEXT);
        Closing next = counter.close(NEXT);
        assertThat(next.content().corrections()).singleElement().satisfies(told -> {
            assertThat(told.kind()).isEqualTo("reclassified");
            assertThat(told.closedDay()).isEqualTo(DAY);
            assertThat(told.lines()).singleElement().satisfies(line -> {
                assertThat(line.from()).startsWith("provider_silent");
                assertThat(line.to()).startsWith("matched");
            });
        });
        assertThat(city.service.closings().corrections().list(db, counter.account.id(), DAY, new UUID(0, 0), 10))
                .singleElement()
                .satisfies(c -> {
                    assertThat(c.proposedBy()).isEqualTo("anna");
                    assertThat(c.approvedBy()).isEqualTo("binh");
                    assertThat(c.bookedOn()).isEqualTo(NEXT);
                });
        assertThat(city.service.closings().get(db, closed.id())).isEqualTo(closed);
        LocalDate third = DAY.plusDays(2);
        counter.take(third, FEES_VND + 1_000, Camt.in(third, 1_000, "?", "C"));
        counter.reconcile(third);
        assertThat(counter.close(third).content().corrections()).isEmpty();
    }

    @Test
    void refuses_whenTheDayIsOpenOrTheFileSaysNothingNew() {
        var counter = city.counter();
        var file = counter.take(0, Camt.in(DAY, 5_000, "?", "A"));
        assertRefused("day_not_closed", () -> propose(counter, null, List.of()));
        counter.reconcile();
        counter.close(DAY);
        assertRefused("not_of_this_day", () -> propose(counter, file.file().id(), List.of()));
        assertThat(propose(counter, null, List.of()).kind()).isEqualTo("note");
    }

    @Test
    void isAppendOnly_alsoBySql() {
        var counter = city.counter();
        counter.take(0, Camt.in(DAY, 5_000, "?", "A"));
        counter.reconcile();
        counter.close(DAY);
        Correction note = propose(counter, null, List.of());
        assertThatThrownBy(() -> db.run(
                        "update reconciliation.correction set status = 'approved', approved_by = 'anna', approved_at = now(), booked_on = ? where id = ?",
                        NEXT,
                        note.id()))
                .isInstanceOfSatisfying(
                        ConstraintViolation.class,
                        e -> assertThat(e.constraint()).isEqualTo("correction_four_eyes"));
        approve(counter, note, "binh");
        for (String sql : List.of(
                "update reconciliation.correction set reason = 'x' where id = ?",
                "delete from reconciliation.correction where id = ?")) {
            assertThatThrownBy(() -> db.inTransactionDo(tx -> {
                        tx.run("set local role none");
                        tx.run(sql, note.id());
                    }))
                    .isInstanceOfSatisfying(
                            DatabaseException.class,
                            e -> assertThat(e.sqlState()).isEqualTo("23001"));
        }
    }

    @Test
    void moneyIsLate_whenTheStatementOfItsDueDayDoesNotShowIt() {
        var counter = city.counter();
        // Thursday; due on Friday.
        Payment overdue = counter.paid();
        counter.take(0, Camt.in(DAY, 1_000, "?", "A"));
        counter.reconcile();
        assertThat(counter.openTypes(NEXT)).isEmpty();
        Closing first = counter.close(DAY);
        assertThat(first.content().inTransit()).singleElement().satisfies(t -> {
            assertThat(t.dueOn()).isEqualTo(NEXT);
            assertThat(t.late()).isFalse();
        });
        assertThat(first.content().dossierSide())
                .extracting(Term::name, Term::dueOn, Term::amountVnd)
                .containsExactly(
                        tuple("settled", null, FEES_VND),
                        tuple("at_bank", null, 0L),
                        tuple("in_transit", NEXT, FEES_VND));
        // The day after is over, but its statement is not here: nobody can say so yet.
        city.at(DAY.plusDays(4), 9);
        counter.reconcile(NEXT);
        assertThat(counter.openTypes(NEXT)).isEmpty();
        counter.take(NEXT, 1_000, Camt.in(NEXT, 2_000, "?", "B"));
        counter.reconcile(NEXT);
        counter.reconcile(NEXT);
        assertThat(counter.openTypes(NEXT)).containsEntry("late", 1L);
        assertThat(counter.close(NEXT).content().inTransit())
                .singleElement()
                .satisfies(t -> assertThat(t.late()).isTrue());
        LocalDate monday = DAY.plusDays(4);
        counter.take(monday, 3_000, Camt.in(monday, FEES_VND, overdue.reference(), "C"));
        city.at(monday.plusDays(1), 9);
        counter.reconcile(monday);
        assertThat(counter.openTypes(NEXT)).doesNotContainKey(Unmatched.LATE.code());
    }

    private Correction propose(TestCity.Counter counter, @Nullable UUID file, List<Statements.NewLine> lines) {
        return db.inTransaction(tx -> city.service
                .closings()
                .corrections()
                .propose(
                        tx,
                        counter.account,
                        new Corrections.NewCorrection(DAY, "Ngân hàng gửi lại", file, lines),
                        "anna"));
    }

    private Correction approve(TestCity.Counter counter, Correction correction, String by) {
        return db.inTransaction(
                tx -> city.service.closings().corrections().approve(tx, counter.account, correction.id(), by));
    }

    private static void assertRefused(String code, Runnable act) {
        assertThatThrownBy(act::run)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.type().code()).isEqualTo(code));
    }
}
