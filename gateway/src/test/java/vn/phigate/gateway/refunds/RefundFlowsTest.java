package vn.phigate.gateway.refunds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.SandboxCity;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.providers.RefundPort;
import vn.phigate.testsupport.BooksCheck;
import vn.phigate.testsupport.Database;

/** Money back through every provider that has a way back, and by transfer: over HTTP on both sides, from the proposal to the books. */
@Database
class RefundFlowsTest {
    private static final String MAKER = RunningGateway.MAKER;
    private static final String CHECKER = RunningGateway.CHECKER;

    /** The order whose refund, once the provider has it, is the last thing this process does. */
    private static final AtomicReference<String> DIES_AFTER = new AtomicReference<>("");

    private static SandboxCity sandboxes;
    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        sandboxes = new SandboxCity(
                database,
                ports -> ports.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, port -> new Mortal(port.getValue()))));
        city = sandboxes.city;
    }

    @AfterAll
    static void stop() {
        sandboxes.close();
    }

    /** No exception that anybody catches: nothing is recorded of what the provider answered. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private record Mortal(RefundPort port) implements RefundPort {
        @Override
        public String provider() {
            return port.provider();
        }

        @Override
        public Answer refund(RefundOrder order) {
            Answer answer = port.refund(order);
            if (order.orderId().equals(DIES_AFTER.get())) {
                DIES_AFTER.set("");
                throw new Killed();
            }
            return answer;
        }

        @Override
        public Answer refundStatus(RefundOrder order) {
            return port.refundStatus(order);
        }
    }

    private static Paying paid(String method) {
        Paying payment = city.pay(method);
        sandboxes.payer(method, payment, "");
        assertThat(city.status(payment.id())).isEqualTo("paid");
        return payment;
    }

    private static Http.Answer propose(Paying payment, long amountVnd) {
        return city.http()
                .post(
                        "/v1/payments/" + payment.id() + "/refunds",
                        MAKER,
                        "{\"amount_vnd\":" + amountVnd + ",\"reason\":\"Hồ sơ rút lại\"}",
                        "Idempotency-Key",
                        UUID.randomUUID().toString());
    }

    private static String approved(Paying payment, long amountVnd) {
        Http.Answer proposed = propose(payment, amountVnd);
        assertThat(proposed.status()).as(proposed.text()).isEqualTo(201);
        String id = proposed.json().path("id").asText();
        assertThat(city.http()
                        .post("/v1/refunds/" + id + "/approve", CHECKER, "")
                        .status())
                .isEqualTo(200);
        return id;
    }

    private static JsonNode refund(String id) {
        return city.http().get("/v1/refunds/" + id, MAKER).json();
    }

    /** Lets the jobs run, and the minutes pass until the next question, until the refund stands as it is to. */
    private static void until(String id, String status) {
        for (int i = 0; i < 300 && !refund(id).path("status").asText().equals(status); i++) {
            try {
                city.gateway().refunds().send();
                city.gateway().refunds().ask();
            } catch (Killed death) {
                // As after a crash: nobody of this run knows anything.
            }
            String now = refund(id).path("status").asText();
            if (now.equals("sent") || now.equals("unknown")) {
                city.advance(Duration.ofMinutes(1));
            }
            pause();
        }
        assertThat(refund(id).path("status").asText()).as(refund(id).toString()).isEqualTo(status);
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long balance(UUID payment, String account) {
        return city.count("""
                select coalesce(sum(case when a.id = t.debit_account then t.amount_vnd else -t.amount_vnd end), 0)::bigint as n
                from gateway.ledger_transfer t join gateway.ledger_account a on a.id in (t.debit_account, t.credit_account)
                where t.payment_id = ? and a.code like ? || ':%'
                """, payment, account);
    }

    private static long told(Paying payment) {
        return city.count(
                "select count(*) as n from gateway.outbox where kind = 'payment.refunded' and payment_id = ?",
                payment.id());
    }

    private static long paidBackThere(String provider, Paying payment) {
        for (JsonNode item : sandboxes
                .providers
                .get("/sandbox/" + provider + "/transactions", "none")
                .json()
                .path("items")) {
            if (item.toString().contains("\"" + payment.orderId() + "\"")) {
                return item.path("refunded_vnd").asLong(-1);
            }
        }
        return -1;
    }

    private static void booksHold(Paying payment, String clearing, long inClearing, long owed) {
        assertThat(balance(payment.id(), "clearing:" + clearing)).isEqualTo(inClearing);
        assertThat(balance(payment.id(), "refund_payable")).isEqualTo(-owed);
        assertThat(BooksCheck.all(city.owner(), new UUID[] {payment.id()})).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnpay", "momo", "zalopay"})
    void wholePaymentGoesBack(String provider) {
        Paying payment = paid(provider);
        String id = approved(payment, 30_000);
        until(id, "done");
        booksHold(payment, provider, 0, 0);
        assertThat(city.obligations(payment.dossier())).containsOnly("refunded");
        assertThat(told(payment)).isEqualTo(1);
        assertThat(paidBackThere(provider, payment)).isEqualTo(30_000);
        assertThat(city.payment(payment.id()).path("refunded_vnd").asLong()).isEqualTo(30_000);
        assertThat(propose(payment, 1).problem()).isEqualTo("nothing_to_refund");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnpay", "momo", "zalopay"})
    void partsGoBackOneAfterTheOther_andNeverMoreThanCame(String provider) {
        Paying payment = paid(provider);
        String first = approved(payment, 10_000);
        until(first, "done");
        booksHold(payment, provider, 20_000, 0);
        assertThat(city.obligations(payment.dossier())).containsExactly("paid", "paid");
        Http.Answer beyond = propose(payment, 20_001);
        assertThat(beyond.problem()).isEqualTo("refund_exceeds_available");
        assertThat(beyond.json().path("refund_amount_available_vnd").asLong()).isEqualTo(20_000);
        String second = approved(payment, 20_000);
        until(second, "done");
        booksHold(payment, provider, 0, 0);
        assertThat(city.obligations(payment.dossier())).containsOnly("refunded");
        assertThat(told(payment)).as("each part once").isEqualTo(2);
        assertThat(paidBackThere(provider, payment)).isEqualTo(30_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnpay", "momo", "zalopay"})
    void staysPaidAndBecomesACase_whenTheProviderSaysNo(String provider) {
        Paying payment = paid(provider);
        sandboxes.script(provider, "refund", "decline");
        String id = approved(payment, 30_000);
        until(id, "refused");
        booksHold(payment, provider, 30_000, 0);
        assertThat(city.obligations(payment.dossier())).containsOnly("paid");
        assertThat(city.cases(payment.id())).containsExactly("refund_refused 30000");
        assertThat(told(payment)).isZero();
        assertThat(city.payment(payment.id())
                        .path("refund_amount_available_vnd")
                        .asLong())
                .isEqualTo(30_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnpay", "momo", "zalopay"})
    void isFoundByQuestion_whenTheProviderNeverAnswered(String provider) {
        Paying payment = paid(provider);
        sandboxes.script(provider, "refund", "silent");
        String id = approved(payment, 30_000);
        until(id, "unknown");
        booksHold(payment, provider, 30_000, 30_000);
        until(id, "done");
        booksHold(payment, provider, 0, 0);
        assertThat(told(payment)).isEqualTo(1);
        assertThat(paidBackThere(provider, payment)).as("paid back once").isEqualTo(30_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnpay", "momo", "zalopay"})
    void isFoundByQuestionAndNeverOrderedTwice_whenWeDieAfterSending(String provider) {
        Paying payment = paid(provider);
        DIES_AFTER.set(payment.orderId());
        String id = approved(payment, 10_000);
        until(id, "sent");
        for (int i = 0; i < 200 && !"".equals(DIES_AFTER.get()); i++) {
            pause();
        }
        assertThat(city.count(
                        "select count(*) as n from gateway.refund_answer where refund_id = ?", UUID.fromString(id)))
                .as("the answer is lost")
                .isZero();
        until(id, "done");
        booksHold(payment, provider, 20_000, 0);
        assertThat(told(payment)).isEqualTo(1);
        assertThat(paidBackThere(provider, payment)).as("paid back once").isEqualTo(10_000);
    }

    /** Nobody else can give a transfer back: people do, and its line on the statement ends it. */
    @Test
    void transferGoesBackByTransfer() {
        Paying payment = city.pay("vietqr");
        UUID account = city.row("select account_id from gateway.payment where id = ?", payment.id())
                .uuid("account_id");
        BankWitness bank = city.gateway().bankWitness();
        var in = new BankWitness.Line(UUID.randomUUID(), LocalDate.of(2025, 7, 17), 30_000, "FT1001");
        city.db().inTransactionDo(tx -> {
            bank.booked(tx, account, List.of(in));
            bank.confirm(tx, account, new BankWitness.Subject.OfPayment(payment.id()), in);
        });
        long debits = 0;
        for (long amountVnd : new long[] {10_000, 20_000}) {
            String id = propose(payment, amountVnd).json().path("id").asText();
            assertThat(city.http()
                            .post(
                                    "/v1/refunds/" + id + "/beneficiary",
                                    MAKER,
                                    "{\"bin\":\"970436\",\"number\":\"0011001234567\",\"holder\":\"NGUYEN THI DAO\"}")
                            .status())
                    .isEqualTo(200);
            assertThat(city.http()
                            .post("/v1/refunds/" + id + "/approve", CHECKER, "")
                            .json()
                            .path("status")
                            .asText())
                    .isEqualTo("sent");
            assertThat(balance(payment.id(), "refund_payable")).isEqualTo(-amountVnd);
            var out =
                    new BankWitness.Line(UUID.randomUUID(), LocalDate.of(2025, 7, 18), -amountVnd, "FT200" + debits++);
            assertThat(city.db().<Boolean>inTransaction(tx -> {
                        bank.booked(tx, account, List.of(out));
                        return city.gateway().refunds().debited(tx, account, UUID.fromString(id), out);
                    }))
                    .isTrue();
            assertThat(refund(id).path("status").asText()).isEqualTo("done");
        }
        assertThat(propose(payment, 1).problem()).isEqualTo("nothing_to_refund");
        assertThat(city.obligations(payment.dossier())).containsOnly("refunded");
        assertThat(balance(payment.id(), "refund_payable")).isZero();
        assertThat(told(payment)).isEqualTo(2);
    }
}
