package vn.phigate.reconciliation;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vn.phigate.reconciliation.replay.Comparison;

/** A command that decides a period again in copies of the books, and tells every difference. */
abstract sealed class AgainCommand implements Callable<Integer> permits ReplayCommand, WhatIfCommand {
    @Option(
            names = "--from",
            paramLabel = "DAY",
            description = "first day to decide again, e.g. 2025-07-01 [first line]")
    private @Nullable LocalDate from;

    @Option(names = "--to", paramLabel = "DAY", description = "last day, included [last line]")
    private @Nullable LocalDate to;

    @Option(names = "--csv", paramLabel = "FILE", description = "write every difference into this file")
    private @Nullable Path csv;

    @Option(names = "--config", defaultValue = "config", description = "folder of settings [${DEFAULT-VALUE}]")
    private Path config = Path.of("config");

    @Override
    public Integer call() {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (ScratchCity city = ScratchCity.of(config, out::println)) {
            return run(city, out);
        }
    }

    final int run(ScratchCity city, PrintStream out) {
        return run(city, city.period(from, to), out);
    }

    /** @return the exit code */
    abstract int run(ScratchCity city, ScratchCity.Period period, PrintStream out);

    final void tell(Comparison compared, PrintStream out) {
        new ReplayText(out).print(compared);
        ReplayText.write(csv, compared);
    }
}
