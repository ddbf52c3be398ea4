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
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.Ids;

/** The second reading of a file: writes the lines of the statements that were accepted and books them, some hundreds at a time. */
final class LineWriter implements StatementSink {
    private static final int BATCH_LINES = 500;
    private static final String INSERT = """
            insert into reconciliation.statement_line
                (id, statement_id, account_id, position, file_line, booked_on, value_on, amount_vnd, narrative, bank_reference,
                 counterparty_name, counterparty_account, balance_after_vnd, transactions, reversal)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
        tx.jdbc(connection -> {
            try (var insert = connection.prepareStatement(INSERT)) {
                for (Pending pending : batch) {
                    ReadLine line = pending.line;
                    insert.setObject(1, pending.id);
                    insert.setObject(2, statement.statementId());
                    insert.setObject(3, statement.accountId());
                    insert.setInt(4, line.position());
                    insert.setLong(5, line.fileLine());
                    insert.setObject(6, pending.booked.on());
                    insert.setObject(7, line.valueOn());
                    insert.setLong(8, pending.booked.amountVnd());
                    insert.setString(9, clean(line.narrative()));
                    insert.setString(10, line.bankReference() == null ? null : clean(line.bankReference()));
                    insert.setString(11, line.counterpartyName() == null ? null : clean(line.counterpartyName()));
                    insert.setString(12, line.counterpartyAccount() == null ? null : clean(line.counterpartyAccount()));
                    insert.setObject(13, balance(line.balanceAfter()));
                    insert.setInt(14, line.transactions());
                    insert.setBoolean(15, line.reversal());
                    insert.addBatch();
                }
                return insert.executeBatch();
            }
        });
        bank.booked(
                tx,
                statement.accountId(),
                batch.stream()
                        .map(p -> new BankWitness.Line(
                                p.id,
                                p.booked.on(),
                                p.booked.amountVnd(),
                                p.line.bankReference() == null ? "" : clean(p.line.bankReference())))
                        .toList());
        batch.clear();
    }

    private static @Nullable Long balance(@Nullable BigDecimal after) {
        return after == null ? null : LineVnd.whole(after, BigDecimal.valueOf(Long.MAX_VALUE));
    }

    /** PostgreSQL keeps no U+0000; the exact bytes stand in the file. */
    private static String clean(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
