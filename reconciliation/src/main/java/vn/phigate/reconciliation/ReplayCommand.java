package vn.phigate.reconciliation;

import java.io.PrintStream;
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
final class ReplayCommand extends AgainCommand {
    @Option(
            names = "--shuffle",
            paramLabel = "SEED",
            description = "read the files in an order drawn from this number [as they came]")
    private @Nullable Long shuffle;

    @Option(names = "--days", description = "print the hash of every account's day")
    private boolean days;

    ReplayCommand() {}

    /** As with {@code --shuffle}, of all days. */
    ReplayCommand(long shuffle) {
        this.shuffle = shuffle;
    }

    @Override
    int run(ScratchCity city, ScratchCity.Period period, PrintStream out) {
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
            tell(compared, out);
            boolean holds = compared.same() && again.played().refused().isEmpty();
            out.println(
                    holds
                            ? "ĐÚNG / HOLDS: tệp gốc cho lại đúng kết quả. / The raw files give the same result again."
                            : "KHÁC / DIFFERS");
            return holds ? 0 : 1;
        }
    }
}
