package vn.phigate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;

/** {@code pgbench} of PostgreSQL writing the rows of one callback by one statement in one transaction. */
final class PgBench {
    private static final Pattern URL = Pattern.compile("jdbc:postgresql://([^:/]+):(\\d+)/(\\w+).*");
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");
    /** The same nine row writes as the gateway's, found by the order id as the gateway finds them. Given away: signature, decision, HTTP. A colon before a word would be a variable. */
    static final String SCRIPT = """
            with n as materialized (
                select 'BENCH' || lpad(nextval('bench_number')::text, 10, '0') as order_id
            ), at as (
                update gateway.attempt a set status = 'paid', provider_transaction = right(a.order_id, 8), provider_code = '00/00', next_query_at = null
                from n where a.provider = 'vnpay' and a.order_id = n.order_id and a.status = 'awaiting'
                returning a.id, a.payment_id, a.order_id, a.key_id, a.provider_transaction
            ), pa as (
                update gateway.payment p set status = 'paid', surplus_vnd = 0, provider_times = 1, paid_at = now(), recorded_at = now(),
                       provider = 'vnpay', provider_transaction = at.provider_transaction
                from at where p.id = at.payment_id and p.status = 'awaiting_provider'
                returning p.id, p.account_id, p.amount_vnd, at.id as attempt_id
            ), it as (
                select i.obligation_id, i.payment_id from pa join gateway.payment_item i on i.payment_id = pa.id
            ), ob as (
                update gateway.obligation o set status = 'paid' from it where o.id = it.obligation_id
            ), rel as (
                delete from gateway.open_claim c using it where c.obligation_id = it.obligation_id
            ), se as (
                insert into gateway.settlement (obligation_id, payment_id, settled_at)
                select it.obligation_id, it.payment_id, now() from it
            ), ev as (
                insert into gateway.evidence (id, provider, source, attempt_id, payment_id, content_hash, content, key_id, verdict, received_at, times, last_received_at)
                select uuidv7(), 'vnpay', 'callback', m.id, m.payment_id, sha256(m.content), m.content, m.key_id, 'moved' || chr(58) || 'paid', now(), 1, now()
                from (select at.*, convert_to('vnp_Amount=1000000&vnp_TxnRef=' || at.order_id || repeat('&vnp_Filler=0123456789', 19), 'UTF8') as content from at) m
            ), le as (
                insert into gateway.ledger_transfer (debit_account, credit_account, amount_vnd, business_day, occurred_at, recorded_at, kind, source, payment_id)
                select d.id, c.id, pa.amount_vnd, '2025-07-17', now(), now(), 'provider_paid', 'attempt:' || pa.attempt_id, pa.id
                from pa join gateway.ledger_account d on d.code = 'clearing' || chr(58) || 'vnpay:' || pa.account_id
                join gateway.ledger_account c on c.code = 'collected:' || pa.account_id
            )
            insert into gateway.outbox (kind, payment_id, created_at)
            select k.kind, pa.id, now() from pa, (values ('payment.paid'), ('receipt_due')) k (kind);
            """;

    /** @param rate transactions a second */
    record Done(double rate, long transactions) {}

    private final String program;
    private final Path script;
    private final DbSettings database;
    private final Db db;

    private PgBench(String program, Path script, DbSettings database, Db db) {
        this.program = program;
        this.script = script;
        this.database = database;
        this.db = db;
    }

    /** @param next number of the payment it begins with */
    static PgBench prepare(Path folder, DbSettings database, Db db, int next) throws IOException {
        String program = program()
                .orElseThrow(() -> new IllegalStateException(
                        "pgbench is not installed (Debian: apt-get install postgresql-contrib), nor named by PGBENCH"));
        Path script = Files.writeString(
                folder.resolve("one-statement.sql"), SCRIPT.replace("\n", " ").strip() + "\n");
        db.run("create sequence if not exists public.bench_number start " + next);
        db.run("grant usage on sequence public.bench_number to phigate_app");
        return new PgBench(program, script, database, db);
    }

    private static Optional<String> program() throws IOException {
        String named = System.getenv("PGBENCH");
        if (named != null) {
            return Optional.of(named);
        }
        var places =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(Path::of);
        Path debian = Path.of("/usr/lib/postgresql");
        try (Stream<Path> versions = Files.isDirectory(debian) ? Files.list(debian) : Stream.of()) {
            return Stream.concat(
                            places,
                            versions.sorted().toList().reversed().stream().map(v -> v.resolve("bin")))
                    .map(folder -> folder.resolve("pgbench"))
                    .filter(Files::isExecutable)
                    .map(Path::toString)
                    .findFirst();
        }
    }

    /** Each transaction wrote its rows: that is checked against what is in the tables. */
    Done run(int clients, int seconds) throws IOException, InterruptedException {
        var url = URL.matcher(database.jdbcUrl());
        if (!url.matches()) {
            throw new IllegalStateException("not understood: " + database.jdbcUrl());
        }
        long before = transfers();
        var builder = new ProcessBuilder(List.of(
                        program,
                        "-n",
                        "-M",
                        "prepared",
                        "-c",
                        String.valueOf(clients),
                        "-j",
                        "2",
                        "-T",
                        String.valueOf(seconds),
                        "-h",
                        url.group(1),
                        "-p",
                        url.group(2),
                        "-U",
                        database.user(),
                        "-f",
                        script.toString(),
                        url.group(3)))
                .redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", database.password());
        builder.environment().put("PGOPTIONS", "-c role=" + DbSettings.APP_ROLE);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        var rate = RATE.matcher(said);
        if (process.waitFor() != 0 || !rate.find()) {
            throw new IllegalStateException(said);
        }
        var processed = Pattern.compile("actually processed: (\\d+)").matcher(said);
        if (!processed.find() || Long.parseLong(processed.group(1)) != transfers() - before) {
            throw new IllegalStateException(
                    "pgbench did not write what it says: " + (transfers() - before) + " transfers\n" + said);
        }
        return new Done(Double.parseDouble(rate.group(1)), Long.parseLong(processed.group(1)));
    }

    private long transfers() {
        return db.get("select count(*) as n from gateway.ledger_transfer")
                .orElseThrow()
                .whole("n");
    }
}
