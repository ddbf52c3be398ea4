package vn.phigate.gateway.succession;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.succession.Succession.Part;
import vn.phigate.gateway.succession.Succession.Party;
import vn.phigate.gateway.succession.Succession.Status;
import vn.phigate.gateway.succession.Succession.Step;

/** Reads successions. */
final class SuccessionRows {
    private static final String HEAD = "select u.* from gateway.succession u";
    private static final String BY_ID = HEAD + " where u.id = ?";
    private static final String LOCKED = BY_ID + " for update";
    private static final String PAGE = HEAD + " where u.id < ? order by u.id desc limit ?";
    /**
     * One row for each candidate, of whole parts. Names and codes are looked up for the rows that are left, never joined: while a city is seeded in one
     * transaction the planner knows no sizes, and once joined all agencies with all agencies, which took minutes.
     */
    private static final String PARTS = """
            select x.*,
                   (select a.name from gateway.agency a where a.id = x.former_id) as former_name,
                   (select k.code from gateway.agency_code k where k.agency_id = x.former_id order by k.valid desc limit 1) as former_code,
                   (select a.name from gateway.agency a where a.id = x.successor_id) as successor_name,
                   (select k.code from gateway.agency_code k where k.agency_id = x.successor_id order by k.valid desc limit 1) as successor_code
            from (
                select p.succession_id, p.id, p.position, c.position as candidate, p.divided, coalesce(p.former_agency, fa.agency_id) as former_id,
                       fa.id as former_account, fa.bank_bin as former_bin, fa.number as former_number,
                       coalesce(c.agency_id, sa.agency_id) as successor_id,
                       sa.id as successor_account, sa.bank_bin as successor_bin, sa.number as successor_number,
                       d.agency_id as decided_id, d.document, d.proposed_at, d.proposed_by, d.approved_at, d.approved_by,
                       u.legal_act, u.cut_over
                from gateway.succession_part p
                join gateway.succession u on u.id = p.succession_id
                join gateway.succession_candidate c on c.part_id = p.id
                left join gateway.collection_account fa on fa.id = p.former_account
                left join gateway.collection_account sa on sa.id = c.account_id
                left join gateway.succession_decision d on d.part_id = p.id and d.rejected_by is null
            ) x
            """;

    private static final String OF_SUCCESSIONS =
            PARTS + " where x.succession_id = any(cast(? as uuid[])) order by x.succession_id, x.position, x.candidate";
    private static final String PART = PARTS + " where x.id = ? order by x.candidate";
    private static final String OPEN = """
            select p.id from gateway.succession_part p join gateway.succession u on u.id = p.succession_id
            where p.divided and u.status = 'approved' and p.id > ?
              and not exists (select from gateway.succession_decision d where d.part_id = p.id and d.approved_by is not null)
            order by p.id limit ?
            """;
    private static final String OF_PARTS = PARTS + " where x.id = any(cast(? as uuid[])) order by x.id, x.candidate";

    private SuccessionRows() {}

    static Optional<Succession> find(Sql sql, UUID id, Instant now) {
        return sql.get(BY_ID, id).map(head -> whole(sql, List.of(head), now).getFirst());
    }

    /** Nobody else changes it until the transaction ends. */
    static Succession locked(Tx tx, UUID id, Instant now) {
        return tx.get(LOCKED, id)
                .map(head -> whole(tx, List.of(head), now).getFirst())
                .orElseThrow(() -> SuccessionProblem.SUCCESSION_UNKNOWN.refusal());
    }

    /** The newest first. */
    static List<Succession> page(Sql sql, UUID before, int limit, Instant now) {
        return whole(sql, sql.list(PAGE, row -> row, before, (long) limit), now);
    }

    /** Divided communes nobody decided about yet. */
    static List<Succession.Question> open(Sql sql, UUID after, int limit) {
        List<UUID> ids = sql.list(OPEN, row -> row.uuid("id"), after, (long) limit);
        return questions(sql.list(OF_PARTS, row -> row, (Object) ids.toArray(UUID[]::new)));
    }

    static Succession.Question question(Sql sql, UUID part) {
        List<Row> rows = sql.list(PART, row -> row, part);
        if (rows.isEmpty() || !rows.getFirst().flag("divided")) {
            throw SuccessionProblem.DECISION_UNKNOWN.refusal();
        }
        return questions(rows).getFirst();
    }

    private static List<Succession.Question> questions(List<Row> rows) {
        var questions = new ArrayList<Succession.Question>();
        byId(rows, "id").values().forEach(own -> {
            Row first = own.getFirst();
            questions.add(new Succession.Question(
                    part(own), first.uuid("succession_id"), first.text("legal_act"), first.instant("cut_over")));
        });
        return questions;
    }

    private static Map<UUID, List<Row>> byId(List<Row> rows, String column) {
        var grouped = new LinkedHashMap<UUID, List<Row>>();
        rows.forEach(row -> grouped.computeIfAbsent(row.uuid(column), id -> new ArrayList<>())
                .add(row));
        return grouped;
    }

    private static List<Succession> whole(Sql sql, List<Row> heads, Instant now) {
        UUID[] ids = heads.stream().map(head -> head.uuid("id")).toArray(UUID[]::new);
        Map<UUID, List<Row>> rows = byId(sql.list(OF_SUCCESSIONS, row -> row, (Object) ids), "succession_id");
        var found = new ArrayList<Succession>();
        for (Row head : heads) {
            List<Row> own = rows.getOrDefault(head.uuid("id"), List.of());
            List<Part> parts =
                    byId(own, "id").values().stream().map(SuccessionRows::part).toList();
            found.add(succession(head, parts, now));
        }
        return found;
    }

    private static Succession succession(Row row, List<Part> parts, Instant now) {
        Instant undoFrom = row.instantOrNull("undo_from");
        Succession.Undo undo = undoFrom == null
                ? null
                : new Succession.Undo(
                        undoFrom,
                        row.text("undo_reason"),
                        new Step(row.text("undo_proposed_by"), row.instant("undo_proposed_at"), null),
                        step(row, "undone", null));
        return new Succession(
                row.uuid("id"),
                status(row, undoFrom, now),
                row.text("legal_act"),
                row.instant("cut_over"),
                row.textOrNull("note"),
                new Step(row.text("proposed_by"), row.instant("proposed_at"), null),
                step(row, "approved", null),
                step(row, "rejected", row.textOrNull("rejected_reason")),
                undo,
                parts);
    }

    private static Status status(Row row, @Nullable Instant undoFrom, Instant now) {
        Status begun = row.instant("cut_over").isAfter(now) ? Status.APPROVED : Status.IN_FORCE;
        return switch (row.text("status")) {
            case "proposed" -> Status.PROPOSED;
            case "rejected" -> Status.REJECTED;
            case "undone" ->
                undoFrom == null || !undoFrom.isAfter(now) || begun == Status.APPROVED ? Status.UNDONE : begun;
            default -> begun;
        };
    }

    private static @Nullable Step step(Row row, String name, @Nullable String reason) {
        String by = row.textOrNull(name + "_by");
        return by == null ? null : new Step(by, row.instant(name + "_at"), reason);
    }

    private static Part part(List<Row> rows) {
        Row first = rows.getFirst();
        List<Party> successors =
                rows.stream().map(row -> party(row, "successor")).toList();
        Long decided = first.wholeOrNull("decided_id");
        Succession.Decision decision = decided == null
                ? null
                : new Succession.Decision(
                        decided,
                        successors.stream()
                                .filter(s -> s.agencyId() == decided)
                                .findFirst()
                                .orElseThrow()
                                .code(),
                        first.text("document"),
                        new Step(first.text("proposed_by"), first.instant("proposed_at"), null),
                        step(first, "approved", null));
        return new Part(first.uuid("id"), party(first, "former"), successors, first.flag("divided"), decision);
    }

    private static Party party(Row row, String side) {
        UUID account = row.uuidOrNull(side + "_account");
        return new Party(
                row.whole(side + "_id"),
                row.text(side + "_code"),
                row.text(side + "_name"),
                account == null
                        ? null
                        : new Succession.Account(account, row.text(side + "_bin"), row.text(side + "_number")));
    }
}
