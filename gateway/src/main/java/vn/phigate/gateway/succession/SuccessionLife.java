package vn.phigate.gateway.succession;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.AccountProblem;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.RegistryNotices;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.succession.Succession.Status;

/** The steps of a succession. Each locks it, writes, and is kept in the audit log. */
final class SuccessionLife {
    private static final String SUBJECT = "succession";
    private static final String INSERT = """
            insert into gateway.succession (id, legal_act, cut_over, note, status, proposed_at, proposed_by) values (?, ?, ?, ?, 'proposed', ?, ?)
            """;
    private static final String INSERT_PARTS = """
            insert into gateway.succession_part (id, succession_id, position, former_agency, former_account, divided)
            select t.id, ?, t.position, t.agency, t.account, t.divided
            from unnest(cast(? as uuid[]), cast(? as bigint[]), cast(? as uuid[]), cast(cast(? as text[]) as boolean[]))
                with ordinality as t(id, agency, account, divided, position)
            """;
    private static final String INSERT_CANDIDATES = """
            insert into gateway.succession_candidate (part_id, position, agency_id, account_id)
            select t.part, row_number() over (partition by t.part order by t.position), t.agency, t.account
            from unnest(cast(? as uuid[]), cast(? as bigint[]), cast(? as uuid[])) with ordinality as t(part, agency, account, position)
            """;
    private static final String APPROVE =
            "update gateway.succession set status = 'approved', approved_at = ?, approved_by = ? where id = ?";
    private static final String REJECT =
            "update gateway.succession set status = 'rejected', rejected_at = ?, rejected_by = ?, rejected_reason = ? where id = ?";
    private static final String PROPOSE_UNDO = """
            update gateway.succession set undo_from = ?, undo_reason = ?, undo_proposed_at = ?, undo_proposed_by = ? where id = ?
            """;
    private static final String UNDO =
            "update gateway.succession set status = 'undone', undone_at = ?, undone_by = ? where id = ?";
    private static final String LINK = """
            insert into gateway.succession_link (id, part_id, former_agency, former_account, successor_agency, successor_account, valid, recorded)
            select gen_random_uuid(), p.id, p.former_agency, p.former_account, case when p.divided then null else c.agency_id end, c.account_id,
                tstzrange(?, null), tstzrange(?, null)
            from gateway.succession_part p join gateway.succession_candidate c on c.part_id = p.id and c.position = 1
            where p.succession_id = ? order by p.position
            """;
    private static final String KEEP_CODE = """
            update gateway.succession_part set code_was = cast(t.was as daterange)
            from unnest(cast(? as bigint[]), cast(? as text[])) as t(agency, was) where succession_id = ? and former_agency = t.agency
            """;
    private static final String CODES_WERE = """
            select former_agency, cast(code_was as text) as code_was from gateway.succession_part
            where succession_id = ? and code_was is not null order by position
            """;
    private static final String BELIEVED = """
            select l.id from gateway.succession_link l join gateway.succession_part p on p.id = l.part_id
            where p.succession_id = ? and upper_inf(l.recorded) and (upper(l.valid) is null or upper(l.valid) > cast(? as timestamptz)) for update of l
            """;
    private static final String FORGET = """
            update gateway.succession_link set recorded = tstzrange(lower(recorded), greatest(cast(? as timestamptz), lower(recorded)))
            where id = any(cast(? as uuid[]))
            """;
    private static final String KEEP_REST = """
            insert into gateway.succession_link (id, part_id, former_agency, former_account, successor_agency, successor_account, valid, recorded)
            select gen_random_uuid(), part_id, former_agency, former_account, successor_agency, successor_account, tstzrange(lower(valid), ?),
                tstzrange(?, null)
            from gateway.succession_link where id = any(cast(? as uuid[])) and lower(valid) < cast(? as timestamptz)
            """;
    private static final String ACCOUNT_READY = "select status from gateway.collection_account where id = ? for share";

    private final Agencies agencies;
    private final Accounts accounts;
    private final Audit audit;
    private final InstantSource clock;

    SuccessionLife(Agencies agencies, Accounts accounts, Audit audit, InstantSource clock) {
        this.agencies = agencies;
        this.accounts = accounts;
        this.audit = audit;
        this.clock = clock;
    }

    Succession propose(Tx tx, Successions.NewSuccession proposal, String by) {
        Instant now = clock.instant();
        UUID id = Ids.next(now);
        List<Successions.NewPart> parts = proposal.parts();
        List<UUID> ids = parts.stream().map(part -> Ids.next(now)).toList();
        tx.run(INSERT, id, proposal.legalAct(), proposal.cutOver(), proposal.note(), now, by);
        guarded(() -> {
            tx.run(
                    INSERT_PARTS,
                    id,
                    ids.toArray(UUID[]::new),
                    parts.stream().map(Successions.NewPart::formerAgency).toArray(Long[]::new),
                    parts.stream().map(part -> text(part.formerAccount())).toArray(String[]::new),
                    parts.stream().map(part -> String.valueOf(part.divided())).toArray(String[]::new));
            insertCandidates(tx, ids, parts);
        });
        Succession made = SuccessionRows.find(tx, id, now).orElseThrow();
        List<MapModel.Link> believed = MapModel.links(tx, now);
        refuseWhatCannotHold(believed, made, parts);
        refuseForeignAccounts(believed, made);
        audit.record(tx, by, "propose", SUBJECT, id.toString(), null, made, proposal.note());
        return made;
    }

    private static void insertCandidates(Tx tx, List<UUID> ids, List<Successions.NewPart> parts) {
        var part = new ArrayList<UUID>();
        var agency = new ArrayList<@Nullable Long>();
        var account = new ArrayList<@Nullable String>();
        for (int i = 0; i < parts.size(); i++) {
            UUID successor = parts.get(i).successorAccount();
            if (successor != null) {
                part.add(ids.get(i));
                agency.add(null);
                account.add(successor.toString());
            }
            for (long candidate : parts.get(i).successorAgencies()) {
                part.add(ids.get(i));
                agency.add(candidate);
                account.add(null);
            }
        }
        tx.run(
                INSERT_CANDIDATES,
                part.toArray(UUID[]::new),
                agency.toArray(Long[]::new),
                account.toArray(String[]::new));
    }

    /** An array of texts may have nulls. */
    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }

    /** Told when it is proposed; that it cannot hold is a constraint of the database. */
    private static void refuseWhatCannotHold(
            List<MapModel.Link> believed, Succession made, List<Successions.NewPart> parts) {
        Instant cutOver = made.cutOver();
        List<MapModel.Link> later = believed.stream()
                .filter(link ->
                        link.span().until() == null || link.span().until().isAfter(cutOver))
                .toList();
        Set<Object> formers = new HashSet<>();
        parts.forEach(part -> formers.add(former(part)));
        for (MapModel.Link link : later) {
            Object former = link.formerAgency() == null ? link.formerAccount() : link.formerAgency();
            if (former != null && formers.contains(former)) {
                throw SuccessionProblem.SUCCESSION_OVERLAPS.refusal().with("succession", link.succession());
            }
        }
        for (Successions.NewPart part : parts) {
            if (Chain.leadsTo(former(part), part, parts, later)) {
                throw SuccessionProblem.SUCCESSION_CYCLE.refusal();
            }
        }
    }

    /**
     * An account's successor is the same agency's, or that of whoever has its agency's duties by then. Else a succession would send an agency's
     * fees to another one without the consents that a delegated collection needs.
     */
    private static void refuseForeignAccounts(List<MapModel.Link> believed, Succession succession) {
        List<MapModel.Link> then = believed.stream()
                .filter(link -> link.span().covers(succession.cutOver()))
                .toList();
        List<Successions.NewPart> decided = succession.parts().stream()
                .filter(part -> part.former().account() == null && !part.divided())
                .map(part -> Successions.NewPart.agency(
                        part.former().agencyId(),
                        List.of(part.successors().getFirst().agencyId())))
                .toList();
        for (Succession.Part part : succession.parts()) {
            long owner = part.former().agencyId();
            long next = part.successors().getFirst().agencyId();
            if (part.former().account() != null
                    && !Chain.leadsTo(next, Successions.NewPart.agency(owner, List.of(owner)), decided, then)) {
                throw SuccessionProblem.SUCCESSION_FOREIGN_ACCOUNT.refusal();
            }
        }
    }

    static Object former(Successions.NewPart part) {
        UUID account = part.formerAccount();
        Long agency = part.formerAgency();
        return account != null ? account : agency != null ? agency : part;
    }

    Succession approve(Tx tx, UUID id, String by) {
        Succession after = approveQuietly(tx, id, by);
        tell(tx, after, "succession_approved", "kế tiếp được phê duyệt", "succession approved", after.cutOver());
        return after;
    }

    /** Without a word to the agencies. */
    Succession approveQuietly(Tx tx, UUID id, String by) {
        Instant now = clock.instant();
        Succession proposed = SuccessionRows.locked(tx, id, now);
        require(proposed.status() == Status.PROPOSED, proposed);
        requireAnother(proposed.proposed().by(), by);
        refuseForeignAccounts(MapModel.links(tx, now), proposed);
        for (Succession.Part part : proposed.parts()) {
            Succession.Account successor = part.successors().getFirst().account();
            if (successor != null
                    && !tx.get(ACCOUNT_READY, successor.id())
                            .orElseThrow()
                            .text("status")
                            .equals("active")) {
                throw AccountProblem.WRONG_STATE.refusal(
                        "Tài khoản kế tiếp " + successor.number() + " chưa có hiệu lực.",
                        "The succeeding account " + successor.number() + " is not in force.");
            }
        }
        guarded(() -> {
            tx.run(APPROVE, now, by, id);
            tx.run(LINK, proposed.cutOver(), now, id);
        });
        endCodes(tx, proposed, by);
        Succession after = SuccessionRows.find(tx, id, now).orElseThrow();
        audit.record(tx, by, "approve", SUBJECT, id.toString(), proposed, after, proposed.note());
        return after;
    }

    private void endCodes(Tx tx, Succession succession, String by) {
        List<Long> ceasing = succession.parts().stream()
                .filter(part -> part.former().account() == null)
                .map(part -> part.former().agencyId())
                .toList();
        LocalDate day = Successions.firstDayWithout(succession.cutOver());
        Map<Long, String> were = agencies.endCodes(tx, ceasing, day, by, succession.legalAct());
        tx.run(KEEP_CODE, were.keySet().toArray(Long[]::new), were.values().toArray(String[]::new), succession.id());
    }

    Succession reject(Tx tx, UUID id, String reason, String by) {
        Instant now = clock.instant();
        Succession before = SuccessionRows.locked(tx, id, now);
        Succession.Undo undo = before.undo();
        boolean undoing = undo != null && undo.approved() == null;
        require(undoing || before.status() == Status.PROPOSED, before);
        if (undoing) {
            tx.run(PROPOSE_UNDO, null, null, null, null, id);
        } else {
            tx.run(REJECT, now, by, reason, id);
        }
        Succession after = SuccessionRows.find(tx, id, now).orElseThrow();
        audit.record(tx, by, undoing ? "reject-undo" : "reject", SUBJECT, id.toString(), before, after, reason);
        return after;
    }

    Succession proposeUndo(Tx tx, UUID id, Instant from, String reason, String by) {
        Instant now = clock.instant();
        Succession before = SuccessionRows.locked(tx, id, now);
        require(standing(before) && before.undo() == null, before);
        tx.run(PROPOSE_UNDO, from, reason, now, by, id);
        Succession after = SuccessionRows.find(tx, id, now).orElseThrow();
        audit.record(tx, by, "propose-undo", SUBJECT, id.toString(), before, after, reason);
        return after;
    }

    private static boolean standing(Succession succession) {
        return succession.status() == Status.APPROVED || succession.status() == Status.IN_FORCE;
    }

    Succession approveUndo(Tx tx, UUID id, String by) {
        Instant now = clock.instant();
        Succession before = SuccessionRows.locked(tx, id, now);
        Succession.Undo undo = before.undo();
        if (undo == null || undo.approved() != null) {
            throw AccountProblem.WRONG_STATE.refusal().with("current_status", before.status());
        }
        requireAnother(undo.proposed().by(), by);
        UUID[] believed =
                tx.list(BELIEVED, row -> row.uuid("id"), id, undo.from()).toArray(UUID[]::new);
        guarded(() -> {
            tx.run(UNDO, now, by, id);
            tx.run(FORGET, now, believed);
            tx.run(KEEP_REST, undo.from(), now, believed, undo.from());
        });
        LocalDate day = BusinessDay.of(undo.from());
        List<String> codeless = new ArrayList<>();
        tx.list(CODES_WERE, row -> row, id).forEach(row -> {
            long agency = row.whole("former_agency");
            if (!agencies.resumeCode(tx, agency, row.text("code_was"), day, by, undo.reason())) {
                codeless.add(agencies.byId(tx, agency).code());
            }
        });
        Succession after = SuccessionRows.find(tx, id, now).orElseThrow();
        audit.record(
                tx,
                by,
                "undo",
                SUBJECT,
                id.toString(),
                before,
                Map.of("succession", after, "codes_taken_by_others", codeless),
                undo.reason());
        tell(tx, after, "succession_undone", "việc kế tiếp bị huỷ", "succession undone", undo.from());
        return after;
    }

    private void tell(Tx tx, Succession succession, String kind, String vi, String en, Instant from) {
        for (Succession.Part part : succession.parts()) {
            Succession.Account account = part.former().account();
            var subject = new RegistryNotices.Subject(account == null ? null : account.id(), null, null);
            String names = part.former().name() + (account == null ? "" : " (" + account.number() + ")") + " → "
                    + String.join(
                            ", ",
                            part.successors().stream()
                                    .map(Succession.Party::name)
                                    .toList());
            String day = BusinessDay.localTime(from).toString().replace('T', ' ');
            Set<Long> told = new HashSet<>(Set.of(part.former().agencyId()));
            part.successors().forEach(successor -> told.add(successor.agencyId()));
            for (long agency : told) {
                accounts.notices()
                        .write(
                                tx,
                                kind,
                                agency,
                                RegistryNotices.Audience.AGENCY,
                                subject,
                                names + ": " + vi + " theo " + succession.legalAct() + ", từ " + day + ".",
                                names + ": " + en + " under " + succession.legalAct() + ", from " + day + ".");
            }
        }
    }

    private static void require(boolean open, Succession succession) {
        if (!open) {
            throw AccountProblem.WRONG_STATE.refusal().with("current_status", succession.status());
        }
    }

    private static void requireAnother(String proposer, String by) {
        if (proposer.equals(by)) {
            throw AccountProblem.SAME_PERSON.refusal();
        }
    }

    static void guarded(Runnable write) {
        try {
            write.run();
        } catch (ConstraintViolation e) {
            throw switch (e.constraint()) {
                case "succession_four_eyes", "succession_undo_four_eyes", "decision_four_eyes" ->
                    AccountProblem.SAME_PERSON.refusal();
                case "link_one_agency",
                        "link_one_account",
                        "succession_part_succession_id_former_agency_key",
                        "succession_part_succession_id_former_account_key" ->
                    SuccessionProblem.SUCCESSION_OVERLAPS.refusal();
                case "succession_cycle", "link_not_itself", "link_not_itself_account" ->
                    SuccessionProblem.SUCCESSION_CYCLE.refusal();
                default -> e;
            };
        }
    }
}
