package vn.phigate.reconciliation.statements.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.phigate.reconciliation.statements.FileFormat;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.ReadLine;
import vn.phigate.reconciliation.statements.Recorded;
import vn.phigate.reconciliation.statements.StatementHeader;
import vn.phigate.reconciliation.statements.Verdict;

class SettlementFormatTest {
    private static final String VNPAY = """
            Bảng đối soát
            STT,Mã giao dịch VNPAY,Mã tham chiếu,Thời gian giao dịch,Số tiền,Phí,Thực nhận
            1,14000001,PG1,2026-04-01 08:00:00,"30,000",330,"29,670"
            2,14000002,PG2,2026-04-01 09:00:00,"30,000",330,"29,670"
            Tổng cộng,,,,"60,000",660,"59,340"
            """;

    @Test
    void readsBatch_whenEverythingHolds() {
        Recorded read = Recorded.of(VNPAY);
        assertThat(read.rules()).containsExactly("not_a_statement");
        assertThat(read.verdict).isEqualTo(Verdict.ACCEPT);
        assertThat(read.format).isEqualTo(new FileFormat("settlement-csv", false));
        assertThat(read.summary().creditTotal()).isEqualByComparingTo("60000");
        assertThat(read.summary().debitTotal()).isEqualByComparingTo("660");
        ReadLine line = read.lines.getFirst();
        assertThat(line.bankReference()).isEqualTo("14000001");
        assertThat(line.narrative()).isEqualTo("PG1");
        assertThat(line.bookedOn()).isEqualTo(LocalDate.of(2026, 4, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"60,000\",660 | \"60,001\",660 | totals_differ",
                "660,\"59,340\" | 661,\"59,340\" | totals_differ",
                "330,\"29,670\"\\n2 | 330,\"29,671\"\\n2 | net_differs",
                "1,14000001,PG1,2026-04-01 08 | 1,14000001,PG1,2026-04-31 08 | date_impossible",
                "2026-04-01 08:00:00,\"30,000\" | 2026-04-01 08:00:00,\"30,00\" | amount_unreadable",
                "2026-04-01 08:00:00,\"30,000\" | 2026-04-01 08:00:00,30,000 | row_unreadable",
            })
    void flags_whenOneValueIsChanged(String from, String to, String rule) {
        String changed = VNPAY.replace(from.replace("\\n", "\n"), to.replace("\\n", "\n"));
        assertThat(changed).isNotEqualTo(VNPAY);
        Recorded read = Recorded.of(changed);
        assertThat(read.rules()).contains(rule);
        assertThat(read.verdict).isEqualTo(Verdict.FLAG);
    }

    private static final String TWO_PAYOUTS = """
            OrganizationNumber,MerchantName
            900000001,Example
            SettlementInfo,SalesUnitName,SaleUnitNumber,SettlementDate,SettlementID,SettlementAccount,Gross,Currency,Fee,Refund,Net,NumberOfTransactions
            SettlementInfo,Shop,1,12.04.2018,71,15030000001,5.00,NOK,-0.10,0.00,4.90,2
            SettlementInfo,Shop,1,13.04.2018,72,15030000001,1.00,NOK,-0.02,0.00,0.98,1
            FeeInfo,SettlementDate,SaleUnitName,SaleUnitNumber,FeeAccount,Fee,Currency
            TransactionInfo,SalesDate,SaleUnitName,SaleUnitNumber,TransactionId,SettlementId,OrderID,SettlementDate,Gross,Currency,Fee,Refund,Net
            TransactionInfo,11.04.2018,Shop,1,T1,71,O1,12.04.2018,2.00,NOK,-0.04,0.00,1.96
            TransactionInfo,11.04.2018,Shop,1,T2,71,O2,12.04.2018,3.00,NOK,-0.06,0.00,2.94
            TransactionInfo,12.04.2018,Shop,1,T3,72,O3,13.04.2018,1.00,NOK,-0.02,0.00,0.98
            """;

    @Test
    void readsEachPayOut_ofAFileOfSeveral() {
        Recorded read = Recorded.of(TWO_PAYOUTS);
        assertThat(read.rules()).containsExactly("not_a_statement");
        assertThat(read.headers).extracting(StatementHeader::id).containsExactly("71", "72");
        assertThat(read.summaries.getFirst().entries()).isEqualTo(2);
        assertThat(read.summaries.getFirst().creditTotal()).isEqualByComparingTo("5.00");
        assertThat(read.summaries.getLast().creditTotal()).isEqualByComparingTo("1.00");
    }

    @Test
    void holdsEachPayOutAgainstItsOwnTotals() {
        Recorded wrong = Recorded.of(TWO_PAYOUTS.replace("72,15030000001,1.00", "72,15030000001,1.01"));
        assertThat(wrong.rules()).containsExactly("not_a_statement", "totals_differ");
        Recorded withoutRows = Recorded.of(TWO_PAYOUTS.replaceAll("TransactionInfo,12.04.*\n", ""));
        assertThat(withoutRows.headers).extracting(StatementHeader::id).containsExactly("71", "72");
        assertThat(withoutRows.rules()).contains("totals_differ");
    }

    @Test
    void flagsAPayOut_thatTheFileRepeats() {
        Recorded read =
                Recorded.of(TWO_PAYOUTS + TWO_PAYOUTS.lines().skip(2).reduce("", (all, line) -> all + line + "\n"));
        assertThat(read.rules()).containsExactly("not_a_statement", "settlement_repeated", "settlement_repeated");
        assertThat(read.verdict).isEqualTo(Verdict.FLAG);
    }

    @Test
    void saysSo_whenTheProviderStatesNoTotals() {
        Recorded read = Recorded.of(VNPAY.replaceAll("Tổng cộng.*\n", ""));
        assertThat(read.rules()).containsExactly("not_a_statement", "totals_missing");
    }

    @Test
    void readsRefundsAsMoneyOut() {
        Recorded read = Recorded.of(
                "transId,orderId,responseTime,amount,fee,netAmount,settlementId\n"
                        + "1,A,2026-04-01 08:00:00,30000,300,29700,S\n2,B,2026-04-01 08:00:00,-10000,0,-10000,S\nTOTAL,,,20000,300,19700,\n");
        assertThat(read.rules()).containsExactly("not_a_statement");
        assertThat(read.lines).extracting(ReadLine::credit).containsExactly(true, false);
    }

    private static String fixed(String checksum, String... rows) {
        StringBuilder file = new StringBuilder();
        file.append(String.format(Locale.ROOT, "%-100s", "HPS1BATCH0000001202604010011004012345"))
                .append("\r\n");
        for (String row : rows) {
            file.append(row).append("\r\n");
        }
        file.append(String.format(
                Locale.ROOT,
                "%-100s",
                String.format(Locale.ROOT, "T%08d%018d%015d%018d%s", 2, 60_000, 660, 59_340, checksum)));
        return file.append("\r\n").toString();
    }

    private static String row(String transaction, String day, long gross, long fee) {
        return String.format(
                Locale.ROOT,
                "D%-20s%-20s%s%015d%012d%015d         ",
                transaction,
                "ORDER",
                day,
                gross,
                fee,
                gross - fee);
    }

    private static String crc(String... rows) {
        CRC32 crc = new CRC32();
        for (String row : rows) {
            crc.update((row + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return String.format(Locale.ROOT, "%08X", crc.getValue());
    }

    @Test
    void holdsTrailerAndChecksum_ofFixedRecords() {
        String[] rows = {row("A", "20260401", 30_000, 330), row("B", "20260401", 30_000, 330)};
        Recorded read = Recorded.of(fixed(crc(rows), rows));
        assertThat(read.rules()).containsExactly("not_a_statement");
        assertThat(read.headers.getFirst().account()).isEqualTo("0011004012345");
        assertThat(read.headers.getFirst().id()).isEqualTo("BATCH0000001");
        assertThat(read.summary().creditTotal()).isEqualByComparingTo("60000");

        assertThat(Recorded.of(fixed("00000000", rows)).rules()).containsExactly("not_a_statement", "checksum_differs");
        Recorded missing = Recorded.of(fixed(crc(rows), rows[0]));
        assertThat(missing.rules())
                .isEqualTo(List.of(
                        "not_a_statement",
                        "totals_differ",
                        "totals_differ",
                        "totals_differ",
                        "totals_differ",
                        "checksum_differs"));
        Recorded shortened = Recorded.of(fixed(crc(rows), rows[0], rows[1].substring(1)));
        assertThat(shortened.finding("record_length_differs").line()).isEqualTo(3);
        assertThat(shortened.lines).hasSize(1);
        Recorded impossible = Recorded.of(fixed(crc(rows), rows[0], row("B", "20260231", 30_000, 330)));
        assertThat(impossible.rules()).contains("date_impossible");
    }

    @Test
    void rejectsFixedRecords_withoutTheirTrailer() {
        String[] rows = {row("A", "20260401", 30_000, 330), row("B", "20260401", 30_000, 330)};
        String whole = fixed(crc(rows), rows);
        Recorded read = Recorded.of(whole.substring(0, whole.length() - 102));
        assertThat(read.verdict).isEqualTo(Verdict.REJECT);
        assertThat(read.rules()).containsExactly("not_a_statement", "trailer_missing");
    }

    private static final String XML = """
            <SettlementReport xmlns="http://vipps.no/xmlschema/SettlementReport-3.0.xsd"><SettlementDetailsInfo><PaymentsInfo>
            <SettlementCurrencyCode>NOK</SettlementCurrencyCode><SettlementAccountNum>05394985866</SettlementAccountNum>
            <SettlementInfo><SettlementID>1</SettlementID><SettlementType>Net</SettlementType>
            <TransactionInfo><TransactionTime>2018-03-01T11:30:11+01:00</TransactionTime><TransactionCaptureAmount>15.00</TransactionCaptureAmount>
            <TransactionRefundAmount>0.00</TransactionRefundAmount><TransactionGrossAmount>15.00</TransactionGrossAmount>
            <TransactionNetAmount>14.50</TransactionNetAmount><TransactionFeeAmount>0.50</TransactionFeeAmount></TransactionInfo>
            <NumOfTransactions>1</NumOfTransactions><CaptureSettlementAmount>15.00</CaptureSettlementAmount>
            <GrossSettlementAmount>15.00</GrossSettlementAmount><NetSettlementAmount>14.50</NetSettlementAmount>
            <FeeSettlementAmount>0.50</FeeSettlementAmount><SettledAmount>14.50</SettledAmount>
            </SettlementInfo></PaymentsInfo></SettlementDetailsInfo></SettlementReport>
            """;

    @ParameterizedTest
    @CsvSource({
        "<NumOfTransactions>1, <NumOfTransactions>2, totals_differ",
        "<GrossSettlementAmount>15.00, <GrossSettlementAmount>15.01, totals_differ",
        "<FeeSettlementAmount>0.50, <FeeSettlementAmount>0.51, totals_differ",
        "<SettledAmount>14.50, <SettledAmount>15.00, totals_differ",
        "<TransactionNetAmount>14.50, <TransactionNetAmount>14.40, net_differs",
        "<TransactionGrossAmount>15.00, <TransactionGrossAmount>15e0, amount_unreadable",
        "2018-03-01T, 2018-02-30T, date_impossible",
    })
    void flagsXml_whenOneValueIsChanged(String from, String to, String rule) {
        assertThat(Recorded.of(XML).rules()).containsExactly("not_a_statement");
        Recorded read = Recorded.of(XML.replace(from, to));
        assertThat(read.rules()).contains(rule);
        assertThat(read.verdict).isEqualTo(Verdict.FLAG);
    }

    @Test
    void namesBothSettlements_whenHeadAndRowsDiffer() {
        Finding finding = Recorded.of("""
                SettlementInfo,SettlementDate,SettlementID,SettlementAccount,Gross,Currency,Fee,Refund,Net,NumberOfTransactions
                SettlementInfo,12.04.2021,7,15039794613,10.00,NOK,-1.00,0.00,9.00,1
                TransactionInfo,SalesDate,TransactionId,SettlementId,OrderID,Gross,Currency,Fee,Refund,Net
                TransactionInfo,08.04.2021,1,8,O,10.00,NOK,-1.00,0.00,9.00
                """).finding("settlement_differs");
        assertThat(finding.value()).isEqualTo("8");
        assertThat(finding.textEn()).contains("settlement 7");
    }
}
