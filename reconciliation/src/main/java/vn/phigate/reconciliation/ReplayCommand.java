package vn.phigate.reconciliation;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.reconciliation.replay.Comparison;

/** A period again from the raw files. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Đọc lại tệp gốc, khớp lại từ đầu trong một bản nháp, và so mã băm từng ngày với sổ thật. / Reads the kept files again, decides them anew in a copy of the books, and holds each account's day against the live one.",
            "The live books are only read. What people decided stays theirs. Exit 0 when every day has the same hash and every file is taken, else 1 with each line that differs."
        })
final class ReplayCommand implements Callable<Integer> {
    @Option(
            names = "--from",
            paramLabel = "DAY",
            description = "first day to decide again, e.g. 2025-07-01 [first line]")
    private @Nullable LocalDate from;

    @Option(names = "--to", paramLabel = "DAY", description = "last day, included [last line]")
    private @Nullable LocalDate to;

    @Option(
            names = "--shuffle",
            paramLabel = "SEED",
            description = "read the files in an order drawn from this number [as they came]")
    private @Nullable Long shuffle;

    @Option(names = "--csv", paramLabel = "FILE", description = "write every difference into this file")
    private @Nullable Path csv;

    @Option(names = "--days", description = "print the hash of every account's day")
    private boolean days;

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
        try (ScratchCity.Again again = city.again("again", period, shuffle, null);
                Db live = city.books()) {
            Comparison compared = Comparison.of(live, again.db(), period.from(), period.to());
            out.printf(
                    "%n%s … %s: %,d tệp gốc đọc lại / raw files read again, %,d dòng quy tắc khớp / lines decided by rules%n",
                    period.from(),
                    period.to(),
                    again.played().files(),
                    again.played().matched());
            again.played().refused().forEach(each -> out.println("  không nhận / refused: " + each));
            if (days) {
                compared.hashes()
                        .forEach(day -> out.println(day.account() + " " + day.day() + " " + day.after()
                                + (day.equal() ? "" : " ≠ " + day.before())));
            }
            new ReplayText(out).print(compared);
            ReplayText.write(csv, compared);
            boolean holds = compared.same() && again.played().refused().isEmpty();
            out.println(
                    holds
                            ? "ĐÚNG / HOLDS: tệp gốc cho lại đúng kết quả. / The raw files give the same result again."
                            : "KHÁC / DIFFERS");
            return holds ? 0 : 1;
        }
    }
}
