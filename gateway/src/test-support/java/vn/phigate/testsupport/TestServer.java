package vn.phigate.testsupport;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.db.LocalPostgres;
import vn.phigate.gateway.platform.db.Migrations;

/** One PostgreSQL per JVM with a migrated template, of which databases are cloned in some hundredths of a second. */
final class TestServer implements Databases, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TestServer.class);
    private static final String TEMPLATE = "phigate_template";
    private static final int POOL_SIZE = 6;

    private final DbSettings maintenance;
    private final Runnable stop;
    private final AtomicInteger clones = new AtomicInteger();

    private TestServer(DbSettings maintenance, Runnable stop) {
        this.maintenance = maintenance;
        this.stop = stop;
    }

    static TestServer start() {
        TestServer server = useDocker() ? docker() : embedded();
        try {
            server.migrateTemplate();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    @Override
    public DbSettings createDatabase() {
        String name = "test_" + clones.incrementAndGet();
        maintain("create database " + name + " template " + TEMPLATE);
        return on(name);
    }

    @Override
    public void drop(DbSettings database) {
        maintain("drop database " + database.jdbcUrl().replaceFirst(".*/", "") + " with (force)");
    }

    @Override
    public void close() {
        stop.run();
    }

    private void migrateTemplate() {
        maintain("create database " + TEMPLATE);
        for (String module : List.of("gateway", "reconciliation")) {
            if (TestServer.class.getClassLoader().getResource("db/" + module) != null) {
                Migrations.migrate(on(TEMPLATE), module, "classpath:db/" + module);
            }
        }
    }

    private void maintain(String sql) {
        try (Db db = Db.open(maintenance.asLogin().withPoolSize(1))) {
            db.run(sql);
        }
    }

    private DbSettings on(String database) {
        String url = maintenance.jdbcUrl().replaceFirst("/[^/]*$", "/" + database);
        return new DbSettings(url, maintenance.user(), maintenance.password(), POOL_SIZE);
    }

    private static boolean useDocker() {
        String mode = System.getProperty("phigate.test.db", "auto").toLowerCase(Locale.ROOT);
        // Asking Testcontainers costs a second even where nothing hints at Docker.
        boolean hinted = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
        return switch (mode) {
            case "embedded" -> false;
            case "auto" -> hinted && DockerClientFactory.instance().isDockerAvailable();
            case "docker" -> {
                if (!DockerClientFactory.instance().isDockerAvailable()) {
                    throw new IllegalStateException("phigate.test.db=docker, but Docker does not answer");
                }
                yield true;
            }
            default -> throw new IllegalStateException("phigate.test.db is auto, docker or embedded, not " + mode);
        };
    }

    private static TestServer docker() {
        PostgreSQLContainer container = new PostgreSQLContainer("postgres:18-alpine")
                .withEnv("POSTGRES_INITDB_ARGS", "--locale-provider=builtin --builtin-locale=C.UTF-8")
                .withCommand("postgres", "-c", "fsync=off", "-c", "timezone=UTC");
        container.start();
        String url = container.getJdbcUrl().replaceFirst("\\?.*", "");
        return new TestServer(
                new DbSettings(url, container.getUsername(), container.getPassword(), POOL_SIZE), container::stop);
    }

    private static TestServer embedded() {
        LocalPostgres postgres = LocalPostgres.startTemporary(LOG::info);
        return new TestServer(postgres.settings("postgres"), postgres::close);
    }
}
