package vn.phigate.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.http.HttpSettings;
import vn.phigate.gateway.platform.time.CityClock;
import vn.phigate.gateway.providers.RefundPort;
import vn.phigate.gateway.providers.vnpay.VnpaySecret;
import vn.phigate.gateway.providers.vnpay.VnpayTerminal;
import vn.phigate.gateway.seeds.SeedCity;

/** A gateway on a free port over a small seeded city, with a clock that the test sets. */
public final class RunningGateway implements AutoCloseable {
    public static final Instant MORNING = Instant.parse("2025-07-17T02:00:00Z");
    public static final String TERMINAL = "HNIFEE01";
    public static final String SECRET = "HANOITESTSECRET0001ABCDEFGHJKLMN";
    public static final String OTHER_TERMINAL = "HNIFEE02";
    public static final String OTHER_SECRET = "HANOITESTSECRET0002ABCDEFGHJKLMN";
    public static final String DOSSIERS = "sk_sandbox_dossiers";
    public static final String MAKER = "sk_sandbox_maker";
    public static final String CHECKER = "sk_sandbox_checker";
    public static final String ADMIN = "sk_sandbox_admin";

    private static final AtomicInteger SEQUENCE = new AtomicInteger();

    private final Path folder;
    private final Db db;
    private final Db owner;
    private final Gateway gateway;
    private final Http http;
    /** A VNPay that is there and has no answer: one that is gone would be hidden from payers once the clock makes questions due. */
    private static final URI KNOWS_NOTHING = knowsNothing();

    private volatile Instant now = MORNING;

    @SuppressWarnings("this-escape")
    private RunningGateway(
            DbSettings database,
            UnaryOperator<GatewaySettings> change,
            UnaryOperator<Map<String, RefundPort>> refundPorts)
            throws IOException {
        folder = Files.createTempDirectory("phigate-test-");
        db = Db.open(database.withPoolSize(10));
        owner = Db.open(database.asLogin().withPoolSize(3));
        new SeedCity(db, smallCity(folder), line -> {}).runIfEmpty("01");
        gateway = new Gateway(change.apply(settings(folder)), db, new CityClock(this::now), refundPorts);
        gateway.start();
        http = new Http("http://127.0.0.1:" + gateway.port());
    }

    /** The same city, for whoever runs no gateway in it, or one of his own. */
    public static void seed(DbSettings database) throws IOException {
        Path folder = Files.createTempDirectory("phigate-seeds-");
        try (Db db = Db.open(database.withPoolSize(2))) {
            new SeedCity(db, smallCity(folder), line -> {}).runIfEmpty("01");
        } finally {
            delete(folder);
        }
    }

    public static RunningGateway start(DbSettings database) {
        return start(database, settings -> settings);
    }

    public static RunningGateway start(DbSettings database, UnaryOperator<GatewaySettings> change) {
        return start(database, change, ports -> ports);
    }

    /** @param refundPorts who pays money back */
    public static RunningGateway start(
            DbSettings database,
            UnaryOperator<GatewaySettings> change,
            UnaryOperator<Map<String, RefundPort>> refundPorts) {
        try {
            return new RunningGateway(database, change, refundPorts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GatewaySettings settings(Path folder) {
        return new GatewaySettings(
                new GatewaySettings.City("01", "Thành phố Hà Nội"),
                true,
                folder,
                "https://pay.example.vn",
                HttpSettings.local(0),
                null,
                vnpay(KNOWS_NOTHING),
                Duration.ofHours(24),
                List.of("example.vn", ".example.vn", "localhost"),
                List.of());
    }

    /** @param apiUrl where it answers questions */
    public static GatewaySettings.Vnpay vnpay(URI apiUrl) {
        return new GatewaySettings.Vnpay(
                URI.create("https://sandbox.vnpayment.vn/paymentv2/vpcpay.html"),
                apiUrl,
                List.of(terminal(TERMINAL, SECRET), terminal(OTHER_TERMINAL, OTHER_SECRET)),
                Duration.ofMinutes(15),
                Duration.ofMinutes(5),
                null);
    }

    private static URI knowsNothing() {
        try {
            var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(404, -1);
                exchange.close();
            });
            server.start();
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static VnpayTerminal terminal(String code, String secret) {
        return new VnpayTerminal(code, List.of(new VnpaySecret(code + "/1", secret)));
    }

    /** The whole catalogue, but three communes and two departments. */
    private static Path smallCity(Path folder) throws IOException {
        Path seeds = Path.of(System.getProperty("phigate.root", ".."), "config", "seeds");
        for (Map.Entry<String, Integer> lines : Map.of(
                        "communes.csv", 4, "departments.csv", 3, "procedures.csv", 999, "sample-procedures.csv", 999)
                .entrySet()) {
            try (Stream<String> all = Files.lines(seeds.resolve(lines.getKey()))) {
                Files.write(
                        folder.resolve(lines.getKey()),
                        all.limit(lines.getValue()).toList());
            }
        }
        return folder;
    }

    public Gateway gateway() {
        return gateway;
    }

    public Http http() {
        return http;
    }

    public Db db() {
        return db;
    }

    /** The rights of the schema's owner, for what the application may not do. */
    public Db owner() {
        return owner;
    }

    public Instant now() {
        return now;
    }

    public void advance(Duration time) {
        now = now.plus(time);
    }

    /** A dossier of its own at commune 00004, handed in online. @return its code */
    public String dossier(String procedure) {
        return dossier(procedure, "00004");
    }

    public String dossier(String procedure, String agency) {
        String code = newCode();
        Http.Answer answer = http.post("/v1/dossiers", DOSSIERS, """
                {"code":"%s","procedure":"%s","agency":"%s","channel":"online","received_on":"2025-07-17",
                 "payer":{"name":"Nguyễn Thị Đào","phone":"0912345678"}}
                """.formatted(code, procedure, agency));
        if (answer.status() != 201) {
            throw new AssertionError(answer.toString());
        }
        return code;
    }

    public static String newCode() {
        int number = SEQUENCE.incrementAndGet();
        return "H26.%05d-250717-%04d".formatted(1 + number / 10_000, number % 10_000);
    }

    /** A payment of 30,000 đồng for a new dossier of the sample procedure with a fee and a charge. */
    public Paying pay(String method) {
        return pay(dossier("9.000001"), method);
    }

    public Paying pay(String dossier, String method) {
        Http.Answer answer = http.post(
                "/v1/payments",
                DOSSIERS,
                "{\"dossiers\":[\"" + dossier + "\"],\"method\":\"" + method + "\"}",
                "Idempotency-Key",
                UUID.randomUUID().toString());
        if (answer.status() != 201) {
            throw new AssertionError(answer.toString());
        }
        return new Paying(dossier, answer.json());
    }

    /** A payment just opened, as the API showed it. */
    public record Paying(String dossier, JsonNode shown) {
        public UUID id() {
            return UUID.fromString(shown.path("id").asText());
        }

        public String orderId() {
            return shown.path("attempt").path("order_id").asText();
        }

        public String reference() {
            return shown.path("reference").asText();
        }

        public Ipn success() {
            return Ipn.success(orderId(), shown.path("amount_vnd").asLong());
        }
    }

    /** The payment as the API shows it now. */
    public JsonNode payment(UUID id) {
        return http.get("/v1/payments/" + id, DOSSIERS).json();
    }

    public String status(UUID payment) {
        return payment(payment).path("status").asText();
    }

    /** What the provider is answered. */
    public JsonNode callback(Ipn ipn) {
        return callback(ipn.signed());
    }

    public JsonNode callback(String rawQuery) {
        Http.Answer answer = http.get("/callbacks/vnpay?" + rawQuery);
        if (answer.status() != 200) {
            throw new AssertionError(answer.toString());
        }
        return answer.json();
    }

    public String code(Ipn ipn) {
        return callback(ipn).path("RspCode").asText();
    }

    /** One number out of the database. */
    public long count(String sql, Object... params) {
        return owner.get(sql, params).orElseThrow().whole("n");
    }

    /** {@code type amount} of each case of a payment. */
    public List<String> cases(UUID payment) {
        return owner.list(
                "select type, amount_vnd from gateway.payment_case where payment_id = ? order by type, amount_vnd",
                row -> row.text("type") + " " + row.whole("amount_vnd"),
                payment);
    }

    /** {@code kind amount} of each transfer of a payment. */
    public List<String> transfers(UUID payment) {
        return owner.list(
                "select kind, amount_vnd from gateway.ledger_transfer where payment_id = ? order by kind, amount_vnd",
                row -> row.text("kind") + " " + row.whole("amount_vnd"),
                payment);
    }

    /** The statuses of a dossier's obligations, in order. */
    public List<String> obligations(String dossier) {
        return owner.list("""
                select o.status from gateway.obligation o join gateway.dossier d on d.id = o.dossier_id where d.code = ? order by o.position
                """, row -> row.text("status"), dossier);
    }

    public Row row(String sql, Object... params) {
        return owner.get(sql, params).orElseThrow();
    }

    @Override
    public void close() {
        http.close();
        gateway.close();
        db.close();
        owner.close();
        delete(folder);
    }

    private static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path directory, @org.jspecify.annotations.Nullable IOException e) throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
