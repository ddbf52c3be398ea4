package vn.phigate.reconciliation.bankday;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.reconciliation.lists.ListKind;
import vn.phigate.reconciliation.lists.ListRow;
import vn.phigate.reconciliation.lists.Lists;
import vn.phigate.reconciliation.lists.RowFinding;
import vn.phigate.reconciliation.threeway.Code;
import vn.phigate.reconciliation.threeway.ThreeWay;
import vn.phigate.testsupport.Database;

@Database
class ThreeWayTest {
    private final TestCity city;
    private final Db db;

    ThreeWayTest(Db db) {
        this.db = db;
        this.city = new TestCity(db);
    }

    @ParameterizedTest
    @CsvSource({
        "30000, 30000, 30000, A01",
        "30000, 0, 30000, A02",
        "30000, 0, 0, A02",
        "30000, 30000, 0, A03",
        "30000, 20000, 0, A03",
        "30000, 20000, 30000, A04",
        "30000, 60000, 30000, A04",
        "30000, 30000, 20000, A04",
        "0, 30000, 30000, A99",
        "0, 0, 30000, A99",
        "30000, -1, 30000, A99"
    })
    void codeSaysWhatIsNext(long fee, long bank, long receipt, Code code) {
        assertThat(Code.of(fee, bank, receipt)).isEqualTo(code);
    }

    @Test
    void comparesFeeBankAndReceipt_ofWhatTheDayTouched() {
        var counter = city.counter();
        Payment seen = counter.paid();
        Payment onItsWay = counter.paid();
        Payment receipted = counter.paid();
        String both = receipted.dossiers().getFirst();
        String desk = "H26.%s-250717-9001".formatted(counter.agency);
        counter.take(
                0,
                Camt.in(DAY, FEES_VND, seen.reference(), "A"),
                Camt.in(DAY, FEES_VND, receipted.reference(), "B"),
                Camt.in(DAY, 7_000, "nop le phi", "C"));
        counter.reconcile();
        take(ListKind.FEES, counter, "Mã hồ sơ;Ngày thu;Số tiền\n" + desk + ";17/07/2025;15.000\n");
        take(
                ListKind.RECEIPTS,
                counter,
                "Số;Ký hiệu;Ngày;Tổng tiền;Ghi chú;Trạng thái\n"
                        + "1;C25;17/07/2025;30.000;BL ho so " + both + ";\n"
                        + "2;C25;17/07/2025;30.000;BL ho so " + both + ";Đã hủy\n"
                        + "3;C25;17/07/2025;99.000;khong ro;\n");

        ThreeWay.Report report = report(counter);
        assertThat(report.dossiers())
                .extracting(ThreeWay.Compared::dossier, ThreeWay.Compared::code)
                .containsExactlyInAnyOrder(
                        tuple(seen.dossiers().getFirst(), Code.A03),
                        tuple(onItsWay.dossiers().getFirst(), Code.A02),
                        tuple(both, Code.A01),
                        tuple(desk, Code.A02));
        assertThat(report.counts()).containsEntry(Code.A02, 2).containsEntry(Code.A04, 0);
        assertThat(report.dossiers())
                .filteredOn(each -> each.dossier().equals(both))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.feeVnd()).isEqualTo(FEES_VND);
                    assertThat(each.bankVnd()).isEqualTo(FEES_VND);
                    assertThat(each.receipts()).containsExactly("C25-1");
                });
        assertThat(report.linesWithoutCode()).singleElement().satisfies(line -> {
            assertThat(line.amountVnd()).isEqualTo(7_000);
            assertThat(line.type()).isEqualTo("unidentified");
        });
        assertThat(report.receiptsWithoutCode())
                .extracting(ThreeWay.ReceiptWithoutCode::number)
                .containsExactly("3");
        // The desk says another fee than the gateway: one of them is wrong.
        take(ListKind.FEES, counter, "Mã hồ sơ;Ngày thu;Số tiền\n" + both + ";17/07/2025;25.000\n");
        assertThat(report(counter).dossiers())
                .filteredOn(each -> each.dossier().equals(both))
                .extracting(ThreeWay.Compared::code)
                .containsExactly(Code.A04);
    }

    @Test
    void linesOfTheDesk_areMatchedToItsList() {
        var counter = city.counter();
        String transfer = "H26.%s-250717-9001".formatted(counter.agency);
        String other = "H26.%s-250717-9002".formatted(counter.agency);
        take(
                ListKind.FEES,
                counter,
                "Mã hồ sơ;Ngày thu;Số tiền;Hình thức;Mã bảng kê\n"
                        + transfer + ";17/07/2025;15.000;Chuyển khoản;\n"
                        + other + ";17/07/2025;16.000;Chuyển khoản;\n"
                        + "H26.00004-250717-0101;17/07/2025;20.000;Tiền mặt;BK250717A\n"
                        + "H26.00004-250717-0102;17/07/2025;30.000;Tiền mặt;BK250717A\n"
                        + "H26.00004-250717-0103;17/07/2025;7.000;Tiền mặt;BK250717B\n");
        counter.take(
                0,
                Camt.in(DAY, 15_000, "CT tu A " + transfer.replaceAll("[.-]", "") + " nop phi", "A"),
                // The right code with another amount, and the right amount with a longer code, are for people.
                Camt.in(DAY, 17_000, other, "B"),
                Camt.in(DAY, 16_000, other + "7", "C"),
                Camt.in(DAY, 50_000, "NOP TIEN MAT BK 250717 A", "D"),
                // It only adds up: a suggestion.
                Camt.in(DAY, 7_000, "nop tien mat", "E"));
        counter.reconcile();
        assertThat(counter.openTypes(DAY)).containsOnlyKeys("unidentified").containsEntry("unidentified", 3L);
        assertThat(city.service.discrepancies().openOfDay(db, counter.account.id(), DAY))
                .filteredOn(each -> each.amountVnd() == 7_000)
                .singleElement()
                .satisfies(each -> assertThat(each.candidates())
                        .singleElement()
                        .satisfies(c -> assertThat(c.subjectType()).isEqualTo("desk_day")));
        assertThat(report(counter).dossiers())
                .filteredOn(each -> each.dossier().equals(transfer))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.bankVnd()).isEqualTo(15_000);
                    assertThat(each.code()).isEqualTo(Code.A03);
                });
        assertThat(counter.balanceVnd(LedgerAccount::deskCollected)).isEqualTo(-65_000);
        counter.reconcile();
        assertThat(counter.close(DAY).content().buckets())
                .filteredOn(bucket -> bucket.bucket().equals("desk_fees"))
                .singleElement()
                .satisfies(bucket -> {
                    assertThat(bucket.count()).isEqualTo(3);
                    assertThat(bucket.amountVnd()).isEqualTo(65_000);
                });
    }

    @Test
    void sameListTwice_andOverlappingLists_countOnce() {
        var counter = city.counter();
        String code = "H26.%s-250717-0001".formatted(counter.agency);
        String list = "Mã hồ sơ,Ngày thu,Số tiền\n" + code + ",17/07/2025,15000\n" + code + ",17/07/2025,15000\n";
        assertThat(take(ListKind.FEES, counter, list).list().rows()).isEqualTo(2);
        assertThat(take(ListKind.FEES, counter, list).duplicate()).isTrue();
        Lists.Taken longer = take(ListKind.FEES, counter, list + code + ",17/07/2025,15000\n");
        assertThat(longer.list().rows()).isEqualTo(1);
        assertThat(longer.list().known()).isEqualTo(2);
        assertThat(report(counter).dossiers()).singleElement().satisfies(each -> {
            assertThat(each.feeVnd()).isEqualTo(45_000);
            assertThat(each.dossier()).isEqualTo(code);
            assertThat(each.agency()).isEqualTo(counter.agency);
        });
        String receipt = "Số,Ký hiệu,Ngày,Tổng tiền\n7,C25,17/07/2025,15000\n";
        take(ListKind.RECEIPTS, counter, receipt);
        Lists.Taken other = take(ListKind.RECEIPTS, counter, receipt.replace("15000", "16000"));
        assertThat(other.list().findings()).extracting(RowFinding::rule).containsExactly("receipt_differs");
        assertThat(take(ListKind.RECEIPTS, counter, receipt + "\n").list().known())
                .isEqualTo(1);
    }

    @Test
    void badRowsStayOutAlone() {
        var counter = city.counter();
        String good = "H26.%s-250717-0002".formatted(counter.agency);
        var looked = city.service
                .lists()
                .look(
                        ListKind.FEES,
                        bytes("BẢNG KÊ THU PHÍ\n\nMã hồ sơ,Ngày thu,Số tiền,Hình thức\n" + good
                                + ",17/07/2025,\"1,015,000\",Tiền mặt\n" + good + ",31/02/2025,15000,\n" + good
                                + ",17/07/2025,1.50,\nkhong ro,17/07/2025,15000,\nTổng,,30000,\n"));
        assertThat(looked.rows()).singleElement().satisfies(row -> {
            assertThat(row.amountVnd()).isEqualTo(1_015_000);
            assertThat(row.method()).isEqualTo("cash");
        });
        assertThat(looked.findings())
                .extracting(RowFinding::line, RowFinding::field, RowFinding::value)
                .containsExactly(
                        tuple(5L, "day", "31/02/2025"), tuple(6L, "amount", "1.50"), tuple(7L, "dossier", "khong ro"));
        for (String no : List.of("a,b\n1,2\n", "just text")) {
            assertThatThrownBy(() -> city.service.lists().look(ListKind.FEES, bytes(no)))
                    .isInstanceOf(Refusal.class);
        }
    }

    @Test
    void readsTheBranchsOwnFiles_byTheirPlaces() throws IOException {
        var fees = city.service.lists().look(ListKind.FEES, sheet(7, "E", "F", "J"));
        assertThat(fees.layout()).isEqualTo("thuphi");
        assertThat(fees.rows())
                .extracting(ListRow::compact)
                .containsExactly("H26000042507170001", "H26000042507170002");
        var receipts = city.service.lists().look(ListKind.RECEIPTS, receiptSheet());
        assertThat(receipts.layout()).isEqualTo("viettel-s-invoice");
        assertThat(receipts.rows()).singleElement().satisfies(row -> {
            assertThat(row.number()).isEqualTo("1234");
            assertThat(row.compact()).isEqualTo("H26000042507170001");
            assertThat(row.amountVnd()).isEqualTo(30_000);
        });
    }

    @Test
    void answersOverHttp_asJsonAndFiles() throws IOException {
        var counter = city.counter();
        Payment seen = counter.paid();
        counter.take(0, Camt.in(DAY, FEES_VND, seen.reference(), "A"));
        counter.reconcile();
        String list = "Mã hồ sơ;Ngày thu;Số tiền\nH26.%s-250717-9009;17/07/2025;15.000\n".formatted(counter.agency);
        try (var http = city.http()) {
            var taken = http.upload("maker", "/v1/fee-lists", bytes(list), "thu phi.csv");
            assertThat(taken.status()).isEqualTo(201);
            assertThat(http.upload("maker", "/v1/fee-lists", bytes(list), "x.csv")
                            .status())
                    .isEqualTo(200);
            assertThat(http.upload("reader", "/v1/fee-lists", bytes(list), "x.csv")
                            .status())
                    .isEqualTo(403);
            assertThat(http.upload("reader", "/v1/fee-lists/preview", bytes(list), "x.csv")
                            .json()
                            .path("rows")
                            .asInt())
                    .isEqualTo(1);
            assertThat(http.upload("maker", "/v1/receipt-lists", bytes("a"), "x.csv")
                            .json()
                            .path("code")
                            .asText())
                    .isEqualTo("list_unreadable");
            String query = "?business_day=" + DAY + "&agency=" + counter.agency;
            var report = http.get("/v1/reports/three-way" + query).json();
            assertThat(report.path("items").findValuesAsText("code")).containsExactlyInAnyOrder("A03", "A02");
            String csv =
                    new String(http.get("/v1/reports/three-way.csv" + query).body(), StandardCharsets.UTF_8);
            assertThat(csv.lines())
                    .hasSize(3)
                    .anyMatch(line -> line.contains(seen.dossiers().getFirst() + ",30000"));
            try (var workbook = new ReadableWorkbook(new ByteArrayInputStream(
                    http.get("/v1/reports/three-way.xlsx" + query).body()))) {
                var rows = workbook.getFirstSheet().read();
                assertThat(rows).hasSize(3);
                assertThat(rows.getFirst().getCellText(9)).isEqualTo("code");
                assertThat(rows.stream().skip(1).map(row -> row.getCellText(9)))
                        .containsExactlyInAnyOrder("A03", "A02");
                assertThat(rows.get(1).getCell(3).asNumber()).isEqualByComparingTo(BigDecimal.valueOf(FEES_VND));
            }
            assertThat(http.get("/v1/reports/three-way").status()).isEqualTo(400);
        }
    }

    private ThreeWay.Report report(TestCity.Counter counter) {
        return db.inTransaction(tx -> city.service.threeWay().ofDay(tx, DAY, counter.agency));
    }

    @Test
    void takesMoneyOnTopOff_onceItWasGivenBack() {
        var counter = city.counter();
        Payment payment = counter.paid();
        String dossier = payment.dossiers().getFirst();
        counter.take(0, Camt.in(DAY, FEES_VND, payment.reference(), "A"));
        counter.reconcile();
        take(
                ListKind.RECEIPTS,
                counter,
                "Số;Ký hiệu;Ngày;Tổng tiền;Ghi chú\n9;C25;17/07/2025;30.000;BL ho so " + dossier + ";\n");
        assertThat(report(counter).counts()).containsEntry(Code.A01, 1);
        // Seen once more, as a second pay-out of the same order would be.
        asTold("update gateway.payment set provider_times = 2, bank_times = 2 where id = ?", payment.id());
        assertThat(report(counter).counts()).containsEntry(Code.A04, 1);
        assertThat(city.service.threeWay().unsettled(db, YearMonth.from(DAY), counter.account.agencyId()))
                .singleElement()
                .satisfies(open -> assertThat(open.bankVnd()).isEqualTo(2 * FEES_VND));
        asTold("""
                insert into gateway.refund (id, code, payment_id, method, amount_vnd, surplus_vnd, reason, beneficiary_bin, beneficiary_number, beneficiary_holder,
                                            beneficiary_by, status, second_person, proposed_at, proposed_by, approved_at, approved_by, sent_at, done_at)
                select gen_random_uuid(), 'HT' || upper(left(md5(id::text), 12)), id, 'bank_transfer', amount_vnd, amount_vnd, 'thừa', '970436', '0011', 'A', 'anna', 'done',
                       false, now(), 'anna', now(), 'binh', now(), now()
                from gateway.payment where id = ?
                """, payment.id());
        assertThat(report(counter).counts()).containsEntry(Code.A01, 1);
        assertThat(city.service.threeWay().unsettled(db, YearMonth.from(DAY), counter.account.agencyId()))
                .isEmpty();
    }

    private void asTold(String sql, UUID payment) {
        db.inTransactionDo(tx -> {
            tx.run("set local role none");
            tx.run("set local session_replication_role = replica");
            tx.run(sql, payment);
        });
    }

    private Lists.Taken take(ListKind kind, TestCity.Counter counter, String text) {
        return db.inTransaction(
                tx -> city.service.lists().take(tx, kind, "list.csv", bytes(text), counter.agency, "anna"));
    }

    private static byte[] sheet(int firstRow, String code, String day, String amount) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var workbook = new Workbook(out, "test", "1.0")) {
            var sheet = workbook.newWorksheet("dscanbothuphi");
            sheet.value(0, 0, "DANH SÁCH CÁN BỘ THU PHÍ");
            for (int i = 0; i < 2; i++) {
                sheet.value(firstRow - 1 + i, column(code), "H26.00004-250717-000" + (i + 1));
                sheet.value(firstRow - 1 + i, column(day), "17/07/2025");
                sheet.value(firstRow - 1 + i, column(amount), 30_000);
            }
        }
        return out.toByteArray();
    }

    private static byte[] receiptSheet() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var workbook = new Workbook(out, "test", "1.0")) {
            var sheet = workbook.newWorksheet("sinvoid");
            sheet.value(8, column("D"), "1234");
            sheet.value(8, column("E"), "17/07/2025");
            sheet.value(8, column("AG"), 30_000);
            sheet.value(8, column("BP"), "Thu phi H26.00004-250717-0001");
        }
        return out.toByteArray();
    }

    private static int column(String letters) {
        return Arrays.stream(letters.split(""))
                        .collect(Collectors.reducing(0, l -> l.charAt(0) - 'A' + 1, (a, b) -> a * 26 + b))
                - 1;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
