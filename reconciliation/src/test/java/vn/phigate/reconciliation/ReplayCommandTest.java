package vn.phigate.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.reconciliation.evaluation.Size;
import vn.phigate.testsupport.Database;

/** A generated month, decided by the product, again from its raw files; and as a switched-off rule would have decided it. */
@Database
class ReplayCommandTest {
    private static final Path CONFIG = Path.of(System.getProperty("phigate.root", ".."), "config");
    private static final Size SIZE = new Size(7, 500, 3, 2);

    @TempDir
    Path folder;

    private String said = "";

    private int run(ScratchCity city, Object command, String... arguments) {
        new CommandLine(command).parseArgs(arguments);
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int exit = switch (command) {
            case ReplayCommand replay -> replay.run(city, out);
            case WhatIfCommand whatIf -> whatIf.run(city, out);
            default -> throw new IllegalArgumentException(command.toString());
        };
        said = bytes.toString(StandardCharsets.UTF_8);
        return exit;
    }

    @Test
    void givesTheSameMonthAgain_andListsWhatARuleDecides(DbSettings database) throws IOException {
        EvaluateCommand.evaluate(database, CONFIG, SIZE, 4, progress -> {});
        long matches = matches(database);
        try (var city = new ScratchCity(CONFIG, database.asLogin(), progress -> {})) {
            Path csv = folder.resolve("differences.csv");
            int exit = run(city, new ReplayCommand(), "--shuffle", "3", "--csv", csv.toString());
            assertThat(exit).as(said).isZero();
            assertThat(said).contains("HOLDS").doesNotContain("DIFFERS");
            assertThat(Files.readAllLines(csv)).hasSize(1);
        }
        try (var city = new ScratchCity(CONFIG, database.asLogin(), progress -> {})) {
            Path rules = Files.writeString(
                    folder.resolve("stricter.yaml"),
                    Files.readString(CONFIG.resolve("rules.yaml"))
                            .replace("repaired_reference: true", "repaired_reference: false")
                            .replace("provider_batch: true", "provider_batch: false"));
            Path csv = folder.resolve("what-if.csv");
            int exit = run(city, new WhatIfCommand(), "--rules", rules.toString(), "--csv", csv.toString());
            assertThat(exit).as(said).isZero();
            assertThat(said).contains("no_longer_matched", "repaired_reference", "provider_batch");
            assertThat(said).doesNotContain("newly_matched", "line_gone", "line_new");
            assertThat(Files.readAllLines(csv)).hasSizeGreaterThan(2);
        }
        assertThat(matches(database)).as("the live books are as they were").isEqualTo(matches);
    }

    private static long matches(DbSettings database) {
        try (Db db = Db.open(database.withPoolSize(1))) {
            return db.get("select count(*) as items from reconciliation.match")
                    .orElseThrow()
                    .whole("items");
        }
    }
}
