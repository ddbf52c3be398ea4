package vn.phigate.reconciliation.statements;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps figures and findings, drops the lines. */
final class PreviewSink implements StatementSink {
    private static final int FINDINGS_MAX = 1_000;

    private final List<PreviewStatement> statements = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private long findingsLeftOut;
    private FileFormat format = FileFormat.UNKNOWN;
    private @Nullable StatementHeader header;

    @Override
    public void format(FileFormat fileFormat) {
        format = fileFormat;
    }

    @Override
    public void begin(StatementHeader statementHeader) {
        header = statementHeader;
    }

    @Override
    public void line(ReadLine line) {
        // A preview shows figures; the lines are in the totals that end() brings.
    }

    @Override
    public void end(StatementSummary summary) {
        if (header == null) {
            throw new IllegalStateException("a statement ended that did not begin");
        }
        statements.add(new PreviewStatement(
                header.account(),
                header.currency(),
                summary.entries(),
                plain(summary.opening()),
                plain(summary.closing()),
                summary.creditTotal().toPlainString(),
                summary.debitTotal().toPlainString(),
                summary.agrees()));
        header = null;
    }

    @Override
    public void finding(Finding finding) {
        if (findings.size() < FINDINGS_MAX || finding.severity() == Severity.REJECT) {
            findings.add(finding);
        } else {
            findingsLeftOut++;
        }
    }

    Preview preview(Verdict verdict) {
        if (findingsLeftOut > 0) {
            findings.add(Finding.notice(
                    0,
                    "",
                    Long.toString(findingsLeftOut),
                    "findings_left_out",
                    "Còn " + findingsLeftOut + " phát hiện nữa không liệt kê ở đây; sửa các lỗi trên rồi đọc lại tệp.",
                    findingsLeftOut + " more findings are not listed; mend the ones above and read the file again."));
        }
        return new Preview(format.name(), verdict.code(), verdict == Verdict.REJECT ? List.of() : statements, findings);
    }

    private static @Nullable String plain(@Nullable BigDecimal amount) {
        return amount == null ? null : amount.toPlainString();
    }
}
