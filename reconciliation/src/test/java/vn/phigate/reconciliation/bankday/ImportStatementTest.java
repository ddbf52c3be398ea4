package vn.phigate.reconciliation.bankday;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.rule;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.Statements;
import vn.phigate.testsupport.Database;

@Database
class ImportStatementTest {
    private final TestCity city;
    private final Db db;

    ImportStatementTest(Db db) {
        this.db = db;
        this.city = new TestCity(db);
    }

    @Test
    void booksEveryLineOnce_whenSameBytesComeAgain() {
        var counter = city.counter();
        byte[] file = Camt.statement()
                .of(
                        counter.account.number(),
                        DAY,
                        1_000_000,
                        Camt.in(DAY, 30_000, "nop phi", "A"),
                        Camt.in(DAY, -5_000, "phi ngan hang", "B"))
                .bytes();
        var first = city.take(file);
        var second = city.take(file);
        assertFalse(first.duplicate());
        assertTrue(second.duplicate());
        assertEquals(first.file(), second.file());
        var statement = first.file().statements().getFirst();
        assertEquals(counter.account.key(), statement.account());
        assertEquals(2, statement.lineCount());
        assertEquals(25_000, counter.bankVnd(DAY));
        assertEquals(-25_000, counter.suspenseVnd(DAY));
        assertEquals(
                file.length, city.service.statements().content(db, first.file().id()).length);
    }

    private static byte[] mt940(String fields) {
        return fields.getBytes(StandardCharsets.UTF_8);
    }

    private static String mt940(String account, String pages) {
        return ":20:S1\n:25:" + account + "\n:28C:1/1\n" + pages;
    }

    @Test
    void booksMt940_likeAnyStatement_andTheSameAgainChangesNothing() {
        var counter = city.counter();
        String day = DAY.format(DateTimeFormatter.ofPattern("yyMMdd"));
        byte[] file = mt940(mt940(
                "BFTVVNVX/" + counter.account.number() + "VND",
                ":60F:C" + day + "VND1000000,\n:61:" + day + "C30000,NTRFNONREF//A\n:86:nop phi\n:61:" + day
                        + "C30000,NTRFNONREF//A\n:86:nop phi\n:61:" + day + "D5000,NCHGNONREF\n:62F:C" + day
                        + "VND1055000,\n-\n"));
        var first = city.take(file);
        assertEquals("", rule(first));
        assertEquals(3, first.file().statements().getFirst().lineCount());
        assertEquals(55_000, counter.bankVnd(DAY));
        assertTrue(city.take(file).duplicate());
        assertEquals(55_000, counter.bankVnd(DAY));
    }

    @Test
    void booksPagesOfMt940AsOneStatement_whenEachGoesOnFromTheOneBefore() {
        var counter = city.counter();
        String day = DAY.format(DateTimeFormatter.ofPattern("yyMMdd"));
        String number = counter.account.number();
        String first = mt940(
                number, ":60F:C" + day + "VND0,\n:61:" + day + "C1000,NTRFNONREF//A\n:62M:C" + day + "VND1000,\n-\n");
        String second = mt940(
                number,
                ":60M:C" + day + "VND1000,\n:61:" + day + "C2000,NTRFNONREF//B\n:62F:C" + day + "VND3000,\n-\n");
        var imported = city.take(mt940(first + second));
        assertEquals("", rule(imported));
        var statement = imported.file().statements().getFirst();
        assertEquals(1, imported.file().statements().size());
        assertEquals(2, statement.lineCount());
        assertEquals(0, statement.openingVnd());
        assertEquals(3_000, statement.closingVnd());
        assertEquals(3_000, counter.bankVnd(DAY));
    }

    @Test
    void booksNothing_whenAPageOfMt940IsMissing() {
        var counter = city.counter();
        String day = DAY.format(DateTimeFormatter.ofPattern("yyMMdd"));
        String number = counter.account.number();
        String first =
                mt940(number, ":60F:C" + day + "VND0,\n:61:" + day + "C1000,NTRFX\n:62M:C" + day + "VND1000,\n-\n");
        String third =
                mt940(number, ":60M:C" + day + "VND9000,\n:61:" + day + "C2000,NTRFX\n:62F:C" + day + "VND11000,\n-\n");
        var imported = city.take(mt940(first + third));
        assertEquals(List.of(), imported.file().statements());
        assertTrue(imported.file().findings().stream()
                .anyMatch(found -> found.finding().rule().equals("continuity_broken")));
        assertEquals(0, counter.bankVnd(DAY));
    }

    @Test
    void refusesMt942_becauseItsEntriesComeAgain() {
        var counter = city.counter();
        byte[] file = mt940(mt940(counter.account.number(), ":34F:VND0,\n:61:250717C1000,NTRFX\n"));
        assertEquals("not_a_statement", refusal(file));
    }

    @Test
    void booksOnce_whenSameFileIsSentByManyAtOnce() throws Exception {
        var counter = city.counter();
        byte[] file = Camt.statement()
                .of(counter.account.number(), DAY, 0, Camt.in(DAY, 30_000, "nop phi", "A"))
                .bytes();
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Statements.Imported> take = () -> city.take(file);
            int fresh = 0;
            for (var future : many.invokeAll(Collections.nCopies(8, take))) {
                fresh += future.get().duplicate() ? 0 : 1;
            }
            assertEquals(1, fresh);
        }
        assertEquals(30_000, counter.bankVnd(DAY));
    }

    @Test
    void keepsTwoEqualPaymentsAsTwo_whenEverythingAboutThemIsEqual() {
        var counter = city.counter();
        counter.take(0, Camt.in(DAY, 30_000, "nop phi", "A"), Camt.in(DAY, 30_000, "nop phi", "A"));
        assertEquals(60_000, counter.bankVnd(DAY));
        assertEquals(
                2,
                city.service
                        .statements()
                        .linesOfDay(db, counter.account.id(), DAY)
                        .size());
    }

    @Test
    void leavesStatementOut_whenAccountIsUnknown_andTakesItOnceRegistered() {
        var counter = city.counter();
        byte[] file = Camt.statement()
                .of("999999999999", DAY, 0, Camt.in(DAY, 1_000, "x", "A"))
                .of(counter.account.number(), DAY, 0, Camt.in(DAY, 2_000, "y", "B"))
                .bytes();
        var imported = city.take(file);
        assertEquals("account_unknown", rule(imported));
        assertTrue(imported.file().findings().getFirst().finding().text().contains("999999999999"));
        assertEquals(
                List.of(counter.account.key()),
                imported.file().statements().stream().map(s -> s.account()).toList());
        db.inTransactionDo(tx -> {
            var agency = city.agencies.get(tx, counter.agency, DAY);
            var draft = city.accounts.register(
                    tx,
                    new Accounts.NewAccount(
                            agency.id(), "970418", "999999999999", "UBND", city.clock.instant(), null, null, true),
                    "anna");
            city.accounts.submit(tx, draft.id(), "anna");
            city.accounts.approve(tx, draft.id(), Accounts.Acknowledged.ALL, "binh");
        });
        var again = city.take(file);
        assertTrue(again.duplicate());
        assertEquals(2, again.file().statements().size());
        assertEquals("", rule(again));
        assertEquals(2_000, counter.bankVnd(DAY));
        assertEquals(again.file(), city.take(file).file());
    }

    @Test
    void leavesStatementOut_whenCurrencyIsForeign() {
        var counter = city.counter();
        var imported = city.take(Camt.statement()
                .of(
                        counter.account.number(),
                        "USD",
                        DAY,
                        0,
                        10,
                        List.of(new Camt.Entry(DAY, "10", "x", "A", "BOOK", "USD")))
                .bytes());
        assertEquals("currency_not_vnd", rule(imported));
        assertEquals("flag", imported.file().verdict());
        assertEquals(List.of(), imported.file().statements());
        assertEquals("USD", imported.file().refused().getFirst().currency());
        assertNull(imported.file().refused().getFirst().closingVnd());
    }

    @Test
    void booksNothing_whenAnEntryCannotBeRead_andTheRightFileComesLater() {
        var counter = city.counter();
        String whole = new String(
                Camt.statement()
                        .of(
                                counter.account.number(),
                                "VND",
                                DAY,
                                0,
                                30_000,
                                List.of(Camt.in(DAY, 30_000, "x", "A"), Camt.in(DAY, 77, "y", "B")))
                        .bytes(),
                StandardCharsets.UTF_8);
        // Also when the entries that can be read meet the balances: those that cannot may cancel out.
        for (String amount : List.of("10.50", "1.O00", "")) {
            var imported = city.take(whole.replace(">77<", ">" + amount + "<").getBytes(StandardCharsets.UTF_8));
            assertTrue(rule(imported).contains("lines_incomplete"), rule(imported));
            var refused = imported.file().refused().getFirst();
            assertEquals(counter.account.key(), refused.account());
            assertEquals(1, refused.lineCount());
            assertEquals(1, refused.setAside());
            assertEquals(List.of(), imported.file().statements());
            assertEquals("flag", imported.file().verdict());
        }
        assertEquals(0, counter.bankVnd(DAY));
        var right = counter.take(0, Camt.in(DAY, 30_000, "x", "A"), Camt.in(DAY, 1_000, "y", "B"));
        assertEquals("", rule(right));
        assertEquals("accept", right.file().verdict());
        assertEquals(31_000, counter.bankVnd(DAY));
    }

    @Test
    void booksNothing_whenEntryIsPending() {
        var counter = city.counter();
        var imported = counter.take(0, Camt.in(DAY, 30_000, "x", "A"), Camt.pending(DAY, 99_000, "y"));
        assertEquals(1, imported.file().statements().getFirst().lineCount());
        assertEquals(30_000, counter.bankVnd(DAY));
    }

    @Test
    void takesReversalsTheOtherWay_whenOnlySoTheBalancesHold() {
        var counter = city.counter();
        var imported = city.take(Camt.statement()
                .of(
                        counter.account.number(),
                        "VND",
                        DAY,
                        0,
                        35_000,
                        List.of(
                                Camt.in(DAY, 30_000, "x", "A"),
                                new Camt.Entry(DAY, "-5000", "tra lai", "B", "BOOK", "VND", true)))
                .bytes());
        var statement = imported.file().statements().getFirst();
        assertTrue(rule(imported).contains("reversal_turned"), rule(imported));
        assertEquals(35_000, statement.creditTotalVnd());
        assertEquals(35_000, counter.bankVnd(DAY));
    }

    @Test
    void booksTableOfABank_whenItsLayoutIsDeclared() {
        var counter = city.counter();
        String file = """
                SAO KÊ TÀI KHOẢN
                Số tài khoản:;%s;Loại tiền:;VND
                Từ ngày:;16/07/2025;Đến ngày:;17/07/2025
                Số dư đầu kỳ:;1,000,000
                Ngày giao dịch;Số tham chiếu;Số tiền ghi nợ;Số tiền ghi có;Số dư;Mô tả
                16/07/2025;5243.1;;30,000;1,030,000;H26.12-250717-0001 nop phi
                17/07/2025;5243.2;2,000;;1,028,000;phi dich vu
                Tổng số;;2,000;30,000
                Số dư cuối kỳ:;1,028,000
                """.formatted(counter.account.number());
        var imported = db.inTransaction(
                tx -> city.service.statements().take(tx, "sao-ke.csv", file.getBytes(StandardCharsets.UTF_8), "anna"));
        var statement = imported.file().statements().getFirst();
        assertEquals(counter.account.key(), statement.account());
        assertEquals("", rule(imported));
        assertEquals(DAY.minusDays(1), statement.fromDay());
        assertEquals(DAY, statement.toDay());
        assertEquals(30_000, counter.bankVnd(DAY.minusDays(1)));
        assertEquals(-2_000, counter.bankVnd(DAY));
    }

    private Statements.Imported takeOneLine(TestCity.Counter counter, LocalDate day, String credit, String balance) {
        String file = """
                Số tài khoản;%s
                Ngày giao dịch;Số tham chiếu;Số tiền ghi nợ;Số tiền ghi có;Số dư;Mô tả
                %s;5243.1;;%s;%s;nop phi
                """.formatted(
                counter.account.number(), day.format(DateTimeFormatter.ofPattern("dd/MM/yyyy")), credit, balance);
        return city.take(file.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void takesTheFirstFileOfAnAccount_whenItsOneLineLeavesNothingToProve_andSaysSo() {
        var counter = city.counter();
        var imported = takeOneLine(counter, DAY, "30,000", "1,030,000");
        assertEquals("balance_unproven", sortedRules(imported));
        var statement = imported.file().statements().getFirst();
        assertEquals(1_000_000, statement.openingVnd());
        assertEquals(1_030_000, statement.closingVnd());
        assertEquals(30_000, counter.bankVnd(DAY));
    }

    @Test
    void takesADayOfOneLine_onlyWhereItJoinsTheBooks() {
        var counter = city.counter();
        takeOneLine(counter, DAY.minusDays(2), "30,000", "1,030,000");
        var gap = takeOneLine(counter, DAY, "5,000", "1,045,000");
        assertEquals("balance_unproven,balance_unproven", sortedRules(gap));
        assertEquals(List.of(), gap.file().statements());
        assertNull(gap.file().refused().getFirst().agrees());
        assertEquals(0, counter.bankVnd(DAY));
        assertEquals(
                1,
                takeOneLine(counter, DAY.minusDays(1), "10,000", "1,040,000")
                        .file()
                        .statements()
                        .size());
        assertEquals(
                1,
                takeOneLine(counter, DAY, "5,000", "1,045,000")
                        .file()
                        .statements()
                        .size());
        assertEquals(5_000, counter.bankVnd(DAY));
    }

    @Test
    void refusesDaysThatAreBooked_whenAnotherFileCoversThem() {
        var counter = city.counter();
        counter.take(0, Camt.in(DAY, 30_000, "x", "A"));
        var other = counter.take(0, Camt.in(DAY, 30_000, "x", "A"), Camt.in(DAY, 1_000, "z", "C"));
        assertEquals("day_already_booked,line_differs", sorted(rule(other)));
        assertEquals(30_000, counter.bankVnd(DAY));
        assertTrue(texts(other).contains("1000 đồng, reference \"C\""), texts(other));
    }

    private static String sorted(String rules) {
        return Arrays.stream(rules.split(",")).sorted().collect(Collectors.joining(","));
    }

    private static String texts(Statements.Imported imported) {
        return imported.file().findings().stream()
                .map(f -> f.finding().line() + " " + f.finding().textEn())
                .collect(Collectors.joining("\n"));
    }

    /** As an officer who exports the last days each morning; two equal payments stay two. */
    @Test
    void booksOnlyTheNewDays_whenTheOthersAreBookedAlready() {
        var counter = city.counter();
        LocalDate next = DAY.plusDays(1);
        counter.take(
                100,
                Camt.in(DAY, 30_000, "x", "A"),
                Camt.in(DAY, 30_000, "x", "A"),
                Camt.in(DAY, 5_000, "CHUYEN TIEN", null));
        city.notBefore(DAY.plusDays(2), 9);
        byte[] week = Camt.statement()
                .of(
                        counter.account.number(),
                        next,
                        100,
                        Camt.in(DAY, 5_000, "chuyen  tien", null),
                        Camt.in(DAY, 30_000, "x", "A"),
                        Camt.in(DAY, 30_000, "x", "A"),
                        Camt.in(next, 7_000, "y", "B"))
                .bytes();
        var imported = city.take(week);
        assertEquals("days_known", rule(imported));
        var statement = imported.file().statements().getFirst();
        assertEquals(next, statement.fromDay());
        assertEquals(65_100, statement.openingVnd());
        assertEquals(72_100, statement.closingVnd());
        assertEquals(1, statement.lineCount());
        assertEquals("accept", imported.file().verdict());
        assertEquals(65_000, counter.bankVnd(DAY));
        assertEquals(7_000, counter.bankVnd(next));
        assertTrue(city.take(week).duplicate());
        assertEquals(7_000, counter.bankVnd(next));
    }

    @Test
    void booksTheDaysAround_whenAClosedDayLiesBetween() {
        var counter = city.counter();
        city.notBefore(DAY.plusDays(4), 9);
        counter.take(DAY.plusDays(1), 30_000, Camt.in(DAY.plusDays(1), 1_000, "b", "B"));
        var imported = city.take(Camt.statement()
                .of(
                        counter.account.number(),
                        DAY.plusDays(3),
                        0,
                        Camt.in(DAY, 30_000, "a", "A"),
                        Camt.in(DAY.plusDays(1), 1_000, "b", "B"),
                        Camt.in(DAY.plusDays(3), 500, "c", "C"))
                .bytes());
        assertEquals("days_known", rule(imported));
        assertEquals(
                List.of(DAY + "/" + DAY + " 0-30000", DAY.plusDays(2) + "/" + DAY.plusDays(3) + " 31000-31500"),
                imported.file().statements().stream()
                        .map(s -> s.fromDay() + "/" + s.toDay() + " " + s.openingVnd() + "-" + s.closingVnd())
                        .toList());
        assertEquals(500, counter.bankVnd(DAY.plusDays(3)));
        assertEquals(1_000, counter.bankVnd(DAY.plusDays(1)));
    }

    @Test
    void namesTheLineAndBooksNothing_whenAKnownDayDiffers() {
        var counter = city.counter();
        LocalDate next = DAY.plusDays(1);
        counter.take(0, Camt.in(DAY, 30_000, "x", "A"), Camt.in(DAY, 30_000, "x", "A"));
        city.notBefore(DAY.plusDays(2), 9);
        // One of the two repeats is missing, and the balances were made to fit.
        var once = city.take(Camt.statement()
                .of(
                        counter.account.number(),
                        next,
                        30_000,
                        Camt.in(DAY, 30_000, "x", "A"),
                        Camt.in(next, 7_000, "y", "B"))
                .bytes());
        assertEquals("day_already_booked,line_differs,line_differs", sorted(rule(once)));
        assertTrue(texts(once).contains("The books of " + DAY + " have a line of 30000"), texts(once));
        var changed = city.take(Camt.statement()
                .of(
                        counter.account.number(),
                        next,
                        0,
                        Camt.in(DAY, 30_000, "x", "A"),
                        Camt.in(DAY, 29_000, "x", "A"),
                        Camt.in(next, 8_000, "y", "B"))
                .bytes());
        assertEquals("day_already_booked,line_differs,line_differs", sorted(rule(changed)));
        assertTrue(texts(changed).contains("29000"), texts(changed));
        assertEquals(0, counter.bankVnd(next));
    }

    @Test
    void booksNewDays_whenAKnownLineOnlyReadsOtherwise() {
        var counter = city.counter();
        LocalDate next = DAY.plusDays(1);
        counter.take(0, Camt.in(DAY, 30_000, "noi dung day du", "A"));
        city.notBefore(DAY.plusDays(2), 9);
        var imported = city.take(Camt.statement()
                .of(
                        counter.account.number(),
                        next,
                        0,
                        Camt.in(DAY, 30_000, "noi dung", "A"),
                        Camt.in(next, 7_000, "y", "B"))
                .bytes());
        assertEquals("days_known,known_line_reads_otherwise", sorted(rule(imported)));
        assertEquals(7_000, counter.bankVnd(next));
    }

    @Test
    void namesBothBalances_whenContinuityIsBroken() {
        var counter = city.counter();
        counter.take(DAY, 0, Camt.in(DAY, 30_000, "x", "A"));
        var next = counter.take(DAY.plusDays(1), 40_000, Camt.in(DAY.plusDays(1), 5_000, "y", "B"));
        assertEquals("continuity_broken", rule(next));
        String text = next.file().findings().getFirst().finding().text();
        assertTrue(text.contains("40000") && text.contains("30000"), text);
        assertEquals(1, next.file().statements().size());
        var before = counter.take(DAY.minusDays(1), 0, Camt.in(DAY.minusDays(1), 7_000, "w", "C"));
        assertEquals("continuity_broken", rule(before));
    }

    @Test
    void namesTheDaysThatNoStatementCovers_whetherOrNotTheBalanceGoesOn() {
        var counter = city.counter();
        counter.take(DAY, 0, Camt.in(DAY, 30_000, "x", "A"));
        var monday = counter.take(DAY.plusDays(3), 30_000, Camt.in(DAY.plusDays(3), 5_000, "y", "B"));
        assertEquals("days_uncovered", rule(monday));
        assertEquals("accept", monday.file().verdict());
        String gap = DAY.plusDays(1) + "/" + DAY.plusDays(2);
        assertTrue(texts(monday).contains(gap), texts(monday));
        var later = counter.take(DAY.plusDays(5), 99_000, Camt.in(DAY.plusDays(5), 1_000, "z", "C"));
        assertEquals("continuity_broken", rule(later));
        assertTrue(texts(later).contains("No statement covers the days " + DAY.plusDays(4)), texts(later));
    }

    @Test
    void booksNothing_whenItDoesNotAddUp() {
        var counter = city.counter();
        var imported = city.take(Camt.statement()
                .of(counter.account.number(), "VND", DAY, 0, 31_000, List.of(Camt.in(DAY, 30_000, "x", "A")))
                .bytes());
        assertTrue(rule(imported).contains("balance_differs"), rule(imported));
        assertTrue(rule(imported).contains("balances_disagree"), rule(imported));
        var why = imported.file().findings().stream()
                .filter(f -> f.refuses())
                .findFirst()
                .orElseThrow();
        assertTrue(
                why.finding().text().contains("lệch 1000 đồng")
                        && why.finding().text().contains("nộp tệp đúng"),
                why.finding().text());
        assertEquals(Boolean.FALSE, imported.file().refused().getFirst().agrees());
        assertEquals(List.of(), imported.file().statements());
        assertEquals(0, counter.bankVnd(DAY));
        assertEquals("", rule(counter.take(0, Camt.in(DAY, 31_000, "x", "A"))));
        assertEquals(31_000, counter.bankVnd(DAY));
    }

    @Test
    void booksNothing_whenNoBalancesProveIt() {
        var counter = city.counter();
        String whole = new String(
                Camt.statement()
                        .of(counter.account.number(), DAY, 0, Camt.in(DAY, 30_000, "x", "A"))
                        .bytes(),
                StandardCharsets.UTF_8);
        var imported = city.take(whole.replaceAll("<Bal>.*</Bal>", "").getBytes(StandardCharsets.UTF_8));
        assertEquals("balance_unproven,balances_missing", sortedRules(imported));
        assertNull(imported.file().refused().getFirst().agrees());
        assertEquals("flag", imported.file().verdict());
        assertEquals(0, counter.bankVnd(DAY));
    }

    @Test
    void booksNothing_whenADayHasNotCome_andTakesItOnceItHas() {
        var counter = city.counter();
        byte[] file = Camt.statement()
                .of(
                        counter.account.number(),
                        DAY.plusDays(1),
                        0,
                        Camt.in(DAY, 1_000, "x", "A"),
                        Camt.in(DAY.plusDays(1), 2_000, "y", "B"))
                .bytes();
        assertEquals("day_in_future", rule(city.take(file)));
        assertEquals(0, counter.bankVnd(DAY));
        city.at(DAY.plusDays(1), 1);
        var again = city.take(file);
        assertTrue(again.duplicate());
        assertEquals("", rule(again));
        assertEquals("accept", again.file().verdict());
        assertEquals(List.of(), again.file().refused());
        assertEquals(1_000, counter.bankVnd(DAY));
    }

    @Test
    void booksNothing_whenTheFileNamesAnotherBank() {
        var counter = city.counter();
        String file = new String(
                Camt.statement()
                        .of(counter.account.number(), DAY, 0, Camt.in(DAY, 30_000, "x", "A"))
                        .bytes(),
                StandardCharsets.UTF_8);
        var other = city.take(servicedBy(file, "970418"));
        assertEquals("bank_differs", rule(other));
        assertEquals(List.of(), other.file().statements());
        assertEquals("flag", other.file().verdict());
        assertEquals(0, counter.bankVnd(DAY));
        assertEquals("", rule(city.take(servicedBy(file, "970436"))));
        assertEquals(30_000, counter.bankVnd(DAY));
        var elsewhere = city.counter();
        assertEquals(
                "",
                rule(city.take(
                        servicedBy(file.replace(counter.account.number(), elsewhere.account.number()), "01203001"))));
    }

    private static byte[] servicedBy(String camt, String member) {
        String servicer =
                "<Svcr><FinInstnId><ClrSysMmbId><MmbId>" + member + "</MmbId></ClrSysMmbId></FinInstnId></Svcr>";
        return camt.replace("</Acct>", servicer + "</Acct>").getBytes(StandardCharsets.UTF_8);
    }

    private static String sortedRules(Statements.Imported imported) {
        return imported.file().findings().stream()
                .map(f -> f.finding().rule())
                .sorted()
                .collect(Collectors.joining(","));
    }

    @Test
    void refusesFile_whenItIsANoticeOrUnreadable() {
        var counter = city.counter();
        byte[] notice = Camt.notification()
                .of(counter.account.number(), DAY, 0, Camt.in(DAY, 30_000, "x", "A"))
                .bytes();
        assertEquals("not_a_statement", refusal(notice));
        assertEquals(
                "not_a_statement",
                refusal(":20:X\n:25:123\n:28C:1\n:34F:VND0,\n:13D:2507170900+0700\n".getBytes(StandardCharsets.UTF_8)));
        assertEquals("statement_unreadable", refusal(new byte[0]));
        assertEquals("statement_unreadable", refusal("<Document".getBytes(StandardCharsets.UTF_8)));
        byte[] whole = Camt.statement()
                .of(counter.account.number(), DAY, 0, Camt.in(DAY, 30_000, "x", "A"))
                .bytes();
        assertEquals("statement_unreadable", refusal(Arrays.copyOf(whole, whole.length - 60)));
        assertEquals(0, counter.bankVnd(DAY));
    }

    private String refusal(byte[] file) {
        return assertThrows(Refusal.class, () -> city.take(file)).type().code();
    }

    @Test
    void refusesChange_whenLinesAndFilesAreTamperedWith() {
        var counter = city.counter();
        var imported = counter.take(0, Camt.in(DAY, 30_000, "x", "A"));
        BankLine line = city.service
                .statements()
                .linesOfDay(db, counter.account.id(), DAY)
                .getFirst();
        for (String sql : List.of(
                "update reconciliation.statement_line set amount_vnd = 1",
                "update reconciliation.statement_line set allocated_vnd = 30000",
                "delete from reconciliation.statement_line",
                "update reconciliation.statement set closing_vnd = 1",
                "update reconciliation.statement_file set filename = 'x'",
                "delete from reconciliation.finding")) {
            assertThrows(DatabaseException.class, () -> db.run(sql), sql);
        }
        // Nor may the owner of the tables, who has every privilege.
        for (String sql : List.of(
                "update reconciliation.statement_line set amount_vnd = 1 where id = ?",
                "update reconciliation.statement_line set allocated_vnd = 30000 where id = ?",
                "delete from reconciliation.statement_line where id = ?")) {
            assertEquals("23001", asOwner(sql, line.id()), sql);
        }
        assertEquals(
                "23001",
                asOwner(
                        "update reconciliation.statement_file set filename = 'x' where id = ?",
                        imported.file().id()));
    }

    private String asOwner(String sql, Object id) {
        return assertThrows(
                        DatabaseException.class,
                        () -> db.inTransactionDo(tx -> {
                            tx.run("set local role none");
                            tx.run(sql, id);
                        }))
                .sqlState();
    }
}
