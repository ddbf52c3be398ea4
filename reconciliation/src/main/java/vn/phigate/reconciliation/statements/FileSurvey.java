package vn.phigate.reconciliation.statements;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.StatementFile.StoredFinding;

/** The first reading of a file: its statements, findings and verdict, keeping no lines, so that a file of any length is judged before it is booked. */
final class FileSurvey implements StatementSink {
    private static final int FINDINGS_MAX = 1_000;

    final List<SurveyedStatement> statements = new ArrayList<>();
    final List<StoredFinding> findings = new ArrayList<>();
    private FileFormat format = FileFormat.UNKNOWN;
    private Verdict verdict = Verdict.ACCEPT;
    private @Nullable SurveyedStatement current;
    private long findingsLeftOut;

    private FileSurvey() {}

    static FileSurvey of(StatementReaders readers, byte[] content) {
        var survey = new FileSurvey();
        try {
            var pages = new JoinedPages(survey);
            Verdict read = readers.read(new ByteArrayInputStream(content), pages);
            if (read != Verdict.REJECT) {
                pages.close();
            }
            survey.verdict = read.compareTo(survey.verdict) > 0 ? read : survey.verdict;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (survey.findingsLeftOut > 0) {
            survey.findings.add(new StoredFinding(
                    0,
                    Finding.notice(
                            0,
                            "",
                            Long.toString(survey.findingsLeftOut),
                            "findings_left_out",
                            "Còn " + survey.findingsLeftOut + " phát hiện nữa không liệt kê ở đây.",
                            survey.findingsLeftOut + " more findings are not listed."),
                    false));
        }
        return survey;
    }

    FileFormat format() {
        return format;
    }

    Verdict verdict() {
        return verdict;
    }

    @Override
    public void format(FileFormat fileFormat) {
        format = fileFormat;
    }

    @Override
    public void begin(StatementHeader header) {
        current = new SurveyedStatement(statements.size() + 1, header);
    }

    @Override
    public void line(ReadLine line) {
        SurveyedStatement statement = running();
        if (statement.isForeign()) {
            // One finding will refuse the whole statement; not one per line.
            return;
        }
        // Turned reversals are known only at the end; the survey sums both ways.
        switch (LineVnd.of(line, false)) {
            case LineVnd.Booked booked -> statement.add(line, booked);
            case LineVnd.SetAside(Finding why) -> {
                statement.setAside();
                finding(why);
                verdict = verdict.and(why.severity());
            }
            case LineVnd.NotYet() -> {}
        }
    }

    @Override
    public void end(StatementSummary summary) {
        SurveyedStatement statement = running();
        statement.end(summary);
        statements.add(statement);
        current = null;
    }

    @Override
    public void finding(Finding finding) {
        if (findings.size() < FINDINGS_MAX || finding.severity() == Severity.REJECT) {
            findings.add(new StoredFinding(current == null ? 0 : current.position, finding, false));
        } else {
            findingsLeftOut++;
        }
    }

    private SurveyedStatement running() {
        if (current == null) {
            throw new IllegalStateException("a line or an end outside of a statement");
        }
        return current;
    }
}
