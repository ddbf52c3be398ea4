package vn.phigate.reconciliation;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.Gateway;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.db.LocalPostgres;
import vn.phigate.gateway.platform.db.Migrations;
import vn.phigate.gateway.platform.jobs.Jobs;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.CityClock;
import vn.phigate.gateway.seeds.ClaimCity;
import vn.phigate.gateway.seeds.SeedCity;
import vn.phigate.sandbox.vnpay.VnpaySandbox;
import vn.phigate.sandbox.vnpay.VnpaySandboxSettings;
import vn.phigate.sandbox.vnpay.VnpayTerminal;

/**
 * A running city in one process: database, gateway, reconciliation and, in sandbox mode, the provider to talk to. Started from top to bottom,
 * stopped from bottom to top.
 */
final class City implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(City.class);
    /** One database per city in one server of our own; its code is appended. */
    private static final String DATABASE = "phigate_";

    private static final int POOL = 20;

    /** Which services run in this process. */
    enum Parts {
        ALL,
        GATEWAY,
        RECONCILIATION;

        boolean gateway() {
            return this != RECONCILIATION;
        }

        boolean reconciliation() {
            return this != GATEWAY;
        }
    }

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private GatewaySettings settings;
    private String sampleAgency = "";
    private @Nullable Gateway gateway;
    private int reconciliationPort;

    private City(GatewaySettings settings) {
        this.settings = settings;
    }

    /**
     * @param configFolder the folder config of the installation
     * @param progress one line for people on each long step
     */
    static City start(Path configFolder, Parts parts, Consumer<String> progress) {
        return opened(configFolder, city -> city.startAll(configFolder, parts, progress));
    }

    /** The database and the gateway's doors, with no port open and no job running: for commands that work on the city's data. */
    static City openDoors(Path configFolder, Consumer<String> progress) {
        return opened(configFolder, city -> city.openGateway(configFolder, progress));
    }

    private static City opened(Path configFolder, Consumer<City> open) {
        var city = new City(GatewaySettings.read(configFolder.resolve("gateway.yaml")));
        try {
            open.accept(city);
            return city;
        } catch (RuntimeException e) {
            city.close();
            throw e;
        }
    }

    private void startAll(Path configFolder, Parts parts, Consumer<String> progress) {
        Gateway doors = openGateway(configFolder, progress);
        if (parts.reconciliation()) {
            reconciliationPort = opened(new ReconciliationServer(doors, configFolder))
                    .start()
                    .port();
        }
        if (parts.gateway()) {
            doors.start();
            startSandboxProviders();
        } else if (settings.sandbox()) {
            // A gateway that serves follows the clock by itself.
            opened(new Jobs()).start("follow-clock", new Jobs.Bell(), Duration.ofSeconds(1), () -> {
                doors.clock().follow(doors.db());
                return 0;
            });
        }
    }

    private Gateway openGateway(Path configFolder, Consumer<String> progress) {
        var claim = new ClaimCity(configFolder.resolve("seeds"), settings.city().code(), InstantSource.system());
        DbSettings database = database(progress);
        progress.accept("Chuẩn bị cơ sở dữ liệu / Preparing the database …");
        Migrations.migrate(database, "gateway", "classpath:db/gateway");
        Migrations.migrate(database, "reconciliation", "classpath:db/reconciliation");
        Db db = opened(Db.open(database));
        settings = settings.named(claim.claim(db, database.jdbcUrl()));
        var clock = new CityClock(InstantSource.system());
        if (settings.sandbox()) {
            new SeedCity(db, configFolder.resolve("seeds"), progress)
                    .runIfEmpty(settings.city().code());
            clock.follow(db);
        }
        var doors = opened(new Gateway(settings, db, clock)).with(LentCalendar.of(configFolder));
        sampleAgency = doors.agencies().list(db, BusinessDay.of(clock.instant()), "", 1).stream()
                .findFirst()
                .map(Agency::code)
                .orElse("…");
        gateway = doors;
        return doors;
    }

    Gateway gateway() {
        return Objects.requireNonNull(gateway, "the city is open");
    }

    private DbSettings database(Consumer<String> progress) {
        GatewaySettings.Database external = settings.database();
        if (external != null) {
            progress.accept("Dùng PostgreSQL tại / Using PostgreSQL at " + external.url());
            return external.settings();
        }
        LocalPostgres local = opened(LocalPostgres.start(settings.dataFolder().resolve("postgresql"), progress));
        local.beforeStop(this::closeAboveDatabase);
        return local.settings(databaseName(settings)).withPoolSize(POOL);
    }

    /** Of the city's database in PhiGate's own PostgreSQL. */
    static String databaseName(GatewaySettings settings) {
        return DATABASE + settings.city().code();
    }

    private void startSandboxProviders() {
        @Nullable Integer port = settings.vnpay().sandboxPort();
        if (!settings.sandbox() || port == null || port == 0) {
            return;
        }
        var terminals = settings.vnpay().terminals().stream()
                .map(t -> new VnpayTerminal(
                        t.tmnCode(),
                        t.secrets().getFirst().secret(),
                        URI.create(settings.publicUrl() + "/callbacks/vnpay")))
                .toList();
        var wallets = opened(SandboxWallets.of(settings));
        var transfers = opened(SandboxTransfers.of(settings));
        opened(VnpaySandbox.start(
                VnpaySandboxSettings.local(URI.create(settings.publicUrl() + "/callbacks/vnpay"))
                        .withHost(settings.http().host())
                        .withPort(port)
                        .withTerminals(terminals)
                        .withRetryInterval(Duration.ofMinutes(5)),
                routing -> {
                    wallets.routes(routing);
                    transfers.routes(routing);
                }));
    }

    GatewaySettings settings() {
        return settings;
    }

    /** Code of an agency there is, for examples. */
    String sampleAgency() {
        return sampleAgency;
    }

    /** 0 when reconciliation does not run in this process. */
    int reconciliationPort() {
        return reconciliationPort;
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    /** When the database is told to stop first (the process ends), everything above it goes before. */
    private synchronized void closeAboveDatabase() {
        while (!open.isEmpty() && !(open.peek() instanceof LocalPostgres)) {
            closeQuietly(open.pop());
        }
    }

    private synchronized @Nullable AutoCloseable takeDatabase() {
        return open.poll();
    }

    /** The database stops last, and outside our lock: it may be stopping by itself already, and waits for {@link #closeAboveDatabase}. */
    @Override
    public void close() {
        closeAboveDatabase();
        AutoCloseable database = takeDatabase();
        if (database != null) {
            closeQuietly(database);
        }
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("{} did not stop cleanly", part.getClass().getSimpleName(), e);
        }
    }
}
