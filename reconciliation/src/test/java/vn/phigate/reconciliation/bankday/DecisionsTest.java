package vn.phigate.reconciliation.bankday;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.payments.PaymentStatus;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.reconciliation.decisions.Decisions;
import vn.phigate.reconciliation.decisions.Decisions.NewPart;
import vn.phigate.reconciliation.decisions.Proposal;
import vn.phigate.reconciliation.decisions.Proposal.Status;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.transfers.TransferOrder;
import vn.phigate.reconciliation.transfers.TransferOrder.Beneficiary;
import vn.phigate.testsupport.Database;

/** What people decide about lines: anna proposes, binh approves. */
@Database
class DecisionsTest {
    private static final Beneficiary SENDER = new Beneficiary("970407", "19031234567890", "NGUYEN VAN A");

    private final TestCity city;
    private final Db db;
    private final Decisions decisions;

    DecisionsTest(Db db) {
        this.db = db;
        this.city = new TestCity(db);
        this.decisions = city.service.decisions();
    }

    private Discrepancy only(TestCity.Counter counter) {
        return open(counter).getFirst();
    }

    private List<Discrepancy> open(TestCity.Counter counter) {
        return city.service.discrepancies().openOfDay(db, counter.account.id(), DAY);
    }

    private BankLine line(UUID id) {
        return city.service.statements().lines(db, List.of(id)).getFirst();
    }

    private UUID lineOf(Discrepancy discrepancy) {
        return Objects.requireNonNull(discrepancy.line()).id();
    }

    private List<Match> matches(TestCity.Counter counter) {
        List<BankLine> lines = city.service.statements().linesOfDay(db, counter.account.id(), DAY);
        return city.service.matching().ofLines(db, lines).values().stream()
                .flatMap(List::stream)
                .toList();
    }

    private Proposal match(Discrepancy discrepancy, long writtenOffVnd, String... named) {
        return db.inTransaction(tx -> decisions.proposeMatch(
                tx,
                discrepancy.id(),
                Arrays.stream(named).map(name -> new NewPart(name, null)).toList(),
                writtenOffVnd,
                "đã gọi người nộp",
                "anna"));
    }

    private Proposal unmatch(Match match) {
        return db.inTransaction(tx -> decisions.proposeUnmatch(tx, match.id(), "nhầm người", "anna"));
    }

    private Proposal approve(Proposal proposal) {
        return db.inTransaction(tx -> decisions.approve(tx, proposal.id(), "binh"));
    }

    private static String refusal(org.junit.jupiter.api.function.Executable work) {
        return assertThrows(Refusal.class, work).type().code();
    }

    /** Every line is the sum of its matches and its rest, and the books sum to zero. */
    private void holds() {
        assertEquals(Optional.empty(), db.get("""
                        select l.id from reconciliation.statement_line l
                        where l.amount_vnd <> l.open_vnd + coalesce((select sum(m.amount_vnd) from reconciliation.match m where m.line_id = l.id), 0)
                           or l.allocated_vnd <> coalesce((select sum(m.amount_vnd) from reconciliation.standing_match m where m.line_id = l.id), 0)
                        """));
        assertEquals(
                0,
                city.ledger
                        .trialBalance(db, BusinessDay.of(city.clock.instant()))
                        .sumVnd());
    }

    @Test
    void paysTheDossier_whenTwoPeopleMatchByHand() {
        var counter = city.counter();
        String dossier = counter.dossier();
        counter.take(0, Camt.in(DAY, FEES_VND, "nop phi cho con", "A"));
        counter.reconcile();
        Discrepancy discrepancy = only(counter);
        Proposal proposal = match(discrepancy, 0, dossier.replace(".", "").toLowerCase());
        assertEquals(FEES_VND, line(lineOf(discrepancy)).openVnd());
        assertEquals(0, counter.reconcile().lines(), "a proposal keeps the rules away");
        assertEquals(Status.APPROVED, approve(proposal).status());
        Match match = matches(counter).getFirst();
        assertEquals("by_hand", match.rule());
        assertEquals("paid", match.outcome());
        assertEquals("binh", match.made().by());
        assertEquals(0, city.dossiers.get(db, dossier).amountDueVnd());
        assertEquals(0, line(lineOf(discrepancy)).openVnd());
        assertEquals(
                "decided",
                city.service.discrepancies().get(db, discrepancy.id()).resolution());
        assertEquals(-FEES_VND, counter.balanceVnd(LedgerAccount::collected));
        assertEquals(0, counter.balanceVnd(LedgerAccount::suspense));
        Payment payment = city.payments.get(db, Objects.requireNonNull(match.paymentId()));
        assertEquals("bank_line", payment.witnesses().getFirst().kind());
        assertEquals(
                List.of("proposed", "approved"),
                city.service.discrepancies().notes(db, discrepancy.thread()).stream()
                        .map(Discrepancies.Note::kind)
                        .toList());
        holds();
    }

    @Test
    void splitsALine_andLeavesTheRestOpen() {
        var counter = city.counter();
        String first = counter.dossier();
        Payment second = counter.open(counter.dossier(), "vietqr");
        Payment reported = counter.paid();
        counter.take(0, Camt.in(DAY, 3 * FEES_VND + 7, "gop " + first + " va " + second.reference(), "A"));
        counter.reconcile();
        Discrepancy discrepancy = only(counter);
        approve(match(discrepancy, 0, first, second.reference()));
        assertEquals(FEES_VND + 7, only(counter).amountVnd());
        assertEquals(2, matches(counter).size());
        counter.reconcile();
        assertEquals(FEES_VND + 7, line(lineOf(discrepancy)).openVnd(), "no rule takes the rest");
        approve(match(only(counter), 7, reported.reference()));
        assertEquals(0, line(lineOf(discrepancy)).openVnd());
        assertEquals(
                Map.of("paid", 2L, "seen", 1L, "written_off", 1L),
                matches(counter).stream().collect(Collectors.groupingBy(Match::outcome, Collectors.counting())));
        assertEquals(-7, counter.balanceVnd(LedgerAccount::writtenOff));
        assertEquals(0, counter.balanceVnd(LedgerAccount::suspense));
        assertEquals(PaymentStatus.PAID, city.payments.get(db, second.id()).status());
        holds();
    }

    @Test
    void settlesInFull_whenThePayerPaidAFewDongTooLittle() {
        var counter = city.counter();
        String dossier = counter.dossier();
        counter.take(0, Camt.in(DAY, FEES_VND - 300, dossier, "A"));
        counter.reconcile();
        approve(match(only(counter), -300, dossier));
        assertEquals(0, city.dossiers.get(db, dossier).amountDueVnd());
        assertEquals(300, counter.balanceVnd(LedgerAccount::writtenOff));
        assertEquals(-FEES_VND, counter.balanceVnd(LedgerAccount::collected));
        assertEquals(0, counter.balanceVnd(LedgerAccount::suspense));
        assertTrue(open(counter).isEmpty());
        holds();
    }

    @Test
    void refusesParts_whenTheyAreNotWhatTheLineHas() {
        var counter = city.counter();
        String dossier = counter.dossier();
        Payment seen = counter.paid();
        counter.take(0, Camt.in(DAY, FEES_VND, "khong ro", "A"), Camt.in(DAY, FEES_VND, seen.reference(), "B"));
        counter.reconcile();
        Discrepancy discrepancy = only(counter);
        assertEquals("parts_do_not_fit", refusal(() -> match(discrepancy, 0, dossier, counter.dossier())));
        assertEquals("parts_do_not_fit", refusal(() -> match(discrepancy, 0, dossier, dossier)));
        assertEquals("parts_do_not_fit", refusal(() -> match(discrepancy, -300, dossier)));
        assertEquals("write_off_too_large", refusal(() -> match(discrepancy, -1_001, dossier)));
        assertEquals("item_changed", refusal(() -> match(discrepancy, 0, seen.reference())));
        assertEquals("item_not_found", refusal(() -> match(discrepancy, 0, "H26.99999-250717-0001")));
        assertEquals(
                "item_not_found",
                refusal(() -> match(discrepancy, 0, city.counter().dossier())));
    }

    @Test
    void takesBackASighting_andNoRunUndoesIt() {
        var counter = city.counter();
        Payment payment = counter.paid();
        counter.take(0, Camt.in(DAY, FEES_VND, payment.reference(), "A"));
        counter.reconcile();
        Match match = matches(counter).getFirst();
        approve(unmatch(match));
        for (int run = 0; run < 10; run++) {
            assertEquals(0, counter.reconcile().matched());
        }
        assertTrue(matches(counter).isEmpty());
        assertEquals(Map.of("taken_back", 1L), counter.openTypes(DAY));
        assertEquals(FEES_VND, line(match.line().id()).openVnd());
        assertEquals(-FEES_VND, counter.balanceVnd(LedgerAccount::suspense));
        assertEquals(FEES_VND, counter.balanceVnd(id -> LedgerAccount.clearing("vnpay", id)));
        Payment after = city.payments.get(db, payment.id());
        assertEquals(PaymentStatus.PAID, after.status());
        assertNull(after.bankSeenAt());
        assertTrue(after.witnesses().stream().noneMatch(w -> w.kind().equals("bank_line")));
        assertEquals("match_unknown", refusal(() -> unmatch(match)));
        approve(match(only(counter), 0, payment.reference()));
        assertNotNull(city.payments.get(db, payment.id()).bankSeenAt());
        assertEquals(0, counter.balanceVnd(id -> LedgerAccount.clearing("vnpay", id)));
        assertEquals(0, counter.balanceVnd(LedgerAccount::suspense));
        approve(unmatch(matches(counter).getFirst()));
        approve(match(only(counter), 0, payment.reference()));
        holds();
    }

    /** Receipt and settlement stand; the payment waits for its money, and a case tells of it. */
    @Test
    void keepsTheReceiptAndOpensACase_whenTheLineThatPaidIsTakenBack() {
        var counter = city.counter();
        String dossier = counter.dossier();
        counter.take(0, Camt.in(DAY, FEES_VND, dossier, "A"), Camt.in(DAY, FEES_VND, "cua nguoi khac", "B"));
        counter.reconcile();
        Match match = matches(counter).getFirst();
        UUID payment = Objects.requireNonNull(match.paymentId());
        approve(unmatch(match));
        Payment after = city.payments.get(db, payment);
        assertEquals(PaymentStatus.PAID, after.status());
        assertEquals("contradiction", after.cases().getFirst().type());
        assertEquals(0, city.dossiers.get(db, dossier).amountDueVnd());
        assertEquals(-2 * FEES_VND, counter.balanceVnd(LedgerAccount::suspense));
        assertEquals(-FEES_VND, counter.balanceVnd(LedgerAccount::collected));
        assertEquals(FEES_VND, counter.balanceVnd(id -> LedgerAccount.clearing("bank", id)));
        Discrepancy other = open(counter).stream()
                .filter(d -> !lineOf(d).equals(match.line().id()))
                .findFirst()
                .orElseThrow();
        approve(match(other, 0, after.reference()));
        assertEquals("seen", matches(counter).getFirst().outcome());
        assertEquals(0, counter.balanceVnd(id -> LedgerAccount.clearing("bank", id)));
        assertEquals(-FEES_VND, counter.balanceVnd(LedgerAccount::suspense));
        holds();
    }

    @Test
    void noRuleMatchesARefusedPair_evenWhenItsMoneyIsReportedLater() {
        var counter = city.counter();
        Payment waiting = counter.open(counter.dossier(), "vnpay");
        counter.take(0, Camt.in(DAY, FEES_VND, waiting.reference(), "A"));
        counter.reconcile();
        Discrepancy discrepancy = only(counter);
        db.inTransactionDo(tx -> decisions.refuse(tx, discrepancy.id(), waiting.id(), "không phải", "anna"));
        counter.report(waiting);
        for (int run = 0; run < 10; run++) {
            assertEquals(0, counter.reconcile().matched());
        }
        assertEquals(FEES_VND, line(lineOf(discrepancy)).openVnd());
        assertEquals(
                List.of("refused"),
                city.service.discrepancies().notes(db, discrepancy.thread()).stream()
                        .map(Discrepancies.Note::kind)
                        .toList());
    }

    @Test
    void nobodyDecidesHisOwn_andAProposalIsDecidedOnce() {
        var counter = city.counter();
        String dossier = counter.dossier();
        counter.take(0, Camt.in(DAY, FEES_VND, "khong ro", "A"));
        counter.reconcile();
        Discrepancy discrepancy = only(counter);
        Proposal proposal = match(discrepancy, 0, dossier);
        assertEquals("proposal_open", refusal(() -> match(discrepancy, 0, dossier)));
        assertEquals(
                "same_person", refusal(() -> db.inTransaction(tx -> decisions.approve(tx, proposal.id(), "anna"))));
        assertEquals(
                "same_person",
                refusal(() -> db.inTransaction(tx -> decisions.reject(tx, proposal.id(), "không", "anna"))));
        assertEquals(
                "not_the_proposer",
                refusal(() -> db.inTransaction(tx -> decisions.withdraw(tx, proposal.id(), "binh"))));
        var violation = assertThrows(
                ConstraintViolation.class,
                () -> db.run(
                        "update reconciliation.proposal set status = 'approved', decided_by = 'anna', decided_at = now() where id = ?",
                        proposal.id()));
        assertEquals("proposal_four_eyes", violation.constraint());
        db.inTransactionDo(tx -> decisions.reject(tx, proposal.id(), "hỏi lại người nộp", "binh"));
        assertEquals("proposal_decided", refusal(() -> approve(proposal)));
        Proposal again = match(discrepancy, 0, dossier);
        db.inTransactionDo(tx -> decisions.withdraw(tx, again.id(), "anna"));
        assertEquals(FEES_VND, line(lineOf(discrepancy)).openVnd());
        assertThrows(
                ConstraintViolation.class,
                () -> db.run("""
                        insert into reconciliation.match (id, line_id, subject_type, subject_id, payment_id, dossiers, amount_vnd, outcome, rule, rule_version, code,
                            evidence_from, evidence_to, evidence_text, rivals, made_at, made_by, proposal_id)
                        values (?, ?, 'write_off', ?, null, 'x', 5, 'written_off', 'by_hand', 1, '', 0, 0, '', '[]', now(), 'anna', ?)
                        """, UUID.randomUUID(), lineOf(discrepancy), again.id(), again.id()),
                "nothing is matched by hand that was not approved");
    }

    @Test
    void writesOffUnderTheCeilingOfTheDay() {
        var counter = city.counter();
        Camt.Entry[] entries = new Camt.Entry[22];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = Camt.in(DAY, i == 21 ? 1_001 : i % 2 == 0 ? 1_000 : -1_000, "le " + i, "R" + i);
        }
        counter.take(50_000, entries);
        counter.reconcile();
        int written = 0;
        for (Discrepancy each : open(counter)) {
            if (each.amountVnd() == 1_001) {
                assertEquals("write_off_too_large", refusal(() -> writeOff(each)));
                continue;
            }
            Proposal proposal = writeOff(each);
            if (written < 20) {
                approve(proposal);
                written++;
            } else {
                assertEquals("write_off_ceiling", refusal(() -> approve(proposal)));
            }
        }
        assertEquals(20, written);
        Match one = matches(counter).getFirst();
        approve(unmatch(one));
        assertEquals(one.amountVnd(), line(one.line().id()).openVnd());
        holds();
    }

    private Proposal writeOff(Discrepancy discrepancy) {
        return db.inTransaction(tx -> decisions.proposeWriteOff(tx, discrepancy.id(), "lệch do phí", "anna"));
    }

    /** Out of the wrong account when its debit is seen; on the right one the line is for that agency to work. */
    @Test
    void movesMoneyOfAnotherAgency_andBothEndsAreSeen() {
        var wrong = city.counter();
        var right = city.counter();
        String dossier = right.dossier();
        wrong.take(0, Camt.in(DAY, FEES_VND, "nop phi phuong ben canh", "A"));
        wrong.reconcile();
        Discrepancy discrepancy = only(wrong);
        approve(db.inTransaction(tx ->
                decisions.proposeTransfer(tx, discrepancy.id(), right.account.key(), "hồ sơ của phường bên", "anna")));
        assertEquals(-FEES_VND, wrong.balanceVnd(LedgerAccount::passedOn));
        assertEquals("passed_on", matches(wrong).getFirst().outcome());
        var orders = city.service.transfers();
        TransferOrder order = orders.list(db, null, right.account.agencyId(), new UUID(0, 0), 10)
                .getFirst();
        assertEquals(TransferOrder.Kind.WRONG_AGENCY, order.kind());
        assertEquals("binh", order.approvedBy());
        db.inTransactionDo(tx -> orders.send(tx, order.id(), "anna"));
        wrong.take(DAY.plusDays(1), FEES_VND, Camt.in(DAY.plusDays(1), -FEES_VND, "CT " + order.code(), "B"));
        wrong.reconcile(DAY.plusDays(1));
        assertEquals(0, wrong.balanceVnd(LedgerAccount::passedOn));
        assertEquals(0, wrong.balanceVnd(LedgerAccount::suspense));
        right.take(DAY.plusDays(1), 0, Camt.in(DAY.plusDays(1), FEES_VND, "CT " + order.code(), "C"));
        right.reconcile(DAY.plusDays(1));
        assertEquals(TransferOrder.Status.SEEN, orders.get(db, order.id()).status());
        Discrepancy there = city.service
                .discrepancies()
                .openOfDay(db, right.account.id(), DAY.plusDays(1))
                .getFirst();
        approve(match(there, 0, dossier));
        assertEquals(0, city.dossiers.get(db, dossier).amountDueVnd());
        assertEquals(0, right.balanceVnd(LedgerAccount::suspense));
        holds();
    }

    @Test
    void givesNobodysMoneyBack_andItsDebitEndsTheOrder() {
        var counter = city.counter();
        counter.take(0, Camt.in(DAY, 77_000, "chuyen nham", "A"));
        counter.reconcile();
        Discrepancy discrepancy = only(counter);
        approve(db.inTransaction(
                tx -> decisions.proposeRefund(tx, discrepancy.id(), null, SENDER, "ngân hàng báo nhầm", "anna")));
        var orders = city.service.transfers();
        TransferOrder order = orders.list(db, null, counter.account.agencyId(), new UUID(0, 0), 10)
                .getFirst();
        assertEquals(SENDER, order.beneficiary());
        db.inTransactionDo(tx -> orders.send(tx, order.id(), "anna"));
        counter.take(DAY.plusDays(1), 77_000, Camt.in(DAY.plusDays(1), -77_000, order.code(), "B"));
        counter.reconcile(DAY.plusDays(1));
        assertEquals(TransferOrder.Status.SEEN, orders.get(db, order.id()).status());
        assertEquals(0, counter.balanceVnd(LedgerAccount::suspense));
        assertEquals(0, counter.balanceVnd(LedgerAccount::passedOn));
        assertEquals("match_final", refusal(() -> unmatch(matches(counter).getFirst())));
        holds();
    }

    @Test
    void refundsMoneyOnTop_throughItsPayment() {
        var counter = city.counter();
        Payment payment = counter.paid();
        counter.take(
                0,
                Camt.in(DAY, FEES_VND, payment.reference(), "A"),
                Camt.in(DAY, 12_345, payment.dossiers().getFirst(), "B"));
        counter.reconcile();
        Discrepancy discrepancy = only(counter);
        approve(db.inTransaction(tx ->
                decisions.proposeRefund(tx, discrepancy.id(), payment.reference(), SENDER, "nộp hai lần", "anna")));
        var refund = city.refunds.ofPayment(db, payment.id()).getFirst();
        assertEquals("sent", refund.status().text());
        assertEquals(12_345, refund.surplusVnd());
        assertEquals("anna", refund.proposedBy());
        assertEquals("binh", refund.approvedBy());
        assertEquals(-12_345, counter.balanceVnd(LedgerAccount::refundPayable));
        assertEquals(0, counter.balanceVnd(LedgerAccount::suspense));
        assertTrue(open(counter).isEmpty());
        holds();
    }

    @Test
    void everyLineIsInOneBucket_whenPeopleDecidedAboutThem() {
        var counter = city.counter();
        String dossier = counter.dossier();
        counter.take(
                0,
                Camt.in(DAY, FEES_VND + 400, dossier, "A"),
                Camt.in(DAY, 5_000, "de lai", "B"),
                Camt.in(DAY, 900, "le", "C"),
                Camt.in(DAY, 8_000, "tra lai", "D"));
        counter.reconcile();
        for (Discrepancy each : open(counter)) {
            switch ((int) each.amountVnd()) {
                case 5_000 ->
                    db.inTransactionDo(tx -> city.service
                            .discrepancies()
                            .hold(tx, each.id(), DAY.plusDays(30), "chờ người nộp", "anna"));
                case 900 -> approve(writeOff(each));
                case 8_000 ->
                    approve(db.inTransaction(
                            tx -> decisions.proposeRefund(tx, each.id(), null, SENDER, "nhầm", "anna")));
                default -> approve(match(each, 400, dossier));
            }
        }
        Map<String, Long> buckets = counter.close(DAY).content().buckets().stream()
                .collect(Collectors.toMap(b -> b.bucket(), b -> b.amountVnd()));
        assertEquals(
                Map.of("matched", FEES_VND, "written_off", 1_300L, "suspense", 5_000L, "given_back", 8_000L), buckets);
    }

    @Test
    void keepsWhatPeopleSaid_whenTheTypeChanges() {
        var counter = city.counter();
        Payment waiting = counter.open(counter.dossier(), "vnpay");
        counter.take(0, Camt.in(DAY, FEES_VND + 1, waiting.reference(), "A"));
        counter.reconcile();
        Discrepancy discrepancy = only(counter);
        assertEquals("amount_differs", discrepancy.type().code());
        assertEquals(1, discrepancy.citizensWaiting());
        var work = city.service.discrepancies();
        db.inTransactionDo(tx -> work.assign(tx, discrepancy.id(), "chi", "anna"));
        db.inTransactionDo(tx -> work.comment(tx, discrepancy.id(), "đã gọi 0912", "chi"));
        db.inTransactionDo(tx -> work.hold(tx, discrepancy.id(), DAY.plusDays(3), "chờ gọi lại", "chi"));
        assertEquals("suspense", only(counter).bucket());
        assertEquals("chi", only(counter).assignedTo());
        assertEquals(
                List.of("assigned", "comment", "held"),
                work.notes(db, discrepancy.thread()).stream()
                        .map(Discrepancies.Note::kind)
                        .toList());
        assertThrows(RuntimeException.class, () -> db.run("delete from reconciliation.work_note"));
        db.inTransactionDo(tx -> work.release(tx, discrepancy.id(), "chi"));
        assertEquals("amount_differs", only(counter).bucket());
    }
}
