package vn.phigate.gateway.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.ProviderLine;
import vn.phigate.gateway.providers.StatusQuery;
import vn.phigate.gateway.providers.vnpay.VnpayProvider;
import vn.phigate.gateway.providers.vnpay.VnpaySecret;
import vn.phigate.gateway.providers.vnpay.VnpayStatusQuery;
import vn.phigate.gateway.providers.vnpay.VnpayTerminal;
import vn.phigate.sandbox.vnpay.VnpaySandbox;
import vn.phigate.sandbox.vnpay.VnpaySandboxSettings;
import vn.phigate.testsupport.Database;

/** Silence and unclear words: asked until known, with a fake provider and with the sandbox over HTTP. */
@Database
class AskProvidersTest {
    private static RunningGateway city;
    private static VnpaySandbox sandbox;
    /** How far the clock of those who ask is ahead of the gateway's, whose own job is so kept from asking first. */
    private static volatile Duration ahead = Duration.ZERO;

    private final FakeQuery fake = new FakeQuery();

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database);
        sandbox = VnpaySandbox.start(VnpaySandboxSettings.local(URI.create("http://127.0.0.1:9/nobody"))
                .withPort(0)
                .withClock(AskProvidersTest::later));
    }

    @AfterAll
    static void stop() {
        sandbox.close();
        city.close();
    }

    /** What earlier tests left to be asked is none of this test's. */
    @BeforeEach
    void askNobodyElse() {
        city.owner().run("update gateway.attempt set next_query_at = null");
        ahead = Duration.ZERO;
    }

    private static Instant later() {
        return city.now().plus(ahead);
    }

    private static void advance(Duration time) {
        ahead = ahead.plus(time);
    }

    /** Answers as it was told, and remembers what it was asked. */
    private static final class FakeQuery implements StatusQuery {
        final List<String> asked = new ArrayList<>();
        Answer answer = new Answer.NoAnswer("nothing prepared");

        @Override
        public String provider() {
            return "vnpay";
        }

        @Override
        public Answer ask(Question question) {
            asked.add(question.orderId());
            if (answer instanceof Answer.Told(Notice told) && told.orderId().equals("fault")) {
                throw new IllegalStateException("a provider that breaks");
            }
            return answer;
        }
    }

    private AskProviders asking(StatusQuery query) {
        return new AskProviders(city.db(), city.gateway().payments(), Map.of("vnpay", query), AskProvidersTest::later);
    }

    private static VnpayStatusQuery overHttp(URI apiUrl) {
        var provider = new VnpayProvider(new VnpayProvider.Settings(
                "https://pay.example",
                "https://back.example",
                List.of(new VnpayTerminal(
                        RunningGateway.TERMINAL, List.of(new VnpaySecret("k", RunningGateway.SECRET)))),
                Duration.ofMinutes(15),
                Duration.ofMinutes(5)));
        return new VnpayStatusQuery(
                provider, apiUrl, new ProviderLine("vnpay", Duration.ofSeconds(10)), AskProvidersTest::later);
    }

    private static Notice told(Paying payment, Notice.Result result, long amountVnd) {
        return new Notice(
                "vnpay",
                "query",
                payment.orderId(),
                RunningGateway.TERMINAL,
                amountVnd,
                result,
                result == Notice.Result.PAID ? "15071234" : null,
                null,
                "querydr 00",
                (payment.orderId() + result).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void isNotAsked_whileThePayerMayStillPay() {
        city.pay("vnpay");
        advance(Duration.ofMinutes(14));
        assertThat(asking(fake).run()).isZero();
        assertThat(fake.asked).isEmpty();
    }

    @Test
    void isPaid_whenSilenceIsAskedAndTheProviderHasTheMoney() {
        Paying payment = city.pay("vnpay");
        advance(Duration.ofMinutes(16));
        fake.answer = new StatusQuery.Answer.Told(told(payment, Notice.Result.PAID, 30_000));
        assertThat(asking(fake).run()).isEqualTo(1);
        assertThat(fake.asked).containsExactly(payment.orderId());
        assertThat(city.status(payment.id())).isEqualTo("paid");
        assertThat(city.transfers(payment.id())).containsExactly("provider_paid 30000");
        assertThat(city.code(payment.success()))
                .as("the callback comes after all")
                .isEqualTo("02");
        assertThat(asking(fake).run()).as("answered for good").isZero();
    }

    @Test
    void isAskedAgain_afterGrowingPauses() {
        Paying payment = city.pay("vnpay");
        advance(Duration.ofMinutes(16));
        fake.answer = new StatusQuery.Answer.Pending("01", new byte[] {1});
        AskProviders ask = asking(fake);
        for (Duration pause : List.of(
                Duration.ofMinutes(6),
                Duration.ofMinutes(10),
                Duration.ofMinutes(30),
                Duration.ofHours(2),
                Duration.ofHours(6),
                Duration.ofHours(24),
                Duration.ofHours(24),
                Duration.ofHours(24))) {
            assertThat(ask.run()).isEqualTo(1);
            assertThat(ask.run()).as("not twice at once").isZero();
            advance(pause.minusSeconds(1));
            assertThat(ask.run()).as("not before %s", pause).isZero();
            advance(Duration.ofSeconds(1));
        }
        assertThat(fake.asked).hasSize(8).containsOnly(payment.orderId());
    }

    @Test
    void becomesACaseAndIsAskedOn_whenTheWholeScheduleBroughtNothing() {
        Paying payment = city.pay("vnpay");
        advance(Duration.ofMinutes(16));
        fake.answer =
                new StatusQuery.Answer.Pending("91", "{\"vnp_ResponseCode\":\"91\"}".getBytes(StandardCharsets.UTF_8));
        AskProviders ask = asking(fake);
        for (Duration pause : StatusQuery.SLOW) {
            assertThat(city.cases(payment.id())).isEmpty();
            assertThat(ask.run()).isEqualTo(1);
            advance(pause);
        }
        assertThat(city.cases(payment.id())).containsExactly("order_undecided 30000");
        assertThat(ask.run()).as("asked on").isEqualTo(1);
        advance(Duration.ofHours(24));
        assertThat(ask.run()).isEqualTo(1);
        assertThat(city.cases(payment.id())).as("one case").hasSize(1);
        fake.answer = new StatusQuery.Answer.Told(told(payment, Notice.Result.PAID, 30_000));
        advance(Duration.ofHours(24));
        ask.run();
        city.gateway().cases().followRules();
        assertThat(city.row("select status, resolved_by from gateway.payment_case where payment_id = ?", payment.id())
                        .text("resolved_by"))
                .isEqualTo("rule:provider_spoke");
    }

    /** Suspected fraud (07), reversed (04), a refund under way: VNPay says so for weeks, and decides nothing. */
    @Test
    void becomesACaseThatTwoPeopleEnd_whenEveryWordIsUnclear() {
        Paying payment = city.pay("vnpay");
        advance(Duration.ofMinutes(16));
        fake.answer = new StatusQuery.Answer.Told(told(payment, Notice.Result.UNCLEAR, 30_000));
        AskProviders ask = asking(fake);
        for (Duration pause : StatusQuery.SLOW) {
            assertThat(city.cases(payment.id())).isEmpty();
            assertThat(ask.run()).isEqualTo(1);
            advance(pause);
        }
        assertThat(city.status(payment.id())).isEqualTo("unknown");
        assertThat(city.cases(payment.id())).containsExactly("order_undecided 30000");
        assertThat(city.obligations(payment.dossier())).containsOnly("pending");

        String caseId =
                city.payment(payment.id()).path("cases").get(0).path("id").asText();
        city.http()
                .post(
                        "/v1/cases/" + caseId + "/resolve",
                        RunningGateway.MAKER,
                        "{\"resolution\":\"no_money\",\"note\":\"VNPay xác nhận bằng văn bản\"}");
        assertThat(city.obligations(payment.dossier()))
                .as("one person alone changes nothing")
                .containsOnly("pending");
        var approved = city.http().post("/v1/cases/" + caseId + "/approve", RunningGateway.CHECKER, "");
        assertThat(approved.status()).as(approved.text()).isEqualTo(200);
        assertThat(city.status(payment.id())).isEqualTo("failed");
        assertThat(city.obligations(payment.dossier())).containsOnly("due");
        advance(Duration.ofDays(2));
        assertThat(ask.run()).as("asked no more").isZero();
        assertThat(city.code(payment.success()))
                .as("money that comes all the same")
                .isEqualTo("00");
        assertThat(city.status(payment.id())).isEqualTo("paid");
        assertThat(city.transfers(payment.id())).containsExactly("provider_paid 30000");
    }

    @Test
    void keepsWhatDecidesNothing_andNoMoreThanABoundedPartOfIt() {
        Paying payment = city.pay("vnpay");
        advance(Duration.ofMinutes(16));
        AskProviders ask = asking(fake);
        for (int i = 0; i < 60; i++) {
            byte[] bytes = ("answer " + i).getBytes(StandardCharsets.UTF_8);
            fake.answer = i % 2 == 0
                    ? new StatusQuery.Answer.Pending("01", bytes)
                    : new StatusQuery.Answer.NoAnswer("the answer is not signed by VNPay", bytes);
            ask.run();
            advance(Duration.ofHours(25));
        }
        String kept =
                "select count(*) as n from gateway.evidence where payment_id = ? and source = 'query' and verdict like ?";
        assertThat(city.count(kept, payment.id(), "pending:01")).isEqualTo(20);
        assertThat(city.count(kept, payment.id(), "not_believed:the answer is not signed%"))
                .isEqualTo(20);
        assertThat(city.payment(payment.id()).path("witnesses"))
                .as("no witness")
                .isEmpty();
        // The same bytes again are counted.
        fake.answer = new StatusQuery.Answer.Pending("01", "answer 0".getBytes(StandardCharsets.UTF_8));
        ask.run();
        assertThat(city.count(
                        "select times as n from gateway.evidence where payment_id = ? and content = ?",
                        payment.id(),
                        "answer 0".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(2);
    }

    /** VNPay's own answer, whose signature does not hold, is kept as it came. */
    @Test
    void keepsTheBytesOfAForgery() throws IOException {
        Paying payment = city.pay("vnpay");
        advance(Duration.ofMinutes(16));
        byte[] forged = ("{\"vnp_TxnRef\":\"" + payment.orderId() + "\"}").getBytes(StandardCharsets.UTF_8);
        HttpServer forger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        forger.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, forged.length);
            exchange.getResponseBody().write(forged);
            exchange.close();
        });
        forger.start();
        asking(overHttp(URI.create("http://127.0.0.1:" + forger.getAddress().getPort() + "/")))
                .run();
        forger.stop(0);
        assertThat(city.row("select content, verdict from gateway.evidence where payment_id = ?", payment.id())
                        .bytes("content"))
                .isEqualTo(forged);
    }

    @Test
    void asksTheOthers_whenOneAnswerBreaks() {
        Paying one = city.pay("vnpay");
        Paying two = city.pay("vnpay");
        advance(Duration.ofMinutes(16));
        fake.answer = new StatusQuery.Answer.Told(
                new Notice("vnpay", "query", "fault", "", 0, Notice.Result.PAID, null, null, "", new byte[0]));
        assertThat(asking(fake).run()).isEqualTo(2);
        assertThat(fake.asked).containsExactlyInAnyOrder(one.orderId(), two.orderId());
    }

    @Test
    void staysUnknownAndIsAsked_whenTheWordIsUnclear() {
        Paying payment = city.pay("vnpay");
        assertThat(city.code(payment.success().codes("00", "02"))).isEqualTo("00");
        assertThat(city.status(payment.id())).isEqualTo("unknown");
        advance(Duration.ofHours(3));
        city.advance(Duration.ofHours(3));
        city.gateway().payments().expireLate();
        assertThat(city.status(payment.id())).as("never expires in silence").isEqualTo("unknown");
        assertThat(AskProviders.unknown(city.db())).isEqualTo(1);
        fake.answer = new StatusQuery.Answer.Told(told(payment, Notice.Result.DECLINED, Notice.SAME_AMOUNT));
        assertThat(asking(fake).run()).isEqualTo(1);
        assertThat(city.status(payment.id())).isEqualTo("failed");
        assertThat(city.obligations(payment.dossier())).containsExactly("due", "due");
    }

    @Test
    void isContested_whenTheProviderHasAnotherAmount() {
        Paying payment = city.pay("vnpay");
        advance(Duration.ofMinutes(16));
        fake.answer = new StatusQuery.Answer.Told(told(payment, Notice.Result.PAID, 3_000));
        asking(fake).run();
        assertThat(city.status(payment.id())).isEqualTo("contested");
        assertThat(city.cases(payment.id())).containsExactly("amount_differs 3000");
    }

    @Test
    void isPaid_whenTheSandboxKeptSilentAndIsAsked() {
        Paying payment = city.pay("vnpay");
        paidInSilence(payment);
        advance(Duration.ofMinutes(16));
        asking(overHttp(sandboxApi())).run();
        assertThat(city.status(payment.id())).isEqualTo("paid");
        assertThat(city.cases(payment.id())).isEmpty();
    }

    @Test
    void isDeclined_whenTheSandboxNeverHeardOfTheOrderLongAfterItsTime() {
        Paying payment = city.pay("vnpay");
        advance(Duration.ofMinutes(16));
        AskProviders ask = asking(overHttp(sandboxApi()));
        ask.run();
        assertThat(city.status(payment.id()))
                .as("it may still become known there")
                .isEqualTo("awaiting_provider");
        advance(Duration.ofMinutes(20));
        ask.run();
        assertThat(city.status(payment.id())).isEqualTo("failed");
    }

    @Test
    void believesNothing_whenTheAnswerIsNotSigned() throws IOException {
        Paying payment = city.pay("vnpay");
        advance(Duration.ofMinutes(16));
        for (String body : List.of(
                "{\"vnp_ResponseCode\":\"00\",\"vnp_TxnRef\":\"" + payment.orderId()
                        + "\",\"vnp_TransactionStatus\":\"00\",\"vnp_Amount\":\"3000000\",\"vnp_TransactionType\":\"01\",\"vnp_SecureHash\":\""
                        + "0".repeat(128) + "\"}",
                "<html>",
                "",
                "{}")) {
            HttpServer forger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            forger.createContext("/", exchange -> {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
            forger.start();
            asking(overHttp(URI.create("http://127.0.0.1:" + forger.getAddress().getPort() + "/")))
                    .run();
            forger.stop(0);
            assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
            advance(Duration.ofHours(30));
        }
        assertThat(city.transfers(payment.id())).isEmpty();
    }

    @Test
    void isAskedLater_whenNobodyAnswers() {
        Paying payment = city.pay("vnpay");
        advance(Duration.ofMinutes(16));
        assertThat(asking(overHttp(URI.create("http://127.0.0.1:9/"))).run()).isEqualTo(1);
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
        assertThat(city.row("select next_query_at from gateway.attempt where order_id = ?", payment.orderId())
                        .instant("next_query_at"))
                .isEqualTo(later().plus(Duration.ofMinutes(6)));
    }

    private static URI sandboxApi() {
        return URI.create("http://127.0.0.1:" + sandbox.port() + "/merchant_webapi/api/transaction");
    }

    /** As a person would by clicking; the provider tells nobody. */
    private static void paidInSilence(Paying payment) {
        String body = "{\"pay_url\":\""
                + payment.shown().path("attempt").path("redirect_url").asText()
                + "\",\"result\":\"success\",\"respond\":\"silent\"}";
        try (var browser = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = browser.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sandbox.port() + "/sandbox/vnpay/pay"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
