package vn.phigate.reconciliation.statements;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.reconciliation.statements.StatementFile.StoredFinding;

/** Reads files, statements and lines. */
final class StatementReads {
    /** What the reading thought of file f, or flag when booking it found worse: nothing was booked, a refusal stands, a balance does not continue. */
    private static final String VERDICT = """
            case when not exists (select from reconciliation.statement s where s.file_id = f.id)
                or exists (select from reconciliation.finding n
                           where n.file_id = f.id and n.severity = 'flag' and not (n.refuses and exists (
                               select from reconciliation.statement s where s.file_id = n.file_id and s.position = n.statement_position)))
                then 'flag' else f.verdict end as verdict
            """;

    private static final String FILE = """
            select f.id, f.sha256, f.filename, f.format, """ + VERDICT + """
            , f.size_bytes, f.received_at, f.received_by
            from reconciliation.statement_file f where f.id = ?
            """;
    private static final String CONTENT = "select content from reconciliation.statement_file where id = ?";
    private static final String STATEMENT = """
            select s.id, s.file_id, f.filename, s.position, s.account_id, s.bank_bin, s.account_number, s.bank_statement_id, s.bank_sequence,
                   s.from_day, s.to_day, s.opening_vnd, s.closing_vnd, s.credit_total_vnd, s.debit_total_vnd, s.line_count
            from reconciliation.statement s join reconciliation.statement_file f on f.id = s.file_id
            """;
    private static final String OF_FILE = STATEMENT + " where s.file_id = ? order by s.position, s.from_day";
    private static final String REFUSED = """
            select distinct on (r.file_id, r.position) r.file_id, f.filename, r.position, r.account_id, r.account, r.currency, r.bank_statement_id,
                   r.bank_sequence, r.from_day, r.to_day, r.opening_vnd, r.closing_vnd, r.credit_total_vnd, r.debit_total_vnd, r.line_count,
                   r.set_aside, cast(r.agrees as text) as agrees
            from reconciliation.statement_refused r join reconciliation.statement_file f on f.id = r.file_id
            where not exists (select from reconciliation.statement s where s.file_id = r.file_id and s.position = r.position)
            """;
    private static final String REFUSED_OF_FILE =
            REFUSED + " and r.file_id = ? order by r.file_id, r.position, r.account_id nulls last";
    /** Refused for what they say themselves, so that the right file is still to come. */
    private static final String UNPROVEN_OF_DAY = REFUSED + """
             and cast(? as date) between r.from_day and r.to_day and r.account_id is not null and (r.agrees is not true or r.set_aside > 0)
            order by r.file_id, r.position
            """;

    /** Complete in themselves and not booked all the same: their days were closed, or others had them. */
    private static final String NOT_BOOKED_OF_DAY = REFUSED + """
             and r.account_id = ? and cast(? as date) between r.from_day and r.to_day and r.agrees and coalesce(r.set_aside, 0) = 0
            order by r.file_id, r.position
            """;

    private static final String COVERED_THROUGH =
            "select account_id, max(to_day) as through from reconciliation.statement where correction_id is null group by account_id";
    private static final String COVERING = STATEMENT
            + " where s.correction_id is null and s.account_id = ? and cast(? as date) between s.from_day and s.to_day";
    private static final String CORRECTING = STATEMENT
            + " where s.correction_id is not null and s.account_id = ? and s.from_day = cast(? as date) order by s.id desc limit 1";
    private static final String CORRECTED = """
            select coalesce(sum(s.credit_total_vnd - s.debit_total_vnd), 0) as net_vnd from reconciliation.statement s
            where s.correction_id is not null and s.account_id = ? and s.from_day = cast(? as date)
            """;
    private static final String OF_DAY = STATEMENT
            + " where s.correction_id is null and (cast(? as date) is null or cast(? as date) between s.from_day and s.to_day) and s.id > ? order by s.id limit ?";
    /** A refusal is over once its statement was booked after all. */
    private static final String FINDINGS = """
            select n.statement_position, n.file_line, n.field, n.value, n.rule, n.severity, n.refuses, n.text_vi, n.text_en
            from reconciliation.finding n
            where n.file_id = ? and not (n.refuses and exists (
                select from reconciliation.statement s where s.file_id = n.file_id and s.position = n.statement_position))
            order by coalesce(n.statement_position, 0), n.file_line, n.id
            """;

    private static final String LINE = """
            select l.id, l.statement_id, l.account_id, s.bank_bin, s.account_number, l.position, l.file_line, l.booked_on, l.value_on, l.amount_vnd, l.open_vnd, l.narrative,
                   l.bank_reference, l.counterparty_name, l.counterparty_account
            from reconciliation.statement_line l join reconciliation.statement s on s.id = l.statement_id
            """;
    private static final String UNMATCHED = LINE + """
             where l.account_id = ? and l.booked_on <= cast(? as date) and (l.allocated_vnd <> l.amount_vnd or l.amount_vnd = 0)
            """;
    private static final String STILL_UNMATCHED =
            LINE + " where l.id = any(cast(? as uuid[])) and (l.allocated_vnd <> l.amount_vnd or l.amount_vnd = 0)";
    private static final String REVERSALS =
            "select l.id from reconciliation.statement_line l where l.id = any(cast(? as uuid[])) and l.reversal";
    private static final String STILL_WHOLE_OPEN =
            "select coalesce(array_agg(cast(l.id as text)), '{}') as ids from reconciliation.statement_line l where l.id = any(cast(? as uuid[])) and l.allocated_vnd = 0";
    private static final String LINES_OF_DAY = LINE + " where l.account_id = ? and l.booked_on = cast(? as date)";
    private static final String LINES = LINE + " where l.id = any(cast(? as uuid[]))";
    private static final String ACCOUNTS_WITH_UNMATCHED = """
            select distinct l.account_id from reconciliation.statement_line l
            where l.booked_on <= cast(? as date) and (l.allocated_vnd <> l.amount_vnd or l.amount_vnd = 0) order by l.account_id
            """;
    private static final String DAYS = """
            select distinct l.booked_on from reconciliation.statement_line l
            where l.account_id = ? and l.booked_on < cast(? as date) and l.booked_on > cast(? as date) order by l.booked_on
            """;
    private static final String DAY_TOTALS = """
            select l.account_id, count(*) as lines, coalesce(sum(l.amount_vnd) filter (where l.amount_vnd > 0), 0) as credit_vnd,
                   coalesce(-sum(l.amount_vnd) filter (where l.amount_vnd < 0), 0) as debit_vnd
            from reconciliation.statement_line l where l.booked_on = cast(? as date) group by l.account_id
            """;
    private static final String LATEST_DAYS = """
            select day from (
                select to_day as day from reconciliation.statement union select booked_on from reconciliation.statement_line
            ) d order by day desc limit ?
            """;
    /** Each account's balances at the two ends of a day, from the front and from the back of the statement that covers it. */
    private static final String DAY_BALANCES = """
            select s.account_id,
                   s.opening_vnd + coalesce(sum(l.amount_vnd) filter (where l.booked_on < cast(? as date)), 0) - (
                       select coalesce(sum(c.credit_total_vnd - c.debit_total_vnd), 0) from reconciliation.statement c
                       where c.correction_id is not null and c.account_id = s.account_id and c.from_day = cast(? as date)) as opening_vnd,
                   s.closing_vnd - coalesce(sum(l.amount_vnd) filter (where l.booked_on > cast(? as date)), 0) as closing_vnd
            from reconciliation.statement s
            left join reconciliation.statement_line l on l.statement_id = s.id and l.booked_on <> cast(? as date)
            where s.correction_id is null and cast(? as date) between s.from_day and s.to_day and (cast(? as uuid) is null or s.account_id = ?) group by s.id
            """;

    private static final String ALL_OF_DAY =
            STATEMENT + " where s.correction_id is null and cast(? as date) between s.from_day and s.to_day";
    private static final String LINES_OF_STATEMENT =
            LINE + " where l.statement_id = ? and l.position > ? order by l.position limit ?";
    private static final String LATEST_FILES = """
            select f.id, f.filename, f.format, """ + VERDICT + """
            , f.size_bytes, f.received_at, f.received_by,
                   (select count(*) from reconciliation.statement s where s.file_id = f.id) as statements,
                   (select coalesce(sum(s.line_count), 0) from reconciliation.statement s where s.file_id = f.id) as lines,
                   (select count(*) from reconciliation.finding n where n.file_id = f.id) as findings
            from reconciliation.statement_file f order by f.received_at desc, f.id desc limit ?
            """;
    /** Position in place of LIKE: what people type has no wildcards. */
    private static final String SEARCH = """
            select l.id from reconciliation.statement_line l
            where l.bank_reference = ? or position(lower(cast(? as text)) in lower(l.narrative)) > 0
               or cast(? as bigint) is not null and abs(l.amount_vnd) = cast(? as bigint)
            order by l.booked_on desc, l.id desc limit ?
            """;

    private static final String NET = """
            select coalesce(sum(l.amount_vnd), 0) as net_vnd from reconciliation.statement_line l
            where l.statement_id = ? and l.booked_on between cast(? as date) and cast(? as date)
            """;

    private StatementReads() {}

    static Optional<StatementFile> file(Sql sql, UUID id) {
        return sql.get(FILE, id)
                .map(row -> new StatementFile(
                        id,
                        row.text("sha256"),
                        row.text("filename"),
                        row.text("format"),
                        row.text("verdict"),
                        row.whole("size_bytes"),
                        row.instant("received_at"),
                        row.text("received_by"),
                        sql.list(OF_FILE, StatementReads::statement, id),
                        sql.list(REFUSED_OF_FILE, StatementReads::refused, id),
                        sql.list(FINDINGS, StatementReads::finding, id)));
    }

    static Optional<UUID> fileOf(Sql sql, UUID statement) {
        return sql.get("select file_id from reconciliation.statement where id = ?", statement)
                .map(row -> row.uuid("file_id"));
    }

    static Optional<byte[]> content(Sql sql, UUID id) {
        return sql.get(CONTENT, id).map(row -> row.bytes("content"));
    }

    static Map<UUID, LocalDate> coveredThrough(Sql sql) {
        Map<UUID, LocalDate> through = new HashMap<>();
        sql.list(COVERED_THROUGH, row -> row).forEach(row -> through.put(row.uuid("account_id"), row.date("through")));
        return through;
    }

    static Optional<BookedStatement> covering(Sql sql, UUID account, LocalDate day) {
        return sql.get(COVERING, account, day).map(StatementReads::statement);
    }

    static Optional<BookedStatement> correcting(Sql sql, UUID account, LocalDate day) {
        return sql.get(CORRECTING, account, day).map(StatementReads::statement);
    }

    static long correctedVnd(Sql sql, UUID account, LocalDate day) {
        return sql.get(CORRECTED, account, day).orElseThrow().whole("net_vnd");
    }

    static List<RefusedStatement> unprovenOfDay(Sql sql, LocalDate day) {
        return sql.list(UNPROVEN_OF_DAY, StatementReads::refused, day);
    }

    static List<RefusedStatement> notBookedOfDay(Sql sql, UUID account, LocalDate day) {
        return sql.list(NOT_BOOKED_OF_DAY, StatementReads::refused, account, day);
    }

    static List<BookedStatement> ofDay(Sql sql, @Nullable LocalDate day, UUID after, int limit) {
        return sql.list(OF_DAY, StatementReads::statement, day, day, after, (long) limit);
    }

    static List<BankLine> unmatched(Sql sql, UUID account, LocalDate through) {
        return sorted(sql.read(UNMATCHED, new Lines(), account, through));
    }

    static List<UUID> reversals(Sql sql, Collection<UUID> lines) {
        return sql.list(REVERSALS, row -> row.uuid("id"), (Object) lines.toArray(UUID[]::new));
    }

    static List<BankLine> stillUnmatched(Sql sql, Collection<UUID> ids) {
        return sorted(sql.read(STILL_UNMATCHED, new Lines(), (Object) ids.toArray(UUID[]::new)));
    }

    static Set<UUID> stillWholeOpen(Sql sql, Collection<UUID> ids) {
        Row row = sql.get(STILL_WHOLE_OPEN, (Object) ids.toArray(UUID[]::new)).orElseThrow();
        return row.texts("ids").stream().map(UUID::fromString).collect(Collectors.toSet());
    }

    static List<BankLine> ofDay(Sql sql, UUID account, LocalDate day) {
        return sorted(sql.read(LINES_OF_DAY, new Lines(), account, day));
    }

    static List<BankLine> lines(Sql sql, Collection<UUID> ids) {
        return sorted(sql.read(LINES, new Lines(), (Object) ids.toArray(UUID[]::new)));
    }

    static List<UUID> accountsWithUnmatched(Sql sql, LocalDate through) {
        return sql.list(ACCOUNTS_WITH_UNMATCHED, row -> row.uuid("account_id"), through);
    }

    static List<LocalDate> daysWithLines(Sql sql, UUID account, LocalDate after, LocalDate before) {
        return sql.list(DAYS, row -> row.date("booked_on"), account, before, after);
    }

    static Map<UUID, Statements.DayTotals> dayTotals(Sql sql, LocalDate day) {
        Map<UUID, Statements.DayTotals> totals = new HashMap<>();
        sql.list(DAY_TOTALS, row -> row, day)
                .forEach(row -> totals.put(
                        row.uuid("account_id"),
                        new Statements.DayTotals(
                                (int) row.whole("lines"), row.whole("credit_vnd"), row.whole("debit_vnd"))));
        return totals;
    }

    static List<LocalDate> days(Sql sql, int limit) {
        return sql.list(LATEST_DAYS, row -> row.date("day"), (long) limit);
    }

    static Map<UUID, Statements.DayBalances> dayBalances(Sql sql, LocalDate day, @Nullable UUID account) {
        Map<UUID, Statements.DayBalances> balances = new HashMap<>();
        sql.list(DAY_BALANCES, row -> row, day, day, day, day, day, account, account)
                .forEach(row -> balances.put(
                        row.uuid("account_id"),
                        new Statements.DayBalances(row.wholeOrNull("opening_vnd"), row.wholeOrNull("closing_vnd"))));
        return balances;
    }

    static List<BookedStatement> allOfDay(Sql sql, LocalDate day) {
        return sql.list(ALL_OF_DAY, StatementReads::statement, day);
    }

    static List<BankLine> linesOfStatement(Sql sql, UUID statement, int after, int limit) {
        return sql.read(LINES_OF_STATEMENT, new Lines(), statement, (long) after, (long) limit);
    }

    static List<Statements.ReceivedFile> latestFiles(Sql sql, int limit) {
        return sql.list(
                LATEST_FILES,
                row -> new Statements.ReceivedFile(
                        row.uuid("id"),
                        row.text("filename"),
                        row.text("format"),
                        row.text("verdict"),
                        row.whole("size_bytes"),
                        row.instant("received_at"),
                        row.text("received_by"),
                        (int) row.whole("statements"),
                        (int) row.whole("lines"),
                        (int) row.whole("findings")),
                (long) limit);
    }

    static List<UUID> search(Sql sql, String text, @Nullable Long amountVnd, int limit) {
        return sql.list(SEARCH, row -> row.uuid("id"), text, text, amountVnd, amountVnd, (long) limit);
    }

    static long netVnd(Sql sql, UUID statement, LocalDate from, LocalDate to) {
        return sql.get(NET, statement, from, to).orElseThrow().whole("net_vnd");
    }

    private static List<BankLine> sorted(List<BankLine> lines) {
        return lines.stream().sorted(BankLine.JUDGING_ORDER).toList();
    }

    private static BookedStatement statement(Row row) {
        return new BookedStatement(
                row.uuid("id"),
                row.uuid("file_id"),
                row.text("filename"),
                (int) row.whole("position"),
                row.uuid("account_id"),
                row.text("bank_bin") + "-" + row.text("account_number"),
                row.textOrNull("bank_statement_id"),
                row.textOrNull("bank_sequence"),
                row.date("from_day"),
                row.date("to_day"),
                row.whole("opening_vnd"),
                row.whole("closing_vnd"),
                row.whole("credit_total_vnd"),
                row.whole("debit_total_vnd"),
                (int) row.whole("line_count"));
    }

    private static RefusedStatement refused(Row row) {
        String agrees = row.textOrNull("agrees");
        return new RefusedStatement(
                row.uuid("file_id"),
                row.text("filename"),
                (int) row.whole("position"),
                row.uuidOrNull("account_id"),
                row.text("account"),
                row.textOrNull("currency"),
                row.textOrNull("bank_statement_id"),
                row.textOrNull("bank_sequence"),
                row.dateOrNull("from_day"),
                row.dateOrNull("to_day"),
                row.wholeOrNull("opening_vnd"),
                row.wholeOrNull("closing_vnd"),
                row.wholeOrNull("credit_total_vnd"),
                row.wholeOrNull("debit_total_vnd"),
                count(row.wholeOrNull("line_count")),
                count(row.wholeOrNull("set_aside")),
                agrees == null ? null : Boolean.valueOf(agrees));
    }

    private static @Nullable Integer count(@Nullable Long number) {
        return number == null ? null : Math.toIntExact(number);
    }

    private static StoredFinding finding(Row row) {
        Long position = row.wholeOrNull("statement_position");
        return new StoredFinding(
                position == null ? 0 : position.intValue(),
                new Finding(
                        row.whole("file_line"),
                        row.text("field"),
                        row.text("value"),
                        row.text("rule"),
                        row.text("text_vi"),
                        row.text("text_en"),
                        Severity.valueOf(row.text("severity").toUpperCase(Locale.ROOT))),
                row.flag("refuses"));
    }

    /** Lines of one statement come together: what they have in common is kept once. */
    private static final class Lines implements Sql.Columns<BankLine> {
        private @Nullable BankLine before;
        private String beforeStatement = "";
        private String beforeDay = "";

        @Override
        public BankLine of(ResultSet row) throws SQLException {
            BankLine last = before;
            String statement = row.getString(2);
            boolean same = statement.equals(beforeStatement);
            String day = row.getString(8);
            var line = new BankLine(
                    row.getObject(1, UUID.class),
                    last != null && same ? last.statementId() : UUID.fromString(statement),
                    last != null && same ? last.accountId() : row.getObject(3, UUID.class),
                    last != null && same ? last.account() : row.getString(4) + "-" + row.getString(5),
                    row.getInt(6),
                    row.getLong(7),
                    last != null && day.equals(beforeDay) ? last.bookedOn() : LocalDate.parse(day),
                    row.getObject(9, LocalDate.class),
                    row.getLong(10),
                    row.getLong(11),
                    row.getString(12),
                    row.getString(13),
                    row.getString(14),
                    row.getString(15));
            before = line;
            beforeStatement = statement;
            beforeDay = day;
            return line;
        }
    }
}
