package vn.phigate.reconciliation.bankday;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.payments.BankRecorded;
import vn.phigate.gateway.payments.BankRecorded.Outcome;
import vn.phigate.gateway.payments.CaseType;
import vn.phigate.gateway.payments.NoticeBook;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.payments.PaymentStatus;
import vn.phigate.gateway.payments.Recorded;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.providers.BankNotice;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.reconciliation.bankday.TestCity.Counter;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.testsupport.BooksCheck;
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
        return notice(service, counter, "CK " + payment.reference(), reference);
    }

    private Outcome notice(String service, Counter counter, String narrative, @Nullable String reference) {
        var notice = new BankNotice(
                service,
                service + "/default/1",
                null,
                counter.account.number(),
                null,
                FEES_VND,
                reference,
                "1",
                narrative,
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

    private List<String> cases(Payment payment) {
        return db.list(
                "select type, status, resolution from gateway.payment_case where payment_id = ? order by id",
                r -> r.text("type") + " " + r.text("status") + " " + r.textOrNull("resolution"),
                payment.id());
    }

    private String status(String reference) {
        return db.get("select status from gateway.bank_notice where bank_reference = ?", reference)
                .orElseThrow()
                .text("status");
    }

    private List<String> casesOf(Counter counter) {
        return db.list(
                "select type, status, resolution from gateway.payment_case where type = 'unidentified_transfer' and position(? in detail) > 0 order by resolution desc, id",
                r -> r.text("type") + " " + r.text("status") + " " + r.textOrNull("resolution"),
                counter.account.number());
    }

    @Test
    void paymentIsContestedAndNobodyIsOverwritten_whenTheBankNeverBookedItsTransfer() {
        var counter = city.counter();
        Payment payment = counter.open(counter.dossier(), "vietqr");
        assertEquals(Outcome.PAID, notice("sepay", counter, payment, "FT25198-20"));
        counter.take(0, Camt.in(DAY, 5_000, "khac", "FT25198-21"));
        counter.reconcile();
        assertEquals(List.of("provisional counted"), notices(payment), "the day is not over");
        city.notBefore(DAY.plusDays(1), 8);
        counter.reconcile();
        counter.reconcile();
        assertEquals(List.of("withdrawn counted"), notices(payment));
        assertEquals(List.of("contradiction open null"), cases(payment));
        Payment after = city.payments.get(db, payment.id());
        assertEquals(PaymentStatus.PAID, after.status());
        assertEquals(
                List.of("callback paid", "bank_statement declined"),
                after.witnesses().stream().map(w -> w.kind() + " " + w.says()).toList());
        assertTrue(city.service.notices().day(db, DAY).withdrawn() >= 1);
        assertEquals(
                List.of("FT25198-20"),
                city.service.notices().list(db, DAY, NoticeBook.Status.WITHDRAWN, Paging.START, 100).stream()
                        .filter(held -> payment.id().equals(held.told().paymentId()))
                        .map(held -> held.told().bankReference())
                        .toList());

        counter.take(DAY.plusDays(1), 5_000, Camt.in(DAY.plusDays(1), FEES_VND, payment.reference(), "FT25198-20"));
        counter.reconcile(DAY.plusDays(1));
        assertEquals(List.of("corrected counted cleared"), notices(payment));
        assertEquals(List.of("contradiction resolved booked_after_all"), cases(payment));
        assertEquals(1, row(payment).whole("bank_times"));
    }

    @Test
    void feesAreDueAgain_whenTwoPeopleBelieveTheStatement_andALateLinePaysThemAnew() {
        var counter = city.counter();
        Payment payment = counter.open(counter.dossier(), "vietqr");
        assertEquals(Outcome.PAID, notice("sepay", counter, payment, "FT25198-25"));
        counter.take(0, Camt.in(DAY, 5_000, "khac", "FT25198-26"));
        city.notBefore(DAY.plusDays(1), 8);
        counter.reconcile();
        UUID contradiction = openCase(payment);
        db.inTransactionDo(tx -> city.payments.reverse(tx, contradiction, "maker", "checker"));
        assertEquals(List.of("withdrawn"), notices(payment));
        assertEquals(PaymentStatus.FAILED, city.payments.get(db, payment.id()).status());
        assertEquals(
                List.of("callback paid", "bank_statement declined"),
                city.payments.get(db, payment.id()).witnesses().stream()
                        .map(w -> w.kind() + " " + w.says())
                        .toList());
        assertEquals(0, awaitedVnd(counter, "vietqr"));
        assertEquals(List.of(), BooksCheck.all(db, new UUID[] {payment.id()}));

        counter.take(DAY.plusDays(1), 5_000, Camt.in(DAY.plusDays(1), FEES_VND, payment.reference(), "FT25198-25"));
        counter.reconcile(DAY.plusDays(1));
        assertEquals(List.of("corrected"), notices(payment));
        assertEquals(PaymentStatus.PAID, city.payments.get(db, payment.id()).status());
        assertEquals(1, row(payment).whole("bank_times"));
        assertEquals(0, awaitedVnd(counter, "vietqr"));
    }

    private UUID openCase(Payment payment) {
        return db.get("select id from gateway.payment_case where payment_id = ? and status = 'open'", payment.id())
                .orElseThrow()
                .uuid("id");
    }

    @Test
    void noticeIsCorrected_whenTheStatementShowsAnotherAmountUnderItsReference() {
        var counter = city.counter();
        Payment payment = counter.open(counter.dossier(), "vietqr");
        assertEquals(Outcome.PAID, notice("sepay", counter, payment, "FT25198-30"));
        counter.take(0, Camt.in(DAY, FEES_VND - 1_000, payment.reference(), "FT25198-30"));
        city.notBefore(DAY.plusDays(1), 8);
        counter.reconcile();
        assertEquals(List.of("corrected counted"), notices(payment));
        assertEquals(List.of("contradiction open null"), cases(payment));
        assertEquals(PaymentStatus.PAID, city.payments.get(db, payment.id()).status());
    }

    @Test
    void everyNoticeThatExplainsNothingIsACase_untilTheStatementDecides() {
        var counter = city.counter();
        assertEquals(Outcome.UNKNOWN, notice("sepay", counter, "ung ho", "FT25198-40"));
        assertEquals(Outcome.REPEATED, notice("casso", counter, "ung ho", "FT25198-40"));
        assertEquals(Outcome.NO_REFERENCE, notice("sepay", counter, "khong ma", null));
        assertEquals(Outcome.UNKNOWN, notice("sepay", counter, "ma", "FT25198-41"));
        assertEquals(
                List.of(
                        "unidentified_transfer open null",
                        "unidentified_transfer open null",
                        "unidentified_transfer open null"),
                casesOf(counter));
        counter.take(
                0,
                Camt.in(DAY, FEES_VND, "ung ho", "FT25198-40"),
                Camt.in(DAY, FEES_VND, "khong ma", "FT25198-42"),
                Camt.in(DAY, FEES_VND + 1, "khong ai bao", "FT25198-43"));
        city.notBefore(DAY.plusDays(1), 8);
        assertEquals(3, counter.reconcile().discrepancies());
        assertEquals("confirmed", status("FT25198-40"));
        assertEquals("corrected", status("SEPAY 1".toLowerCase(java.util.Locale.ROOT)));
        assertEquals("withdrawn", status("FT25198-41"));
        assertEquals(
                List.of(
                        "unidentified_transfer resolved on_statement",
                        "unidentified_transfer resolved on_statement",
                        "unidentified_transfer resolved never_booked"),
                casesOf(counter));
        List<BankLine> unannounced = city.service.notices().unannounced(db, DAY, Paging.START, 100).stream()
                .filter(line -> line.accountId().equals(counter.account.id()))
                .toList();
        assertEquals(
                List.of("FT25198-43"),
                unannounced.stream().map(BankLine::bankReference).toList());
        try (var http = city.http()) {
            var withdrawn = http.get("/v1/notices?business_day=" + DAY + "&status=withdrawn");
            assertEquals(200, withdrawn.status());
            assertTrue(withdrawn
                    .json()
                    .path("items")
                    .findValuesAsText("bank_reference")
                    .contains("FT25198-41"));
            var lines = http.get("/v1/notices/unannounced?business_day=" + DAY);
            assertTrue(lines.json()
                    .path("items")
                    .findValuesAsText("bank_reference")
                    .contains("FT25198-43"));
            assertEquals(400, http.get("/v1/notices?status=gone").status());
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
