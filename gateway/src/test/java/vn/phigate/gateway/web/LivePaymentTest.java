package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
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
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.testsupport.Database;

/** What an open page hears while nobody touches it. */
@Database
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LivePaymentTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern EVENTS = Pattern.compile("data-events=\"([^\"]+)\"");
    private static TestCity city;
    private static Visitor visitor;
    private static int last = 5000;
    private final List<Stream> open = new ArrayList<>();

    @BeforeAll
    static void openCity(Db db) throws IOException {
        city = new TestCity(db);
        visitor = Visitor.of(city, "198.51.100.1");
    }

    @AfterAll
    static void closeCity() {
        city.close();
    }

    @AfterEach
    void hangUp() {
        open.forEach(Stream::close);
    }

    /** An event as a browser reads it. */
    private record Event(String id, String name, JsonNode data) {}

    private record Stream(int status, InputStream body, BlockingQueue<Event> events, Thread reader)
            implements AutoCloseable {
        @Nullable
        Event next(int seconds) throws InterruptedException {
            return events.poll(seconds, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            try {
                body.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private Stream listen(String address, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(city.url + address)).header("Accept", "text/event-stream");
        var reply = CLIENT.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        var events = new LinkedBlockingQueue<Event>();
        Thread reader = Thread.ofVirtual().start(() -> read(reply.body(), events));
        var stream = new Stream(reply.statusCode(), reply.body(), events, reader);
        open.add(stream);
        return stream;
    }

    private static void read(InputStream body, BlockingQueue<Event> events) {
        try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String id = "";
            String name = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    events.add(new Event(id, name, Json.tree(line.substring(6))));
                }
            }
        } catch (IOException closed) {
            // The test hung up.
            return;
        }
    }

    private static TestDossier dossier() {
        return TestDossier.record(city, "9.000001", String.valueOf(++last), "Nguyễn Thị Thanh Hương");
    }

    /** Opens a payment by VNPay. @return address of its page, and where it is paid */
    private static List<String> opened() {
        var dossier = dossier();
        String payUrl =
                visitor.post(dossier.path() + "/pay", dossier.payBy("vnpay")).location();
        Matcher link = Pattern.compile("/p/[A-Za-z0-9_-]{22}")
                .matcher(visitor.get(dossier.path()).text());
        assertThat(link.find()).isTrue();
        return List.of(link.group(), payUrl);
    }

    private static void atProvider(String payUrl, String result) {
        var answer = visitor.postJson(
                payUrl.replaceFirst("/paymentv2/.*", "/sandbox/vnpay/pay"),
                "none",
                Json.text(Map.of("pay_url", payUrl, "result", result)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private static String events(String page) {
        Matcher events = EVENTS.matcher(visitor.get(page).text());
        assertThat(events.find()).as("the page listens").isTrue();
        return events.group(1);
    }

    private static Payment stored(String page) {
        return city.gateway.payments().byResultToken(city.db, page.substring(3)).orElseThrow();
    }

    private static Event awaitStatus(Stream stream, String status) throws InterruptedException {
        Event event = stream.next(30);
        while (event != null && !event.data().path("status").asText().equals(status)) {
            event = stream.next(30);
        }
        assertThat(event).as("news that it is " + status).isNotNull();
        return java.util.Objects.requireNonNull(event);
    }

    private static BankWitness.Line line(Payment payment) {
        return new BankWitness.Line(
                UUID.randomUUID(), BusinessDay.of(Instant.now()), payment.amountVnd(), "FT" + payment.reference());
    }

    @Test
    void tellsOfThePayment_itsReceipt_andTheBank_andThenEnds() throws Exception {
        List<String> opened = opened();
        String page = opened.getFirst();
        var stream = listen(events(page));
        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.next(2)).as("no news yet").isNull();

        atProvider(opened.getLast(), "success");
        Event paid = awaitStatus(stream, "paid");
        assertThat(paid.name()).isEqualTo("news");
        assertThat(paid.data().path("last").asBoolean()).isFalse();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> visitor.get(page).text().contains("Mở biên lai (PDF)"));
        Payment payment = stored(page);
        var line = line(payment);
        city.db.inTransactionDo(tx -> city.gateway.bankWitness().booked(tx, payment.accountId(), List.of(line)));
        city.gateway.clock().set(city.db, city.gateway.clock().instant().plus(Duration.ofMinutes(25)));
        try {
            city.db.inTransactionDo(tx -> city.gateway
                    .bankWitness()
                    .confirm(tx, payment.accountId(), new BankWitness.Subject.OfPayment(payment.id()), line));
            Event matched = stream.next(30);
            while (matched != null && !matched.data().path("last").asBoolean()) {
                matched = stream.next(30);
            }
            assertThat(matched).as("the bank's line, the last news").isNotNull();
            assertThat(stream.reader().join(Duration.ofSeconds(10)))
                    .as("the stream ends")
                    .isTrue();
            String done = visitor.get(page).text();
            assertThat(done).doesNotContain("data-events");
            assertThat(done.split("class=\"done\"")).as("four instants").hasSize(5);
            Payment seen = stored(page);
            assertThat(seen.bankSeenAt())
                    .as("matched later than the line was read")
                    .isAfter(city.gateway
                            .payments()
                            .lineReadAt(city.db, seen)
                            .orElseThrow()
                            .plus(Duration.ofMinutes(20)));
            var again = listen(
                    page + "/events",
                    "Last-Event-ID",
                    java.util.Objects.requireNonNull(matched).id());
            assertThat(again.status()).as("nothing more will come").isEqualTo(204);
        } finally {
            city.gateway.clock().set(city.db, null);
        }
    }

    @Test
    void tellsAtOnce_whatHappenedBeforeItListened() throws Exception {
        List<String> opened = opened();
        String page = opened.getFirst();
        String before = events(page);
        atProvider(opened.getLast(), "cancel");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> visitor.get(page).text().contains("Thanh toán không thành công"));
        assertThat(awaitStatus(listen(before), "failed").data().path("last").asBoolean())
                .isFalse();
        var knows = listen(events(page));
        assertThat(knows.next(2)).as("whoever has seen it is not told again").isNull();
        Event anew = awaitStatus(listen(page + "/events"), "failed");
        assertThat(listen(before, "Last-Event-ID", anew.id()).next(2))
                .as("what the browser saw last counts more than what the page was drawn with")
                .isNull();
    }

    @Test
    void listensNoMore_whenThePayerStoppedIt() {
        String page = opened().getFirst();
        assertThat(visitor.get(page + "?live=off").text()).doesNotContain("data-events");
    }

    @Test
    void refusesStrangers_andEndsTheOldestStream_ofTooManyOfOnePayment() throws Exception {
        assertThat(listen("/p/" + "x".repeat(22) + "/events").status()).isEqualTo(404);
        List<String> opened = opened();
        String seen = events(opened.getFirst());
        var all = new ArrayList<Stream>();
        for (int i = 0; i < 8; i++) {
            var stream = listen(seen);
            assertThat(stream.status()).as("stream %s", i).isEqualTo(200);
            all.add(stream);
        }
        for (Stream oldest : all.subList(0, 2)) {
            Event full = oldest.next(10);
            assertThat(full).isNotNull();
            assertThat(java.util.Objects.requireNonNull(full).name()).isEqualTo("full");
            assertThat(oldest.reader().join(Duration.ofSeconds(10))).isTrue();
        }
        atProvider(opened.getLast(), "cancel");
        for (Stream living : all.subList(2, 8)) {
            awaitStatus(living, "failed");
        }
        hangUp();
    }
}
