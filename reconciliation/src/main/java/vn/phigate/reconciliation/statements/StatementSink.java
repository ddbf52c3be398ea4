package vn.phigate.reconciliation.statements;

/**
 * Takes what a file says while it is read, so that a file of any length needs the memory of one line.
 * Order: {@code format} once, then for each statement {@code begin}, its lines, {@code end}; findings come in between.
 * After a finding of {@link Severity#REJECT} nothing follows, a statement may stay without its end, and nothing of the file may be booked.
 */
public interface StatementSink {
    void format(FileFormat format);

    void begin(StatementHeader header);

    void line(ReadLine line);

    void end(StatementSummary summary);

    void finding(Finding finding);
}
