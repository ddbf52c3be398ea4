package vn.phigate.gateway.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.SandboxCity;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.providers.RefundPort;
import vn.phigate.testsupport.Database;

/** MoMo and ZaloPay from order to refund, over HTTP on both sides, with sandbox wallets that behave and misbehave as they are told. */
@Database
class WalletsTest {
    private static SandboxCity sandboxes;
    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        sandboxes = new SandboxCity(database);
        city = sandboxes.city;
    }

    @AfterAll
    static void stop() {
        sandboxes.close();
    }

    private static JsonNode payer(String wallet, Paying payment, String script) {
        return sandboxes.payer(wallet, payment, script);
    }

    private static void script(String wallet, String on, String respond) {
        sandboxes.script(wallet, on, respond);
    }

    private static void awaitStatus(Paying payment, String status) {
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(city.status(payment.id())).isEqualTo(status));
    }

    @ParameterizedTest
    @ValueSource(strings = {"momo", "zalopay"})
    void isPaidOnce_whenTheWalletTellsItTwice(String wallet) {
        Paying payment = city.pay(wallet);
        assertThat(payment.shown().path("attempt").path("redirect_url").asText())
                .contains("/sandbox/" + wallet);
        assertThat(payment.shown().path("attempt").path("status").asText()).isEqualTo("awaiting");
        JsonNode told = payer(wallet, payment, ",\"deliveries\":2");
        assertThat(told.path("ipn").get(0).asText())
                .startsWith(wallet.equals("momo") ? "204" : "200 {\"return_code\":1");
        assertThat(told.path("ipn").get(1).asText())
                .startsWith(wallet.equals("momo") ? "204" : "200 {\"return_code\":2");
        JsonNode shown = city.payment(payment.id());
        assertThat(shown.path("status").asText()).isEqualTo("paid");
        assertThat(shown.path("provider").asText()).isEqualTo(wallet);
        assertThat(shown.path("provider_transaction").asText())
                .isEqualTo(told.path("transaction").asText());
        assertThat(city.transfers(payment.id())).containsExactly("provider_paid 30000");
        assertThat(city.cases(payment.id())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"momo", "zalopay"})
    void staysOpen_whenTheNewsIsForged(String wallet) {
        Paying payment = city.pay(wallet);
        JsonNode told = payer(wallet, payment, ",\"forge\":true");
        assertThat(told.path("ipn").get(0).asText())
                .startsWith(wallet.equals("momo") ? "401" : "200 {\"return_code\":-1");
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
        assertThat(city.count(
                        "select count(*) as n from gateway.evidence where payment_id = ? and source = 'callback'",
                        payment.id()))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"momo", "zalopay"})
    void isContested_whenAnotherAmountIsReported(String wallet) {
        Paying payment = city.pay(wallet);
        payer(wallet, payment, ",\"amount_vnd\":3000");
        assertThat(city.status(payment.id())).isEqualTo("contested");
        assertThat(city.cases(payment.id())).containsExactly("amount_differs 3000");
        assertThat(city.transfers(payment.id())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"momo", "zalopay"})
    void isPaid_whenTheNewsIsLate(String wallet) {
        Paying payment = city.pay(wallet);
        payer(wallet, payment, ",\"background\":true,\"delay_ms\":700");
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
        awaitStatus(payment, "paid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"momo", "zalopay"})
    void isPaidByQuestion_whenTheWalletKeepsSilent(String wallet) {
        Paying payment = city.pay(wallet);
        payer(wallet, payment, ",\"respond\":\"silent\"");
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
        city.advance(Duration.ofMinutes(16));
        awaitStatus(payment, "paid");
        assertThat(city.count(
                        "select count(*) as n from gateway.evidence where payment_id = ? and source = 'query'",
                        payment.id()))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"momo", "zalopay"})
    void isUnknownThenFoundPaid_whenTheOrderIsNeverAnswered(String wallet) {
        script(wallet, "create", "silent");
        String key = UUID.randomUUID().toString();
        String body = "{\"dossiers\":[\"" + city.dossier("9.000001") + "\"],\"method\":\"" + wallet + "\"}";
        Http.Answer first = city.http().post("/v1/payments", RunningGateway.DOSSIERS, body, "Idempotency-Key", key);
        assertThat(first.status()).isEqualTo(201);
        Paying payment = new Paying("", first.json());
        assertThat(first.json().path("status").asText()).isEqualTo("unknown");
        assertThat(first.json().path("attempt").has("redirect_url")).isFalse();
        Http.Answer again = city.http().post("/v1/payments", RunningGateway.DOSSIERS, body, "Idempotency-Key", key);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        payer(wallet, payment, ",\"respond\":\"silent\"");
        city.advance(Duration.ofMinutes(1));
        awaitStatus(payment, "paid");
        assertThat(city.transfers(payment.id())).containsExactly("provider_paid 30000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"momo", "zalopay"})
    void isFailedInTheProvidersWords_whenTheOrderIsDeclined(String wallet) {
        script(wallet, "create", "decline");
        Paying payment = city.pay(wallet);
        assertThat(payment.shown().path("status").asText()).isEqualTo("failed");
        JsonNode attempt = payment.shown().path("attempt");
        assertThat(attempt.path("status").asText()).isEqualTo("failed");
        assertThat(attempt.path("code").asText()).isEqualTo(wallet.equals("momo") ? "22" : "2/-1");
        assertThat(attempt.path("message").asText()).isNotBlank();
        assertThat(city.obligations(payment.dossier())).containsExactly("due", "due");
        Http.Answer next = city.http()
                .post(
                        "/v1/payments/" + payment.id() + "/attempts",
                        RunningGateway.DOSSIERS,
                        "{\"method\":\"vietqr\"}",
                        "Idempotency-Key",
                        UUID.randomUUID().toString());
        assertThat(next.status()).as(next.text()).isEqualTo(201);
        assertThat(next.json().path("attempt").path("qr").asText()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "error", "forge", "wrong_amount"})
    void isUnknown_whenMomosAnswerCannotBeBelieved(String respond) {
        script("momo", "create", respond);
        Paying payment = city.pay("momo");
        assertThat(payment.shown().path("status").asText()).isEqualTo("unknown");
        assertThat(payment.shown().path("attempt").has("redirect_url")).isFalse();
    }

    @Test
    void lastWordOfMomoStands_whateverTheOrder() {
        Paying early = city.pay("momo");
        payer("momo", early, ",\"news\":[\"pending\",\"success\"]");
        assertThat(city.status(early.id())).isEqualTo("paid");
        Paying late = city.pay("momo");
        payer("momo", late, ",\"news\":[\"success\",\"cancel\"]");
        assertThat(city.status(late.id())).isEqualTo("paid");
        assertThat(city.cases(late.id())).containsExactly("contradiction 30000");
    }

    /** The process died between the two transactions: the key is kept, the answer is not. */
    @Test
    void keyIsAnsweredWithTheTruth_afterACrashInTheMiddle() {
        String key = UUID.randomUUID().toString();
        String body = "{\"dossiers\":[\"" + city.dossier("9.000001") + "\"],\"method\":\"momo\"}";
        Http.Answer first = city.http().post("/v1/payments", RunningGateway.DOSSIERS, body, "Idempotency-Key", key);
        Paying payment = new Paying("", first.json());
        city.owner()
                .run(
                        "update gateway.idempotency_key set status = 102, content_type = '', body = convert_to(?, 'UTF8') where key = ?",
                        payment.id() + "/1",
                        key);
        city.owner()
                .run(
                        "update gateway.attempt set status = 'unknown', provider_code = null, redirect_url = null, next_query_at = null where payment_id = ?",
                        payment.id());
        Http.Answer early = city.http().post("/v1/payments", RunningGateway.DOSSIERS, body, "Idempotency-Key", key);
        assertThat(early.status()).isEqualTo(409);
        assertThat(early.problem()).isEqualTo("request_in_flight");
        city.advance(Duration.ofMinutes(1));
        Http.Answer later = city.http().post("/v1/payments", RunningGateway.DOSSIERS, body, "Idempotency-Key", key);
        assertThat(later.status()).isEqualTo(201);
        assertThat(later.json().path("id").asText()).isEqualTo(payment.id().toString());
        assertThat(later.json().path("status").asText()).isEqualTo("unknown");
        Http.Answer replay = city.http().post("/v1/payments", RunningGateway.DOSSIERS, body, "Idempotency-Key", key);
        assertThat(replay.json()).isEqualTo(later.json());
        assertThat(city.count("select count(*) as n from gateway.attempt where payment_id = ?", payment.id()))
                .isEqualTo(1);
    }

    @Test
    void beneficiaryIsBoundAndCompared() {
        Paying payment = city.pay("momo");
        String bound = city.row("select bound from gateway.attempt where payment_id = ?", payment.id())
                .text("bound");
        JsonNode account = payment.shown().path("account");
        assertThat(bound)
                .startsWith(account.path("bin").asText() + "-"
                        + account.path("number").asText() + ":");
        city.owner().run("update gateway.attempt set bound = 'elsewhere' where payment_id = ?", payment.id());
        payer("momo", payment, "");
        assertThat(city.status(payment.id())).isEqualTo("contested");
        assertThat(city.cases(payment.id())).containsExactly("beneficiary_differs 30000");
    }

    @Test
    void methodsAreHiddenWithTheirReason() {
        Http.Answer small =
                city.http().get("/v1/payments/methods?agency=00004&amount_vnd=999", RunningGateway.DOSSIERS);
        assertThat(small.status()).as(small.text()).isEqualTo(200);
        JsonNode momo = methods(small).get("momo");
        assertThat(Objects.requireNonNull(momo).path("usable").asBoolean()).isFalse();
        assertThat(momo.path("reason").asText()).isEqualTo("amount_too_small");
        Http.Answer usual =
                city.http().get("/v1/payments/methods?agency=00004&amount_vnd=30000", RunningGateway.DOSSIERS);
        assertThat(methods(usual).values())
                .allMatch(method -> method.path("usable").asBoolean());
        assertThat(methods(usual)).containsKeys("vnpay", "momo", "zalopay", "vietqr");
    }

    private static Map<String, JsonNode> methods(Http.Answer answer) {
        var byName = new java.util.HashMap<String, JsonNode>();
        answer.json()
                .path("items")
                .forEach(item -> byName.put(item.path("method").asText(), item));
        return byName;
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnpay", "momo", "zalopay"})
    void refundIsPaidBackOnce(String wallet) {
        Paying payment = city.pay(wallet);
        payer(wallet, payment, "");
        JsonNode paid = city.payment(payment.id());
        assertThat(paid.path("status").asText()).isEqualTo("paid");
        RefundPort port = Objects.requireNonNull(city.gateway().refundPorts().get(wallet));
        var row = city.row("select key_id, created_at from gateway.attempt where payment_id = ?", payment.id());
        RefundPort.RefundOrder order = order("RF" + payment.reference(), payment, paid, row, 30_000);
        assertThat(port.refundStatus(order)).isInstanceOf(RefundPort.Answer.Unknown.class);
        assertThat(port.refund(order)).isInstanceOf(RefundPort.Answer.Accepted.class);
        assertThat(port.refundStatus(order))
                .isInstanceOfSatisfying(
                        RefundPort.Answer.Accepted.class,
                        a -> assertThat(a.done()).isTrue());
        if (!wallet.equals("vnpay")) {
            assertThat(port.refund(order)).as("the same again").isInstanceOf(RefundPort.Answer.Accepted.class);
        }
        assertThat(port.refund(order("RX" + payment.reference(), payment, paid, row, 10_000)))
                .as("beyond what was paid")
                .isInstanceOf(RefundPort.Answer.Declined.class);
        script(wallet, "refund", "garbage");
        assertThat(port.refund(order("RY" + payment.reference(), payment, paid, row, 10_000)))
                .isInstanceOf(RefundPort.Answer.Unknown.class);
        script(wallet, "refund_query", "pending");
        script(wallet, "query", wallet.equals("vnpay") ? "pending" : "usual");
        assertThat(port.refundStatus(order))
                .isInstanceOfSatisfying(
                        RefundPort.Answer.Accepted.class,
                        a -> assertThat(a.done()).isFalse());
    }

    private static RefundPort.RefundOrder order(
            String id, Paying payment, JsonNode paid, vn.phigate.gateway.platform.db.Row attempt, long amountVnd) {
        return new RefundPort.RefundOrder(
                id,
                payment.orderId(),
                attempt.text("key_id"),
                paid.path("provider_transaction").asText(),
                30_000,
                amountVnd,
                attempt.instant("created_at"),
                city.now(),
                "checker",
                "Hoàn phí hồ sơ",
                false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"momo", "zalopay"})
    void payerComesBackToTheirOwnPage(String wallet) {
        Paying payment = city.pay(wallet);
        String back = payer(wallet, payment, ",\"respond\":\"silent\"")
                .path("return_url")
                .asText();
        URI address = URI.create(back);
        assertThat(address.getPath()).isEqualTo("/return/" + wallet);
        Http.Answer seen = city.http().get(address.getPath() + "?" + address.getRawQuery());
        assertThat(seen.status()).isEqualTo(303);
        assertThat(seen.header("Location")).contains("/p/").endsWith("?from=" + wallet);
        assertThat(city.http()
                        .get(address.getPath() + "?" + address.getRawQuery().replace("amount=30000", "amount=30001"))
                        .status())
                .isEqualTo(400);
    }
}
