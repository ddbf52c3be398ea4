package vn.phigate.gateway.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.Ipn;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.Database;

/** From the payment to a dossier system's own server. */
@Database
class WebhooksTest {
    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database);
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private record Received(String id, String timestamp, String signature, byte[] body) {
        JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String type() {
            return json().path("type").asText();
        }

        boolean isAbout(Paying payment) {
            return json().path("data")
                    .path("payment_id")
                    .asText()
                    .equals(payment.id().toString());
        }
    }

    /** A dossier system that answers the given statuses in order, the last one for ever. */
    private static final class Listener implements AutoCloseable {
        final List<Received> received = new CopyOnWriteArrayList<>();
        private final HttpServer server;
        private final String id;
        private String secret;

        Listener(String events, int... statuses) throws IOException {
            this(events, () -> {}, statuses);
        }

        Listener(String events, Runnable beforeAnswering, int... statuses) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/hook", exchange -> {
                var headers = exchange.getRequestHeaders();
                received.add(new Received(
                        headers.getFirst("webhook-id"),
                        headers.getFirst("webhook-timestamp"),
                        headers.getFirst("webhook-signature"),
                        exchange.getRequestBody().readAllBytes()));
                beforeAnswering.run();
                exchange.sendResponseHeaders(statuses[Math.min(received.size(), statuses.length) - 1], -1);
                exchange.close();
            });
            server.start();
            Http.Answer answer = city.http()
                    .post(
                            "/v1/webhook-endpoints",
                            RunningGateway.DOSSIERS,
                            "{\"url\":\"http://127.0.0.1:" + server.getAddress().getPort() + "/hook\",\"events\":["
                                    + events + "]}");
            assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
            id = answer.json().path("id").asText();
            secret = answer.json().path("secret").asText();
        }

        List<Received> about(Paying payment) {
            return received.stream().filter(r -> r.isAbout(payment)).toList();
        }

        void assertSigned(Received hook) {
            assertThat(WebhookSignature.verify(
                            secret, hook.id(), hook.timestamp(), hook.signature(), hook.body(), Instant.now()))
                    .isEqualTo(WebhookSignature.Verdict.VALID);
        }

        Http.Answer act(String what, String body) {
            return city.http().post("/v1/webhook-endpoints/" + id + "/" + what, RunningGateway.DOSSIERS, body);
        }

        JsonNode state() {
            return city.http()
                    .get("/v1/webhook-endpoints/" + id, RunningGateway.DOSSIERS)
                    .json();
        }

        @Override
        public void close() {
            server.stop(0);
            city.owner()
                    .run(
                            "update gateway.webhook_endpoint set disabled_at = now(), by_failure = false where disabled_at is null or by_failure");
        }
    }

    private static Paying paid() {
        Paying payment = city.pay("vnpay");
        assertThat(city.code(payment.success())).isEqualTo("00");
        return payment;
    }

    @Test
    void tellsWhatWasAskedFor_signedAndOnce() throws IOException {
        try (var payments = new Listener("\"payment.paid\"", 204);
                var receipts = new Listener("\"receipt.issued\"", 200)) {
            Paying payment = paid();
            await().until(() -> !payments.about(payment).isEmpty()
                    && !receipts.about(payment).isEmpty());
            Received told = payments.about(payment).getFirst();
            assertThat(told.type()).isEqualTo("payment.paid");
            assertThat(told.json().path("data").path("status").asText()).isEqualTo("paid");
            assertThat(told.json().path("data").path("amount_vnd").asLong()).isEqualTo(30_000);
            assertThat(told.json().path("data").path("dossiers").get(0).asText())
                    .isEqualTo(payment.dossier());
            payments.assertSigned(told);
            Received issued = receipts.about(payment).getFirst();
            assertThat(issued.json().path("data").path("receipts")).hasSize(1);
            receipts.assertSigned(issued);
            assertThat(city.code(payment.success())).isEqualTo("02");
            await().until(() -> city.count("select count(*) as n from gateway.outbox where done_at is null") == 0);
            assertThat(payments.received).as("nothing else, and nothing twice").hasSize(1);
            assertThat(receipts.received).hasSize(1);
        }
    }

    @Test
    void triesAgainWithTheSameId_whenTheEndpointFails() throws IOException {
        try (var listener = new Listener("\"payment.paid\"", 500, 200)) {
            Paying payment = paid();
            await().until(() -> listener.about(payment).size() == 2);
            assertThat(listener.received.stream().map(Received::id).distinct()).hasSize(1);
            listener.received.forEach(listener::assertSigned);
            await().until(() -> city.count(
                            "select count(*) as n from gateway.webhook_delivery where delivered_at is not null and tries = 1")
                    > 0);
        }
    }

    @Test
    void triesAgainLater_whenTheEndpointIsAwayForLonger() throws IOException {
        try (var listener = new Listener("\"payment.paid\"", 503, 503, 503, 200)) {
            Paying payment = paid();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> listener.about(payment).size() == 4);
            await().until(() -> city.count("""
                            select count(*) as n from gateway.webhook_delivery d join gateway.webhook_event e on e.id = d.event_id
                            where e.payment_id = ? and d.delivered_at is not null and d.tries = 2 and d.next_try_at is null
                            """, payment.id()) == 1);
        }
    }

    @Test
    void tellsThatAPaymentIsContested() throws IOException {
        try (var listener = new Listener("\"payment.contested\",\"payment.paid\"", 200)) {
            Paying payment = city.pay("vnpay");
            assertThat(city.code(Ipn.success(payment.orderId(), 29_000))).isEqualTo("04");
            assertThat(city.code(Ipn.success(payment.orderId(), 29_000))).isEqualTo("04");
            await().until(() -> !listener.about(payment).isEmpty());
            await().until(() -> city.count("select count(*) as n from gateway.outbox where done_at is null") == 0);
            assertThat(listener.about(payment))
                    .hasSize(1)
                    .first()
                    .extracting(Received::type)
                    .isEqualTo("payment.contested");
        }
    }

    @Test
    void keepsTheOrderOfADossier_whenTheFirstEventHasToWait() throws IOException {
        try (var listener = new Listener("\"payment.paid\",\"receipt.issued\"", 503, 503, 503, 200)) {
            Paying payment = paid();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> listener.about(payment).size() == 5);
            assertThat(listener.about(payment))
                    .extracting(Received::type)
                    .containsExactly("payment.paid", "payment.paid", "payment.paid", "payment.paid", "receipt.issued");
        }
    }

    @Test
    void holdsUpNobodyElse_whenOneEndpointIsSlow() throws IOException {
        var release = new CountDownLatch(1);
        Runnable stuck = () -> {
            try {
                release.await(8, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        try (var slow = new Listener("\"payment.paid\"", stuck, 200);
                var quick = new Listener("\"payment.paid\"", 200)) {
            Paying first = paid();
            await().until(() -> slow.received.size() == 1);
            Paying second = paid();
            await().until(() -> quick.about(first).size() + quick.about(second).size() == 2);
            assertThat(slow.about(first)).as("still being answered").hasSize(1);
            release.countDown();
            await().until(() -> slow.about(second).size() == 1);
        }
    }

    @Test
    void putsAsideAnEndpointThatIsGone_andLosesNothing() throws IOException {
        try (var listener = new Listener("\"payment.paid\"", 410, 200)) {
            Paying first = paid();
            await().until(() -> listener.state().path("status").asText().equals("disabled"));
            assertThat(listener.state().path("disabled_by").asText()).isEqualTo("phigate");
            assertThat(listener.state().path("disabled_reason").asText()).isEqualTo("answered 410");
            Paying second = paid();
            await().until(() -> listener.state().path("waiting").asInt() == 2);
            assertThat(listener.received).hasSize(1);
            assertThat(listener.act("enable", "").json().path("status").asText())
                    .isEqualTo("enabled");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> listener.about(second).size() == 1
                            && listener.about(first).size() == 2);
        }
    }

    @Test
    void sendsNothingAndKeepsNothing_whenAPersonDisabledTheEndpoint() throws IOException {
        try (var listener = new Listener("\"payment.paid\"", 200)) {
            assertThat(listener.act("disable", "{\"reason\":\"moving\"}")
                            .json()
                            .path("disabled_reason")
                            .asText())
                    .isEqualTo("moving");
            paid();
            await().until(() -> city.count("select count(*) as n from gateway.outbox where done_at is null") == 0);
            listener.act("enable", "");
            Paying later = paid();
            await().until(() -> !listener.about(later).isEmpty());
            assertThat(listener.received).hasSize(1);
        }
    }

    @Test
    void logsEveryTry_andReplaysByHandWithTheSameId() throws IOException {
        try (var listener = new Listener("\"payment.paid\"", 200)) {
            Paying payment = paid();
            await().until(() -> deliveries(payment).path("status").asText().equals("delivered"));
            JsonNode delivery = deliveries(payment);
            assertThat(delivery.path("tries")).hasSize(1);
            assertThat(delivery.at("/tries/0/outcome").asText()).isEqualTo("answered 200");
            assertThat(city.http()
                            .post(
                                    "/v1/webhook-deliveries/"
                                            + delivery.path("id").asLong() + "/replay",
                                    RunningGateway.DOSSIERS,
                                    "")
                            .status())
                    .isEqualTo(200);
            await().until(() -> listener.about(payment).size() == 2);
            await().until(() -> deliveries(payment).path("tries").size() == 2);
            assertThat(listener.act("replay", "{\"since\":\"2025-01-01T00:00:00Z\"}")
                            .json()
                            .path("replayed")
                            .asInt())
                    .as("nothing was given up")
                    .isZero();
            assertThat(listener.act("replay", "{\"since\":\"2025-01-01T00:00:00Z\",\"delivered\":true}")
                            .json()
                            .path("replayed")
                            .asInt())
                    .isEqualTo(1);
            await().until(() -> listener.about(payment).size() == 3);
            assertThat(listener.received.stream().map(Received::id).distinct()).hasSize(1);
        }
    }

    private static JsonNode deliveries(Paying payment) {
        return city.http()
                .get("/v1/webhook-deliveries?dossier=" + payment.dossier(), RunningGateway.DOSSIERS)
                .json()
                .at("/items/0");
    }

    @Test
    void signsWithBothSecrets_whileTheyChange() throws IOException {
        try (var listener = new Listener("\"payment.paid\"", 200)) {
            String fresh = listener.act("secret", "").json().path("secret").asText();
            Paying payment = paid();
            await().until(() -> !listener.about(payment).isEmpty());
            Received told = listener.about(payment).getFirst();
            assertThat(told.signature().split(" ")).hasSize(2);
            listener.assertSigned(told);
            listener.secret = fresh;
            listener.assertSigned(told);
        }
    }

    @Test
    void showsNothing_toWhoIsNoDossierSystem() {
        assertThat(city.http()
                        .get("/v1/webhook-deliveries", RunningGateway.MAKER)
                        .status())
                .isEqualTo(403);
        assertThat(city.http()
                        .post("/v1/webhook-deliveries/999999/replay", RunningGateway.DOSSIERS, "")
                        .problem())
                .isEqualTo("webhook_delivery_unknown");
        assertThat(city.http()
                        .get("/v1/webhook-endpoints/" + new UUID(7, 7), RunningGateway.DOSSIERS)
                        .problem())
                .isEqualTo("webhook_endpoint_unknown");
    }

    @Test
    void refusesAddressesAndEventsThatCannotBe() {
        assertThat(register("{\"url\":\"ftp://example.vn/\"}").problem()).isEqualTo("webhook_url_refused");
        assertThat(register("{\"url\":\"http://169.254.169.254/latest/meta-data\"}")
                        .problem())
                .isEqualTo("webhook_url_refused");
        assertThat(register("{}").problem()).isEqualTo("webhook_url_refused");
        assertThat(register("{\"url\":\"http://127.0.0.1:1/\",\"events\":[\"payment.made\"]}")
                        .problem())
                .isEqualTo("invalid_field");
        assertThat(register("{\"url\":\"http://127.0.0.1:1/\",\"events\":[]}").problem())
                .isEqualTo("invalid_field");
        assertThat(city.http()
                        .post("/v1/webhook-endpoints", RunningGateway.MAKER, "{}")
                        .status())
                .isEqualTo(403);
    }

    private static Http.Answer register(String body) {
        return city.http().post("/v1/webhook-endpoints", RunningGateway.DOSSIERS, body);
    }
}
