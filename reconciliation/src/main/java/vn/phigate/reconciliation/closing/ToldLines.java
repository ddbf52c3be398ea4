package vn.phigate.reconciliation.closing;

import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.Statements;

/** What the proofs told last of each line of a closed day, and which of those lines stand elsewhere now. */
final class ToldLines {
    /** Those that something happened to since; whether it changed their place is decided by looking at them. */
    private static final String TOUCHED = """
            select t.line_id, t.business_day, t.parts from reconciliation.told_line t
            join reconciliation.statement_line l on l.id = t.line_id
            where t.account_id = ? and (l.allocated_vnd <> t.allocated_vnd
                or exists (select from reconciliation.match m where m.line_id = t.line_id and m.made_at >= t.told_at)
                or exists (select from reconciliation.discrepancy d
                           where d.line_id = t.line_id and (d.opened_at >= t.told_at or d.resolved_at >= t.told_at)))
            order by t.business_day, t.line_id
            """;

    private static final String TELL = """
            insert into reconciliation.told_line (line_id, account_id, business_day, allocated_vnd, parts, told_at)
            select x.line, ?, cast(? as date), l.allocated_vnd, x.parts, ?
            from unnest(?, ?) as x (line, parts) join reconciliation.statement_line l on l.id = x.line
            on conflict (line_id) do update set allocated_vnd = excluded.allocated_vnd, parts = excluded.parts, told_at = excluded.told_at
            """;

    private final Statements statements;
    private final Matching matching;
    private final Discrepancies discrepancies;

    ToldLines(Statements statements, Matching matching, Discrepancies discrepancies) {
        this.statements = statements;
        this.matching = matching;
        this.discrepancies = discrepancies;
    }

    /** Lines of closed days whose buckets are not those that were told last, by day. */
    Map<LocalDate, List<Correction.Line>> changed(Sql sql, UUID account) {
        record Touched(UUID line, LocalDate day, String parts) {}
        List<Touched> touched = sql.list(
                TOUCHED, row -> new Touched(row.uuid("line_id"), row.date("business_day"), row.text("parts")), account);
        if (touched.isEmpty()) {
            return Map.of();
        }
        List<UUID> ids = touched.stream().map(Touched::line).toList();
        Map<UUID, String> now = now(sql, statements.lines(sql, ids));
        Map<LocalDate, List<Correction.Line>> changed = new TreeMap<>();
        for (Touched each : touched) {
            String parts = now.getOrDefault(each.line, "");
            if (!parts.equals(each.parts)) {
                BankLine line = statements.lines(sql, List.of(each.line)).getFirst();
                changed.computeIfAbsent(each.day, day -> new ArrayList<>())
                        .add(new Correction.Line(
                                each.line, line.amountVnd(), null, line.bankReference(), each.parts, parts));
            }
        }
        return changed;
    }

    /** Where lines stand now; a line that nobody judged since is {@code unjudged}. */
    private Map<UUID, String> now(Sql sql, List<BankLine> lines) {
        List<UUID> ids = lines.stream().map(BankLine::id).toList();
        Map<UUID, List<Match>> matches = matching.ofLines(sql, lines);
        var reasons = discrepancies.ofLines(sql, ids);
        return lines.stream().collect(Collectors.toMap(BankLine::id, line -> {
            List<String> parts = new ArrayList<>();
            for (Match match : matches.getOrDefault(line.id(), List.of())) {
                parts.add(part(
                        Fate.ofOutcome(match.outcome()).map(Fate::bucket).orElse(match.outcome()),
                        match.dossiers(),
                        match.amountVnd()));
            }
            if (line.openVnd() != 0 || line.amountVnd() == 0) {
                var reason = reasons.get(line.id());
                String open = reason == null || !reason.status().equals("open")
                        ? "unjudged"
                        : reason.type().code();
                parts.add(part(open, null, line.openVnd()));
            }
            return joined(parts);
        }));
    }

    /** Keeps what a day's proof tells of its lines. */
    void tell(Tx tx, UUID account, LocalDate day, List<Bucket> buckets, Instant at) {
        Map<UUID, List<String>> parts = new TreeMap<>();
        for (Bucket bucket : buckets) {
            for (Bucket.Item item : bucket.items()) {
                parts.computeIfAbsent(item.lineId(), id -> new ArrayList<>())
                        .add(part(bucket.bucket(), item.dossiers(), item.amountVnd()));
            }
        }
        write(
                tx,
                account,
                day,
                parts.keySet(),
                parts.values().stream().map(ToldLines::joined).toList(),
                at);
    }

    /** Keeps what a later proof tells of lines of a closed day. */
    void retell(Tx tx, UUID account, LocalDate day, List<Correction.Line> lines, Instant at) {
        write(
                tx,
                account,
                day,
                lines.stream().map(Correction.Line::line).toList(),
                lines.stream().map(line -> String.valueOf(line.to())).toList(),
                at);
    }

    private static void write(
            Tx tx, UUID account, LocalDate day, Collection<UUID> lines, Collection<String> parts, Instant at) {
        tx.jdbc((Connection connection) -> {
            try (var statement = connection.prepareStatement(TELL)) {
                statement.setObject(1, account);
                statement.setObject(2, day);
                statement.setObject(3, at.atOffset(ZoneOffset.UTC));
                statement.setArray(4, connection.createArrayOf("uuid", lines.toArray()));
                statement.setArray(5, connection.createArrayOf("text", parts.toArray()));
                return statement.executeUpdate();
            }
        });
    }

    private static String part(String bucket, @Nullable String dossiers, long amountVnd) {
        return bucket + (dossiers == null ? "" : " " + dossiers) + " " + amountVnd;
    }

    private static String joined(List<String> parts) {
        return parts.stream().sorted().collect(Collectors.joining("; "));
    }
}
