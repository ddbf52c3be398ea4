package vn.phigate.gateway.accounts;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts.Assignment;
import vn.phigate.gateway.accounts.Accounts.Change;
import vn.phigate.gateway.accounts.RegistryNotices.Audience;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.procedures.Kind;

/**
 * The map (agency, procedure or all, kind, instant) to account, on two axes: when a row applies and when it was believed. Rows are never edited: a change
 * is a proposal of its own, and its approval ends what was believed and begins what is believed from now on.
 */
final class AccountMap {
    /**
     * {@code ends_at} is the first instant at which the answer may be another one, by what is known: a row or an account ends, a row of the procedure's
     * own begins, somebody takes over, an undoing takes effect.
     *
     * <p>Whoever succeeded the agency is asked. A procedure's own row beats the agency's default; both time axes are asked: what applied then, and what
     * was believed at that time. The row is chosen first, whatever succeeded its account is taken, and looked at afterwards: an account that has
     * ended is no account, never a reason to pay into another. Agencies and accounts are succeeded by what {@code succession} wrote.
     */
    private static final String RESOLVE = "select " + AccountRows.COLUMNS + """
            , s.id as assignment_id, s.procedure_code, s.approved_by as assigned_by, s.approved_at as assigned_at,
            lower(s.valid) as assigned_from, s.reason,
            lower(s.recorded) as known_since, upper(s.recorded) as known_until, s.agency_id as for_agency, o.agency_id as first_owner,
            (select a.name from gateway.agency a where a.id = c.agency_id) as account_agency,
            coalesce((select array_agg(a.name || ': ' || k.document order by a.name)
                      from gateway.assignment_consent k join gateway.agency a on a.id = k.agency_id where k.assignment_id = s.id), '{}') as consents,
            cast(e.links || t.links as text[]) as links,
            least(upper(s.valid), upper(c.valid),
                (select min(upper(l.valid)) from gateway.succession_link l where l.id = any(e.links || t.links)),
                (select min(lower(l.valid)) from gateway.succession_link l
                 where l.former_agency in (e.agency_id, c.agency_id) and lower(l.valid) > d.at and l.recorded @> d.known_at),
                (select min(lower(l.valid)) from gateway.succession_link l
                 where l.former_account = c.id and lower(l.valid) > d.at and l.recorded @> d.known_at),
                (select min(lower(x.valid)) from gateway.account_assignment x
                 where s.procedure_code is null and x.agency_id = s.agency_id and x.kind = s.kind and x.procedure_code = d.procedure
                   and x.status in ('approved', 'ended') and lower(x.valid) > d.at and x.recorded @> d.known_at)) as ends_at,
            exists (select from gateway.succession_link l
                    where l.former_agency = c.agency_id and l.valid @> d.at and l.recorded @> d.known_at) as owner_succeeded
            from (select cast(? as timestamptz) as at, cast(? as timestamptz) as known_at, cast(? as text) as procedure) d
            cross join lateral gateway.succeeding_agency(?, d.at, d.known_at) e
            cross join lateral (
                select * from gateway.account_assignment a
                where a.agency_id = e.agency_id and a.kind = ? and (a.procedure_code = d.procedure or a.procedure_code is null)
                  and a.status in ('approved', 'ended') and a.valid @> d.at and a.recorded @> d.known_at
                order by a.procedure_code nulls last limit 1
            ) s
            cross join lateral gateway.succeeding_account(s.account_id, d.at, d.known_at) t
            join gateway.collection_account o on o.id = s.account_id
            join gateway.collection_account c on c.id = t.account_id
            where c.status in ('active', 'superseded', 'closed') and c.valid @> d.at
            """;

    private static final String TAKEN_OVER = """
            select coalesce(fa.name, fc.number) as former, coalesce(sa.name, sc.number) as successor, u.legal_act, u.cut_over
            from unnest(cast(? as uuid[])) with ordinality as asked(id, position)
            join gateway.succession_link l on l.id = asked.id
            join gateway.succession_part p on p.id = l.part_id
            join gateway.succession u on u.id = p.succession_id
            left join gateway.agency fa on fa.id = l.former_agency
            left join gateway.agency sa on sa.id = l.successor_agency
            left join gateway.collection_account fc on fc.id = l.former_account
            left join gateway.collection_account sc on sc.id = l.successor_account
            order by asked.position
            """;
    /** Accounts of one agency leading to accounts of a former one and so on; more often than any city reorganises. */
    private static final int MOST_ROUNDS = 20;

    private static final String SELECT = """
            select s.id, s.status, s.agency_id, s.procedure_code, s.kind, s.account_id, s.change, s.replaces, s.reason, s.proposed_by, s.proposed_at,
                   s.approved_by, s.approved_at, lower(s.valid) as valid_from, upper(s.valid) as valid_until,
                   (select k.code from gateway.agency_code k where k.agency_id = s.agency_id order by k.valid desc limit 1) as agency_code
            from gateway.account_assignment s
            """;
    private static final String BY_ID = SELECT + " where s.id = ?";
    private static final String LOCKED = BY_ID + " for update of s";
    private static final String OF_AGENCY = SELECT + " where s.agency_id = ? order by s.proposed_at desc, s.id desc";
    private static final String OF_ACCOUNT = SELECT + " where s.account_id = ? order by s.proposed_at desc, s.id desc";
    private static final String INSERT = """
            insert into gateway.account_assignment
                (id, agency_id, procedure_code, kind, account_id, valid, status, reason, change, replaces, proposed_at, proposed_by)
            values (?, ?, ?, ?, ?, tstzrange(?, ?), 'proposed', ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_REST = """
            insert into gateway.account_assignment
                (id, agency_id, procedure_code, kind, account_id, valid, status, reason, change, replaces, proposed_at, proposed_by, approved_at,
                 approved_by, recorded)
            select ?, t.agency_id, t.procedure_code, t.kind, t.account_id, t.valid * tstzrange(?, ?), 'approved',
                t.reason, 'rest', t.id, p.proposed_at, p.proposed_by, ?, ?, tstzrange(?, null)
            from gateway.account_assignment t, gateway.account_assignment p where t.id = ? and p.id = ?
            """;
    private static final String REST_CONSENTS = """
            insert into gateway.assignment_consent (assignment_id, agency_id, document, recorded_by, recorded_at)
            select ?, agency_id, document, recorded_by, recorded_at from gateway.assignment_consent where assignment_id = ?
            on conflict do nothing
            """;
    private static final String REST_WITHDRAWALS = """
            insert into gateway.assignment_consent_withdrawal (assignment_id, agency_id, document, recorded_by, recorded_at)
            select ?, agency_id, document, recorded_by, recorded_at from gateway.assignment_consent_withdrawal where assignment_id = ?
            """;
    private static final String STANDING_CONSENTS = """
            insert into gateway.assignment_consent (assignment_id, agency_id, document, recorded_by, recorded_at)
            select ?, c.agency_id, c.document, c.recorded_by, c.recorded_at from gateway.assignment_consent c
            where c.assignment_id = ? and not exists (select from gateway.assignment_consent_withdrawal w
                where w.assignment_id = c.assignment_id and w.agency_id = c.agency_id)
            """;
    private static final String APPROVE = """
            update gateway.account_assignment set status = 'approved', approved_at = ?, approved_by = ?, recorded = tstzrange(?, null) where id = ?
            """;
    private static final String APPROVE_WITHDRAWAL = """
            update gateway.account_assignment set status = 'ended', approved_at = ?, approved_by = ?, recorded = 'empty' where id = ?
            """;
    private static final String END = """
            update gateway.account_assignment set status = 'ended', recorded = tstzrange(lower(recorded), greatest(?, lower(recorded))) where id = ?
            """;
    private static final String REJECT =
            "update gateway.account_assignment set status = 'rejected', rejected_by = ?, rejected_at = ? where id = ?";
    private static final String CONSENT = """
            insert into gateway.assignment_consent (assignment_id, agency_id, document, recorded_by, recorded_at) values (?, ?, ?, ?, ?)
            on conflict (assignment_id, agency_id) do nothing
            """;
    private static final String CONSENTED = """
            select c.agency_id, c.document, c.recorded_by, c.recorded_at, a.name,
                   (select k.code from gateway.agency_code k where k.agency_id = c.agency_id order by k.valid desc limit 1) as code,
                   w.document as withdrawal, w.recorded_by as withdrawn_by, w.recorded_at as withdrawn_at
            from gateway.assignment_consent c join gateway.agency a on a.id = c.agency_id
            left join gateway.assignment_consent_withdrawal w on w.assignment_id = c.assignment_id and w.agency_id = c.agency_id
            where c.assignment_id = ? order by c.recorded_at, code
            """;
    private static final String WITHDRAW_CONSENT = """
            insert into gateway.assignment_consent_withdrawal (assignment_id, agency_id, document, recorded_by, recorded_at)
            select assignment_id, agency_id, ?, ?, ? from gateway.assignment_consent where assignment_id = ? and agency_id = ?
            on conflict do nothing
            """;
    /** Shared, so that the account is not closed while a duty is given to it. */
    private static final String ACCOUNT =
            "select status, agency_id from gateway.collection_account where id = ? for share";

    private final Agencies agencies;
    private final RegistryNotices notices;
    private final Audit audit;
    private final InstantSource clock;

    AccountMap(Agencies agencies, RegistryNotices notices, Audit audit, InstantSource clock) {
        this.agencies = agencies;
        this.notices = notices;
        this.audit = audit;
        this.clock = clock;
    }

    Optional<Resolution> resolve(Sql sql, long agencyId, String procedure, Kind kind, Instant at, Instant knownAt) {
        List<String> links = new ArrayList<>();
        long asked = agencyId;
        Instant until = null;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Row row =
                    sql.get(RESOLVE, at, knownAt, procedure, asked, kind.name()).orElse(null);
            if (row == null) {
                return Optional.empty();
            }
            links.addAll(row.texts("links"));
            until = earlier(until, row.instantOrNull("ends_at"));
            if (!row.flag("owner_succeeded")) {
                return Optional.of(resolution(sql, row, links, until));
            }
            // The account is that of an agency which collected for this one and has ceased: its successor has that duty
            // too.
            asked = row.whole("agency_id");
        }
        return Optional.empty();
    }

    private static Resolution resolution(Sql sql, Row row, List<String> links, @Nullable Instant until) {
        boolean delegated = row.whole("first_owner") != row.whole("for_agency");
        return new Resolution(
                AccountRows.account(row),
                row.uuid("assignment_id"),
                row.textOrNull("procedure_code") != null,
                row.text("assigned_by"),
                row.instant("assigned_at"),
                row.instant("assigned_from"),
                until,
                row.text("reason"),
                row.instant("known_since"),
                row.instantOrNull("known_until"),
                delegated ? new Resolution.Delegation(row.text("account_agency"), row.texts("consents")) : null,
                links.isEmpty() ? List.of() : takenOver(sql, links));
    }

    private static List<Resolution.TakenOver> takenOver(Sql sql, List<String> links) {
        return sql.list(
                TAKEN_OVER,
                row -> new Resolution.TakenOver(
                        row.text("former"), row.text("successor"), row.text("legal_act"), row.instant("cut_over")),
                (Object) links.toArray(String[]::new));
    }

    private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isBefore(b) ? a : b;
    }

    Assignment propose(Tx tx, Accounts.NewAssignment proposal, String by) {
        UUID supersedes = proposal.supersedes();
        if (supersedes != null) {
            Assignment target = current(tx, supersedes);
            boolean sameKey = target.agencyId() == proposal.agencyId()
                    && target.kind() == proposal.kind()
                    && Objects.equals(target.procedure(), proposal.procedure());
            if (!sameKey) {
                throw AccountProblem.WRONG_STATE.refusal(
                        "Dòng được thay phải cùng cơ quan, thủ tục và loại khoản thu.",
                        "The row that is superseded must be of the same agency, procedure and kind.");
            }
        }
        Registration.file(tx, proposal.accountId());
        UUID id = insert(tx, proposal, supersedes == null ? Change.NEW : Change.SUCCEED, supersedes, by);
        for (Accounts.Consent consent : proposal.consents()) {
            consent(tx, id, consent, by);
        }
        audit.record(tx, by, "propose", "assignment", id.toString(), null, proposal, proposal.reason());
        return get(tx, id);
    }

    /** Proposes that a row ends at an instant; at or before its beginning it is withdrawn whole, as if it had never been right. */
    Assignment proposeEnd(Tx tx, UUID id, Instant at, String reason, String by) {
        Assignment target = current(tx, id);
        Instant until = target.validUntil();
        if (until != null && !at.isBefore(until)) {
            throw AccountProblem.WRONG_STATE.refusal(
                    "Phân công đã kết thúc trước thời điểm đó.", "The assignment ends before that instant already.");
        }
        boolean withdraws = !at.isAfter(target.validFrom());
        var rest = new Accounts.NewAssignment(
                target.agencyId(),
                target.procedure(),
                target.kind(),
                target.accountId(),
                target.validFrom(),
                withdraws ? until : at,
                reason);
        UUID change = insert(tx, rest, withdraws ? Change.WITHDRAW : Change.END, id, by);
        audit.record(tx, by, "propose-end", "assignment", change.toString(), target, rest, reason);
        return get(tx, change);
    }

    /** Proposes that a row was wrong and what is right; what was believed until then stays on record. */
    Assignment proposeCorrection(Tx tx, UUID id, Accounts.Correction right, String by) {
        Assignment target = current(tx, id);
        Registration.file(tx, right.accountId());
        var corrected = new Accounts.NewAssignment(
                target.agencyId(),
                target.procedure(),
                target.kind(),
                right.accountId(),
                right.validFrom(),
                right.validUntil(),
                right.reason());
        UUID change = insert(tx, corrected, Change.CORRECT, id, by);
        tx.run(STANDING_CONSENTS, change, id);
        for (Accounts.Consent consent : right.consents()) {
            consent(tx, change, consent, by);
        }
        audit.record(tx, by, "propose-correction", "assignment", change.toString(), target, corrected, right.reason());
        return get(tx, change);
    }

    private UUID insert(Tx tx, Accounts.NewAssignment row, Change change, @Nullable UUID replaces, String by) {
        UUID id = Ids.next(clock.instant());
        tx.run(
                INSERT,
                id,
                row.agencyId(),
                row.procedure(),
                row.kind().name(),
                row.accountId(),
                row.validFrom(),
                row.validUntil(),
                row.reason(),
                change,
                replaces,
                clock.instant(),
                by);
        return id;
    }

    Assignment consent(Tx tx, UUID id, Accounts.Consent consent, String by) {
        Assignment proposal = locked(tx, id);
        requireProposed(proposal);
        if (consent.agencyId() != proposal.agencyId()
                && consent.agencyId()
                        != Registration.file(tx, proposal.accountId()).account().agencyId()) {
            throw AccountProblem.WRONG_STATE.refusal(
                    "Chỉ cơ quan có khoản thu và cơ quan chủ tài khoản mới đồng ý được.",
                    "Only the agency whose fees they are and the account's agency can consent.");
        }
        tx.run(CONSENT, id, consent.agencyId(), consent.document(), by, clock.instant());
        audit.record(tx, by, "consent", "assignment", id.toString(), null, consent, consent.document());
        return proposal;
    }

    List<Accounts.GivenConsent> consents(Sql sql, UUID id) {
        return sql.list(
                CONSENTED,
                row -> {
                    String withdrawal = row.textOrNull("withdrawal");
                    return new Accounts.GivenConsent(
                            row.whole("agency_id"),
                            row.text("code"),
                            row.text("name"),
                            row.text("document"),
                            row.text("recorded_by"),
                            row.instant("recorded_at"),
                            withdrawal == null
                                    ? null
                                    : new Accounts.Withdrawal(
                                            withdrawal, row.text("withdrawn_by"), row.instant("withdrawn_at")));
                },
                id);
    }

    Assignment withdrawConsent(Tx tx, UUID id, Accounts.Consent withdrawal, Instant at, String by) {
        Assignment row = locked(tx, id);
        boolean open = row.status().equals("proposed") || row.status().equals("approved");
        Instant now = clock.instant();
        if (!open || tx.run(WITHDRAW_CONSENT, withdrawal.document(), by, now, id, withdrawal.agencyId()) != 1) {
            throw AccountProblem.WRONG_STATE.refusal(
                    "Cơ quan này không có đồng ý nào còn hiệu lực cho phân công.",
                    "This agency has no consent to the assignment that still stands.");
        }
        audit.record(tx, by, "withdraw-consent", "assignment", id.toString(), null, withdrawal, withdrawal.document());
        return row.status().equals("proposed") ? row : proposeEnd(tx, id, at, withdrawal.document(), by);
    }

    Assignment approve(Tx tx, UUID id, String by) {
        Assignment proposal = locked(tx, id);
        requireProposed(proposal);
        if (proposal.proposedBy().equals(by)) {
            throw AccountProblem.SAME_PERSON.refusal();
        }
        Change change = proposal.change();
        if (change.givesDuty()) {
            requireReady(tx, proposal);
        }
        Instant now = clock.instant();
        UUID replaces = proposal.replaces();
        Assignment target = replaces == null ? null : locked(tx, replaces);
        guarded(() -> {
            if (target != null) {
                end(tx, target, now);
                Instant until = proposal.validUntil();
                if (change == Change.SUCCEED && target.validFrom().isBefore(proposal.validFrom())) {
                    keepRest(tx, target, proposal, null, proposal.validFrom(), by, now);
                }
                if (change == Change.SUCCEED
                        && until != null
                        && (target.validUntil() == null || until.isBefore(target.validUntil()))) {
                    keepRest(tx, target, proposal, until, null, by, now);
                }
            }
            if (change == Change.WITHDRAW) {
                tx.run(APPROVE_WITHDRAWAL, now, by, id);
            } else {
                tx.run(APPROVE, now, by, now, id);
            }
        });
        Assignment after = get(tx, id);
        audit.record(tx, by, "approve", "assignment", id.toString(), target, after, proposal.reason());
        tell(tx, after, by);
        return after;
    }

    private static void end(Tx tx, Assignment target, Instant now) {
        if (!target.status().equals("approved")) {
            throw AccountProblem.WRONG_STATE.refusal(
                    "Phân công này đã thay đổi sau khi có đề nghị; hãy đề nghị lại.",
                    "The assignment changed after this was proposed; propose it again.");
        }
        tx.run(END, now, target.id());
    }

    /** What lies before, or after, the row that takes over stays as it was: nothing ends that nobody asked to end. */
    private static void keepRest(
            Tx tx,
            Assignment target,
            Assignment proposal,
            @Nullable Instant from,
            @Nullable Instant until,
            String by,
            Instant now) {
        UUID rest = Ids.next(now);
        tx.run(INSERT_REST, rest, from, until, now, by, now, target.id(), proposal.id());
        tx.run(REST_CONSENTS, rest, target.id());
        tx.run(REST_WITHDRAWALS, rest, target.id());
    }

    private void requireReady(Tx tx, Assignment proposal) {
        Row account = tx.get(ACCOUNT, proposal.accountId()).orElseThrow();
        if (!account.text("status").equals("active")) {
            throw AccountProblem.WRONG_STATE.refusal(
                    "Tài khoản của phân công này chưa có hiệu lực.", "The account of this assignment is not in force.");
        }
        long owner = account.whole("agency_id");
        if (owner != proposal.agencyId()) {
            Set<Long> missing = new LinkedHashSet<>(List.of(proposal.agencyId(), owner));
            consents(tx, proposal.id()).stream()
                    .filter(c -> c.withdrawn() == null)
                    .forEach(c -> missing.remove(c.agencyId()));
            if (!missing.isEmpty()) {
                List<String> codes = new ArrayList<>();
                missing.forEach(agency -> codes.add(agencies.byId(tx, agency).code()));
                throw AccountProblem.CONSENT_MISSING.refusal().with("missing", codes);
            }
        }
    }

    Assignment reject(Tx tx, UUID id, String reason, String by) {
        Assignment proposal = locked(tx, id);
        requireProposed(proposal);
        tx.run(REJECT, by, clock.instant(), id);
        audit.record(tx, by, "reject", "assignment", id.toString(), proposal, Map.of("status", "rejected"), reason);
        return get(tx, id);
    }

    private static void requireProposed(Assignment assignment) {
        if (!assignment.status().equals("proposed")) {
            throw AccountProblem.WRONG_STATE.refusal().with("current_status", assignment.status());
        }
    }

    private static Assignment current(Tx tx, UUID id) {
        Assignment target = locked(tx, id);
        if (!target.status().equals("approved")) {
            throw AccountProblem.WRONG_STATE.refusal().with("current_status", target.status());
        }
        return target;
    }

    private static void guarded(Runnable write) {
        try {
            write.run();
        } catch (ConstraintViolation e) {
            throw switch (e.constraint()) {
                case "assignment_four_eyes" -> AccountProblem.SAME_PERSON.refusal();
                case "assignment_one_account" -> AccountProblem.ASSIGNMENT_OVERLAPS.refusal();
                case "assignment_consents" -> AccountProblem.CONSENT_MISSING.refusal();
                default -> e;
            };
        }
    }

    private void tell(Tx tx, Assignment done, String by) {
        CollectionAccount account = Registration.file(tx, done.accountId()).account();
        if (account.sample()) {
            return;
        }
        String kind = done.change().givesDuty() ? "assignment_approved" : "assignment_ended";
        String what = done.kind() + (done.procedure() == null ? "" : " " + done.procedure()) + " → " + account.number();
        String agency = agencies.byId(tx, done.agencyId()).name();
        String vi = agency + ": " + by + " đã phê duyệt thay đổi phân công ("
                + done.change().text() + "): " + what + ". " + done.reason();
        String en = agency + ": " + by + " approved a change of the map ("
                + done.change().text() + "): " + what + ". " + done.reason();
        var subject = new RegistryNotices.Subject(account.id(), done.id(), null);
        notices.write(tx, kind, done.agencyId(), Audience.AGENCY, subject, vi, en);
        if (account.agencyId() != done.agencyId()) {
            notices.write(tx, kind, account.agencyId(), Audience.ACCOUNT_AGENCY, subject, vi, en);
        }
    }

    List<Assignment> ofAgency(Sql sql, long agencyId) {
        return sql.list(OF_AGENCY, AccountMap::read, agencyId);
    }

    List<Assignment> ofAccount(Sql sql, UUID account) {
        return sql.list(OF_ACCOUNT, AccountMap::read, account);
    }

    static Assignment get(Sql sql, UUID id) {
        return sql.get(BY_ID, id).map(AccountMap::read).orElseThrow(() -> AccountProblem.ASSIGNMENT_UNKNOWN.refusal());
    }

    private static Assignment locked(Tx tx, UUID id) {
        return tx.get(LOCKED, id).map(AccountMap::read).orElseThrow(() -> AccountProblem.ASSIGNMENT_UNKNOWN.refusal());
    }

    private static Assignment read(Row row) {
        return new Assignment(
                row.uuid("id"),
                row.text("status"),
                row.whole("agency_id"),
                row.text("agency_code"),
                row.textOrNull("procedure_code"),
                Kind.valueOf(row.text("kind")),
                row.uuid("account_id"),
                row.constant("change", Change.class),
                row.uuidOrNull("replaces"),
                row.instant("valid_from"),
                row.instantOrNull("valid_until"),
                row.text("reason"),
                row.text("proposed_by"),
                row.instant("proposed_at"),
                row.textOrNull("approved_by"),
                row.instantOrNull("approved_at"));
    }
}
