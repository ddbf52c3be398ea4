package vn.phigate.gateway.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.http.HttpSettings;
import vn.phigate.testsupport.BooksCheck;
import vn.phigate.testsupport.Database;
import vn.phigate.testsupport.Databases;

/**
 * Whatever providers, networks, clocks and crashes do, each đồng that was told is in the books once. {@code -Dphigate.simulation.histories=10000} runs more,
 * {@code -Dphigate.simulation.seed=…} begins with the seed that a failure printed.
 */
@Database
class SimulationTest {
    private static final int HISTORIES = Integer.getInteger("phigate.simulation.histories", 2_000);
    private static final long FIRST_SEED = Long.getLong("phigate.simulation.seed", 20_250_701L);
    private static final int PER_CITY = 200;
    private static final Semaphore TURNS = new Semaphore(Runtime.getRuntime().availableProcessors());
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("vn.phigate");

    @TempDir
    static Path folder;

    @BeforeAll
    static void quiet() {
        // Thousands of deaths would each be told with their stack.
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        LOG.setLevel(null);
    }

    private static GatewaySettings settings() {
        return new GatewaySettings(
                new GatewaySettings.City("01", "Thành phố Hà Nội"),
                true,
                folder,
                "https://pay.example.vn",
                HttpSettings.local(0),
                null,
                RunningGateway.vnpay(java.net.URI.create("http://127.0.0.1:9/")),
                Duration.ofHours(24),
                List.of("example.vn"),
                List.of());
    }

    @Test
    void nothingIsLostAndNothingIsBookedTwice_whateverHappens(Databases databases) {
        Set<String> happened = new ConcurrentSkipListSet<>();
        List<Counts> cities = Http.atOnce(LongStream.range(0, (HISTORIES + PER_CITY - 1) / PER_CITY)
                .mapToObj(city -> (Callable<Counts>) () -> {
                    long first = FIRST_SEED + city * PER_CITY;
                    TURNS.acquire();
                    try {
                        return city(databases, first, Math.min(first + PER_CITY, FIRST_SEED + HISTORIES), happened);
                    } finally {
                        TURNS.release();
                    }
                })
                .toList());
        System.out.println(HISTORIES + " histories from seed " + FIRST_SEED + ": "
                + cities.stream().reduce(Counts::plus).orElseThrow());
        if (HISTORIES >= 20) {
            assertThat(happened)
                    .contains(
                            "death in cut off",
                            "deliver together",
                            "rotate",
                            "decide cases",
                            "carry refunds",
                            "receipts",
                            "ask");
        }
    }

    /** Most faults need a few steps only, some a long way to them. */
    private static int steps(long seed) {
        return seed % 10 == 0 ? 60 : 15;
    }

    /** Histories one after the other, each with dossiers of its own; a check of everything stays quick as long as a city is small. */
    private static Counts city(Databases databases, long first, long end, Set<String> happened) throws IOException {
        DbSettings database = databases.createDatabase();
        RunningGateway.seed(database);
        try (Db pool = Db.open(database.withPoolSize(12));
                Db owner = Db.open(planningOnce(database.asLogin()).withPoolSize(2))) {
            for (long seed = first; seed < end; seed++) {
                try {
                    var history = new History(seed, settings(), pool, owner);
                    history.run(steps(seed));
                    happened.addAll(history.happened());
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError("with -Dphigate.simulation.seed=" + seed + ": " + e.getMessage(), e);
                }
            }
            assertThat(BooksCheck.all(owner, null)).isEmpty();
            return Counts.of(owner);
        } finally {
            databases.drop(database);
        }
    }

    /** The checker asks the same long questions some sixty times a history; to plan them anew each time costs more than all else. */
    private static DbSettings planningOnce(DbSettings database) {
        String url = database.jdbcUrl();
        return new DbSettings(
                url + (url.contains("?") ? "&" : "?")
                        + "prepareThreshold=1&options=-c%20plan_cache_mode=force_generic_plan",
                database.user(),
                database.password(),
                database.poolSize(),
                database.appRole());
    }

    private record Counts(long payments, long words, long transfers, long cases, long refunds) {
        static Counts of(Db books) {
            Row row = books.get("""
                            select (select count(*) from gateway.payment) as payments, (select count(*) from gateway.evidence) as words,
                                   (select count(*) from gateway.ledger_transfer) as transfers, (select count(*) from gateway.payment_case) as cases,
                                   (select count(*) from gateway.refund where status = 'done') as refunds
                            """).orElseThrow();
            return new Counts(
                    row.whole("payments"),
                    row.whole("words"),
                    row.whole("transfers"),
                    row.whole("cases"),
                    row.whole("refunds"));
        }

        Counts plus(Counts other) {
            return new Counts(
                    payments + other.payments,
                    words + other.words,
                    transfers + other.transfers,
                    cases + other.cases,
                    refunds + other.refunds);
        }

        @Override
        public String toString() {
            return "%d payments, %d words kept, %d transfers, %d cases, %d refunds done"
                    .formatted(payments, words, transfers, cases, refunds);
        }
    }
}
