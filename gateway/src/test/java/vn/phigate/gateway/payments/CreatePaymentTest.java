package vn.phigate.gateway.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.Http.Answer;
import vn.phigate.gateway.Ipn;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.providers.vietqr.VietQr;
import vn.phigate.testsupport.Database;

@Database
class CreatePaymentTest {
    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database);
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static Answer create(String body, String key) {
        return city.http().post("/v1/payments", RunningGateway.DOSSIERS, body, "Idempotency-Key", key);
    }

    private static Answer create(String body) {
        return create(body, UUID.randomUUID().toString());
    }

    private static String body(String dossier, String more) {
        return "{\"dossiers\":[\"" + dossier + "\"],\"method\":\"vnpay\"" + more + "}";
    }

    private static Answer attempt(Paying payment, String body) {
        return city.http()
                .post(
                        "/v1/payments/" + payment.id() + "/attempts",
                        RunningGateway.DOSSIERS,
                        body,
                        "Idempotency-Key",
                        UUID.randomUUID().toString());
    }

    @Test
    void opensPayment_withRedirect() {
        String dossier = city.dossier("9.000001");
        Answer answer = create(body(dossier, ",\"return_url\":\"https://dvc.example.vn/x?y=1\",\"language\":\"en\""));
        assertThat(answer.status()).isEqualTo(201);
        JsonNode payment = answer.json();
        assertThat(payment.path("status").asText()).isEqualTo("awaiting_provider");
        assertThat(payment.path("amount_vnd").asLong()).isEqualTo(30_000);
        assertThat(PaymentReference.valid(payment.path("reference").asText())).isTrue();
        assertThat(payment.path("attempt").path("provider").asText()).isEqualTo("vnpay");
        assertThat(payment.path("attempt").path("redirect_url").asText())
                .contains(
                        "vnp_Amount=3000000",
                        "vnp_TxnRef=" + payment.path("attempt").path("order_id").asText(),
                        "vnp_Locale=en");
        assertThat(payment.path("attempt").has("qr")).isFalse();
        assertThat(payment.path("expires_at").asText())
                .isEqualTo(city.now().plus(Duration.ofMinutes(20)).toString());
        assertThat(city.obligations(dossier)).containsExactly("pending", "pending");
    }

    @Test
    void drawsQr_whenPaidByTransfer() {
        JsonNode payment = city.pay("vietqr").shown();
        var decoded = VietQr.decode(payment.path("attempt").path("qr").asText());
        assertThat(decoded).isInstanceOfSatisfying(VietQr.Valid.class, valid -> {
            assertThat(valid.code().amountVnd()).isEqualTo(30_000);
            assertThat(valid.code().purpose())
                    .isEqualTo(payment.path("reference").asText());
            assertThat(valid.code().account())
                    .isEqualTo(payment.path("account").path("number").asText());
        });
        assertThat(payment.path("attempt").has("redirect_url")).isFalse();
    }

    @Test
    void answersTheSameBytes_whenKeyIsRepeated() {
        String dossier = city.dossier("9.000001");
        String key = UUID.randomUUID().toString();
        Answer first = create("{\"dossiers\":[\"" + dossier + "\"],\"method\":\"vnpay\"}", key);
        Answer again = create("{ \"method\" : \"vnpay\",\n\"dossiers\" : [\"" + dossier + "\"] }", key);
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.header("Content-Type")).isEqualTo(first.header("Content-Type"));
    }

    @Test
    void refuses_whenKeyIsReusedForSomethingElse() {
        String key = UUID.randomUUID().toString();
        assertThat(create(body(city.dossier("9.000001"), ""), key).status()).isEqualTo(201);
        Answer other = create(body(city.dossier("9.000001"), ""), key);
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.problem()).isEqualTo("idempotency_key_reused");
        assertThat(other.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void demandsKey() {
        Answer answer = city.http().post("/v1/payments", RunningGateway.DOSSIERS, body("H26-250717-0001", ""));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("idempotency_key_required");
        assertThat(create("{}", "x".repeat(256)).problem()).isEqualTo("invalid_field");
    }

    @Test
    void judgesAnew_whenARefusedRequestIsRepeated() {
        String key = UUID.randomUUID().toString();
        String code = RunningGateway.newCode();
        assertThat(create(body(code, ""), key).problem()).isEqualTo("dossier_unknown");
        city.http()
                .post(
                        "/v1/dossiers",
                        RunningGateway.DOSSIERS,
                        "{\"code\":\"" + code
                                + "\",\"procedure\":\"9.000001\",\"agency\":\"00004\",\"channel\":\"online\",\"received_on\":\"2025-07-17\"}");
        assertThat(create(body(code, ""), key).status()).isEqualTo(201);
    }

    @Test
    void refuses_whileTheSameKeyIsInFlight() {
        String key = UUID.randomUUID().toString();
        String dossier = city.dossier("9.000001");
        city.owner().inTransactionDo(tx -> {
            tx.get("select pg_advisory_xact_lock(hashtextextended(?, 42))", "sandbox-dossiers\n" + key);
            Answer answer = create(body(dossier, ""), key);
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.problem()).isEqualTo("request_in_flight");
        });
        assertThat(create(body(dossier, ""), key).status()).isEqualTo(201);
    }

    @Test
    void opensOnePayment_whenTwentyAskWithTheSameKeyAtOnce() {
        String body = body(city.dossier("9.000001"), "");
        String key = UUID.randomUUID().toString();
        List<Answer> answers = Http.atOnce(Collections.nCopies(20, () -> create(body, key)));
        assertThat(answers).extracting(Answer::status).contains(201).isSubsetOf(201, 409);
        assertThat(answers.stream()
                        .filter(a -> a.status() == 201)
                        .map(Answer::text)
                        .distinct())
                .hasSize(1);
        assertThat(answers.stream()
                        .filter(a -> a.status() == 409)
                        .map(Answer::problem)
                        .distinct())
                .isSubsetOf("request_in_flight");
    }

    @Test
    void opensOnePayment_whenTwentyAskForTheSameObligationsAtOnce() {
        String dossier = city.dossier("9.000001");
        List<Answer> answers = Http.atOnce(Collections.nCopies(20, () -> create(body(dossier, ""))));
        List<Answer> opened = answers.stream().filter(a -> a.status() == 201).toList();
        assertThat(opened).hasSize(1);
        String id = opened.getFirst().json().path("id").asText();
        assertThat(answers.stream().filter(a -> a.status() != 201)).hasSize(19).allSatisfy(a -> {
            assertThat(a.problem()).isEqualTo("payment_in_progress");
            assertThat(a.json().path("payment_id").asText()).isEqualTo(id);
        });
    }

    @Test
    void startsEachAttemptOnce_whenManyStartAtOnce() {
        Paying payment = city.pay("vnpay");
        List<Answer> answers = Http.atOnce(Collections.nCopies(10, () -> attempt(payment, "{\"method\":\"vnpay\"}")));
        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(answers.stream()
                        .map(a -> a.json().path("attempt").path("order_id").asText())
                        .distinct())
                .hasSize(10);
    }

    @Test
    void hasNothingToPay_whenFreeOrPaid() {
        assertThat(create(body(city.dossier("1.000894"), "")).problem())
                .as("marriage registration")
                .isEqualTo("nothing_due");
        Paying payment = city.pay("vnpay");
        city.code(payment.success());
        assertThat(create(body(payment.dossier(), "")).problem()).isEqualTo("nothing_due");
    }

    @Test
    void namesTheGroups_whenObligationsGoToDifferentAccounts() {
        String dossier = city.dossier("9.000002");
        Answer answer = create(body(dossier, ""));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("accounts_differ");
        JsonNode groups = answer.json().path("groups");
        assertThat(groups).hasSize(2);
        long paidVnd = 0;
        for (JsonNode group : groups) {
            Answer one = create("{\"obligations\":" + group.path("obligations") + ",\"method\":\"vnpay\"}");
            assertThat(one.status()).isEqualTo(201);
            assertThat(one.json().path("amount_vnd")).isEqualTo(group.path("amount_vnd"));
            assertThat(one.json().path("account")).isEqualTo(group.path("account"));
            paidVnd += one.json().path("amount_vnd").asLong();
        }
        assertThat(paidVnd).isEqualTo(40_000);
    }

    @Test
    void paysSeveralDossiersAtOnce_whenTheyGoToOneAccount() {
        String one = city.dossier("9.000001");
        String two = city.dossier("9.000001");
        Answer answer = create("{\"dossiers\":[\"" + one + "\",\"" + two + "\",\"" + one + "\"],\"method\":\"vnpay\"}");
        assertThat(answer.json().path("amount_vnd").asLong()).isEqualTo(60_000);
        assertThat(city.code(Ipn.success(
                        answer.json().path("attempt").path("order_id").asText(), 60_000)))
                .isEqualTo("00");
        assertThat(city.obligations(one)).containsExactly("paid", "paid");
        assertThat(city.obligations(two)).containsExactly("paid", "paid");
    }

    @Test
    void paysOnlyWhatIsDue_whenPartOfADossierIsPaid() {
        String dossier = city.dossier("9.000001");
        JsonNode obligations = city.http()
                .get("/v1/dossiers/" + dossier, RunningGateway.DOSSIERS)
                .json()
                .path("obligations");
        String first = obligations.get(0).path("id").asText();
        Answer part = create("{\"obligations\":[\"" + first + "\"],\"method\":\"vnpay\"}");
        assertThat(part.json().path("amount_vnd").asLong()).isEqualTo(20_000);
        Answer rest = create(body(dossier, ""));
        assertThat(rest.json().path("amount_vnd").asLong()).isEqualTo(10_000);
        Answer both = create("{\"obligations\":[\"" + first + "\",\""
                + obligations.get(1).path("id").asText() + "\"],\"method\":\"vnpay\"}");
        assertThat(both.problem()).isEqualTo("payment_in_progress");
    }

    @Test
    void refuses_whenAgencyHasNoAccount() {
        city.http()
                .post(
                        "/v1/agencies",
                        RunningGateway.ADMIN,
                        "{\"code\":\"77001\",\"kind\":\"commune\",\"name\":\"Xã Mới\",\"valid_from\":\"2025-07-01\"}");
        Answer answer = create(body(city.dossier("9.000001", "77001"), ""));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("no_account");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.vn/back",
                "https://a.b.example.vn:8443/back",
                "http://localhost:3000/x",
                "https://EXAMPLE.VN/",
                "HTTPS://example.vn/back"
            })
    void sendsPayersBack_toListedHosts(String url) {
        assertThat(create(body(city.dossier("9.000001"), ",\"return_url\":\"" + url + "\""))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void keepsVietnameseLettersOfAReturnUrl_inTheFormThatAHeaderCanCarry() {
        Answer answer = create(body(city.dossier("9.000001"), ",\"return_url\":\"https://example.vn/kết-quả?x=ộ\""));
        assertThat(city.row(
                                "select return_url from gateway.payment where id = ?",
                                java.util.UUID.fromString(
                                        answer.json().path("id").asText()))
                        .text("return_url"))
                .isEqualTo("https://example.vn/k%E1%BA%BFt-qu%E1%BA%A3?x=%E1%BB%99");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "https://example.vn.evil.com/",
                "https://evilexample.vn/",
                "https://example.vn@evil.com/",
                "javascript:alert(1)",
                "//example.vn/x",
                "/x",
                "https://example.vn\\\\@evil.com/",
                "ftp://example.vn/",
                "https://user@example.vn/",
                "https:///x",
                "data:text/html,x"
            })
    void refusesReturnUrl_whenHostIsNotListed(String url) {
        Answer answer = create(body(city.dossier("9.000001"), ",\"return_url\":\"" + url + "\""));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
        assertThat(answer.problem()).isEqualTo("return_url_refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"method\":\"vnpay\"}",
                "{\"dossiers\":[\"A\"],\"obligations\":[\"0198-\"],\"method\":\"vnpay\"}",
                "{\"dossiers\":\"A\",\"method\":\"vnpay\"}",
                "{\"dossiers\":[\"A\"]}",
                "{\"dossiers\":[\"A\"],\"method\":\"vnpay\",\"amount_vnd\":1}",
                "{\"dossiers\":[\"A\"],\"method\":1}"
            })
    void refusesBody_whenAFieldIsMissingWrongOrUnknown(String body) {
        Answer answer = create(body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("invalid_field");
    }

    @Test
    void refusesBody_whenItIsNoJson() {
        for (String body :
                List.of("", "{", "[]x", "{\"dossiers\":[\"A\"],\"dossiers\":[\"B\"],\"method\":\"vnpay\"}", "null")) {
            assertThat(create(body).status()).as(body).isEqualTo(400);
        }
        assertThat(create("{\"dossiers\":" + "[".repeat(100) + "]".repeat(100) + "}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void refuses_whenMethodOrObligationIsUnknown() {
        assertThat(create("{\"dossiers\":[\"" + city.dossier("9.000001") + "\"],\"method\":\"cash\"}")
                        .problem())
                .isEqualTo("method_unavailable");
        assertThat(create("{\"obligations\":[\"" + UUID.randomUUID() + "\"],\"method\":\"vnpay\"}")
                        .problem())
                .isEqualTo("obligation_unknown");
        assertThat(city.http()
                        .get("/v1/payments/" + UUID.randomUUID(), RunningGateway.DOSSIERS)
                        .status())
                .isEqualTo(404);
        assertThat(city.http().get("/v1/payments/x", RunningGateway.DOSSIERS).status())
                .isEqualTo(404);
    }

    @Test
    void takesAnotherAttempt_afterADecline() {
        Paying payment = city.pay("vnpay");
        city.code(Ipn.declined(payment.orderId(), 30_000));
        JsonNode second = attempt(payment, "{\"method\":\"vietqr\"}").json();
        assertThat(second.path("status").asText()).isEqualTo("awaiting_provider");
        assertThat(second.path("attempts")).hasSize(2);
        assertThat(second.path("attempt").has("qr")).isTrue();
        assertThat(second.path("reference").asText())
                .as("a transfer is known by the payment")
                .isEqualTo(payment.reference());
        assertThat(city.obligations(payment.dossier())).containsExactly("pending", "pending");
    }

    @Test
    void takesNoAttempt_whenPaidOrTakenByAnotherPayment() {
        Paying paid = city.pay("vnpay");
        city.code(paid.success());
        var over = attempt(paid, "{\"method\":\"vnpay\"}");
        assertThat(over.problem()).isEqualTo("payment_not_open");
        assertThat(over.json().path("status").asInt())
                .as("RFC 9457, section 3.1.2")
                .isEqualTo(409);
        assertThat(over.json().path("current_status").asText()).isEqualTo("paid");
        Paying declined = city.pay("vnpay");
        city.code(Ipn.declined(declined.orderId(), 30_000));
        Paying newer = city.pay(declined.dossier(), "vnpay");
        Answer refused = attempt(declined, "{\"method\":\"vnpay\"}");
        assertThat(refused.problem()).isEqualTo("payment_in_progress");
        assertThat(refused.json().path("payment_id").asText())
                .isEqualTo(newer.id().toString());
    }

    @Test
    void freesTheObligations_whenTimeIsOver() {
        Paying payment = city.pay("vnpay");
        city.advance(Duration.ofMinutes(19));
        city.gateway().payments().expireLate();
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
        city.advance(Duration.ofMinutes(2));
        assertThat(attempt(payment, "{\"method\":\"vnpay\"}").problem())
                .as("also before the job has seen it")
                .isEqualTo("payment_not_open");
        city.gateway().payments().expireLate();
        assertThat(city.status(payment.id())).isEqualTo("expired");
        assertThat(city.obligations(payment.dossier())).containsExactly("due", "due");
        Paying next = city.pay(payment.dossier(), "vnpay");
        assertThat(next.id()).isNotEqualTo(payment.id());
    }

    @Test
    void knowsNobody_withoutKeyOrRole() {
        String body = body(city.dossier("9.000001"), "");
        assertThat(city.http()
                        .post("/v1/payments", "sk_wrong", body, "Idempotency-Key", "k")
                        .status())
                .isEqualTo(401);
        assertThat(city.http()
                        .post("/v1/payments", RunningGateway.CHECKER, body, "Idempotency-Key", "k")
                        .status())
                .isEqualTo(403);
        assertThat(city.http().get("/v1/payments/" + UUID.randomUUID()).status())
                .isEqualTo(401);
    }

    /** Whoever pays while the time runs out is either in time or late, never both. */
    @Test
    void endsInOneState_whenCallbackAndExpiryMeet() {
        List<Paying> payments =
                IntStream.range(0, 20).mapToObj(i -> city.pay("vnpay")).toList();
        city.advance(Duration.ofMinutes(21));
        var calls = new ArrayList<java.util.concurrent.Callable<String>>();
        payments.forEach(p -> calls.add(() -> city.code(p.success())));
        IntStream.range(0, 5)
                .forEach(i ->
                        calls.add(() -> "expired " + city.gateway().payments().expireLate()));
        assertThat(Http.atOnce(calls).subList(0, 20)).containsOnly("00");
        for (Paying payment : payments) {
            assertThat(city.status(payment.id())).isEqualTo("paid");
            assertThat(city.obligations(payment.dossier())).containsExactly("paid", "paid");
            assertThat(city.cases(payment.id())).isSubsetOf("paid_after_expiry 30000");
        }
    }
}
