package vn.phigate.reconciliation.statements;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.AccountProblem;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;

/** The door to the files of banks: take one in, look into one, read what was booked. */
public final class Statements {
    private static final String LOCK =
            "select cast(pg_advisory_xact_lock(hashtextextended(?, 8081)) as text) as locked";

    private final Accounts accounts;
    private final StatementReaders readers;
    private final BankWitness bank;
    private final ImportStatement imports;
    private final InstantSource clock;

    /** The last closed day of an account; implemented by whoever closes days. */
    @FunctionalInterface
    public interface ClosedDays {
        Optional<LocalDate> lastClosed(Sql sql, UUID account);
    }

    /** @param duplicate true when the same bytes were taken in before */
    public record Imported(StatementFile file, boolean duplicate) {}

    public Statements(
            Accounts accounts,
            BankWitness bank,
            Audit audit,
            StatementReaders readers,
            ClosedDays closedDays,
            InstantSource clock) {
        this.accounts = accounts;
        this.readers = readers;
        this.bank = bank;
        this.clock = clock;
        this.imports = new ImportStatement(accounts, bank, audit, readers, closedDays, clock);
    }

    /**
     * Import, matching and closing of one account take turns, across processes; held until the transaction ends. Several accounts
     * are locked in the order of their ids.
     */
    public static void lock(Tx tx, UUID account) {
        tx.get(LOCK, "account:" + account);
    }

    /**
     * Takes a file in and books its statements.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal {@code not_a_statement} or {@code statement_unreadable}, with the findings; nothing is kept then
     */
    public Imported take(Tx tx, String filename, byte[] content, String by) {
        ImportStatement.Taken taken = imports.run(tx, filename, content, by);
        return new Imported(file(tx, taken.fileId()), !taken.isNew());
    }

    /** A file that somebody looks at before booking it. */
    public record Staged(UUID id, String filename, byte[] content) {}

    /** Keeps a file for its sender to look at, a day at most. */
    public UUID stage(Tx tx, String filename, byte[] content, String by) {
        return StagedFiles.stage(tx, filename, content, by, clock.instant());
    }

    /** @throws vn.phigate.gateway.platform.http.Refusal {@code file_unknown} when it is gone, or somebody else's */
    public Staged staged(Sql sql, UUID id, String by) {
        return StagedFiles.get(sql, id, by).orElseThrow(() -> StatementProblem.FILE_UNKNOWN.refusal());
    }

    public void drop(Tx tx, UUID staged, String by) {
        StagedFiles.drop(tx, staged, by);
    }

    /**
     * What {@link #take} would do now: done, read and rolled back.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal as {@link #take}
     */
    public Imported rehearse(Db db, String filename, byte[] content, String by) {
        try {
            db.inTransactionDo(tx -> {
                throw new Rehearsed(take(tx, filename, content, by));
            });
        } catch (Rehearsed done) {
            return done.imported;
        }
        throw new IllegalStateException("a rehearsal is never kept");
    }

    /** Undoes a rehearsal on its way out. */
    private static final class Rehearsed extends RuntimeException {
        private final transient Imported imported;

        Rehearsed(Imported imported) {
            super(null, null, false, false);
            this.imported = imported;
        }
    }

    /** Reads a file of any currency and books nothing. */
    public Preview preview(byte[] content) {
        try {
            return readers.preview(new ByteArrayInputStream(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The account that people and programs name {@code <bin>-<number>}.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal {@code account_unknown}
     */
    public CollectionAccount account(Sql sql, String key) {
        return accounts.withNumber(sql, key.substring(key.indexOf('-') + 1)).stream()
                .filter(account -> account.key().equals(key))
                .findFirst()
                .orElseThrow(() -> AccountProblem.ACCOUNT_UNKNOWN
                        .refusal(
                                "Không có tài khoản thu «" + key
                                        + "»; cần dạng mã ngân hàng-số tài khoản, ví dụ 970436-0011001234567.",
                                "There is no collection account \"" + key
                                        + "\"; it is named bank-number, e.g. 970436-0011001234567.")
                        .with("account", key));
    }

    public StatementFile file(Sql sql, UUID id) {
        return StatementReads.file(sql, id).orElseThrow(() -> StatementProblem.FILE_UNKNOWN.refusal());
    }

    /** The file that each of these statements came in. */
    public Map<UUID, StatementFile> filesOf(Sql sql, Collection<UUID> statements) {
        Map<UUID, StatementFile> files = new HashMap<>();
        for (UUID statement : statements) {
            StatementReads.fileOf(sql, statement).ifPresent(file -> files.put(statement, file(sql, file)));
        }
        return files;
    }

    /** The exact bytes that were sent. */
    public byte[] content(Sql sql, UUID file) {
        return StatementReads.content(sql, file).orElseThrow(() -> StatementProblem.FILE_UNKNOWN.refusal());
    }

    /** The last day that statements cover, of each account that has any. */
    public Map<UUID, LocalDate> coveredThrough(Sql sql) {
        return StatementReads.coveredThrough(sql);
    }

    /** The one statement that covers this day of an account. */
    public Optional<BookedStatement> covering(Sql sql, UUID account, LocalDate day) {
        return StatementReads.covering(sql, account, day);
    }

    /**
     * Statements that cover a day, a page at a time, in the order of their ids.
     *
     * @param day null for all days
     */
    public List<BookedStatement> list(Sql sql, @Nullable LocalDate day, UUID after, int limit) {
        return StatementReads.ofDay(sql, day, after, limit);
    }

    /** Statements of a day that were not booked for what they say themselves: incomplete, or not adding up. The right file is still to come. */
    public List<RefusedStatement> unproven(Sql sql, LocalDate day) {
        return StatementReads.unprovenOfDay(sql, day);
    }

    /** Complete statements of an account's day that were kept and not booked, such as those that came after the day was closed. */
    public List<RefusedStatement> notBooked(Sql sql, UUID account, LocalDate day) {
        return StatementReads.notBookedOfDay(sql, account, day);
    }

    /** Accounts with a line booked on or before a day that no match has taken whole. */
    public List<UUID> accountsWithUnmatched(Sql sql, LocalDate through) {
        return StatementReads.accountsWithUnmatched(sql, through);
    }

    /** Lines booked on or before a day that no match has taken whole, in the order in which they are judged. */
    public List<BankLine> unmatched(Sql sql, UUID account, LocalDate through) {
        return StatementReads.unmatched(sql, account, through);
    }

    /** Of these lines, those that no match has taken whole meanwhile. */
    public List<BankLine> stillUnmatched(Sql sql, Collection<UUID> lines) {
        return StatementReads.stillUnmatched(sql, lines);
    }

    /** Of these lines, those that the bank itself marks as taking an earlier one back. */
    public List<UUID> reversals(Sql sql, Collection<UUID> lines) {
        return StatementReads.reversals(sql, lines);
    }

    /** Of these lines, those of which nothing is taken. */
    public Set<UUID> stillWholeOpen(Sql sql, Collection<UUID> lines) {
        return StatementReads.stillWholeOpen(sql, lines);
    }

    /** All lines of an account's day. */
    public List<BankLine> linesOfDay(Sql sql, UUID account, LocalDate day) {
        return StatementReads.ofDay(sql, account, day);
    }

    public List<BankLine> lines(Sql sql, Collection<UUID> ids) {
        return StatementReads.lines(sql, ids);
    }

    /**
     * The lines of one account's day, added up.
     *
     * @param debitVnd money out, never negative
     */
    public record DayTotals(int count, long creditVnd, long debitVnd) {
        public static final DayTotals NONE = new DayTotals(0, 0, 0);
    }

    /** What each account with lines on a day shows. */
    public Map<UUID, DayTotals> dayTotals(Sql sql, LocalDate day) {
        return StatementReads.dayTotals(sql, day);
    }

    /**
     * What an account had when a day began and when it ended, in đồng.
     *
     * @param openingVnd reached from the front: the statement's opening and the lines before the day; null when the file gives no balances
     * @param closingVnd reached from the back: the statement's closing less the lines after the day
     */
    public record DayBalances(
            @Nullable Long openingVnd, @Nullable Long closingVnd) {}

    /**
     * The balances of each account that a statement covers on a day.
     *
     * @param account null for all accounts
     */
    public Map<UUID, DayBalances> dayBalances(Sql sql, LocalDate day, @Nullable UUID account) {
        return StatementReads.dayBalances(sql, day, account);
    }

    /** The statements that cover a day, at most one of each account. */
    public List<BookedStatement> covering(Sql sql, LocalDate day) {
        return StatementReads.allOfDay(sql, day);
    }

    /** Lines of a statement in the file's order, after a position. */
    public List<BankLine> linesOfStatement(Sql sql, UUID statement, int after, int limit) {
        return StatementReads.linesOfStatement(sql, statement, after, limit);
    }

    /**
     * A file at a glance.
     *
     * @param statements those that were booked
     * @param lines of those
     */
    public record ReceivedFile(
            UUID id,
            String filename,
            String format,
            String verdict,
            long sizeBytes,
            Instant receivedAt,
            String receivedBy,
            int statements,
            int lines,
            int findings) {}

    /** The files that came last, the newest first. */
    public List<ReceivedFile> latestFiles(Sql sql, int limit) {
        return StatementReads.latestFiles(sql, limit);
    }

    /**
     * Lines by the bank's reference, a piece of the narrative, or the amount in or out; the newest first.
     *
     * @param amountVnd null when the text is no amount
     */
    public List<UUID> search(Sql sql, String text, @Nullable Long amountVnd, int limit) {
        return StatementReads.search(sql, text, amountVnd, limit);
    }

    /** The latest days with a line or the end of a statement, the newest first. */
    public List<LocalDate> days(Sql sql, int limit) {
        return StatementReads.days(sql, limit);
    }

    /** Days after one and before another on which an account has lines. */
    public List<LocalDate> daysWithLines(Sql sql, UUID account, LocalDate after, LocalDate before) {
        return StatementReads.daysWithLines(sql, account, after, before);
    }

    /**
     * A line that is not booked yet.
     *
     * @param amountVnd whole đồng, above 0 for money in
     */
    public record NewLine(
            long amountVnd, String narrative, @Nullable String bankReference) {}

    /**
     * Lines that were learned of after their day was closed, to be booked on an open day.
     *
     * @param id of the correction that two people agreed on
     * @param openingVnd balance before them
     * @param evidence what they agreed on, kept byte for byte as a file
     */
    public record BookedCorrection(UUID id, LocalDate day, long openingVnd, List<NewLine> lines, byte[] evidence) {}

    /**
     * The lines of one day in a kept file whose statement was refused because the day is closed.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal {@code not_of_this_day}, also when the file does not prove its lines
     */
    public List<NewLine> linesIn(Sql sql, UUID file, CollectionAccount account, LocalDate day) {
        return LateLines.in(sql, readers, file, account, day);
    }

    /** Books the lines of a correction, beside the bank's statement of the day; the account is locked. */
    public void book(Tx tx, CollectionAccount account, BookedCorrection correction, String by) {
        LateLines.book(tx, bank, account, correction, clock.instant(), by);
    }

    /** The statement of a day that consists of corrections alone. */
    public Optional<BookedStatement> correcting(Sql sql, UUID account, LocalDate day) {
        return StatementReads.correcting(sql, account, day);
    }

    /** Money in less money out of the corrections that are booked on a day of an account. */
    public long correctedVnd(Sql sql, UUID account, LocalDate day) {
        return StatementReads.correctedVnd(sql, account, day);
    }

    /** How many lines of money in these accounts have on a day; none are left out. */
    public Map<UUID, Long> credits(Sql sql, Collection<UUID> accounts, LocalDate day) {
        return CreditLines.counts(sql, accounts, day);
    }

    /** Lines of money in that these accounts have on a day, in the order of their ids. */
    public List<UUID> credits(Sql sql, Collection<UUID> accounts, LocalDate day, UUID after, int limit) {
        return CreditLines.ids(sql, accounts, day, after, limit);
    }

    /** The sum of a statement's lines from one day to another, both included, in đồng. */
    public long netVnd(Sql sql, UUID statement, LocalDate from, LocalDate to) {
        return StatementReads.netVnd(sql, statement, from, to);
    }
}
