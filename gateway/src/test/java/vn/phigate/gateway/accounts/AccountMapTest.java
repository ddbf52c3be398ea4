package vn.phigate.gateway.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.testsupport.Database;

/** Changes of the map on both axes: when it applies, and when it was believed. */
@Database
class AccountMapTest {
    private final Db db;
    private final Db owner;
    private final RegistryTestCity city;
    private final Agency agency;
    private final UUID own;

    AccountMapTest(Db db, DbSettings settings) {
        this.db = db;
        this.owner = Db.open(settings.asLogin().withPoolSize(2));
        this.city = new RegistryTestCity(db, RegistryRules.SANDBOX);
        this.agency = city.agency();
        this.own = city.active(agency);
    }

    @Test
    void pastBeliefStaysAQuestionThatCanBeAsked_afterACorrection() {
        Instant begun = city.now;
        UUID wrong = city.assigned(agency, null, Kind.FEE, own, begun);
        UUID right = city.active(agency);
        city.advance(Duration.ofDays(1));
        Accounts.Assignment fix = db.inTransaction(tx -> city.accounts.proposeCorrection(
                tx, wrong, new Accounts.Correction(right, begun, null, "Ghi nhầm tài khoản", List.of()), "maker"));
        city.refusedIn(AccountProblem.SAME_PERSON, tx -> city.accounts.approveAssignment(tx, fix.id(), "maker"));
        db.inTransactionDo(tx -> city.accounts.approveAssignment(tx, fix.id(), "checker"));

        Instant noon = begun.plus(Duration.ofHours(12));
        assertThat(city.payee(agency, noon, city.now)).isEqualTo(right);
        assertThat(city.payee(agency, noon, noon)).isEqualTo(own);
        assertThat(city.accounts.assignment(db, wrong).status()).isEqualTo("ended");
        Resolution then = city.accounts
                .resolve(db, agency.id(), RegistryTestCity.PROCEDURE, Kind.FEE, noon, noon)
                .orElseThrow();
        assertThat(then.knownUntil()).isEqualTo(city.now);
    }

    @Test
    void endingKeepsWhatWasBeforeIt_andWithdrawingNothing() {
        Instant begun = city.now;
        UUID row = city.assigned(agency, null, Kind.FEE, own, begun);
        Instant end = begun.plus(Duration.ofDays(2));
        Accounts.Assignment ending =
                db.inTransaction(tx -> city.accounts.proposeEnd(tx, row, end, "Hết nhiệm vụ", "maker"));
        assertThat(ending.change()).isEqualTo(Accounts.Change.END);
        city.advance(Duration.ofHours(1));
        db.inTransactionDo(tx -> city.accounts.approveAssignment(tx, ending.id(), "checker"));
        assertThat(city.payee(agency, end.minusSeconds(1), city.now)).isEqualTo(own);
        assertThat(city.payee(agency, end, city.now)).isNull();
        assertThat(city.payee(agency, end, begun)).isEqualTo(own);

        Accounts.Assignment undo =
                db.inTransaction(tx -> city.accounts.proposeEnd(tx, ending.id(), begun, "Lập nhầm", "maker"));
        assertThat(undo.change()).isEqualTo(Accounts.Change.WITHDRAW);
        city.advance(Duration.ofHours(1));
        db.inTransactionDo(tx -> city.accounts.approveAssignment(tx, undo.id(), "checker"));
        assertThat(city.payee(agency, begun, city.now)).isNull();
        assertThat(city.payee(agency, begun, city.now.minusSeconds(1))).isEqualTo(own);
    }

    @Test
    void whatStoodBeforeComesBack_whenATemporaryRowIsOver() {
        Instant begun = city.now;
        UUID row = city.assigned(agency, null, Kind.FEE, own, begun);
        UUID meanwhile = city.active(agency);
        Instant from = city.now.plus(Duration.ofDays(2));
        Instant until = from.plus(Duration.ofDays(3));
        var wanted = new Accounts.NewAssignment(
                agency.id(), null, Kind.FEE, meanwhile, from, until, "Tạm thời", row, List.of());
        UUID change = db.inTransaction(
                tx -> city.accounts.propose(tx, wanted, "maker").id());
        city.advance(Duration.ofHours(1));
        db.inTransactionDo(tx -> city.accounts.approveAssignment(tx, change, "checker"));
        assertThat(city.payee(agency, from.minusNanos(1_000), city.now)).isEqualTo(own);
        assertThat(city.payee(agency, from, city.now)).isEqualTo(meanwhile);
        assertThat(city.payee(agency, until.minusNanos(1_000), city.now)).isEqualTo(meanwhile);
        assertThat(city.payee(agency, until, city.now)).isEqualTo(own);
        assertThat(city.file(own).status()).isEqualTo(AccountStatus.ACTIVE);
    }

    @Test
    void answerEndsWhenARowOfTheProceduresOwnBegins() {
        city.assigned(agency, null, Kind.FEE, own, city.now);
        UUID special = city.active(agency);
        Instant begins = city.now.plus(Duration.ofDays(2));
        city.assigned(agency, RegistryTestCity.PROCEDURE, Kind.FEE, special, begins);
        assertThat(ends(RegistryTestCity.PROCEDURE)).isEqualTo(begins);
        assertThat(ends("9.999999")).isNull();
    }

    private @Nullable Instant ends(String procedure) {
        return city.accounts
                .resolve(db, agency.id(), procedure, Kind.FEE, city.now, city.now)
                .orElseThrow()
                .validUntil();
    }

    @Test
    void agencyThatHasNoPartInItCannotConsent() {
        UUID shared = city.active(city.agency());
        Agency stranger = city.agency();
        var wanted = new Accounts.NewAssignment(agency.id(), null, Kind.FEE, shared, city.now, null, "Thu hộ");
        UUID id = db.inTransaction(
                tx -> city.accounts.propose(tx, wanted, "maker").id());
        city.refusedIn(
                AccountProblem.WRONG_STATE,
                tx -> city.accounts.consent(tx, id, new Accounts.Consent(stranger.id(), "CV 1"), "maker"));
    }

    @Test
    void changeIsRefused_whenTheRowChangedMeanwhile() {
        UUID row = city.assigned(agency, null, Kind.FEE, own, city.now);
        Instant at = city.now.plus(Duration.ofDays(2));
        UUID first = db.inTransaction(
                tx -> city.accounts.proposeEnd(tx, row, at, "r", "maker").id());
        UUID second = db.inTransaction(
                tx -> city.accounts.proposeEnd(tx, row, at, "r", "maker").id());
        db.inTransactionDo(tx -> city.accounts.approveAssignment(tx, first, "checker"));
        city.refusedIn(AccountProblem.WRONG_STATE, tx -> city.accounts.approveAssignment(tx, second, "checker"));
        db.inTransactionDo(tx -> city.accounts.rejectAssignment(tx, second, "đã xong", "checker"));
        city.refusedIn(AccountProblem.WRONG_STATE, tx -> city.accounts.approveAssignment(tx, second, "checker"));
    }

    @Test
    void procedureBeatsDefault() {
        city.assigned(agency, null, Kind.FEE, own, city.now);
        UUID special = city.active(agency);
        city.assigned(agency, RegistryTestCity.PROCEDURE, Kind.FEE, special, city.now);
        assertThat(city.payee(agency, city.now, city.now)).isEqualTo(special);
        assertThat(city.accounts
                        .resolve(db, agency.id(), "9.999999", Kind.FEE, city.now, city.now)
                        .orElseThrow()
                        .account()
                        .id())
                .isEqualTo(own);
    }

    @Test
    void collectingForAnotherNeedsBothConsents_byPageAndBySql() {
        Agency collector = city.agency();
        UUID shared = city.active(collector);
        var wanted = new Accounts.NewAssignment(agency.id(), null, Kind.FEE, shared, city.now, null, "Thu hộ");
        UUID id = db.inTransaction(
                tx -> city.accounts.propose(tx, wanted, "maker").id());
        city.refusedIn(AccountProblem.CONSENT_MISSING, tx -> city.accounts.approveAssignment(tx, id, "checker"));
        db.inTransactionDo(
                tx -> city.accounts.consent(tx, id, new Accounts.Consent(agency.id(), "CV 12/UBND"), "maker"));
        city.refusedIn(AccountProblem.CONSENT_MISSING, tx -> city.accounts.approveAssignment(tx, id, "checker"));
        String sql = """
                update gateway.account_assignment set status = 'approved', approved_by = ?, approved_at = now(), recorded = tstzrange(now(), null) where id = ?
                """;
        assertConstraint("assignment_consents", () -> owner.run(sql, "checker", id));
        db.inTransactionDo(
                tx -> city.accounts.consent(tx, id, new Accounts.Consent(collector.id(), "CV 34/UBND"), "secretary"));
        city.refusedIn(AccountProblem.SAME_PERSON, tx -> city.accounts.approveAssignment(tx, id, "secretary"));
        assertConstraint("assignment_four_eyes", () -> owner.run(sql, "maker", id));
        db.inTransactionDo(tx -> city.accounts.approveAssignment(tx, id, "checker"));

        Resolution found = city.accounts
                .resolve(db, agency.id(), RegistryTestCity.PROCEDURE, Kind.FEE, city.now, city.now)
                .orElseThrow();
        Resolution.Delegation delegation = Objects.requireNonNull(found.delegation());
        assertThat(delegation.collectingAgency()).isEqualTo(collector.name());
        assertThat(delegation.consents())
                .containsExactlyInAnyOrder(agency.name() + ": CV 12/UBND", collector.name() + ": CV 34/UBND");
        assertThat(city.notices(collector)).contains("assignment_approved account_agency");
    }

    @Test
    void approvedRowIsNeverEdited_whoeverAsks() {
        UUID row = city.assigned(agency, null, Kind.FEE, own, city.now);
        UUID other = city.active(agency);
        assertConstraint(
                "assignment_kept",
                () -> owner.run("update gateway.account_assignment set account_id = ? where id = ?", other, row));
        assertConstraint(
                "assignment_kept",
                () -> owner.run(
                        "update gateway.account_assignment set valid = tstzrange(null, null) where id = ?", row));
        assertThatThrownBy(
                        () -> db.run("update gateway.account_assignment set account_id = ? where id = ?", other, row))
                .hasMessageContaining("permission denied");
    }

    private static void assertConstraint(String name, Runnable change) {
        assertThatThrownBy(change::run)
                .isInstanceOfSatisfying(
                        ConstraintViolation.class,
                        e -> assertThat(e.constraint()).isEqualTo(name));
    }
}
