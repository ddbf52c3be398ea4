package vn.phigate.gateway.accounts;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.procedures.Kind;

/** The door to collection accounts and the map to them. */
public final class Accounts {
    private static final String COLUMNS =
            """
            c.id, c.agency_id, c.bank_bin, c.number, c.holder, c.status, lower(c.valid) as valid_from, upper(c.valid) as valid_until,
            c.approved_by, c.approved_at, c.sample
            """;
    private static final String BY_ID = "select " + COLUMNS + " from gateway.collection_account c where c.id = ?";
    private static final String BY_IDS = "select " + COLUMNS
            + " from gateway.collection_account c where c.id = any(cast(? as uuid[])) order by c.bank_bin, c.number";
    private static final String BY_NUMBER = "select " + COLUMNS
            + " from gateway.collection_account c where c.number = ? and c.status in ('active', 'closed') order by c.bank_bin, c.valid desc";
    private static final String OF_AGENCY = "select " + COLUMNS
            + " from gateway.collection_account c where c.agency_id = ? order by c.created_at, c.id";
    private static final String ALL_ACTIVE = "select " + COLUMNS
            + " from gateway.collection_account c where c.status = 'active' order by c.bank_bin, c.number";
    /** A procedure's own row beats the agency's default; both time axes are asked: what applied then, and what was believed at that time. */
    private static final String RESOLVE = "select " + COLUMNS
            + """
            , s.id as assignment_id, s.procedure_code, s.approved_by as assigned_by, s.approved_at as assigned_at,
            lower(s.valid) as assigned_from, upper(s.valid) as assigned_until, s.reason
            from gateway.account_assignment s join gateway.collection_account c on c.id = s.account_id
            where s.agency_id = ? and s.kind = ? and (s.procedure_code = ? or s.procedure_code is null)
              and s.status <> 'proposed' and s.valid @> cast(? as timestamptz) and s.recorded @> cast(? as timestamptz)
              and c.status in ('active', 'closed') and c.valid @> cast(? as timestamptz)
            order by s.procedure_code nulls last limit 1
            """;
    private static final String INSERT =
            """
            insert into gateway.collection_account
                (id, agency_id, bank_bin, number, holder, valid, legal_basis, status, sample, created_at, created_by)
            values (?, ?, ?, ?, ?, tstzrange(?, ?), ?, 'draft', ?, ?, ?)
            """;
    private static final String SUBMIT =
            """
            update gateway.collection_account set status = 'submitted', submitted_at = ?, submitted_by = ? where id = ? and status = 'draft'
            """;
    private static final String APPROVE =
            """
            update gateway.collection_account set status = 'active', approved_at = ?, approved_by = ? where id = ? and status = 'submitted'
            """;
    private static final String INSERT_ASSIGNMENT =
            """
            insert into gateway.account_assignment
                (id, agency_id, procedure_code, kind, account_id, valid, status, reason, proposed_at, proposed_by)
            values (?, ?, ?, ?, ?, tstzrange(?, ?), 'proposed', ?, ?, ?)
            """;
    private static final String APPROVE_ASSIGNMENT =
            """
            update gateway.account_assignment set status = 'approved', approved_at = ?, approved_by = ?, recorded = tstzrange(?, null)
            where id = ? and status = 'proposed'
            """;
    private static final String ASSIGNMENT =
            """
            select s.id, s.status, s.agency_id, s.procedure_code, s.kind, s.account_id, s.proposed_by, s.approved_by, c.status as account_status
            from gateway.account_assignment s join gateway.collection_account c on c.id = s.account_id where s.id = ?
            """;

    private final Audit audit;
    private final InstantSource clock;

    public Accounts(Audit audit, InstantSource clock) {
        this.audit = audit;
        this.clock = clock;
    }

    /** @param validUntil null for no known end */
    public record NewAccount(
            long agencyId,
            String bin,
            String number,
            String holder,
            Instant validFrom,
            @Nullable Instant validUntil,
            @Nullable String legalBasis,
            boolean sample) {}

    /** @param procedure null for the agency's default */
    public record NewAssignment(
            long agencyId,
            @Nullable String procedure,
            Kind kind,
            UUID accountId,
            Instant validFrom,
            @Nullable Instant validUntil,
            String reason) {}

    /** @param status proposed, approved or ended */
    public record Assignment(UUID id, String status, @Nullable String procedure, Kind kind, UUID accountId, String proposedBy) {}

    public CollectionAccount get(Sql sql, UUID id) {
        return sql.get(BY_ID, id).map(Accounts::read).orElseThrow(() -> AccountProblem.ACCOUNT_UNKNOWN.refusal());
    }

    /** Those of these accounts that exist, by bank and number. */
    public List<CollectionAccount> list(Sql sql, Collection<UUID> ids) {
        return sql.list(BY_IDS, Accounts::read, (Object) ids.toArray(UUID[]::new));
    }

    /** Accounts in force or formerly in force with this number, at whatever bank; a bank's file often names only the number. */
    public List<CollectionAccount> withNumber(Sql sql, String number) {
        return sql.list(BY_NUMBER, Accounts::read, number);
    }

    public List<CollectionAccount> ofAgency(Sql sql, long agencyId) {
        return sql.list(OF_AGENCY, Accounts::read, agencyId);
    }

    public List<CollectionAccount> active(Sql sql) {
        return sql.list(ALL_ACTIVE, Accounts::read);
    }

    /**
     * The account for a fee.
     *
     * @param at the instant the answer applies to
     * @param knownAt the instant of belief: pass {@code at} for "what did we think then", now for "what do we know today"
     */
    public Optional<Resolution> resolve(Sql sql, long agencyId, String procedure, Kind kind, Instant at, Instant knownAt) {
        return sql.get(RESOLVE, agencyId, kind.name(), procedure, at, knownAt, at).map(row -> {
            Instant until = earlier(row.instantOrNull("assigned_until"), row.instantOrNull("valid_until"));
            return new Resolution(
                    read(row),
                    row.uuid("assignment_id"),
                    row.textOrNull("procedure_code") != null,
                    row.text("assigned_by"),
                    row.instant("assigned_at"),
                    row.instant("assigned_from"),
                    until,
                    row.text("reason"));
        });
    }

    private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isBefore(b) ? a : b;
    }

    /** Registers a draft; nothing can be paid into it yet. */
    public CollectionAccount register(Tx tx, NewAccount account, String by) {
        UUID id = Ids.next(clock.instant());
        tx.run(
                INSERT,
                id,
                account.agencyId(),
                account.bin(),
                account.number(),
                account.holder(),
                account.validFrom(),
                account.validUntil(),
                account.legalBasis(),
                account.sample(),
                clock.instant(),
                by);
        audit.record(tx, by, "register", "account", id.toString(), null, account, null);
        return get(tx, id);
    }

    public CollectionAccount submit(Tx tx, UUID id, String by) {
        CollectionAccount before = get(tx, id);
        if (tx.run(SUBMIT, clock.instant(), by, id) != 1) {
            throw AccountProblem.WRONG_STATE.refusal().with("status", before.status());
        }
        audit.record(tx, by, "submit", "account", id.toString(), state(before.status()), state("submitted"), null);
        return get(tx, id);
    }

    /** Another person approves; from then on the account may be assigned and paid into. */
    public CollectionAccount approve(Tx tx, UUID id, String by) {
        CollectionAccount before = get(tx, id);
        try {
            if (tx.run(APPROVE, clock.instant(), by, id) != 1) {
                throw AccountProblem.WRONG_STATE.refusal().with("status", before.status());
            }
        } catch (ConstraintViolation e) {
            throw switch (e.constraint()) {
                case "account_four_eyes" -> AccountProblem.SAME_PERSON.refusal();
                case "account_one_owner" -> AccountProblem.ACCOUNT_TAKEN.refusal();
                default -> e;
            };
        }
        audit.record(tx, by, "approve", "account", id.toString(), state(before.status()), state("active"), null);
        return get(tx, id);
    }

    public Assignment propose(Tx tx, NewAssignment assignment, String by) {
        get(tx, assignment.accountId());
        UUID id = Ids.next(clock.instant());
        tx.run(
                INSERT_ASSIGNMENT,
                id,
                assignment.agencyId(),
                assignment.procedure(),
                assignment.kind().name(),
                assignment.accountId(),
                assignment.validFrom(),
                assignment.validUntil(),
                assignment.reason(),
                clock.instant(),
                by);
        audit.record(tx, by, "propose", "assignment", id.toString(), null, assignment, assignment.reason());
        return assignment(tx, id);
    }

    /** Another person approves; refused when it would give one key two accounts at one instant. */
    public Assignment approveAssignment(Tx tx, UUID id, String by) {
        var row = tx.get(ASSIGNMENT, id).orElseThrow(() -> AccountProblem.ASSIGNMENT_UNKNOWN.refusal());
        if (!row.text("account_status").equals("active")) {
            throw AccountProblem.WRONG_STATE.refusal(
                    "Tài khoản của phân công này chưa được phê duyệt.", "The account of this assignment is not approved.");
        }
        Instant now = clock.instant();
        try {
            if (tx.run(APPROVE_ASSIGNMENT, now, by, now, id) != 1) {
                throw AccountProblem.WRONG_STATE.refusal().with("status", row.text("status"));
            }
        } catch (ConstraintViolation e) {
            throw switch (e.constraint()) {
                case "assignment_four_eyes" -> AccountProblem.SAME_PERSON.refusal();
                case "assignment_one_account" -> AccountProblem.ASSIGNMENT_OVERLAPS.refusal();
                default -> e;
            };
        }
        audit.record(tx, by, "approve", "assignment", id.toString(), state(row.text("status")), state("approved"), null);
        return assignment(tx, id);
    }

    private static Assignment assignment(Sql sql, UUID id) {
        return sql.get(ASSIGNMENT, id)
                .map(row -> new Assignment(
                        row.uuid("id"),
                        row.text("status"),
                        row.textOrNull("procedure_code"),
                        Kind.valueOf(row.text("kind")),
                        row.uuid("account_id"),
                        row.text("proposed_by")))
                .orElseThrow(() -> AccountProblem.ASSIGNMENT_UNKNOWN.refusal());
    }

    private static Map<String, String> state(String status) {
        return Map.of("status", status);
    }

    private static CollectionAccount read(Row row) {
        return new CollectionAccount(
                row.uuid("id"),
                row.whole("agency_id"),
                row.text("bank_bin"),
                row.text("number"),
                row.text("holder"),
                row.text("status"),
                row.instant("valid_from"),
                row.instantOrNull("valid_until"),
                row.textOrNull("approved_by"),
                row.instantOrNull("approved_at"),
                row.flag("sample"));
    }
}
