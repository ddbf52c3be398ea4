package vn.phigate.reconciliation.bankday;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.reconciliation.decisions.Decisions.NewPart;
import vn.phigate.reconciliation.decisions.Proposal;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.transfers.TransferOrder.Beneficiary;
import vn.phigate.testsupport.Database;

/** Two people act on the same lines in any order, and rules run between them. */
@Database
class DecisionsPropertyTest {
    private static final int STEPS = 160;

    private final TestCity city;
    private final Db db;

    DecisionsPropertyTest(Db db) {
        this.db = db;
        this.city = new TestCity(db);
    }

    private record Pair(UUID line, UUID subject) {}

    @Test
    void everythingHolds_whateverPeopleAndRulesDo() {
        long seed = Long.getLong("phigate.seed", 20250717);
        System.out.println("DecisionsPropertyTest seed " + seed);
        var random = new Random(seed);
        var counter = city.counter();
        List<String> named = new ArrayList<>();
        List<Payment> waiting = new ArrayList<>();
        List<Camt.Entry> entries = Camt.list();
        for (int i = 0; i < 24; i++) {
            String code = switch (i % 4) {
                case 0 -> counter.dossier();
                case 1 -> counter.paid().reference();
                case 2 -> counter.open(counter.dossier(), "vietqr").reference();
                default -> {
                    Payment payment = counter.open(counter.dossier(), "vnpay");
                    waiting.add(payment);
                    yield payment.reference();
                }
            };
            named.add(code);
            long amountVnd = FEES_VND * (1 + random.nextInt(2)) + random.nextInt(3) * 100L - 100;
            entries.add(Camt.in(DAY, i % 3 == 0 ? FEES_VND : amountVnd, i % 5 == 0 ? "khong ro " + i : code, "R" + i));
        }
        counter.take(0, entries.toArray(Camt.Entry[]::new));
        Set<Pair> apart = new HashSet<>();
        int done = 0;
        for (int step = 0; step < STEPS; step++) {
            String by = random.nextBoolean() ? "anna" : "binh";
            try {
                act(counter, random, named, waiting, apart, by);
                done++;
            } catch (Refusal refused) {
                assertTrue(refused.type().status() < 500, refused.type().code());
            }
            holds(seed, step, apart);
        }
        assertTrue(done > STEPS / 4, "seed " + seed + ": only " + done + " acts were taken");
    }

    private void act(
            TestCity.Counter counter,
            Random random,
            List<String> named,
            List<Payment> waiting,
            Set<Pair> apart,
            String by) {
        var decisions = city.service.decisions();
        List<Discrepancy> open = city.service.discrepancies().openOfDay(db, counter.account.id(), DAY);
        Discrepancy one = open.isEmpty() ? null : open.get(random.nextInt(open.size()));
        List<Match> matches = city.service.matching().list(db, DAY, counter.account.id(), Paging.START, 500);
        List<Proposal> proposals = decisions.list(db, Proposal.Status.PROPOSED, Paging.START, 500).stream()
                .filter(p -> p.line().accountId().equals(counter.account.id()))
                .toList();
        int what = random.nextInt(10);
        if (what < 2 || one == null) {
            counter.reconcile();
        } else if (what == 2 && !waiting.isEmpty()) {
            // Perhaps a person has given it a line before: then it is paid twice, and a case.
            Payment payment = waiting.removeFirst();
            counter.report(payment, payment.lastAttempt());
        } else if (what == 3) {
            List<NewPart> parts = new ArrayList<>(List.of(new NewPart(named.get(random.nextInt(named.size())), null)));
            if (random.nextInt(3) == 0) {
                parts.add(new NewPart(named.get(random.nextInt(named.size())), null));
            }
            long restVnd = one.amountVnd() - parts.size() * FEES_VND;
            db.inTransactionDo(tx ->
                    decisions.proposeMatch(tx, one.id(), parts, Math.abs(restVnd) <= 1_000 ? restVnd : 0, "thử", by));
        } else if (what == 4 && !matches.isEmpty()) {
            Match match = matches.get(random.nextInt(matches.size()));
            db.inTransactionDo(tx -> decisions.proposeUnmatch(tx, match.id(), "thử", by));
        } else if (what == 5 && random.nextInt(4) == 0) {
            var sender = new Beneficiary("970407", "190312345678", "A");
            db.inTransactionDo(tx -> decisions.proposeRefund(tx, one.id(), null, sender, "thử", by));
        } else if (what == 6 && !one.candidates().isEmpty()) {
            UUID subject = one.candidates().getFirst().subjectId();
            db.inTransactionDo(tx -> decisions.refuse(tx, one.id(), subject, "thử", by));
            apart.add(new Pair(Objects.requireNonNull(one.line()).id(), subject));
        } else if (!proposals.isEmpty()) {
            Proposal proposal = proposals.get(random.nextInt(proposals.size()));
            if (what == 7) {
                db.inTransactionDo(tx -> decisions.reject(tx, proposal.id(), "không", by));
            } else {
                db.inTransactionDo(tx -> decisions.approve(tx, proposal.id(), by));
            }
        } else {
            db.inTransactionDo(tx -> decisions.proposeWriteOff(tx, one.id(), "thử", by));
        }
    }

    private void holds(long seed, int step, Set<Pair> apart) {
        String at = "seed " + seed + ", step " + step;
        assertEquals(Optional.empty(), db.get("""
                        select l.id from reconciliation.statement_line l
                        where l.amount_vnd <> l.open_vnd + coalesce((select sum(m.amount_vnd) from reconciliation.standing_match m where m.line_id = l.id), 0)
                           or l.allocated_vnd <> coalesce((select sum(m.amount_vnd) from reconciliation.match m where m.line_id = l.id), 0)
                        """), at);
        assertEquals(
                Optional.empty(),
                db.get(
                        "select id from reconciliation.proposal where status in ('approved', 'rejected') and proposed_by = decided_by"),
                at);
        assertEquals(
                Optional.empty(),
                db.get("select id from gateway.payment where bank_times > provider_times or bank_times < 0"),
                at);
        assertEquals(
                0,
                city.ledger
                        .trialBalance(db, BusinessDay.of(city.clock.instant()))
                        .sumVnd(),
                at);
        for (Pair pair : apart) {
            assertEquals(
                    Optional.empty(),
                    db.get(
                            "select id from reconciliation.standing_match where line_id = ? and subject_id = ? and rule <> 'by_hand'",
                            pair.line,
                            pair.subject),
                    at);
        }
        // Suspense is what lines have left, and what came on top of payments: never less than the open lines.
        assertEquals(Optional.empty(), db.get("""
                        select p.id from reconciliation.proposal p join reconciliation.match m on m.proposal_id = p.id
                        where p.status <> 'approved'
                        """), at);
    }
}
