package vn.phigate.reconciliation;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.phigate.gateway.Gateway;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.db.LocalPostgres;
import vn.phigate.gateway.platform.db.Migrations;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.time.CityClock;
import vn.phigate.gateway.seeds.ClaimCity;
import vn.phigate.gateway.seeds.SeedCity;
import vn.phigate.reconciliation.evaluation.Doors;
import vn.phigate.reconciliation.evaluation.Evaluation;
import vn.phigate.reconciliation.evaluation.Report;
import vn.phigate.reconciliation.evaluation.SetClock;
import vn.phigate.reconciliation.evaluation.Size;

/** A generated month through the real doors, and how well it was decided. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Sinh một tháng của thành phố, đối soát, rồi so với sự thật. / Generates a city's month, reconciles it and holds the result against the truth.",
            "On a database of its own that is gone afterwards. Exit 0 when no match is wrong, 99.5 % of what is decidable was found, every day closes, and a replay gives the same hashes; else 1."
        })
final class EvaluateCommand implements Callable<Integer> {
    /** VPBank keeps most of the communes' accounts (the city's order of 21 July 2025); then Vietcombank, BIDV, VietinBank, Agribank, MB, Techcombank. */
    private static final List<String> BINS = List.of(
            "970432", "970436", "970418", "970415", "970432", "970405", "970436", "970418", "970422", "970432",
            "970415", "970407", "970436", "970418", "970405", "970432");

    @Option(
            names = "--dossiers",
            defaultValue = "71710",
            description = "dossiers of all days together [${DEFAULT-VALUE}]")
    private int dossiers;

    @Option(names = "--days", defaultValue = "31", description = "days from 1 July 2025, 2 to 366 [${DEFAULT-VALUE}]")
    private int days;

    @Option(names = "--seed", defaultValue = "20250701", description = "seed of the month [${DEFAULT-VALUE}]")
    private long seed;

    @Option(names = "--communes", defaultValue = "1000", description = "so many of the city's communes only [all]")
    private int communes;

    @Option(names = "--threads", defaultValue = "0", description = "that send files and dossiers [processors]")
    private int threads;

    @Option(
            names = "--replay",
            paramLabel = "SEED",
            description = "afterwards decide all of it again from the raw files, in an order drawn from this number")
    private @Nullable Long replay;

    @Option(names = "--json", description = "print the report as JSON")
    private boolean json;

    @Option(names = "--config", defaultValue = "config", description = "folder of settings [${DEFAULT-VALUE}]")
    private Path config = Path.of("config");

    @Override
    public Integer call() {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Consumer<String> progress = json ? System.err::println : out::println;
        int crew = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        try (LocalPostgres postgres = LocalPostgres.startTemporary(progress)) {
            DbSettings database = postgres.settings("evaluate").withPoolSize(crew + 2);
            Migrations.migrate(database, "gateway", "classpath:db/gateway");
            Migrations.migrate(database, "reconciliation", "classpath:db/reconciliation");
            Report report = evaluate(database, config, new Size(seed, dossiers, days, crew), communes, progress);
            if (json) {
                out.println(Json.text(report));
            } else {
                new EvaluateText(out).print(report);
            }
            boolean again = replay == null || replayed(database, replay, json ? System.err : out);
            return report.passed() && again ? 0 : 1;
        }
    }

    private boolean replayed(DbSettings played, long shuffle, PrintStream out) {
        try (var city = new ScratchCity(config, played.asLogin(), out::println)) {
            return new ReplayCommand(shuffle).run(city, out) == 0;
        }
    }

    /** @param database migrated and empty */
    static Report evaluate(DbSettings database, Path config, Size size, int communes, Consumer<String> progress) {
        Path folder = temporary();
        var clock = new SetClock(Size.FIRST);
        try (Db db = Db.open(database)) {
            GatewaySettings settings =
                    GatewaySettings.read(config.resolve("gateway.yaml")).sandboxIn(folder);
            Path seeds = seeds(config.resolve("seeds"), folder, settings.city().code(), communes);
            var claim = new ClaimCity(seeds, settings.city().code(), InstantSource.system());
            settings = settings.named(claim.claim(db, database.jdbcUrl()));
            new SeedCity(db, seeds, BINS, progress).runIfEmpty(settings.city().code());
            try (Gateway gateway = new Gateway(settings, db, new CityClock(clock))) {
                ReconciliationService service = ReconciliationServer.service(gateway, config);
                var doors = new Doors(
                        db,
                        gateway.agencies(),
                        gateway.accounts(),
                        gateway.successions(),
                        gateway.dossiers(),
                        gateway.payments(),
                        gateway.ledger(),
                        service.statements(),
                        service.settlements(),
                        service.matching(),
                        service.closings());
                return new Evaluation(doors, clock, size, progress).run();
            }
        } finally {
            delete(folder);
        }
    }

    /** The city's seeds with some of its communes, and of each at most some of those that it took over: enough to pay into. */
    private static Path seeds(Path all, Path folder, String province, int communes) {
        try {
            Path some = Files.createDirectory(folder.resolve("seeds"));
            try (Stream<Path> files = Files.list(all)) {
                for (Path file : files.toList()) {
                    Files.copy(file, some.resolve(file.getFileName()));
                }
            }
            List<String> rows = Files.readAllLines(all.resolve("communes.csv"));
            List<String> kept = rows.stream()
                    .skip(1)
                    .filter(row -> row.contains("," + province + ","))
                    .limit(communes)
                    .toList();
            Files.write(
                    some.resolve("communes.csv"),
                    Stream.concat(rows.stream().limit(1), kept.stream()).toList());
            List<String> mergers = Files.readAllLines(all.resolve("commune-mergers.csv"));
            Files.write(
                    some.resolve("commune-mergers.csv"),
                    Stream.concat(mergers.stream().limit(1), mergers(mergers, kept).stream())
                            .toList());
            return some;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of each commune one that went wholly into it, and one that was divided between kept communes: all rows of these. */
    private static Set<String> mergers(List<String> rows, List<String> communes) {
        Set<String> kept = communes.stream().map(row -> field(row, 0)).collect(Collectors.toSet());
        Map<String, List<String>> byFormer = rows.stream()
                .skip(1)
                .collect(Collectors.groupingBy(row -> field(row, 0), TreeMap::new, Collectors.toList()));
        byFormer.values().removeIf(own -> own.stream().anyMatch(row -> !kept.contains(field(row, 4))));
        var chosen = new LinkedHashSet<String>();
        for (String commune : kept.stream().sorted().toList()) {
            for (boolean divided : List.of(false, true)) {
                byFormer.values().stream()
                        .filter(own -> own.getFirst().endsWith("," + divided)
                                && !field(own.getFirst(), 0).equals(commune)
                                && own.stream().anyMatch(row -> field(row, 4).equals(commune)))
                        .findFirst()
                        .ifPresent(chosen::addAll);
            }
        }
        return chosen;
    }

    private static String field(String row, int at) {
        return row.split(",", -1)[at];
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("phigate-evaluate-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> file.delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.3f %%", share * 100);
    }
}
