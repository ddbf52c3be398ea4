package vn.phigate.gateway.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.Ipn;
import vn.phigate.gateway.Raw;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.Vectors;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.testsupport.Database;

/** One callback after the other: what the provider is told, and what the books say then. */
@Database
class VnpayCallbackTest {
    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database);
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    @TestFactory
    Stream<DynamicTest> vectorIsAnsweredAndRecorded() {
        String paidBefore = Vectors.each(Vectors.read("vnpay").get("ipn"))
                .filter(v -> v.get("id").asText().equals("ipn-01-success"))
                .map(v -> v.get("query").asText())
                .findFirst()
                .orElseThrow();
        return Vectors.each(Vectors.read("vnpay").get("ipn"))
                .map(v -> DynamicTest.dynamicTest(v.get("id").asText(), () -> {
                    Paying payment = city.pay("vnpay");
                    JsonNode order = v.get("order");
                    if (!order.isNull()) {
                        assertThat(payment.shown().path("amount_vnd").asLong())
                                .isEqualTo(order.get("amountVnd").asLong());
                        takeOver(order.get("txnRef").asText(), payment.id());
                        if (order.get("state").asText().equals("PAID")) {
                            assertThat(city.callback(paidBefore).path("RspCode").asText())
                                    .isEqualTo("00");
                        }
                    }
                    JsonNode reply = city.callback(v.get("query").asText());
                    JsonNode expect = v.get("expect");
                    assertThat(reply.path("RspCode").asText())
                            .isEqualTo(expect.get("RspCode").asText());
                    assertThat(reply.path("Message").asText())
                            .isEqualTo(expect.get("Message").asText());
                    assertThat(city.status(payment.id()))
                            .isEqualTo(
                                    switch (expect.path("paymentResult").asText()) {
                                        case "PAID" -> "paid";
                                        case "FAILED" -> "failed";
                                        case "NOT_PAID_QUERYDR" -> "unknown";
                                        default ->
                                            switch (expect.get("RspCode").asText()) {
                                                case "02" -> "paid";
                                                case "04" -> "contested";
                                                default -> "awaiting_provider";
                                            };
                                    });
                    assertThat(booksSumVnd()).isZero();
                }));
    }

    /** The vector's order id belongs to this payment from now on. */
    private static void takeOver(String orderId, UUID payment) {
        city.owner().run("update gateway.attempt set order_id = 'old' || id where order_id = ?", orderId);
        city.owner().run("update gateway.attempt set order_id = ? where payment_id = ?", orderId, payment);
    }

    private static long booksSumVnd() {
        return city.gateway()
                .ledger()
                .trialBalance(city.db(), BusinessDay.of(city.now().plus(Duration.ofDays(9))))
                .sumVnd();
    }

    @Test
    void settlesAndBooks_whenPaid() {
        Paying payment = city.pay("vnpay");
        assertThat(city.code(payment.success())).isEqualTo("00");
        JsonNode shown = city.payment(payment.id());
        assertThat(shown.path("paid_at").asText()).as("the provider's time").isEqualTo("2025-07-17T02:32:11Z");
        assertThat(shown.path("provider_transaction").asText()).isEqualTo("15071234");
        assertThat(city.obligations(payment.dossier())).containsExactly("paid", "paid");
        assertThat(city.transfers(payment.id())).containsExactly("provider_paid 30000");
        assertThat(city.cases(payment.id())).isEmpty();
        assertThat(city.count("select count(*) as n from gateway.open_claim where payment_id = ?", payment.id()))
                .isZero();
    }

    @Test
    void opensOneCase_whenAmountDiffersAgainAndAgain() {
        Paying payment = city.pay("vnpay");
        Ipn less = Ipn.success(payment.orderId(), 29_000);
        for (int i = 0; i < 3; i++) {
            assertThat(city.code(less)).isEqualTo("04");
        }
        assertThat(city.status(payment.id())).isEqualTo("contested");
        assertThat(city.cases(payment.id())).containsExactly("amount_differs 29000");
        assertThat(city.transfers(payment.id())).isEmpty();
        assertThat(city.obligations(payment.dossier()))
                .as("held until somebody decides")
                .containsExactly("pending", "pending");
        assertThat(city.code(payment.success())).as("the better word").isEqualTo("00");
        assertThat(city.status(payment.id())).isEqualTo("paid");
    }

    @Test
    void refusesAmount_whenItIsNoWholeDong() {
        Paying payment = city.pay("vnpay");
        assertThat(city.code(payment.success().with("vnp_Amount", "3000050"))).isEqualTo("04");
        assertThat(city.cases(payment.id())).hasSize(1).first().asString().startsWith("amount_differs");
    }

    @Test
    void takesMoneyAndOpensCase_whenPaymentAlreadyExpired() {
        Paying payment = city.pay("vnpay");
        expire();
        assertThat(city.status(payment.id())).isEqualTo("expired");
        assertThat(city.obligations(payment.dossier())).containsExactly("due", "due");
        assertThat(city.code(payment.success())).isEqualTo("00");
        assertThat(city.status(payment.id())).isEqualTo("paid");
        assertThat(city.cases(payment.id())).containsExactly("paid_after_expiry 30000");
        assertThat(city.transfers(payment.id())).containsExactly("provider_paid 30000");
        assertThat(city.obligations(payment.dossier())).containsExactly("paid", "paid");
    }

    @Test
    void keepsSecondMoneyInSuspense_whenAnotherPaymentSettledTheObligation() {
        Paying late = city.pay("vnpay");
        expire();
        Paying inTime = city.pay(late.dossier(), "vnpay");
        assertThat(city.code(inTime.success())).isEqualTo("00");
        assertThat(city.code(late.success())).isEqualTo("00");
        assertThat(city.transfers(inTime.id())).containsExactly("provider_paid 30000");
        assertSurplus(late);
        assertThat(city.code(late.success())).isEqualTo("02");
        assertThat(booksSumVnd()).isZero();
    }

    @Test
    void settlesOnce_whenBothPaymentsOfAnObligationSucceedInOneBatch() {
        Paying late = city.pay("vnpay");
        expire();
        Paying inTime = city.pay(late.dossier(), "vnpay");
        city.db()
                .inTransactionDo(tx -> city.gateway()
                        .payments()
                        .record(
                                tx,
                                List.of(
                                        notice(inTime, Notice.Result.PAID, "00/00"),
                                        notice(late, Notice.Result.PAID, "00/00"))));
        assertThat(city.transfers(inTime.id())).containsExactly("provider_paid 30000");
        assertSurplus(late);
        assertThat(city.count(
                        "select count(*) as n from gateway.settlement s join gateway.payment_item i using (obligation_id) where i.payment_id = ? and s.payment_id = ?",
                        late.id(),
                        inTime.id()))
                .isEqualTo(2);
    }

    private static void assertSurplus(Paying payment) {
        assertThat(city.payment(payment.id()).path("surplus_vnd").asLong()).isEqualTo(30_000);
        assertThat(city.transfers(payment.id())).containsExactly("provider_surplus 30000");
        assertThat(city.cases(payment.id())).containsExactly("paid_after_expiry 30000", "paid_twice 30000");
    }

    @Test
    void isPaid_whenSuccessFollowsDecline() {
        Paying payment = city.pay("vnpay");
        assertThat(city.code(Ipn.declined(payment.orderId(), 30_000))).isEqualTo("00");
        assertThat(city.status(payment.id())).isEqualTo("failed");
        assertThat(city.obligations(payment.dossier())).containsExactly("due", "due");
        assertThat(city.code(Ipn.declined(payment.orderId(), 30_000))).isEqualTo("02");
        assertThat(city.code(payment.success())).isEqualTo("00");
        assertThat(city.status(payment.id())).isEqualTo("paid");
        assertThat(city.cases(payment.id())).isEmpty();
    }

    @Test
    void opensNoCase_whenADeclineFromBeforeTheSuccessIsCalledAgain() {
        Paying payment = city.pay("vnpay");
        Ipn declined = Ipn.declined(payment.orderId(), 30_000);
        assertThat(city.code(declined)).isEqualTo("00");
        assertThat(city.code(payment.success())).isEqualTo("00");
        assertThat(city.code(declined)).isEqualTo("02");
        assertThat(city.status(payment.id())).isEqualTo("paid");
        assertThat(city.cases(payment.id())).isEmpty();
    }

    @Test
    void offersNoMoney_whenAnotherAmountWasDeclined() {
        Paying payment = city.pay("vnpay");
        assertThat(city.code(Ipn.declined(payment.orderId(), 29_000))).isEqualTo("04");
        assertThat(city.cases(payment.id())).containsExactly("amount_differs 0");
        JsonNode file = city.payment(payment.id()).path("cases").get(0);
        assertThat(city.http()
                        .get("/v1/cases/" + file.path("id").asText(), RunningGateway.MAKER)
                        .json()
                        .path("offered")
                        .toString())
                .contains("no_money")
                .doesNotContain("accept_amount");
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
    }

    @ParameterizedTest
    @CsvSource({"24,02", "00,04", "07,07"})
    void staysPaidAndOpensCase_whenTheSameAttemptIsDeniedAfterwards(String response, String status) {
        Paying payment = city.pay("vnpay");
        assertThat(city.code(payment.success())).isEqualTo("00");
        assertThat(city.code(payment.success().codes(response, status))).isEqualTo("00");
        assertThat(city.code(payment.success().codes(response, status))).isEqualTo("02");
        assertThat(city.status(payment.id())).isEqualTo("paid");
        assertThat(city.cases(payment.id())).containsExactly("contradiction 30000");
    }

    @Test
    void opensNoCase_whenAnAbandonedAttemptIsDeclinedAfterAnotherPaid() {
        Paying payment = city.pay("vnpay");
        String second = anotherAttempt(payment);
        assertThat(city.code(Ipn.success(second, 30_000))).isEqualTo("00");
        assertThat(city.code(Ipn.declined(payment.orderId(), 30_000))).isEqualTo("00");
        assertThat(city.code(Ipn.declined(payment.orderId(), 30_000))).isEqualTo("02");
        assertThat(city.status(payment.id())).isEqualTo("paid");
        assertThat(city.cases(payment.id())).isEmpty();
    }

    @Test
    void asksProvider_whenAnAbandonedAttemptIsUnclearAfterAnotherPaid() {
        Paying payment = city.pay("vnpay");
        String second = anotherAttempt(payment);
        assertThat(city.code(Ipn.success(second, 30_000))).isEqualTo("00");
        assertThat(city.code(payment.success().codes("07", "07"))).isEqualTo("00");
        assertThat(city.status(payment.id())).isEqualTo("paid");
        assertThat(city.cases(payment.id())).isEmpty();
        assertThat(nextQueryAt(payment.orderId())).isEqualTo(city.now());
    }

    @Test
    void keepsSecondMoneyInSuspense_whenTwoAttemptsOfOnePaymentSucceed() {
        Paying payment = city.pay("vnpay");
        String second = anotherAttempt(payment);
        assertThat(city.code(Ipn.success(second, 30_000))).isEqualTo("00");
        assertThat(city.code(payment.success().with("vnp_TransactionNo", "15079999")))
                .isEqualTo("00");
        assertThat(city.code(payment.success().with("vnp_TransactionNo", "15079999")))
                .isEqualTo("02");
        assertThat(city.cases(payment.id())).containsExactly("paid_twice 30000");
        assertThat(city.transfers(payment.id())).containsExactly("provider_paid 30000", "provider_surplus 30000");
        assertThat(booksSumVnd()).isZero();
    }

    @Test
    void fails_whenBothAttemptsAreDeclinedInOneBatch() {
        Paying payment = city.pay("vnpay");
        String second = anotherAttempt(payment);
        city.db()
                .inTransactionDo(tx -> city.gateway()
                        .payments()
                        .record(
                                tx,
                                List.of(
                                        notice(payment.orderId(), Notice.Result.DECLINED, "24/02"),
                                        notice(second, Notice.Result.DECLINED, "24/02"))));
        assertThat(city.status(payment.id())).isEqualTo("failed");
        assertThat(city.obligations(payment.dossier())).containsExactly("due", "due");
    }

    @Test
    void waits_whileAnotherAttemptMayStillBePaid() {
        Paying payment = city.pay("vnpay");
        anotherAttempt(payment);
        assertThat(city.code(Ipn.declined(payment.orderId(), 30_000))).isEqualTo("00");
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
        assertThat(city.obligations(payment.dossier())).containsExactly("pending", "pending");
    }

    /** An old payment that becomes unclear must not give away what a newer one holds. */
    @Test
    void leavesTheNewerPaymentItsClaim_whenTheOlderIsUnclearAndThenDeclined() {
        Paying older = city.pay("vnpay");
        assertThat(city.code(Ipn.declined(older.orderId(), 30_000))).isEqualTo("00");
        Paying newer = city.pay(older.dossier(), "vnpay");
        assertThat(city.code(older.success().codes("07", "07"))).isEqualTo("00");
        assertThat(city.status(older.id())).isEqualTo("unknown");
        assertThat(city.code(Ipn.declined(older.orderId(), 30_000).codes("11", "02")))
                .isEqualTo("00");
        assertThat(city.status(older.id())).isEqualTo("failed");
        assertThat(city.obligations(older.dossier())).containsExactly("pending", "pending");
        assertThat(city.code(newer.success())).isEqualTo("00");
        assertThat(city.transfers(newer.id())).containsExactly("provider_paid 30000");
    }

    @Test
    void asksProviderAtOnce_whenMessageIsOfTheOldVersion() {
        Paying payment = city.pay("vnpay");
        JsonNode reply = city.callback(payment.success().without("vnp_TransactionStatus"));
        assertThat(reply.path("RspCode").asText()).isEqualTo("99");
        assertThat(reply.path("Message").asText()).isEqualTo("Input data required");
        assertThat(city.status(payment.id())).isEqualTo("unknown");
        assertThat(nextQueryAt(payment.orderId())).isEqualTo(city.now());
    }

    @Test
    void asksProvider_whenAmountIsMissing() {
        Paying payment = city.pay("vnpay");
        assertThat(city.code(payment.success().without("vnp_Amount"))).isEqualTo("99");
        assertThat(city.status(payment.id()))
                .as("not contested: no other amount was named")
                .isEqualTo("unknown");
        assertThat(city.cases(payment.id())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnp_ResponseCode", "vnp_TxnRef"})
    void demandsInput_whenAMandatoryFieldIsMissing(String field) {
        assertThat(city.code(city.pay("vnpay").success().without(field))).isEqualTo("99");
    }

    @Test
    void ignoresForeignKeys() {
        Ipn paid = city.pay("vnpay").success();
        assertThat(city.callback("utm_source=zalo&utm_source=zalo&" + paid.signed() + "&fbclid=IwAR1%20x")
                        .path("RspCode")
                        .asText())
                .isEqualTo("00");
    }

    @Test
    void takesHashInCapitals_andSpacesAsPercent20() {
        String query = city.pay("vnpay").success().signed();
        int hash = query.lastIndexOf('=') + 1;
        assertThat(city.callback(
                                query.substring(0, hash) + query.substring(hash).toUpperCase(Locale.ROOT))
                        .path("RspCode")
                        .asText())
                .isEqualTo("00");
        assertThat(city.callback(query.replace("+", "%20")).path("RspCode").asText())
                .isEqualTo("02");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&vnp_Amount=1", "&vnp_%41mount=3000000", "&%76np_TxnRef=x", "&vnp_SecureHash=00"})
    void refuses_whenAKeyIsDoubled(String more) {
        Paying payment = city.pay("vnpay");
        assertThat(city.callback(payment.success().signed() + more)
                        .path("RspCode")
                        .asText())
                .isEqualTo("97");
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
    }

    @Test
    void refuses_whenTerminalIsNotOurs() {
        Paying payment = city.pay("vnpay");
        assertThat(city.code(payment.success().from("STRANGER", RunningGateway.SECRET)))
                .isEqualTo("97");
    }

    /** Another of our terminals may not speak for this order. */
    @Test
    void findsNoOrder_whenAnotherTerminalSpeaks() {
        Paying payment = city.pay("vnpay");
        assertThat(city.code(payment.success().from(RunningGateway.OTHER_TERMINAL, RunningGateway.OTHER_SECRET)))
                .isEqualTo("01");
        assertThat(city.code(payment.success().from(RunningGateway.OTHER_TERMINAL, RunningGateway.SECRET)))
                .isEqualTo("97");
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "vnp_TxnRef=%ZZ",
                "vnp_TxnRef=%FF",
                "vnp_TxnRef=%00",
                "%",
                "a=%",
                "lang=%ZZ",
                "vnp_TxnRef=a%2fb",
                "?",
                "&&&==="
            })
    void answers97_whateverTheQuery(String query) {
        String answer = Raw.exchange(
                city.gateway().port(),
                "GET /callbacks/vnpay?" + query + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200").contains("\"RspCode\":\"97\"");
    }

    @Test
    void answersAsPublished_toGetOnly() {
        assertThat(city.http().get("/callbacks/vnpay?vnp_TxnRef=1").header("Content-Type"))
                .isEqualTo("application/json");
        assertThat(city.http()
                        .post("/callbacks/vnpay", RunningGateway.DOSSIERS, "{}")
                        .status())
                .isEqualTo(405);
    }

    @Test
    void keepsAFewSamplesOnly_whenForgeriesFlood() {
        long before = city.count("select count(*) as n from gateway.refused_callback");
        Paying payment = city.pay("vnpay");
        for (int i = 0; i < 300; i++) {
            assertThat(city.code(payment.success().from(RunningGateway.TERMINAL, "guess" + i)))
                    .isEqualTo("97");
        }
        assertThat(city.count("select count(*) as n from gateway.refused_callback") - before)
                .as("the clock stands still")
                .isBetween(0L, 1L);
        city.advance(Duration.ofSeconds(2));
        assertThat(city.callback("x".repeat(3900)).path("RspCode").asText()).isEqualTo("97");
        await().untilAsserted(
                        () -> assertThat(city.count("select count(*) as n from gateway.refused_callback") - before)
                                .isBetween(1L, 2L));
        assertThat(city.count(
                        "select count(*) as n from gateway.evidence where attempt_id is not null and payment_id = ?",
                        payment.id()))
                .isZero();
    }

    private static void expire() {
        city.advance(Duration.ofMinutes(21));
        city.gateway().payments().expireLate();
    }

    private static String anotherAttempt(Paying payment) {
        var answer = city.http()
                .post(
                        "/v1/payments/" + payment.id() + "/attempts",
                        RunningGateway.DOSSIERS,
                        "{\"method\":\"vnpay\"}",
                        "Idempotency-Key",
                        UUID.randomUUID().toString());
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return answer.json().path("attempt").path("order_id").asText();
    }

    private static Instant nextQueryAt(String orderId) {
        return city.row("select next_query_at from gateway.attempt where order_id = ?", orderId)
                .instant("next_query_at");
    }

    private static Notice notice(Paying payment, Notice.Result result, String code) {
        return notice(payment.orderId(), result, code);
    }

    private static Notice notice(String orderId, Notice.Result result, String code) {
        return new Notice(
                "vnpay",
                "callback",
                orderId,
                RunningGateway.TERMINAL,
                30_000,
                result,
                result == Notice.Result.PAID ? "T" + orderId : null,
                city.now(),
                code,
                (orderId + result).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
