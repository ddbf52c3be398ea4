package vn.phigate.reconciliation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.Gateway;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.db.LocalPostgres;
import vn.phigate.gateway.platform.db.Migrations;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.time.CityClock;
import vn.phigate.reconciliation.replay.Replay;
import vn.phigate.reconciliation.replay.ScratchBooks;

/** The live books copied into a server of its own that is gone afterwards, and copies of that copy in which days are decided again. The live database is only read. */
final class ScratchCity implements AutoCloseable {
    private static final String BOOKS = "books";
    private static final int POOL = 6;

    private final Path config;
    private final GatewaySettings settings;
    private final Consumer<String> progress;
    private final Path folder;
    private final LocalPostgres postgres;
    private final DbSettings books;

    /** @param live entered with a login that may read everything; it is only read */
    ScratchCity(Path config, DbSettings live, Consumer<String> progress) {
        this.config = config;
        this.progress = progress;
        this.folder = temporary();
        this.settings = GatewaySettings.read(config.resolve("gateway.yaml")).sandboxIn(folder);
        this.postgres = LocalPostgres.startTemporary(progress);
        this.books = postgres.settings(BOOKS).asLogin().withPoolSize(POOL);
        try {
            Migrations.migrate(books, "gateway", "classpath:db/gateway");
            Migrations.migrate(books, "reconciliation", "classpath:db/reconciliation");
            progress.accept("Chép sổ sang bản nháp, chỉ đọc / Copying the books, read only: " + live.jdbcUrl());
            ScratchBooks.copy(live, books);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Of an installation's database, whether the city runs or not. */
    static ScratchCity of(Path config, Consumer<String> progress) {
        GatewaySettings settings = GatewaySettings.read(config.resolve("gateway.yaml"));
        var external = settings.database();
        if (external != null) {
            return new ScratchCity(config, external.settings().asLogin(), progress);
        }
        Path home = settings.dataFolder().resolve("postgresql");
        String database = City.databaseName(settings);
        var running = LocalPostgres.running(home, database);
        if (running.isPresent()) {
            return new ScratchCity(config, running.get().asLogin(), progress);
        }
        if (!Files.isDirectory(home)) {
            throw new IllegalStateException("Chưa có dữ liệu ở " + home + ". / There are no data in " + home + ".");
        }
        try (LocalPostgres local = LocalPostgres.start(home, progress)) {
            return new ScratchCity(config, local.settings(database).asLogin(), progress);
        }
    }

    /** The books as they were when they were copied. */
    Db books() {
        return Db.open(books.withPoolSize(1));
    }

    /** Both days included. */
    record Period(LocalDate from, LocalDate to) {}

    /** From the first or to the last line where no day is named. */
    Period period(@Nullable LocalDate from, @Nullable LocalDate to) {
        try (Db db = books()) {
            Row days = db.get(
                            "select min(booked_on) as first, max(booked_on) as last from reconciliation.statement_line")
                    .orElseThrow();
            LocalDate first = from == null ? days.dateOrNull("first") : from;
            LocalDate last = to == null ? days.dateOrNull("last") : to;
            if (first == null || last == null) {
                throw new IllegalStateException("Chưa có dòng sao kê nào. / There are no bank lines yet.");
            }
            return new Period(first, last);
        }
    }

    /** A world in which the period was decided again. */
    record Again(Db db, Replay.Played played) implements AutoCloseable {
        @Override
        public void close() {
            db.close();
        }
    }

    /**
     * Decides the period again in a copy of its own.
     *
     * @param changed a file of rules, or a folder of settings of which those that are there take the place of the installation's; null for these
     */
    Again again(String name, Period period, @Nullable Long shuffle, @Nullable Path changed) {
        try (Db maker = Db.open(postgres.settings("postgres").asLogin().withPoolSize(1))) {
            maker.run("create database " + name + " template " + BOOKS);
        }
        Db db = Db.open(postgres.settings(name).asLogin().withPoolSize(POOL));
        try {
            var clock = new CityClock(InstantSource.system());
            clock.follow(db);
            try (Gateway gateway = new Gateway(settings, db, clock)) {
                ReconciliationService service = ReconciliationServer.service(gateway, overlaid(name, changed));
                var replay = new Replay(
                        db,
                        gateway.agencies(),
                        service.statements(),
                        service.settlements(),
                        service.lists(),
                        service.matching(),
                        clock);
                return new Again(db, replay.run(period.from, period.to, shuffle, progress));
            }
        } catch (RuntimeException e) {
            db.close();
            throw e;
        }
    }

    private Path overlaid(String name, @Nullable Path changed) {
        if (changed == null) {
            return config;
        }
        try {
            Path all = Files.createDirectory(folder.resolve(name));
            copy(config, all);
            if (Files.isDirectory(changed)) {
                copy(changed, all);
            } else {
                Files.copy(changed, all.resolve("rules.yaml"), StandardCopyOption.REPLACE_EXISTING);
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(changed + " cannot be read", e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("phigate-replay-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        postgres.close();
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> file.delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
