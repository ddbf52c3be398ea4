package vn.phigate.reconciliation.statements;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.camt.CamtFormat;
import vn.phigate.reconciliation.statements.mt.MtFormat;
import vn.phigate.reconciliation.statements.settlement.SettlementFormat;
import vn.phigate.reconciliation.statements.tabular.TabularFormat;

/** Keeps all that a file said, for tests to look at. */
public final class Recorded implements StatementSink {
    public @Nullable FileFormat format;
    public @Nullable Verdict verdict;
    public final List<StatementHeader> headers = new ArrayList<>();
    public final List<ReadLine> lines = new ArrayList<>();
    public final List<StatementSummary> summaries = new ArrayList<>();
    public final List<Finding> findings = new ArrayList<>();

    /** The readers as the product wires them, with the layouts that it ships. */
    public static StatementReaders readers() {
        Path root = Path.of(Objects.requireNonNull(System.getProperty("phigate.root")));
        try {
            return new StatementReaders(List.of(
                    new CamtFormat(),
                    new MtFormat(),
                    SettlementFormat.load(root.resolve("config/settlements")),
                    TabularFormat.load(root.resolve("config/layouts"))));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public static Recorded of(byte[] file) {
        Recorded recorded = new Recorded();
        try {
            recorded.verdict = readers().read(new ByteArrayInputStream(file), recorded);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return recorded;
    }

    public static Recorded of(String file) {
        return of(file.getBytes(StandardCharsets.UTF_8));
    }

    public static Preview preview(byte[] file) {
        try {
            return readers().preview(new ByteArrayInputStream(file));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    public List<String> rules() {
        return findings.stream().map(Finding::rule).toList();
    }

    public Finding finding(String rule) {
        return findings.stream().filter(f -> f.rule().equals(rule)).findFirst().orElseThrow();
    }

    public StatementSummary summary() {
        return summaries.getFirst();
    }

    @Override
    public void format(FileFormat fileFormat) {
        format = fileFormat;
    }

    @Override
    public void begin(StatementHeader header) {
        headers.add(header);
    }

    @Override
    public void line(ReadLine line) {
        lines.add(line);
    }

    @Override
    public void end(StatementSummary summary) {
        summaries.add(summary);
    }

    @Override
    public void finding(Finding finding) {
        findings.add(finding);
    }
}
