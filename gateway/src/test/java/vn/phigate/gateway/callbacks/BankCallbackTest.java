package vn.phigate.gateway.callbacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.phigate.gateway.BankCalls;
import vn.phigate.gateway.BankCalls.Call;
import vn.phigate.gateway.BankCalls.Moved;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.TrialBalance;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.Database;

/** What notice services are told over HTTP, and what the books say then. */
@Database
class BankCallbackTest {
    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database, settings -> settings.with(BankCalls.services(true)));
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    /** The transfer that pays this payment, under a bank reference of its own. */
    private static Moved transfer(Paying payment) {
        return new Moved(
                account(payment),
                30_000,
                "MBVCB.1234567890." + payment.reference() + ".CT tu 0011004567890 NGUYEN VAN A",
                "FT" + payment.reference().substring(2),
                city.now());
    }

    private static String account(Paying payment) {
        return city.row(
                        "select c.number from gateway.payment p join gateway.collection_account c on c.id = p.account_id where p.id = ?",
                        payment.id())
                .text("number");
    }

    private static void taken(Call call) {
        Http.Answer answer = call.send(city.http());
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"success\":true}");
    }

    private static String outcome(Moved moved) {
        return city.row("select outcome from gateway.bank_notice where bank_reference = ?", moved.reference())
                .text("outcome");
    }

    @Test
    void pays_whenASignedNoticeNamesThePaymentAndItsAmount() {
        Paying payment = city.pay("vietqr");
        Moved moved = transfer(payment);
        taken(BankCalls.sepay(moved, city.now()));
        assertThat(city.status(payment.id())).isEqualTo("paid");
        assertThat(city.payment(payment.id()).path("provider_transaction").asText())
                .isEqualTo(moved.reference());
        assertThat(city.obligations(payment.dossier())).containsOnly("paid");
        assertThat(city.transfers(payment.id())).containsExactly("provider_paid 30000");
        assertThat(city.row(
                                "select services, status, counted from gateway.bank_notice where payment_id = ?",
                                payment.id())
                        .texts("services"))
                .containsExactly("sepay");
        assertThat(city.count(
                        "select count(*) as n from gateway.evidence where provider = 'sepay' and payment_id = ? and position(?::bytea in content) > 0",
                        payment.id(),
                        "X-SePay-Signature: sha256=".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualTo(1);
    }

    @Test
    void movesMoneyOnce_whenThreeServicesReportOneTransferAHundredTimesAtOnce() {
        Paying payment = city.pay("vietqr");
        Moved moved = transfer(payment);
        var calls = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 34; i++) {
            for (Call call : List.of(
                    BankCalls.sepay(moved, city.now()), BankCalls.payos(moved), BankCalls.casso(moved, city.now()))) {
                calls.add(() -> call.send(city.http()).status());
            }
        }
        Collections.shuffle(calls, new Random(20_250_718));
        assertThat(Http.atOnce(calls)).hasSize(102).containsOnly(200);
        assertThat(city.transfers(payment.id())).containsExactly("provider_paid 30000");
        assertThat(city.cases(payment.id())).isEmpty();
        assertThat(city.count("select provider_times as n from gateway.payment where id = ?", payment.id()))
                .isEqualTo(1);
        assertThat(city.count("select count(*) as n from gateway.bank_notice where payment_id = ?", payment.id()))
                .isEqualTo(1);
        assertThat(city.count(
                        "select sum(times) as n from gateway.evidence where payment_id = ? and provider in ('sepay', 'payos', 'casso')",
                        payment.id()))
                .isEqualTo(102);
        assertThat(city.row("select services from gateway.bank_notice where payment_id = ?", payment.id())
                        .texts("services"))
                .containsExactlyInAnyOrder("sepay", "payos", "casso");
    }

    @Test
    void opensACaseForTheSurplus_whenASecondTransferPaysAgain() {
        Paying payment = city.pay("vietqr");
        Moved moved = transfer(payment);
        taken(BankCalls.payos(moved));
        taken(BankCalls.casso(moved.withReference(moved.reference() + "B"), city.now()));
        assertThat(city.cases(payment.id())).containsExactly("paid_twice 30000");
        assertThat(city.transfers(payment.id())).containsExactly("provider_paid 30000", "provider_surplus 30000");
    }

    @Test
    void contests_whenTheAmountIsShortOrOver() {
        for (long amountVnd : List.of(29_999L, 30_001L)) {
            Paying payment = city.pay("vietqr");
            Moved moved = transfer(payment);
            taken(BankCalls.sepay(moved.withAmount(amountVnd), city.now()));
            assertThat(city.status(payment.id())).isEqualTo("contested");
            assertThat(city.cases(payment.id())).containsExactly("amount_differs " + amountVnd);
            assertThat(city.transfers(payment.id())).isEmpty();
            taken(BankCalls.sepay(moved.withReference(moved.reference() + "R"), city.now()));
            assertThat(city.status(payment.id()))
                    .as("the right amount comes later")
                    .isEqualTo("paid");
        }
    }

    /** The line books the transfer into suspense; the decision takes it from there and books nothing twice. */
    @ParameterizedTest
    @CsvSource({"29000,failed,-29000", "50000,paid,-20000"})
    void isInTheBooksOnce_whenAnotherAmountIsAcceptedAndTheStatementShowsIt(
            long amountVnd, String status, long suspenseVnd) {
        Paying payment = city.pay("vietqr");
        taken(BankCalls.sepay(transfer(payment).withAmount(amountVnd), city.now()));
        UUID account = city.row("select account_id from gateway.payment where id = ?", payment.id())
                .uuid("account_id");
        long suspense = balance(LedgerAccount.suspense(account));
        long clearing = balance(LedgerAccount.clearing("vietqr", account));
        var line = new BankWitness.Line(
                UUID.randomUUID(), LocalDate.of(2025, 7, 17), amountVnd, "FT" + payment.reference());
        city.db().inTransactionDo(tx -> city.gateway().bankWitness().booked(tx, account, List.of(line)));
        String caseId =
                city.payment(payment.id()).path("cases").get(0).path("id").asText();
        city.http()
                .post(
                        "/v1/cases/" + caseId + "/resolve",
                        RunningGateway.MAKER,
                        "{\"resolution\":\"accept_amount\",\"note\":\"Sao kê có\"}");
        assertThat(city.http()
                        .post("/v1/cases/" + caseId + "/approve", RunningGateway.CHECKER, "")
                        .status())
                .isEqualTo(200);
        assertThat(city.status(payment.id())).isEqualTo(status);
        assertThat(balance(LedgerAccount.suspense(account)) - suspense).isEqualTo(suspenseVnd);
        assertThat(balance(LedgerAccount.clearing("vietqr", account))).isEqualTo(clearing);
        assertThat(city.count(
                        "select provider_times - bank_times as n from gateway.payment where id = ?", payment.id()))
                .isZero();
    }

    private static long balance(LedgerAccount account) {
        return city.gateway().ledger().trialBalance(city.db(), LocalDate.of(2100, 1, 1)).accounts().stream()
                .filter(line -> line.code().equals(account.code()))
                .mapToLong(TrialBalance.Line::balanceVnd)
                .sum();
    }

    @Test
    void opensACase_whenTheMoneyWentToAnotherAccount() {
        Paying payment = city.pay("vietqr");
        Moved moved = transfer(payment).withNumber("999999999");
        taken(BankCalls.casso(moved, city.now()));
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
        assertThat(city.cases(payment.id())).containsExactly("wrong_terminal 30000");
        assertThat(outcome(moved)).isEqualTo("wrong_account");
    }

    /** A key of one agency must not be able to pay the fees of another; and must not stand in the way of the notice that may. */
    @Test
    void paysNothingAndOpensACase_whenTheKeyIsOfAnotherAgencyThanTheAccount() {
        Paying payment = city.pay("vietqr");
        Moved moved = transfer(payment);
        taken(BankCalls.sepay(moved, "in", city.now(), BankCalls.SEPAY_SECRET_OF_ONE)
                .to("/callbacks/sepay/one"));
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
        assertThat(city.count(
                        "select count(*) as n from gateway.bank_notice where bank_reference = ?", moved.reference()))
                .isZero();
        assertThat(city.count(
                        "select count(*) as n from gateway.payment_case where type = 'unidentified_transfer' and detail like ? and evidence_id is not null",
                        "%" + moved.reference() + "%not_its_account%"))
                .isEqualTo(1);
        taken(BankCalls.sepay(moved, city.now()));
        assertThat(city.status(payment.id())).isEqualTo("paid");

        Paying own = city.pay(city.dossier("9.000001", "00008"), "vietqr");
        taken(BankCalls.sepay(transfer(own), "in", city.now(), BankCalls.SEPAY_SECRET_OF_ONE)
                .to("/callbacks/sepay/one"));
        assertThat(city.status(own.id())).isEqualTo("paid");
    }

    @Test
    void storesAndMovesNothing_whenNoPaymentOrSeveralAreNamed() {
        Paying one = city.pay("vietqr");
        Paying other = city.pay("vietqr");
        Moved moved = transfer(one);
        Moved both = moved.withNarrative(one.reference() + " " + other.reference());
        Moved none = moved.withNarrative("tien an trua").withReference(moved.reference() + "N");
        taken(BankCalls.sepay(both, city.now()));
        taken(BankCalls.sepay(none, city.now()));
        assertThat(outcome(both)).isEqualTo("several_payments");
        assertThat(outcome(none)).isEqualTo("unknown");
        assertThat(city.status(one.id())).isEqualTo("awaiting_provider");
        assertThat(city.status(other.id())).isEqualTo("awaiting_provider");
    }

    @Test
    void opensACase_whenTwoTransfersOfOneReferenceNameTwoPayments() {
        Paying one = city.pay("vietqr");
        Paying other = city.pay("vietqr");
        Moved moved = transfer(one);
        taken(BankCalls.sepay(moved, city.now()));
        Moved second = moved.withNarrative(other.reference());
        taken(BankCalls.sepay(second, city.now()));
        taken(BankCalls.sepay(second, city.now()));
        assertThat(city.status(one.id())).isEqualTo("paid");
        assertThat(city.status(other.id())).isEqualTo("awaiting_provider");
        assertThat(city.cases(other.id())).containsExactly("unidentified_transfer 30000");
        assertThat(city.cases(one.id())).isEmpty();
    }

    @Test
    void pays_whenTheSecondServiceLeftInTheNarrativeWhatTheFirstCutOut() {
        Paying payment = city.pay("vietqr");
        Moved moved = transfer(payment);
        taken(BankCalls.sepay(moved.withNarrative("chuyen tien"), city.now()));
        assertThat(outcome(moved)).isEqualTo("unknown");
        taken(BankCalls.payos(moved));
        taken(BankCalls.casso(moved, city.now()));
        taken(BankCalls.sepay(moved.withNarrative("chuyen tien"), city.now()));
        assertThat(outcome(moved)).isEqualTo("paid");
        assertThat(city.transfers(payment.id())).containsExactly("provider_paid 30000");
        assertThat(city.cases(payment.id())).isEmpty();
    }

    @Test
    void keepsButNeverCredits_whenMoneyGoesOut() {
        Paying payment = city.pay("vietqr");
        Moved moved = transfer(payment);
        taken(BankCalls.sepay(moved, "out", city.now(), BankCalls.SEPAY_SECRET));
        Moved negative = moved.withAmount(-30_000).withReference(moved.reference() + "C");
        taken(BankCalls.casso(negative, city.now()));
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
        assertThat(outcome(moved)).isEqualTo("outgoing");
        assertThat(outcome(negative)).isEqualTo("outgoing");
        assertThat(city.count(
                        "select amount_vnd as n from gateway.bank_notice where bank_reference = ?", moved.reference()))
                .isEqualTo(-30_000);
    }

    @Test
    void leavesItToTheStatement_whenTheBankGaveNoReference() {
        Paying payment = city.pay("vietqr");
        taken(BankCalls.payos(transfer(payment).withReference("")));
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
        assertThat(city.count(
                        "select count(*) as n from gateway.bank_notice where outcome = 'no_reference' and payment_id = ?",
                        payment.id()))
                .isEqualTo(1);
    }

    @Test
    void leavesItToTheStatement_whenThePaymentWasNeverATransfer() {
        Paying payment = city.pay("vnpay");
        Moved moved = transfer(payment);
        taken(BankCalls.sepay(moved, city.now()));
        assertThat(outcome(moved)).isEqualTo("no_transfer_expected");
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
    }

    @Test
    void takesTheMoneyAndOpensACase_whenTheTransferComesAfterTheTime() {
        Paying payment = city.pay("vietqr");
        city.advance(Duration.ofHours(25));
        city.gateway().payments().expireLate();
        taken(BankCalls.sepay(transfer(payment), city.now()));
        assertThat(city.status(payment.id())).isEqualTo("paid");
        assertThat(city.cases(payment.id())).containsExactly("paid_after_expiry 30000");
    }

    @Test
    void refuses_whenTheSignatureIsForgedOldOrOfAnotherEndpoint() {
        Paying payment = city.pay("vietqr");
        Moved moved = transfer(payment);
        Call good = BankCalls.sepay(moved, city.now());
        List<Call> bad = List.of(
                BankCalls.sepay(moved, "in", city.now(), "guess"),
                BankCalls.sepay(moved, city.now().minusSeconds(301)),
                BankCalls.sepay(moved, city.now().plusSeconds(301)),
                BankCalls.casso(moved, city.now().minusSeconds(301)),
                BankCalls.payos(moved, "another-key"),
                new Call("/callbacks/payos/other", BankCalls.payos(moved).body()),
                new Call(good.path(), good.body().replace("30000", "30001"), good.headers()),
                new Call("/callbacks/sepay", good.body()),
                new Call("/callbacks/sepay", good.body(), "X-SePay-Signature", good.headers()[3]),
                new Call("/callbacks/casso", "[]", "X-Casso-Signature", "t=1"),
                new Call("/callbacks/payos", "{\"data\":{},\"data\":{},\"signature\":\"\"}"));
        for (Call call : bad) {
            Http.Answer answer = call.send(city.http());
            assertThat(answer.status()).as(call.path() + " " + answer.text()).isEqualTo(401);
        }
        assertThat(new Call("/callbacks/payos/nobody", "{}").send(city.http()).status())
                .isEqualTo(404);
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
        assertThat(city.count(
                        "select count(*) as n from gateway.bank_notice where bank_reference = ?", moved.reference()))
                .isZero();
        assertThat(city.count("select count(*) as n from gateway.refused_callback where provider = 'sepay'"))
                .isPositive();
    }

    @Test
    void paysAtTheEdgeOfTheDrift_andWithTheOtherKeyWhileKeysChange() {
        Paying payment = city.pay("vietqr");
        taken(BankCalls.sepay(transfer(payment), "in", city.now().minusSeconds(300), "sepay-secret-of-tomorrow"));
        assertThat(city.status(payment.id())).isEqualTo("paid");
    }

    @Test
    void takesAPlainKey_onlyWhereItIsConfigured() {
        Paying payment = city.pay("vietqr");
        String body = BankCalls.sepay(transfer(payment), city.now()).body();
        assertThat(apiKey("/callbacks/sepay", body, BankCalls.API_KEY)).isEqualTo(401);
        assertThat(apiKey("/callbacks/sepay/apikey", body, "HNI-API-KEY-0002")).isEqualTo(401);
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
        assertThat(apiKey("/callbacks/sepay/apikey", body, BankCalls.API_KEY)).isEqualTo(200);
        assertThat(city.status(payment.id())).isEqualTo("paid");
    }

    private static int apiKey(String path, String body, String key) {
        return city.http().postRaw(path, body, "Authorization", "Apikey " + key).status();
    }

    @Test
    void tellsTheService_whenWhatItSignedCannotBeRead() {
        Paying payment = city.pay("vietqr");
        Moved moved = transfer(payment);
        Call call = BankCalls.sepay(moved, "sideways", city.now(), BankCalls.SEPAY_SECRET);
        assertThat(call.send(city.http()).status()).isEqualTo(400);
        assertThat(
                        city.count(
                                "select count(*) as n from gateway.evidence where provider = 'sepay' and verdict = 'unreadable: transferType'"))
                .isEqualTo(1);
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
    }

    /** PostgreSQL knows no NUL: the service would call in vain until it gives up. */
    @Test
    void isKept_whenTheNarrativeHoldsWhatTheDatabaseCannot() {
        Paying payment = city.pay("vietqr");
        Moved moved = transfer(payment).withNarrative("CK " + payment.reference() + "\\u0000");
        taken(BankCalls.casso(moved, city.now()));
        assertThat(outcome(moved)).isEqualTo("unknown");
    }

    @Test
    void booksAddUp_afterAPaymentByNotice() {
        Paying payment = city.pay("vietqr");
        taken(BankCalls.payos(transfer(payment)));
        assertThat(city.gateway()
                        .ledger()
                        .trialBalance(city.db(), java.time.LocalDate.of(2025, 7, 30))
                        .sumVnd())
                .isZero();
    }
}
