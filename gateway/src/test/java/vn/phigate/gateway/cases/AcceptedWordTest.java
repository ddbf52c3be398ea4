package vn.phigate.gateway.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.BankCalls;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.Ipn;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.NoticeBook;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.BooksCheck;
import vn.phigate.testsupport.Database;

/** A provider reports money and then denies it; two people believe the later word. */
@Database
class AcceptedWordTest {
    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database, settings -> settings.with(BankCalls.services(true)));
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static Paying paidThenDenied() {
        Paying payment = city.pay("vnpay");
        assertThat(city.code(payment.success())).isEqualTo("00");
        city.callback(Ipn.declined(payment.orderId(), 30_000));
        assertThat(city.cases(payment.id())).containsExactly("contradiction 30000");
        return payment;
    }

    private static String openCase(Paying payment, String type) {
        return city.row(
                        "select id from gateway.payment_case where payment_id = ? and type = ? and status = 'open'",
                        payment.id(),
                        type)
                .uuid("id")
                .toString();
    }

    private static Http.Answer resolve(String caseId, String resolution) {
        return city.http()
                .post(
                        "/v1/cases/" + caseId + "/resolve",
                        RunningGateway.MAKER,
                        "{\"resolution\":\"" + resolution + "\",\"note\":\"VNPay xác nhận bằng văn bản\"}");
    }

    private static Http.Answer approve(String caseId) {
        return city.http().post("/v1/cases/" + caseId + "/approve", RunningGateway.CHECKER, "");
    }

    private static void taken(Http.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @Test
    void isDueAgain_booksAreCounteredAndTheReceiptIsWithdrawn() {
        Paying payment = paidThenDenied();
        await().until(() -> !city.payment(payment.id()).path("receipts").isEmpty());
        String code =
                city.payment(payment.id()).path("receipts").get(0).path("code").asText();
        await().until(() -> city.http().get("/receipts/" + code + ".json").status() == 200);
        while (city.gateway().payments().bookObligations() > 0) {
            // Until everything that was paid is booked as over.
        }
        String caseId = openCase(payment, "contradiction");
        taken(resolve(caseId, "accept_word"));
        assertThat(city.status(payment.id()))
                .as("one person alone changes nothing")
                .isEqualTo("paid");
        taken(approve(caseId));

        assertThat(city.status(payment.id())).isEqualTo("failed");
        assertThat(city.obligations(payment.dossier())).containsOnly("due");
        assertThat(city.transfers(payment.id())).containsExactly("paid_reversed 30000", "provider_paid 30000");
        assertThat(city.payment(payment.id())
                        .path("receipts")
                        .get(0)
                        .path("withdrawn")
                        .asBoolean())
                .isTrue();
        assertThat(city.http().get("/verify/" + code).text()).contains("Biên lai đã bị thu hồi");
        assertThat(city.count(
                        "select count(*) as n from gateway.outbox where kind = 'payment.reversed' and payment_id = ?",
                        payment.id()))
                .isEqualTo(1);
        while (city.gateway().payments().bookObligations() > 0) {
            // Owed anew.
        }
        assertThat(BooksCheck.all(city.owner(), new UUID[] {payment.id()})).isEmpty();

        // The old call, sent again, pays nothing; what is due is paid by another payment.
        city.code(payment.success());
        assertThat(city.status(payment.id())).isEqualTo("failed");
        Paying next = city.pay(payment.dossier(), "vnpay");
        assertThat(city.code(next.success())).isEqualTo("00");
        assertThat(city.obligations(payment.dossier())).containsOnly("paid");
        while (city.gateway().payments().bookObligations() > 0) {
            // And over again.
        }
        await().until(() -> !city.payment(next.id()).path("receipts").isEmpty());
        assertThat(BooksCheck.all(city.owner(), new UUID[] {payment.id(), next.id()}))
                .isEmpty();
        assertThat(BooksCheck.OTHER_BALANCES.violations(city.owner(), null)).isEmpty();
    }

    @Test
    void newWordOverTheMoneyIsForPeople_andThenBookedOnce() {
        Paying payment = paidThenDenied();
        String caseId = openCase(payment, "contradiction");
        resolve(caseId, "accept_word");
        taken(approve(caseId));
        city.code(payment.success().with("vnp_TransactionNo", "15079998"));
        assertThat(city.status(payment.id())).isEqualTo("contested");
        assertThat(city.obligations(payment.dossier()))
                .as("nobody else may pay it meanwhile")
                .containsOnly("pending");
        String again = openCase(payment, "paid_after_reversal");
        resolve(again, "accept_amount");
        taken(approve(again));
        assertThat(city.status(payment.id())).isEqualTo("paid");
        assertThat(city.transfers(payment.id()))
                .containsExactly("accepted_paid 30000", "paid_reversed 30000", "provider_paid 30000");
        await().until(() -> city.payment(payment.id()).path("receipts").size() >= 1
                && city.count(
                                "select count(*) as n from gateway.receipt where payment_id = ? and withdrawn_at is null",
                                payment.id())
                        == 1);
        assertThat(BooksCheck.all(city.owner(), new UUID[] {payment.id()})).isEmpty();
    }

    @Test
    void otherMoneyTakesItsPlace_whenTwoProvidersHadPaid() {
        Paying payment = city.pay("vnpay");
        city.code(payment.success());
        city.code(payment.success().with("vnp_TransactionNo", "15079997"));
        city.callback(Ipn.declined(payment.orderId(), 30_000));
        String caseId = openCase(payment, "contradiction");
        resolve(caseId, "accept_word");
        taken(approve(caseId));
        assertThat(city.status(payment.id())).as("the other money is there").isEqualTo("paid");
        assertThat(city.obligations(payment.dossier())).containsOnly("paid");
        assertThat(city.payment(payment.id()).path("received_vnd").asLong()).isEqualTo(30_000);
        assertThat(BooksCheck.all(city.owner(), new UUID[] {payment.id()})).isEmpty();
    }

    @Test
    void isRefused_whenTheBankShowedTheMoney_orItIsOnItsWayBack() {
        Paying payment = paidThenDenied();
        UUID account = city.row("select account_id from gateway.payment where id = ?", payment.id())
                .uuid("account_id");
        var line = new BankWitness.Line(UUID.randomUUID(), LocalDate.of(2025, 7, 17), 30_000, "FT1");
        city.db().inTransactionDo(tx -> {
            city.gateway().bankWitness().booked(tx, account, List.of(line));
            city.gateway().bankWitness().confirm(tx, account, new BankWitness.Subject.OfPayment(payment.id()), line);
        });
        String caseId = openCase(payment, "contradiction");
        resolve(caseId, "accept_word");
        assertThat(approve(caseId).problem()).isEqualTo("payment_not_reversible");
        assertThat(city.status(payment.id())).isEqualTo("paid");

        Paying refunded = paidThenDenied();
        city.http()
                .post(
                        "/v1/payments/" + refunded.id() + "/refunds",
                        RunningGateway.MAKER,
                        "{\"amount_vnd\":30000,\"reason\":\"x\"}",
                        "Idempotency-Key",
                        UUID.randomUUID().toString());
        String other = openCase(refunded, "contradiction");
        resolve(other, "accept_word");
        assertThat(approve(other).problem()).isEqualTo("payment_not_reversible");
    }

    private static void booked() {
        while (city.gateway().payments().bookObligations() > 0) {
            // Until the books follow what is owed.
        }
    }

    private static UUID account(Paying payment) {
        return city.row("select account_id from gateway.payment where id = ?", payment.id())
                .uuid("account_id");
    }

    /** The statement of the day came whole and has no line for what a service had reported. */
    @Test
    void isDueAgain_whenTheBankNeverBookedWhatANoticeHadPaid_andTheCodeMayBePaidAgain() {
        Paying payment = city.pay("vietqr");
        String number = city.row("select number from gateway.collection_account where id = ?", account(payment))
                .text("number");
        var moved = new BankCalls.Moved(
                number, 30_000, payment.reference(), "FT" + payment.reference().substring(2), city.now());
        taken(BankCalls.sepay(moved, city.now()).send(city.http()));
        assertThat(city.status(payment.id())).isEqualTo("paid");
        city.db()
                .inTransactionDo(tx ->
                        new NoticeBook(city::now).judge(tx, account(payment), List.of(LocalDate.of(2025, 7, 17))));
        String caseId = openCase(payment, "contradiction");
        resolve(caseId, "accept_word");
        taken(approve(caseId));
        assertThat(city.status(payment.id())).isEqualTo("failed");
        assertThat(city.obligations(payment.dossier())).containsOnly("due");
        assertThat(city.transfers(payment.id())).containsExactly("paid_reversed 30000", "provider_paid 30000");
        booked();
        assertThat(BooksCheck.all(city.owner(), new UUID[] {payment.id()})).isEmpty();

        taken(BankCalls.sepay(moved.withReference(moved.reference() + "B"), city.now())
                .send(city.http()));
        assertThat(city.status(payment.id())).as("other money").isEqualTo("paid");
        assertThat(city.obligations(payment.dossier())).containsOnly("paid");
        assertThat(city.transfers(payment.id()))
                .containsExactly("paid_reversed 30000", "provider_paid 30000", "provider_paid 30000");
        booked();
        await().until(() -> city.count(
                        "select count(*) as n from gateway.receipt where payment_id = ? and withdrawn_at is null",
                        payment.id())
                == 1);
        assertThat(BooksCheck.all(city.owner(), new UUID[] {payment.id()})).isEmpty();
    }

    @Test
    void isDueAgain_whenTheLineThatHadPaidWasTakenBack() {
        Paying payment = city.pay("vietqr");
        var line = new BankWitness.Line(UUID.randomUUID(), LocalDate.of(2025, 7, 17), 30_000, "FT7");
        var bank = city.gateway().bankWitness();
        city.db().inTransactionDo(tx -> {
            bank.booked(tx, account(payment), List.of(line));
            bank.confirm(tx, account(payment), new BankWitness.Subject.OfPayment(payment.id()), line);
        });
        assertThat(city.status(payment.id())).isEqualTo("paid");
        assertThat(city.db()
                        .<Boolean>inTransaction(tx ->
                                bank.takeBack(tx, payment.id(), line, UUID.randomUUID(), "của hồ sơ khác", "maker")))
                .isTrue();
        String caseId = openCase(payment, "contradiction");
        resolve(caseId, "accept_word");
        taken(approve(caseId));
        assertThat(city.status(payment.id())).isEqualTo("failed");
        assertThat(city.obligations(payment.dossier())).containsOnly("due");
        booked();
        assertThat(BooksCheck.all(city.owner(), new UUID[] {payment.id()})).isEmpty();
    }

    @Test
    void settlementStays_whateverTheApplicationTries() {
        Paying payment = paidThenDenied();
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> city.db().run("delete from gateway.settlement where payment_id = ?", payment.id()))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("goes only with its reversal");
    }
}
