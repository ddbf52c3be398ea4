package vn.phigate.reconciliation.matching;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.reconciliation.matching.Match.Evidence;
import vn.phigate.reconciliation.matching.Match.Made;
import vn.phigate.reconciliation.matching.Match.Rival;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.Statements;

/** The door to matches. */
public final class Matching {
    private static final TypeReference<List<Rival>> RIVALS = new TypeReference<>() {};
    private static final String SELECT =
            """
            select m.id, m.line_id, m.payment_id, m.dossiers, m.amount_vnd, m.outcome, m.rule, m.rule_version, m.code,
                   m.evidence_from, m.evidence_to, m.evidence_text, m.rivals, m.made_at, m.made_by
            from reconciliation.match m join reconciliation.statement_line l on l.id = m.line_id
            """;
    private static final String OF_DAY = SELECT
            + " where l.booked_on = cast(? as date) and (cast(? as uuid) is null or l.account_id = ?) and m.id > ? order by m.id limit ?";
    private static final String OF_ACCOUNT_DAY = SELECT + " where l.booked_on = cast(? as date) and l.account_id = ? order by m.id";
    private static final String COUNTS =
            """
            select l.account_id, count(*) as matched from reconciliation.match m join reconciliation.statement_line l on l.id = m.line_id
            where l.booked_on = cast(? as date) group by l.account_id
            """;
    private static final String SEEN_LATER =
            """
            select m.payment_id from reconciliation.match m join reconciliation.statement_line l on l.id = m.line_id
            where l.account_id = ? and l.booked_on > cast(? as date) order by m.payment_id
            """;

    private final Db db;
    private final Statements statements;
    private final Reconcile reconcile;

    public Matching(Db db, Statements statements, BankWitness bank, Leftovers leftovers, InstantSource clock) {
        this.db = db;
        this.statements = statements;
        this.reconcile = new Reconcile(db, statements, bank, leftovers, clock);
    }

    /**
     * What a run did.
     *
     * @param accounts that had open lines
     * @param lines that were open when it began
     * @param matched of them, by this run
     * @param discrepancies of them that stay open for people
     * @param byType those by their type
     */
    public record Ran(LocalDate businessDay, int accounts, int lines, int matched, int discrepancies, Map<String, Integer> byType) {}

    /**
     * Judges every open line booked on or before the day. Safe to run again and in two processes at once; manages its own transactions.
     *
     * @param account null for all accounts
     */
    public Ran run(LocalDate day, @Nullable UUID account, String by) {
        List<UUID> accounts = account == null ? statements.accountsWithUnmatched(db, day) : List.of(account);
        int lines = 0;
        int matched = 0;
        int withLines = 0;
        Map<String, Integer> byType = new TreeMap<>();
        for (UUID each : accounts) {
            Reconcile.Outcome outcome = reconcile.account(each, day, by);
            withLines += outcome.lines() > 0 ? 1 : 0;
            lines += outcome.lines();
            matched += outcome.matched();
            outcome.left().forEach((why, count) -> byType.merge(why.code(), count, Integer::sum));
        }
        int discrepancies = byType.values().stream().mapToInt(Integer::intValue).sum();
        return new Ran(day, withLines, lines, matched, discrepancies, byType);
    }

    /**
     * Matches of lines booked on a day, a page at a time, in the order of their ids.
     *
     * @param account null for all accounts
     */
    public List<Match> list(Sql sql, LocalDate day, @Nullable UUID account, UUID after, int limit) {
        return matches(sql, sql.list(OF_DAY, row -> row, day, account, account, after, (long) limit));
    }

    /** The matches of an account's day, by line. */
    public Map<UUID, List<Match>> ofDay(Sql sql, UUID account, LocalDate day) {
        return matches(sql, sql.list(OF_ACCOUNT_DAY, row -> row, day, account)).stream()
                .collect(Collectors.groupingBy(match -> match.line().id()));
    }

    /** How many matches each account has on a day. */
    public Map<UUID, Integer> counts(Sql sql, LocalDate day) {
        Map<UUID, Integer> counts = new HashMap<>();
        sql.list(COUNTS, row -> row, day).forEach(row -> counts.put(row.uuid("account_id"), (int) row.whole("matched")));
        return counts;
    }

    /** Payments whose money the bank showed on a line after this day. */
    public List<UUID> paymentsSeenAfter(Sql sql, UUID account, LocalDate day) {
        return sql.list(SEEN_LATER, row -> row.uuid("payment_id"), account, day);
    }

    private List<Match> matches(Sql sql, Collection<Row> rows) {
        Map<UUID, BankLine> lines = statements.lines(sql, rows.stream().map(row -> row.uuid("line_id")).toList()).stream()
                .collect(Collectors.toMap(BankLine::id, line -> line));
        return rows.stream()
                .map(row -> read(row, Objects.requireNonNull(lines.get(row.uuid("line_id")))))
                .toList();
    }

    private static Match read(Row row, BankLine line) {
        return new Match(
                row.uuid("id"),
                line,
                row.uuid("payment_id"),
                row.text("dossiers"),
                row.whole("amount_vnd"),
                row.text("outcome"),
                row.text("rule"),
                (int) row.whole("rule_version"),
                row.text("code"),
                new Evidence((int) row.whole("evidence_from"), (int) row.whole("evidence_to"), row.text("evidence_text")),
                rivals(row.text("rivals")),
                new Made(row.instant("made_at"), row.text("made_by")));
    }

    private static List<Rival> rivals(String json) {
        try {
            return Json.MAPPER.readValue(json, RIVALS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored rivals cannot be read", e);
        }
    }
}
