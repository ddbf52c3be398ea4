package vn.phigate.reconciliation;

import java.io.PrintStream;
import java.nio.file.Path;
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
final class WhatIfCommand extends AgainCommand {
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

    @Override
    int run(ScratchCity city, ScratchCity.Period period, PrintStream out) {
        Path other = changed.rules == null ? changed.folder : changed.rules;
        try (ScratchCity.Again today = city.again("today", period, null, null);
                ScratchCity.Again then = city.again("changed", period, null, other)) {
            then.played().refused().forEach(each -> out.println("  không nhận / refused: " + each));
            Comparison compared = Comparison.of(today.db(), then.db(), period.from(), period.to());
            tell(compared, out);
            out.println(
                    compared.same()
                            ? "Không dòng nào khác. / No line would be decided otherwise."
                            : compared.differences().size()
                                    + " dòng sẽ khác đi; sổ thật chưa đổi. / lines would be decided otherwise; the live books are as they were.");
            return 0;
        }
    }
}
