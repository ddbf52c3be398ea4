package vn.phigate.gateway.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.testsupport.Database;

/** The road of an account into force, with a cool-off of three days and a test deposit. */
@Database
class RegistrationTest {
    private final Db db;
    private final Db owner;
    private final RegistryTestCity city;

    RegistrationTest(Db db, DbSettings settings) {
        this.db = db;
        this.owner = Db.open(settings.asLogin().withPoolSize(2));
        this.city = new RegistryTestCity(db, RegistryRules.PRODUCTION);
    }

    @Test
    void accountIsInForce_onlyAfterCoolOffAndDeposit() {
        Agency agency = city.agency();
        UUID id = city.approved(city.draft(agency));
        AccountFile file = city.file(id);
        assertThat(file.status()).isEqualTo(AccountStatus.APPROVED);
        assertThat(file.coolOffUntil()).isEqualTo(RegistryTestCity.START.plus(Duration.ofHours(72)));
        assertThat(file.next()).isEqualTo(AccountFile.Next.DEPOSIT);
        AccountFile.Deposit deposit = Objects.requireNonNull(file.deposit());
        assertThat(deposit.code()).matches("TKT[2-9A-HJKMNP-Z]{10}");
        assertThat(deposit.amountVnd()).isBetween(1_000L, 9_999L);

        city.advance(Duration.ofHours(1));
        assertThat(db.<Boolean>inTransaction(tx -> city.accounts.depositSeen(tx, id, deposit.amountVnd() + 1, "FT1")))
                .isFalse();
        assertThat(db.<Boolean>inTransaction(tx -> city.accounts.depositSeen(tx, id, deposit.amountVnd(), "FT1")))
                .isTrue();
        city.accounts.passTime(db);
        assertThat(city.file(id).status()).isEqualTo(AccountStatus.APPROVED);

        city.advance(Duration.ofHours(71).minusMillis(1));
        city.accounts.passTime(db);
        assertThat(city.file(id).status()).isEqualTo(AccountStatus.APPROVED);
        city.advance(Duration.ofMillis(1));
        city.accounts.passTime(db);
        assertThat(city.file(id).status()).isEqualTo(AccountStatus.ACTIVE);
        // In force from the end of the cool-off, not from the day that was asked for.
        assertThat(city.file(id).account().validFrom()).isEqualTo(RegistryTestCity.START.plus(Duration.ofHours(72)));
        city.assigned(agency, null, Kind.FEE, id, RegistryTestCity.START);
        assertThat(city.payee(agency, RegistryTestCity.START.plus(Duration.ofHours(71)), city.now))
                .isNull();
        assertThat(city.payee(agency, city.now, city.now)).isEqualTo(id);
    }

    @Test
    void lateDepositDecidesTheInstant() {
        UUID id = city.approved(city.draft(city.agency()));
        city.advance(Duration.ofHours(100));
        city.accounts.passTime(db);
        assertThat(city.file(id).status()).isEqualTo(AccountStatus.APPROVED);
        AccountFile.Deposit deposit = Objects.requireNonNull(city.file(id).deposit());
        db.inTransactionDo(tx -> city.accounts.depositSeen(tx, id, deposit.amountVnd(), "FT2"));
        assertThat(city.file(id).effectiveAt()).isEqualTo(city.now);
    }

    @Test
    void nobodyApprovesWhatTheyTouched() {
        Agency agency = city.agency();
        Accounts.NewAccount draft = city.draft(agency);
        UUID id = db.inTransaction(
                tx -> city.accounts.register(tx, draft, "maker").id());
        db.inTransactionDo(tx -> city.accounts.edit(tx, id, draft, "editor"));
        db.inTransactionDo(tx -> city.accounts.submit(tx, id, "submitter"));
        for (String person : new String[] {"maker", "editor", "submitter"}) {
            city.refusedIn(
                    AccountProblem.SAME_PERSON, tx -> city.accounts.approve(tx, id, Accounts.Acknowledged.ALL, person));
            String sql = """
                    update gateway.collection_account set status = 'approved', approved_by = ?, approved_at = now() where id = ?
                    """;
            assertConstraint("account_(four_eyes|untouched_approver)", () -> owner.run(sql, person, id));
        }
        // Nor by taking a name off the list first, nor by writing a row that is approved from birth.
        assertConstraint(
                "account_kept",
                () -> owner.run(
                        "update gateway.collection_account set touched_by = array['maker', 'submitter'] where id = ?",
                        id));
        assertConstraint("account_life", () -> owner.run("""
                        insert into gateway.collection_account (id, agency_id, bank_bin, number, holder, valid, requested_from, status, sample, touched_by,
                            created_at, created_by, submitted_at, submitted_by, checked_at, approved_at, approved_by, effective_at)
                        values (gen_random_uuid(), ?, '970432', '123456', 'X', tstzrange(now(), null), now(), 'active', false, array['a'], now(), 'a', now(),
                            'a', now(), now(), 'b', now())
                        """, agency.id()));
        db.inTransactionDo(tx -> city.accounts.approve(tx, id, Accounts.Acknowledged.ALL, "checker"));
        assertThat(city.file(id).status()).isEqualTo(AccountStatus.APPROVED);
    }

    @Test
    void accountInForceIsNeverEdited_whoeverAsks() {
        UUID id = city.active(city.agency());
        Accounts.NewAccount other =
                city.draft(city.agencies.byId(db, city.file(id).account().agencyId()));
        city.refusedIn(AccountProblem.WRONG_STATE, tx -> city.accounts.edit(tx, id, other, "maker"));
        for (String change :
                new String[] {"number = '1111'", "bank_bin = '970436'", "holder = 'NGUYEN VAN A'", "treasury = '{}'"}) {
            assertConstraint(
                    "account_kept",
                    () -> owner.run("update gateway.collection_account set " + change + " where id = ?", id));
        }
        assertConstraint(
                "account_life",
                () -> owner.run("update gateway.collection_account set status = 'draft' where id = ?", id));
        assertThatThrownBy(() -> owner.run("delete from gateway.collection_account where id = ?", id))
                .isInstanceOf(ConstraintViolation.class);
    }

    @Test
    void waitingIsAConstraint() {
        UUID id = city.approved(city.draft(city.agency()));
        assertConstraint(
                "account_waited",
                () -> owner.run(
                        "update gateway.collection_account set status = 'active', effective_at = lower(valid) where id = ?",
                        id));
        // With the cool-off over, the deposit is still missing.
        assertConstraint("account_waited", () -> owner.run("""
                        update gateway.collection_account set status = 'active', effective_at = cool_off_until, valid = tstzrange(cool_off_until, null)
                        where id = ?
                        """, id));
        assertConstraint(
                "account_kept",
                () -> owner.run("update gateway.collection_account set deposit = 'off' where id = ?", id));
        assertConstraint(
                "account_kept",
                () -> owner.run("update gateway.collection_account set cool_off_until = null where id = ?", id));
    }

    @Test
    void depositIsWaivedByTwoWhoNeitherDraftedNorApproved() {
        UUID id = city.approved(city.draft(city.agency()));
        city.refusedIn(AccountProblem.SAME_PERSON, tx -> city.accounts.waiveDeposit(tx, id, "r", "maker"));
        city.refusedIn(AccountProblem.SAME_PERSON, tx -> city.accounts.waiveDeposit(tx, id, "r", "checker"));
        db.inTransactionDo(tx -> city.accounts.waiveDeposit(tx, id, "Ngân hàng xác nhận bằng văn bản", "chief"));
        for (String person : new String[] {"chief", "maker", "checker"}) {
            city.refusedIn(AccountProblem.SAME_PERSON, tx -> city.accounts.waiveDeposit(tx, id, "r", person));
            assertConstraint(
                    "account_waiver_people",
                    () -> owner.run(
                            "update gateway.collection_account set waiver_second_by = ?, waiver_second_at = now() where id = ?",
                            person,
                            id));
        }
        assertThat(city.file(id).next()).isEqualTo(AccountFile.Next.DEPOSIT);
        db.inTransactionDo(tx -> city.accounts.waiveDeposit(tx, id, "r", "treasurer"));
        assertThat(city.file(id).next()).isEqualTo(AccountFile.Next.WAIT);
        city.advance(Duration.ofHours(72));
        city.accounts.passTime(db);
        assertThat(city.file(id).status()).isEqualTo(AccountStatus.ACTIVE);
        city.refusedIn(AccountProblem.WRONG_STATE, tx -> city.accounts.waiveDeposit(tx, id, "r", "fifth"));
    }

    @Test
    void findingsStopOrAreAcknowledged() {
        Agency agency = city.agency();
        Accounts.NewAccount unknownBank =
                new Accounts.NewAccount(agency.id(), "999999", "123456", "X", city.now, null, null, false);
        city.refusedIn(
                AccountProblem.FINDINGS_BLOCK,
                tx -> city.accounts.submit(
                        tx, city.accounts.register(tx, unknownBank, "maker").id(), "maker"));

        UUID id = city.submitted(city.draft(agency, "NGUYEN VAN A"));
        assertThat(city.file(id).findings())
                .singleElement()
                .satisfies(f -> assertThat(f.key()).isEqualTo("holder:holder_differs"));
        city.refusedIn(
                AccountProblem.FINDINGS_UNREAD,
                tx -> city.accounts.approve(tx, id, Accounts.Acknowledged.NOTHING, "checker"));
        city.refusedIn(
                AccountProblem.FINDINGS_UNREAD,
                tx -> city.accounts.approve(tx, id, RegistryTestCity.read("holder:holder_near"), "checker"));
        db.inTransactionDo(
                tx -> city.accounts.approve(tx, id, RegistryTestCity.read("holder:holder_differs"), "checker"));
        assertThat(city.file(id).acknowledged()).containsExactly("holder:holder_differs");
    }

    @Test
    void numberHasOneAgency_whoeverAskedFirst() {
        Accounts.NewAccount first = city.draft(city.agency());
        Agency other = city.agency();
        Accounts.NewAccount second = new Accounts.NewAccount(
                other.id(), first.bin(), first.number(), city.draft(other).holder(), city.now, null, null, false);
        UUID late = city.submitted(second);
        UUID early = city.submitted(first);
        assertThat(city.file(early).findings())
                .singleElement()
                .satisfies(f -> assertThat(f.key()).isEqualTo("number:number_claimed"));
        db.inTransactionDo(
                tx -> city.accounts.approve(tx, early, RegistryTestCity.read("number:number_claimed"), "checker"));
        city.refusedIn(
                AccountProblem.FINDINGS_UNREAD,
                tx -> city.accounts.approve(tx, late, RegistryTestCity.read("number:number_claimed"), "checker"));
        city.refusedIn(
                AccountProblem.ACCOUNT_TAKEN,
                tx -> city.accounts.approve(tx, late, Accounts.Acknowledged.ALL, "checker"));
    }

    @Test
    void onePersonStopsAnAccountThatCoolsOff_andItIsNeverInForce() {
        Agency agency = city.agency();
        UUID id = city.approved(city.draft(agency));
        db.inTransactionDo(tx -> city.accounts.reject(tx, id, "Cơ quan không đề nghị", "anybody"));
        city.advance(Duration.ofDays(30));
        city.accounts.passTime(db);
        assertThat(city.file(id).status()).isEqualTo(AccountStatus.REJECTED);
        city.refusedIn(
                AccountProblem.WRONG_STATE, tx -> city.accounts.approve(tx, id, Accounts.Acknowledged.ALL, "checker"));
        assertThat(city.notices(agency)).contains("account_rejected agency");
    }

    @Test
    void contactsAndHolderOfTheOldAccountAreTold_whileTheNewOneCoolsOff() {
        Agency agency = city.agency();
        db.inTransactionDo(
                tx -> city.accounts.notices().addContact(tx, agency.id(), "Bà Lan", "lan@example.vn", "admin"));
        UUID old = city.active(agency);
        city.assigned(agency, null, Kind.FEE, old, city.now);
        RegistryNotices.Contact contact =
                city.accounts.notices().contacts(db, agency.id()).getFirst();
        db.inTransactionDo(tx -> city.accounts.notices().endContact(tx, agency.id(), contact.id(), "admin"));

        UUID id = city.approved(city.draft(agency, city.draft(agency).holder(), old));
        var told = city.accounts.notices().list(db, agency.id(), old, null, 20).stream()
                .filter(n -> n.audience().equals("old_holder"))
                .findFirst()
                .orElseThrow();
        assertThat(told.vi()).contains(city.file(id).account().number());
        // The contact was taken off just before: still told.
        assertThat(told.recipients()).contains("lan@example.vn");
        city.advance(Duration.ofDays(31));
        db.inTransactionDo(tx -> city.accounts.reject(tx, id, "r", "checker"));
        assertThat(city.accounts
                        .notices()
                        .list(db, agency.id(), id, null, 10)
                        .getFirst()
                        .recipients())
                .doesNotContain("lan@example.vn");
        assertThat(db.get(
                                "select count(*) as n from gateway.outbox where kind = 'registry_notice' and notice_id = ?",
                                told.id())
                        .orElseThrow()
                        .whole("n"))
                .isEqualTo(1);
    }

    @Test
    void closingTakesTwo() {
        Agency agency = city.agency();
        UUID id = city.active(agency);
        city.assigned(agency, null, Kind.FEE, id, city.now);
        db.inTransactionDo(tx -> city.accounts.proposeClosing(tx, id, city.now, "Nghi bị đánh cắp", "maker"));
        assertThat(city.file(id).status()).isEqualTo(AccountStatus.ACTIVE);
        city.refusedIn(
                AccountProblem.WRONG_STATE,
                tx -> city.accounts.proposeClosing(tx, id, city.now, "Đổi ngân hàng năm sau", "checker"));
        city.refusedIn(AccountProblem.SAME_PERSON, tx -> city.accounts.confirmClosing(tx, id, "maker"));
        assertConstraint("account_closing_four_eyes", () -> owner.run("""
                        update gateway.collection_account set status = 'closed', closed_by = 'maker', closed_at = now(),
                            valid = tstzrange(lower(valid), lower(valid) + interval '1 hour') where id = ?
                        """, id));
        city.advance(Duration.ofMinutes(5));
        db.inTransactionDo(tx -> city.accounts.confirmClosing(tx, id, "checker"));
        assertThat(city.payee(agency, city.now, city.now)).isNull();
        assertThat(city.payee(agency, city.now.minusSeconds(1), city.now)).isEqualTo(id);
    }

    @Test
    void oldAccountIsSuperseded_whenItsLastDutyIsTakenOver() {
        Agency agency = city.agency();
        UUID old = city.active(agency);
        UUID row = city.assigned(agency, null, Kind.FEE, old, city.now);
        UUID next = city.putIntoForce(
                city.approved(city.draft(agency, city.draft(agency).holder(), old)));
        assertThat(city.file(old).status()).isEqualTo(AccountStatus.ACTIVE);
        var takeOver = new Accounts.NewAssignment(
                agency.id(),
                null,
                Kind.FEE,
                next,
                city.now.plus(Duration.ofDays(1)),
                null,
                "Đổi ngân hàng",
                row,
                List.of());
        UUID proposed = db.inTransaction(
                tx -> city.accounts.propose(tx, takeOver, "maker").id());
        db.inTransactionDo(tx -> city.accounts.approveAssignment(tx, proposed, "checker"));
        assertThat(city.payee(agency, city.now, city.now)).isEqualTo(old);
        assertThat(city.file(old).status()).isEqualTo(AccountStatus.ACTIVE);
        city.advance(Duration.ofDays(1));
        city.accounts.passTime(db);
        assertThat(city.payee(agency, city.now, city.now)).isEqualTo(next);
        assertThat(city.file(old).status()).isEqualTo(AccountStatus.SUPERSEDED);
        assertThat(city.file(old).supersededBy()).isEqualTo(next);
        // Yesterday is still explained.
        assertThat(city.payee(agency, city.now.minusSeconds(1), city.now)).isEqualTo(old);
    }

    @Test
    void accountLapses_whenTheSpanIsOverBeforeTheDeposit() {
        Agency agency = city.agency();
        Accounts.NewAccount draft = city.draft(agency);
        var brief = new Accounts.NewAccount(
                agency.id(),
                draft.bin(),
                draft.number(),
                draft.holder(),
                city.now,
                city.now.plus(Duration.ofDays(4)),
                null,
                false);
        UUID id = city.approved(brief);
        city.advance(Duration.ofDays(5));
        AccountFile.Deposit deposit = Objects.requireNonNull(city.file(id).deposit());
        db.inTransactionDo(tx -> city.accounts.depositSeen(tx, id, deposit.amountVnd(), "FT3"));
        assertThat(city.file(id).status()).isEqualTo(AccountStatus.REJECTED);
        var tooBrief = new Accounts.NewAccount(
                agency.id(),
                draft.bin(),
                "7" + draft.number().substring(1),
                draft.holder(),
                city.now,
                city.now.plusSeconds(60),
                null,
                false);
        city.refusedIn(AccountProblem.SPAN_OVER, tx -> {
            UUID second = city.accounts.register(tx, tooBrief, "maker").id();
            city.accounts.submit(tx, second, "maker");
            city.accounts.approve(tx, second, Accounts.Acknowledged.ALL, "checker");
        });
    }

    private static void assertConstraint(String name, Runnable change) {
        assertThatThrownBy(change::run)
                .isInstanceOfSatisfying(
                        ConstraintViolation.class,
                        e -> assertThat(e.constraint()).matches(name));
    }
}
