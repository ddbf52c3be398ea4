package vn.phigate.gateway.succession;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.BusinessDay;

/** The door to successions. */
public final class Successions {
    private final Accounts accounts;
    private final FollowMoney follow;
    private final DryRun dryRun;
    private final SuccessionLife life;
    private final Decide decide;
    private final InstantSource clock;

    public Successions(Agencies agencies, Accounts accounts, Audit audit, InstantSource clock) {
        this.accounts = accounts;
        this.follow = new FollowMoney(agencies, accounts);
        this.dryRun = new DryRun(agencies, accounts);
        this.life = new SuccessionLife(agencies, accounts, audit, clock);
        this.decide = new Decide(accounts, audit, clock);
        this.clock = clock;
    }

    /**
     * One former agency or account and who takes over.
     *
     * @param formerAgency null when it is an account
     * @param successorAgencies of an agency: one; several, or divided, when somebody has to decide
     */
    public record NewPart(
            @Nullable Long formerAgency,
            List<Long> successorAgencies,
            boolean divided,
            @Nullable UUID formerAccount,
            @Nullable UUID successorAccount) {
        public static NewPart agency(long former, List<Long> successors) {
            return new NewPart(former, successors, successors.size() > 1, null, null);
        }

        public static NewPart account(UUID former, UUID successor) {
            return new NewPart(null, List.of(), false, former, successor);
        }
    }

    /** @param legalAct e.g. number and date of the resolution @param cutOver from when the successors collect; may lie in the past */
    public record NewSuccession(
            String legalAct, Instant cutOver, @Nullable String note, List<NewPart> parts) {}

    /**
     * Whose the money is that reaches an account at an instant, by what is known now.
     *
     * @return empty when nobody took over from the account or its agency then: it is the agency's own
     */
    public Optional<Successor> successor(Sql sql, UUID account, Instant at) {
        return follow.after(sql, account, at, clock.instant());
    }

    /** Whether {@link #successor} may be anything at some instant. */
    public boolean ever(Sql sql, UUID account) {
        return FollowMoney.ever(sql, account);
    }

    /** The same by bank and number. Of several accounts with this number the latest that had begun by the instant. */
    public Optional<Successor> successor(Sql sql, String bin, String number, Instant at) {
        return accounts.withNumber(sql, number).stream()
                .filter(account ->
                        account.bin().equals(bin) && !account.validFrom().isAfter(at))
                .findFirst()
                .flatMap(account -> successor(sql, account.id(), at));
    }

    /** Proposes; nothing changes before another person approves. */
    public Succession propose(Tx tx, NewSuccession proposal, String by) {
        return life.propose(tx, proposal, by);
    }

    /** Another person approves: from the cut-over on duties are the successors', and the former agencies' codes end. */
    public Succession approve(Tx tx, UUID id, String by) {
        return life.approve(tx, id, by);
    }

    /** For seeds, of which nobody is told. */
    Succession approveQuietly(Tx tx, UUID id, String by) {
        return life.approveQuietly(tx, id, by);
    }

    /** Turns down what is proposed: the succession, or else its undoing. */
    public Succession reject(Tx tx, UUID id, String reason, String by) {
        return life.reject(tx, id, reason, by);
    }

    /** Proposes that from an instant on everything is again as if it had never been. */
    public Succession proposeUndo(Tx tx, UUID id, Instant from, String reason, String by) {
        return life.proposeUndo(tx, id, from, reason, by);
    }

    public Succession approveUndo(Tx tx, UUID id, String by) {
        return life.approveUndo(tx, id, by);
    }

    public Succession get(Sql sql, UUID id) {
        return SuccessionRows.find(sql, id, clock.instant())
                .orElseThrow(() -> SuccessionProblem.SUCCESSION_UNKNOWN.refusal());
    }

    /** The newest first. @param before the last id of the page before, null to begin */
    public List<Succession> list(Sql sql, @Nullable UUID before, int limit) {
        return SuccessionRows.page(sql, before == null ? new UUID(-1L, -1L) : before, limit, clock.instant());
    }

    /** Every answer of the map of accounts that the succession changes, or would change; reads only. */
    public List<MapChange> changes(Sql sql, UUID id) {
        return dryRun.of(sql, get(sql, id), clock.instant());
    }

    /** Every answer that its undoing would change. @param from null for the instant that is proposed, else now */
    public List<MapChange> changesOfUndo(Sql sql, UUID id, @Nullable Instant from) {
        Succession succession = get(sql, id);
        Succession.Undo undo = succession.undo();
        Instant now = clock.instant();
        return dryRun.ofUndo(sql, succession, from != null ? from : undo == null ? now : undo.from(), now);
    }

    /** Divided communes whose successor is still to be decided. @param after the last part of the page before, null to begin */
    public List<Succession.Question> questions(Sql sql, @Nullable UUID after, int limit) {
        return SuccessionRows.open(sql, after == null ? new UUID(0, 0) : after, limit);
    }

    /** @param part id of the succession's part */
    public Succession.Question question(Sql sql, UUID part) {
        return SuccessionRows.question(sql, part);
    }

    /** Proposes which candidate has a divided commune's duties. */
    public Succession.Question decide(Tx tx, UUID part, long agencyId, String document, String by) {
        return decide.propose(tx, part, agencyId, document, by);
    }

    /** Another person approves, once and for all. */
    public Succession.Question approveDecision(Tx tx, UUID part, String by) {
        return decide.approve(tx, part, by);
    }

    public Succession.Question rejectDecision(Tx tx, UUID part, String reason, String by) {
        return decide.reject(tx, part, reason, by);
    }

    /** The first day on which a former agency's code is no longer its own: the day that begins with the cut-over, or the one after its day. */
    static LocalDate firstDayWithout(Instant cutOver) {
        LocalDate day = BusinessDay.of(cutOver);
        return BusinessDay.startOf(day).equals(cutOver) ? day : day.plusDays(1);
    }
}
