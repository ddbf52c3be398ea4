package vn.phigate.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;

/** Callbacks confirmed a second through HTTP, in turns with pgbench on the same server, then orders a second and an overload; then the books. */
@Command(name = "callbacks", mixinStandardHelpOptions = true)
final class CallbackBench implements Callable<Integer> {
    @Option(names = "--rounds", defaultValue = "5", description = "turns of both [${DEFAULT-VALUE}]")
    private int rounds = 5;

    @Option(names = "--seconds", defaultValue = "10", description = "of each turn [${DEFAULT-VALUE}]")
    private int seconds = 10;

    @Option(names = "--connections", defaultValue = "64", description = "of the load and of pgbench [${DEFAULT-VALUE}]")
    private int connections = 64;

    @Option(
            names = "--most",
            defaultValue = "16000",
            description = "callbacks a second that payments are prepared for [${DEFAULT-VALUE}]")
    private int most = 16_000;

    @Option(
            names = "--jvm",
            description = "one more option for the gateway's JVM, e.g. a flight recording; may be repeated")
    private List<String> jvm = List.of();

    @Option(names = "--keep", description = "keeps the folder with the database")
    private boolean keep;

    private Path folder = Path.of("");
    private Path callbacks = Path.of("");
    private int next;

    @Override
    public Integer call() throws IOException, InterruptedException {
        folder = Files.createTempDirectory("phigate-bench-");
        callbacks = folder.resolve("callbacks");
        try (var gateway = new GatewayProcess(folder, "GATEWAY", jvm)) {
            gateway.awaitUp();
            DbSettings settings = gateway.database().withPoolSize(2);
            try (Db db = Db.open(settings)) {
                return measure(gateway, settings, db) ? 0 : 1;
            }
        } finally {
            if (!keep) {
                delete(folder);
            }
        }
    }

    private boolean measure(GatewayProcess gateway, DbSettings settings, Db db)
            throws IOException, InterruptedException {
        int ours = (rounds + 1) * seconds * most + seconds * most;
        int orders = seconds * 3_000;
        int total = ours + (rounds + 1) * seconds * most * 3 / 4;
        say("%d payments are prepared …", total);
        prepare(gateway, db, total, orders);
        Population.writeCallbacks(callbacks, ours);
        Path orderRequests = folder.resolve("orders");
        Population.writeOrders(orderRequests, total + 1, orders);
        PgBench pgbench = PgBench.prepare(folder, settings, db, ours + 1);
        var books = new Books(db);

        say("warming up …");
        quiet(db);
        turn(gateway, books, connections);
        pgbench(gateway, pgbench);
        var rates = new ArrayList<Double>();
        var ratios = new ArrayList<Double>();
        var processorRatios = new ArrayList<Double>();
        for (int round = 1; round <= rounds; round++) {
            quiet(db);
            GatewayProcess.Spent start = gateway.spent();
            Map<String, Long> load = turn(gateway, books, connections);
            GatewayProcess.Spent each = gateway.spent().since(start, get(load, "done"));
            quiet(db);
            start = gateway.spent();
            PgBench.Done base = pgbench(gateway, pgbench);
            GatewayProcess.Spent baseEach = gateway.spent().since(start, base.transactions());
            rates.add(rate(load));
            ratios.add(rate(load) / base.rate());
            processorRatios.add(baseEach.total() / each.total());
            say(
                    "round %d: a flush to disk takes %.2f ms; gateway %.0f/s, p50 %.1f ms, p99 %.1f ms, processor µs each: JVM %.0f, PostgreSQL %.0f, load %.0f; not confirmed %d",
                    round,
                    flushMillis(),
                    rate(load),
                    get(load, "p50_ns") / 1e6,
                    get(load, "p99_ns") / 1e6,
                    each.jvm(),
                    each.postgres(),
                    each.load(),
                    get(load, "sent") - get(load, "done"));
            say(
                    "         pgbench %.0f/s, processor µs each: PostgreSQL %.0f, pgbench %.0f; ratio %.2f, by processor time %.2f",
                    base.rate(), baseEach.postgres(), baseEach.load(), ratios.getLast(), processorRatios.getLast());
        }
        quiet(db);
        Map<String, Long> over = turn(gateway, books, connections * 10);
        quiet(db);
        Path orderOutcomes = folder.resolve("order-outcomes");
        Map<String, Long> warm = load(gateway.port, orderRequests, 0, connections, orderOutcomes);
        GatewayProcess.Spent start = gateway.spent();
        Map<String, Long> created =
                load(gateway.port, orderRequests, (int) get(warm, "next"), connections, orderOutcomes);
        GatewayProcess.Spent order = gateway.spent().since(start, get(created, "done"));
        db.run("create index bench_outbox on gateway.outbox (payment_id)");
        List<String> wrong = books.check(ours);
        var trial = gateway.get("/v1/ledger/trial-balance");
        say("");
        say(
                "callbacks confirmed: median %.0f/s; ratio to pgbench's one statement: median %.2f (bar: 2)",
                median(rates), median(ratios));
        say(
                "overload, %d connections: %.0f/s confirmed (%.0f %% of the median), p99 %.1f ms; %d refused 503, p99 %.1f ms, slowest %.1f ms; other %d",
                connections * 10,
                rate(over),
                100 * rate(over) / median(rates),
                get(over, "p99_ns") / 1e6,
                get(over, "refused"),
                get(over, "refused_p99_ns") / 1e6,
                get(over, "refused_max_ns") / 1e6,
                get(over, "other"));
        say(
                "orders created: %.0f/s, p50 %.1f ms, p99 %.1f ms, processor µs each: JVM %.0f, PostgreSQL %.0f, load %.0f; other %d",
                rate(created),
                get(created, "p50_ns") / 1e6,
                get(created, "p99_ns") / 1e6,
                order.jvm(),
                order.postgres(),
                order.load(),
                get(created, "other"));
        say(
                "books: %d callbacks were answered 00; %s; sum of the ledger %s",
                books.confirmed(),
                wrong.isEmpty() ? "each is paid once, with its evidence, and nothing else is" : wrong,
                trial.path("sum_vnd"));
        return wrong.isEmpty() && trial.path("sum_vnd").asLong(1) == 0;
    }

    private static void prepare(GatewayProcess gateway, Db db, int payments, int orders)
            throws IOException, InterruptedException {
        gateway.post("/v1/dossiers", "bench-dossier", """
                {"code":"H26.99999-250717-9999","procedure":"%s","agency":"00004","channel":"online","received_on":"2025-07-17",
                 "payer":{"name":"Nguyễn Văn A","phone":"0912345678"}}""".formatted(Population.PROCEDURE));
        String id = gateway.post(
                        "/v1/payments",
                        "bench-payment",
                        "{\"dossiers\":[\"H26.99999-250717-9999\"],\"method\":\"vnpay\",\"return_url\":\"https://example.vn/back\"}")
                .path("id")
                .asText();
        var population = new Population(db, UUID.fromString(id));
        population.payments(payments);
        population.dossiers(payments + 1, payments + orders, "due");
        db.run(
                "insert into gateway.ledger_account (code, name, class) select k.code || p.account_id, k.code, k.class from gateway.payment p,"
                        + " (values ('clearing:vnpay:', 'asset'), ('collected:', 'income')) k (code, class) where p.id = cast(? as uuid)"
                        + " on conflict do nothing",
                id);
        db.run("vacuum analyze");
    }

    private Map<String, Long> turn(GatewayProcess gateway, Books books, int lines)
            throws IOException, InterruptedException {
        Path outcomes = folder.resolve("outcomes");
        Map<String, Long> load = load(gateway.port, callbacks, next, lines, outcomes);
        next = (int) get(load, "next");
        books.heard(outcomes);
        return load;
    }

    private PgBench.Done pgbench(GatewayProcess gateway, PgBench pgbench) throws IOException, InterruptedException {
        gateway.pause();
        try {
            return pgbench.run(connections, seconds);
        } finally {
            gateway.goOn();
        }
    }

    /** Each turn begins alike: nothing left over for the jobs, a fresh checkpoint, nothing to vacuum. */
    private static void quiet(Db db) {
        db.run("update gateway.outbox set done_at = now() where done_at is null");
        db.run("vacuum analyze");
        db.run("checkpoint");
    }

    private Map<String, Long> load(int port, Path requests, int from, int lines, Path outcomes)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        GatewayProcess.java(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadGenerator.class.getName(),
                        String.valueOf(port),
                        requests.toString(),
                        String.valueOf(from),
                        String.valueOf(seconds),
                        String.valueOf(lines),
                        outcomes.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the load generator failed: " + said);
        }
        var figures = new HashMap<String, Long>();
        for (String pair : said.split(" ")) {
            int equals = pair.indexOf('=');
            figures.put(pair.substring(0, equals), Long.parseLong(pair.substring(equals + 1)));
        }
        return figures;
    }

    /** The time of one durable write of 8 KiB: the median of fifty. With a slow disk both sides wait for it, and the ratio goes to 1. */
    private double flushMillis() throws IOException {
        var millis = new ArrayList<Double>();
        Path file = folder.resolve("flush");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.DSYNC)) {
            for (int i = 0; i < 50; i++) {
                long start = System.nanoTime();
                channel.write(ByteBuffer.allocate(8192));
                millis.add((System.nanoTime() - start) / 1e6);
            }
        }
        return median(millis);
    }

    private static long get(Map<String, Long> figures, String name) {
        Long value = figures.get(name);
        if (value == null) {
            throw new IllegalStateException("no " + name + " in " + figures);
        }
        return value;
    }

    private static double rate(Map<String, Long> figures) {
        return get(figures, "done") * 1e9 / get(figures, "elapsed_ns");
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static void say(String format, Object... args) {
        System.out.println(String.format(Locale.ROOT, format, args));
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
