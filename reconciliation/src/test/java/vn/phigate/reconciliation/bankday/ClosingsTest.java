package vn.phigate.reconciliation.bankday;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;
import static vn.phigate.reconciliation.bankday.TestCity.rule;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.Transfer;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.signing.CanonicalJson;
import vn.phigate.reconciliation.closing.Closing;
import vn.phigate.testsupport.Database;

@Database
class ClosingsTest {
    private static final LocalDate NEXT = DAY.plusDays(1);
    private final TestCity city;
    private final Db db;

    ClosingsTest(Db db) {
        this.db = db;
        this.city = new TestCity(db);
    }

    @Test
    void provesTheDay_whenTwoPeopleSigned() throws Exception {
        var counter = city.counter();
        Payment seen = counter.paid();
        Payment onItsWay = counter.paid();
        counter.take(
                1_000_000,
                Camt.in(DAY, FEES_VND, seen.reference(), "A"),
                Camt.in(DAY, 7_000, "?", "B"),
                Camt.in(DAY, -2_000, "phi", "C"));
        counter.reconcile();
        Closing prepared = counter.prepare(DAY, "anna");
        assertEquals("prepared", prepared.status());
        assertEquals("prepared", city.sign(prepared.id(), "anna").status());
        Closing closed = city.sign(prepared.id(), "binh");
        assertEquals("closed", closed.status());
        assertEquals(closed, city.sign(prepared.id(), "binh"));
        assertEquals(
                "Số dư đầu 1.000.000 ₫ + tiền vào 37.000 ₫ − tiền ra 2.000 ₫ = số dư cuối 1.035.000 ₫. Các nhóm: matched (1) 30.000 ₫ + debit (1) "
                        + "-2.000 ₫ + unidentified (1) 7.000 ₫ = 35.000 ₫.",
                closed.identity());
        byte[] proof = city.service.closings().proof(db, closed.id());
        assertEquals(
                closed.hash(),
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(proof)));
        var document = CanonicalJson.parseObject(proof);
        assertEquals(
                new String(CanonicalJson.bytes(document), StandardCharsets.UTF_8),
                new String(proof, StandardCharsets.UTF_8));
        long bucketsVnd = 0;
        for (var bucket : document.path("buckets")) {
            for (var item : bucket.path("items")) {
                bucketsVnd += item.path("amount_vnd").asLong();
            }
        }
        assertEquals(
                document.path("closing_vnd").asLong(),
                document.path("opening_vnd").asLong() + bucketsVnd);
        assertEquals("anna", document.path("signatures").get(0).path("by").asText());
        assertEquals("binh", document.path("signatures").get(1).path("by").asText());
        assertTrue(document.path("previous_hash").isNull());
        assertEquals(1, document.path("in_transit").size());
        assertEquals(
                onItsWay.id().toString(),
                document.path("in_transit").get(0).path("payment_id").asText());
        assertEquals(
                seen.id().toString(),
                document.path("buckets")
                        .get(0)
                        .path("items")
                        .get(0)
                        .path("payment_id")
                        .asText());
    }

    @Test
    void chainsDays_andKeepsWhatWasInTransitThen() throws Exception {
        var counter = city.counter();
        Payment late = counter.paid();
        counter.take(DAY, 0, Camt.in(DAY, 1_000, "?", "A"));
        counter.take(NEXT, 1_000, Camt.in(NEXT, FEES_VND, late.reference(), "B"));
        counter.reconcile(NEXT);
        Closing first = counter.close(DAY);
        Closing second = counter.close(NEXT);
        assertNull(first.previousHash());
        assertEquals(first.hash(), second.previousHash());
        assertEquals(
                List.of(late.id()),
                first.content().inTransit().stream().map(t -> t.paymentId()).toList());
        assertEquals(List.of(), second.content().inTransit());
        assertEquals(1_000 + FEES_VND, second.content().closingVnd());
    }

    @Test
    void derivesTheDays_whenOneStatementCoversSeveral() {
        var counter = city.counter();
        counter.take(
                DAY.plusDays(3),
                500,
                Camt.in(DAY, 1_000, "?", "A"),
                Camt.in(NEXT, 2_000, "?", "B"),
                Camt.in(DAY.plusDays(2), 4_000, "?", "C"));
        counter.reconcile(DAY.plusDays(3));
        assertEquals(1_500, counter.close(DAY).content().closingVnd());
        Closing middle = counter.close(NEXT);
        assertEquals(1_500, middle.content().openingVnd());
        assertEquals(3_500, middle.content().closingVnd());
        assertEquals(7_500, counter.close(DAY.plusDays(2)).content().closingVnd());
        // A quiet day that the statement covers is a day too.
        assertEquals(7_500, counter.close(DAY.plusDays(3)).content().closingVnd());
    }

    @Test
    void refuses_whenStatementIsMissingOrDisagrees() {
        var counter = city.counter();
        assertEquals("statement_missing", refused(counter, DAY));
        city.take(Camt.statement()
                .of(counter.account.number(), "VND", DAY, 0, 31_000, List.of(Camt.in(DAY, 30_000, "x", "A")))
                .bytes());
        counter.reconcile();
        Refusal refusal = assertThrows(Refusal.class, () -> counter.prepare(DAY, "anna"));
        assertEquals("statement_disagrees", refusal.type().code());
        assertEquals(1_000L, refusal.members().get("difference_vnd"));
        counter.take(0, Camt.in(DAY, 30_000, "x", "A"), Camt.in(DAY, 1_000, "y", "B"));
        counter.reconcile();
        assertEquals(31_000, counter.close(DAY).content().closingVnd());
    }

    @Test
    void refuses_whileTheDayIsNotOver() {
        var counter = city.counter();
        counter.take(0, Camt.in(DAY, 1_000, "?", "A"));
        counter.reconcile();
        city.at(DAY, 23);
        for (LocalDate day : List.of(DAY, NEXT)) {
            Refusal refusal = assertThrows(
                    Refusal.class,
                    () -> db.inTransaction(tx -> city.service.closings().prepare(tx, counter.account, day, "anna")));
            assertEquals("day_not_over", refusal.type().code());
            assertEquals(409, refusal.type().status());
        }
        city.at(NEXT, 0);
        assertTrue(counter.close(DAY).closed());
    }

    @Test
    void refuses_whenALineIsInNoBucket() {
        var counter = city.counter();
        counter.take(0, Camt.in(DAY, 1_000, "?", "A"), Camt.in(DAY, 2_000, "?", "B"));
        Refusal refusal = assertThrows(Refusal.class, () -> counter.prepare(DAY, "anna"));
        assertEquals("not_reconciled", refusal.type().code());
        assertEquals(2, refusal.members().get("lines"));
        assertEquals(3_000L, refusal.members().get("amount_vnd"));
    }

    @Test
    void refuses_whenTheDayBeforeIsOpenOrBalancesDoNotContinue() {
        var counter = city.counter();
        counter.take(DAY, 0, Camt.in(DAY, 1_000, "?", "A"));
        counter.take(NEXT, 5_000, Camt.in(NEXT, 2_000, "?", "B"));
        counter.reconcile(NEXT);
        assertEquals("day_before_open", refused(counter, NEXT));
        counter.close(DAY);
        Refusal refusal = assertThrows(Refusal.class, () -> counter.prepare(NEXT, "anna"));
        assertEquals("continuity_broken", refusal.type().code());
        assertEquals(1_000L, refusal.members().get("last_closing_vnd"));
        assertEquals(5_000L, refusal.members().get("opening_vnd"));
    }

    @Test
    void refuses_whenFiguresWereTamperedWith() {
        var counter = city.counter();
        var imported = counter.take(0, Camt.in(DAY, 1_000, "?", "A"));
        counter.reconcile();
        // As the owner of the tables could: a line that no bank ever sent.
        db.inTransactionDo(tx -> {
            tx.run("set local role none");
            tx.run(
                    """
                    insert into reconciliation.statement_line
                        (id, statement_id, account_id, position, file_line, booked_on, amount_vnd, narrative, transactions, reversal)
                    values (?, ?, ?, 99, 0, ?, 500, 'x', 1, false)
                    """,
                    UUID.randomUUID(),
                    imported.file().statements().getFirst().id(),
                    counter.account.id(),
                    DAY);
        });
        counter.reconcile();
        Refusal refusal = assertThrows(Refusal.class, () -> counter.prepare(DAY, "anna"));
        assertEquals("identity_broken", refusal.type().code());
        assertEquals(1_500L, refusal.members().get("lines_vnd"));
    }

    @Test
    void refuses_whenTheLedgerSaysSomethingElse() {
        var counter = city.counter();
        counter.take(0, Camt.in(DAY, 1_000, "?", "A"));
        counter.reconcile();
        db.inTransactionDo(tx -> {
            int posted = city.ledger.post(
                    tx,
                    List.of(new Transfer(
                            LedgerAccount.bank(counter.account.id()),
                            LedgerAccount.suspense(counter.account.id()),
                            300,
                            DAY,
                            city.clock.instant(),
                            "forged",
                            "forged:" + counter.agency,
                            null)));
            assertEquals(1, posted);
        });
        Refusal refusal = assertThrows(Refusal.class, () -> counter.prepare(DAY, "anna"));
        assertEquals("ledger_disagrees", refusal.type().code());
        assertEquals(1_300L, refusal.members().get("ledger_vnd"));
    }

    @Test
    void staysPrepared_whenNothingChanged_andIsPreparedAnewWhenMoneyWasMatched() {
        var counter = city.counter();
        city.at(NEXT, 0);
        Payment silent = counter.open(counter.dossier(), "vnpay");
        counter.take(0, Camt.in(DAY, FEES_VND, silent.reference(), "A"));
        counter.reconcile();
        Closing prepared = counter.prepare(DAY, "anna");
        assertEquals(prepared, counter.prepare(DAY, "binh"));
        counter.report(silent);
        counter.reconcile();
        assertEquals(
                "figures_changed",
                assertThrows(Refusal.class, () -> city.sign(prepared.id(), "binh"))
                        .type()
                        .code());
        Closing anew = counter.prepare(DAY, "binh");
        assertEquals(prepared.id(), anew.id());
        assertEquals("binh", anew.preparedBy());
        assertEquals("matched", anew.content().buckets().getFirst().bucket());
        assertTrue(city.sign(anew.id(), "anna").closed());
    }

    @Test
    void isFrozen_onceClosed() {
        var counter = city.counter();
        counter.take(0, Camt.in(DAY, 1_000, "?", "A"));
        counter.reconcile();
        Closing closed = counter.close(DAY);
        assertEquals("already_closed", refused(counter, DAY));
        assertEquals(
                "already_closed",
                assertThrows(Refusal.class, () -> city.sign(closed.id(), "chi"))
                        .type()
                        .code());
        for (String sql : List.of(
                "update reconciliation.closing set hash = 'x' where id = ?",
                "update reconciliation.closing set status = 'prepared' where id = ?",
                "delete from reconciliation.closing where id = ?")) {
            var refused = assertThrows(
                    DatabaseException.class,
                    () -> db.inTransactionDo(tx -> {
                        tx.run("set local role none");
                        tx.run(sql, closed.id());
                    }));
            assertEquals("23001", refused.sqlState(), sql);
        }
        var late = counter.take(DAY.minusDays(1), 0, Camt.in(DAY.minusDays(1), 9_000, "?", "Z"));
        assertEquals("day_closed", rule(late));
        assertEquals(List.of(), late.file().statements());
        assertEquals(0, counter.bankVnd(DAY.minusDays(1)));
    }

    @Test
    void needsTwoPeople_alsoBySql() {
        var counter = city.counter();
        counter.take(0, Camt.in(DAY, 1_000, "?", "A"));
        counter.reconcile();
        Closing prepared = counter.prepare(DAY, "anna");
        String sql = """
                update reconciliation.closing set status = 'closed', closed_by = ?, closed_at = now(), proof = '{}',
                    hash = encode(sha256(convert_to('{}', 'UTF8')), 'hex') where id = ?
                """;
        var refused = assertThrows(ConstraintViolation.class, () -> db.run(sql, "anna", prepared.id()));
        assertEquals("closing_four_eyes", refused.constraint());
        String wrongHash = sql.replace("'{}', 'UTF8'", "'{ }', 'UTF8'");
        assertEquals(
                "closing_hash",
                assertThrows(ConstraintViolation.class, () -> db.run(wrongHash, "binh", prepared.id()))
                        .constraint());
        assertFalse(city.service.closings().get(db, prepared.id()).closed());
    }

    @Test
    void chainNeverForks_alsoBySql() {
        var counter = city.counter();
        counter.take(DAY, 0, Camt.in(DAY, 1_000, "?", "A"));
        counter.take(NEXT, 1_000, Camt.in(NEXT, 1_000, "?", "A"));
        counter.reconcile(NEXT);
        Objects.requireNonNull(counter.close(DAY).hash());
        Closing next = counter.prepare(NEXT, "anna");
        var refused = assertThrows(DatabaseException.class, () -> db.run("""
                        update reconciliation.closing set status = 'closed', closed_by = 'binh', closed_at = now(), proof = '{}',
                            hash = encode(sha256(convert_to('{}', 'UTF8')), 'hex'), previous_hash = null where id = ?
                        """, next.id()));
        assertEquals("23001", refused.sqlState());
    }

    /** Random days of one account: the terms add up on both sides, and no byte of any proof can be another. */
    @Test
    void everyRandomDayAddsUp_andNoByteOfAProofCanChange() throws Exception {
        long seed = 20_250_717;
        Random random = new Random(seed);
        var counter = city.counter();
        long balance = random.nextLong(1_000_000);
        String previous = null;
        for (int i = 0; i < 5; i++) {
            LocalDate day = DAY.plusDays(i);
            city.at(day, 9);
            List<Camt.Entry> entries = new ArrayList<>();
            int count = random.nextInt(1, 12);
            for (int j = 0; j < count; j++) {
                boolean ours = random.nextBoolean();
                entries.add(
                        ours
                                ? Camt.in(day, FEES_VND, counter.paid().reference(), "R" + i + j)
                                : Camt.in(day, random.nextLong(-9_000, 90_000) * 2 + 1, "khong ro", "R" + i + j));
            }
            if (random.nextBoolean()) {
                counter.paid();
            }
            counter.take(day, balance, entries.toArray(Camt.Entry[]::new));
            counter.reconcile(day);
            Closing closed = counter.close(day);
            var bank = closed.content().bankSide();
            long parts = bank.subList(1, bank.size() - 1).stream()
                    .mapToLong(term -> term.amountVnd())
                    .sum();
            assertEquals(balance, bank.getFirst().amountVnd(), "seed " + seed);
            assertEquals(bank.getLast().amountVnd() - balance, parts, "seed " + seed);
            var dossiers = closed.content().dossierSide();
            assertEquals(
                    dossiers.getFirst().amountVnd(),
                    dossiers.stream()
                            .skip(1)
                            .mapToLong(term -> term.amountVnd())
                            .sum(),
                    "seed " + seed);
            balance = bank.getLast().amountVnd();
            assertEquals(previous, closed.previousHash());
            previous = closed.hash();
            tamper(closed, random);
        }
    }

    /** As the owner of the tables could, with the triggers off: the hash does not fit, and the next day's proof has it. */
    private void tamper(Closing closed, Random random) {
        byte[] proof = city.service.closings().proof(db, closed.id());
        for (int i = 0; i < 20; i++) {
            byte[] other = proof.clone();
            int at = random.nextInt(other.length);
            other[at] = (byte) (other[at] == 'x' ? 'y' : 'x');
            var refused = assertThrows(
                    DatabaseException.class,
                    () -> db.inTransactionDo(tx -> {
                        tx.run("set local role none");
                        tx.run("alter table reconciliation.closing disable trigger closing_kept");
                        tx.run(
                                "update reconciliation.closing set proof = ? where id = ?",
                                new String(other, StandardCharsets.ISO_8859_1),
                                closed.id());
                    }));
            assertEquals("23514", refused.sqlState());
        }
    }

    private static String refused(TestCity.Counter counter, LocalDate day) {
        return assertThrows(Refusal.class, () -> counter.prepare(day, "anna"))
                .type()
                .code();
    }
}
