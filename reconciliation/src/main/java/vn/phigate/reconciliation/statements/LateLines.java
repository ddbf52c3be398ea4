package vn.phigate.reconciliation.statements;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.signing.Sha256;
import vn.phigate.gateway.platform.time.Ids;

/** Lines that come after their day was closed: read again from the kept file, and booked as a statement of their own on an open day. */
final class LateLines {
    private static final String POSITIONS = """
            select distinct r.position from reconciliation.statement_refused r
            where r.file_id = ? and r.account_id = ? and cast(? as date) between r.from_day and r.to_day
            """;
    private static final String INSERT_FILE = """
            insert into reconciliation.statement_file (id, sha256, filename, content, size_bytes, format, verdict, received_at, received_by)
            values (?, ?, ?, ?, ?, 'correction', 'accept', ?, ?)
            """;
    private static final String INSERT_STATEMENT = """
            insert into reconciliation.statement
                (id, file_id, position, account_id, bank_bin, account_number, currency, from_day, to_day, opening_vnd, closing_vnd, credit_total_vnd,
                 debit_total_vnd, line_count, booked_at, correction_id)
            values (?, ?, 1, ?, ?, ?, 'VND', ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_LINE = """
            insert into reconciliation.statement_line
                (id, statement_id, account_id, position, file_line, booked_on, amount_vnd, narrative, bank_reference, transactions, reversal)
            values (?, ?, ?, ?, 0, ?, ?, ?, ?, 1, false)
            """;

    private LateLines() {}

    static List<Statements.NewLine> in(
            Sql sql, StatementReaders readers, UUID file, CollectionAccount account, LocalDate day) {
        byte[] content = StatementReads.content(sql, file).orElseThrow(StatementProblem.FILE_UNKNOWN::refusal);
        Set<Integer> positions =
                new HashSet<>(sql.list(POSITIONS, row -> (int) row.whole("position"), file, account.id(), day));
        FileSurvey survey = FileSurvey.of(readers, content);
        List<SurveyedStatement> statements = survey.statements.stream()
                .filter(s -> positions.contains(s.position))
                .toList();
        if (statements.isEmpty()
                || statements.stream().anyMatch(s -> !Boolean.TRUE.equals(s.agrees()) || s.asideInAll() > 0)) {
            throw StatementProblem.NOT_OF_THIS_DAY
                    .refusal()
                    .with("file", file)
                    .with("account", account.key())
                    .with("business_day", day);
        }
        List<Statements.NewLine> lines = new ArrayList<>();
        try {
            var pages = new JoinedPages(new Sink(statements, day, lines));
            readers.read(new ByteArrayInputStream(content), pages);
            pages.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    private static final class Sink implements StatementSink {
        private final List<SurveyedStatement> statements;
        private final LocalDate day;
        private final List<Statements.NewLine> lines;
        private int position;
        private @Nullable SurveyedStatement current;

        private Sink(List<SurveyedStatement> statements, LocalDate day, List<Statements.NewLine> lines) {
            this.statements = statements;
            this.day = day;
            this.lines = lines;
        }

        @Override
        public void format(FileFormat format) {
            // Known since the file was taken in.
        }

        @Override
        public void begin(StatementHeader header) {
            position++;
            current = statements.stream()
                    .filter(s -> s.position == position)
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public void line(ReadLine line) {
            SurveyedStatement statement = current;
            if (statement != null
                    && LineVnd.of(line, statement.turned()) instanceof LineVnd.Booked(LocalDate on, long amountVnd)
                    && on.equals(day)) {
                lines.add(new Statements.NewLine(amountVnd, clean(line.narrative()), line.bankReference()));
            }
        }

        @Override
        public void end(StatementSummary summary) {
            current = null;
        }

        @Override
        public void finding(Finding finding) {
            // Kept when the file was taken in.
        }

        private static String clean(String text) {
            return text.replace('\0', '\uFFFD');
        }
    }

    static UUID book(
            Tx tx,
            BankWitness bank,
            CollectionAccount account,
            Statements.BookedCorrection correction,
            Instant now,
            String by) {
        UUID file = Ids.next(now);
        byte[] evidence = correction.evidence();
        tx.run(
                INSERT_FILE,
                file,
                Sha256.hex(evidence),
                "correction-" + correction.id() + ".json",
                evidence,
                (long) evidence.length,
                now,
                by);
        long credits = correction.lines().stream()
                .mapToLong(l -> Math.max(0, l.amountVnd()))
                .reduce(0, Math::addExact);
        long debits = correction.lines().stream()
                .mapToLong(l -> Math.max(0, -l.amountVnd()))
                .reduce(0, Math::addExact);
        UUID statement = Ids.next(now);
        tx.run(
                INSERT_STATEMENT,
                statement,
                file,
                account.id(),
                account.bin(),
                account.number(),
                correction.day(),
                correction.day(),
                correction.openingVnd(),
                correction.openingVnd() + credits - debits,
                credits,
                debits,
                (long) correction.lines().size(),
                now,
                correction.id());
        List<BankWitness.Line> booked = new ArrayList<>();
        int position = 0;
        for (Statements.NewLine line : correction.lines()) {
            UUID id = Ids.next(now);
            position++;
            tx.run(
                    INSERT_LINE,
                    id,
                    statement,
                    account.id(),
                    (long) position,
                    correction.day(),
                    line.amountVnd(),
                    line.narrative(),
                    line.bankReference());
            String reference = line.bankReference();
            booked.add(
                    new BankWitness.Line(id, correction.day(), line.amountVnd(), reference == null ? "" : reference));
        }
        bank.booked(tx, account.id(), booked);
        return statement;
    }
}
