package vn.phigate.reconciliation.discrepancies;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.succession.Successor;
import vn.phigate.reconciliation.calendar.BankCalendar;
import vn.phigate.reconciliation.matching.Leftovers;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.Statements;

/** The door to discrepancies. */
public final class Discrepancies implements Leftovers {
    private static final int HELD_DAYS_MAX = 366;
    private static final TypeReference<List<Suggestion>> SUGGESTIONS = new TypeReference<>() {};
    /** Each line's latest, which is open or was the last to be. */
    private static final String LATEST = """
            select w.line as line_id, d.id, d.type, d.candidates, d.reason_vi, d.owner_agency_id, d.opened_at, d.status, d.citizens_waiting
            from unnest(cast(? as uuid[])) as w (line)
            cross join lateral (select x.* from reconciliation.discrepancy x where x.line_id = w.line order by x.status = 'open' desc, x.id desc limit 1) d
            """;
    /** What people said and were given goes on with the line, whatever its type becomes. */
    private static final String INSERT = """
            insert into reconciliation.discrepancy
                (id, line_id, account_id, account, business_day, type, amount_vnd, reason_vi, reason_en, candidates, owner_agency_id, opened_at, citizens_waiting,
                 thread, assigned_to, held_until, held_reason, held_by)
            select n.id, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), ?, ?, ?, coalesce(b.thread, n.id), b.assigned_to, h.held_until, h.held_reason, h.held_by
            from (select cast(? as uuid) as id) n left join reconciliation.discrepancy b on b.id = ?
            left join reconciliation.discrepancy h on h.id = b.id and h.resolution = 'reclassified'
            """;

    private static final String INSERT_OF_BATCH = """
            insert into reconciliation.discrepancy
                (id, settlement_batch_id, account_id, account, business_day, type, amount_vnd, reason_vi, reason_en, candidates, opened_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', ?) on conflict (settlement_batch_id, type) where status = 'open' do nothing
            """;
    private static final String REFRESH = """
            update reconciliation.discrepancy set reason_vi = ?, reason_en = ?, candidates = cast(? as jsonb), owner_agency_id = ?, citizens_waiting = ?
            where id = ?
            """;
    private static final String WAITING = """
            select d.code from gateway.dossier d
            where d.code = any(cast(? as text[])) and exists (select from gateway.obligation o where o.dossier_id = d.id and o.status in ('due', 'pending'))
            """;
    private static final String LEFT =
            "update reconciliation.discrepancy set amount_vnd = ? where line_id = ? and status = 'open'";
    private static final String RESOLVE = """
            update reconciliation.discrepancy set status = 'resolved', resolution = ?, resolved_at = ? where line_id = any(cast(? as uuid[])) and status = 'open'
            """;
    private static final String SELECT = """
            select d.id, d.line_id, d.account_id, d.account, d.business_day, d.type, d.amount_vnd, d.reason_vi, d.reason_en,
                   d.candidates, d.owner_agency_id, d.status, d.resolution, d.opened_at, d.resolved_at,
                   d.thread, d.citizens_waiting, d.assigned_to, d.held_until, d.held_reason, d.held_by
            from reconciliation.discrepancy d
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
               and (cast(? as date) is null or d.business_day = cast(? as date)) and (cast(? as date) is null or d.business_day <= cast(? as date))
               and (cast(? as uuid) is null or d.account_id = ?)
               and (cast(? as bigint) is null or d.owner_agency_id = ? or d.account_id in (select c.id from gateway.collection_account c where c.agency_id = ?))
               and (cast(? as text) is null or d.assigned_to is not distinct from nullif(?, ''))
               and (not cast(? as boolean) or d.citizens_waiting > 0) and (not cast(? as boolean) or d.held_until is null or d.held_until <= cast(? as date))
            """;
    private static final String LIST = SELECT + CHOSEN + " and d.id > ? order by d.id limit ?";
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
                   d.candidates, d.owner_agency_id, d.status, d.resolution, d.opened_at, d.resolved_at,
                   d.thread, d.citizens_waiting, d.assigned_to, d.held_until, d.held_reason, d.held_by
            from reconciliation.discrepancy d where d.line_id = any(cast(? as uuid[])) order by d.line_id, d.status = 'open' desc, d.id desc
            """;

    private static final String SEARCH = """
            select d.line_id from reconciliation.discrepancy d
            where d.line_id is not null and position(upper(cast(? as text)) in upper(cast(d.candidates as text))) > 0
            order by d.id desc limit ?
            """;

    private static final String LOCK_CURRENT = """
            select id, status from reconciliation.discrepancy
            where thread = (select x.thread from reconciliation.discrepancy x where x.id = ?) order by status = 'open' desc, id desc limit 1 for update
            """;
    private static final String ASSIGN = "update reconciliation.discrepancy set assigned_to = ? where id = ?";
    private static final String HOLD =
            "update reconciliation.discrepancy set held_until = ?, held_reason = ?, held_by = ? where id = ?";
    private static final String NOTE =
            "insert into reconciliation.work_note (id, thread, kind, body, written_by, written_at) values (?, ?, ?, ?, ?, ?)";
    private static final String NOTES =
            "select kind, body, written_by, written_at from reconciliation.work_note where thread = ? order by number";
    private static final String SEARCH_NOTES = """
            select distinct d.line_id from reconciliation.work_note n join reconciliation.discrepancy d on d.thread = n.thread
            where d.line_id is not null and position(upper(cast(? as text)) in upper(n.body)) > 0 limit ?
            """;

    private final Statements statements;
    private final Agencies agencies;
    private final Audit audit;
    private final InstantSource clock;
    private final OverdueMoney overdue;
    private final BusinessAge age;

    public Discrepancies(
            Statements statements, Agencies agencies, Audit audit, BankCalendar calendar, InstantSource clock) {
        this.overdue = new OverdueMoney(statements, calendar, clock);
        this.age = new BusinessAge(calendar);
        this.statements = statements;
        this.agencies = agencies;
        this.audit = audit;
        this.clock = clock;
    }

    /** How old money is, in days on which banks work. */
    public BusinessAge age() {
        return age;
    }

    @Override
    public void keep(Tx tx, Collection<Left> left) {
        if (left.isEmpty()) {
            return;
        }
        Map<UUID, Row> latest = tx
                .list(LATEST, row -> row, (Object)
                        left.stream().map(each -> each.line().id()).toArray(UUID[]::new))
                .stream()
                .collect(Collectors.toMap(row -> row.uuid("line_id"), row -> row));
        Set<String> unpaid = unpaid(tx, left);
        for (Left each : left) {
            keep(tx, each, latest.get(each.line().id()), unpaid);
        }
    }

    private void keep(Tx tx, Left left, @Nullable Row latest, Set<String> unpaid) {
        BankLine line = left.line();
        Unmatched why = left.why();
        List<Suggestion> candidates = left.candidates();
        Successor successor = left.successor();
        Long owner = successor == null || successor.agency() == null
                ? null
                : successor.agency().id();
        String reason = Wording.reason(line, why, candidates, successor);
        String reasonEn = Wording.reasonEn(line, why, candidates, successor);
        long waiting = dossiers(left).filter(unpaid::contains).count();
        Row open = latest != null && latest.text("status").equals("open") ? latest : null;
        if (open != null && open.text("type").equals(why.code())) {
            if (!suggestions(open).equals(candidates)
                    || !reason.equals(open.text("reason_vi"))
                    || waiting != open.whole("citizens_waiting")
                    || !Objects.equals(owner, open.wholeOrNull("owner_agency_id"))) {
                tx.run(REFRESH, reason, reasonEn, Json.text(candidates), owner, waiting, open.uuid("id"));
            }
            return;
        }
        Instant now = clock.instant();
        if (open != null) {
            tx.run(RESOLVE, "reclassified", now, new UUID[] {line.id()});
        }
        tx.run(
                INSERT,
                line.id(),
                line.accountId(),
                line.account(),
                line.bookedOn(),
                why,
                line.openVnd(),
                reason,
                reasonEn,
                Json.text(candidates),
                owner,
                open == null ? now : open.instant("opened_at"),
                waiting,
                Ids.next(now),
                latest == null ? null : latest.uuid("id"));
    }

    /** Of the dossiers that these lines may be for, those whose citizens wait for their money to be found. */
    private static Set<String> unpaid(Sql sql, Collection<Left> left) {
        String[] codes =
                left.stream().flatMap(Discrepancies::dossiers).distinct().toArray(String[]::new);
        return codes.length == 0 ? Set.of() : Set.copyOf(sql.list(WAITING, row -> row.text("code"), (Object) codes));
    }

    private static Stream<String> dossiers(Left left) {
        return left.candidates().stream()
                .filter(candidate -> !candidate.state().equals("settled"))
                .flatMap(candidate -> Arrays.stream(candidate.dossiers().split(", ")))
                .distinct();
    }

    /**
     * Two people decided about a line, or a part of it: nothing is left for people, or the rest is. To be called in the transaction that books it.
     *
     * @param line as it is now
     */
    public void decided(Tx tx, BankLine line) {
        if (line.openVnd() == 0) {
            tx.run(RESOLVE, "decided", clock.instant(), new UUID[] {line.id()});
        } else if (tx.run(LEFT, line.openVnd(), line.id()) == 0) {
            keep(tx, List.of(new Left(line, Unmatched.TAKEN_BACK, List.of(), null)));
        }
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

    /** The chosen ones a page at a time, in the order of their ids. */
    public List<Discrepancy> list(Sql sql, Choice choice, UUID after, int limit) {
        return read(sql, sql.list(LIST, row -> row, with(choice, after, (long) limit)));
    }

    public Optional<Discrepancy> find(Sql sql, UUID id) {
        return read(sql, sql.list(BY_ID, row -> row, id)).stream().findFirst();
    }

    /** @throws vn.phigate.gateway.platform.http.Refusal {@code discrepancy_unknown} */
    public Discrepancy get(Sql sql, UUID id) {
        return find(sql, id).orElseThrow(() -> DiscrepancyProblem.DISCREPANCY_UNKNOWN.refusal());
    }

    /**
     * The latest one of the same line, locked: whoever works from an older page means the line, whatever type it has by now.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal {@code discrepancy_unknown} or {@code discrepancy_resolved}
     */
    public Discrepancy locked(Tx tx, UUID id) {
        Row row = tx.get(LOCK_CURRENT, id).orElseThrow(() -> DiscrepancyProblem.DISCREPANCY_UNKNOWN.refusal());
        if (!row.text("status").equals("open")) {
            throw DiscrepancyProblem.DISCREPANCY_RESOLVED.refusal();
        }
        return get(tx, row.uuid("id"));
    }

    /** @param to who is to work on it; null to take it from whoever has it */
    public Discrepancy assign(Tx tx, UUID id, @Nullable String to, String by) {
        Discrepancy before = locked(tx, id);
        tx.run(ASSIGN, to, before.id());
        return changed(tx, before, "assigned", to == null ? "–" : to, by);
    }

    /** What a person has to say about it; kept for ever. */
    public Discrepancy comment(Tx tx, UUID id, String text, String by) {
        return changed(tx, locked(tx, id), "comment", text, by);
    }

    /** Leaves it in suspense until a day on which it is looked at again. No money moves: it lies in suspense since it was booked. */
    public Discrepancy hold(Tx tx, UUID id, LocalDate until, String reason, String by) {
        LocalDate today = BusinessDay.of(clock.instant());
        if (!until.isAfter(today) || until.isAfter(today.plusDays(HELD_DAYS_MAX))) {
            throw HttpProblem.field(
                    "until",
                    until.toString(),
                    "cần một ngày từ ngày mai đến " + HELD_DAYS_MAX + " ngày nữa.",
                    "a day from tomorrow to " + HELD_DAYS_MAX + " days ahead is needed.");
        }
        Discrepancy before = locked(tx, id);
        tx.run(HOLD, until, reason, by, before.id());
        return changed(tx, before, "held", until + ": " + reason, by);
    }

    /** Ends {@link #hold} before its day. */
    public Discrepancy release(Tx tx, UUID id, String by) {
        Discrepancy before = locked(tx, id);
        if (before.held() == null) {
            return before;
        }
        tx.run(HOLD, null, null, null, before.id());
        return changed(tx, before, "released", "–", by);
    }

    private Discrepancy changed(Tx tx, Discrepancy before, String kind, String body, String by) {
        note(tx, before.thread(), kind, body, by);
        Discrepancy after = get(tx, before.id());
        audit.record(
                tx,
                by,
                kind.equals("comment") ? "comment" : "work",
                "discrepancy",
                before.thread().toString(),
                null,
                Map.of("kind", kind, "text", body),
                null);
        return after;
    }

    /** @param kind comment, assigned, held, released, refused, proposed, approved, rejected or withdrawn */
    public void note(Tx tx, UUID thread, String kind, String body, String by) {
        Instant now = clock.instant();
        tx.run(NOTE, Ids.next(now), thread, kind, body, by, now);
    }

    /** What was said and done about a line, oldest first. */
    public record Note(String kind, String body, String by, Instant at) {}

    public List<Note> notes(Sql sql, UUID thread) {
        return sql.list(
                NOTES,
                row -> new Note(row.text("kind"), row.text("body"), row.text("written_by"), row.instant("written_at")),
                thread);
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
     * @param through booked on or before this day
     * @param agency whose account it is, or who took over from it
     * @param assignedTo who works on it; empty: nobody
     * @param waiting only where citizens wait
     * @param dueOn leaves out what a person left in suspense until after this day
     */
    public record Choice(
            @Nullable String status,
            @Nullable Unmatched type,
            @Nullable LocalDate day,
            @Nullable LocalDate through,
            @Nullable UUID account,
            @Nullable Long agency,
            @Nullable String assignedTo,
            boolean waiting,
            @Nullable LocalDate dueOn) {
        public static final Choice ALL = new Choice(null, null, null, null, null, null, null, false, null);

        public Choice(@Nullable String status, @Nullable Unmatched type, @Nullable LocalDate day) {
            this(status, type, day, null, null, null, null, false, null);
        }

        /** The same of every type. */
        public Choice ofAnyType() {
            return new Choice(status, null, day, through, account, agency, assignedTo, waiting, dueOn);
        }
    }

    private static @Nullable Object[] with(Choice choice, @Nullable Object... more) {
        String type = choice.type == null ? null : choice.type.code();
        @Nullable
        Object[] chosen = {
            choice.status,
            choice.status,
            type,
            type,
            choice.day,
            choice.day,
            choice.through,
            choice.through,
            choice.account,
            choice.account,
            choice.agency,
            choice.agency,
            choice.agency,
            choice.assignedTo,
            choice.assignedTo,
            choice.waiting,
            choice.dueOn != null,
            choice.dueOn
        };
        @Nullable Object[] all = Arrays.copyOf(chosen, chosen.length + more.length);
        System.arraycopy(more, 0, all, chosen.length, more.length);
        return all;
    }

    /**
     * The chosen ones, the oldest money first, a page at a time.
     *
     * @param after the last one of the page before; null for the first page
     */
    public List<Discrepancy> oldestFirst(Sql sql, Choice choice, @Nullable UUID after, int limit) {
        return read(sql, sql.list(OLDEST, row -> row, with(choice, after, after, (long) limit)));
    }

    /** The chosen ones added up by type. */
    public Map<Unmatched, Totals> totals(Sql sql, Choice choice) {
        Map<Unmatched, Totals> totals = new EnumMap<>(Unmatched.class);
        sql.list(TYPES, row -> row, with(choice)).forEach(row -> totals.put(type(row), totals(row)));
        return totals;
    }

    /** The latest discrepancy of each of these lines, open or resolved. */
    public Map<UUID, Discrepancy> ofLines(Sql sql, Collection<UUID> lines) {
        return read(sql, sql.list(OF_LINES, row -> row, (Object) lines.toArray(UUID[]::new))).stream()
                .collect(Collectors.toMap(d -> Objects.requireNonNull(d.line()).id(), d -> d));
    }

    /** Lines whose candidates name this code or dossier, the newest first, then those about which people said it. */
    public List<UUID> search(Sql sql, String text, int limit) {
        List<UUID> found = new ArrayList<>(sql.list(SEARCH, row -> row.uuid("line_id"), text, (long) limit));
        found.addAll(sql.list(SEARCH_NOTES, row -> row.uuid("line_id"), text, (long) limit));
        return found;
    }

    private static Unmatched type(Row row) {
        return Unmatched.valueOf(row.text("type").toUpperCase(Locale.ROOT));
    }

    private static Totals totals(Row row) {
        return new Totals((int) row.whole("items"), row.whole("amount_vnd"));
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
        LocalDate held = row.dateOrNull("held_until");
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
                row.instantOrNull("resolved_at"),
                row.uuid("thread"),
                (int) row.whole("citizens_waiting"),
                row.textOrNull("assigned_to"),
                held == null ? null : new Discrepancy.Held(held, row.text("held_reason"), row.text("held_by")));
    }

    private static List<Suggestion> suggestions(Row row) {
        try {
            return Json.MAPPER.readValue(row.text("candidates"), SUGGESTIONS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored candidates cannot be read", e);
        }
    }
}
