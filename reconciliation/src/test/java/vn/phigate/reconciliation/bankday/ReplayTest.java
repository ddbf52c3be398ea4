package vn.phigate.reconciliation.bankday;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.refunds.Refund;
import vn.phigate.gateway.refunds.Refunds;
import vn.phigate.reconciliation.decisions.Decisions.NewPart;
import vn.phigate.reconciliation.decisions.Proposal;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.matching.MatchingRules;
import vn.phigate.reconciliation.matching.Outcomes;
import vn.phigate.reconciliation.replay.Comparison;
import vn.phigate.reconciliation.replay.Comparison.Kind;
import vn.phigate.reconciliation.replay.Replay;
import vn.phigate.reconciliation.replay.ScratchBooks;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.testsupport.Database;

/** A live city with three days, decided again in copies of its books from the raw files. */
@Database
class ReplayTest {
    private static final LocalDate LAST = DAY.plusDays(2);

    private final DbSettings settings;

    ReplayTest(DbSettings settings) {
        this.settings = settings;
    }

    @Test
    void givesTheSameHashOfEveryDay_whateverTheOrderOfFiles() {
        live("same", (live, city) -> {
            populate(city);
            List<Outcomes.Day> before = Outcomes.days(live, DAY, LAST);
            assertThat(before).hasSize(4);
            for (Long shuffle : new Long[] {null, 1L, 2L}) {
                replayed(live, "same_again", MatchingRules.ALL, DAY, shuffle, (again, played) -> {
                    assertThat(played.refused()).isEmpty();
                    Comparison compared = Comparison.of(live, again, DAY, LAST);
                    assertThat(compared.differences()).as("shuffle %s", shuffle).isEmpty();
                    assertThat(compared.same()).isTrue();
                    assertThat(compared.days()).isEqualTo(before.size());
                    assertThat(played.matched()).isGreaterThan(8);
                    assertThat(balances(again)).isEqualTo(balances(live));
                });
            }
            assertThat(Outcomes.days(live, DAY, LAST))
                    .as("the live books are as they were")
                    .isEqualTo(before);
        });
    }

    @Test
    void decidesOnlyThePeriodAgain_whenOneIsNamed() {
        live("period", (live, city) -> {
            populate(city);
            replayed(live, "period_again", MatchingRules.ALL, LAST, null, (again, played) -> {
                assertThat(Comparison.of(live, again, DAY, LAST).differences()).isEmpty();
                assertThat(played.matched()).isBetween(1, 4);
            });
        });
    }

    @Test
    void namesTheLine_whenTheLiveBooksSayWhatTheFilesDoNot() {
        live("forged", (live, city) -> {
            var counter = city.counter();
            Payment payment = counter.open(counter.dossier(), "vietqr");
            counter.take(0, Camt.in(DAY, FEES_VND, payment.reference(), "A"), Camt.in(DAY, 70_000, "khong ro", "B"));
            counter.reconcile();
            // Somebody with the database in his hands: triggers do not hold him.
            try (Db login = Db.open(settings(database(live)).asLogin().withPoolSize(1))) {
                login.inTransactionDo(tx -> {
                    tx.run("set local session_replication_role = replica");
                    tx.run("update reconciliation.statement_line set amount_vnd = 71000 where narrative = 'khong ro'");
                });
            }
            replayed(live, "forged_again", MatchingRules.ALL, DAY, null, (again, played) -> {
                Comparison compared = Comparison.of(live, again, DAY, LAST);
                assertThat(compared.same()).isFalse();
                assertThat(compared.differences())
                        .extracting(Comparison.Difference::kind, Comparison.Difference::amountVnd)
                        .containsExactlyInAnyOrder(
                                org.assertj.core.groups.Tuple.tuple(Kind.LINE_GONE, 71_000L),
                                org.assertj.core.groups.Tuple.tuple(Kind.LINE_NEW, 70_000L));
            });
        });
    }

    @Test
    void listsWhatARuleDecides_whenItIsSwitchedOff() {
        live("what_if", (live, city) -> {
            populate(city);
            var without = new MatchingRules(
                    Map.of("repaired_reference", false, "instalments", false, "provider_batch", false),
                    MatchingRules.ALL.suggestions());
            replayed(live, "what_if_base", MatchingRules.ALL, DAY, null, (base, ignored) -> {
                replayed(live, "what_if_changed", without, DAY, null, (changed, played) -> {
                    Comparison compared = Comparison.of(base, changed, DAY, LAST);
                    assertThat(compared.differences())
                            .extracting(Comparison.Difference::kind)
                            .containsOnly(Kind.NO_LONGER_MATCHED);
                    assertThat(compared.counts())
                            .extracting(Comparison.Count::rule, Comparison.Count::lines)
                            .containsExactlyInAnyOrder(
                                    org.assertj.core.groups.Tuple.tuple("repaired_reference", 1),
                                    org.assertj.core.groups.Tuple.tuple("instalments", 2),
                                    org.assertj.core.groups.Tuple.tuple("provider_batch", 1));
                    assertThat(compared.differences())
                            .filteredOn(d -> d.rule().equals("repaired_reference"))
                            .first()
                            .satisfies(d -> {
                                assertThat(d.before()).startsWith("matched ");
                                assertThat(d.after()).startsWith("open near_code 30000");
                                assertThat(d.amountVnd()).isEqualTo(FEES_VND);
                            });
                    assertThat(Comparison.of(changed, base, DAY, LAST).differences())
                            .extracting(Comparison.Difference::kind)
                            .containsOnly(Kind.NEWLY_MATCHED);
                });
            });
        });
    }

    /** Three days of two accounts: codes, a damaged one, parts, a batch, money twice, a refund out and back, people's words, and a closed day. */
    private static void populate(TestCity city) {
        var here = city.counter();
        var there = city.counter();
        Payment exact = here.open(here.dossier(), "vietqr");
        Payment damaged = here.open(here.dossier(), "vietqr");
        Payment reported = here.paid();
        Payment batched = here.paid();
        String byDossier = here.dossier();
        String parts = here.dossier();
        String byHand = here.dossier();
        String twice = here.dossier();
        String elsewhere = there.dossier();
        here.take(
                0,
                Camt.in(DAY, FEES_VND, "QR " + exact.reference(), "A1"),
                Camt.in(DAY, FEES_VND, "go sai " + swapped(damaged.reference()), "A2"),
                Camt.in(DAY, FEES_VND, reported.lastAttempt().orderId(), "A3"),
                Camt.in(DAY, FEES_VND, "nop " + byDossier, "A4"),
                Camt.in(DAY, 10_000, "dot 1 " + parts, "A5"),
                Camt.in(DAY, FEES_VND, "nop ho con", "A6"),
                Camt.in(DAY, FEES_VND, "MBVCB " + twice, "A7"),
                Camt.in(DAY, FEES_VND, "MBVCB " + twice, "A7"),
                Camt.in(DAY, FEES_VND, "sai noi " + elsewhere, "A8"),
                Camt.in(DAY, -1_100, "phi dich vu", "A9"));
        there.take(0, Camt.in(DAY, FEES_VND, "khong ro", "D1"));
        city.service.matching().run(DAY, null, "anna");
        var decisions = city.service.decisions();
        Discrepancy unknown = city.service.discrepancies().openOfDay(city.db, here.account.id(), DAY).stream()
                .filter(d -> d.type().code().equals("unidentified"))
                .findFirst()
                .orElseThrow();
        Proposal proposal = city.db.inTransaction(tx ->
                decisions.proposeMatch(tx, unknown.id(), List.of(new NewPart(byHand, null)), 0, "đã gọi", "anna"));
        city.db.inTransactionDo(tx -> decisions.approve(tx, proposal.id(), "binh"));
        List<BankLine> lines = city.service.statements().linesOfDay(city.db, here.account.id(), DAY);
        Match mistaken = city.service.matching().ofLines(city.db, lines).values().stream()
                .flatMap(List::stream)
                .filter(m -> m.dossiers().equals(byDossier))
                .findFirst()
                .orElseThrow();
        Proposal undo = city.db.inTransaction(tx -> decisions.proposeUnmatch(tx, mistaken.id(), "nhầm", "anna"));
        city.db.inTransactionDo(tx -> decisions.approve(tx, undo.id(), "binh"));

        var file = new VnpayFile().paid(batched);
        LocalDate second = DAY.plusDays(1);
        city.at(second, 9);
        city.takeSettlement(file.text());
        Refund refund = city.db.inTransaction(tx -> {
            Refund proposed = city.refunds.propose(
                    tx,
                    new Refunds.NewRefund(
                            exact.id(),
                            FEES_VND,
                            null,
                            List.of(),
                            "test",
                            true,
                            "QĐ thử",
                            new Refund.Beneficiary("970436", "0011001234567", "NGUYEN THI DAO"),
                            null,
                            "anna",
                            true));
            return city.refunds.approve(tx, proposed.id(), null, "binh");
        });
        long openingVnd = 8 * FEES_VND + 10_000 - 1_100;
        here.take(
                second,
                openingVnd,
                Camt.in(second, file.netVnd(), "VNPAY TT PHIEN 17072025", "B1"),
                Camt.in(second, 20_000, "dot 2 " + parts, "B2"),
                Camt.in(second, -FEES_VND, "HOAN PHI " + refund.code(), "B3"));
        city.service.matching().run(second, null, "anna");
        there.close(DAY);
        city.at(LAST, 9);
        here.take(
                LAST,
                openingVnd + file.netVnd() + 20_000 - FEES_VND,
                Camt.in(LAST, FEES_VND, "TRA LAI LENH " + refund.code(), "C1"),
                Camt.in(LAST, FEES_VND, here.dossier(), "C2"));
        city.at(LAST.plusDays(1), 9);
        city.service.matching().run(LAST, null, "anna");
        city.service.matching().run(LAST, null, "anna");
    }

    private static Map<String, Long> balances(Db db) {
        Map<String, Long> balances = new TreeMap<>();
        new TestCity(db)
                .ledger.trialBalance(db, LAST.plusDays(9)).accounts().stream()
                        .filter(line -> line.balanceVnd() != 0)
                        .forEach(line -> balances.put(line.code(), line.balanceVnd()));
        return balances;
    }

    private static String swapped(String reference) {
        int at = 2;
        while (reference.charAt(at) == reference.charAt(at + 1)) {
            at++;
        }
        return reference.substring(0, at)
                + reference.charAt(at + 1)
                + reference.charAt(at)
                + reference.substring(at + 2);
    }

    private void live(String name, BiConsumer<Db, TestCity> work) {
        with("replay_" + name, db -> work.accept(db, new TestCity(db)));
    }

    private void replayed(
            Db live,
            String name,
            MatchingRules rules,
            LocalDate from,
            @Nullable Long shuffle,
            BiConsumer<Db, Replay.Played> work) {
        DbSettings books = settings(database(live)).asLogin();
        with("replay_" + name, ignored -> {
            DbSettings copy = settings("replay_" + name).asLogin();
            ScratchBooks.copy(books, copy);
            try (Db scratch = Db.open(copy)) {
                var city = new TestCity(scratch, rules);
                city.at(LAST.plusDays(1), 9);
                var replay = new Replay(
                        scratch,
                        city.agencies,
                        city.service.statements(),
                        city.service.settlements(),
                        city.service.lists(),
                        city.service.matching(),
                        city.clock);
                List<String> told = new ArrayList<>();
                Replay.Played played = replay.run(from, LAST, shuffle, told::add);
                assertThat(told).isNotEmpty();
                work.accept(scratch, played);
            }
        });
    }

    private static String database(Db db) {
        return db.get("select current_database() as name").orElseThrow().text("name");
    }

    private DbSettings settings(String database) {
        return new DbSettings(
                settings.jdbcUrl().replaceFirst("/[^/]*$", "/" + database), settings.user(), settings.password(), 4);
    }

    private void with(String database, Consumer<Db> work) {
        try (Db maker = Db.open(settings.asLogin().withPoolSize(1))) {
            maker.run("create database " + database + " template phigate_template");
        }
        try (Db db = Db.open(settings(database))) {
            work.accept(db);
        }
        try (Db maker = Db.open(settings.asLogin().withPoolSize(1))) {
            maker.run("drop database " + database + " with (force)");
        }
    }
}
