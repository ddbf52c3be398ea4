package vn.phigate.reconciliation.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.testsupport.BooksCheck;

/**
 * kill -9 of the gateway and of PostgreSQL at random moments under load, five times each, or as often as {@code -Dphigate.kills=200} says: no callback that was answered
 * is lost, none is booked twice, and both come back by themselves.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("phigate.kills", 5);
    private static final long SEED = Long.getLong("phigate.test.seed", System.nanoTime());
    private static final int PAYERS = 6;

    @TempDir
    Path folder;

    private interface Kill {
        void once(KilledCity city) throws Exception;
    }

    @Test
    void losesAndDoublesNothing_whenTheGatewayIsKilled() throws Exception {
        kill("gateway", KilledCity::killGateway);
    }

    @Test
    void losesAndDoublesNothing_whenPostgresIsKilled() throws Exception {
        kill("PostgreSQL", KilledCity::killPostgres);
    }

    private void kill(String what, Kill kill) throws Exception {
        var random = new Random(SEED);
        try (var city = new KilledCity(folder)) {
            city.start();
            var payers = new Payers(city, PAYERS);
            try (payers) {
                for (int i = 0; i < KILLS; i++) {
                    Thread.sleep(random.nextLong(300, 2500));
                    kill.once(city);
                }
            }
            long ok = payers.count(Payers.Heard.OK);
            long fail = payers.count(Payers.Heard.FAIL);
            long unknown = payers.count(Payers.Heard.UNKNOWN);
            try (Db books = Db.open(city.books().withPoolSize(1))) {
                assertThat(wrong(books, payers))
                        .as("seed %d, before the provider calls again", SEED)
                        .isEmpty();
                payers.callAgain();
                assertThat(payers.count(Payers.Heard.OK))
                        .as("taken in the end")
                        .isEqualTo(payers.said().size());
                assertThat(wrong(books, payers))
                        .as("seed %d, after the provider called again", SEED)
                        .isEmpty();
                receiptsFollow(books);
            }
            System.out.printf(
                    "%d kills of %s (seed %d): callbacks told ok %d, fail %d, unknown %d; 0 lost, 0 doubled%n",
                    KILLS, what, SEED, ok, fail, unknown);
            assertThat(ok).isPositive();
        }
    }

    private static List<String> wrong(Db books, Payers payers) {
        var wrong = new ArrayList<>(BooksCheck.lost(books, payers.told()));
        wrong.addAll(BooksCheck.doubled(books, payers.said(), null));
        wrong.addAll(BooksCheck.all(books, null));
        return wrong;
    }

    /** Each paid payment gets its receipt, whoever was killed between the two. */
    private static void receiptsFollow(Db books) throws InterruptedException {
        String missing = """
                select count(*) as n from gateway.payment p where p.status = 'paid' and not exists (select from gateway.receipt r where r.payment_id = p.id)
                """;
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (books.get(missing).orElseThrow().whole("n") > 0 && System.nanoTime() < end) {
            Thread.sleep(200);
        }
        assertThat(books.get(missing).orElseThrow().whole("n"))
                .as("paid without a receipt")
                .isZero();
        assertThat(BooksCheck.RECEIPTS_WITHOUT_GAPS.violations(books, null)).isEmpty();
    }
}
