package vn.phigate.gateway.accounts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.procedures.Kind;

/** The door to collection accounts, their registration, and the map to them. */
public final class Accounts {
    private static final String BY_ID =
            "select " + AccountRows.COLUMNS + " from gateway.collection_account c where c.id = ?";
    private static final String BY_IDS = "select " + AccountRows.COLUMNS
            + " from gateway.collection_account c where c.id = any(cast(? as uuid[])) order by c.bank_bin, c.number";
    private static final String BY_NUMBER = "select " + AccountRows.COLUMNS + """
             from gateway.collection_account c
            where c.number = ? and c.status in ('approved', 'active', 'superseded', 'closed') order by c.bank_bin, c.valid desc
            """;
    private static final String OF_AGENCY = "select " + AccountRows.COLUMNS
            + " from gateway.collection_account c where c.agency_id = ? order by c.created_at, c.id";
    private static final String ALL_ACTIVE = "select " + AccountRows.COLUMNS
            + " from gateway.collection_account c where c.status = 'active' order by c.bank_bin, c.number";

    private static final String ASSIGNED = "select " + AccountRows.COLUMNS + """
             from gateway.collection_account c where exists (
                select from gateway.account_assignment s where s.account_id = c.id and s.status <> 'proposed'
                  and s.valid && tstzrange(?, ?) and upper_inf(s.recorded))
            order by c.bank_bin, c.number
            """;

    private static final String COUNTS = """
            select status, count(*) as n from gateway.collection_account where cast(? as bigint[]) is null or agency_id = any(cast(? as bigint[])) group by status
            """;

    private final Registration registration;
    private final AccountMap map;
    private final RegistryNotices notices;
    private final GeneratedAccounts generated;

    public Accounts(Agencies agencies, RegistryRules rules, Audit audit, InstantSource clock) {
        this.notices = new RegistryNotices(agencies, audit, clock);
        this.registration = new Registration(agencies, notices, rules, audit, clock);
        this.map = new AccountMap(agencies, notices, audit, clock);
        this.generated = new GeneratedAccounts(audit, clock);
    }

    /**
     * What is registered.
     *
     * @param validFrom from when the agency wants it; it comes into force then or when all conditions are met, whichever is later
     * @param validUntil null for no known end
     * @param treasury null when nothing is known
     * @param replaces the agency's account that this one shall take over from, null for none
     * @param sample invented data, behind which nobody stands
     */
    public record NewAccount(
            long agencyId,
            String bin,
            String number,
            String holder,
            Instant validFrom,
            @Nullable Instant validUntil,
            @Nullable String legalBasis,
            @Nullable Treasury treasury,
            @Nullable UUID replaces,
            boolean sample) {
        public NewAccount(
                long agencyId,
                String bin,
                String number,
                String holder,
                Instant validFrom,
                @Nullable Instant validUntil,
                @Nullable String legalBasis,
                boolean sample) {
            this(agencyId, bin, number, holder, validFrom, validUntil, legalBasis, null, null, sample);
        }
    }

    /**
     * What the approver has read of the findings.
     *
     * @param keys {@link Finding#key}s
     * @param all every finding there is
     */
    public record Acknowledged(Set<String> keys, boolean all) {
        public static final Acknowledged NOTHING = new Acknowledged(Set.of(), false);
        public static final Acknowledged ALL = new Acknowledged(Set.of(), true);

        public static Acknowledged of(Set<String> keys) {
            return new Acknowledged(keys, false);
        }
    }

    /** One agency's written yes to collecting, or to being collected for. @param document number and date of the letter */
    public record Consent(long agencyId, String document) {}

    /** A consent on record. @param withdrawn null while it stands */
    public record GivenConsent(
            @JsonIgnore long agencyId,
            String agency,
            String agencyName,
            String document,
            String recordedBy,
            Instant recordedAt,
            @Nullable Withdrawal withdrawn) {}

    /** @param document number and date of the letter that takes the consent back */
    public record Withdrawal(String document, String recordedBy, Instant recordedAt) {}

    /**
     * @param procedure null for the agency's default
     * @param supersedes the row that this one takes over from, for its own span; null when nothing stands there yet
     * @param consents needed of both agencies when the account is another agency's
     */
    public record NewAssignment(
            long agencyId,
            @Nullable String procedure,
            Kind kind,
            UUID accountId,
            Instant validFrom,
            @Nullable Instant validUntil,
            String reason,
            @Nullable UUID supersedes,
            List<Consent> consents) {
        public NewAssignment(
                long agencyId,
                @Nullable String procedure,
                Kind kind,
                UUID accountId,
                Instant validFrom,
                @Nullable Instant validUntil,
                String reason) {
            this(agencyId, procedure, kind, accountId, validFrom, validUntil, reason, null, List.of());
        }
    }

    /** What should have stood in a row of the map. */
    public record Correction(
            UUID accountId, Instant validFrom, @Nullable Instant validUntil, String reason, List<Consent> consents) {}

    /** What the approval of a row does to the row it replaces. */
    public enum Change {
        NEW,
        /** Takes over for its own span; what lies before and after stays. */
        SUCCEED,
        /** The replaced row was wrong. */
        CORRECT,
        /** The replaced row, ending earlier. */
        END,
        /** The replaced row should never have been. */
        WITHDRAW,
        /** What is left of a row that was succeeded; written by that approval. */
        REST;

        /** Whether an account takes fees by it that it did not take before. */
        public boolean givesDuty() {
            return this == NEW || this == SUCCEED || this == CORRECT;
        }

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A row of the map. @param status proposed, approved, ended (no longer believed) or rejected */
    public record Assignment(
            UUID id,
            String status,
            @JsonIgnore long agencyId,
            String agency,
            @Nullable String procedure,
            Kind kind,
            UUID accountId,
            Change change,
            @Nullable UUID replaces,
            Instant validFrom,
            @Nullable Instant validUntil,
            String reason,
            String proposedBy,
            Instant proposedAt,
            @Nullable String approvedBy,
            @Nullable Instant approvedAt) {}

    /** An agency that has ceased. */
    public record Former(long agencyId, String code, String name) {}

    /** A small transfer whose sight at the bank proves an account. */
    public record TestDeposit(UUID accountId, String code, long amountVnd, boolean seen) {}

    public CollectionAccount get(Sql sql, UUID id) {
        return sql.get(BY_ID, id).map(AccountRows::account).orElseThrow(() -> AccountProblem.ACCOUNT_UNKNOWN.refusal());
    }

    /** Those of these accounts that exist, by bank and number. */
    public List<CollectionAccount> list(Sql sql, Collection<UUID> ids) {
        return sql.list(BY_IDS, AccountRows::account, (Object) ids.toArray(UUID[]::new));
    }

    /** Accounts approved, in force or formerly in force with this number, at whatever bank; a bank's file often names only the number. */
    public List<CollectionAccount> withNumber(Sql sql, String number) {
        return sql.list(BY_NUMBER, AccountRows::account, number);
    }

    public List<CollectionAccount> ofAgency(Sql sql, long agencyId) {
        return sql.list(OF_AGENCY, AccountRows::account, agencyId);
    }

    public List<CollectionAccount> active(Sql sql) {
        return sql.list(ALL_ACTIVE, AccountRows::account);
    }

    /** Accounts that fees were to be paid into at some time between two instants, as it is known now; by bank and number. */
    public List<CollectionAccount> assigned(Sql sql, Instant from, Instant until) {
        return sql.list(ASSIGNED, AccountRows::account, from, until);
    }

    /** An account with its whole registration. */
    public AccountFile file(Sql sql, UUID id) {
        return Registration.file(sql, id);
    }

    /** @param agencyIds null for all agencies; @param status null for all; @param after the last id of the page before */
    public List<AccountFile> files(
            Sql sql, Long @Nullable [] agencyIds, @Nullable AccountStatus status, UUID after, int limit) {
        return AccountRows.page(sql, agencyIds, status, after, limit);
    }

    /** How many accounts stand where. @param agencyIds null for all agencies */
    public Map<AccountStatus, Long> counts(Sql sql, Long @Nullable [] agencyIds) {
        var counts = new EnumMap<AccountStatus, Long>(AccountStatus.class);
        sql.list(COUNTS, row -> row, agencyIds, agencyIds)
                .forEach(row -> counts.put(AccountStatus.read(row.text("status")), row.whole("n")));
        return counts;
    }

    /** Registers a draft; nothing can be paid into it yet. */
    public CollectionAccount register(Tx tx, NewAccount account, String by) {
        return registration.register(tx, account, by).account();
    }

    /** Replaces what a draft says. Whoever edits may never approve it. */
    public AccountFile edit(Tx tx, UUID id, NewAccount account, String by) {
        return registration.edit(tx, id, account, by);
    }

    /** Checks a draft and hands it in; blocking findings refuse it, others are for the approver. */
    public CollectionAccount submit(Tx tx, UUID id, String by) {
        return registration.submit(tx, id, by).account();
    }

    /** Another person approves. The account is in force after its cool-off and test deposit, at once where neither is asked for. */
    public CollectionAccount approve(Tx tx, UUID id, Acknowledged read, String by) {
        return registration.approve(tx, id, read, by).account();
    }

    /** Before it is in force one person is enough to stop an account. */
    public AccountFile reject(Tx tx, UUID id, String reason, String by) {
        return registration.reject(tx, id, reason, by);
    }

    /** Two people, neither of whom drafted or approved, vouch in place of the test deposit; each calls once. */
    public AccountFile waiveDeposit(Tx tx, UUID id, String reason, String by) {
        return registration.waiveDeposit(tx, id, reason, by);
    }

    /** Proposes the end of an account; refused when somebody has proposed one already. */
    public AccountFile proposeClosing(Tx tx, UUID id, Instant from, String reason, String by) {
        return registration.proposeClosing(tx, id, from, reason, by);
    }

    /** Another person agrees to the proposed end, and it is made. */
    public AccountFile confirmClosing(Tx tx, UUID id, String by) {
        return registration.confirmClosing(tx, id, by);
    }

    /** Test deposits that may show up on this account. */
    public List<TestDeposit> deposits(Sql sql, UUID account) {
        return registration.deposits(sql, account);
    }

    /**
     * The bank shows the test deposit.
     *
     * @param evidence the bank's reference of the line or notice
     * @return false when none of this amount is waited for
     */
    public boolean depositSeen(Tx tx, UUID account, long amountVnd, String evidence) {
        return registration.depositSeen(tx, account, amountVnd, evidence);
    }

    /** The job: puts into force what has waited long enough. @return how many accounts changed */
    public int passTime(Db db) {
        return db.inTransaction(registration::passTime);
    }

    /**
     * The account for a fee.
     *
     * @param at the instant the answer applies to
     * @param knownAt the instant of belief: pass {@code at} for "what did we think then", now for "what do we know today"
     */
    public Optional<Resolution> resolve(
            Sql sql, long agencyId, String procedure, Kind kind, Instant at, Instant knownAt) {
        return map.resolve(sql, agencyId, procedure, kind, at, knownAt);
    }

    public Assignment propose(Tx tx, NewAssignment assignment, String by) {
        return map.propose(tx, assignment, by);
    }

    /** Proposes that a row of the map ends at an instant; at or before its beginning: that it is withdrawn. */
    public Assignment proposeEnd(Tx tx, UUID id, Instant at, String reason, String by) {
        return map.proposeEnd(tx, id, at, reason, by);
    }

    /** Proposes that a row of the map was wrong. */
    public Assignment proposeCorrection(Tx tx, UUID id, Correction right, String by) {
        return map.proposeCorrection(tx, id, right, by);
    }

    /** Records what an agency wrote about collecting for another. */
    public Assignment consent(Tx tx, UUID id, Consent consent, String by) {
        return map.consent(tx, id, consent, by);
    }

    /** What agencies wrote about this row, withdrawn consents among it; in the order it was recorded. */
    public List<GivenConsent> consents(Sql sql, UUID assignment) {
        return map.consents(sql, assignment);
    }

    /**
     * Records that an agency takes its consent back. A proposal can then no longer be approved; for an approved row the end is proposed.
     *
     * @param withdrawal agency and the letter that takes the consent back
     * @param at from when an approved row is to end
     * @return the proposal, or the proposed end
     */
    public Assignment withdrawConsent(Tx tx, UUID id, Consent withdrawal, Instant at, String by) {
        return map.withdrawConsent(tx, id, withdrawal, at, by);
    }

    /** Another person approves; refused when it would give one key two accounts at one instant. */
    public Assignment approveAssignment(Tx tx, UUID id, String by) {
        Assignment approved = map.approve(tx, id, by);
        registration.supersede(tx);
        return approved;
    }

    public Assignment rejectAssignment(Tx tx, UUID id, String reason, String by) {
        return map.reject(tx, id, reason, by);
    }

    public Assignment assignment(Sql sql, UUID id) {
        return AccountMap.get(sql, id);
    }

    /** All rows of the map for an agency's fees, proposals and former beliefs among them; the newest first. */
    public List<Assignment> assignmentsOfAgency(Sql sql, long agencyId) {
        return map.ofAgency(sql, agencyId);
    }

    /** All rows of the map that lead to an account; the newest first. */
    public List<Assignment> assignmentsOfAccount(Sql sql, UUID account) {
        return map.ofAccount(sql, account);
    }

    /**
     * For the sandbox: one invented, marked account for each former agency, its default for phí and lệ phí since an instant, superseded by now.
     */
    public void generateFormer(Tx tx, List<Former> formers, Instant since, String maker, String checker) {
        generated.generate(tx, formers, since, maker, checker);
    }

    /** What agencies were told, and who is told. */
    public RegistryNotices notices() {
        return notices;
    }
}
