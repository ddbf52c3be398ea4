package vn.phigate.reconciliation.bankday;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.refunds.Refunds;
import vn.phigate.reconciliation.bankday.TestCity.Counter;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.settlements.SettlementBatch;
import vn.phigate.reconciliation.settlements.SettlementFile;
import vn.phigate.reconciliation.settlements.SettlementRow;
import vn.phigate.testsupport.Database;

@Database
class ProviderBatchTest {
    private static final LocalDate NEXT = DAY.plusDays(1);
    private static final long NET_VND = FEES_VND - VnpayFile.FEE_VND;

    private final TestCity city;
    private final Db db;

    ProviderBatchTest(Db db) {
        this.db = db;
        this.city = new TestCity(db);
    }

    @Test
    void matchesEveryPayment_whenALinePaysTheBatchOut() {
        Counter counter = city.counter();
        Payment one = counter.paid();
        Payment two = counter.paid();
        var file = new VnpayFile().paid(one).paid(two);
        SettlementFile taken = city.takeSettlement(file.text()).file();
        assertThat(taken.findings()).isEmpty();
        counter.take(NEXT, 0, Camt.in(NEXT, file.netVnd(), "VNPAY TT PHIEN 17072025", "A"));

        assertThat(counter.reconcile(NEXT).matched()).isEqualTo(1);
        List<Match> matches = matches(counter, NEXT);
        assertThat(matches).extracting(Match::paymentId).containsExactlyInAnyOrder(one.id(), two.id());
        assertThat(matches).extracting(Match::amountVnd).containsExactly(NET_VND, NET_VND);
        assertThat(matches).extracting(Match::outcome).containsOnly("seen");
        assertThat(matches).extracting(Match::rule).containsOnly("provider_batch");
        assertThat(matches.getFirst().evidence().text()).isEqualTo("VNPAY");
        assertThat(matches.getFirst().line().openVnd()).isZero();
        assertThat(city.payments.get(db, one.id()).bankSeenAt()).isNotNull();
        assertBooks(counter, 0, 2 * VnpayFile.FEE_VND, 0);
        SettlementBatch batch = batch(taken);
        assertThat(batch.matched()).isEqualTo(2);
        assertThat(batch.differing()).isZero();
        assertThat(batch.account()).isEqualTo(counter.account.key());
        assertThat(counter.openTypes(NEXT)).isEmpty();
        counter.reconcile(NEXT);
        assertThat(matches(counter, NEXT)).hasSize(2);
        assertThat(counter.prepare(NEXT, "anna").closed()).isFalse();
    }

    @Test
    void matchesAllTheSame_whenTheFileComesAfterTheLine() {
        Counter counter = city.counter();
        var file = new VnpayFile().paid(counter.paid()).paid(counter.paid());
        counter.take(NEXT, 0, Camt.in(NEXT, file.netVnd(), "VNPAY TT PHIEN 17072025", "A"));
        counter.reconcile(NEXT);
        assertThat(counter.openTypes(NEXT)).isEqualTo(Map.of("batch_awaited", 1L));
        counter.reconcile(NEXT);
        assertThat(city
                        .service
                        .discrepancies()
                        .list(
                                db,
                                new vn.phigate.reconciliation.discrepancies.Discrepancies.Choice(null, null, NEXT),
                                Paging.START,
                                9)
                        .stream()
                        .filter(d -> d.accountId().equals(counter.account.id())))
                .hasSize(1);
        city.takeSettlement(file.text());
        counter.reconcile(NEXT);
        assertThat(matches(counter, NEXT)).hasSize(2);
        assertThat(counter.openTypes(NEXT)).isEmpty();
    }

    @Test
    void isForAPerson_whenTwoBatchesAndTwoLinesAreAlike() {
        Counter counter = city.counter();
        Payment one = counter.report(counter.open(counter.dossier(), "zalopay"));
        Payment two = counter.report(counter.open(counter.dossier(), "zalopay"));
        // Of a provider whose files carry no layout of their own, by the fixed records of the clearing house: see
        // FixedWidthBatchTest for those.
        var first = new VnpayFile().paid(counter.paid());
        var second = new VnpayFile().paid(counter.paid());
        city.takeSettlement(first.text());
        city.takeSettlement(second.text());
        counter.take(
                NEXT,
                0,
                Camt.in(NEXT, NET_VND, "VNPAY CHUYEN TIEN", "A"),
                Camt.in(NEXT, NET_VND, "VNPAY CHUYEN TIEN", "B"));
        counter.reconcile(NEXT);
        assertThat(matches(counter, NEXT)).isEmpty();
        assertThat(counter.openTypes(NEXT)).isEqualTo(Map.of("batch_ambiguous", 2L));
        assertThat(List.of(one, two))
                .allMatch(p -> city.payments.get(db, p.id()).bankSeenAt() == null);
    }

    @Test
    void leavesTheRestOpen_whenARowFitsNothing() {
        Counter counter = city.counter();
        Payment known = counter.paid();
        Payment late = counter.open(counter.dossier(), "vnpay");
        var file = new VnpayFile().paid(known).paid(late).row("PT9", "FOREIGN1", 10_000, 110);
        SettlementFile taken = city.takeSettlement(file.text()).file();
        counter.take(NEXT, 0, Camt.in(NEXT, file.netVnd(), "VNPAY", "A"));
        counter.reconcile(NEXT);
        assertThat(matches(counter, NEXT)).extracting(Match::paymentId).containsExactly(known.id());
        assertThat(counter.openTypes(NEXT)).isEqualTo(Map.of("batch_rows", 1L));
        assertThat(rows(taken))
                .extracting(SettlementRow::misfit)
                .containsExactly(null, "not_reported", "order_unknown");
        var open = city.service
                .discrepancies()
                .openOfDay(db, counter.account.id(), NEXT)
                .getFirst();
        assertThat(open.amountVnd()).isEqualTo(NET_VND + 9_890);
        assertThat(open.reasonEn()).contains("FOREIGN1 (no such order)");
        assertBooks(counter, -(NET_VND + 9_890), VnpayFile.FEE_VND, 0);

        counter.report(late);
        counter.reconcile(NEXT);
        assertThat(matches(counter, NEXT)).hasSize(2);
        assertThat(rows(taken)).extracting(SettlementRow::misfit).containsExactly(null, null, "order_unknown");
        assertBooks(counter, -9_890, 2 * VnpayFile.FEE_VND, 0);
        String csv = new String(city.service.settlements().differences(db, taken.id()), StandardCharsets.UTF_8);
        assertThat(csv.lines()).hasSize(2);
        assertThat(csv).contains("PT9,FOREIGN1,2025-07-17,10000,110,9890,110,0,order_unknown");
    }

    @Test
    void isForAPerson_whenTheLineNamesABatchOfAnotherAmount_orItsRowsAreUnknown() {
        Counter counter = city.counter();
        String file =
                FixedSettlement.file("HPS250717001", counter.account.number(), "20250717", "NOBODYS1", 30_000, 330);
        SettlementFile taken = city.takeSettlement(file).file();
        assertThat(batch(taken).account()).isEqualTo(counter.account.key());
        assertThat(batch(taken).batchNo()).isEqualTo("HPS250717001");
        counter.take(
                NEXT,
                0,
                Camt.in(NEXT, 29_669, "DVCQG TRA LO HPS250717001", "A"),
                Camt.in(NEXT, 50_000, "TRA HPS250717001", "B"));
        counter.reconcile(NEXT);
        assertThat(counter.openTypes(NEXT)).isEqualTo(Map.of("batch_amount_differs", 2L));
        LocalDate after = NEXT.plusDays(1);
        counter.take(after, 79_669, Camt.in(after, NET_VND, "LO HPS 250717-001", "C"));
        counter.reconcile(after);
        assertThat(counter.openTypes(after)).isEqualTo(Map.of("batch_rows", 1L));
        assertThat(batch(taken).lineId()).isNull();
        assertThat(matches(counter, after)).isEmpty();
    }

    @Test
    void choosesByTheStatedSession_whenTwoBatchesPayTheSame() {
        Counter counter = city.counter();
        Payment first = counter.paid();
        Payment second = counter.paid();
        city.takeSettlement(new VnpayFile().paid(first).text().replace("2025-07-17", "2025-07-16"));
        city.takeSettlement(new VnpayFile().paid(second).text());
        counter.take(
                NEXT,
                0,
                Camt.in(NEXT, NET_VND, "VNPAY PHIEN 17072025", "A"),
                Camt.in(NEXT, NET_VND, "VNPAY PHIEN 16072025", "B"));
        counter.reconcile(NEXT);
        assertThat(matches(counter, NEXT))
                .extracting(match -> match.line().bankReference(), Match::paymentId)
                .containsExactlyInAnyOrder(tuple("A", second.id()), tuple("B", first.id()));
    }

    @Test
    void waitsForTheRightFile_whenOnlyABatchOfAnotherSessionPaysTheSame() {
        Counter counter = city.counter();
        city.takeSettlement(new VnpayFile().paid(counter.paid()).text().replace("2025-07-17", "2025-07-16"));
        counter.take(NEXT, 0, Camt.in(NEXT, NET_VND, "VNPAY PHIEN 17072025 FT20250718", "A"));
        counter.reconcile(NEXT);
        assertThat(matches(counter, NEXT)).isEmpty();
        assertThat(counter.openTypes(NEXT)).isEqualTo(Map.of("batch_awaited", 1L));
    }

    @Test
    void listsTheRow_whenTheProviderKeptAnotherFee() {
        Counter counter = city.counter();
        Payment payment = counter.paid();
        var file = new VnpayFile().row("PT1", payment.lastAttempt().orderId(), FEES_VND, 500);
        SettlementFile taken = city.takeSettlement(file.text()).file();
        assertThat(taken.findings()).extracting(f -> f.finding().rule()).containsExactly("fee_differs");
        counter.take(NEXT, 0, Camt.in(NEXT, file.netVnd(), "VNPAY", "A"));
        counter.reconcile(NEXT);
        assertThat(matches(counter, NEXT)).hasSize(1);
        assertBooks(counter, 0, 500, 0);
        assertThat(counter.openTypes(NEXT)).isEqualTo(Map.of("fee_differs", 1L));
        var discrepancy = city.service
                .discrepancies()
                .openOfDay(db, counter.account.id(), NEXT)
                .getFirst();
        assertThat(discrepancy.amountVnd()).isEqualTo(170);
        assertThat(discrepancy.reason()).contains("500", "330", "170");
        assertThat(new String(city.service.settlements().differences(db, taken.id()), StandardCharsets.UTF_8))
                .contains("30000,500,29500,330,170,fee_differs");
        counter.prepare(NEXT, "anna");
    }

    @Test
    void fitsNoPaymentThatWasGivenBack_unlessTheProviderKeptTheRefundBack() {
        Counter counter = city.counter();
        Payment kept = counter.paid();
        Payment back = counter.paid();
        refundThroughProvider(back);
        String refund = city.refunds.ofPayment(db, back.id()).getFirst().code();
        var without = new VnpayFile().paid(kept).paid(back);
        SettlementFile first = city.takeSettlement(without.text()).file();
        counter.take(NEXT, 0, Camt.in(NEXT, without.netVnd(), "VNPAY", "A"));
        counter.reconcile(NEXT);
        assertThat(rows(first)).extracting(SettlementRow::misfit).containsExactly(null, "refunded");

        Payment third = counter.paid();
        var with = new VnpayFile().paid(third).row("R1", refund, -FEES_VND, 0).paid(counter.paid());
        SettlementFile second = city.takeSettlement(with.text()).file();
        LocalDate after = NEXT.plusDays(1);
        counter.take(after, without.netVnd(), Camt.in(after, with.netVnd(), "VNPAY", "B"));
        counter.reconcile(after);
        assertThat(matches(counter, after))
                .extracting(Match::outcome)
                .containsExactlyInAnyOrder("seen", "kept_back", "seen");
        assertThat(rows(second)).extracting(SettlementRow::misfit).containsOnlyNulls();
        // Now that the refund was kept back, its payment is one that came: nothing of the first line is open.
        assertThat(rows(first)).extracting(SettlementRow::misfit).containsOnlyNulls();
        assertBooks(counter, 0, 4 * VnpayFile.FEE_VND, 0);
    }

    @Test
    void takesNoFileTwice_andNoBatchThatDoesNotHold() {
        Counter counter = city.counter();
        String file = new VnpayFile().paid(counter.paid()).paid(counter.paid()).text();
        assertThat(city.takeSettlement(file).duplicate()).isFalse();
        assertThat(city.takeSettlement(file).duplicate()).isTrue();
        assertThat(refusal(file + "\n")).isEqualTo("rows_known");
        assertThat(refusal(new VnpayFile().paid(counter.paid()).text().replace(",29670\nTổng", ",29671\nTổng")))
                .isEqualTo("batch_unproven");
        assertThat(refusal(new VnpayFile().paid(counter.paid()).text().replace("cộng,,,,30000", "cộng,,,,30001")))
                .isEqualTo("batch_unproven");
        assertThat(refusal(new VnpayFile().row("", "", 10_000, 110).text())).isEqualTo("row_unnamed");
        String order = counter.paid().lastAttempt().orderId();
        String rows = "1," + order + ",2025-07-17 08:00:00,30000,300,29700,#\n";
        assertThat(city.takeSettlement(VnpayFile.momo("SETTLE77", rows, 30_000, 300))
                        .file()
                        .batches())
                .hasSize(1);
        String changed = rows.replace("1,", "2,").replace("08:", "09:");
        assertThat(refusal(VnpayFile.momo("SETTLE77", changed, 30_000, 300))).isEqualTo("batch_known");
        assertThatThrownBy(() -> city.takeSettlement("a,b\n1,2\n"))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.type().code()).isEqualTo("not_a_settlement"));
    }

    @Test
    void databaseRefusesRows_whenTheyDoNotAddUp() {
        SettlementFile taken = city.takeSettlement(
                        new VnpayFile().paid(city.counter().paid()).text())
                .file();
        SettlementBatch batch = batch(taken);
        assertThatThrownBy(() -> db.run(
                        "insert into reconciliation.settlement_row (batch_id, position, file_line, order_id, gross_vnd, fee_vnd, net_vnd) values (?, 9, 9, 'X', 1, 0, 1)",
                        batch.id()))
                .isInstanceOf(ConstraintViolation.class)
                .hasMessageContaining("settlement");
        assertThatThrownBy(() -> db.run(
                        "update reconciliation.settlement_row set fee_vnd = fee_vnd + 1, net_vnd = net_vnd - 1 where batch_id = ?",
                        batch.id()))
                .isInstanceOf(RuntimeException.class);
    }

    /** Whatever a file says and in whatever order things come: the books sum to zero, a line is never overspent, and only what is paid and exact is seen. */
    @Test
    void neverBooksWrong_whateverAFileSays() {
        long seed = Long.getLong("phigate.seed", 20_250_717L);
        var random = new Random(seed);
        for (int round = 0; round < 12; round++) {
            Counter counter = city.counter();
            var file = new VnpayFile();
            List<Payment> exact = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                Payment payment = counter.open(counter.dossier(), "vnpay");
                boolean reported = random.nextInt(5) > 0;
                payment = reported ? counter.report(payment) : payment;
                String order = payment.lastAttempt().orderId();
                String transaction = "PT" + seed + "R" + round + "N" + i;
                long fee = random.nextInt(4) == 0 ? random.nextInt(900) : VnpayFile.FEE_VND;
                switch (random.nextInt(6)) {
                    case 0 -> file.row(transaction, order + "X", FEES_VND, fee);
                    case 1 -> file.row(transaction, order, FEES_VND + 1 + random.nextInt(5), fee);
                    case 2 -> {
                        file.row(transaction, order, FEES_VND, fee).row(transaction + "D", order, FEES_VND, fee);
                        exact.addAll(reported ? List.of(payment) : List.of());
                    }
                    default -> {
                        file.row(transaction, order, FEES_VND, fee);
                        exact.addAll(reported ? List.of(payment) : List.of());
                    }
                }
            }
            boolean otherAmount = random.nextInt(5) == 0;
            long paidVnd = file.netVnd() + (otherAmount ? 1 : 0);
            List<Runnable> steps = new ArrayList<>(List.of(
                    () -> city.takeSettlement(file.text()),
                    () -> counter.take(NEXT, 0, Camt.in(NEXT, paidVnd, "VNPAY PHIEN 170725", "A")),
                    () -> counter.reconcile(NEXT)));
            Collections.shuffle(steps, random);
            steps.forEach(Runnable::run);
            counter.reconcile(NEXT);
            String told = "seed " + seed + ", round " + round;
            List<Match> matches = matches(counter, NEXT);
            assertThat(matches)
                    .as(told)
                    .extracting(Match::paymentId)
                    .containsExactlyInAnyOrderElementsOf(
                            otherAmount
                                    ? List.of()
                                    : exact.stream().map(Payment::id).toList());
            long taken = matches.stream().mapToLong(Match::amountVnd).sum();
            assertThat(counter.balanceVnd(LedgerAccount::suspense)).as(told).isEqualTo(taken - paidVnd);
            assertThat(city.ledger.trialBalance(db, NEXT.plusDays(9)).sumVnd())
                    .as(told)
                    .isZero();
            if (!matches.isEmpty()) {
                assertThat(matches.getFirst().line().openVnd()).as(told).isEqualTo(paidVnd - taken);
            }
            counter.prepare(NEXT, "anna");
        }
    }

    private void refundThroughProvider(Payment payment) {
        db.inTransactionDo(tx -> {
            var refund = city.refunds.propose(
                    tx,
                    new Refunds.NewRefund(
                            payment.id(), FEES_VND, null, List.of(), "test", true, "QĐ thử", null, null, "anna", true));
            city.refunds.approve(tx, refund.id(), null, "binh");
        });
        assertThat(city.refunds.send()).isPositive();
    }

    private String refusal(String file) {
        return city.takeSettlement(file).file().findings().stream()
                .filter(SettlementFile.BatchFinding::refuses)
                .map(each -> each.finding().rule())
                .findFirst()
                .orElse("none");
    }

    private SettlementBatch batch(SettlementFile file) {
        return city.service.settlements().file(db, file.id()).batches().getFirst();
    }

    private List<SettlementRow> rows(SettlementFile file) {
        return city.service.settlements().rows(db, batch(file).id(), 0, 100);
    }

    private List<Match> matches(Counter counter, LocalDate day) {
        return city.service.matching().list(db, day, counter.account.id(), Paging.START, 1_000);
    }

    private void assertBooks(Counter counter, long suspenseVnd, long feeVnd, long clearingVnd) {
        assertThat(counter.balanceVnd(LedgerAccount::suspense)).isEqualTo(suspenseVnd);
        assertThat(counter.balanceVnd(id -> LedgerAccount.providerFee("vnpay", id)))
                .isEqualTo(feeVnd);
        assertThat(counter.balanceVnd(id -> LedgerAccount.clearing("vnpay", id)) - clearingVnd)
                .isEqualTo(outstandingVnd(counter));
    }

    /** What providers reported of this account and no line has shown. */
    private long outstandingVnd(Counter counter) {
        return db.get(
                        "select coalesce(sum(amount_vnd * (provider_times - bank_times)), 0) as vnd from gateway.payment where account_id = ?",
                        counter.account.id())
                .orElseThrow()
                .whole("vnd");
    }
}
