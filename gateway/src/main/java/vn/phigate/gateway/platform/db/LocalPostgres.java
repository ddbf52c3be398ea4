package vn.phigate.gateway.platform.db;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of PhiGate's own, for one command on a bare machine: no Docker, no installed server, as root or not. Its
 * data stay in the directory given and are kept as safely as any server keeps them.
 *
 * <p>Lies in the directory: {@code data} (the cluster), {@code password} (of the superuser, readable by the owner only),
 * {@code port} (chosen once, changed only when somebody else has taken it), {@code lock} (held by the one PhiGate that uses it).
 * The server listens on 127.0.0.1 only and asks for the password by SCRAM-SHA-256.
 *
 * <p>The server outlives a killed PhiGate. The next start finds it by its {@code postmaster.pid} and takes it over. A server that dies while PhiGate lives (killed for
 * its memory, by hand) is started again on the same port; what was committed is there again, and what was under way failed.
 */
public final class LocalPostgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalPostgres.class);
    private static final Pattern DATABASE_NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final int POOL_SIZE = 12;
    private static final int STARTS_TRIED = 5;

    /** Long, because a server that was killed first replays its log. */
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration WATCHED_EVERY = Duration.ofMillis(500);
    /** Between tries to start a server that does not come back. */
    private static final Duration MOST_BACK_OFF = Duration.ofSeconds(30);

    private final Path home;
    private final boolean temporary;
    private final FileChannel lock;
    private final ServerAccount account;
    private final Path programs;
    private final String password;
    private final int port;
    private final Deque<Runnable> beforeStop = new ArrayDeque<>();
    private final Thread hook = new Thread(this::stop, "stop-postgres");
    private volatile boolean stopped;

    /**
     * Starts the server, or takes over the one that an earlier PhiGate left running; creates it on first use.
     *
     * @param dataDirectory created if missing; nothing else may lie in it
     * @param progress hears a line before every slow step, for the person who waits
     * @throws IllegalStateException in words for that person: another PhiGate uses the directory, or no way to run
     */
    public static LocalPostgres start(Path dataDirectory, Consumer<String> progress) {
        try {
            return new LocalPostgres(dataDirectory, false, progress);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be set up in " + dataDirectory, e);
        }
    }

    /**
     * A database of the server that an earlier or another PhiGate runs on the directory, without taking the server over; empty when none runs.
     */
    public static Optional<DbSettings> running(Path dataDirectory, String database) {
        Path pidFile = dataDirectory.resolve("data").resolve("postmaster.pid");
        Path password = dataDirectory.resolve("password");
        try {
            Optional<Postmaster> found = Files.isReadable(password) ? Postmaster.read(pidFile) : Optional.empty();
            if (found.isEmpty()
                    || !found.get().isAlive()
                    || !found.get().serves(dataDirectory.toRealPath().resolve("data"))) {
                return Optional.empty();
            }
            return Optional.of(new DbSettings(
                    url(found.get().port(), database),
                    "postgres",
                    Files.readString(password).strip(),
                    POOL_SIZE));
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL in " + dataDirectory + " cannot be looked at", e);
        }
    }

    /** A server in a temporary directory that is gone after {@link #close()}; not safe against a crash, hence quick. */
    public static LocalPostgres startTemporary(Consumer<String> progress) {
        try {
            return new LocalPostgres(Files.createTempDirectory("phigate-postgres-"), true, progress);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be set up in a temporary directory", e);
        }
    }

    private LocalPostgres(Path directory, boolean temporary, Consumer<String> progress) throws IOException {
        this.temporary = temporary;
        this.home = Files.createDirectories(directory).toRealPath();
        this.lock = lock(home);
        try {
            this.account = ServerAccount.of(home, data());
            this.programs = programs(progress);
            this.password = password();
            this.port = runningPort(progress).orElseGet(() -> launch(progress));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
        Runtime.getRuntime().addShutdownHook(hook);
        Thread.ofPlatform().daemon().name("watch-postgres").start(this::watch);
    }

    /** Where the server listens, on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Settings of a database of this server, entered as its superuser; the database is created if it is missing. */
    public DbSettings settings(String database) {
        if (!DATABASE_NAME.matcher(database).matches()) {
            throw new IllegalArgumentException("Not a plain database name: " + database);
        }
        try (Connection connection = connect(port);
                Statement statement = connection.createStatement()) {
            try (ResultSet found =
                    statement.executeQuery("select from pg_database where datname = '" + database + "'")) {
                if (!found.next()) {
                    statement.execute("create database \"" + database + "\"");
                }
            }
        } catch (SQLException e) {
            throw DatabaseException.of("Database " + database + " cannot be prepared", e);
        }
        return new DbSettings(url(port, database), "postgres", password, POOL_SIZE);
    }

    /** Has something stopped before the server is, also when the process is told to end; the last one named goes first. */
    public synchronized void beforeStop(Runnable work) {
        beforeStop.push(work);
    }

    /** Stops the server at once, without waiting for its clients. Also happens by itself when the process ends. */
    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("The process is ending anyway", e);
        }
    }

    private synchronized void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        while (!beforeStop.isEmpty()) {
            try {
                beforeStop.pop().run();
            } catch (RuntimeException e) {
                LOG.warn("Something did not stop before the database", e);
            }
        }
        try (lock) {
            try {
                stop("fast");
            } catch (IllegalStateException e) {
                LOG.warn("PostgreSQL did not stop in time and is cut off; it recovers on the next start", e);
                stop("immediate");
            }
            if (temporary) {
                PostgresBinaries.deleteTree(home);
            }
        } catch (IOException | IllegalStateException e) {
            LOG.warn("PostgreSQL in {} could not be stopped", home, e);
        }
    }

    private void stop(String mode) throws IOException {
        String seconds = String.valueOf(STOP_LIMIT.toSeconds());
        account.run(
                STOP_LIMIT.plusSeconds(5),
                List.of(program("pg_ctl"), "stop", "-s", "-w", "-t", seconds, "-m", mode, "-D", data().toString()));
    }

    private static FileChannel lock(Path home) throws IOException {
        FileChannel channel =
                FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean ours = false;
        try {
            ours = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            LOG.debug("Locked by this very process", e);
        } finally {
            if (!ours) {
                channel.close();
            }
        }
        if (!ours) {
            throw new IllegalStateException("Another PhiGate is running on the data in " + home
                    + ": stop it first, or choose another data directory");
        }
        return channel;
    }

    /** In the user's cache, shared by all; in our own directory where the server's account cannot reach that. */
    private Path programs(Consumer<String> progress) throws IOException {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        String given = System.getenv(windows ? "LOCALAPPDATA" : "XDG_CACHE_HOME");
        Path parent =
                given == null || given.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
        try {
            Path cache = Files.createDirectories(parent.resolve("phigate"));
            if (Files.isWritable(cache) && account.reaches(cache)) {
                return PostgresBinaries.in(cache, progress);
            }
        } catch (IOException e) {
            LOG.debug("No cache in {}", parent, e);
        }
        return PostgresBinaries.in(home, progress);
    }

    private String password() throws IOException {
        Path file = home.resolve("password");
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        if (Files.exists(data())) {
            throw new IllegalStateException("The database in " + home + " is there, but its password is not: put the"
                    + " file 'password' back from your backup");
        }
        byte[] secret = new byte[24];
        new SecureRandom().nextBytes(secret);
        String fresh = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        writePrivately(file, fresh);
        return fresh;
    }

    private static void writePrivately(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Files.writeString(Files.createFile(file, ownerOnly), text);
    }

    // ---- a server that is already running -------------------------------------------------------------------------

    private Optional<Integer> runningPort(Consumer<String> progress) throws IOException {
        Path pidFile = data().resolve("postmaster.pid");
        Optional<Postmaster> found = Postmaster.read(pidFile);
        if (found.isEmpty() || !found.get().isAlive()) {
            return Optional.empty(); // the server itself clears away the file of a dead one
        }
        Postmaster postmaster = found.get();
        if (!postmaster.serves(data())) {
            // After a restart of the machine the number belongs to another program, and the server would not start.
            Files.delete(pidFile);
            return Optional.empty();
        }
        progress.accept("PostgreSQL is still running from an earlier start, on port " + postmaster.port());
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (postmaster.isAlive()) {
            SQLException refusal = refusal(postmaster.port());
            if (refusal == null) {
                return Optional.of(postmaster.port());
            }
            // 57P03 cannot_connect_now and 08: it is still starting, or already stopping.
            boolean passing = "57P03".equals(refusal.getSQLState())
                    || String.valueOf(refusal.getSQLState()).startsWith("08");
            if (!passing || System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "A PostgreSQL (process " + postmaster.pid() + ") runs on the data in " + home
                                + " but does not let us in: stop it, then start PhiGate again",
                        refusal);
            }
            pause();
        }
        return Optional.empty();
    }

    private @Nullable SQLException refusal(int onPort) {
        try (Connection connection = connect(onPort)) {
            return connection.isValid(5) ? null : new SQLException("No answer", "08000");
        } catch (SQLException e) {
            return e;
        }
    }

    // ---- a server that died under us ------------------------------------------------------------------------------

    private void watch() {
        Duration wait = WATCHED_EVERY;
        while (!stopped) {
            try {
                Thread.sleep(wait);
            } catch (InterruptedException e) {
                return;
            }
            Duration longer = wait.multipliedBy(2);
            Duration backOff = longer.compareTo(MOST_BACK_OFF) < 0 ? longer : MOST_BACK_OFF;
            wait = revived(backOff) ? WATCHED_EVERY : backOff;
        }
    }

    private synchronized boolean revived(Duration nextTry) {
        if (stopped) {
            return true;
        }
        try {
            Optional<Postmaster> running = Postmaster.read(data().resolve("postmaster.pid"));
            if (running.isPresent() && running.get().isAlive() && running.get().serves(data())) {
                return true;
            }
            LOG.error("PostgreSQL in {} is gone and is started again", home);
            long start = System.nanoTime();
            startServer();
            LOG.warn(
                    "PostgreSQL is back on port {} after {} ms",
                    port,
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
            return true;
        } catch (IOException | IllegalStateException e) {
            // Processes of the dead server may hold its memory for a moment.
            LOG.error("PostgreSQL did not come back and is tried again in {} ms", nextTry.toMillis(), e);
            return false;
        }
    }

    // ---- a server that is not running -----------------------------------------------------------------------------

    private int launch(Consumer<String> progress) {
        try {
            if (!Files.exists(data())) {
                create(progress);
            }
            for (int attempt = 1; ; attempt++) {
                int chosen = choosePort();
                configure(chosen);
                progress.accept("Starting PostgreSQL on 127.0.0.1:" + chosen + " …");
                try {
                    startServer();
                    Files.writeString(home.resolve("port"), String.valueOf(chosen));
                    return chosen;
                } catch (IllegalStateException e) {
                    // The port was taken in between, or processes of a killed server are not all gone yet.
                    if (attempt == STARTS_TRIED) {
                        throw e;
                    }
                    pause();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Beside its final place, so that a half-made cluster is never taken for a whole one. */
    private void create(Consumer<String> progress) throws IOException {
        progress.accept("Creating the database in " + home + " …");
        Path fresh = home.resolve("data.new");
        Path passwordFile = home.resolve("password.new");
        PostgresBinaries.deleteTree(fresh);
        Files.createDirectory(fresh);
        writePrivately(passwordFile, password);
        account.own(fresh);
        account.own(passwordFile);
        // The builtin locale sorts and folds alike on every system, without its libc or ICU: PostgreSQL's manual,
        // 23.1.4.
        account.run(
                START_LIMIT,
                List.of(
                        program("initdb"),
                        "-D",
                        fresh.toString(),
                        "-U",
                        "postgres",
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--data-checksums",
                        temporary ? "--no-sync" : "--no-instructions"));
        Files.delete(passwordFile);
        Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void configure(int chosen) throws IOException {
        String safely = temporary ? "off" : "on";
        Files.writeString(
                data().resolve("postgresql.conf"), """
                # Written by PhiGate at every start.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                max_connections = 100
                password_encryption = 'scram-sha-256'
                fsync = %s
                synchronous_commit = %s
                full_page_writes = %s
                timezone = 'UTC'
                log_timezone = 'UTC'
                lc_messages = 'C'
                jit = off
                # The indexes over references and tokens are written all over: they should fit, or each entry waits for a page.
                shared_buffers = %dMB
                # A replay of a year writes gigabytes; a checkpoint each minute would write every page whole again.
                max_wal_size = 4GB
                checkpoint_timeout = 15min
                # Its log must not keep what citizens typed: no statements, no details of rows.
                log_error_verbosity = terse
                log_min_error_statement = panic
                log_checkpoints = off
                """.formatted(chosen, safely, safely, safely, sharedMegabytes()));
    }

    /** An eighth of the machine's memory, of which a page that is never used takes none; a quarter would be for a machine of its own (manual, 19.4.1). */
    private static long sharedMegabytes() {
        long megabytes = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize() / (8 * 1024 * 1024)
                : 0;
        return Math.clamp(megabytes, 128, 1024);
    }

    private void startServer() throws IOException {
        Path log = data().resolve("server.log");
        if (Files.exists(log)) {
            Files.move(log, data().resolve("server.log.previous"), StandardCopyOption.REPLACE_EXISTING);
        }
        String seconds = String.valueOf(START_LIMIT.toSeconds());
        try {
            // pg_ctl takes the server out of our terminal's process group: Ctrl-C must reach it after us, not with us.
            account.run(
                    START_LIMIT.plusSeconds(5),
                    List.of(
                            program("pg_ctl"),
                            "start",
                            "-s",
                            "-w",
                            "-t",
                            seconds,
                            "-D",
                            data().toString(),
                            "-l",
                            log.toString()));
        } catch (IllegalStateException e) {
            String said = Files.exists(log) ? Files.readString(log).strip() : "";
            throw new IllegalStateException("PostgreSQL did not start. It said: " + said, e);
        }
    }

    private int choosePort() throws IOException {
        Path file = home.resolve("port");
        if (Files.exists(file)) {
            String text = Files.readString(file).strip();
            if (text.matches("\\d{4,5}") && isFree(Integer.parseInt(text))) {
                return Integer.parseInt(text);
            }
        }
        // Below the range from which systems take the ports of outgoing connections: those would be taken now and then.
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free port between 20000 and 30000 on 127.0.0.1");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException e) {
            return false; // taken
        }
    }

    private Path data() {
        return home.resolve("data");
    }

    private String program(String name) {
        return programs.resolve("bin").resolve(name).toString();
    }

    private Connection connect(int onPort) throws SQLException {
        return DriverManager.getConnection(
                url(onPort, "postgres") + "?connectTimeout=5&socketTimeout=60", "postgres", password);
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private static void pause() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for PostgreSQL", e);
        }
    }

    /** What postmaster.pid tells: process number in line 1, port in line 4 (miscadmin.h, LOCK_FILE_LINE_…). */
    private record Postmaster(long pid, int port) {

        static Optional<Postmaster> read(Path file) throws IOException {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(file);
            boolean whole = lines.size() >= 4
                    && lines.get(0).strip().matches("\\d{1,10}")
                    && lines.get(3).strip().matches("\\d{1,5}");
            return whole
                    ? Optional.of(new Postmaster(
                            Long.parseLong(lines.get(0).strip()),
                            Integer.parseInt(lines.get(3).strip())))
                    : Optional.empty();
        }

        boolean isAlive() {
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }

        /** Whether the process is a PostgreSQL on this directory, as far as the system lets us see. */
        boolean serves(Path data) {
            ProcessHandle.Info info =
                    ProcessHandle.of(pid).map(ProcessHandle::info).orElse(null);
            return info != null
                    && info.command()
                            .map(c -> Path.of(c).getFileName().toString().startsWith("postgres"))
                            .orElse(true)
                    && info.arguments()
                            .map(words -> List.of(words).contains(data.toString()))
                            .orElse(true);
        }
    }
}
