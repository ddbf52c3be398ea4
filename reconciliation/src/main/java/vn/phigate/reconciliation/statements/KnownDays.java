package vn.phigate.reconciliation.statements;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.CompactNarrative;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.reconciliation.statements.StatementFile.StoredFinding;

/**
 * A statement that covers days which are booked already, such as the last seven days that somebody exports each morning. Its lines of those days must be the booked
 * ones: the same balance before them, and each line as often as in the books, told by amount, bank reference and narrative. True repeats are counted, never folded. Then
 * only the other days are new; where a line differs it is named, and nothing of the statement is booked, because nobody can tell by rule which file is right.
 */
final class KnownDays {
    private static final int NAMED_MAX = 20;
    private static final String OVERLAPPING = """
            select s.file_id, s.from_day, s.to_day, f.filename
            from reconciliation.statement s join reconciliation.statement_file f on f.id = s.file_id
            where s.correction_id is null and s.account_id = ? and daterange(s.from_day, s.to_day, '[]') && daterange(cast(? as date), cast(? as date), '[]')
            order by s.from_day
            """;
    private static final String LINES = """
            select l.amount_vnd, l.bank_reference, l.narrative, l.file_line from reconciliation.statement_line l
            where l.account_id = ? and l.booked_on = cast(? as date) order by l.position, l.id
            """;

    /** Days that another statement has booked. */
    record Booked(UUID file, LocalDate from, LocalDate to, String filename) {}

    /** Days that are new, with what the statement says of them. */
    record Fresh(
            LocalDate from, LocalDate to, long openingVnd, long closingVnd, long creditVnd, long debitVnd, int lines) {}

    /**
     * @param fresh null when the booked days differ; then {@code findings} name what differs
     */
    record Compared(@Nullable List<Fresh> fresh, List<StoredFinding> findings) {}

    /** @param narrative hash of its letters and figures: banks break and space the same text differently from day to day */
    private record Seen(long amountVnd, String reference, int narrative, long fileLine) {
        static Seen of(long amountVnd, @Nullable String reference, String narrative, long fileLine) {
            return new Seen(
                    amountVnd,
                    reference == null ? "" : reference.strip(),
                    CompactNarrative.of(narrative).text().hashCode(),
                    fileLine);
        }

        Seen withoutPlace() {
            return new Seen(amountVnd, reference, narrative, 0);
        }

        boolean mayBe(Seen other) {
            return amountVnd == other.amountVnd
                    && (reference.equals(other.reference) || reference.isEmpty() || other.reference.isEmpty());
        }
    }

    private static final class Day {
        private final List<Seen> lines = new ArrayList<>();
        private long creditVnd;
        private long debitVnd;
        private int count;
    }

    private KnownDays() {}

    static List<Booked> overlapping(Sql sql, UUID account, LocalDate from, LocalDate to) {
        return sql.list(
                OVERLAPPING,
                row -> new Booked(row.uuid("file_id"), row.date("from_day"), row.date("to_day"), row.text("filename")),
                account,
                from,
                to);
    }

    /** @param statement one that adds up; its lines are read once more, those of known days kept */
    static Compared compare(
            Sql sql,
            StatementReaders readers,
            byte[] content,
            SurveyedStatement statement,
            UUID account,
            LocalDate from,
            LocalDate to,
            List<Booked> booked) {
        TreeMap<LocalDate, Day> days = days(readers, content, statement, booked);
        long opening = Objects.requireNonNull(statement.openingVnd());
        var differing = new ArrayList<StoredFinding>();
        var other = new ArrayList<StoredFinding>();
        for (Booked known : booked) {
            LocalDate first = known.from.isBefore(from) ? from : known.from;
            LocalDate last = known.to.isAfter(to) ? to : known.to;
            balance(sql, statement, account, first, opening + net(days, first), differing);
            for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
                Day here = days.get(day);
                sameLines(
                        statement,
                        day,
                        here == null ? List.of() : here.lines,
                        sql.list(LINES, KnownDays::seen, account, day),
                        differing,
                        other);
            }
        }
        if (!differing.isEmpty()) {
            return new Compared(null, bounded(statement, differing));
        }
        return new Compared(fresh(days, opening, from, to, booked), bounded(statement, other));
    }

    private static Seen seen(Row row) {
        return Seen.of(
                row.whole("amount_vnd"),
                row.textOrNull("bank_reference"),
                row.text("narrative"),
                row.whole("file_line"));
    }

    private static TreeMap<LocalDate, Day> days(
            StatementReaders readers, byte[] content, SurveyedStatement statement, List<Booked> booked) {
        var sink = new ByDay(statement, booked);
        try {
            var pages = new JoinedPages(sink);
            if (readers.read(new ByteArrayInputStream(content), pages) == Verdict.REJECT) {
                throw new IllegalStateException("a file was read once and rejected the second time");
            }
            pages.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sink.days;
    }

    private static void balance(
            Sql sql,
            SurveyedStatement statement,
            UUID account,
            LocalDate day,
            long openingVnd,
            List<StoredFinding> differing) {
        var balances = StatementReads.dayBalances(sql, day, account).get(account);
        Long books = balances == null ? null : balances.openingVnd();
        if (books != null && books != openingVnd) {
            differing.add(finding(
                    statement,
                    0,
                    "balance",
                    Long.toString(openingVnd),
                    "Đầu ngày " + day + " tệp có số dư " + openingVnd + " đồng, sổ có " + books + " đồng.",
                    "At the start of " + day + " the file has a balance of " + openingVnd + " đồng, the books " + books
                            + " đồng."));
        }
    }

    /** First what is equal in all, as often as it is there; of the rest, what may be the same line with a changed text; what is left differs. */
    private static void sameLines(
            SurveyedStatement statement,
            LocalDate day,
            List<Seen> file,
            List<Seen> books,
            List<StoredFinding> differing,
            List<StoredFinding> other) {
        Map<Seen, Deque<Seen>> known = new HashMap<>();
        books.forEach(line -> known.computeIfAbsent(line.withoutPlace(), l -> new ArrayDeque<>())
                .add(line));
        var unknown = new ArrayList<Seen>();
        for (Seen line : file) {
            Deque<Seen> same = known.get(line.withoutPlace());
            if (same == null || same.poll() == null) {
                unknown.add(line);
            }
        }
        Map<Long, List<Seen>> left = new HashMap<>();
        known.values()
                .forEach(lines -> lines.forEach(line -> left.computeIfAbsent(line.amountVnd, a -> new ArrayList<>())
                        .add(line)));
        for (Seen line : unknown) {
            List<Seen> alike = left.getOrDefault(line.amountVnd, new ArrayList<>());
            Seen twin = alike.stream().filter(line::mayBe).findFirst().orElse(null);
            if (twin == null) {
                differing.add(finding(
                        statement,
                        line.fileLine,
                        "amount",
                        line.amountVnd + " " + line.reference,
                        "Dòng này của ngày " + day + " (" + line.amountVnd + " đồng, tham chiếu «" + line.reference
                                + "») không có trong sổ, mà ngày này đã ghi sổ.",
                        "This line of " + day + " (" + line.amountVnd + " đồng, reference \"" + line.reference
                                + "\") is not in the books, and the day is booked."));
            } else {
                alike.remove(twin);
                other.add(new StoredFinding(
                        statement.position,
                        Finding.notice(
                                line.fileLine,
                                "narrative",
                                line.reference,
                                "known_line_reads_otherwise",
                                "Dòng này của ngày " + day + " (" + line.amountVnd
                                        + " đồng) đã ghi sổ, nhưng nội dung hoặc tham chiếu viết khác. Sổ giữ bản đầu.",
                                "This line of " + day + " (" + line.amountVnd
                                        + " đồng) is booked, but its narrative or reference reads otherwise. The books keep the first."),
                        false));
            }
        }
        left.values()
                .forEach(lines -> lines.forEach(line -> differing.add(finding(
                        statement,
                        0,
                        "amount",
                        line.amountVnd + " " + line.reference,
                        "Sổ ngày " + day + " có dòng " + line.amountVnd + " đồng, tham chiếu «" + line.reference
                                + "», mà tệp này không có.",
                        "The books of " + day + " have a line of " + line.amountVnd + " đồng, reference \""
                                + line.reference + "\", which this file has not."))));
    }

    private static StoredFinding finding(
            SurveyedStatement statement, long fileLine, String field, String value, String vi, String en) {
        return new StoredFinding(
                statement.position, Finding.flag(fileLine, field, value, "line_differs", vi, en), false);
    }

    private static List<StoredFinding> bounded(SurveyedStatement statement, List<StoredFinding> findings) {
        if (findings.size() <= NAMED_MAX) {
            return findings;
        }
        var bounded = new ArrayList<>(findings.subList(0, NAMED_MAX));
        int more = findings.size() - NAMED_MAX;
        bounded.add(new StoredFinding(
                statement.position,
                Finding.notice(
                        0,
                        "",
                        Integer.toString(more),
                        "findings_left_out",
                        "Còn " + more + " dòng như vậy không liệt kê ở đây.",
                        more + " more such lines are not listed."),
                false));
        return bounded;
    }

    /** The days that nobody booked, as few stretches as they are. */
    private static List<Fresh> fresh(
            TreeMap<LocalDate, Day> days, long opening, LocalDate from, LocalDate to, List<Booked> booked) {
        var fresh = new ArrayList<Fresh>();
        LocalDate next = from;
        for (Booked known : booked) {
            if (next.isBefore(known.from)) {
                fresh.add(stretch(days, opening, next, known.from.minusDays(1)));
            }
            next = known.to.plusDays(1);
        }
        if (!next.isAfter(to)) {
            fresh.add(stretch(days, opening, next, to));
        }
        return fresh;
    }

    private static Fresh stretch(TreeMap<LocalDate, Day> days, long opening, LocalDate from, LocalDate to) {
        long before = opening + net(days, from);
        long credit = 0;
        long debit = 0;
        int lines = 0;
        for (Day day : days.subMap(from, true, to, true).values()) {
            credit += day.creditVnd;
            debit += day.debitVnd;
            lines += day.count;
        }
        return new Fresh(from, to, before, before + credit - debit, credit, debit, lines);
    }

    /** Sum of the lines before a day. */
    private static long net(TreeMap<LocalDate, Day> days, LocalDate until) {
        return days.headMap(until, false).values().stream()
                .mapToLong(day -> day.creditVnd - day.debitVnd)
                .sum();
    }

    private static final class ByDay implements StatementSink {
        private final SurveyedStatement wanted;
        private final List<Booked> booked;
        private final TreeMap<LocalDate, Day> days = new TreeMap<>();
        private int position;

        ByDay(SurveyedStatement wanted, List<Booked> booked) {
            this.wanted = wanted;
            this.booked = booked;
        }

        @Override
        public void format(FileFormat format) {
            // Known since the first reading.
        }

        @Override
        public void begin(StatementHeader header) {
            position++;
        }

        @Override
        public void line(ReadLine line) {
            if (position == wanted.position && LineVnd.of(line, wanted.turned()) instanceof LineVnd.Booked one) {
                Day day = days.computeIfAbsent(one.on(), d -> new Day());
                day.count++;
                day.creditVnd += Math.max(0, one.amountVnd());
                day.debitVnd += Math.max(0, -one.amountVnd());
                if (booked.stream()
                        .anyMatch(b -> !one.on().isBefore(b.from) && !one.on().isAfter(b.to))) {
                    day.lines.add(Seen.of(one.amountVnd(), line.bankReference(), line.narrative(), line.fileLine()));
                }
            }
        }

        @Override
        public void end(StatementSummary summary) {
            // Known since the first reading.
        }

        @Override
        public void finding(Finding finding) {
            // Kept by the first reading.
        }
    }
}
