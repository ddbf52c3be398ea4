package vn.phigate.reconciliation.closing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.signing.CanonicalJson;
import vn.phigate.gateway.platform.signing.Sha256;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.reconciliation.calendar.BankCalendar;
import vn.phigate.reconciliation.closing.PeriodClosing.Kind;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.statements.Statements;

/** The door to the closes of wholes: the city's day, an account's month, the city's month. Two signatures, one chain for each kind and account. */
public final class PeriodClosings {
    private static final String SELECT = """
            select c.id, c.kind, c.account_id, a.bank_bin || '-' || a.number as account, c.period, c.status, c.content, c.prepared_by, c.prepared_at,
                   c.closed_by, c.closed_at, c.previous_hash, c.hash
            from reconciliation.period_closing c left join gateway.collection_account a on a.id = c.account_id
            """;
    private static final String BY_ID = SELECT + " where c.id = ?";
    private static final String OF_PERIOD = SELECT
            + " where c.kind = ? and c.account_id is not distinct from cast(? as uuid) and c.period = cast(? as date)";
    private static final String LIST = SELECT + """
             where c.kind = any(cast(? as text[])) and (cast(? as date) is null or c.period = cast(? as date)) and c.id > ? order by c.id limit ?
            """;
    private static final String LAST = """
            select period, hash from reconciliation.period_closing
            where kind = ? and account_id is not distinct from cast(? as uuid) and status = 'closed' order by period desc limit 1
            """;
    private static final String PROOF =
            "select proof from reconciliation.period_closing where id = ? and status = 'closed'";
    private static final String LOCK =
            "select cast(pg_advisory_xact_lock(hashtextextended(?, 8083)) as text) as locked";
    private static final String INSERT = """
            insert into reconciliation.period_closing (id, kind, account_id, period, status, content, prepared_by, prepared_at)
            values (?, ?, ?, ?, 'prepared', cast(? as jsonb), ?, ?)
            """;
    private static final String PREPARE_ANEW =
            "update reconciliation.period_closing set content = cast(? as jsonb), prepared_by = ?, prepared_at = ? where id = ?";
    private static final String CLOSE = """
            update reconciliation.period_closing set status = 'closed', closed_by = ?, closed_at = ?, previous_hash = ?, proof = ?, hash = ? where id = ?
            """;

    private final PeriodContents contents;
    private final Accounts accounts;
    private final Audit audit;
    private final InstantSource clock;

    public PeriodClosings(
            Accounts accounts,
            Agencies agencies,
            Statements statements,
            Discrepancies discrepancies,
            Closings closings,
            BankCalendar calendar,
            MonthSides sides,
            Audit audit,
            InstantSource clock) {
        this.contents = new PeriodContents(accounts, agencies, statements, discrepancies, closings, calendar, sides);
        this.accounts = accounts;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param isNew false when the same figures were prepared before */
    public record Prepared(PeriodClosing closing, boolean isNew) {}

    /** The last day of the last closed month of an account. */
    static Optional<LocalDate> lastClosedMonth(Sql sql, UUID account) {
        return sql.get(LAST, Kind.ACCOUNT_MONTH, account)
                .map(row -> YearMonth.from(row.date("period")).atEndOfMonth());
    }

    /** A day of the city as it stands now; changes nothing. */
    public CityDay look(Sql sql, LocalDate day) {
        return contents.cityDay(sql, day);
    }

    /** Checks a day of the city and signs it first. */
    public Prepared prepareDay(Tx tx, LocalDate day, String by) {
        return prepare(tx, Kind.CITY_DAY, null, day, by);
    }

    /**
     * Checks a month and signs it first.
     *
     * @param account null for the city
     */
    public Prepared prepareMonth(Tx tx, @Nullable CollectionAccount account, YearMonth month, String by) {
        return prepare(tx, account == null ? Kind.CITY_MONTH : Kind.ACCOUNT_MONTH, account, month.atDay(1), by);
    }

    private Prepared prepare(Tx tx, Kind kind, @Nullable CollectionAccount account, LocalDate period, String by) {
        UUID accountId = account == null ? null : account.id();
        lock(tx, kind, accountId);
        PeriodClosing before = tx.get(OF_PERIOD, kind, accountId, period)
                .map(PeriodClosings::read)
                .orElse(null);
        if (before != null && before.closed()) {
            throw ClosingProblem.ALREADY_CLOSED.refusal().with("closing", before.id());
        }
        String content = content(tx, kind, account, period);
        if (before != null && before.content().equals(PeriodContents.tree(content))) {
            return new Prepared(before, false);
        }
        Instant now = clock.instant();
        UUID id = before == null ? Ids.next(now) : before.id();
        if (before == null) {
            tx.run(INSERT, id, kind, accountId, period, content, by, now);
        } else {
            tx.run(PREPARE_ANEW, content, by, now, id);
        }
        record(tx, by, "prepare", id, kind, period);
        return new Prepared(get(tx, id), true);
    }

    private String content(Sql sql, Kind kind, @Nullable CollectionAccount account, LocalDate period) {
        LocalDate end = kind == Kind.CITY_DAY ? period : YearMonth.from(period).atEndOfMonth();
        if (!end.isBefore(BusinessDay.of(clock.instant()))) {
            throw ClosingProblem.PERIOD_NOT_OVER.refusal().with("last_day", end);
        }
        sql.get(LAST, kind, account == null ? null : account.id()).ifPresent(last -> {
            if (!last.date("period").isBefore(period)) {
                throw ClosingProblem.LATER_DAY_CLOSED.refusal().with("last_closed_day", last.date("period"));
            }
        });
        return Json.text(
                switch (kind) {
                    case CITY_DAY -> contents.cityDay(sql, period);
                    case CITY_MONTH -> contents.cityMonth(sql, YearMonth.from(period));
                    case ACCOUNT_MONTH -> {
                        if (account == null) {
                            throw new IllegalArgumentException("a month of an account needs the account");
                        }
                        yield contents.accountMonth(sql, account, YearMonth.from(period));
                    }
                });
    }

    /** As {@link Closings#sign}: the second person's signature closes, after everything was checked once more. */
    public PeriodClosing sign(Tx tx, UUID id, String by) {
        PeriodClosing closing = get(tx, id);
        UUID accountId = accountId(tx, id);
        lock(tx, closing.kind(), accountId);
        closing = get(tx, id);
        if (closing.closed()) {
            if (by.equals(closing.preparedBy()) || by.equals(closing.closedBy())) {
                return closing;
            }
            throw ClosingProblem.ALREADY_CLOSED.refusal().with("closing", id);
        }
        if (by.equals(closing.preparedBy())) {
            return closing;
        }
        CollectionAccount account = accountId == null ? null : accounts.get(tx, accountId);
        String content = content(tx, closing.kind(), account, closing.period());
        if (!closing.content().equals(PeriodContents.tree(content))) {
            throw ClosingProblem.FIGURES_CHANGED.refusal().with("closing", id);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String previous = tx.get(LAST, closing.kind(), accountId)
                .map(row -> row.text("hash"))
                .orElse(null);
        byte[] proof = proof(closing, by, now, previous);
        tx.run(CLOSE, by, now, previous, new String(proof, StandardCharsets.UTF_8), Sha256.hex(proof), id);
        record(tx, by, "close", id, closing.kind(), closing.period());
        return get(tx, id);
    }

    private static byte[] proof(PeriodClosing closing, String by, Instant at, @Nullable String previous) {
        ObjectNode proof = Json.MAPPER.createObjectNode();
        proof.put("type", "phigate." + name(closing.kind()).replace('_', '-') + "-close")
                .put("version", 1);
        proof.setAll((ObjectNode) closing.content());
        var signatures = proof.putArray("signatures");
        signatures
                .addObject()
                .put("by", closing.preparedBy())
                .put("at", closing.preparedAt().toString());
        signatures.addObject().put("by", by).put("at", at.toString());
        proof.put("previous_hash", previous);
        return CanonicalJson.bytes(proof);
    }

    public PeriodClosing get(Sql sql, UUID id) {
        return sql.get(BY_ID, id).map(PeriodClosings::read).orElseThrow(ClosingProblem.CLOSING_UNKNOWN::refusal);
    }

    /** Whether this is a close of one of these kinds. */
    public PeriodClosing get(Sql sql, UUID id, List<Kind> kinds) {
        PeriodClosing closing = get(sql, id);
        if (!kinds.contains(closing.kind())) {
            throw ClosingProblem.CLOSING_UNKNOWN.refusal();
        }
        return closing;
    }

    /** The close of a whole, prepared or closed. @param account null for the city */
    public Optional<PeriodClosing> find(Sql sql, Kind kind, @Nullable UUID account, LocalDate period) {
        return sql.get(OF_PERIOD, kind, account, period).map(PeriodClosings::read);
    }

    /** Closes a page at a time, in the order of their ids. @param period null for all */
    public List<PeriodClosing> list(Sql sql, List<Kind> kinds, @Nullable LocalDate period, UUID after, int limit) {
        String[] names = kinds.stream().map(PeriodClosings::name).toArray(String[]::new);
        return sql.list(LIST, PeriodClosings::read, names, period, period, after, (long) limit);
    }

    /** The exact bytes whose SHA-256 is the hash (JSON after RFC 8785). */
    public byte[] proof(Sql sql, UUID id) {
        return sql.get(PROOF, id)
                .map(row -> row.text("proof").getBytes(StandardCharsets.UTF_8))
                .orElseThrow(ClosingProblem.CLOSING_UNKNOWN::refusal);
    }

    private static @Nullable UUID accountId(Sql sql, UUID id) {
        return sql.get(BY_ID, id).orElseThrow().uuidOrNull("account_id");
    }

    private static void lock(Tx tx, Kind kind, @Nullable UUID account) {
        tx.get(LOCK, name(kind) + ":" + account);
    }

    private void record(Tx tx, String by, String act, UUID id, Kind kind, LocalDate period) {
        audit.record(
                tx, by, act, "period_closing", id.toString(), null, Map.of("kind", name(kind), "period", period), null);
    }

    static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static PeriodClosing read(Row row) {
        return new PeriodClosing(
                row.uuid("id"),
                row.constant("kind", Kind.class),
                row.textOrNull("account"),
                row.date("period"),
                row.text("status"),
                PeriodContents.tree(row.text("content")),
                row.text("prepared_by"),
                row.instant("prepared_at"),
                row.textOrNull("closed_by"),
                row.instantOrNull("closed_at"),
                row.textOrNull("previous_hash"),
                row.textOrNull("hash"));
    }
}
