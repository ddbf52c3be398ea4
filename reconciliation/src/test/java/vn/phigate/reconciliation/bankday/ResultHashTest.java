package vn.phigate.reconciliation.bankday;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.testsupport.Database;

/** One city with three days of two accounts, taken in again and again in another order, each time into a copy of the same database. */
@Database
class ResultHashTest {
    private static final LocalDate LAST = DAY.plusDays(2);
    private static final long SEED = Long.getLong("phigate.test.seed", 20_250_701L);
    private static final int SHUFFLES = 20;

    private final DbSettings settings;

    ResultHashTest(DbSettings settings) {
        this.settings = settings;
    }

    /** A file to be: what one account shows on one day. */
    private record Day(String account, LocalDate day, List<Camt.Entry> entries) {}

    @Test
    void isTheSame_whateverTheOrderOfFilesLinesAndRuns() {
        List<Day> days = new ArrayList<>();
        with("result_seed", "phigate_template", db -> days.addAll(populate(new TestCity(db))));
        Set<String> hashes = new LinkedHashSet<>();
        Set<Map<String, Integer>> types = new LinkedHashSet<>();
        for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
            Random random = new Random(SEED + shuffle);
            with("result_" + shuffle, "result_seed", db -> {
                var city = new TestCity(db);
                city.at(LAST.plusDays(1), 9);
                List<Day> order = new ArrayList<>(days);
                Collections.shuffle(order, random);
                for (Day day : order) {
                    take(city, days, day, random);
                    if (random.nextBoolean()) {
                        city.service.matching().run(LAST, null, "anna");
                    }
                }
                types.add(new TreeMap<>(
                        city.service.matching().run(LAST, null, "anna").byType()));
                hashes.add(city.service.matching().resultHash(db, LAST, null));
                Matching.Ran again = city.service.matching().run(LAST, null, "anna");
                assertThat(again.matched()).isZero();
                hashes.add(city.service.matching().resultHash(db, LAST, null));
            });
        }
        assertThat(hashes).as("with -Dphigate.test.seed=%d: %s", SEED, types).hasSize(1);
        assertThat(types.iterator().next())
                .containsKeys(
                        "already_paid",
                        "amount_differs",
                        "near_code",
                        "multiple_codes",
                        "wrong_agency",
                        "unidentified");
    }

    @Test
    void differs_whenOneLineIsDecidedDifferently() {
        Set<String> hashes = new LinkedHashSet<>();
        with("result_changes", "phigate_template", db -> {
            var city = new TestCity(db);
            var counter = city.counter();
            Payment payment = counter.open(counter.dossier(), "vietqr");
            hashes.add(city.service.matching().resultHash(db, LAST, null));
            counter.take(0, Camt.in(DAY, FEES_VND, "khong ro", "A"), Camt.in(DAY, FEES_VND, payment.reference(), "B"));
            hashes.add(city.service.matching().resultHash(db, LAST, null));
            counter.reconcile();
            hashes.add(city.service.matching().resultHash(db, LAST, null));
            counter.open(counter.dossier(), "vietqr");
            counter.reconcile();
            hashes.add(city.service.matching().resultHash(db, LAST, null));
            assertThat(city.service.matching().resultHash(db, DAY.minusDays(1), null))
                    .as("no line is of that day or before")
                    .isEqualTo(hashes.iterator().next());
        });
        assertThat(hashes).as("nothing, taken, matched, another suggestion").hasSize(4);
    }

    private static List<Day> populate(TestCity city) {
        var here = city.counter();
        var there = city.counter();
        String damaged = here.open(here.dossier(), "vietqr").reference();
        Payment rivals = here.open(here.dossier(), "vietqr");
        Payment reported = here.paid();
        String parts = here.dossier();
        String alone = here.dossier();
        String twice = here.dossier();
        String one = here.dossier();
        String two = here.dossier();
        String elsewhere = there.dossier();
        String settledThere = there.dossier();
        Payment repaired = there.open(there.dossier(), "vietqr");
        there.open(there.dossier(), "vnpay");
        List<Day> days = new ArrayList<>();
        days.add(new Day(
                here.account.number(),
                DAY,
                Camt.list(
                        Camt.in(DAY, FEES_VND, "QR " + rivals.reference(), "A1"),
                        Camt.in(DAY, 10_000, "dot 1 " + parts, "A2"),
                        Camt.in(DAY, 10_000, "dot 1 " + alone, "A3"),
                        Camt.in(DAY, FEES_VND, "MBVCB " + twice, "A4"),
                        Camt.in(DAY, FEES_VND, "MBVCB " + twice, "A4"),
                        Camt.in(DAY, FEES_VND, "sai noi " + elsewhere, "A5"),
                        Camt.in(DAY, FEES_VND, "khong ro", "A6"))));
        days.add(new Day(
                here.account.number(),
                DAY.plusDays(1),
                Camt.list(
                        Camt.in(DAY.plusDays(1), FEES_VND, "lai " + rivals.reference(), "B1"),
                        Camt.in(DAY.plusDays(1), 20_000, "dot 2 " + parts, "B2"),
                        Camt.in(DAY.plusDays(1), FEES_VND, "go sai " + swapped(damaged), "B3"),
                        Camt.in(DAY.plusDays(1), FEES_VND, "sai noi " + settledThere, "B4"),
                        Camt.in(
                                DAY.plusDays(1),
                                FEES_VND,
                                reported.lastAttempt().orderId(),
                                "B5"),
                        Camt.in(DAY.plusDays(1), -FEES_VND, "hoan tra", "B6"))));
        days.add(new Day(
                here.account.number(),
                LAST,
                Camt.list(
                        Camt.in(LAST, FEES_VND, rivals.dossiers().getFirst(), "C1"),
                        Camt.in(LAST, FEES_VND, "dung " + damaged, "C2"),
                        Camt.in(LAST, 2 * FEES_VND, one + " va " + two, "C3"),
                        Camt.in(LAST, FEES_VND, one.replace("0717", "O717"), "C4"))));
        days.add(new Day(
                there.account.number(),
                DAY,
                Camt.list(
                        Camt.in(DAY, FEES_VND, "go sai " + repaired.reference().substring(0, 14), "D1"),
                        Camt.in(DAY, FEES_VND, "khong ro", "D2"))));
        days.add(new Day(
                there.account.number(),
                DAY.plusDays(1),
                Camt.list(
                        Camt.in(DAY.plusDays(1), FEES_VND, settledThere, "E1"),
                        Camt.in(DAY.plusDays(1), FEES_VND - 1, repaired.reference(), "E2"))));
        return days;
    }

    /** Two neighbours after the prefix that are not alike change places. */
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

    private static void take(TestCity city, List<Day> days, Day day, Random random) {
        long openingVnd = 1_000_000
                + days.stream()
                        .filter(other -> other.account.equals(day.account) && other.day.isBefore(day.day))
                        .flatMap(other -> other.entries.stream())
                        .mapToLong(entry -> Long.parseLong(entry.amount()))
                        .sum();
        List<Camt.Entry> entries = new ArrayList<>(day.entries);
        Collections.shuffle(entries, random);
        city.take(Camt.statement()
                .of(day.account, day.day, openingVnd, entries.toArray(Camt.Entry[]::new))
                .bytes());
    }

    private interface Work {
        void in(Db db);
    }

    private void with(String database, String template, Work work) {
        try (Db maker = Db.open(settings.asLogin().withPoolSize(1))) {
            maker.run("create database " + database + " template " + template);
        }
        var copy = new DbSettings(
                settings.jdbcUrl().replaceFirst("/[^/]*$", "/" + database), settings.user(), settings.password(), 4);
        try (Db db = Db.open(copy)) {
            work.in(db);
        }
        if (!database.equals("result_seed")) {
            try (Db maker = Db.open(settings.asLogin().withPoolSize(1))) {
                maker.run("drop database " + database + " with (force)");
            }
        }
    }
}
