package vn.phigate.reconciliation.statements;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.CopyRows;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.Ids;

/** The second reading of a file: writes the lines of the statements that were accepted and books them, some thousands at a time. */
final class LineWriter implements StatementSink {
    private static final int BATCH_LINES = 10_000;
    private static final String COLUMNS = """
            id, statement_id, account_id, position, file_line, booked_on, value_on, amount_vnd, narrative, bank_reference,
            counterparty_name, counterparty_account, balance_after_vnd, transactions, reversal
            """;

    /** An accepted statement, or those of its days that are new. */
    record Accepted(UUID statementId, UUID accountId, boolean turned, LocalDate from, LocalDate to) {
        private boolean has(LocalDate day) {
            return !day.isBefore(from) && !day.isAfter(to);
        }
    }

    private record Pending(UUID id, ReadLine line, LineVnd.Booked booked) {}

    private final Tx tx;
    private final BankWitness bank;
    private final Map<Integer, List<Accepted>> acceptedByPosition;
    private final Instant now;
    private final List<Pending> batch = new ArrayList<>(BATCH_LINES);
    private int position;
    private List<Accepted> parts = List.of();
    private @Nullable Accepted current;

    private LineWriter(Tx tx, BankWitness bank, Map<Integer, List<Accepted>> acceptedByPosition, Instant now) {
        this.tx = tx;
        this.bank = bank;
        this.acceptedByPosition = acceptedByPosition;
        this.now = now;
    }

    static void write(
            Tx tx,
            BankWitness bank,
            StatementReaders readers,
            byte[] content,
            Map<Integer, List<Accepted>> accepted,
            Instant now) {
        try {
            var pages = new JoinedPages(new LineWriter(tx, bank, accepted, now));
            if (readers.read(new ByteArrayInputStream(content), pages) == Verdict.REJECT) {
                throw new IllegalStateException("a file was read once and rejected the second time");
            }
            pages.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void format(FileFormat format) {
        // Known since the first reading.
    }

    @Override
    public void begin(StatementHeader header) {
        position++;
        parts = acceptedByPosition.getOrDefault(position, List.of());
    }

    @Override
    public void line(ReadLine line) {
        if (parts.isEmpty() || !(LineVnd.of(line, parts.getFirst().turned()) instanceof LineVnd.Booked booked)) {
            return;
        }
        for (Accepted part : parts) {
            if (part.has(booked.on())) {
                if (current != null && current != part) {
                    flush(current);
                }
                current = part;
                batch.add(new Pending(Ids.next(now), line, booked));
                if (batch.size() == BATCH_LINES) {
                    flush(part);
                }
            }
        }
    }

    @Override
    public void end(StatementSummary summary) {
        if (current != null) {
            flush(current);
            current = null;
        }
    }

    @Override
    public void finding(Finding finding) {
        // Kept by the first reading.
    }

    private void flush(Accepted statement) {
        if (batch.isEmpty()) {
            return;
        }
        try (var rows = CopyRows.into(tx, "reconciliation.statement_line", COLUMNS)) {
            for (Pending pending : batch) {
                ReadLine line = pending.line;
                rows.add(pending.id)
                        .add(statement.statementId())
                        .add(statement.accountId())
                        .add(line.position())
                        .add(line.fileLine())
                        .add(pending.booked.on())
                        .add(line.valueOn())
                        .add(pending.booked.amountVnd())
                        .add(clean(line.narrative()))
                        .add(clean(line.bankReference()))
                        .add(clean(line.counterpartyName()))
                        .add(clean(line.counterpartyAccount()))
                        .add(balance(line.balanceAfter()))
                        .add(line.transactions())
                        .add(line.reversal())
                        .endRow();
            }
            rows.finish();
        }
        bank.booked(
                tx,
                statement.accountId(),
                batch.stream()
                        .map(p -> new BankWitness.Line(
                                p.id,
                                p.booked.on(),
                                p.booked.amountVnd(),
                                Objects.requireNonNullElse(clean(p.line.bankReference()), "")))
                        .toList());
        batch.clear();
    }

    private static @Nullable Long balance(@Nullable BigDecimal after) {
        return after == null ? null : LineVnd.whole(after, BigDecimal.valueOf(Long.MAX_VALUE));
    }

    /** PostgreSQL keeps no U+0000; the exact bytes stand in the file. */
    private static @Nullable String clean(@Nullable String text) {
        return text == null ? null : text.replace('\0', '\uFFFD');
    }
}
