package vn.phigate.gateway.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.Raw;
import vn.phigate.gateway.platform.db.Db;

/** What a server on the open internet is sent, over raw sockets. None of it needs the database. */
class WebTest {
    private static final HttpSettings USUAL = new HttpSettings(
            "127.0.0.1",
            0,
            64 * 1024,
            64 * 1024,
            64,
            32,
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            null);
    private static final Db DATABASE = Db.open(new NoDatabase());
    private static Web web;

    @BeforeAll
    static void start() {
        web = server(USUAL);
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    private static Web server(HttpSettings settings) {
        Authenticator keys = request -> request.header("Authorization")
                .filter("Bearer k"::equals)
                .map(k -> new Caller("lan", Set.of(Role.MAKER), false));
        return new Web("test", settings, DATABASE, keys, InstantSource.system())
                .get(
                        "/hello",
                        Access.PUBLIC,
                        request ->
                                Reply.ok(Map.of("hello", request.query("name").orElse(""))))
                .get("/things/{id}", Access.PUBLIC, request -> Reply.ok(Map.of("id", request.pathParameter("id"))))
                .get("/away", Access.PUBLIC, request -> Reply.ok(Map.of("one", DATABASE.get("select 1"))))
                .get("/private", Access.only(Role.ADMIN), request -> Reply.ok(Map.of()))
                .get("/fault", Access.PUBLIC, request -> {
                    throw new IllegalStateException("secret detail");
                })
                .post("/echo", Access.PUBLIC, request -> Reply.bytes("text/plain", request.body()))
                .start();
    }

    private static String exchange(String request) {
        return Raw.exchange(web.port(), request);
    }

    private static String get(String target) {
        return exchange("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    private static String post(String headers, String body) {
        return exchange("POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n\r\n" + body);
    }

    private static void assertAlive() {
        assertThat(get("/hello?name=a")).startsWith("HTTP/1.1 200").contains("{\"hello\":\"a\"}");
    }

    @Test
    void serves() {
        assertAlive();
        assertThat(post("Content-Length: 3", "abc")).startsWith("HTTP/1.1 200").endsWith("abc");
        assertThat(post("Transfer-Encoding: chunked", "3\r\nabc\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .endsWith("abc");
    }

    @Test
    void answersHeadWithoutBody() {
        String length = exchange("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                .replaceFirst("(?s).*\r\n(Content-Length: [1-9][0-9]*)\r\n.*", "$1");
        assertThat(exchange("HEAD /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .contains("\r\n" + length + "\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void refusesBody_whenItIsSaidToBeTooLong() {
        assertThat(post("Content-Length: 209715200", "abc")).startsWith("HTTP/1.1 413");
        assertThat(post("Content-Length: 65537", "a".repeat(65_537))).startsWith("HTTP/1.1 413");
        assertThat(post("Content-Length: 65536", "a".repeat(65_536))).startsWith("HTTP/1.1 200");
        assertAlive();
    }

    @Test
    void saysThatABodyIsTooLong_asAProblem() {
        String chunk = "2000\r\n" + "a".repeat(8_192) + "\r\n";
        for (String answer : List.of(
                post("Content-Length: 65537", "a"),
                post("Transfer-Encoding: chunked", chunk.repeat(9) + "0\r\n\r\n"),
                post("Transfer-Encoding: chunked", chunk.repeat(200)))) {
            assertThat(answer)
                    .startsWith("HTTP/1.1 413")
                    .contains("application/problem+json", "\"code\":\"payload_too_large\"");
        }
        assertThat(exchange("POST /hello HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(20)))
                .as("nobody reads it")
                .startsWith("HTTP/1.1 405");
        assertAlive();
    }

    /** Many clients read no answer before they sent all. */
    @Test
    void isHeard_whenAClientSendsItsTenMegabytesFirst() {
        try (var raw = new Raw(web.port())) {
            boolean sent = raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n")
                    && raw.send("a".repeat(10_000_000));
            assertThat(sent).isTrue();
            assertThat(raw.read(3_000)).startsWith("HTTP/1.1 413");
        }
        assertAlive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 100\r\n\r\nabc",
                "Transfer-Encoding: chunked\r\n\r\n64\r\nabc",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
            })
    void isNoFault_whenAClientHangsUp(String start) {
        var logged = new ArrayList<LogRecord>();
        var log = Logger.getLogger(Web.class.getName());
        var handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.addHandler(handler);
        try (var raw = new Raw(web.port())) {
            raw.send("POST /echo HTTP/1.1\r\nHost: x\r\n" + start);
            raw.hangUp();
            assertThat(raw.read(3_000)).doesNotStartWith("HTTP/1.1 5");
        } finally {
            log.removeHandler(handler);
        }
        assertThat(logged)
                .filteredOn(record -> record.getLevel().intValue() >= Level.WARNING.intValue())
                .isEmpty();
        assertAlive();
    }

    @Test
    void refusesNul_whereverItStands() {
        assertThat(get("/hello?name=a%00b")).startsWith("HTTP/1.1 400").contains("malformed_request");
        assertThat(exchange("GET /hello HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void refusesBody_whenItsChunksAreTooLong() {
        assertThat(post(
                        "Transfer-Encoding: chunked",
                        "10000\r\n" + "a".repeat(65_536) + "\r\n10\r\n" + "b".repeat(16) + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertAlive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 3\r\nContent-Length: 4",
                "Content-Length: 3\r\nContent-Length: 3",
                "Content-Length: 3\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 3",
                "Content-Length: -3",
                "Content-Length: +3",
                "Content-Length: 3, 3",
                "Content-Length: 0x3"
            })
    void refuses_whenTwoReadersCouldDisagreeOnTheLength(String headers) {
        assertThat(post(headers, "3\r\nabc\r\n0\r\n\r\n"))
                .doesNotStartWith("HTTP/1.1 2")
                .satisfiesAnyOf(
                        answer -> assertThat(answer).startsWith("HTTP/1.1 400"),
                        answer -> assertThat(answer).isEmpty());
    }

    /** What follows an ambiguous request on the same connection must not be read as a second request. */
    @Test
    void servesNoSmuggledRequest() {
        String answer = exchange(
                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                        + "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("hello\":");
    }

    @Test
    void servesNothingMore_afterARefusalWhoseEndNobodyKnows() {
        String smuggled = "GET /hello?name=smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
        String ambiguous = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: " + smuggled.length()
                + "\r\n\r\n";
        assertThat(exchange(ambiguous + smuggled)).startsWith("HTTP/1.1 400").doesNotContain("smuggled");
        String tooLong = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10010\r\n"
                + "a".repeat(65_552) + "\r\n";
        assertThat(exchange(tooLong + smuggled)).startsWith("HTTP/1.1 413").doesNotContain("smuggled");
    }

    @Test
    void endsConnection_whenAHeadDrips() throws InterruptedException {
        try (var raw = new Raw(web.port())) {
            raw.send("GET /hello HTTP/1.1\r\nHost: x\r\nX-Slow: ");
            boolean taken = true;
            for (int i = 0; i < 100 && taken; i++) {
                Thread.sleep(100);
                taken = raw.send("a");
            }
            assertThat(taken).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/things/1%2f2",
                "/things/1%2F2",
                "/things/%5c",
                "/things/%00",
                "/things/../hello",
                "/things/%ZZ",
                "/things/%",
                "/things/%4",
                "/things/<x>",
                "/hello?name=\"x\"y z"
            })
    void refusesDisguisedTargets(String target) {
        assertThat(get(target)).startsWith("HTTP/1.1 400");
        assertAlive();
    }

    @Test
    void takesCharactersThatRfc3986AllowsInAQuery() {
        assertThat(get("/hello?name=https://example.vn/a:b@c?d;e,f!$'()*~"))
                .startsWith("HTTP/1.1 200")
                .contains("https://example.vn/a:b@c?d;e,f!$'()*~");
    }

    @Test
    void refusesDoubledOrBrokenParameters() {
        assertThat(get("/hello?name=a&name=b")).startsWith("HTTP/1.1 400").contains("invalid_field");
        assertThat(get("/hello?name=%zz")).startsWith("HTTP/1.1 400").contains("malformed_request");
        assertThat(get("/things/1?name=%zz&lang=%")).as("nobody reads it").startsWith("HTTP/1.1 200");
    }

    @Test
    void refusesHeaders_whenTooLong() {
        assertThat(exchange("GET /hello HTTP/1.1\r\nHost: x\r\nX-Long: " + "a".repeat(20 * 1024) + "\r\n\r\n"))
                .doesNotStartWith("HTTP/1.1 2");
        assertThat(get("/hello?name=" + "a".repeat(5_000))).doesNotStartWith("HTTP/1.1 2");
        assertAlive();
    }

    @Test
    void refuses_withoutHostOrInAnOldVersion() {
        assertThat(exchange("GET /hello HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(exchange("GET /hello HTTP/1.0\r\n\r\n")).doesNotContain(" 200 ");
        assertThat(exchange("\r\n\r\nGET / HTTP/9.9\r\n\r\n")).doesNotContain(" 200 ");
        assertThat(exchange("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"))
                .doesNotContain(" 200 ");
        assertAlive();
    }

    @Test
    void tellsWhatIsWrong_asAProblem() {
        assertThat(get("/nowhere"))
                .startsWith("HTTP/1.1 404")
                .contains("application/problem+json", "\"code\":\"not_found\"");
        assertThat(exchange("POST /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405")
                .contains("Allow: GET", "\"code\":\"method_not_allowed\"");
        assertThat(exchange("DELETE /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405");
        assertThat(get("/private")).startsWith("HTTP/1.1 401");
        assertThat(exchange("GET /private HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(get("/away")).startsWith("HTTP/1.1 503").contains("\"code\":\"unavailable\"");
        assertThat(get("/fault"))
                .startsWith("HTTP/1.1 500")
                .contains("\"code\":\"internal\"")
                .doesNotContain("secret detail");
    }

    @Test
    void everyAnswerIsGuarded() {
        for (String target : List.of("/hello", "/nowhere", "/fault", "/things/%2f")) {
            assertThat(get(target))
                    .contains(
                            "X-Content-Type-Options: nosniff",
                            "Referrer-Policy: same-origin",
                            "Cache-Control: no-store");
        }
    }

    @Test
    void closesConnection_whenAsked() {
        try (var raw = new Raw(web.port())) {
            raw.send("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(raw.closedWithin(1_500)).isTrue();
        }
    }

    @Test
    void closesConnection_whenIdle() {
        try (var fresh = new Raw(web.port());
                var used = new Raw(web.port())) {
            used.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(used.closedWithin(15_000)).isTrue();
            assertThat(fresh.closedWithin(15_000)).isTrue();
        }
    }

    @Test
    void dropsRequest_whenItStopsArriving() {
        try (var raw = new Raw(web.port())) {
            raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
            assertThat(raw.closedWithin(15_000)).isTrue();
        }
        assertAlive();
    }

    @Test
    void servesOthers_whileHeadersDrip() throws InterruptedException {
        var drips = new ArrayList<Raw>();
        for (int i = 0; i < 20; i++) {
            var raw = new Raw(web.port());
            raw.send("GET /hello HTTP/1.1\r\nHost: x\r\nX-Slow: ");
            drips.add(raw);
        }
        for (int second = 0; second < 3; second++) {
            drips.forEach(raw -> raw.send("a"));
            assertAlive();
            Thread.sleep(200);
        }
        drips.forEach(Raw::close);
    }

    @Test
    void servesNoMoreConnections_thanAllowed() {
        var few = new HttpSettings(
                "127.0.0.1",
                0,
                1024,
                1024,
                8,
                8,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                null);
        try (Web small = server(few)) {
            var holders = new ArrayList<Raw>();
            for (int i = 0; i < 8; i++) {
                var raw = new Raw(small.port());
                raw.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(raw.read(500)).startsWith("HTTP/1.1 200");
                holders.add(raw);
            }
            try (var ninth = new Raw(small.port())) {
                ninth.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(ninth.read(1_000)).isEmpty();
            }
            holders.forEach(Raw::close);
            await().untilAsserted(() -> assertThat(
                            Raw.exchange(small.port(), "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200"));
        }
    }

    @Test
    void answers503_whenTooManyRequestsAreServedAtOnce() throws Exception {
        var entered = new CountDownLatch(2);
        var leave = new CountDownLatch(1);
        var two = new HttpSettings(
                "127.0.0.1",
                0,
                1024,
                1024,
                16,
                2,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                null);
        var busy = new Web("busy", two, DATABASE, request -> Optional.empty(), InstantSource.system())
                .get("/wait", Access.PUBLIC, request -> {
                    entered.countDown();
                    try {
                        return Reply.ok(Map.of("left", leave.await(20, TimeUnit.SECONDS)));
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .start();
        String request = "GET /wait HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        try (busy;
                var one = new Raw(busy.port());
                var other = new Raw(busy.port())) {
            one.send(request);
            other.send(request);
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(Raw.exchange(busy.port(), request)).startsWith("HTTP/1.1 503");
            leave.countDown();
            assertThat(one.read(5_000)).startsWith("HTTP/1.1 200");
        }
    }

    /** A pool that has no connection. */
    static final class NoDatabase implements DataSource {
        @Override
        public Connection getConnection() throws SQLException {
            throw new SQLException("there is no database", "08001");
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }

        @Override
        public @Nullable PrintWriter getLogWriter() {
            return null;
        }

        @Override
        public void setLogWriter(PrintWriter out) throws SQLException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public void setLoginTimeout(int seconds) throws SQLException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException("wraps nothing");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
