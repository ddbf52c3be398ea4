package vn.phigate.gateway.notifications;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import vn.phigate.gateway.notifications.WebhookSender.Outcome;
import vn.phigate.gateway.notifications.WebhookSender.Patience;

@Timeout(30)
class WebhookSenderTest {

    private static final Instant NOW = Instant.parse("2026-07-17T03:15:30Z");
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final byte[] BODY = "{\"type\":\"payment.paid\"}".getBytes(UTF_8);
    private static final Patience SHORT = new Patience(
            Duration.ofSeconds(1), Duration.ofMillis(600), 3, Duration.ofMillis(20), 6, Duration.ofMinutes(1));

    private Endpoint endpoint;
    private WebhookSender sender;

    @BeforeEach
    void start() throws IOException {
        endpoint = new Endpoint();
        sender = new WebhookSender(new WebhookUrl(true), () -> NOW, SHORT);
    }

    @AfterEach
    void stop() throws IOException {
        sender.close();
        endpoint.close();
    }

    @Test
    void delivers_andSignsWhatItSends() {
        endpoint.answers("HTTP/1.1 204 No Content\r\n\r\n");
        assertThat(send()).isEqualTo(new Outcome.Delivered(204));
        var request = endpoint.requests.getFirst();
        assertThat(request.body).isEqualTo(new String(BODY, UTF_8));
        assertThat(request.header("content-type")).isEqualTo("application/json");
        assertThat(WebhookSignature.verify(
                        SECRET,
                        request.header("webhook-id"),
                        request.header("webhook-timestamp"),
                        request.header("webhook-signature"),
                        request.body.getBytes(UTF_8),
                        NOW))
                .isEqualTo(WebhookSignature.Verdict.VALID);
    }

    @Test
    void triesAgain_whenTheServerIsOverloaded() {
        endpoint.answers(
                "HTTP/1.1 500 E\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 429 E\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        assertThat(send()).isEqualTo(new Outcome.Delivered(200));
        assertThat(endpoint.requests)
                .extracting(request -> request.header("webhook-id"))
                .hasSize(3)
                .containsOnly("msg_1");
    }

    @Test
    void givesUpWithTheAnswer_whenTheServerStaysOverloaded() {
        endpoint.answers("HTTP/1.1 503 E\r\ncontent-length: 10\r\n\r\nbảo trì");
        assertThat(send()).isEqualTo(new Outcome.Rejected(503, "bảo trì"));
        assertThat(endpoint.requests).hasSize(3);
    }

    @Test
    void followsNoRedirect_andAsksOnce() {
        endpoint.answers("HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n");
        assertThat(send()).isEqualTo(new Outcome.Rejected(302, ""));
        assertThat(endpoint.requests).hasSize(1);
    }

    @Test
    void asksOnce_whenTheEndpointRefuses() {
        endpoint.answers("HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n");
        assertThat(send()).isEqualTo(new Outcome.Rejected(410, ""));
        assertThat(endpoint.requests).hasSize(1);
    }

    @Test
    void doesNotAskTwice_whenTheEndpointIsSilent() {
        endpoint.answers("");
        assertThat(send())
                .isInstanceOfSatisfying(
                        Outcome.Unreachable.class,
                        outcome -> assertThat(outcome.reason()).contains("no answer within 600 ms"));
        assertThat(endpoint.requests).hasSize(1);
    }

    @Test
    void waits_whenTheEndpointIsOnlyLate() {
        endpoint.lateByMillis = 300;
        endpoint.answers("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        assertThat(send()).isEqualTo(new Outcome.Delivered(200));
    }

    @Test
    void countsTheStatus_whenTheBodyNeverEnds() {
        endpoint.answers("HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\nbegun");
        var before = System.nanoTime();
        assertThat(send()).isEqualTo(new Outcome.Delivered(200));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void readsOnlyTheBeginning_whenTheBodyIsLong() {
        endpoint.answers("HTTP/1.1 400 Bad\r\ncontent-length: 500000\r\n\r\n" + "x".repeat(500_000));
        assertThat(send()).isEqualTo(new Outcome.Rejected(400, "x".repeat(2_048)));
    }

    @Test
    void isUnreachable_whenNobodyListens() throws IOException {
        endpoint.close();
        assertThat(send()).isInstanceOf(Outcome.Unreachable.class);
    }

    @Test
    void triesAgain_whenTheConnectionBreaks() {
        endpoint.answers("BREAK", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        assertThat(send()).isEqualTo(new Outcome.Delivered(200));
    }

    @Test
    void leavesTheHostAlone_afterRepeatedFailures() {
        endpoint.answers("HTTP/1.1 500 E\r\ncontent-length: 0\r\n\r\n");
        send();
        send();
        assertThat(endpoint.requests).hasSize(6);
        assertThat(send())
                .isInstanceOfSatisfying(
                        Outcome.Unreachable.class,
                        outcome -> assertThat(outcome.reason()).contains("left alone"));
        assertThat(endpoint.requests).hasSize(6);
    }

    @Test
    void sendsNothing_whenTheAddressIsRefused() {
        try (var production = new WebhookSender(new WebhookUrl(false), () -> NOW, SHORT)) {
            assertThat(production.send(endpoint.url(), List.of(SECRET), "msg_1", BODY))
                    .isInstanceOfSatisfying(
                            Outcome.Unreachable.class,
                            outcome -> assertThat(outcome.reason()).contains("address refused"));
        }
        assertThat(endpoint.requests).isEmpty();
    }

    private Outcome send() {
        return sender.send(endpoint.url(), List.of(SECRET), "msg_1", BODY);
    }

    private record Request(List<String> head, String body) {
        String header(String name) {
            var start = name + ": ";
            return head.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()))
                    .findFirst()
                    .orElse("");
        }
    }

    /** An HTTP server that answers byte for byte what it is told: the last answer again and again, or never. */
    private static final class Endpoint {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private volatile List<String> answers = List.of("");
        final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
        volatile long lateByMillis;

        Endpoint() throws IOException {
            Thread.ofVirtual().start(this::accept);
        }

        String url() {
            return "http://127.0.0.1:" + socket.getLocalPort() + "/hook";
        }

        void answers(String... inTurn) {
            answers = List.of(inTurn);
        }

        private void accept() {
            while (!socket.isClosed()) {
                try {
                    var connection = socket.accept();
                    Thread.ofVirtual().start(() -> serve(connection));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        private void serve(Socket connection) {
            try (connection) {
                while (true) {
                    requests.add(read(connection));
                    Thread.sleep(lateByMillis);
                    var inTurn = answers;
                    var answer = inTurn.get(Math.min(requests.size(), inTurn.size()) - 1);
                    if (answer.equals("BREAK")) {
                        return;
                    }
                    connection.getOutputStream().write(answer.getBytes(UTF_8));
                    connection.getOutputStream().flush();
                }
            } catch (IOException | InterruptedException gone) {
                return;
            }
        }

        private static Request read(Socket connection) throws IOException {
            var in = connection.getInputStream();
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("closed");
                }
                head.append((char) next);
            }
            return new Request(List.of(head.toString().split("\r\n")), new String(in.readNBytes(BODY.length), UTF_8));
        }

        void close() throws IOException {
            socket.close();
        }
    }
}
