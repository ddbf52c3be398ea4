package vn.phigate.reconciliation.settlements;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.settlements.SettlementFile.BatchFinding;
import vn.phigate.reconciliation.statements.FileFormat;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.ReadLine;
import vn.phigate.reconciliation.statements.Severity;
import vn.phigate.reconciliation.statements.StatementHeader;
import vn.phigate.reconciliation.statements.StatementSummary;
import vn.phigate.reconciliation.statements.settlement.SettlementFormat;
import vn.phigate.reconciliation.statements.settlement.SettlementSink;

/** A settlement file, read whole: what the provider says, before anything is believed. A file of several pay-outs is taken apart by the names its rows give them. */
final class ReadSettlement implements SettlementSink {
    private static final int FINDINGS_MAX = 1_000;
    /** What previews say to those who want to book it as a statement. */
    private static final String NOT_A_STATEMENT = "not_a_statement";

    /** One pay-out of the file. */
    static final class Group {
        final int position;
        final StatementHeader header;
        final @Nullable String name;
        final List<SettlementSink.Payment> payments = new ArrayList<>();
        boolean unproven;

        Group(int position, StatementHeader header, @Nullable String name) {
            this.position = position;
            this.header = header;
            this.name = name;
        }

        /** The latest day of its payments; null when no row has one. */
        @Nullable
        LocalDate lastDay() {
            return payments.stream()
                    .map(SettlementSink.Payment::day)
                    .filter(Objects::nonNull)
                    .max(LocalDate::compareTo)
                    .orElse(null);
        }
    }

    final List<Group> groups = new ArrayList<>();
    final List<BatchFinding> findings = new ArrayList<>();
    private final Map<String, Group> open = new LinkedHashMap<>();
    private String layout = "";
    private @Nullable FileFormat format;
    private @Nullable StatementHeader header;
    private boolean unproven;
    private boolean rejected;

    private ReadSettlement() {}

    static ReadSettlement of(SettlementFormat reader, byte[] content) {
        var read = new ReadSettlement();
        read.format = reader.read(content, read);
        return read;
    }

    /** Null when the content is no settlement file. */
    @Nullable
    FileFormat format() {
        return format;
    }

    String layoutName() {
        return layout;
    }

    boolean isRejected() {
        return rejected;
    }

    @Override
    public void format(FileFormat found) {
        format = found;
    }

    @Override
    public void layout(String name) {
        layout = name;
    }

    @Override
    public void begin(StatementHeader begun) {
        header = begun;
        unproven = false;
        open.clear();
    }

    @Override
    public void line(ReadLine line) {
        // All that it says is in the payment that follows.
    }

    @Override
    public void payment(SettlementSink.Payment payment) {
        StatementHeader of = Objects.requireNonNull(header);
        String name = payment.settlement() == null ? of.id() : payment.settlement();
        open.computeIfAbsent(name == null ? "" : name, any -> group(of, name))
                .payments
                .add(payment);
    }

    private Group group(StatementHeader of, @Nullable String name) {
        var group = new Group(groups.size() + 1, of, name);
        groups.add(group);
        return group;
    }

    @Override
    public void end(StatementSummary summary) {
        StatementHeader of = Objects.requireNonNull(header);
        if (open.isEmpty()) {
            group(of, of.id()).unproven = unproven;
        }
        open.values().forEach(group -> group.unproven = unproven || summary.quarantined() > 0);
        header = null;
    }

    @Override
    public void finding(Finding finding) {
        unproven |= finding.severity() == Severity.FLAG;
        rejected |= finding.severity() == Severity.REJECT;
        if (!finding.rule().equals(NOT_A_STATEMENT)
                && (findings.size() < FINDINGS_MAX || finding.severity() == Severity.REJECT)) {
            findings.add(new BatchFinding(0, finding, false));
        }
    }

    /** Null when it is no whole đồng within any limit. */
    static @Nullable Long vnd(BigDecimal amount) {
        boolean usable = amount.stripTrailingZeros().scale() <= 0
                && amount.abs().compareTo(BigDecimal.valueOf(10_000_000_000_000L)) <= 0;
        return usable ? amount.longValueExact() : null;
    }
}
