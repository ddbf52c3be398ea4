package vn.phigate.gateway.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresTest {

    private final List<String> progress = new ArrayList<>();

    @TempDir
    Path directory;

    /** JUnit's directory is closed to others, and under root the server may have to run as one. */
    @BeforeEach
    void openDirectory() throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private LocalPostgres start() {
        return LocalPostgres.start(directory.resolve("postgres"), progress::add);
    }

    private static long rows(LocalPostgres server) {
        try (Db db = Db.open(server.settings("phigate").withPoolSize(1))) {
            return db.get("select count(*) as n from kept").orElseThrow().whole("n");
        }
    }

    private static void createTableWithOneRow(LocalPostgres server) {
        try (Db db = Db.open(server.settings("phigate").withPoolSize(1))) {
            db.run("create table kept as select 1 as one");
        }
    }

    @Test
    void keepsRowsAndPort_whenStartedAgain() {
        int port;
        try (LocalPostgres first = start()) {
            createTableWithOneRow(first);
            port = first.port();
        }
        try (LocalPostgres second = start()) {
            assertThat(rows(second)).isEqualTo(1);
            assertThat(second.port()).isEqualTo(port);
        }
        assertThat(progress).filteredOn(line -> line.startsWith("Creating")).hasSize(1);
    }

    @Test
    void isSafeForMoney_whenAskedForItsSettings() throws IOException {
        try (LocalPostgres server = start();
                Db db = Db.open(server.settings("phigate").withPoolSize(1))) {
            assertThat(db.list("""
                            select name || '=' || setting as line from pg_settings where name in ('fsync',
                              'synchronous_commit', 'full_page_writes', 'data_checksums', 'server_encoding', 'TimeZone',
                              'password_encryption', 'listen_addresses', 'unix_socket_directories', 'max_connections')
                            order by name collate "C" """, row -> row.text("line")))
                    .containsExactly(
                            "TimeZone=UTC",
                            "data_checksums=on",
                            "fsync=on",
                            "full_page_writes=on",
                            "listen_addresses=127.0.0.1",
                            "max_connections=100",
                            "password_encryption=scram-sha-256",
                            "server_encoding=UTF8",
                            "synchronous_commit=on",
                            "unix_socket_directories=");
            assertThat(db.get("select lower('ĐỒNG') as low").orElseThrow().text("low"))
                    .isEqualTo("đồng");
            DbSettings settings = server.settings("phigate");
            assertThatThrownBy(() -> DriverManager.getConnection(settings.jdbcUrl(), settings.user(), "guess"))
                    .hasMessageContaining("password authentication failed");
            Path password = directory.resolve("postgres/password");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                    .isEqualTo("rw-------");
            assertThatThrownBy(() -> server.settings("x\"; drop database y"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void takesAnotherPort_whenItsOwnIsTaken() throws IOException {
        int port;
        try (LocalPostgres first = start()) {
            createTableWithOneRow(first);
            port = first.port();
        }
        try (ServerSocket somebodyElse =
                        new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
                LocalPostgres second = start()) {
            assertThat(second.port()).isNotEqualTo(somebodyElse.getLocalPort());
            assertThat(rows(second)).isEqualTo(1);
        }
    }

    @Test
    void refusesASecondOwner_whenOneIsAlive() {
        try (LocalPostgres first = start()) {
            assertThat(first.port()).isPositive();
            assertThatThrownBy(this::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Another PhiGate is running on the data in");
        }
    }

    @Test
    void takesTheServerOver_whenItsPhiGateWasKilled() throws Exception {
        Process child = child();
        try (BufferedReader words = child.inputReader(StandardCharsets.UTF_8)) {
            int port = portToldBy(words);
            assertThatThrownBy(this::start).hasMessageContaining("Another PhiGate is running");

            child.destroyForcibly();
            assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
            try (LocalPostgres adopted = start()) {
                assertThat(adopted.port()).isEqualTo(port);
                assertThat(rows(adopted)).isEqualTo(1);
                assertThat(progress).anyMatch(line -> line.contains("still running"));
            }
            assertThatThrownBy(() -> DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres"))
                    .hasMessageContaining("refused");
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void stopsTheServer_whenItsPhiGateIsToldToEnd() throws Exception {
        Process child = child();
        try (BufferedReader words = child.inputReader(StandardCharsets.UTF_8)) {
            assertThat(portToldBy(words)).isPositive();
            child.destroy();
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(directory.resolve("postgres/data/postmaster.pid")).doesNotExist();
    }

    @Test
    void recovers_whenServerAndPhiGateBothCrashed() throws Exception {
        Path pidFile = directory.resolve("postgres/data/postmaster.pid");
        Process child = child();
        try (BufferedReader words = child.inputReader(StandardCharsets.UTF_8)) {
            assertThat(portToldBy(words)).isPositive();
            ProcessHandle postmaster = ProcessHandle.of(
                            Long.parseLong(Files.readAllLines(pidFile).getFirst()))
                    .orElseThrow();
            child.destroyForcibly().waitFor();
            postmaster.destroyForcibly();
            postmaster.onExit().get(10, TimeUnit.SECONDS);
        }
        try (LocalPostgres again = start()) {
            assertThat(rows(again)).isEqualTo(1);
        }
    }

    @Test
    void bringsTheServerBack_whenItDiesUnderUs() throws Exception {
        try (LocalPostgres server = start()) {
            createTableWithOneRow(server);
            for (int times = 0; times < 2; times++) {
                ProcessHandle postmaster = ProcessHandle.of(
                                Long.parseLong(Files.readAllLines(directory.resolve("postgres/data/postmaster.pid"))
                                        .getFirst()))
                        .orElseThrow();
                postmaster.destroyForcibly();
                postmaster.onExit().get(10, TimeUnit.SECONDS);
                await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> rows(server) == 1);
            }
        }
        assertThat(directory.resolve("postgres/data/postmaster.pid")).doesNotExist();
    }

    @Test
    void starts_whenTheProcessNumberNowBelongsToAnotherProgram() throws IOException {
        try (LocalPostgres first = start()) {
            createTableWithOneRow(first);
        }
        Path pidFile = directory.resolve("postgres/data/postmaster.pid");
        Files.writeString(
                pidFile, ProcessHandle.current().pid() + "\n/elsewhere\n1751328000\n5432\n\n127.0.0.1\n\nready\n");
        try (LocalPostgres second = start()) {
            assertThat(rows(second)).isEqualTo(1);
        }
    }

    private Process child() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        directory.resolve("postgres").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static int portToldBy(BufferedReader words) throws IOException {
        String line = words.readLine();
        while (line != null && !line.startsWith("port=")) {
            line = words.readLine();
        }
        return Integer.parseInt(
                Objects.requireNonNull(line, "the child started its server").substring(5));
    }

    /** A PhiGate to be killed: says its port once a row is committed, then waits for its end. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws InterruptedException {
            LocalPostgres server = LocalPostgres.start(Path.of(args[0]), _ -> {});
            createTableWithOneRow(server);
            System.out.println("port=" + server.port());
            Thread.sleep(60_000);
        }
    }
}
