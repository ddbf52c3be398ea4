package vn.phigate.gateway.succession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.phigate.gateway.succession.SuccessionTestCity.CUT_OVER;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.accounts.AccountProblem;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.ProblemType;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.succession.Successions.NewPart;
import vn.phigate.testsupport.Database;

@Database
class SuccessionTest {
    private static final Instant LATER = CUT_OVER.plus(Duration.ofDays(10));
    private static final Instant BEFORE = CUT_OVER.minus(Duration.ofDays(1));

    private final Db db;
    private SuccessionTestCity city;
    private Agency a;
    private Agency b;
    private Agency c;

    SuccessionTest(Db db) {
        this.db = db;
    }

    @BeforeEach
    void city() {
        city = new SuccessionTestCity(db);
        a = city.collecting("Xã A");
        b = city.collecting("Xã B");
        c = city.collecting("Xã C");
    }

    private static void refused(ProblemType expected, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.type()).isEqualTo(expected));
    }

    private @Nullable Instant ends(Agency agency, Instant at) {
        return city.accounts
                .resolve(db, agency.id(), "9.200001", Kind.FEE, at, city.now)
                .orElseThrow()
                .validUntil();
    }

    private static NewPart to(Agency former, Agency successor) {
        return NewPart.agency(former.id(), List.of(successor.id()));
    }

    @Test
    void formerAgencyIsPaidIntoItsSuccessorsAccount_fromTheCutOver() {
        Succession merged = city.approved(CUT_OVER, to(a, b));
        assertThat(merged.status()).isEqualTo(Succession.Status.APPROVED);
        assertThat(city.payee(a, CUT_OVER.minusNanos(1_000))).isEqualTo(city.own(a));
        assertThat(city.payee(a, CUT_OVER)).isEqualTo(city.own(b));
        assertThat(ends(a, BEFORE))
                .as("an answer of before the cut-over says when it ends")
                .isEqualTo(CUT_OVER);
        assertThat(ends(b, BEFORE)).isNull();
        city.now = LATER;
        assertThat(city.successions.get(db, merged.id()).status()).isEqualTo(Succession.Status.IN_FORCE);
        assertThat(city.agencies.find(db, a.code(), LocalDate.of(2025, 6, 30))).isPresent();
        assertThat(city.agencies.find(db, a.code(), LocalDate.of(2025, 7, 1))).isEmpty();
        var found = city.accounts
                .resolve(db, a.id(), "9.200001", Kind.FEE, LATER, LATER)
                .orElseThrow();
        assertThat(found.successions()).singleElement().satisfies(step -> {
            assertThat(step.former()).isEqualTo("Xã A");
            assertThat(step.successor()).isEqualTo("Xã B");
            assertThat(step.legalAct()).isEqualTo("NQ 1");
            assertThat(step.since()).isEqualTo(CUT_OVER);
        });
        Successor successor = city.successions.successor(db, city.own(a), LATER).orElseThrow();
        assertThat(successor.agency()).isEqualTo(b);
        assertThat(successor.account()).extracting(x -> x.id()).isEqualTo(city.own(b));
        assertThat(city.successions.successor(db, city.own(b), LATER)).isEmpty();
    }

    @Test
    void chainIsFollowedToItsEnd() {
        city.approved(CUT_OVER, to(a, b));
        city.approved(LATER, to(b, c));
        assertThat(city.payee(a, LATER.minusSeconds(1))).isEqualTo(city.own(b));
        assertThat(city.payee(a, LATER)).isEqualTo(city.own(c));
        assertThat(city.successions
                        .successor(db, city.own(a), LATER)
                        .orElseThrow()
                        .agency())
                .isEqualTo(c);
    }

    @Test
    void accountIsReplacedByAnotherOfTheSameAgency() {
        UUID old = city.own(a);
        UUID fresh = city.account(a);
        city.approved(CUT_OVER, NewPart.account(old, fresh));
        assertThat(city.payee(a, BEFORE)).isEqualTo(old);
        assertThat(city.payee(a, LATER)).isEqualTo(fresh);
        Successor successor = city.successions.successor(db, old, LATER).orElseThrow();
        assertThat(successor.agency()).isEqualTo(a);
        assertThat(successor.account()).extracting(x -> x.id()).isEqualTo(fresh);
        assertThat(city.agencies.find(db, a.code(), LocalDate.of(2025, 7, 10)))
                .as("the agency goes on")
                .isPresent();
    }

    @Test
    void anotherAgencysAccountSucceeds_onlyWhenThatAgencyTookOver() {
        NewPart swap = NewPart.account(city.own(a), city.own(b));
        refused(SuccessionProblem.SUCCESSION_FOREIGN_ACCOUNT, () -> city.proposed(CUT_OVER, swap));
        Succession together = city.proposed(CUT_OVER, swap, to(a, b));
        assertThat(together.parts()).hasSize(2);
        Succession merged = city.approved(LATER, to(a, b));
        refused(SuccessionProblem.SUCCESSION_FOREIGN_ACCOUNT, () -> city.proposed(CUT_OVER, swap));
        Succession after = city.proposed(LATER, swap);
        db.inTransactionDo(tx -> city.successions.proposeUndo(tx, merged.id(), CUT_OVER, "sai", "maker"));
        db.inTransactionDo(tx -> city.successions.approveUndo(tx, merged.id(), "checker"));
        refused(
                SuccessionProblem.SUCCESSION_FOREIGN_ACCOUNT,
                () -> db.inTransactionDo(tx -> city.successions.approve(tx, after.id(), "checker")));
    }

    @Test
    void whatAnAgencyCollectedForAnother_itsSuccessorCollects() {
        city.assign(c, "9.200002", Kind.CHARGE, city.own(a), SuccessionTestCity.START);
        city.approved(CUT_OVER, to(a, b));
        assertThat(city.payee(c.id(), "9.200002", Kind.CHARGE, LATER, city.now)).isEqualTo(city.own(b));
        assertThat(city.payee(c.id(), "9.200002", Kind.CHARGE, BEFORE, city.now))
                .isEqualTo(city.own(a));
    }

    @Test
    void whoeverProposedMayNotApprove_neitherByCodeNorBySql() {
        Succession proposed = city.proposed(CUT_OVER, to(a, b));
        refused(
                AccountProblem.SAME_PERSON,
                () -> db.inTransactionDo(tx -> city.successions.approve(tx, proposed.id(), "maker")));
        assertThatThrownBy(() -> db.run(
                        "update gateway.succession set status = 'approved', approved_by = 'maker', approved_at = now() where id = ?",
                        proposed.id()))
                .isInstanceOfSatisfying(
                        ConstraintViolation.class,
                        e -> assertThat(e.constraint()).isEqualTo("succession_four_eyes"));
        db.inTransactionDo(tx -> city.successions.approve(tx, proposed.id(), "checker"));
        db.inTransactionDo(tx -> city.successions.proposeUndo(tx, proposed.id(), LATER, "sai", "maker"));
        refused(
                AccountProblem.SAME_PERSON,
                () -> db.inTransactionDo(tx -> city.successions.approveUndo(tx, proposed.id(), "maker")));
        assertThatThrownBy(() -> db.run(
                        "update gateway.succession set status = 'undone', undone_by = 'maker', undone_at = now() where id = ?",
                        proposed.id()))
                .isInstanceOfSatisfying(
                        ConstraintViolation.class,
                        e -> assertThat(e.constraint()).isEqualTo("succession_undo_four_eyes"));
    }

    @Test
    void aCircleIsRefused_whenProposedAndWhenTwoProposalsCloseIt() {
        refused(SuccessionProblem.SUCCESSION_CYCLE, () -> city.proposed(CUT_OVER, to(a, a)));
        refused(SuccessionProblem.SUCCESSION_CYCLE, () -> city.proposed(CUT_OVER, to(a, b), to(b, a)));
        Succession back = city.proposed(LATER, to(c, a));
        city.approved(CUT_OVER, to(a, b), to(b, c));
        refused(
                SuccessionProblem.SUCCESSION_CYCLE,
                () -> db.inTransactionDo(tx -> city.successions.approve(tx, back.id(), "checker")));
        refused(SuccessionProblem.SUCCESSION_CYCLE, () -> city.proposed(LATER, to(c, a)));
    }

    @Test
    void aFormerAgencyHasOneSuccessor() {
        Succession second = city.proposed(LATER, to(a, c));
        city.approved(CUT_OVER, to(a, b));
        refused(
                SuccessionProblem.SUCCESSION_OVERLAPS,
                () -> db.inTransactionDo(tx -> city.successions.approve(tx, second.id(), "checker")));
        refused(SuccessionProblem.SUCCESSION_OVERLAPS, () -> city.proposed(LATER, to(a, c)));
        refused(SuccessionProblem.SUCCESSION_OVERLAPS, () -> city.proposed(LATER, to(b, c), to(b, c)));
    }

    @Test
    void dividedCommuneIsAskedAboutOnce() {
        UUID old = city.own(a);
        Succession divided = city.approved(CUT_OVER, NewPart.agency(a.id(), List.of(b.id(), c.id())));
        UUID part = divided.parts().getFirst().id();
        assertThat(city.payee(a, LATER)).as("undecided money goes nowhere new").isNull();
        Successor undecided = city.successions.successor(db, old, LATER).orElseThrow();
        assertThat(undecided.undecided()).isTrue();
        assertThat(undecided.divided()).isTrue();
        assertThat(undecided.candidates()).containsExactly(b, c);
        assertThat(city.successions.questions(db, null, 1_000))
                .filteredOn(q -> q.part().id().equals(part))
                .hasSize(1);

        db.inTransactionDo(tx -> city.successions.decide(tx, part, c.id(), "QĐ 7", "maker"));
        refused(
                AccountProblem.WRONG_STATE,
                () -> db.inTransactionDo(tx -> city.successions.decide(tx, part, b.id(), "QĐ 8", "maker")));
        refused(
                AccountProblem.SAME_PERSON,
                () -> db.inTransactionDo(tx -> city.successions.approveDecision(tx, part, "maker")));
        assertThatThrownBy(() -> db.run(
                        "update gateway.succession_decision set approved_by = 'maker', approved_at = now() where part_id = ?",
                        part))
                .isInstanceOfSatisfying(
                        ConstraintViolation.class,
                        e -> assertThat(e.constraint()).isEqualTo("decision_four_eyes"));
        city.tick();
        Instant asked = city.now;
        city.tick();
        db.inTransactionDo(tx -> city.successions.approveDecision(tx, part, "checker"));

        assertThat(city.payee(a, LATER)).isEqualTo(city.own(c));
        assertThat(city.payee(a.id(), null, Kind.FEE, LATER, asked))
                .as("what was believed before the decision")
                .isNull();
        Successor decided = city.successions.successor(db, old, LATER).orElseThrow();
        assertThat(decided.agency()).isEqualTo(c);
        assertThat(decided.divided()).isTrue();
        assertThat(city.successions.questions(db, null, 1_000))
                .noneMatch(q -> q.part().id().equals(part));
        refused(
                AccountProblem.WRONG_STATE,
                () -> db.inTransactionDo(tx -> city.successions.decide(tx, part, b.id(), "QĐ 9", "maker")));
    }

    @Test
    void codeIsGivenBack_whenUndone() {
        Succession merged = city.approved(CUT_OVER, to(a, b));
        city.now = LATER;
        city.undone(merged.id(), LATER);
        assertThat(city.agencies.find(db, a.code(), LocalDate.of(2025, 7, 5))).isEmpty();
        assertThat(city.agencies.find(db, a.code(), LocalDate.of(2025, 7, 11))).isPresent();
        assertThat(city.payee(a, LATER.minusSeconds(1))).isEqualTo(city.own(b));
        assertThat(city.payee(a, LATER)).isEqualTo(city.own(a));
        assertThat(city.successions.get(db, merged.id()).status()).isEqualTo(Succession.Status.UNDONE);

        Succession again = city.approved(LATER.plus(Duration.ofDays(20)), to(a, b));
        assertThat(ends(a, LATER.plus(Duration.ofDays(30)))).isNull();
        city.undone(again.id(), CUT_OVER);
        assertThat(city.agencies.find(db, a.code(), LocalDate.of(2026, 1, 1)))
                .as("undone before it began")
                .isPresent();
    }

    @Test
    void codeOfAnotherMeanwhileStaysItsOwn_whenUndone() {
        Succession merged = city.approved(CUT_OVER, to(a, b));
        Agency next = db.inTransaction(tx -> city.agencies.create(
                tx,
                new vn.phigate.gateway.agencies.Agencies.NewAgency(
                        a.code(), "commune", "Xã mới", null, null, null, false, LocalDate.of(2025, 7, 1)),
                "admin"));
        city.undone(merged.id(), LATER);
        assertThat(city.agencies.get(db, a.code(), LocalDate.of(2025, 8, 1))).isEqualTo(next);
        assertThat(city.payee(a, LATER)).as("its dossiers are paid to it").isEqualTo(city.own(a));
    }

    @Test
    void everyStepIsInTheAuditLog_andNothingIsDeleted() {
        Succession merged = city.approved(CUT_OVER, to(a, b));
        city.undone(merged.id(), LATER);
        assertThat(city.audit.history(db, "succession", merged.id().toString(), 0, 100))
                .extracting(e -> e.action())
                .containsExactly("propose", "approve", "propose-undo", "undo");
        for (String table : List.of("succession", "succession_part", "succession_candidate", "succession_link")) {
            assertThatThrownBy(() -> db.run("delete from gateway." + table)).isInstanceOf(RuntimeException.class);
        }
        assertThatThrownBy(() -> db.run("update gateway.succession set status = 'approved' where id = ?", merged.id()))
                .isInstanceOfSatisfying(
                        ConstraintViolation.class,
                        e -> assertThat(e.constraint()).startsWith("succession_"));
    }
}
