package vn.phigate.reconciliation.bankday;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.payments.BankRecorded;
import vn.phigate.gateway.payments.BankRecorded.Outcome;
import vn.phigate.gateway.payments.CaseType;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.payments.PaymentStatus;
import vn.phigate.gateway.payments.Recorded;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.providers.BankNotice;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.reconciliation.bankday.TestCity.Counter;
import vn.phigate.testsupport.Database;

/** One transfer, seen by notice services and by the statement, is one. */
@Database
class BankNoticeTest {
    private final TestCity city;
    private final Db db;

    BankNoticeTest(Db db) {
        this.db = db;
        this.city = new TestCity(db);
    }

    private Outcome notice(String service, Counter counter, Payment payment, String reference) {
        var notice = new BankNotice(
                service,
                service + "/default/1",
                null,
                counter.account.number(),
                null,
                FEES_VND,
                reference,
                "1",
                "CK " + payment.reference(),
                BusinessDay.startOf(DAY).plus(Duration.ofHours(10)));
        BankRecorded recorded = db.inTransaction(
                tx -> city.payments.record(tx, notice, (service + reference).getBytes(StandardCharsets.UTF_8)));
        return recorded.outcome();
    }

    private Row row(Payment payment) {
        return db.get(
                        "select provider_times, bank_times, (select count(*) from gateway.payment_case c where c.payment_id = p.id) as cases from gateway.payment p where id = ?",
                        payment.id())
                .orElseThrow();
    }

    private List<String> notices(Payment payment) {
        return db.list(
                "select status, counted, cleared from gateway.bank_notice where payment_id = ? order by bank_reference, received_at",
                r -> r.text("status") + (r.flag("counted") ? " counted" : "") + (r.flag("cleared") ? " cleared" : ""),
                payment.id());
    }

    private void assertBooksAreClean(Counter counter, long suspenseVnd) {
        assertEquals(-suspenseVnd, counter.suspenseVnd(DAY));
        assertEquals(0, city.ledger.movementVnd(db, LedgerAccount.clearing("vietqr", counter.account.id()), DAY));
        assertEquals(0, city.ledger.movementVnd(db, LedgerAccount.clearing("vnpay", counter.account.id()), DAY));
    }

    @Test
    void oneTransferIsOne_whenTwoServicesAndTheStatementShowIt() {
        var counter = city.counter();
        Payment payment = counter.open(counter.dossier(), "vietqr");
        assertEquals(Outcome.PAID, notice("sepay", counter, payment, "ft25198-1"));
        assertEquals(Outcome.REPEATED, notice("casso", counter, payment, "FT25198-1"));
        assertEquals(List.of("provisional counted"), notices(payment));
        counter.take(0, Camt.in(DAY, FEES_VND, payment.reference(), "FT25198-1"));
        assertEquals(List.of("confirmed counted"), notices(payment));
        assertEquals(1, counter.reconcile().matched());
        assertEquals(List.of("confirmed counted cleared"), notices(payment));
        assertEquals(1, row(payment).whole("provider_times"));
        assertEquals(1, row(payment).whole("bank_times"));
        assertEquals(0, row(payment).whole("cases"));
        assertBooksAreClean(counter, 0);
        assertEquals(Map.of(), counter.openTypes(DAY));
        assertEquals("closed", counter.close(DAY).status());
    }

    @Test
    void lineIsKnownByItsReference_whenTheBankCutItsNarrative() {
        var counter = city.counter();
        Payment payment = counter.open(counter.dossier(), "vietqr");
        Payment other = counter.open(counter.dossier(), "vietqr");
        assertEquals(Outcome.PAID, notice("sepay", counter, payment, "FT25198-7"));
        counter.take(
                0,
                Camt.in(DAY, FEES_VND, "MBVCB.123.CHUYEN TIEN", "FT25198-8"),
                Camt.in(DAY, FEES_VND, "MBVCB.124.CHUYEN TIEN", "FT25198-7"));
        assertEquals(1, counter.reconcile().matched());
        assertEquals(List.of("confirmed counted cleared"), notices(payment));
        assertEquals(1, row(payment).whole("bank_times"));
        assertEquals(0, row(other).whole("bank_times"));
        assertEquals(Map.of("unidentified", 1L), counter.openTypes(DAY));
    }

    @Test
    void lateNoticeChangesNothing_whenTheStatementPaidAlready() {
        var counter = city.counter();
        Payment payment = counter.open(counter.dossier(), "vietqr");
        counter.take(0, Camt.in(DAY, FEES_VND, payment.reference(), "FT25198-2"));
        assertEquals(1, counter.reconcile().matched());
        assertEquals(Outcome.ON_STATEMENT, notice("sepay", counter, payment, "FT25198-2"));
        assertEquals(Outcome.REPEATED, notice("payos", counter, payment, "FT25198-2"));
        assertEquals(Outcome.AWAITS_STATEMENT, notice("sepay", counter, payment, "FT25198-2B"));
        assertEquals(List.of("confirmed", "provisional"), notices(payment));
        assertEquals(1, row(payment).whole("provider_times"));
        assertEquals(1, row(payment).whole("bank_times"));
        assertEquals(0, row(payment).whole("cases"));
        assertBooksAreClean(counter, 0);
    }

    @Test
    void lineStillPays_whenItsNoticeComesBetweenBookingAndMatching() {
        var counter = city.counter();
        Payment payment = counter.open(counter.dossier(), "vietqr");
        counter.take(0, Camt.in(DAY, FEES_VND, payment.reference(), "FT25198-3"));
        assertEquals(Outcome.ON_STATEMENT, notice("sepay", counter, payment, "FT25198-3"));
        assertEquals(1, counter.reconcile().matched());
        assertEquals(PaymentStatus.PAID, city.payments.get(db, payment.id()).status());
        assertEquals(1, row(payment).whole("bank_times"));
        assertBooksAreClean(counter, 0);
    }

    @Test
    void surplusIsSeenToo_whenASecondTransferWasReported() {
        var counter = city.counter();
        Payment payment = counter.open(counter.dossier(), "vietqr");
        assertEquals(Outcome.PAID, notice("sepay", counter, payment, "FT25198-4"));
        assertEquals(Outcome.PAID_TWICE, notice("casso", counter, payment, "FT25198-5"));
        counter.take(
                0,
                Camt.in(DAY, FEES_VND, payment.reference(), "FT25198-5"),
                Camt.in(DAY, FEES_VND, payment.reference(), "FT25198-4"));
        assertEquals(2, counter.reconcile().matched());
        assertEquals(List.of("confirmed counted cleared", "confirmed counted cleared"), notices(payment));
        assertEquals(2, row(payment).whole("bank_times"));
        assertEquals(1, row(payment).whole("cases"));
        assertBooksAreClean(counter, FEES_VND);
    }

    /** Whichever line comes first, each clears the money of the one who reported it. */
    @Test
    void eachLineClearsItsOwn_whenAProviderAndATransferPaidBoth() {
        for (List<String> order : List.of(List.of("FT25198-6", "VNP"), List.of("VNP", "FT25198-6"))) {
            var counter = city.counter();
            Payment payment = counter.open(counter.dossier(), "vnpay");
            Payment again = db.inTransaction(tx -> city.payments
                    .startAttempt(tx, payment.id(), "vietqr", null, "127.0.0.1", "vi")
                    .payment());
            assertEquals(Outcome.PAID, notice("sepay", counter, again, "FT25198-6"));
            reportedByProvider(payment);
            for (int i = 0; i < order.size(); i++) {
                boolean transfer = order.get(i).startsWith("FT");
                String named = transfer
                        ? payment.reference()
                        : "TT " + payment.lastAttempt().orderId();
                counter.take(DAY.plusDays(i), i * FEES_VND, Camt.in(DAY.plusDays(i), FEES_VND, named, order.get(i)));
                assertEquals(1, counter.reconcile(DAY.plusDays(i)).matched(), order + " " + i);
                assertEquals(i == 0 && !transfer ? FEES_VND : 0, awaitedVnd(counter, "vietqr"), order + " " + i);
                assertEquals(i == 0 && transfer ? FEES_VND : 0, awaitedVnd(counter, "vnpay"), order + " " + i);
            }
            assertEquals(2, row(payment).whole("bank_times"));
        }
    }

    private long awaitedVnd(Counter counter, String provider) {
        LedgerAccount clearing = LedgerAccount.clearing(provider, counter.account.id());
        return city.ledger.movementVnd(db, clearing, DAY) + city.ledger.movementVnd(db, clearing, DAY.plusDays(1));
    }

    private void reportedByProvider(Payment payment) {
        var said = new Notice(
                "vnpay",
                "callback",
                payment.lastAttempt().orderId(),
                "T1",
                FEES_VND,
                Notice.Result.PAID,
                "V" + payment.reference(),
                BusinessDay.startOf(DAY).plus(Duration.ofHours(11)),
                "00",
                payment.reference().getBytes(StandardCharsets.UTF_8));
        assertEquals(
                new Recorded.Contradicts(payment.id(), CaseType.PAID_TWICE),
                db.inTransaction(tx -> city.payments.record(tx, List.of(said))).getFirst());
    }
}
