package vn.phigate.reconciliation.bankday;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.dossiers.NewDossier;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.NoticeBook;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.payments.PaymentStatus;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.matching.Leftovers.Suggestion;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.matching.MatchingRules;
import vn.phigate.reconciliation.matching.Pass;
import vn.phigate.reconciliation.matching.PersonsDecisions;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.testsupport.Database;

/** The rules beside the exact code, each with what it must not do. */
@Database
class PassesTest {
    private static final LocalDate NEXT = DAY.plusDays(1);
    private final TestCity city;
    private final Db db;

    PassesTest(Db db) {
        this.db = db;
        this.city = new TestCity(db);
    }

    @Test
    void repairsAReference_whenOneOpenPaymentHasIt() {
        var counter = city.counter();
        Payment payment = counter.open(counter.dossier(), "vietqr");
        String damaged = wrong(payment.reference(), 7);
        counter.take(0, Camt.in(DAY, FEES_VND, "MBVCB.12." + damaged + ".CT tu 001", "A"));
        counter.reconcile();
        assertThat(matches(counter, DAY)).singleElement().satisfies(match -> {
            assertThat(match.paymentId()).isEqualTo(payment.id());
            assertThat(match.rule()).isEqualTo("repaired_reference");
            assertThat(match.ruleVersion()).isEqualTo(1);
            assertThat(match.evidence().text()).isEqualTo(damaged);
            assertThat(match.code()).startsWith(payment.reference());
        });
        assertThat(city.payments.get(db, payment.id()).status()).isEqualTo(PaymentStatus.PAID);
    }

    @Test
    void asksAPerson_whenTheRepairDoesNotFitWhollyOrOnceMore() {
        var counter = city.counter();
        Payment other = counter.open(counter.dossier(), "vietqr");
        Payment one = counter.open(counter.dossier(), "vietqr");
        Payment two = counter.open(counter.dossier(), "vietqr");
        counter.take(
                0,
                Camt.in(DAY, FEES_VND - 1, wrong(other.reference(), 7), "A"),
                Camt.in(DAY, FEES_VND, wrong(one.reference(), 9) + " " + wrong(two.reference(), 9), "B"),
                Camt.in(DAY, FEES_VND, wrong(wrong(two.reference(), 4), 11), "C"),
                Camt.in(DAY, -FEES_VND, wrong(two.reference(), 5), "D"));
        assertThat(counter.reconcile().matched()).isZero();
        assertThat(counter.openTypes(DAY)).isEqualTo(Map.of("near_code", 2L, "unidentified", 1L, "debit", 1L));
        assertThat(discrepancy(counter, "B").candidates())
                .extracting(Suggestion::subjectId)
                .containsExactlyInAnyOrder(one.id(), two.id());
    }

    @Test
    void takesPartsTogether_whenTheyAddUpToTheDue() {
        var counter = city.counter();
        String dossier = counter.dossier();
        counter.take(0, Camt.in(DAY, 10_000, "dot 1 " + dossier, "A"));
        counter.reconcile();
        Discrepancy part = discrepancy(counter, "A");
        assertThat(part.type().code()).isEqualTo("amount_differs");
        assertThat(part.reason()).contains("còn thiếu 20.000 ₫");
        assertThat(part.reasonEn()).contains("VND 20,000 is missing");
        assertThat(part.candidates().getFirst().restVnd()).isEqualTo(20_000);

        counter.take(
                NEXT,
                10_000,
                Camt.in(NEXT, 15_000, "dot 2 " + dossier, "B"),
                Camt.in(NEXT, 5_000, "dot 3 " + dossier, "C"));
        assertThat(counter.reconcile(NEXT).matched()).isEqualTo(3);
        List<Match> all = new ArrayList<>(matches(counter, DAY));
        all.addAll(matches(counter, NEXT));
        assertThat(all).hasSize(3).allSatisfy(match -> {
            assertThat(match.rule()).isEqualTo("instalments");
            assertThat(match.amountVnd()).isEqualTo(match.line().amountVnd());
        });
        assertThat(all).extracting(Match::paymentId).containsOnly(all.getFirst().paymentId());
        Payment paid =
                city.payments.get(db, Objects.requireNonNull(all.getFirst().paymentId()));
        assertThat(paid.status()).isEqualTo(PaymentStatus.PAID);
        assertThat(paid.amountVnd()).isEqualTo(FEES_VND);
        assertThat(city.dossiers.get(db, dossier).amountDueVnd()).isZero();
        assertThat(List.of(counter.suspenseVnd(DAY), counter.suspenseVnd(NEXT))).containsOnly(0L);

        counter.take(NEXT.plusDays(1), FEES_VND, Camt.in(NEXT.plusDays(1), 5_000, "dot 4 " + dossier, "D"));
        counter.reconcile(NEXT.plusDays(1));
        assertThat(counter.openTypes(NEXT.plusDays(1))).isEqualTo(Map.of("already_paid", 1L));
    }

    @Test
    void takesPartsOfAnOpenPaymentTogether_andClosesTheDay() {
        var counter = city.counter();
        Payment payment = counter.open(counter.dossier(), "vietqr");
        counter.take(
                0,
                Camt.in(DAY, 12_345, payment.reference(), "A"),
                Camt.in(DAY, FEES_VND - 12_345, payment.reference(), "B"));
        assertThat(counter.reconcile().matched()).isEqualTo(2);
        assertThat(city.payments.get(db, payment.id()).status()).isEqualTo(PaymentStatus.PAID);
        assertThat(counter.close(DAY).status()).isEqualTo("closed");
    }

    @Test
    void leavesPartsOpen_whenTheyNeverAddUp() {
        var counter = city.counter();
        String dossier = counter.dossier();
        counter.take(
                0,
                Camt.in(DAY, 10_000, dossier, "A"),
                Camt.in(DAY, 15_000, dossier, "B"),
                Camt.in(DAY, 20_000, dossier, "C"));
        assertThat(counter.reconcile().matched())
                .as("no subset is searched for")
                .isZero();
        assertThat(counter.openTypes(DAY)).isEqualTo(Map.of("amount_differs", 3L));
    }

    @Test
    void namesTheRightAccount_whenMoneyCameToTheWrongAgency() {
        var wrong = city.counter();
        var right = city.counter();
        String dossier = right.dossier();
        Payment payment = right.open(right.dossier(), "vietqr");
        wrong.take(
                0,
                Camt.in(DAY, FEES_VND, "nop phi " + dossier, "A"),
                Camt.in(DAY, FEES_VND, payment.reference(), "B"),
                Camt.in(DAY, FEES_VND - 1, dossier, "C"));
        assertThat(wrong.reconcile().matched()).isZero();
        assertThat(wrong.openTypes(DAY)).isEqualTo(Map.of("wrong_agency", 2L, "unidentified", 1L));
        Discrepancy moved = discrepancy(wrong, "A");
        assertThat(moved.candidates().getFirst()).satisfies(candidate -> {
            assertThat(candidate.account()).isEqualTo(right.account.key());
            assertThat(candidate.dossiers()).isEqualTo(dossier);
            assertThat(candidate.amountVnd()).isEqualTo(FEES_VND);
        });
        assertThat(moved.reason()).contains(right.account.key());
        assertThat(moved.proposedActionEn()).contains("right agency");
        assertThat(discrepancy(wrong, "C").candidates())
                .extracting(Suggestion::account)
                .containsExactly(right.account.key());
        assertThat(city.dossiers.get(db, dossier).amountDueVnd()).isEqualTo(FEES_VND);
    }

    @Test
    void suggestsAtMostFiveOfThatAmountAndMatchesNone_whenNothingIsNamed() {
        var counter = city.counter();
        for (int i = 0; i < 7; i++) {
            counter.dossier();
        }
        counter.take(0, Camt.in(DAY, FEES_VND, "NGUYEN VAN A", "A"), Camt.in(DAY, FEES_VND + 1, "NGUYEN VAN B", "B"));
        assertThat(counter.reconcile().matched()).isZero();
        assertThat(discrepancy(counter, "A").candidates())
                .hasSize(5)
                .allSatisfy(candidate -> assertThat(candidate.rule()).isEqualTo("amount_and_day"))
                .extracting(Suggestion::dossiers)
                .isSorted();
        assertThat(discrepancy(counter, "B").candidates()).isEmpty();
    }

    @Test
    void asksAPerson_whenAnotherDossierHasTheSameCompactCode() {
        var counter = city.counter();
        String code = counter.dossier();
        String twin = code.substring(0, 5) + "." + code.substring(5);
        db.inTransactionDo(tx -> city.dossiers.record(
                tx,
                new NewDossier(twin, TestCity.PROCEDURE, counter.agency, Channel.ONLINE, DAY, null, Map.of()),
                "test"));
        counter.open(code, "vietqr");
        counter.take(0, Camt.in(DAY, FEES_VND, code, "A"));
        assertThat(counter.reconcile().byType()).isEqualTo(Map.of("ambiguous_code", 1));
    }

    /** Refused once, refused for ever: by the code, by the amount, and after ten runs. */
    @Test
    void obeysPeople_whateverTheRulesSay() {
        var counter = city.counter();
        Payment refused = counter.open(counter.dossier(), "vietqr");
        Payment inHand = counter.open(counter.dossier(), "vietqr");
        counter.take(
                0,
                Camt.in(DAY, FEES_VND, refused.reference(), "A"),
                Camt.in(DAY, FEES_VND, inHand.reference(), "B"),
                Camt.in(DAY, FEES_VND - 1, refused.reference(), "C"));
        Map<String, UUID> lines = new HashMap<>();
        city.service
                .statements()
                .linesOfDay(db, counter.account.id(), DAY)
                .forEach(line -> lines.put(line.name(), line.id()));
        UUID a = Objects.requireNonNull(lines.get("A"));
        UUID b = Objects.requireNonNull(lines.get("B"));
        UUID c = Objects.requireNonNull(lines.get("C"));
        var said = new PersonsDecisions.Said(
                Set.of(b),
                Set.of(new PersonsDecisions.Pair(a, refused.id()), new PersonsDecisions.Pair(c, refused.id())));
        Matching matching = matching((sql, account) -> said, List.of());
        for (int run = 0; run < 10; run++) {
            assertThat(matching.run(DAY, counter.account.id(), "anna").matched())
                    .isZero();
        }
        assertThat(counter.openTypes(DAY))
                .as("nothing is said of what a person has in hand")
                .isEqualTo(Map.of("unidentified", 2L));
        assertThat(discrepancy(counter, "A").candidates())
                .extracting(Suggestion::subjectId)
                .doesNotContain(refused.id());
        assertThat(counter.reconcile().matched()).as("without that word").isEqualTo(2);
    }

    @Test
    void asksFurtherPassesInTheirOrder_aboutWhatIsStillOpen() {
        var counter = city.counter();
        counter.take(0, Camt.in(DAY, FEES_VND, counter.dossier(), "A"), Camt.in(DAY, 7_000, "VNPAY 17/07", "B"));
        List<String> asked = new ArrayList<>();
        Pass first = pass(asked, "first", Map.of());
        Pass second = pass(asked, "second", Map.of("B", Unmatched.PROVIDER_SILENT));
        matching(PersonsDecisions.NONE, List.of(first, second)).run(DAY, counter.account.id(), "anna");
        assertThat(asked).containsExactly("first B", "second B");
        assertThat(counter.openTypes(DAY)).isEqualTo(Map.of("provider_silent", 1L));
    }

    private static Pass pass(List<String> asked, String id, Map<String, Unmatched> explains) {
        return new Pass() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public int version() {
                return 1;
            }

            @Override
            public Result run(UUID account, LocalDate through, List<BankLine> open, String by) {
                Map<UUID, Explained> explained = new HashMap<>();
                for (BankLine line : open) {
                    asked.add(id + " " + line.name());
                    Unmatched why = explains.get(line.name());
                    if (why != null) {
                        explained.put(line.id(), new Explained(why, List.of()));
                    }
                }
                return new Result(0, explained);
            }
        };
    }

    private Matching matching(PersonsDecisions decisions, List<Pass> passes) {
        return new Matching(
                db,
                city.service.statements(),
                new BankWitness(city.accounts, city.ledger, city.clock),
                city.service.discrepancies(),
                city.service.transfers(),
                decisions,
                passes,
                city.accounts,
                new NoticeBook(city.clock),
                MatchingRules.ALL,
                city.clock);
    }

    private static String wrong(String reference, int at) {
        return reference.substring(0, at) + (reference.charAt(at) == 'A' ? 'B' : 'A') + reference.substring(at + 1);
    }

    private List<Match> matches(TestCity.Counter counter, LocalDate day) {
        return city.service.matching().list(db, day, counter.account.id(), Paging.START, 500);
    }

    private Discrepancy discrepancy(TestCity.Counter counter, String reference) {
        return city
                .service
                .discrepancies()
                .list(
                        db,
                        new vn.phigate.reconciliation.discrepancies.Discrepancies.Choice("open", null, DAY),
                        Paging.START,
                        500)
                .stream()
                .filter(d -> d.accountId().equals(counter.account.id()))
                .filter(d -> reference.equals(Objects.requireNonNull(d.line()).bankReference()))
                .findFirst()
                .orElseThrow();
    }
}
