package vn.phigate.reconciliation.statements;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Makes one statement of the pages that a bank sends as messages of their own, each going on from the intermediate balance of the one before (MT940
 * :62M: and :60M:), so that a day is booked once and whole. A preview shows the pages as they came.
 */
final class JoinedPages implements StatementSink {
    private final StatementSink sink;
    private @Nullable StatementHeader header;
    private @Nullable StatementSummary before;

    JoinedPages(StatementSink sink) {
        this.sink = sink;
    }

    @Override
    public void format(FileFormat format) {
        sink.format(format);
    }

    @Override
    public void begin(StatementHeader page) {
        StatementHeader first = header;
        StatementSummary held = before;
        boolean joins = first != null
                && held != null
                && held.goesOn()
                && page.nextPage()
                && page.account().equals(first.account());
        if (!joins) {
            close();
            header = page;
            sink.begin(page);
        }
    }

    @Override
    public void line(ReadLine line) {
        sink.line(before == null ? line : line.withPosition(before.entries() + line.position()));
    }

    @Override
    public void end(StatementSummary page) {
        before = before == null ? page : joined(before, page);
    }

    @Override
    public void finding(Finding finding) {
        sink.finding(finding);
    }

    /** Behind the file's last statement. */
    void close() {
        StatementSummary held = before;
        before = null;
        header = null;
        if (held != null) {
            sink.end(held);
        }
    }

    private static StatementSummary joined(StatementSummary first, StatementSummary next) {
        BigDecimal carried = first.closing();
        BigDecimal taken = next.opening();
        Boolean agrees = first.agrees() == null || next.agrees() == null || carried == null || taken == null
                ? null
                : first.agrees()
                        && next.agrees()
                        && carried.compareTo(taken) == 0
                        && first.reversalsTurned() == next.reversalsTurned();
        return new StatementSummary(
                first.entries() + next.entries(),
                first.booked() + next.booked(),
                first.quarantined() + next.quarantined(),
                first.opening(),
                first.openingOn(),
                next.closing(),
                next.closingOn(),
                first.creditTotal().add(next.creditTotal()),
                first.debitTotal().add(next.debitTotal()),
                agrees,
                next.reversalsTurned(),
                next.goesOn());
    }
}
