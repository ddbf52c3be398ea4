package vn.phigate.reconciliation.closing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.signing.CanonicalJson;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.reconciliation.statements.Statements;

/**
 * The door to corrections: what was learned of a closed day, proposed by one person and approved by another. The closed day is never touched; lines that are
 * added are booked on the first open day and matched like any other, and the next proof tells all of it.
 */
public final class Corrections {
    private static final TypeReference<List<Correction.Line>> LINES = new TypeReference<>() {};
    private static final String SELECT = """
            select c.id, c.account_id, c.account, c.closed_day, c.kind, c.file_id, c.reason, c.lines, c.amount_vnd, c.status, c.proposed_by, c.proposed_at,
                   c.approved_by, c.approved_at, c.booked_on
            from reconciliation.correction c
            """;
    private static final String BY_ID = SELECT + " where c.id = ?";
    private static final String LIST = SELECT + """
             where (cast(? as uuid) is null or c.account_id = ?) and (cast(? as date) is null or cast(? as date) in (c.closed_day, c.booked_on)) and c.id > ?
            order by c.id limit ?
            """;
    private static final String APPROVED_OF_DAY = SELECT
            + " where c.account_id = ? and c.closed_day = cast(? as date) and c.status = 'approved' order by c.id";
    private static final String TO_TELL = SELECT
            + " where c.account_id = ? and c.booked_on = cast(? as date) and c.kind <> 'reclassified' order by c.id";
    private static final String CLOSING_OF_DAY =
            "select id from reconciliation.closing where account_id = ? and business_day = cast(? as date) and status = 'closed'";
    private static final String KNOWN =
            "select id from reconciliation.correction where account_id = ? and closed_day = cast(? as date) and file_id = ?";
    private static final String INSERT = """
            insert into reconciliation.correction
                (id, account_id, account, closed_day, closing_id, kind, file_id, reason, lines, amount_vnd, status, proposed_by, proposed_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), ?, 'proposed', ?, ?)
            """;
    private static final String APPROVE =
            "update reconciliation.correction set status = 'approved', approved_by = ?, approved_at = ?, booked_on = ? where id = ?";

    /** Before the narrative of a line that the corrected file no longer has. */
    private static final String TAKEN_BACK = "Ngân hàng bỏ dòng: ";

    private final Statements statements;
    private final ToldLines told;
    private final Audit audit;
    private final InstantSource clock;

    Corrections(Statements statements, ToldLines told, Audit audit, InstantSource clock) {
        this.statements = statements;
        this.told = told;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * What a person asks for. With a file its lines of the day are compared with those that are booked; with lines these are added; with neither it is a note.
     *
     * @param file a kept file whose statement was refused because the day is closed
     */
    public record NewCorrection(
            LocalDate closedDay, String reason, @Nullable UUID file, List<Statements.NewLine> lines) {}

    /**
     * Proposes.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal {@code day_not_closed}, {@code correction_known}, {@code nothing_to_correct}, {@code not_of_this_day},
     *     {@code file_unknown}
     */
    public Correction propose(Tx tx, CollectionAccount account, NewCorrection asked, String by) {
        Statements.lock(tx, account.id());
        LocalDate day = asked.closedDay;
        UUID closing = tx.get(CLOSING_OF_DAY, account.id(), day)
                .map(row -> row.uuid("id"))
                .orElseThrow(() -> ClosingProblem.DAY_NOT_CLOSED
                        .refusal()
                        .with("account", account.key())
                        .with("business_day", day));
        UUID file = asked.file;
        if (file != null) {
            tx.get(KNOWN, account.id(), day, file).ifPresent(row -> {
                throw ClosingProblem.CORRECTION_KNOWN.refusal().with("correction", row.uuid("id"));
            });
        }
        List<Correction.Line> lines = file != null ? difference(tx, account, day, file) : added(asked.lines);
        if (file != null && lines.isEmpty()) {
            throw ClosingProblem.NOTHING_TO_CORRECT.refusal().with("file", file);
        }
        String kind = file != null ? "statement" : lines.isEmpty() ? "note" : "lines";
        UUID id = insert(tx, account, day, closing, kind, file, asked.reason, lines, by, clock.instant());
        return get(tx, id);
    }

    /**
     * Another person agrees: the lines are booked on the first open day. Again it changes nothing.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal {@code correction_unknown}, {@code correction_four_eyes}
     */
    public Correction approve(Tx tx, CollectionAccount account, UUID id, String by) {
        Statements.lock(tx, account.id());
        Correction correction = get(tx, id);
        if (correction.approvedBy() != null) {
            return correction;
        }
        if (by.equals(correction.proposedBy())) {
            throw ClosingProblem.CORRECTION_FOUR_EYES.refusal();
        }
        Closings.Last last = Closings.last(tx, account.id()).orElseThrow();
        // A closed month takes nothing more either.
        LocalDate on = PeriodClosings.lastClosedMonth(tx, account.id())
                .filter(end -> end.isAfter(last.day()))
                .orElse(last.day())
                .plusDays(1);
        approve(tx, id, by, clock.instant(), on);
        if (!correction.kind().equals("note")) {
            List<Statements.NewLine> lines = correction.lines().stream()
                    .map(l -> new Statements.NewLine(
                            l.amountVnd(), l.narrative() == null ? "" : l.narrative(), l.bankReference()))
                    .toList();
            byte[] evidence = CanonicalJson.bytes(Json.MAPPER.<ObjectNode>valueToTree(get(tx, id)));
            statements.book(
                    tx,
                    account,
                    new Statements.BookedCorrection(
                            id, on, last.closingVnd() + statements.correctedVnd(tx, account.id(), on), lines, evidence),
                    by);
        }
        return get(tx, id);
    }

    public Correction get(Sql sql, UUID id) {
        return sql.get(BY_ID, id).map(Corrections::read).orElseThrow(ClosingProblem.CORRECTION_UNKNOWN::refusal);
    }

    /**
     * Corrections a page at a time, in the order of their ids.
     *
     * @param account null for all accounts
     * @param day the closed day, or the one on which they are booked; null for all days
     */
    public List<Correction> list(Sql sql, @Nullable UUID account, @Nullable LocalDate day, UUID after, int limit) {
        return sql.list(LIST, Corrections::read, account, account, day, day, after, (long) limit);
    }

    /** What the proof of a day has to tell: corrections booked on it, and lines of closed days that are in another bucket than the last proof said. */
    List<Correction.Told> toTell(Sql sql, UUID account, LocalDate day) {
        List<Correction.Told> all = new ArrayList<>();
        for (Correction each : sql.list(TO_TELL, Corrections::read, account, day)) {
            all.add(new Correction.Told(
                    each.id(),
                    each.closedDay(),
                    each.kind(),
                    each.reason(),
                    each.proposedBy(),
                    each.approvedBy(),
                    each.amountVnd(),
                    each.lines()));
        }
        told.changed(sql, account)
                .forEach((closed, lines) ->
                        all.add(new Correction.Told(null, closed, "reclassified", null, null, null, 0, lines)));
        return all;
    }

    /** The proof is signed: what changed its bucket becomes a correction that both signers agreed on. */
    void told(
            Tx tx,
            CollectionAccount account,
            Closing closing,
            List<Correction.Told> corrections,
            String second,
            Instant at) {
        for (Correction.Told each : corrections) {
            if (each.kind().equals("reclassified")) {
                UUID of = tx.get(CLOSING_OF_DAY, account.id(), each.closedDay())
                        .orElseThrow()
                        .uuid("id");
                String reason = "Được biết sau khi chốt ngày " + each.closedDay() + " / learned after the close";
                UUID id = insert(
                        tx,
                        account,
                        each.closedDay(),
                        of,
                        each.kind(),
                        null,
                        reason,
                        each.lines(),
                        closing.preparedBy(),
                        closing.preparedAt());
                approve(tx, id, second, at, closing.businessDay());
                told.retell(tx, account.id(), each.closedDay(), each.lines(), at);
            }
        }
    }

    private UUID insert(
            Tx tx,
            CollectionAccount account,
            LocalDate day,
            UUID closing,
            String kind,
            @Nullable UUID file,
            String reason,
            List<Correction.Line> lines,
            String by,
            Instant at) {
        UUID id = Ids.next(clock.instant());
        long amountVnd = kind.equals("reclassified")
                ? 0
                : lines.stream().mapToLong(Correction.Line::amountVnd).reduce(0, Math::addExact);
        tx.run(
                INSERT,
                id,
                account.id(),
                account.key(),
                day,
                closing,
                kind,
                file,
                reason,
                Json.text(lines),
                amountVnd,
                by,
                at);
        audit.record(
                tx,
                by,
                "propose",
                "correction",
                id.toString(),
                null,
                Map.of("account", account.key(), "business_day", day, "kind", kind, "amount_vnd", amountVnd),
                reason);
        return id;
    }

    private void approve(Tx tx, UUID id, String by, Instant at, LocalDate on) {
        tx.run(APPROVE, by, at, on, id);
        audit.record(tx, by, "approve", "correction", id.toString(), null, Map.of("booked_on", on), null);
    }

    /** Equal lines are counted: a file that has one of them twice brings one more. What the bank took back is added with the opposite sign. */
    private List<Correction.Line> difference(Sql sql, CollectionAccount account, LocalDate day, UUID file) {
        record Key(
                long amountVnd, String narrative, @Nullable String reference) {}
        Map<Key, Integer> more = new LinkedHashMap<>();
        for (Statements.NewLine line : statements.linesIn(sql, file, account, day)) {
            more.merge(new Key(line.amountVnd(), line.narrative(), line.bankReference()), 1, Integer::sum);
        }
        for (var line : statements.linesOfDay(sql, account.id(), day)) {
            more.merge(new Key(line.amountVnd(), line.narrative(), line.bankReference()), -1, Integer::sum);
        }
        for (Correction each : sql.list(APPROVED_OF_DAY, Corrections::read, account.id(), day)) {
            for (Correction.Line line : each.lines()) {
                String narrative = line.narrative();
                if (narrative != null) {
                    boolean taken = narrative.startsWith(TAKEN_BACK);
                    more.merge(
                            new Key(
                                    taken ? -line.amountVnd() : line.amountVnd(),
                                    taken ? narrative.substring(TAKEN_BACK.length()) : narrative,
                                    line.bankReference()),
                            taken ? 1 : -1,
                            Integer::sum);
                }
            }
        }
        List<Correction.Line> lines = new ArrayList<>();
        more.forEach((key, times) -> {
            for (int i = 0; i < Math.abs(times); i++) {
                lines.add(
                        times > 0
                                ? new Correction.Line(null, key.amountVnd, key.narrative, key.reference, null, null)
                                : new Correction.Line(
                                        null, -key.amountVnd, TAKEN_BACK + key.narrative, key.reference, null, null));
            }
        });
        return lines;
    }

    private static List<Correction.Line> added(List<Statements.NewLine> lines) {
        return lines.stream()
                .map(l -> new Correction.Line(null, l.amountVnd(), l.narrative(), l.bankReference(), null, null))
                .toList();
    }

    private static Correction read(Row row) {
        try {
            return new Correction(
                    row.uuid("id"),
                    row.uuid("account_id"),
                    row.text("account"),
                    row.date("closed_day"),
                    row.text("kind"),
                    row.uuidOrNull("file_id"),
                    row.text("reason"),
                    Json.MAPPER.readValue(row.text("lines"), LINES),
                    row.whole("amount_vnd"),
                    row.text("status"),
                    row.text("proposed_by"),
                    row.instant("proposed_at"),
                    row.textOrNull("approved_by"),
                    row.instantOrNull("approved_at"),
                    row.dateOrNull("booked_on"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored correction cannot be read", e);
        }
    }
}
