package vn.phigate.reconciliation;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.phigate.reconciliation.replay.Comparison;

/** What a changed rule would decide otherwise. */
@Command(
        name = "what-if",
        mixinStandardHelpOptions = true,
        description = {
            "Thử quy tắc mới trên các tệp đã nhận: liệt kê từng dòng sẽ khớp khác đi, trước khi áp dụng. / Tries changed rules on the files there are: every line that would be decided otherwise, before they go live.",
            "Both sides are decided from the raw files in copies of the books; the live books are only read. Exit 0."
        })
final class WhatIfCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    private Changed changed = new Changed();

    /** One of the two. */
    static final class Changed {
        @Option(names = "--rules", paramLabel = "FILE", description = "in place of config/rules.yaml")
        private @Nullable Path rules;

        @Option(
                names = "--changed",
                paramLabel = "FOLDER",
                description =
                        "settings that take the place of those of the same name: contracts.yaml, layouts/…, settlements/…, lists/…, rules.yaml")
        private @Nullable Path folder;
    }

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

    int run(ScratchCity city, PrintStream out) {
        ScratchCity.Period period = city.period(from, to);
        Path other = changed.rules == null ? changed.folder : changed.rules;
        try (ScratchCity.Again today = city.again("today", period, null, null);
                ScratchCity.Again then = city.again("changed", period, null, other)) {
            then.played().refused().forEach(each -> out.println("  không nhận / refused: " + each));
            Comparison compared = Comparison.of(today.db(), then.db(), period.from(), period.to());
            new ReplayText(out).print(compared);
            ReplayText.write(csv, compared);
            out.println(
                    compared.same()
                            ? "Không dòng nào khác. / No line would be decided otherwise."
                            : compared.differences().size()
                                    + " dòng sẽ khác đi; sổ thật chưa đổi. / lines would be decided otherwise; the live books are as they were.");
            return 0;
        }
    }
}
