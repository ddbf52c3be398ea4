package vn.phigate.gateway.succession;

import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.AccountProblem;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.RegistryNotices;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.time.Ids;

/** The one decision about each divided commune. The part is locked through its succession, so that an undoing does not run beside it. */
final class Decide {
    private static final String SUBJECT = "succession_decision";
    private static final String INSERT = """
            insert into gateway.succession_decision (id, part_id, agency_id, document, proposed_at, proposed_by) values (?, ?, ?, ?, ?, ?)
            """;
    private static final String APPROVE = """
            update gateway.succession_decision set approved_at = ?, approved_by = ? where part_id = ? and approved_by is null and rejected_by is null
            """;
    private static final String REJECT = """
            update gateway.succession_decision set rejected_at = ?, rejected_by = ?, rejected_reason = ?
            where part_id = ? and approved_by is null and rejected_by is null
            """;
    private static final String FORGET = """
            update gateway.succession_link set recorded = tstzrange(lower(recorded), greatest(cast(? as timestamptz), lower(recorded)))
            where part_id = ? and upper_inf(recorded)
            """;
    private static final String LINK = """
            insert into gateway.succession_link (id, part_id, former_agency, successor_agency, valid, recorded)
            select gen_random_uuid(), p.id, p.former_agency, ?, tstzrange(u.cut_over, null), tstzrange(?, null)
            from gateway.succession_part p join gateway.succession u on u.id = p.succession_id where p.id = ?
            """;

    private final Accounts accounts;
    private final Audit audit;
    private final InstantSource clock;

    Decide(Accounts accounts, Audit audit, InstantSource clock) {
        this.accounts = accounts;
        this.audit = audit;
        this.clock = clock;
    }

    Succession.Question propose(Tx tx, UUID part, long agencyId, String document, String by) {
        Succession.Question question = locked(tx, part);
        if (question.part().decision() != null) {
            throw wrongState(question);
        }
        if (question.part().successors().stream().noneMatch(s -> s.agencyId() == agencyId)) {
            throw HttpProblem.field(
                    "agency",
                    "",
                    "không thuộc các cơ quan mà xã, phường này được chia vào.",
                    "it is none of the agencies that the commune was divided over.");
        }
        Instant now = clock.instant();
        tx.run(INSERT, Ids.next(now), part, agencyId, document, now, by);
        return done(tx, question, "propose", document, by);
    }

    Succession.Question approve(Tx tx, UUID part, String by) {
        Succession.Question question = locked(tx, part);
        Succession.Decision decision = proposed(question);
        if (decision.proposed().by().equals(by)) {
            throw AccountProblem.SAME_PERSON.refusal();
        }
        Instant now = clock.instant();
        SuccessionLife.guarded(() -> {
            tx.run(APPROVE, now, by, part);
            tx.run(FORGET, now, part);
            tx.run(LINK, decision.agencyId(), now, part);
        });
        Succession.Question after = done(tx, question, "approve", decision.document(), by);
        for (Succession.Party candidate : question.part().successors()) {
            accounts.notices()
                    .write(
                            tx,
                            "succession_decided",
                            candidate.agencyId(),
                            RegistryNotices.Audience.AGENCY,
                            new RegistryNotices.Subject(null, null, null),
                            question.part().former().name() + ": cơ quan kế tiếp là " + decision.agency() + " theo "
                                    + decision.document() + ".",
                            question.part().former().name() + ": its successor is " + decision.agency() + " under "
                                    + decision.document() + ".");
        }
        return after;
    }

    Succession.Question reject(Tx tx, UUID part, String reason, String by) {
        Succession.Question question = locked(tx, part);
        proposed(question);
        tx.run(REJECT, clock.instant(), by, reason, part);
        return done(tx, question, "reject", reason, by);
    }

    private Succession.Question locked(Tx tx, UUID part) {
        Succession.Question question = SuccessionRows.question(tx, part);
        Succession succession = SuccessionRows.locked(tx, question.succession(), clock.instant());
        if (succession.status() != Succession.Status.APPROVED && succession.status() != Succession.Status.IN_FORCE
                || succession.undo() != null) {
            throw AccountProblem.WRONG_STATE.refusal().with("current_status", succession.status());
        }
        return SuccessionRows.question(tx, part);
    }

    private static Succession.Decision proposed(Succession.Question question) {
        Succession.Decision decision = question.part().decision();
        if (decision == null || decision.approved() != null) {
            throw wrongState(question);
        }
        return decision;
    }

    private static RuntimeException wrongState(Succession.Question question) {
        Succession.Decision decision = question.part().decision();
        return AccountProblem.WRONG_STATE
                .refusal()
                .with(
                        "current_status",
                        decision == null ? "open" : decision.approved() == null ? "proposed" : "approved");
    }

    private Succession.Question done(
            Tx tx, Succession.Question before, String action, @Nullable String why, String by) {
        UUID part = before.part().id();
        Succession.Question after = SuccessionRows.question(tx, part);
        audit.record(tx, by, action, SUBJECT, part.toString(), before.part(), after.part(), why);
        return after;
    }
}
