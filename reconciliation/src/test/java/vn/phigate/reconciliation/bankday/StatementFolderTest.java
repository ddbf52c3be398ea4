package vn.phigate.reconciliation.bankday;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.reconciliation.bankday.TestCity.Counter;
import vn.phigate.reconciliation.statements.StatementFolder;
import vn.phigate.testsupport.Database;

@Database
@Timeout(60)
class StatementFolderTest {
    private final TestCity city;
    private final Db db;

    @TempDir
    Path folder;

    StatementFolderTest(Db db) {
        this.db = db;
        this.city = new TestCity(db);
    }

    private StatementFolder watch() {
        return new StatementFolder(folder, db, city.service.statements(), city.service.settlementFiles(), city.clock);
    }

    private static byte[] statement(Counter counter) {
        return Camt.statement()
                .of(counter.account.number(), DAY, 0, Camt.in(DAY, 30_000, "x", "A"))
                .bytes();
    }

    private String in(String inner) throws IOException {
        try (Stream<Path> files = Files.list(inner.isEmpty() ? folder : folder.resolve(inner))) {
            return String.join(
                    " ",
                    files.filter(file -> !Files.isDirectory(file))
                            .map(file -> file.getFileName().toString())
                            .sorted()
                            .toList());
        }
    }

    @Test
    void takesAFileInAndMovesIt_whenItKeptItsSizeOverTwoLooks() throws IOException {
        var counter = city.counter();
        var watch = watch();
        byte[] file = statement(counter);
        Path dropped = folder.resolve("ngay 17.xml");
        Files.write(dropped, java.util.Arrays.copyOf(file, 200));
        assertThat(watch.look()).isZero();
        Files.write(dropped, file);
        assertThat(watch.look()).isZero();
        assertThat(counter.bankVnd(DAY)).isZero();
        assertThat(watch.look()).isEqualTo(1);
        assertThat(counter.bankVnd(DAY)).isEqualTo(30_000);
        assertThat(in("")).isEmpty();
        assertThat(in("done")).isEqualTo("ngay 17.xml");
        assertThat(folder.resolve("done/ngay 17.xml")).hasBinaryContent(file);

        // The same bytes under the same name, as after a crash between booking and moving.
        Files.write(dropped, file);
        watch.look();
        assertThat(watch.look()).isEqualTo(1);
        assertThat(counter.bankVnd(DAY)).isEqualTo(30_000);
        assertThat(in("done")).isEqualTo("ngay 17.2.xml ngay 17.xml");
    }

    @Test
    void takesASettlementFileIn_beforeItsStatement() throws IOException {
        var counter = city.counter();
        var watch = watch();
        String settlement = new VnpayFile().paid(counter.paid()).text();
        Files.writeString(folder.resolve("quyet toan.csv"), settlement);
        Files.writeString(folder.resolve("sai tong.csv"), settlement.replace("Tổng cộng,,,,", "Tổng cộng,,,,9"));
        watch.look();
        assertThat(watch.look()).isEqualTo(2);
        assertThat(in("done")).isEqualTo("quyet toan.csv");
        assertThat(in("refused")).isEqualTo("sai tong.csv sai tong.csv.json sai tong.csv.txt");
        assertThat(Files.readString(folder.resolve("refused/sai tong.csv.json")))
                .contains("\"findings\":[{");
        assertThat(db.get(
                                "select count(*) as items from reconciliation.settlement_file where received_by = 'folder' and filename = 'quyet toan.csv'")
                        .orElseThrow()
                        .whole("items"))
                .isEqualTo(1);
    }

    @Test
    void saysWhyBesideTheFile_whenItIsRefused() throws IOException {
        var watch = watch();
        Files.writeString(folder.resolve("thu.txt"), "Kính gửi ngân hàng", StandardCharsets.UTF_8);
        Files.write(
                folder.resolve("la.xml"),
                Camt.statement()
                        .of("9999999999", DAY, 0, Camt.in(DAY, 1, "x", "A"))
                        .bytes());
        watch.look();
        assertThat(watch.look()).isEqualTo(2);
        assertThat(in("refused")).isEqualTo("la.xml la.xml.json la.xml.txt thu.txt thu.txt.json thu.txt.txt");
        var json = new ObjectMapper()
                .readTree(folder.resolve("refused/la.xml.json").toFile());
        assertThat(json.path("code").asText()).isEqualTo("nothing_booked");
        assertThat(json.path("findings").findValuesAsText("rule")).contains("account_unknown");
        assertThat(Files.readString(folder.resolve("refused/thu.txt.txt")))
                .contains("Không đọc được tệp")
                .contains("cannot be read");
        assertThat(in("done")).isEmpty();
    }

    @Test
    void leavesAlone_whatIsPartialHiddenOrALink() throws IOException {
        var counter = city.counter();
        Path outside = Files.createTempFile("sao-ke", ".xml");
        Files.write(outside, statement(counter));
        Files.createSymbolicLink(folder.resolve("link.xml"), outside);
        for (String name : new String[] {"a.xml.part", "b.TMP", ".c.xml", "d.xml~"}) {
            Files.write(folder.resolve(name), statement(counter));
        }
        Files.createDirectory(folder.resolve("sub"));
        Files.write(folder.resolve("sub/e.xml"), statement(counter));
        var watch = watch();
        for (int i = 0; i < 3; i++) {
            assertThat(watch.look()).isZero();
        }
        assertThat(counter.bankVnd(DAY)).isZero();
        assertThat(in("")).isEqualTo(".c.xml a.xml.part b.TMP d.xml~ link.xml");
        Files.move(folder.resolve("a.xml.part"), folder.resolve("a.xml"));
        watch.look();
        assertThat(watch.look()).isEqualTo(1);
        assertThat(counter.bankVnd(DAY)).isEqualTo(30_000);
        Files.delete(outside);
    }

    @Test
    void waits_whileAnotherProcessLooks() throws Exception {
        var counter = city.counter();
        Files.write(folder.resolve("a.xml"), statement(counter));
        var watch = watch();
        watch.look();
        var held = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        Thread other = Thread.ofVirtual()
                .start(() -> db.inTransactionDo(tx -> {
                    tx.get(
                            "select cast(pg_advisory_xact_lock(hashtextextended('statement-folder', 8081)) as text) as locked");
                    held.countDown();
                    awaited(release);
                }));
        assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(watch.look()).isZero();
        assertThat(in("")).isEqualTo("a.xml");
        release.countDown();
        other.join();
        assertThat(watch.look()).isEqualTo(1);
        assertThat(counter.bankVnd(DAY)).isEqualTo(30_000);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
