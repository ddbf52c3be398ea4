package vn.phigate.gateway.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.http.HttpSettings;
import vn.phigate.testsupport.BooksCheck;
import vn.phigate.testsupport.Database;

/**
 * Whatever providers, networks, clocks and crashes do, each đồng that was told is in the books once. {@code -Dphigate.simulation.histories=10000} runs more,
 * {@code -Dphigate.simulation.seed=…} begins with the seed that a failure printed.
 */
@Database
class SimulationTest {
    private static final int HISTORIES = Integer.getInteger("phigate.simulation.histories", 40);
    private static final long FIRST_SEED = Long.getLong("phigate.simulation.seed", 20_250_701L);
    private static final int STEPS = 60;
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
    void nothingIsLostAndNothingIsBookedTwice_whateverHappens(DbSettings database) throws IOException {
        RunningGateway.seed(database);
        var happened = new TreeSet<String>();
        try (Db pool = Db.open(database.withPoolSize(12));
                Db owner = Db.open(database.asLogin().withPoolSize(2))) {
            for (long seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
                try {
                    var history = new History(seed, settings(), pool, owner);
                    history.run(STEPS);
                    happened.addAll(history.happened());
                    if (seed % 20 == 0) {
                        assertThat(BooksCheck.all(owner, null)).isEmpty();
                    }
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError("with -Dphigate.simulation.seed=" + seed + ": " + e.getMessage(), e);
                }
            }
            assertThat(BooksCheck.all(owner, null)).isEmpty();
            System.out.println(HISTORIES + " histories of " + STEPS + " steps from seed " + FIRST_SEED + ": "
                    + owner.get("""
                            select (select count(*) from gateway.payment) || ' payments, ' || (select count(*) from gateway.evidence) || ' words kept, '
                                || (select count(*) from gateway.ledger_transfer) || ' transfers, ' || (select count(*) from gateway.payment_case) || ' cases, '
                                || (select count(*) from gateway.refund where status = 'done') || ' refunds done' as text
                            """).orElseThrow().text("text"));
        }
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
}
