package vn.phigate.reconciliation.discrepancies;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.reconciliation.matching.Leftovers;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.Statements;

/** The door to discrepancies. */
public final class Discrepancies implements Leftovers {
    private static final TypeReference<List<Suggestion>> SUGGESTIONS = new TypeReference<>() {};
    private static final String OPEN_OF_LINE =
            "select id, type, candidates, opened_at from reconciliation.discrepancy where line_id = ? and status = 'open'";
    private static final String INSERT =
            """
            insert into reconciliation.discrepancy
                (id, line_id, account_id, account, business_day, type, amount_vnd, reason_vi, reason_en, candidates, opened_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), ?)
            """;
    private static final String REFRESH =
            "update reconciliation.discrepancy set reason_vi = ?, reason_en = ?, candidates = cast(? as jsonb) where id = ?";
    private static final String RESOLVE =
            """
            update reconciliation.discrepancy set status = 'resolved', resolution = ?, resolved_at = ? where line_id = ? and status = 'open'
            """;
    private static final String SELECT =
            """
            select d.id, d.line_id, d.account_id, d.account, d.business_day, d.type, d.amount_vnd, d.reason_vi, d.reason_en,
                   d.candidates, d.status, d.resolution, d.opened_at, d.resolved_at
            from reconciliation.discrepancy d
            """;
    private static final String LIST = SELECT
            + """
             where (cast(? as text) is null or d.status = ?) and (cast(? as date) is null or d.business_day = cast(? as date)) and d.id > ?
            order by d.id limit ?
            """;
    private static final String BY_ID = SELECT + " where d.id = ?";
    private static final String OPEN_OF_DAY = SELECT
            + " where d.account_id = ? and d.business_day = cast(? as date) and d.status = 'open' order by d.id";
    private static final String COUNTS =
            """
            select account_id, count(*) as open from reconciliation.discrepancy
            where business_day = cast(? as date) and status = 'open' group by account_id
            """;

    private final Statements statements;
    private final InstantSource clock;

    public Discrepancies(Statements statements, InstantSource clock) {
        this.statements = statements;
        this.clock = clock;
    }

    @Override
    public void keep(Tx tx, BankLine line, Unmatched why, List<Suggestion> candidates) {
        Instant now = clock.instant();
        String reason = Wording.reason(line, why, candidates);
        String reasonEn = Wording.reasonEn(line, why, candidates);
        Optional<Row> open = tx.get(OPEN_OF_LINE, line.id());
        if (open.isPresent() && open.get().text("type").equals(why.code())) {
            if (!suggestions(open.get()).equals(candidates)) {
                tx.run(REFRESH, reason, reasonEn, Json.text(candidates), open.get().uuid("id"));
            }
            return;
        }
        if (open.isPresent()) {
            tx.run(RESOLVE, "reclassified", now, line.id());
        }
        tx.run(
                INSERT,
                Ids.next(now),
                line.id(),
                line.accountId(),
                line.account(),
                line.bookedOn(),
                why,
                line.openVnd(),
                reason,
                reasonEn,
                Json.text(candidates),
                open.map(row -> row.instant("opened_at")).orElse(now));
    }

    @Override
    public void matched(Tx tx, UUID line) {
        tx.run(RESOLVE, "matched", clock.instant(), line);
    }

    /**
     * Discrepancies a page at a time, in the order of their ids.
     *
     * @param status open or resolved; null for both
     * @param day null for all days
     */
    public List<Discrepancy> list(Sql sql, @Nullable String status, @Nullable LocalDate day, UUID after, int limit) {
        return read(sql, sql.list(LIST, row -> row, status, status, day, day, after, (long) limit));
    }

    public Optional<Discrepancy> find(Sql sql, UUID id) {
        return read(sql, sql.list(BY_ID, row -> row, id)).stream().findFirst();
    }

    /** The open ones of an account's day. */
    public List<Discrepancy> openOfDay(Sql sql, UUID account, LocalDate day) {
        return read(sql, sql.list(OPEN_OF_DAY, row -> row, account, day));
    }

    /** How many are open on each account on a day. */
    public Map<UUID, Integer> openCounts(Sql sql, LocalDate day) {
        Map<UUID, Integer> counts = new HashMap<>();
        sql.list(COUNTS, row -> row, day).forEach(row -> counts.put(row.uuid("account_id"), (int) row.whole("open")));
        return counts;
    }

    private List<Discrepancy> read(Sql sql, Collection<Row> rows) {
        List<UUID> ids = rows.stream().map(row -> row.uuidOrNull("line_id")).filter(Objects::nonNull).toList();
        Map<UUID, BankLine> lines =
                statements.lines(sql, ids).stream().collect(Collectors.toMap(BankLine::id, line -> line));
        return rows.stream().map(row -> read(row, lines)).toList();
    }

    private static Discrepancy read(Row row, Map<UUID, BankLine> lines) {
        UUID line = row.uuidOrNull("line_id");
        return new Discrepancy(
                row.uuid("id"),
                line == null ? null : lines.get(line),
                row.uuid("account_id"),
                row.text("account"),
                row.date("business_day"),
                Unmatched.valueOf(row.text("type").toUpperCase(Locale.ROOT)),
                row.whole("amount_vnd"),
                row.text("reason_vi"),
                row.text("reason_en"),
                suggestions(row),
                row.text("status"),
                row.textOrNull("resolution"),
                row.instant("opened_at"),
                row.instantOrNull("resolved_at"));
    }

    private static List<Suggestion> suggestions(Row row) {
        try {
            return Json.MAPPER.readValue(row.text("candidates"), SUGGESTIONS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored candidates cannot be read", e);
        }
    }
}
