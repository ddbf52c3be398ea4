package vn.phigate.reconciliation.discrepancies;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.succession.Successor;
import vn.phigate.reconciliation.calendar.BankCalendar;
import vn.phigate.reconciliation.matching.Leftovers;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.Statements;

/** The door to discrepancies. */
public final class Discrepancies implements Leftovers {
    private static final TypeReference<List<Suggestion>> SUGGESTIONS = new TypeReference<>() {};
    private static final String OPEN_OF_LINE =
            "select id, type, candidates, reason_vi, owner_agency_id, opened_at from reconciliation.discrepancy where line_id = ? and status = 'open'";
    private static final String INSERT = """
            insert into reconciliation.discrepancy
                (id, line_id, account_id, account, business_day, type, amount_vnd, reason_vi, reason_en, candidates, owner_agency_id, opened_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), ?, ?)
            """;
    private static final String INSERT_OF_BATCH = """
            insert into reconciliation.discrepancy
                (id, settlement_batch_id, account_id, account, business_day, type, amount_vnd, reason_vi, reason_en, candidates, opened_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', ?) on conflict (settlement_batch_id, type) where status = 'open' do nothing
            """;
    private static final String REFRESH =
            "update reconciliation.discrepancy set reason_vi = ?, reason_en = ?, candidates = cast(? as jsonb), owner_agency_id = ? where id = ?";
    private static final String RESOLVE = """
            update reconciliation.discrepancy set status = 'resolved', resolution = ?, resolved_at = ? where line_id = any(cast(? as uuid[])) and status = 'open'
            """;
    private static final String SELECT = """
            select d.id, d.line_id, d.account_id, d.account, d.business_day, d.type, d.amount_vnd, d.reason_vi, d.reason_en,
                   d.candidates, d.owner_agency_id, d.status, d.resolution, d.opened_at, d.resolved_at
            from reconciliation.discrepancy d
            """;
    private static final String LIST = SELECT + """
             where (cast(? as text) is null or d.status = ?) and (cast(? as date) is null or d.business_day = cast(? as date)) and d.id > ?
            order by d.id limit ?
            """;
    private static final String BY_ID = SELECT + " where d.id = ?";
    private static final String OPEN_OF_DAY =
            SELECT + " where d.account_id = ? and d.business_day = cast(? as date) and d.status = 'open' order by d.id";
    private static final String OPEN_BETWEEN = SELECT + """
             where d.account_id = ? and d.business_day between cast(? as date) and cast(? as date) and d.status = 'open' order by d.business_day, d.id
            """;
    private static final String OPEN_TOTALS = """
            select account_id, type, count(*) as items, sum(amount_vnd) as amount_vnd from reconciliation.discrepancy
            where business_day = cast(? as date) and status = 'open' and line_id is not null group by account_id, type
            """;
    private static final String OPEN_BEFORE =
            "select count(*) as items from reconciliation.discrepancy where business_day < cast(? as date) and status = 'open'";
    private static final String CHOSEN = """
             where (cast(? as text) is null or d.status = ?) and (cast(? as text) is null or d.type = ?)
               and (cast(? as date) is null or d.business_day = cast(? as date))
            """;
    private static final String OLDEST = SELECT + CHOSEN + """
               and (cast(? as uuid) is null
                    or (d.business_day, d.id) > (select x.business_day, x.id from reconciliation.discrepancy x where x.id = ?))
            order by d.business_day, d.id limit ?
            """;
    private static final String TYPES =
            "select d.type, count(*) as items, sum(d.amount_vnd) as amount_vnd from reconciliation.discrepancy d"
                    + CHOSEN + " group by d.type";
    /** The latest word on each line. */
    private static final String OF_LINES = """
            select distinct on (d.line_id) d.id, d.line_id, d.account_id, d.account, d.business_day, d.type, d.amount_vnd, d.reason_vi, d.reason_en,
                   d.candidates, d.owner_agency_id, d.status, d.resolution, d.opened_at, d.resolved_at
            from reconciliation.discrepancy d where d.line_id = any(cast(? as uuid[])) order by d.line_id, d.id desc
            """;

    private static final String SEARCH = """
            select d.line_id from reconciliation.discrepancy d
            where d.line_id is not null and position(upper(cast(? as text)) in upper(cast(d.candidates as text))) > 0
            order by d.id desc limit ?
            """;

    private final Statements statements;
    private final Agencies agencies;
    private final InstantSource clock;
    private final OverdueMoney overdue;

    public Discrepancies(Statements statements, Agencies agencies, BankCalendar calendar, InstantSource clock) {
        this.overdue = new OverdueMoney(statements, calendar, clock);
        this.statements = statements;
        this.agencies = agencies;
        this.clock = clock;
    }

    @Override
    public void keep(Tx tx, BankLine line, Unmatched why, List<Suggestion> candidates, @Nullable Successor successor) {
        Instant now = clock.instant();
        Agency owner = successor == null ? null : successor.agency();
        Long ownerId = owner == null ? null : owner.id();
        String reason = Wording.reason(line, why, candidates, successor);
        String reasonEn = Wording.reasonEn(line, why, candidates, successor);
        Optional<Row> open = tx.get(OPEN_OF_LINE, line.id());
        if (open.isPresent() && open.get().text("type").equals(why.code())) {
            if (!suggestions(open.get()).equals(candidates)
                    || !reason.equals(open.get().text("reason_vi"))
                    || !Objects.equals(ownerId, open.get().wholeOrNull("owner_agency_id"))) {
                tx.run(
                        REFRESH,
                        reason,
                        reasonEn,
                        Json.text(candidates),
                        ownerId,
                        open.get().uuid("id"));
            }
            return;
        }
        if (open.isPresent()) {
            tx.run(RESOLVE, "reclassified", now, new UUID[] {line.id()});
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
                ownerId,
                open.map(row -> row.instant("opened_at")).orElse(now));
    }

    @Override
    public void feesDiffer(Tx tx, BankLine line, UUID batch, String name, int rows, long keptVnd, long contractVnd) {
        Instant now = clock.instant();
        tx.run(
                INSERT_OF_BATCH,
                Ids.next(now),
                batch,
                line.accountId(),
                line.account(),
                line.bookedOn(),
                Unmatched.FEE_DIFFERS,
                keptVnd - contractVnd,
                Wording.feesDiffer(name, rows, keptVnd, contractVnd),
                Wording.feesDifferEn(name, rows, keptVnd, contractVnd),
                now);
    }

    @Override
    public void matched(Tx tx, Collection<UUID> lines) {
        tx.run(RESOLVE, "matched", clock.instant(), lines.toArray(UUID[]::new));
    }

    @Override
    public void noteOverdue(Db db, @Nullable UUID account) {
        overdue.note(db, account);
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

    /** The open ones of an account from one day to another, both included; the oldest money first. */
    public List<Discrepancy> openBetween(Sql sql, UUID account, LocalDate from, LocalDate to) {
        return read(sql, sql.list(OPEN_BETWEEN, row -> row, account, from, to));
    }

    /**
     * Discrepancies added up.
     *
     * @param amountVnd money in less money out
     */
    public record Totals(int count, long amountVnd) {
        public static final Totals NONE = new Totals(0, 0);

        public Totals plus(Totals other) {
            return new Totals(count + other.count, Math.addExact(amountVnd, other.amountVnd));
        }
    }

    /** What is open on each account on a day, by type. */
    public Map<UUID, Map<Unmatched, Totals>> openTotals(Sql sql, LocalDate day) {
        Map<UUID, Map<Unmatched, Totals>> totals = new HashMap<>();
        sql.list(OPEN_TOTALS, row -> row, day)
                .forEach(row -> totals.computeIfAbsent(row.uuid("account_id"), id -> new EnumMap<>(Unmatched.class))
                        .put(type(row), totals(row)));
        return totals;
    }

    /** How many are open of all days before this one. */
    public int openBefore(Sql sql, LocalDate day) {
        return (int) sql.get(OPEN_BEFORE, day).orElseThrow().whole("items");
    }

    /**
     * Which ones to look at; null stands for all.
     *
     * @param status open or resolved
     */
    public record Choice(
            @Nullable String status,
            @Nullable Unmatched type,
            @Nullable LocalDate day) {}

    /**
     * The chosen ones, the oldest money first, a page at a time.
     *
     * @param after the last one of the page before; null for the first page
     */
    public List<Discrepancy> oldestFirst(Sql sql, Choice choice, @Nullable UUID after, int limit) {
        String type = code(choice.type);
        return read(
                sql,
                sql.list(
                        OLDEST,
                        row -> row,
                        choice.status,
                        choice.status,
                        type,
                        type,
                        choice.day,
                        choice.day,
                        after,
                        after,
                        (long) limit));
    }

    /** The chosen ones added up by type. */
    public Map<Unmatched, Totals> totals(Sql sql, Choice choice) {
        String type = code(choice.type);
        Map<Unmatched, Totals> totals = new EnumMap<>(Unmatched.class);
        sql.list(TYPES, row -> row, choice.status, choice.status, type, type, choice.day, choice.day)
                .forEach(row -> totals.put(type(row), totals(row)));
        return totals;
    }

    /** The latest discrepancy of each of these lines, open or resolved. */
    public Map<UUID, Discrepancy> ofLines(Sql sql, Collection<UUID> lines) {
        return read(sql, sql.list(OF_LINES, row -> row, (Object) lines.toArray(UUID[]::new))).stream()
                .collect(Collectors.toMap(d -> Objects.requireNonNull(d.line()).id(), d -> d));
    }

    /** Lines whose candidates name this code or dossier, the newest first. */
    public List<UUID> search(Sql sql, String text, int limit) {
        return sql.list(SEARCH, row -> row.uuid("line_id"), text, (long) limit);
    }

    private static Unmatched type(Row row) {
        return Unmatched.valueOf(row.text("type").toUpperCase(Locale.ROOT));
    }

    private static Totals totals(Row row) {
        return new Totals((int) row.whole("items"), row.whole("amount_vnd"));
    }

    private static @Nullable String code(@Nullable Unmatched type) {
        return type == null ? null : type.code();
    }

    private List<Discrepancy> read(Sql sql, Collection<Row> rows) {
        List<UUID> ids = rows.stream()
                .map(row -> row.uuidOrNull("line_id"))
                .filter(Objects::nonNull)
                .toList();
        Map<UUID, BankLine> lines =
                statements.lines(sql, ids).stream().collect(Collectors.toMap(BankLine::id, line -> line));
        Map<Long, Agency> owners = agencies.byIds(
                sql,
                rows.stream()
                        .map(row -> row.wholeOrNull("owner_agency_id"))
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()));
        return rows.stream().map(row -> read(row, lines, owners)).toList();
    }

    private static Discrepancy read(Row row, Map<UUID, BankLine> lines, Map<Long, Agency> owners) {
        Long owner = row.wholeOrNull("owner_agency_id");
        UUID line = row.uuidOrNull("line_id");
        return new Discrepancy(
                row.uuid("id"),
                line == null ? null : lines.get(line),
                row.uuid("account_id"),
                row.text("account"),
                row.date("business_day"),
                type(row),
                row.whole("amount_vnd"),
                row.text("reason_vi"),
                row.text("reason_en"),
                suggestions(row),
                owner == null ? null : owners.get(owner),
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
