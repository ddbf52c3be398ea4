package vn.phigate.reconciliation;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.tables.CsvExport;
import vn.phigate.reconciliation.replay.Comparison;
import vn.phigate.reconciliation.replay.Comparison.Difference;

/** A comparison for people: counts by kind, rule and account, the first lines, and all of them as CSV. */
final class ReplayText {
    private static final int MOST_SHOWN = 50;

    private final PrintStream out;

    ReplayText(PrintStream out) {
        this.out = out;
    }

    void print(Comparison compared) {
        out.printf(
                "%n%,d dòng / lines, %,d ngày của tài khoản / account-days, %,d cùng mã băm / with the same hash%n",
                compared.lines(), compared.days(), compared.equal());
        if (!compared.differences().isEmpty()) {
            out.printf("%n%-20s %-24s %-24s %10s %18s%n", "", "quy tắc/rule", "tài khoản/account", "dòng/lines", "₫");
        }
        for (Comparison.Count each : compared.counts()) {
            out.printf(
                    "%-20s %-24s %-24s %,10d %,18d%n",
                    each.kind().code(), each.rule(), each.account(), each.lines(), each.amountVnd());
        }
        compared.differences().stream().limit(MOST_SHOWN).forEach(this::print);
        if (compared.differences().size() > MOST_SHOWN) {
            out.println("… " + (compared.differences().size() - MOST_SHOWN)
                    + " dòng nữa, xem --csv / more lines, see --csv");
        }
    }

    private void print(Difference each) {
        out.printf(
                "%n%s · %s / %s%n  %s  %s  %,d ₫  %s  «%s»%n  trước / before: %s%n  sau / after:    %s%n  %s%n",
                each.kind().code(),
                each.kind().vi(),
                each.kind().en(),
                each.account(),
                each.day(),
                each.amountVnd(),
                each.reference(),
                each.narrative(),
                each.before(),
                each.after(),
                each.why());
    }

    static void write(@Nullable Path file, Comparison compared) {
        if (file == null) {
            return;
        }
        var csv = new CsvExport(
                "kind",
                "rule",
                "account",
                "business_day",
                "amount_vnd",
                "bank_reference",
                "narrative",
                "before",
                "after",
                "why",
                "line");
        for (Difference each : compared.differences()) {
            csv.row(
                    each.kind().code(),
                    each.rule(),
                    each.account(),
                    each.day(),
                    each.amountVnd(),
                    each.reference(),
                    each.narrative(),
                    each.before(),
                    each.after(),
                    each.why(),
                    each.line());
        }
        try {
            Files.write(file, csv.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }
}
