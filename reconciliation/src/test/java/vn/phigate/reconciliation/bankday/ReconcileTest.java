package vn.phigate.reconciliation.bankday;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.accounts.AccountFile;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.RegistryRules;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.payments.PaymentStatus;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.testsupport.Database;

@Database
class ReconcileTest {
    private final TestCity city;
    private final Db db;

    ReconcileTest(Db db) {
        this.db = db;
        this.city = new TestCity(db);
    }

    @Test
    void matchesWithEvidence_whenProviderHadReportedThePayment() {
        var counter = city.counter();
        Payment payment = counter.paid();
        String narrative = "MBVCB.123. Nộp phí " + payment.reference().toLowerCase(Locale.ROOT) + " tu 001";
        counter.take(0, Camt.in(DAY, FEES_VND, narrative, "A"));
        Matching.Ran ran = counter.reconcile();
        assertEquals(new Matching.Ran(DAY, 1, 1, 1, 0, Map.of()), ran);
        Match match = matches(counter).getFirst();
        assertEquals(payment.id(), match.paymentId());
        assertEquals("seen", match.outcome());
        assertEquals(payment.dossiers().getFirst(), match.dossiers());
        assertEquals(
                payment.reference().toLowerCase(Locale.ROOT), match.evidence().text());
        assertEquals(
                match.evidence().text(),
                match.line()
                        .narrative()
                        .substring(match.evidence().from(), match.evidence().to()));
        assertEquals(0, match.line().openVnd());
        assertNotNull(city.payments.get(db, payment.id()).bankSeenAt());
        assertEquals(0, counter.suspenseVnd(DAY));
    }

    /** ZaloPay's app_trans_id is yyMMdd_…; banks leave such marks out, and a code of it must not stop the account. */
    @Test
    void matches_whenTheProvidersOrderIsNotCompact() {
        var counter = city.counter();
        Payment payment = counter.report(counter.open(counter.dossier(), "zalopay"));
        String order = payment.lastAttempt().orderId();
        assertTrue(order.startsWith("250717_"), order);
        counter.take(0, Camt.in(DAY, FEES_VND, "ZALOPAY " + order.replace("_", " "), "A"));
        counter.reconcile();
        assertEquals(payment.id(), matches(counter).getFirst().paymentId());
    }

    /** Two providers took the money of one payment: each pay-out is of whoever it names, whoever was first. */
    @Test
    void eachProvidersPayOutClearsItsOwnAccount_whenTwoPaidOnePayment() {
        for (List<Integer> order : List.of(List.of(1, 0), List.of(0, 1))) {
            var counter = city.counter();
            Payment payment = counter.open(counter.dossier(), "vnpay");
            db.inTransactionDo(tx -> city.payments.startAttempt(tx, payment.id(), "zalopay", null, "127.0.0.1", "vi"));
            List<Payment.Attempt> attempts = city.payments.get(db, payment.id()).attempts();
            attempts.forEach(attempt -> counter.report(payment, attempt));
            List<String> providers = List.of("vnpay", "zalopay");
            for (int i = 0; i < 2; i++) {
                int which = order.get(i);
                counter.take(
                        DAY.plusDays(i),
                        i * FEES_VND,
                        Camt.in(
                                DAY.plusDays(i),
                                FEES_VND,
                                "QUYET TOAN " + attempts.get(which).orderId(),
                                "Q" + i));
                assertEquals(1, counter.reconcile(DAY.plusDays(i)).matched());
                int other = 1 - which;
                assertEquals(0, counter.balanceVnd(id -> LedgerAccount.clearing(providers.get(which), id)));
                assertEquals(
                        i == 0 ? FEES_VND : 0,
                        counter.balanceVnd(id -> LedgerAccount.clearing(providers.get(other), id)));
            }
        }
    }

    @Test
    void pays_whenTransferNamesADossierOrAQrReference() {
        var counter = city.counter();
        String dossier = counter.dossier();
        Payment qr = counter.open(counter.dossier(), "vietqr");
        counter.take(
                0,
                Camt.in(DAY, FEES_VND, "nop phi " + dossier.replace(".", " "), "A"),
                Camt.in(DAY, FEES_VND, qr.reference(), "B"));
        assertEquals(2, counter.reconcile().matched());
        assertEquals(PaymentStatus.PAID, city.payments.get(db, qr.id()).status());
        assertEquals(0, city.dossiers.get(db, dossier).amountDueVnd());
        assertEquals(
                List.of("paid", "paid"),
                matches(counter).stream().map(Match::outcome).toList());
    }

    /** The account is not in force yet, and its statement is taken: only that can prove it. */
    @Test
    void provesANewAccount_whenItsTestDepositIsOnTheStatement() {
        var careful = new Accounts(city.agencies, RegistryRules.PRODUCTION, new Audit(city.clock), city.clock);
        UUID id = db.inTransaction(tx -> {
            Agency agency = city.agencies.create(
                    tx,
                    new Agencies.NewAgency("09001", "commune", "Phường Mới", null, null, null, false, DAY),
                    "admin");
            UUID draft = careful.register(
                            tx,
                            new Accounts.NewAccount(
                                    agency.id(),
                                    "970432",
                                    "1900990017",
                                    "UBND PHUONG MOI",
                                    city.clock.instant(),
                                    null,
                                    null,
                                    false),
                            "anna")
                    .id();
            careful.submit(tx, draft, "anna");
            careful.approve(tx, draft, Accounts.Acknowledged.NOTHING, "binh");
            return draft;
        });
        AccountFile.Deposit deposit =
                Objects.requireNonNull(careful.file(db, id).deposit());
        city.take(Camt.statement()
                .of(
                        "1900990017",
                        DAY,
                        0,
                        Camt.in(DAY, deposit.amountVnd() + 1, "chuyen thu " + deposit.code(), "A"),
                        Camt.in(
                                DAY,
                                deposit.amountVnd(),
                                "CHUYEN THU " + deposit.code().toLowerCase(Locale.ROOT),
                                "B"),
                        Camt.in(DAY, deposit.amountVnd(), deposit.code(), "C"))
                .bytes());
        Matching.Ran ran = city.service.matching().run(DAY, id, "anna");
        assertEquals(1, ran.matched());
        // Once it is proved, whatever else names the deposit is money on top, for people.
        assertEquals(Map.of("already_paid", 2), ran.byType());
        AccountFile.Deposit seen = Objects.requireNonNull(careful.file(db, id).deposit());
        assertNotNull(seen.seenAt());
        assertEquals("B", seen.evidence());
        Match match =
                city.service.matching().list(db, DAY, id, Paging.START, 10).getFirst();
        assertEquals("proved", match.outcome());
        assertNull(match.paymentId());
        assertEquals(deposit.amountVnd(), -city.ledger.movementVnd(db, LedgerAccount.testDeposit(id), DAY));
        city.at(DAY.plusDays(1), 9);
        city.sign(
                db.inTransaction(tx -> city.service
                                .closings()
                                .prepare(tx, careful.get(tx, id), DAY, "anna")
                                .closing())
                        .id(),
                "binh");
    }

    /** One line of each kind; what a finance officer would write into the margin. */
    @Test
    void typesEveryLine_whenNoRuleMayBookIt() {
        var counter = city.counter();
        Payment seen = counter.paid();
        Payment short1 = counter.paid();
        Payment one = counter.paid();
        Payment two = counter.paid();
        Payment silent = counter.open(counter.dossier(), "vnpay");
        String damaged = counter.dossier().replace("-25071", "-25O71");
        counter.take(
                1_000_000,
                Camt.in(DAY, FEES_VND, seen.reference(), "A"),
                Camt.in(DAY, FEES_VND, seen.reference() + " lan 2", "B"),
                Camt.in(DAY, 25_000, short1.reference(), "C"),
                Camt.in(DAY, 2 * FEES_VND, one.reference() + " va " + two.reference(), "D"),
                Camt.in(DAY, FEES_VND, "nop phi " + silent.reference(), "E"),
                Camt.in(DAY, FEES_VND, "nop phi " + damaged, "F"),
                Camt.in(DAY, -FEES_VND, "hoan tra " + one.reference(), "G"),
                Camt.in(DAY, -1_000, "phi dich vu", "H"),
                Camt.in(DAY, FEES_VND, "NGUYEN VAN A chuyen tien", "I"));
        Matching.Ran ran = counter.reconcile();
        Map<String, Integer> types = Map.of(
                "already_paid",
                1,
                "amount_differs",
                1,
                "multiple_codes",
                1,
                "provider_silent",
                1,
                "near_code",
                1,
                "debit",
                2,
                "unidentified",
                1);
        assertEquals(new Matching.Ran(DAY, 1, 9, 1, 8, new TreeMap<>(types)), ran);
        var amountDiffers = city.service.discrepancies().openOfDay(db, counter.account.id(), DAY).stream()
                .filter(d -> d.type().code().equals("amount_differs"))
                .findFirst()
                .orElseThrow();
        assertTrue(
                amountDiffers.reason().contains("30.000 ₫")
                        && amountDiffers.reason().contains("25.000 ₫"),
                amountDiffers.reason());
        assertTrue(amountDiffers.reasonEn().contains("VND 30,000"), amountDiffers.reasonEn());
        assertEquals(short1.id(), amountDiffers.candidates().getFirst().subjectId());
    }

    @Test
    void changesNothing_whenRunAgain() {
        var counter = city.counter();
        Payment payment = counter.paid();
        counter.take(0, Camt.in(DAY, FEES_VND, payment.reference(), "A"), Camt.in(DAY, FEES_VND, "khong ro", "B"));
        counter.reconcile();
        var before = state();
        var again = counter.reconcile();
        assertEquals(new Matching.Ran(DAY, 1, 1, 0, 1, Map.of("unidentified", 1)), again);
        assertEquals(before, state());
    }

    private List<String> state() {
        return List.of("match", "discrepancy").stream()
                .flatMap(table -> db
                        .list(
                                "select cast(t as text) as row from reconciliation." + table + " t order by t.id",
                                row -> row.text("row"))
                        .stream())
                .toList();
    }

    @Test
    void matchesLater_whenTheDossierComesAfterItsMoney() {
        var counter = city.counter();
        String code = "H26.%s-250717-0001".formatted(counter.agency);
        counter.take(0, Camt.in(DAY, FEES_VND, "nop phi " + code, "A"));
        assertEquals(Map.of("unidentified", 1), counter.reconcile().byType());
        assertEquals(code, counter.dossier());
        Matching.Ran later = counter.reconcile(DAY.plusDays(1));
        assertEquals(1, later.matched());
        assertEquals(Map.of(), counter.openTypes(DAY));
        assertEquals(
                "matched",
                city.service.discrepancies().list(db, "resolved", DAY, Paging.START, 500).stream()
                        .filter(d -> d.accountId().equals(counter.account.id()))
                        .findFirst()
                        .orElseThrow()
                        .resolution());
    }

    @Test
    void matchesLater_whenTheProviderSpeaksAfterItsMoney() {
        var counter = city.counter();
        Payment silent = counter.open(counter.dossier(), "vnpay");
        counter.take(0, Camt.in(DAY, FEES_VND, silent.reference(), "A"));
        assertEquals(Map.of("provider_silent", 1), counter.reconcile().byType());
        counter.report(silent);
        assertEquals(1, counter.reconcile().matched());
        assertEquals(0, counter.suspenseVnd(DAY));
    }

    @Test
    void matchesLateFile_whenItsDayWasReconciledBefore() {
        var counter = city.counter();
        Payment payment = counter.paid();
        assertEquals(0, counter.reconcile(DAY.plusDays(2)).lines());
        counter.take(DAY, 0, Camt.in(DAY, FEES_VND, payment.reference(), "A"));
        assertEquals(1, counter.reconcile(DAY.plusDays(2)).matched());
    }

    @Test
    void takesItemOnce_whenOneDayShowsItsMoneyTwice() {
        var counter = city.counter();
        String dossier = counter.dossier();
        counter.take(0, Camt.in(DAY, FEES_VND, dossier, "A"), Camt.in(DAY, FEES_VND, dossier, "A"));
        Matching.Ran ran = counter.reconcile();
        assertEquals(1, ran.matched());
        assertEquals(Map.of("already_paid", 1), ran.byType());
        assertEquals(-FEES_VND, counter.suspenseVnd(DAY));
    }

    @Test
    void decidesTheSame_whenLinesComeInAnyOrder() {
        long seed = System.nanoTime();
        List<String> decisions = new ArrayList<>();
        for (int shuffle = 0; shuffle < 5; shuffle++) {
            var counter = city.counter();
            List<String> dossiers = List.of(counter.dossier(), counter.dossier(), counter.dossier());
            List<Camt.Entry> entries = Camt.list(
                    Camt.in(DAY, FEES_VND, "0 lan 2", "B"),
                    Camt.in(DAY, FEES_VND, "0 lan 1", "A"),
                    Camt.in(DAY, FEES_VND, "1", "C"),
                    Camt.in(DAY, FEES_VND, "1 lap lai", "C"),
                    Camt.in(DAY, 10_000, "2", "D"),
                    Camt.in(DAY, 2 * FEES_VND, "1 2", "E"),
                    Camt.in(DAY, -FEES_VND, "khong ro", "F"));
            entries.replaceAll(e -> new Camt.Entry(
                    e.bookedOn(),
                    e.amount(),
                    e.narrative().startsWith("k") ? e.narrative() : named(e.narrative(), dossiers),
                    e.reference(),
                    e.status(),
                    e.currency()));
            Collections.shuffle(entries, new Random(seed + shuffle));
            counter.take(0, entries.toArray(Camt.Entry[]::new));
            counter.reconcile();
            decisions.add(decisions(counter));
        }
        assertEquals(
                1, decisions.stream().distinct().count(), () -> "seed " + seed + "\n" + String.join("\n", decisions));
    }

    private static String named(String narrative, List<String> dossiers) {
        String[] words = narrative.split(" ", 2);
        String rest = words.length == 1 ? "" : " " + words[1];
        return dossiers.get(Integer.parseInt(words[0])) + (rest.equals(" 2") ? " " + dossiers.get(2) : rest);
    }

    private String decisions(TestCity.Counter counter) {
        List<String> all = new ArrayList<>();
        matches(counter)
                .forEach(m -> all.add(
                        key(counter, m.line().bankReference() + " " + m.line().narrative()) + " matched"));
        city.service.discrepancies().openOfDay(db, counter.account.id(), DAY).forEach(d -> {
            var line = Objects.requireNonNull(d.line());
            all.add(key(counter, line.bankReference() + " " + line.narrative()) + " "
                    + d.type().code());
        });
        Collections.sort(all);
        return String.join(" | ", all);
    }

    private static String key(TestCity.Counter counter, String text) {
        return text.replace(counter.agency, "");
    }

    @Test
    void booksOnce_whenRunsMeet() throws Exception {
        var counter = city.counter();
        List<Camt.Entry> entries = Camt.list();
        for (int i = 0; i < 30; i++) {
            entries.add(Camt.in(DAY, FEES_VND, counter.paid().reference(), "R" + i));
        }
        counter.take(0, entries.toArray(Camt.Entry[]::new));
        int matched = 0;
        try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Matching.Ran> run = counter::reconcile;
            for (var future : many.invokeAll(Collections.nCopies(4, run))) {
                matched += future.get().matched();
            }
        }
        assertEquals(30, matched);
        assertEquals(30, matches(counter).size());
        assertEquals(Map.of(), counter.openTypes(DAY));
        assertEquals(0, counter.suspenseVnd(DAY));
    }

    @Test
    void refusesOverspending_whenALineIsMatchedTwiceBySql() {
        var counter = city.counter();
        counter.take(0, Camt.in(DAY, FEES_VND, counter.paid().reference(), "A"));
        counter.reconcile();
        Match match = matches(counter).getFirst();
        var refused = assertThrows(
                DatabaseException.class, () -> db.run("""
                        insert into reconciliation.match
                        select gen_random_uuid(), line_id, subject_type, subject_id, ?, dossiers, amount_vnd, outcome, rule, rule_version, code,
                               evidence_from, evidence_to, evidence_text, rivals, made_at, made_by
                        from reconciliation.match where id = ?
                        """, counter.paid().id(), match.id()));
        assertTrue(String.valueOf(refused.getMessage()).contains("line_not_overspent"), refused.getMessage());
    }

    private List<Match> matches(TestCity.Counter counter) {
        return city.service.matching().list(db, DAY, counter.account.id(), Paging.START, 500);
    }
}
