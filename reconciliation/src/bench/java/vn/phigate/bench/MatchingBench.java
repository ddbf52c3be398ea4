package vn.phigate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.phigate.gateway.payments.PaymentReference;
import vn.phigate.gateway.platform.db.CopyRows;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;

/**
 * Lines of the bank's files against as many open payments, from the upload of the file to matches with their evidence and all that follows from them, through
 * HTTP, by the service as it is shipped; then PostgreSQL's own hash join of the same rows on the same server.
 */
@Command(name = "matching", mixinStandardHelpOptions = true)
final class MatchingBench implements Callable<Integer> {
    @Option(names = "--lines", defaultValue = "1000000", description = "of all files [${DEFAULT-VALUE}]")
    private int lines = 1_000_000;

    @Option(names = "--accounts", defaultValue = "20", description = "each with one file [${DEFAULT-VALUE}]")
    private int accounts = 20;

    @Option(
            names = "--reported",
            defaultValue = "0",
            description =
                    "percent of the payments that a provider reported already; the line pays the others [${DEFAULT-VALUE}]")
    private int reported;

    @Option(
            names = "--jvm",
            description = "one more option for the service's JVM, e.g. a flight recording; may be repeated")
    private List<String> jvm = List.of();

    @Option(names = "--pages", description = "afterwards the finance pages over these lines, medians of 20 requests")
    private boolean pages;

    @Option(names = "--keep", description = "keeps the folder with the database")
    private boolean keep;

    private record Account(UUID id, String key, String number, String agency) {}

    private record Payment(String reference, long amountVnd) {}

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException, SQLException {
        Path folder = Files.createTempDirectory("phigate-bench-");
        try {
            return measure(folder) ? 0 : 1;
        } finally {
            if (!keep) {
                CallbackBench.delete(folder);
            }
        }
    }

    private boolean measure(Path folder) throws IOException, InterruptedException, ExecutionException {
        int each = lines / accounts;
        List<Path> files = new ArrayList<>();
        List<Account> chosen;
        say("%d payments are prepared on %d accounts …", each * accounts, accounts);
        try (var gateway = new GatewayProcess(folder, "GATEWAY", List.of())) {
            gateway.awaitUp();
            try (Db db = Db.open(gateway.database().withPoolSize(2))) {
                chosen = accounts(db);
                for (int i = 0; i < accounts; i++) {
                    files.add(prepare(gateway, db, folder, chosen.get(i), i * each, each));
                }
                db.run("update gateway.outbox set done_at = now() where done_at is null");
                db.run("vacuum analyze");
                db.run("checkpoint");
            }
        }
        try (var service = new GatewayProcess(folder, "RECONCILIATION", jvm)) {
            service.awaitUp();
            DbSettings settings = service.database().withPoolSize(2);
            try (Db db = Db.open(settings)) {
                boolean right = run(service, db, files, each * accounts);
                CamtBench.run(folder);
                if (pages) {
                    new PagesBench(service, db).run(chosen.getFirst().key);
                }
                return right;
            }
        }
    }

    private boolean run(GatewayProcess service, Db db, List<Path> files, int count)
            throws IOException, InterruptedException, ExecutionException {
        GatewayProcess.Spent start = service.spent();
        long began = System.nanoTime();
        List<Future<JsonNode>> previews = new ArrayList<>();
        try (var two = Executors.newFixedThreadPool(2)) {
            for (Path file : files) {
                previews.add(two.submit(
                        () -> service.upload("/v1/statements/preview?filename=" + file.getFileName(), file)));
            }
        }
        for (var each : previews) {
            expect(each.get().path("verdict").asText().equals("accept"), each.get());
        }
        double read = stage(service, "read alone", count, began, start);

        start = service.spent();
        began = System.nanoTime();
        List<Future<JsonNode>> uploads = new ArrayList<>();
        try (var two = Executors.newFixedThreadPool(2)) {
            for (Path file : files) {
                uploads.add(two.submit(() -> service.upload("/v1/statements?filename=" + file.getFileName(), file)));
            }
        }
        for (var each : uploads) {
            expect(each.get().path("statements").size() == 1, each.get());
        }
        double imported = stage(service, "read, lines durable", count, began, start);
        start = service.spent();
        began = System.nanoTime();
        JsonNode ran = service.maker("/v1/reconciliations", "{\"business_day\":\"" + BankDay.DAY + "\"}");
        double matched = stage(service, "matched, booked", count, began, start);
        say("run: %s", ran);
        say("");
        double end = imported + matched;
        say(
                "end to end: %,.0f lines a second (bar: 50,000); reading alone %,.0f; memory of the service: %s at most, heap at most 512 MB",
                count / end, count / read, service.memoryPeak());
        double join = join(db);
        say(
                "PostgreSQL's own hash join of the same rows, codes known beforehand, result written: %.2f s, %,.0f lines a second; ratio %.3f",
                join, count / join, join / end);
        long wrong = db.get(WRONG).orElseThrow().whole("wrong");
        long matches = db.get("select count(*) as n from reconciliation.match")
                .orElseThrow()
                .whole("n");
        say("books: %,d matches, %d that do not agree with what the files say", matches, wrong);
        return wrong == 0 && matches == count - count / BankDay.NAMES_NOTHING_EVERY;
    }

    /** A line that names a payment is matched to it and whole, the payment is seen once, and its money is out of suspense once. */
    private static final String WRONG = """
            select count(*) as wrong from reconciliation.statement_line l
            left join reconciliation.match m on m.line_id = l.id
            left join bench.payment b on position(b.reference in l.narrative) > 0 and b.reference = m.code
            left join gateway.payment p on p.id = m.payment_id
            where position(' CT tu ' in l.narrative) > 0
              and (m.id is null or l.open_vnd <> 0 or p.reference is distinct from b.reference or p.bank_times <> 1 or p.status <> 'paid' or m.evidence_text <> b.reference
                   or not exists (select from gateway.ledger_transfer t where t.payment_id = p.id and t.source = 'line:' || l.id and t.amount_vnd = l.amount_vnd))
               or position(' CT tu ' in l.narrative) = 0 and (m.id is not null or l.allocated_vnd <> 0)
            """;

    private static double join(Db db) {
        db.run(
                "create table bench.line as select l.id, m.code, l.amount_vnd from reconciliation.statement_line l left join reconciliation.match m on m.line_id = l.id");
        db.run("vacuum analyze bench.line");
        db.run("vacuum analyze bench.payment");
        db.run("checkpoint");
        db.run("set work_mem = '256MB'");
        long began = System.nanoTime();
        db.run(
                "create table bench.joined as select l.id as line, p.number, l.amount_vnd from bench.line l join bench.payment p on p.reference = l.code and p.amount_vnd = l.amount_vnd");
        return (System.nanoTime() - began) / 1e9;
    }

    private static double stage(GatewayProcess service, String name, int count, long began, GatewayProcess.Spent start)
            throws IOException {
        double seconds = (System.nanoTime() - began) / 1e9;
        GatewayProcess.Spent each = service.spent().since(start, count);
        say(
                "%-22s %8.2f s %,10.0f lines/s; processor µs a line: JVM %.1f, PostgreSQL %.1f",
                name, seconds, count / seconds, each.jvm(), each.postgres());
        return seconds;
    }

    private List<Account> accounts(Db db) {
        List<Account> found = db.list(
                """
                select c.id, c.bank_bin || '-' || c.number as key, c.number, min(k.code) as code
                from gateway.collection_account c join gateway.agency g on g.id = c.agency_id join gateway.agency_code k on k.agency_id = g.id
                where c.status = 'active' and c.bank_bin = '970436' and g.kind = 'commune' and upper(k.valid) is null and k.code ~ '^[0-9]{5}$'
                group by c.id order by min(k.code) limit ?
                """,
                row -> new Account(row.uuid("id"), row.text("key"), row.text("number"), row.text("code")),
                (long) accounts);
        expect(found.size() == accounts, found);
        return found;
    }

    private Path prepare(GatewayProcess gateway, Db db, Path folder, Account account, int from, int count)
            throws IOException, InterruptedException {
        String dossier = "H26.%s-250716-9999".formatted(account.agency);
        gateway.post(
                "/v1/dossiers", "bench-dossier" + from, """
                {"code":"%s","procedure":"%s","agency":"%s","channel":"online","received_on":"2025-07-17","payer":{"name":"Nguyễn Văn A","phone":"0912345678"}}""".formatted(dossier, Population.PROCEDURE, account.agency));
        JsonNode made = gateway.post(
                "/v1/payments", "bench-payment" + from, "{\"dossiers\":[\"" + dossier + "\"],\"method\":\"vietqr\"}");
        expect(made.has("id"), made);
        Thread.sleep(1_500); // The job that books obligations comes by; copies are booked too.
        long amountVnd = made.path("amount_vnd").asLong();
        List<Payment> payments = new ArrayList<>(count);
        var random = new SplittableRandom(from);
        for (int i = 0; i < count; i++) {
            payments.add(new Payment(PaymentReference.next(random), amountVnd));
        }
        db.run("create schema if not exists bench");
        db.run(
                "create table if not exists bench.payment (number integer primary key, reference text, amount_vnd bigint)");
        db.inTransactionDo(tx -> {
            try (CopyRows rows = CopyRows.into(tx, "bench.payment", "number, reference, amount_vnd")) {
                for (int i = 0; i < count; i++) {
                    rows.add(from + i + 1)
                            .add(payments.get(i).reference)
                            .add(payments.get(i).amountVnd)
                            .endRow();
                }
                rows.finish();
            }
        });
        db.run("analyze bench.payment");
        var population = new Population(db, UUID.fromString(made.path("id").asText()));
        population.transfers(from + 1, from + count, reported);
        List<Payment> shuffled = new ArrayList<>(payments);
        Collections.shuffle(shuffled, new Random(from));
        return BankDay.csv(folder, account.number, count, new BankDay.Lines() {
            @Override
            public String reference(int index) {
                return shuffled.get(index).reference;
            }

            @Override
            public long amountVnd(int index) {
                return shuffled.get(index).amountVnd;
            }
        });
    }

    private static void expect(boolean holds, Object otherwise) {
        if (!holds) {
            throw new IllegalStateException("unexpected: " + otherwise);
        }
    }

    static void say(String format, Object... args) {
        System.out.println(String.format(Locale.ROOT, format, args));
    }
}
