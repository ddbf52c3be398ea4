package vn.phigate.reconciliation.closing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.signing.CanonicalJson;
import vn.phigate.gateway.platform.signing.Sha256;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.reconciliation.calendar.BankCalendar;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.statements.Statements;
import vn.phigate.reconciliation.transfers.TransferOrders;

/** The door to closings: prepare a day, sign it, read it. */
public final class Closings {
    private static final String SELECT = """
            select c.id, c.account_id, c.account, c.business_day, c.status, c.content, c.prepared_by, c.prepared_at, c.closed_by,
                   c.closed_at, c.previous_hash, c.hash
            from reconciliation.closing c
            """;
    private static final String OF_DAY = SELECT + " where c.account_id = ? and c.business_day = cast(? as date)";
    private static final String BY_ID = SELECT + " where c.id = ?";
    private static final String LIST = SELECT
            + " where (cast(? as date) is null or c.business_day = cast(? as date)) and c.id > ? order by c.id limit ?";
    private static final String STATES =
            "select account_id, id, status, prepared_by, closed_by from reconciliation.closing where business_day = cast(? as date)";
    private static final String LAST_CLOSED = """
            select business_day, closing_vnd, hash from reconciliation.closing
            where account_id = ? and status = 'closed' order by business_day desc limit 1
            """;
    private static final String PROOF = "select proof from reconciliation.closing where id = ? and status = 'closed'";
    private static final String INSERT = """
            insert into reconciliation.closing
                (id, account_id, account, business_day, status, opening_vnd, closing_vnd, credit_total_vnd, debit_total_vnd, line_count, content,
                 prepared_by, prepared_at)
            values (?, ?, ?, ?, 'prepared', ?, ?, ?, ?, ?, cast(? as jsonb), ?, ?)
            """;
    private static final String PREPARE_ANEW = """
            update reconciliation.closing set opening_vnd = ?, closing_vnd = ?, credit_total_vnd = ?, debit_total_vnd = ?, line_count = ?,
                content = cast(? as jsonb), prepared_by = ?, prepared_at = ?
            where id = ?
            """;
    private static final String CLOSE = """
            update reconciliation.closing set status = 'closed', content = cast(? as jsonb), closed_by = ?, closed_at = ?, previous_hash = ?,
                proof = ?, hash = ?
            where id = ?
            """;

    private final Accounts accounts;
    private final OnItsWay onItsWay;
    private final ToldLines told;
    private final Corrections corrections;
    private final CheckDay checkDay;
    private final Audit audit;
    private final InstantSource clock;

    public Closings(
            Accounts accounts,
            Statements statements,
            Matching matching,
            Discrepancies discrepancies,
            Ledger ledger,
            TransferOrders transfers,
            BankCalendar calendar,
            Audit audit,
            InstantSource clock) {
        this.accounts = accounts;
        this.onItsWay = new OnItsWay(transfers, calendar, clock);
        this.told = new ToldLines(statements, matching, discrepancies);
        this.corrections = new Corrections(statements, told, audit, clock);
        this.checkDay = new CheckDay(statements, matching, discrepancies, ledger, onItsWay, corrections);
        this.audit = audit;
        this.clock = clock;
    }

    /** @param isNew false when the same figures were prepared before */
    public record Prepared(Closing closing, boolean isNew) {}

    /** The last closed day of an account. */
    record Last(LocalDate day, long closingVnd, String hash) {}

    /** The last closed day of an account. */
    public static Optional<LocalDate> lastClosedDay(Sql sql, UUID account) {
        return last(sql, account).map(Last::day);
    }

    /**
     * Checks a day and signs it first. What is prepared already and still true stays as it is; when the figures changed, it is prepared anew and its first
     * signature is the caller's.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal one of {@link ClosingProblem}
     */
    public Prepared prepare(Tx tx, CollectionAccount account, LocalDate day, String by) {
        Statements.lock(tx, account.id());
        Optional<Closing> before = tx.get(OF_DAY, account.id(), day).map(Closings::read);
        if (before.isPresent() && before.get().closed()) {
            throw ClosingProblem.ALREADY_CLOSED
                    .refusal()
                    .with("closing", before.get().id());
        }
        DayContent content = check(tx, account, day);
        if (before.isPresent() && before.get().content().sameBankDay(content)) {
            return new Prepared(before.get(), false);
        }
        Instant now = clock.instant();
        UUID id = before.map(Closing::id).orElseGet(() -> Ids.next(now));
        if (before.isEmpty()) {
            tx.run(
                    INSERT,
                    id,
                    account.id(),
                    account.key(),
                    day,
                    content.openingVnd(),
                    content.closingVnd(),
                    content.creditTotalVnd(),
                    content.debitTotalVnd(),
                    (long) content.lineCount(),
                    Json.text(content),
                    by,
                    now);
        } else {
            tx.run(
                    PREPARE_ANEW,
                    content.openingVnd(),
                    content.closingVnd(),
                    content.creditTotalVnd(),
                    content.debitTotalVnd(),
                    (long) content.lineCount(),
                    Json.text(content),
                    by,
                    now,
                    id);
        }
        audit.record(tx, by, "prepare", "closing", id.toString(), null, summary(account, day, content), null);
        return new Prepared(get(tx, id), true);
    }

    /**
     * Signs. The person who prepared has signed already, so that a second signature of theirs changes nothing; another person's closes the day, after
     * everything was checked once more.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal one of {@link ClosingProblem}
     */
    public Closing sign(Tx tx, UUID id, String by) {
        Statements.lock(tx, get(tx, id).accountId());
        Closing closing = get(tx, id);
        if (closing.closed()) {
            if (by.equals(closing.preparedBy()) || by.equals(closing.closedBy())) {
                return closing;
            }
            throw ClosingProblem.ALREADY_CLOSED.refusal().with("closing", id);
        }
        if (by.equals(closing.preparedBy())) {
            return closing;
        }
        CollectionAccount account = accounts.get(tx, closing.accountId());
        DayContent content = check(tx, account, closing.businessDay());
        if (!content.sameBankDay(closing.content())) {
            throw ClosingProblem.FIGURES_CHANGED.refusal().with("closing", id);
        }
        // The proof says exactly what the row says; the database keeps microseconds.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String previousHash = last(tx, account.id()).map(Last::hash).orElse(null);
        byte[] proof = proof(account, closing, content, by, now, previousHash);
        tx.run(
                CLOSE,
                Json.text(content),
                by,
                now,
                previousHash,
                new String(proof, StandardCharsets.UTF_8),
                Sha256.hex(proof),
                id);
        told.tell(tx, account.id(), closing.businessDay(), content.buckets(), now);
        corrections.told(tx, account, closing, content.corrections(), by, now);
        audit.record(
                tx,
                by,
                "close",
                "closing",
                id.toString(),
                null,
                summary(account, closing.businessDay(), content),
                null);
        return get(tx, id);
    }

    /** Whether a day could be closed now. */
    public sealed interface Readiness {
        /**
         * @param asPrepared what was prepared is still true, so that another person may sign; false also when nothing is prepared
         * @param inTransit what the proof says is on its way
         */
        record Ready(boolean asPrepared, List<InTransit> inTransit) implements Readiness {}

        /** @param why one of {@link ClosingProblem} with its figures */
        record Blocked(Refusal why) implements Readiness {}
    }

    /** Checks a day as {@link #prepare} does, and changes nothing. */
    public Readiness readiness(Sql sql, CollectionAccount account, LocalDate day) {
        return ready(sql, account, day, null);
    }

    /** The same of lines that were read in this transaction. */
    public Readiness readiness(Sql sql, CollectionAccount account, LocalDate day, DayLines lines) {
        return ready(sql, account, day, lines);
    }

    private Readiness ready(Sql sql, CollectionAccount account, LocalDate day, @Nullable DayLines lines) {
        try {
            DayContent content = check(sql, account, day, lines);
            boolean asPrepared = find(sql, account.id(), day)
                    .map(c -> c.content().sameBankDay(content))
                    .orElse(false);
            return new Readiness.Ready(asPrepared, content.inTransit());
        } catch (Refusal refusal) {
            if (refusal.type() instanceof ClosingProblem) {
                return new Readiness.Blocked(refusal);
            }
            throw refusal;
        }
    }

    /** Payments reported by providers up to a day, that the bank has not shown by then. */
    public List<InTransit> inTransit(Sql sql, CollectionAccount account, LocalDate day) {
        return onItsWay.of(sql, account, day);
    }

    /** The same of the whole city, by account. */
    public Map<String, List<InTransit>> inTransit(Sql sql, LocalDate day) {
        return onItsWay.of(sql, accounts.active(sql), day);
    }

    /** The door to corrections of closed days. */
    public Corrections corrections() {
        return corrections;
    }

    /**
     * How far the close of a day is.
     *
     * @param status prepared or closed
     */
    public record State(
            UUID id,
            String status,
            String preparedBy,
            @Nullable String closedBy) {}

    /** How far each account's close is; an account that nobody prepared is absent. */
    public Map<UUID, State> states(Sql sql, LocalDate day) {
        Map<UUID, State> states = new HashMap<>();
        sql.list(STATES, row -> row, day)
                .forEach(row -> states.put(
                        row.uuid("account_id"),
                        new State(
                                row.uuid("id"),
                                row.text("status"),
                                row.text("prepared_by"),
                                row.textOrNull("closed_by"))));
        return states;
    }

    public Closing get(Sql sql, UUID id) {
        return sql.get(BY_ID, id).map(Closings::read).orElseThrow(() -> ClosingProblem.CLOSING_UNKNOWN.refusal());
    }

    /** The closing of an account's day, prepared or closed. */
    public Optional<Closing> find(Sql sql, UUID account, LocalDate day) {
        return sql.get(OF_DAY, account, day).map(Closings::read);
    }

    /**
     * Closings a page at a time, in the order of their ids.
     *
     * @param day null for all days
     */
    public List<Closing> list(Sql sql, @Nullable LocalDate day, UUID after, int limit) {
        return sql.list(LIST, Closings::read, day, day, after, (long) limit);
    }

    /**
     * The proof of a closed day: the exact bytes whose SHA-256 is its hash (JSON after RFC 8785).
     *
     * @throws vn.phigate.gateway.platform.http.Refusal {@code closing_unknown} when the day is not closed
     */
    public byte[] proof(Sql sql, UUID id) {
        return sql.get(PROOF, id)
                .map(row -> row.text("proof").getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> ClosingProblem.CLOSING_UNKNOWN.refusal());
    }

    private DayContent check(Sql sql, CollectionAccount account, LocalDate day) {
        return check(sql, account, day, null);
    }

    private DayContent check(Sql sql, CollectionAccount account, LocalDate day, @Nullable DayLines lines) {
        Optional<Last> last = last(sql, account.id());
        if (last.isPresent() && !last.get().day.isBefore(day)) {
            throw ClosingProblem.LATER_DAY_CLOSED.refusal().with("last_closed_day", last.get().day);
        }
        LocalDate today = BusinessDay.of(clock.instant());
        if (!day.isBefore(today)) {
            throw ClosingProblem.DAY_NOT_OVER
                    .refusal()
                    .with("business_day", day)
                    .with("today", today);
        }
        return checkDay.check(
                sql,
                account,
                day,
                last.map(l -> new CheckDay.LastClosed(l.day, l.closingVnd)).orElse(null),
                lines);
    }

    static Optional<Last> last(Sql sql, UUID account) {
        return sql.get(LAST_CLOSED, account)
                .map(row -> new Last(row.date("business_day"), row.whole("closing_vnd"), row.text("hash")));
    }

    private static byte[] proof(
            CollectionAccount account,
            Closing closing,
            DayContent content,
            String secondBy,
            Instant secondAt,
            @Nullable String previousHash) {
        ObjectNode proof = Json.MAPPER.createObjectNode();
        proof.put("type", "phigate.day-close").put("version", 2);
        proof.putObject("account")
                .put("id", account.id().toString())
                .put("bin", account.bin())
                .put("number", account.number());
        proof.put("business_day", closing.businessDay().toString());
        proof.setAll(Json.MAPPER.<ObjectNode>valueToTree(content));
        var signatures = proof.putArray("signatures");
        signatures
                .addObject()
                .put("by", closing.preparedBy())
                .put("at", closing.preparedAt().toString());
        signatures.addObject().put("by", secondBy).put("at", secondAt.toString());
        proof.put("previous_hash", previousHash);
        return CanonicalJson.bytes(proof);
    }

    private static Map<String, Object> summary(CollectionAccount account, LocalDate day, DayContent content) {
        return Map.of(
                "account",
                account.key(),
                "business_day",
                day,
                "opening_vnd",
                content.openingVnd(),
                "closing_vnd",
                content.closingVnd());
    }

    private static Closing read(Row row) {
        return new Closing(
                row.uuid("id"),
                row.uuid("account_id"),
                row.text("account"),
                row.date("business_day"),
                row.text("status"),
                content(row.text("content")),
                row.text("prepared_by"),
                row.instant("prepared_at"),
                row.textOrNull("closed_by"),
                row.instantOrNull("closed_at"),
                row.textOrNull("previous_hash"),
                row.textOrNull("hash"));
    }

    private static DayContent content(String json) {
        try {
            return Json.MAPPER.readValue(json, DayContent.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored closing cannot be read", e);
        }
    }
}
