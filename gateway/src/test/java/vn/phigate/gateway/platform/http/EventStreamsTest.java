package vn.phigate.gateway.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import vn.phigate.gateway.Raw;
import vn.phigate.gateway.platform.db.Db;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventStreamsTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String ASK = "GET /events HTTP/1.1\r\nHost: x\r\n\r\n";

    private final BlockingQueue<EventStream> followed = new LinkedBlockingQueue<>();
    private final AtomicInteger left = new AtomicInteger();
    private int ofOneNetwork = 4;
    private Web web = server(4, Duration.ofSeconds(20), Duration.ofMinutes(1));

    /** @param most streams; 8 requests are served at once */
    private Web server(int most, Duration heartbeat, Duration longest) {
        var settings = new HttpSettings(
                        "127.0.0.1",
                        0,
                        1024,
                        1024,
                        64,
                        8,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        null)
                .with(new HttpSettings.Events(most, ofOneNetwork, heartbeat, longest));
        return new Web(
                        "test",
                        settings,
                        Db.open(new WebTest.NoDatabase()),
                        request -> Optional.empty(),
                        InstantSource.system())
                .get("/hello", Access.PUBLIC, request -> Reply.ok(Map.of()))
                .get("/over", Access.PUBLIC, request -> Reply.nothingMore())
                .get(
                        "/events",
                        Access.PUBLIC,
                        request -> Reply.events(stream -> {
                            followed.add(stream);
                            return left::incrementAndGet;
                        }))
                .start();
    }

    private void restart(int most, Duration heartbeat, Duration longest) {
        web.close();
        web = server(most, heartbeat, longest);
    }

    @AfterEach
    void stop() {
        web.close();
    }

    private EventStream follow() throws InterruptedException {
        EventStream stream = followed.poll(10, TimeUnit.SECONDS);
        assertThat(stream).as("a stream that is fed").isNotNull();
        return stream;
    }

    private HttpResponse<InputStream> ask(String path) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private static String upTo(InputStream in, String end) throws IOException {
        var text = new StringBuilder();
        while (!text.toString().endsWith(end)) {
            int b = in.read();
            assertThat(b).as("the stream goes on after: " + text).isNotNegative();
            text.append((char) b);
        }
        return text.toString();
    }

    @Test
    void tellsEachEventAtOnce_inTheFormOfTheStandard() throws Exception {
        var reply = ask("/events");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(reply.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(reply.headers().firstValue("X-Accel-Buffering")).contains("no");
        assertThat(upTo(reply.body(), "\n\n")).matches("retry: [23][0-9]{3}\n\n");
        var stream = follow();
        for (int i = 1; i <= 3; i++) {
            long sentAt = System.nanoTime();
            stream.send(new EventStream.Event("m" + i, "news", "{\"n\":" + i + "}"));
            assertThat(upTo(reply.body(), "\n\n"))
                    .isEqualTo("id: m" + i + "\nevent: news\ndata: {\"n\":" + i + "}\n\n");
            assertThat(Duration.ofNanos(System.nanoTime() - sentAt)).isLessThan(Duration.ofSeconds(5));
        }
        stream.send(new EventStream.Event("last", "news", "{}"));
        stream.end();
        assertThat(new String(reply.body().readAllBytes(), StandardCharsets.UTF_8))
                .endsWith("data: {}\n\n");
        await().until(() -> left.get() == 1 && web.openStreams() == 0);
    }

    @Test
    void keepsOnlyTheLatest_whenTheClientIsSlow() throws Exception {
        var stream = new EventStream();
        for (int i = 0; i < 1_000; i++) {
            stream.send(new EventStream.Event("" + i, "news", "{}"));
        }
        assertThat(stream.next(Duration.ofSeconds(1))).isEqualTo(new EventStream.Event("999", "news", "{}"));
        assertThat(stream.next(Duration.ofMillis(20))).isNull();
    }

    @Test
    void refusesMoreThanThereIsRoomFor_andServesPagesAllTheWhile() throws Exception {
        List<Raw> phones = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            var phone = new Raw(web.port());
            phone.send(ASK);
            phones.add(phone);
            follow();
        }
        String refused = Raw.exchange(web.port(), ASK);
        assertThat(refused)
                .startsWith("HTTP/1.1 503")
                .contains("Retry-After: 30", "application/problem+json", "\"unavailable\"");
        assertThat(ask("/hello").statusCode()).isEqualTo(200);
        assertThat(web.openStreams()).isEqualTo(4);
        phones.forEach(Raw::close);
    }

    /** A phone that is gone says nothing: the next heartbeats find it out. */
    @Test
    void givesThePlaceBack_whenThePhoneIsGone() throws Exception {
        restart(1, Duration.ofMillis(100), Duration.ofMinutes(1));
        try (var phone = new Raw(web.port())) {
            phone.send(ASK);
            follow();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> left.get() == 1 && web.openStreams() == 0);
        assertThat(ask("/events").statusCode()).isEqualTo(200);
    }

    @Test
    void leavesPlacesToOthers_whenOneNetworkHasItsShare() throws Exception {
        ofOneNetwork = 1;
        restart(4, Duration.ofMillis(100), Duration.ofMinutes(1));
        try (var phone = new Raw(web.port())) {
            phone.send(ASK);
            follow();
            assertThat(Raw.exchange(web.port(), ASK)).startsWith("HTTP/1.1 503").contains("Retry-After: 30");
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> web.openStreams() == 0);
        assertThat(ask("/events").statusCode()).isEqualTo(200);
    }

    @Test
    void leavesHalfOfTheRequestsToPages_howeverManyStreamsAreAllowed() throws Exception {
        restart(1_000, Duration.ofSeconds(20), Duration.ofMinutes(1));
        List<Raw> phones = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            var phone = new Raw(web.port());
            phone.send(ASK);
            phones.add(phone);
            follow();
        }
        assertThat(Raw.exchange(web.port(), ASK)).startsWith("HTTP/1.1 503");
        phones.forEach(Raw::close);
    }

    @Test
    void staysOpen_whenItIsSilentLongerThanAnIdleConnectionMay() throws Exception {
        restart(4, Duration.ofMillis(300), Duration.ofMinutes(1));
        try (var phone = new Raw(web.port())) {
            phone.send(ASK);
            var stream = follow();
            Thread.sleep(2_500);
            stream.send(new EventStream.Event("late", "news", "{}"));
            stream.end();
            assertThat(phone.read(1_500)).contains(":\n\n").contains("id: late");
        }
    }

    @Test
    void endsAfterItsTime_andTheConnectionServesOn() throws Exception {
        restart(4, Duration.ofMillis(100), Duration.ofMillis(500));
        try (var phone = new Raw(web.port())) {
            phone.send(ASK);
            follow();
            phone.send("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            String all = phone.read(5_000);
            assertThat(all).contains("\r\n0\r\n\r\nHTTP/1.1 200").contains(":\n\n");
        }
        await().until(() -> left.get() == 1);
    }

    @Test
    void saysThatNothingMoreComes_inTheWayThatStopsAClient() throws Exception {
        assertThat(ask("/over").statusCode()).isEqualTo(204);
    }

    @Test
    void answersHeadWithoutAStream() throws Exception {
        assertThat(Raw.exchange(web.port(), "HEAD /events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .contains("text/event-stream");
        assertThat(followed).isEmpty();
        assertThat(web.openStreams()).isZero();
    }

    @Test
    void endsAllStreams_whenTheServerStops() throws Exception {
        var one = ask("/events");
        follow();
        long stoppedAt = System.nanoTime();
        web.close();
        assertThat(Duration.ofNanos(System.nanoTime() - stoppedAt))
                .as("the grace period is ten seconds")
                .isLessThan(Duration.ofSeconds(5));
        assertThat(new String(one.body().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("retry: ");
        assertThat(left).hasValue(1);
    }

    @Test
    void refusesAnEventOfSeveralLines() {
        for (String broken : List.of("a\nid: 7", "a\rb", "a\0")) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> new EventStream.Event("1", "news", broken))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
