package vn.phigate.gateway.accounts;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.RegistryNotices.Audience;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;

/** The steps of a registration. Each locks its account, asks {@link AccountLife}, writes, and is kept in the audit log. */
final class Registration {
    /** The program itself, where time alone decided. */
    static final String CLOCK = "phigate";

    private static final SecureRandom RANDOM = new SecureRandom();
    /** Without 0 O 1 I L: the code is copied by people. */
    private static final String CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    private static final int CODE_RANDOM_LENGTH = 10;
    private static final int DEPOSIT_LEAST_VND = 1_000;
    private static final int DEPOSIT_MOST_VND = 9_999;
    private static final int BATCH = 100;

    private static final String INSERT = """
            insert into gateway.collection_account (id, agency_id, bank_bin, number, holder, valid, requested_from, legal_basis, treasury, replaces,
                status, sample, touched_by, created_at, created_by)
            values (?, ?, ?, ?, ?, tstzrange(?, ?), ?, ?, cast(? as jsonb), ?, 'draft', ?, ?, ?, ?)
            """;
    private static final String EDIT = """
            update gateway.collection_account set bank_bin = ?, number = ?, holder = ?, valid = tstzrange(?, ?), requested_from = ?, legal_basis = ?,
                treasury = cast(? as jsonb), replaces = ?,
                touched_by = case when ? = any (touched_by) then touched_by else touched_by || cast(? as text) end
            where id = ?
            """;
    private static final String SUBMIT = """
            update gateway.collection_account set status = ?, submitted_at = ?, submitted_by = ?, checked_at = ?, findings = cast(? as jsonb),
                touched_by = case when ? = any (touched_by) then touched_by else touched_by || cast(? as text) end
            where id = ?
            """;
    private static final String APPROVE = """
            update gateway.collection_account set status = ?, approved_at = ?, approved_by = ?, checked_at = ?, findings = cast(? as jsonb),
                acknowledged = ?, cool_off_until = ?, deposit = ?, deposit_code = ?, deposit_vnd = ?
            where id = ?
            """;
    private static final String ACTIVATE = """
            update gateway.collection_account set status = ?, effective_at = ?, valid = tstzrange(?, upper(valid)) where id = ?
            """;
    private static final String REJECT =
            "update gateway.collection_account set status = ?, rejected_by = ?, rejected_at = ?, rejected_reason = ? where id = ?";
    private static final String WAIVE_FIRST =
            "update gateway.collection_account set waiver_reason = ?, waiver_first_by = ?, waiver_first_at = ? where id = ?";
    private static final String WAIVE_SECOND =
            "update gateway.collection_account set waiver_second_by = ?, waiver_second_at = ? where id = ?";
    private static final String DEPOSIT_SEEN =
            "update gateway.collection_account set deposit_seen_at = ?, deposit_evidence = ? where id = ?";
    private static final String PROPOSE_CLOSING = """
            update gateway.collection_account set closing_from = ?, closing_reason = ?, closing_proposed_by = ?, closing_proposed_at = ? where id = ?
            """;
    private static final String CLOSE = """
            update gateway.collection_account set status = ?, closed_by = ?, closed_at = ?, valid = tstzrange(lower(valid), ?) where id = ?
            """;
    private static final String SUPERSEDE =
            "update gateway.collection_account set status = ?, superseded_at = ?, superseded_by = ? where id = ?";
    private static final String ELSEWHERE = """
            select a.name, c.status <> 'submitted' as decided from gateway.collection_account c join gateway.agency a on a.id = c.agency_id
            where c.bank_bin = ? and c.number = ? and c.agency_id <> ? and c.status in ('submitted', 'approved', 'active', 'superseded')
              and c.valid && tstzrange(?, ?)
            order by decided desc, c.id limit 1
            """;
    /** The accounts that the agency's fees go to now, and the one that is to be replaced. */
    private static final String OLD_ACCOUNTS = """
            select distinct c.id, c.agency_id, c.holder, c.number from gateway.collection_account c
            where c.id <> ? and (c.id = ? or exists (
                select from gateway.account_assignment s where s.account_id = c.id and s.agency_id = ? and s.status = 'approved'
                    and s.valid @> cast(? as timestamptz)))
            order by c.id
            """;

    private static final String WAITING = """
            select id from gateway.collection_account
            where status = 'approved' and (cool_off_until is null or cool_off_until <= ?)
              and (deposit = 'off' or deposit_seen_at is not null or waiver_second_at is not null)
            order by id limit ? for update skip locked
            """;
    /** An account is superseded when its successor is in force and no duty is left to it, now or later. */
    private static final String TAKEN_OVER = """
            select c.id, n.id as successor from gateway.collection_account c
            join gateway.collection_account n on n.replaces = c.id and n.status = 'active' and lower(n.valid) <= ?
            where c.status = 'active' and not exists (
                select from gateway.account_assignment s where s.account_id = c.id and s.status = 'approved'
                    and (upper(s.valid) is null or upper(s.valid) > ?))
            order by c.id limit ? for update of c skip locked
            """;

    private static final String DEPOSITS = """
            select c.id, c.deposit_code, c.deposit_vnd, c.deposit_seen_at from gateway.collection_account c
            where c.id = ? and c.deposit = 'required' and c.status in ('approved', 'active', 'superseded')
            """;

    private final Agencies agencies;
    private final RegistryNotices notices;
    private final RegistryRules rules;
    private final Audit audit;
    private final InstantSource clock;

    Registration(Agencies agencies, RegistryNotices notices, RegistryRules rules, Audit audit, InstantSource clock) {
        this.agencies = agencies;
        this.notices = notices;
        this.rules = rules;
        this.audit = audit;
        this.clock = clock;
    }

    AccountFile register(Tx tx, Accounts.NewAccount draft, String by) {
        requireReplaceable(tx, draft);
        UUID id = Ids.next(clock.instant());
        tx.run(
                INSERT,
                id,
                draft.agencyId(),
                draft.bin(),
                draft.number(),
                draft.holder(),
                draft.validFrom(),
                draft.validUntil(),
                draft.validFrom(),
                draft.legalBasis(),
                json(draft.treasury()),
                draft.replaces(),
                draft.sample(),
                new String[] {by},
                clock.instant(),
                by);
        audit.record(tx, by, "register", "account", id.toString(), null, draft, null);
        return file(tx, id);
    }

    AccountFile edit(Tx tx, UUID id, Accounts.NewAccount draft, String by) {
        AccountFile before = AccountRows.locked(tx, id);
        AccountLife.step(before.status(), new AccountLife.Event.Edited());
        if (before.account().agencyId() != draft.agencyId()) {
            throw AccountProblem.WRONG_STATE.refusal(
                    "Bản nháp thuộc về cơ quan đã tạo; hãy đăng ký mới cho cơ quan khác.",
                    "A draft belongs to the agency it was made for; register a new one for another agency.");
        }
        requireReplaceable(tx, draft);
        tx.run(
                EDIT,
                draft.bin(),
                draft.number(),
                draft.holder(),
                draft.validFrom(),
                draft.validUntil(),
                draft.validFrom(),
                draft.legalBasis(),
                json(draft.treasury()),
                draft.replaces(),
                by,
                by,
                id);
        audit.record(tx, by, "edit", "account", id.toString(), before.account(), draft, null);
        return file(tx, id);
    }

    private void requireReplaceable(Sql sql, Accounts.NewAccount draft) {
        UUID replaces = draft.replaces();
        if (replaces != null && file(sql, replaces).account().agencyId() != draft.agencyId()) {
            throw AccountProblem.WRONG_STATE.refusal(
                    "Chỉ thay được tài khoản của chính cơ quan đó.",
                    "Only an account of the same agency can be replaced.");
        }
    }

    AccountFile submit(Tx tx, UUID id, String by) {
        AccountFile before = AccountRows.locked(tx, id);
        AccountLife.step(before.status(), new AccountLife.Event.Submitted(false));
        List<Finding> findings = check(tx, before);
        AccountStatus next = stepOver(before, findings, new AccountLife.Event.Submitted(blocks(findings)));
        Instant now = clock.instant();
        tx.run(SUBMIT, next, now, by, now, Json.text(findings), by, by, id);
        audit.record(tx, by, "submit", "account", id.toString(), state(before.status()), checked(next, findings), null);
        AccountFile after = file(tx, id);
        tell(
                tx,
                "account_submitted",
                after,
                "Đã nộp đăng ký " + named(after) + " bởi " + by + "; chờ người khác phê duyệt.",
                "The registration of " + named(after) + " was submitted by " + by + " and waits for another person.");
        return after;
    }

    AccountFile approve(Tx tx, UUID id, Accounts.Acknowledged read, String by) {
        AccountFile before = AccountRows.locked(tx, id);
        if (before.status() == AccountStatus.SUBMITTED && before.touchedBy().contains(by)) {
            throw AccountProblem.SAME_PERSON.refusal();
        }
        AccountLife.step(before.status(), new AccountLife.Event.Approved(false, false));
        List<Finding> findings = check(tx, before);
        List<String> keys = findings.stream().map(Finding::key).toList();
        boolean unread = !read.all() && !read.keys().containsAll(keys);
        AccountStatus next = stepOver(before, findings, new AccountLife.Event.Approved(blocks(findings), unread));
        Instant now = clock.instant();
        Instant coolOffUntil = rules.coolOff().isZero() ? null : now.plus(rules.coolOff());
        Instant until = before.account().validUntil();
        if (until != null && !until.isAfter(coolOffUntil == null ? before.requestedFrom() : coolOffUntil)) {
            throw AccountProblem.SPAN_OVER.refusal().with("valid_until", until);
        }
        boolean deposit = rules.testDeposit();
        guarded(() -> tx.run(
                APPROVE,
                next,
                now,
                by,
                now,
                Json.text(findings),
                keys.toArray(String[]::new),
                coolOffUntil,
                deposit ? "required" : "off",
                deposit ? depositCode() : null,
                deposit ? (Long) RANDOM.nextLong(DEPOSIT_LEAST_VND, DEPOSIT_MOST_VND + 1) : null,
                id));
        boolean waits = coolOffUntil != null || deposit;
        AccountStatus after = waits ? next : AccountStatus.ACTIVE;
        audit.record(
                tx, by, "approve", "account", id.toString(), state(before.status()), checked(after, findings), null);
        AccountFile approved = file(tx, id);
        if (!waits) {
            return activate(tx, approved, approved.requestedFrom());
        }
        tellChange(tx, approved);
        return approved;
    }

    /** While the account cools off, everybody who could object is told: the agency, and the holder of the account it would replace. */
    private void tellChange(Tx tx, AccountFile file) {
        Instant until = file.coolOffUntil();
        String day = until == null
                ? ""
                : " " + BusinessDay.localTime(until).toString().replace('T', ' ');
        String by = file.approved() == null ? "" : file.approved().by();
        tell(
                tx,
                "account_approved",
                file,
                by + " đã phê duyệt " + named(file) + "; chưa có hiệu lực trước" + day
                        + " (giờ Việt Nam). Nếu cơ quan không đề nghị việc này, hãy báo ngay để từ chối.",
                by + " approved " + named(file) + "; it is not in force before" + day
                        + " (Vietnam time). If the agency did not ask for this, say so at once and it is rejected.");
        if (file.account().sample()) {
            return;
        }
        for (Row old : tx.list(
                OLD_ACCOUNTS,
                row -> row,
                file.id(),
                file.replaces(),
                file.account().agencyId(),
                clock.instant())) {
            notices.write(
                    tx,
                    "account_approved",
                    old.whole("agency_id"),
                    Audience.OLD_HOLDER,
                    RegistryNotices.Subject.account(old.uuid("id")),
                    "Chủ tài khoản " + old.text("holder") + " (" + old.text("number") + "): " + file.agencyName()
                            + " đã đăng ký tài khoản khác, " + named(file) + "; chưa có hiệu lực trước" + day
                            + ". Nếu việc này không đúng, hãy báo ngay.",
                    "Holder " + old.text("holder") + " (" + old.text("number") + "): " + file.agencyName()
                            + " registered another account, " + named(file) + "; it is not in force before" + day
                            + ". If this is not right, say so at once.");
        }
    }

    AccountFile reject(Tx tx, UUID id, String reason, String by) {
        AccountFile before = AccountRows.locked(tx, id);
        AccountStatus next = AccountLife.step(before.status(), new AccountLife.Event.Rejected());
        tx.run(REJECT, next, by, clock.instant(), reason, id);
        audit.record(tx, by, "reject", "account", id.toString(), state(before.status()), state(next), reason);
        AccountFile after = file(tx, id);
        tell(
                tx,
                "account_rejected",
                after,
                "Đăng ký " + named(after) + " bị từ chối bởi " + by + ": " + reason,
                "The registration of " + named(after) + " was rejected by " + by + ": " + reason);
        return after;
    }

    /** One of two people who vouch in place of the test deposit. Neither of them drafted or approved: else nobody new has looked. */
    AccountFile waiveDeposit(Tx tx, UUID id, String reason, String by) {
        AccountFile before = AccountRows.locked(tx, id);
        AccountLife.step(before.status(), new AccountLife.Event.Vouched());
        AccountFile.Deposit deposit = before.deposit();
        if (deposit == null || deposit.provenAt() != null) {
            throw AccountProblem.WRONG_STATE.refusal(
                    "Không còn khoản chuyển thử nào phải chờ.", "There is no test deposit to wait for.");
        }
        Instant now = clock.instant();
        boolean first = deposit.firstWaiver() == null;
        guarded(() -> {
            if (first) {
                tx.run(WAIVE_FIRST, reason, by, now, id);
            } else {
                tx.run(WAIVE_SECOND, by, now, id);
            }
        });
        audit.record(tx, by, "waive-deposit", "account", id.toString(), null, Map.of("person", first ? 1 : 2), reason);
        AccountFile after = file(tx, id);
        tell(
                tx,
                "deposit_waived",
                after,
                by + (first ? " đề nghị" : " đồng ý") + " bỏ khoản chuyển thử cho " + named(after) + ": " + reason,
                by + (first ? " asks" : " agrees") + " to waive the test deposit of " + named(after) + ": " + reason);
        return passTime(tx, after);
    }

    /** @return false when no deposit of this amount is waited for */
    boolean depositSeen(Tx tx, UUID id, long amountVnd, String evidence) {
        AccountFile before = AccountRows.locked(tx, id);
        AccountFile.Deposit deposit = before.deposit();
        if (deposit == null
                || deposit.seenAt() != null
                || deposit.amountVnd() != amountVnd
                || before.status() == AccountStatus.REJECTED) {
            return false;
        }
        tx.run(DEPOSIT_SEEN, clock.instant(), evidence, id);
        audit.record(
                tx,
                CLOCK,
                "deposit-seen",
                "account",
                id.toString(),
                null,
                Map.of("amount_vnd", amountVnd, "bank_reference", evidence),
                null);
        passTime(tx, file(tx, id));
        return true;
    }

    List<Accounts.TestDeposit> deposits(Sql sql, UUID account) {
        return sql.list(
                DEPOSITS,
                row -> new Accounts.TestDeposit(
                        row.uuid("id"),
                        row.text("deposit_code"),
                        row.whole("deposit_vnd"),
                        row.instantOrNull("deposit_seen_at") != null),
                account);
    }

    /** Whoever finds somebody else's proposal in its place is told so: a second proposal must not count as the agreement to the first. */
    AccountFile proposeClosing(Tx tx, UUID id, Instant from, String reason, String by) {
        AccountFile before = AccountRows.locked(tx, id);
        AccountLife.step(before.status(), new AccountLife.Event.ClosingProposed());
        if (before.closing() != null) {
            throw AccountProblem.WRONG_STATE.refusal(
                    "Đã có người đề nghị đóng tài khoản này; hãy xem đề nghị đó.",
                    "Somebody has proposed to close this account already; look at that proposal.");
        }
        tx.run(PROPOSE_CLOSING, from, reason, by, clock.instant(), id);
        audit.record(
                tx, by, "propose-closing", "account", id.toString(), null, Map.of("from", from.toString()), reason);
        AccountFile after = file(tx, id);
        tell(
                tx,
                "account_closing",
                after,
                by + " đề nghị đóng " + named(after) + ": " + reason,
                by + " proposes to close " + named(after) + ": " + reason);
        return after;
    }

    /** Another person agrees. Nothing that was paid is touched; what is due from then on finds no account. */
    AccountFile confirmClosing(Tx tx, UUID id, String by) {
        AccountFile before = AccountRows.locked(tx, id);
        Instant now = clock.instant();
        AccountFile.Closing closing = before.closing();
        if (closing == null) {
            throw AccountProblem.WRONG_STATE.refusal(
                    "Chưa có ai đề nghị đóng tài khoản này.", "Nobody has proposed to close this account.");
        }
        AccountStatus next = AccountLife.step(before.status(), new AccountLife.Event.Closed());
        Instant end =
                later(later(closing.from(), now), before.account().validFrom().plusNanos(1_000));
        Instant until = before.account().validUntil();
        guarded(() -> tx.run(CLOSE, next, by, now, until != null && until.isBefore(end) ? until : end, id));
        audit.record(
                tx,
                by,
                "close",
                "account",
                id.toString(),
                state(before.status()),
                state(next),
                closing.proposed().reason());
        AccountFile after = file(tx, id);
        tell(
                tx,
                "account_closed",
                after,
                named(after) + " đã đóng, đề nghị bởi " + closing.proposed().by() + ", đồng ý bởi " + by + ".",
                named(after) + " was closed, proposed by " + closing.proposed().by() + ", agreed by " + by + ".");
        return after;
    }

    /** Puts into force what has waited long enough, and supersedes what was taken over. @return how many changed */
    int passTime(Tx tx) {
        int changed = 0;
        for (Row row : tx.list(WAITING, r -> r, clock.instant(), (long) BATCH)) {
            changed += passTime(tx, file(tx, row.uuid("id"))).status() == AccountStatus.APPROVED ? 0 : 1;
        }
        return changed + supersede(tx);
    }

    int supersede(Tx tx) {
        Instant now = clock.instant();
        List<Row> done = tx.list(TAKEN_OVER, r -> r, now, now, (long) BATCH);
        for (Row row : done) {
            UUID id = row.uuid("id");
            AccountStatus next = AccountLife.step(AccountStatus.ACTIVE, new AccountLife.Event.TakenOver());
            tx.run(SUPERSEDE, next, now, row.uuid("successor"), id);
            audit.record(
                    tx,
                    CLOCK,
                    "supersede",
                    "account",
                    id.toString(),
                    state(AccountStatus.ACTIVE),
                    Map.of(
                            "status",
                            next.text(),
                            "superseded_by",
                            row.uuid("successor").toString()),
                    null);
        }
        return done.size();
    }

    private AccountFile passTime(Tx tx, AccountFile file) {
        Instant now = clock.instant();
        Instant coolOffUntil = file.coolOffUntil();
        AccountFile.Deposit deposit = file.deposit();
        Instant provenAt = deposit == null ? null : deposit.provenAt();
        var time = new AccountLife.Event.TimePassed(
                coolOffUntil == null || !now.isBefore(coolOffUntil), deposit == null || provenAt != null);
        AccountStatus next = AccountLife.step(file.status(), time);
        if (next == file.status()) {
            return file;
        }
        Instant effective = later(later(file.requestedFrom(), coolOffUntil), provenAt);
        Instant until = file.account().validUntil();
        if (until != null && !until.isAfter(effective)) {
            return reject(
                    tx,
                    file.id(),
                    "Hết thời gian đề nghị trước khi đủ điều kiện / The span was over before all conditions were met",
                    CLOCK);
        }
        audit.record(
                tx,
                CLOCK,
                "activate",
                "account",
                file.id().toString(),
                state(file.status()),
                Map.of("status", next.text(), "effective_at", effective.toString()),
                null);
        return activate(tx, file, effective);
    }

    private AccountFile activate(Tx tx, AccountFile file, Instant effective) {
        AccountStatus next = AccountLife.step(file.status(), new AccountLife.Event.TimePassed(true, true));
        tx.run(ACTIVATE, next, effective, effective, file.id());
        AccountFile after = file(tx, file.id());
        tell(tx, "account_active", after, named(after) + " có hiệu lực.", named(after) + " is in force.");
        return after;
    }

    private List<Finding> check(Sql sql, AccountFile file) {
        CollectionAccount account = file.account();
        Agency agency = agencies.byId(sql, account.agencyId());
        CheckRegistration.Rival rival = sql.get(
                        ELSEWHERE,
                        account.bin(),
                        account.number(),
                        account.agencyId(),
                        file.requestedFrom(),
                        account.validUntil())
                .map(row -> new CheckRegistration.Rival(row.text("name"), row.flag("decided")))
                .orElse(null);
        return CheckRegistration.findings(new CheckRegistration.Facts(
                account.bin(),
                account.number(),
                account.holder(),
                file.treasury(),
                agency.name(),
                agency.taxCode(),
                rival));
    }

    private static boolean blocks(List<Finding> findings) {
        return findings.stream().anyMatch(Finding::blocking);
    }

    private static AccountStatus stepOver(AccountFile before, List<Finding> findings, AccountLife.Event event) {
        return switch (AccountLife.next(before.status(), event)) {
            case AccountLife.Answer.Moved(AccountStatus to) -> to;
            case AccountLife.Answer.Stays() -> before.status();
            case AccountLife.Answer.Refused(AccountProblem why) ->
                throw why.refusal()
                        .with("current_status", before.status().text())
                        .with("findings", findings);
        };
    }

    /** Whoever should not have taken the step is stopped by the database; here it is said in words. */
    private static void guarded(Runnable write) {
        try {
            write.run();
        } catch (ConstraintViolation e) {
            throw switch (e.constraint()) {
                case "account_four_eyes",
                        "account_untouched_approver",
                        "account_waiver_people",
                        "account_closing_four_eyes" -> AccountProblem.SAME_PERSON.refusal();
                case "account_one_owner" -> AccountProblem.ACCOUNT_TAKEN.refusal();
                default -> e;
            };
        }
    }

    private void tell(Tx tx, String kind, AccountFile file, String vi, String en) {
        // Nobody stands behind invented data.
        if (!file.account().sample()) {
            notices.write(
                    tx,
                    kind,
                    file.account().agencyId(),
                    Audience.AGENCY,
                    RegistryNotices.Subject.account(file.id()),
                    vi,
                    en);
        }
    }

    private static String named(AccountFile file) {
        String bank = BankTable.find(file.account().bin())
                .map(BankTable.Bank::name)
                .orElse("BIN " + file.account().bin());
        return file.account().number() + " (" + bank + ", " + file.account().holder() + ")";
    }

    static AccountFile file(Sql sql, UUID id) {
        return AccountRows.find(sql, id).orElseThrow(() -> AccountProblem.ACCOUNT_UNKNOWN.refusal());
    }

    private static String depositCode() {
        var code = new StringBuilder("TKT");
        for (int i = 0; i < CODE_RANDOM_LENGTH; i++) {
            code.append(CODE_LETTERS.charAt(RANDOM.nextInt(CODE_LETTERS.length())));
        }
        return code.toString();
    }

    private static @Nullable String json(@Nullable Treasury treasury) {
        return treasury == null ? null : Json.text(treasury);
    }

    private static Instant later(Instant a, @Nullable Instant b) {
        return b == null || a.isAfter(b) ? a : b;
    }

    private static Map<String, String> state(AccountStatus status) {
        return Map.of("status", status.text());
    }

    private static Map<String, Object> checked(AccountStatus status, List<Finding> findings) {
        var after = new LinkedHashMap<String, Object>();
        after.put("status", status.text());
        after.put("findings", new ArrayList<>(findings));
        return after;
    }
}
