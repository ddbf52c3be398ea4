package vn.phigate.reconciliation.statements.tabular;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.reconciliation.statements.ReadLine;
import vn.phigate.reconciliation.statements.Recorded;
import vn.phigate.reconciliation.statements.StatementHeader;
import vn.phigate.reconciliation.statements.Verdict;

/** The shapes of each bank's export, and the rules that hold for all of them. */
class BankLayoutsTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 4, 1);
    private static final LocalDate SECOND = LocalDate.of(2026, 4, 2);

    private static void proves(Recorded read, String account, String bin) {
        assertThat(read.verdict).as(read.findings.toString()).isEqualTo(Verdict.ACCEPT);
        assertThat(read.headers.getFirst().account()).isEqualTo(account);
        assertThat(read.headers.getFirst().bankBin()).isEqualTo(bin);
        assertThat(read.summary().opening()).isEqualByComparingTo("1000000");
        assertThat(read.summary().closing()).isEqualByComparingTo("1019000");
        assertThat(read.summary().creditTotal()).isEqualByComparingTo("30000");
        assertThat(read.summary().debitTotal()).isEqualByComparingTo("11000");
        assertThat(read.summary().agrees()).isTrue();
        assertThat(read.lines).extracting(ReadLine::bookedOn).containsExactly(FIRST, SECOND);
        assertThat(read.lines).extracting(ReadLine::credit).containsExactly(true, false);
    }

    @Test
    void vietcombankCashUp_withSeveralAccountsInOneSheet() {
        String table = "Số tài khoản/ Account No: %s,,,,,\nSố dư đầu kỳ/ Opening balance,\"1,000,000 VND\",,,,\n"
                + "\"STT\nNo.\",\"Ngày giao dịch/ Số CT\nTNX Date/ Doc No\",\"Số tiền ghi nợ\nDebit\",\"Số tiền ghi có\nCredit\",\"Số dư\nBalance\",\"Nội dung chi tiết\nTransactions in detail\"\n"
                + "1,01/04/2026          5243.65937,,\"30,000\",\"1,030,000\",nop phi\n2,02/04/2026          5243.65938,\"11,000\",,\"1,019,000\",phi\n"
                + "Tổng số/ Total,,\"11,000\",\"30,000\",,\nSố dư cuối kỳ/ Closing balance,\"1,019,000 VND\",,,,\n";
        Recorded read = Recorded.of(table.formatted("0011004012345") + table.formatted("0011004099999"));
        assertThat(read.headers).extracting(StatementHeader::account).containsExactly("0011004012345", "0011004099999");
        assertThat(read.lines.getFirst().bankReference()).isEqualTo("5243.65937");
        assertThat(read.findings).isEmpty();
        assertThat(read.lines).hasSize(4);
        assertThat(read.summaries).allMatch(summary -> Boolean.TRUE.equals(summary.agrees()));
    }

    @Test
    void vietcombankHtml_namedXls() {
        proves(Recorded.of("""
                        <html><head><meta charset="utf-8"><style>td { color: red }</style></head><body>
                        <h2>SAO K&#202; TÀI KHOẢN</h2><p>Số tài khoản: <b>0011004012345</b></p><p>Số dư đầu kỳ: 1,000,000</p>
                        <!-- <table><tr><td>no row</td></tr></table> -->
                        <TABLE border=1><TR><TH>Ngày giao dịch</TH><TH>Số tham chiếu</TH><TH>Số tiền ghi nợ</TH><TH>Số tiền ghi có</TH><TH>Số dư</TH><TH>Mô tả</TH></TR>
                        <tr><td>2026-04-01<td>5243.1<td>&nbsp;<td>30,000<td>1,030,000<td>nop&nbsp;phi &amp; le phi</tr>
                        <tr><td>2026-04-02</td><td>5243.2</td><td>11,000</td><td></td><td>1,019,000</td><td>phi<br>dich vu</td></tr>
                        <tr><td colspan=2>Tổng số</td><td>11,000</td><td>30,000</td></tr></table><p>Số dư cuối kỳ: 1,019,000</p></body></html>
                        """), "0011004012345", "970436");
    }

    @Test
    void bidv_withTheOldAccountBesideTheNew() {
        proves(Recorded.of("""
                NGÂN HÀNG BIDV
                SỐ TÀI KHOẢN: 1234567890,,,SỐ TÀI KHOẢN CŨ: 12310000999999
                STT,Ngày hiệu lực,Ghi nợ,Ghi có,Số dư,Mô tả
                ,DƯ ĐẦU,,,"1,000,000",
                1,01/04/2026 08:00:00,,"30,000","1,030,000",nop phi
                ,CUỐI NGÀY 01/04/2026,0,"30,000","1,030,000",
                2,02/04/2026 09:00:00,"11,000",,"1,019,000",phi
                ,DƯ CUỐI,,,"1,019,000",
                """), "1234567890", "970418");
    }

    @Test
    void vietinbank_withBlankDatesAsAbove() {
        Recorded read = Recorded.of("""
                Số tài khoản:,112000111222
                Số dư đầu kỳ:,"1,000,000"
                STT,Ngày giao dịch,"Ngày hạch toán
                Accounting date",Mô tả giao dịch,Nợ/Debit,Có/Credit,Số dư TK,Số giao dịch/Transaction No
                1,01/04/2026 10:11:12,01/04/2026 10:11:12,nop phi,,"20,000","1,020,000",T1
                2,,,nop phi,,"10,000","1,030,000",T2
                3,02/04/2026,02/04/2026,phi,"11,000",,"1,019,000",T3
                """);
        assertThat(read.verdict).as(read.findings.toString()).isEqualTo(Verdict.ACCEPT);
        assertThat(read.lines).extracting(ReadLine::bookedOn).containsExactly(FIRST, FIRST, SECOND);
        assertThat(read.lines).extracting(ReadLine::bankReference).containsExactly("T1", "T2", "T3");
        assertThat(read.summary().agrees()).isTrue();
    }

    @Test
    void mb_withoutAnOpeningLine() {
        proves(Recorded.of("""
                Số tài khoản;0801100123456
                Ngày hạch toán;Phát sinh nợ;Phát sinh có;Số dư;Nội dung
                01/04/2026;;30,000.00;1,030,000.00;nop phi
                02/04/2026;11,000.00;;1,019,000.00;phi
                ;11,000.00;30,000.00;;Tổng cộng
                """), "0801100123456", "970422");
    }

    @Test
    void agribank_withMachineNamesAndSignedAmounts() {
        Recorded read = Recorded.of("""
                trdt,acctccyamt,aftrbal,rem,trcdnm,tomgntno
                20260401,30000,1030000,MB(H26.00004-250717-0001)(nop phi),IN,T1
                20260402,-11000,1019000,phi,OUT,T2
                """);
        proves(read, "", "970405");
        assertThat(read.rules()).containsExactly("account_missing", "balance_derived");
    }

    @Test
    void techcombank_withDayAndReferenceInOneCell() {
        Recorded read = Recorded.of("""
                Số tài khoản,19001234567890
                STT,Ngày giao dịch/Số bút toán,Phát sinh nợ,Phát sinh có,Số dư,Diễn giải
                1,"01/04/2026
                FT26091001","","30,000","1,030,000",nop phi
                2,"02/04/2026
                FT26092001","11,000",,"1,019,000",phi
                """);
        proves(read, "19001234567890", "970407");
        assertThat(read.lines.getFirst().bankReference()).isEqualTo("FT26091001");
    }

    @Test
    void vpbank_byItsInventedLayout() {
        proves(Recorded.of("""
                Số tài khoản,123456789
                Ngày giao dịch|Mã giao dịch|Ghi nợ|Ghi có|Số dư sau giao dịch|Nội dung giao dịch
                01/04/2026|T1||30.000|1.030.000|nop phi
                02/04/2026|T2|11.000||1.019.000|phi
                """.replace(',', '|')), "123456789", "970432");
    }

    @Test
    void readsAHeaderInTwoRows_whereOneTitleStandsAboveTwoColumns() {
        proves(Recorded.of("""
                Vietcombank
                Số tài khoản,0011004012345
                Số dư đầu kỳ,"1,000,000"
                Ngày giao dịch,Số tham chiếu,Số tiền,,Mô tả
                ,,Ghi nợ,Ghi có,
                01/04/2026,5243.1,,"30,000",nop phi
                02/04/2026,5243.2,"11,000",,phi
                Số dư cuối kỳ,"1,019,000"
                """), "0011004012345", "970436");
        Recorded parts = Recorded.of("""
                Số tài khoản,0801100123456
                STT,Ngày hạch toán,Phát sinh,,Số dư,Nội dung
                ,,Nợ,Có,,
                1,01/04/2026,,"30,000","1,030,000",nop phi
                2,02/04/2026,"11,000",,"1,019,000",phi
                """);
        proves(parts, "0801100123456", "970422");
        assertThat(parts.rules()).containsExactly("balance_derived");
    }

    @Test
    void readsAHeaderInTwoRows_ofAnHtmlPage() {
        proves(Recorded.of("""
                <html><head><meta charset="utf-8"></head><body><p>Số tài khoản: 0011004012345</p><p>Số dư đầu kỳ: 1.000.000 VND</p><table>
                <tr><th rowspan="2">Ngày giao dịch</th><th rowspan=2>Số tham chiếu</th><th colspan=2>Số tiền</th><th rowspan=2>Mô tả</th></tr>
                <tr><th>Ghi nợ</th><th>Ghi có</th></tr>
                <tr><td>01/04/2026</td><td>5243.1</td><td></td><td>30.000</td><td>nop phi</td></tr>
                <tr><td>02/04/2026</td><td>5243.2</td><td>11.000</td><td></td><td>phi</td></tr>
                <tr><td colspan=2>Tổng số</td><td>11.000</td><td>30.000</td><td></td></tr></table><p>Số dư cuối kỳ: 1.019.000 VND</p></body></html>
                """), "0011004012345", "970436");
    }

    @ParameterizedTest
    @ValueSource(strings = {"No,Posting date,Debit,Credit,Balance,Details", "(1),(2),(3),(4),(5),(6)", "1,2,3,4,5,6"})
    void passesOver_whatRepeatsTheTitlesBelowThem(String second) {
        Recorded read = Recorded.of("""
                Số tài khoản,0801100123456
                STT,Ngày hạch toán,Phát sinh nợ,Phát sinh có,Số dư,Nội dung
                %s
                1,01/04/2026,,"30,000","1,030,000",nop phi
                2,02/04/2026,"11,000",,"1,019,000",phi
                """.formatted(second));
        proves(read, "0801100123456", "970422");
        assertThat(read.rules()).containsExactly("row_without_money", "balance_derived");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "Vietcombank # Transaction date,Reference number,Debit,Credit,Balance,Description # 970436",
                "BIDV # Effective date,Reference,Debit,Credit,Balance,Description # 970418",
                "MB # Posting date,Transaction no,Debit,Credit,Balance,Details # 970422",
                "TECHCOMBANK # Transaction date,Transaction no,Debit,Credit,Balance,Details # 970407",
                "x # Transaction date,Transaction ID,Debit,Credit,Balance after transaction,Description # 970432",
                "x # Accounting date,Transaction no,Debit,Credit,Account balance,Transaction description # 970415",
            })
    void readsEnglishTitles(String bank, String titles, String bin) {
        proves(Recorded.of("""
                %s
                Account number:,0011004012345,,Currency:,VND
                Opening balance:,"1,000,000"
                %s
                01/04/2026 08:15:11,T1,,"30,000","1,030,000",nop phi
                02/04/2026 09:15:11,T2,"11,000",,"1,019,000",phi
                Total,,"11,000","30,000",,
                Closing balance:,"1,019,000"
                """.formatted(bank, titles)), "0011004012345", bin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id,created,amount,currency,category,description\ntx_1,2018-02-26 10:00:00,-1.00,GBP,x,y\n",
                "Date Processed,Description,Amount,\nPending,X,£67.40,\n12-Dec-2019,Y,\"£1,183.23\",\n",
                "\"Auftragskonto\";\"Buchungstag\";\"Verwendungszweck\";\"Betrag\"\n\"1\";\"22.02.18\";\"x\";\"-36,99\"\n",
                "Transaction Date,Posting Date,Description,Debit,Credit,Balance\n01/04/2026,01/04/2026,x,1.00,,2.00\n",
                "Transaction Date,Transaction No,Description,Debit,Credit,Balance\n01/04/2026,T1,x,1.00,,2.00\n",
            })
    void saysThatTheLayoutIsUnknown_ofOtherBanks(String file) {
        assertThat(Recorded.of(file).rules()).containsExactly("layout_unknown");
    }

    @Test
    void doesNotTakeWordsThatAnyBankUses_forOneBanks() {
        assertThat(Recorded.of(
                                "Transaction date,Reference,Debit,Credit,Balance,Description\n01/04/2026,T1,,\"30,000\",,x\n")
                        .rules())
                .containsExactly("layout_unknown");
    }

    @Test
    void knowsTheTotalsRow_byItsWordsInTwoLanguages_alsoInTheColumnOfTheText() {
        proves(Recorded.of("""
                Số tài khoản/Account number:,112000111222
                Số dư đầu kỳ/Opening balance:,"1,000,000"
                STT/No,Ngày hạch toán/Accounting date,Mô tả giao dịch/Transaction description,Nợ/Debit,Có/Credit,Số dư TK/Account balance
                1,01-04-2026 10:11:12,nop phi,,"30,000.00","1,030,000.00"
                2,02-04-2026,phi,"11,000.00",,"1,019,000.00"
                ,,Tổng cộng/Total,"11,000.00","30,000.00",
                ,,Số dư cuối kỳ/Closing balance,,,"1,019,000.00"
                """), "112000111222", "970415");
    }

    @ParameterizedTest
    @CsvSource({
        "-11.000, 1.019.000, sides_signed, false",
        "(11.000), 1.019.000, sides_signed, false",
        "-11.000, 1.041.000, sides_taken_back, true",
    })
    void takesAMinusUnderDebit_asTheBalancesSay(String debit, String balance, String rule, boolean in) {
        Recorded read = Recorded.of("""
                Số tài khoản;123456789
                Ngày giao dịch;Mã giao dịch;Ghi nợ;Ghi có;Số dư sau giao dịch;Nội dung giao dịch
                01/04/2026;T1;;30.000;1.030.000;nop phi
                02/04/2026;T2;%s;;%s;phi
                """.formatted(debit, balance));
        assertThat(read.rules()).containsExactly(rule, "balance_derived");
        assertThat(read.lines.getLast().credit()).isEqualTo(in);
        assertThat(read.lines.getLast().amount()).isEqualByComparingTo("11000");
        assertThat(read.summary().agrees()).isTrue();
    }

    @Test
    void setsAMinusUnderDebitAside_whereNoBalanceTellsWhatItMeans() {
        Recorded read = Recorded.of("""
                Số tài khoản;123456789
                Ngày giao dịch;Mã giao dịch;Ghi nợ;Ghi có;Số dư sau giao dịch;Nội dung giao dịch
                01/04/2026;T1;;30.000;;nop phi
                02/04/2026;T2;-11.000;;;phi
                """);
        assertThat(read.rules()).containsExactly("amount_unreadable", "balance_unproven");
        assertThat(read.lines).hasSize(1);
    }

    @Test
    void takesNamesAndOfficesBelowTheTable_forNoEntries() {
        Recorded read = Recorded.of("""
                Số tài khoản,0801100123456
                Ngày hạch toán,Phát sinh nợ,Phát sinh có,Số dư,Nội dung
                01/04/2026,,"30,000","1,030,000",nop phi
                02/04/2026,"11,000",,"1,019,000",phi
                "Hà Nội, ngày 03 tháng 04 năm 2026"
                GIAO DỊCH VIÊN,,KIỂM SOÁT VIÊN
                """);
        proves(read, "0801100123456", "970422");
        assertThat(read.rules()).containsExactly("row_without_money", "row_without_money", "balance_derived");
    }

    @Test
    void setsARowWithADayAside_whoseAmountIsNone() {
        Recorded read = Recorded.of("""
                Số tài khoản,0801100123456
                Ngày hạch toán,Phát sinh nợ,Phát sinh có,Số dư,Nội dung
                01/04/2026,,"30,000","1,030,000",nop phi
                02/04/2026,xx,,"1,019,000",phi
                """);
        assertThat(read.rules()).contains("amount_unreadable");
        assertThat(read.summary().quarantined()).isEqualTo(1);
    }

    @Test
    void readsBalancesAndSums_thatStandInRowsOfTheTable() {
        Recorded read = Recorded.of("""
                Số tài khoản,0801100123456
                Ngày hạch toán,Phát sinh nợ,Phát sinh có,Số dư,Nội dung
                ,,,"1,000,000",Số dư đầu kỳ
                01/04/2026,,"30,000","1,030,000",nop phi
                02/04/2026,"11,000",,"1,019,000",Cong phi SMS
                ,,,"1,019,000",Số dư cuối kỳ
                ,"11,000","30,000",,Cộng phát sinh
                """);
        proves(read, "0801100123456", "970422");
        assertThat(read.findings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Từ ngày: 01/04/2026 đến ngày 03/04/2026",
                "Từ ngày 01/04/2026 đến ngày 03/04/2026,,Loại tiền: VND",
                "Từ ngày,01/04/2026,Đến ngày,03/04/2026",
            })
    void readsThePeriod_asOneTextOrTwo(String period) {
        Recorded read = Recorded.of("Số tài khoản,0801100123456\nSố dư đầu kỳ,\"1,000,000\"\n" + period
                + "\nNgày hạch toán,Phát sinh nợ,Phát sinh có,Số dư,Nội dung\n01/04/2026,,\"30,000\",\"1,030,000\",nop phi\n"
                + "02/04/2026,\"11,000\",,\"1,019,000\",phi\nSố dư cuối kỳ,\"1,019,000\"\n");
        proves(read, "0801100123456", "970422");
        assertThat(read.findings).isEmpty();
        assertThat(read.summary().openingOn()).isEqualTo(LocalDate.of(2026, 4, 1));
        assertThat(read.summary().closingOn()).isEqualTo(LocalDate.of(2026, 4, 3));
    }

    @Test
    void goesOnWithTheAccount_whoseHeadTheNextPageRepeats() {
        String head = "Số tài khoản,0801100123456\nNgày hạch toán,Phát sinh nợ,Phát sinh có,Số dư,Nội dung\n";
        Recorded read = Recorded.of(head + "01/04/2026,,\"30,000\",\"1,030,000\",nop phi\nTrang 1/2\n" + head
                + "02/04/2026,\"11,000\",,\"1,019,000\",phi\n");
        assertThat(read.headers).hasSize(1);
        proves(read, "0801100123456", "970422");
    }

    @Test
    void readsCellsAsExportsProtectThemFromExcel_andADayAboveItsTime() {
        proves(Recorded.of("""
                Số tài khoản;="0801100123456"
                Ngày hạch toán;Số bút toán;Phát sinh nợ;Phát sinh có;Số dư;Nội dung
                ="01/04/2026";="0012";;30.000;1.030.000;nop phi
                "02/04/2026
                09:15:11";'0013;11.000;;1.019.000;phi
                """), "0801100123456", "970422");
    }

    @Test
    void derivesTheBalancesOfADayOfOneLine_andSaysThatNothingProvesThem() {
        Recorded read = Recorded.of("""
                Số tài khoản,0801100123456
                Ngày hạch toán,Phát sinh nợ,Phát sinh có,Số dư,Nội dung
                01/04/2026,,"30,000","1,030,000",nop phi
                """);
        assertThat(read.rules()).containsExactly("balance_unproven");
        assertThat(read.summary().opening()).isEqualByComparingTo("1000000");
        assertThat(read.summary().closing()).isEqualByComparingTo("1030000");
        assertThat(read.summary().agrees()).isNull();
    }

    @Test
    void carriesTheBalance_overRowsThatHaveNone() {
        String rows =
                "Date,Details,Debit,Credit,Balance\n01/09/2017,a,,100.50,\n01/09/2017,b,20.25,,180.25\n02/09/2017,c,,1.00,\n02/09/2017,d,,1.00,%s\n03/09/2017,e,2.00,,180.25\n";
        Recorded read = Recorded.of(rows.formatted("182.25"));
        assertThat(read.rules()).containsExactly("account_missing", "balance_derived");
        assertThat(read.summary().opening()).isEqualByComparingTo("100.00");
        assertThat(read.summary().agrees()).isTrue();
        Recorded wrong = Recorded.of(rows.formatted("182.26"));
        assertThat(wrong.rules()).contains("running_balance_differs");
        assertThat(wrong.summary().agrees()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "1,234.50 # 2,469.00 # 1,234.50 # accept",
                "1.234,50 # 2.469,00 # 1.234,50 # accept",
                "1234,50 # 2469,00 # 1234,50 # accept",
                "1 234.50 # 2 469.00 # 1 234.50 # accept",
            })
    void provesTheDecimalSign_ofTheWholeFile(String amount, String balance, String closing, String verdict) {
        Recorded read = Recorded.of("Date;Details;Debit;Credit;Balance\n01/09/2017;a;;" + amount + ";" + amount + "\n"
                + "01/09/2017;b;;" + amount + ";" + balance + "\n01/09/2017;c;" + amount + ";;" + closing + "\n");
        assertThat(read.verdict)
                .as(read.findings.toString())
                .isEqualTo(Verdict.valueOf(verdict.toUpperCase(Locale.ROOT)));
        assertThat(read.summary().agrees()).isTrue();
        assertThat(read.summary().creditTotal()).isEqualByComparingTo("2469.00");
    }

    @Test
    void decidesByTheBalance_whereTheDigitsCouldBeEither() {
        String file = "Date;Details;Debit;Credit;Balance\n01/09/2017;a;;1.000;%s\n01/09/2017;b;;2.000;%s\n";
        Recorded thousands = Recorded.of(file.formatted("1.000", "3.000"));
        assertThat(thousands.summary().creditTotal()).isEqualByComparingTo("3000");
        assertThat(thousands.verdict).isEqualTo(Verdict.ACCEPT);
    }

    @Test
    void refusesToGuess_whereNothingTellsTheDecimalSign() {
        Recorded read =
                Recorded.of("Date;Details;Debit;Credit;Balance\n01/09/2017;a;;1.234,00;\n01/09/2017;b;;5,678.00;\n");
        assertThat(read.rules()).contains("number_style_ambiguous");
        assertThat(read.verdict).isEqualTo(Verdict.REJECT);
    }

    @Test
    void followsTheBalances_whenTheSidesAreExchanged() {
        Recorded read = Recorded.of("""
                Số tài khoản,0801100123456
                Ngày hạch toán,Phát sinh nợ,Phát sinh có,Số dư,Nội dung
                01/04/2026,"30,000",,"1,030,000",a
                01/04/2026,"20,000",,"1,050,000",b
                02/04/2026,,"11,000","1,039,000",c
                02/04/2026,"1,000",,"1,040,000",d
                """);
        assertThat(read.rules()).contains("sides_turned");
        assertThat(read.verdict).isEqualTo(Verdict.FLAG);
        assertThat(read.lines).extracting(ReadLine::credit).isEqualTo(List.of(true, true, false, true));
        assertThat(read.summary().agrees()).isTrue();
    }

    @Test
    void keepsTrueRepeats_andSecondLinesOfText() {
        Recorded read = Recorded.of("""
                Transaction date,Value date,Description,Withdrawals (SGD),Deposits (SGD)
                18/04/2018,18/04/2018,FEE,6.66,
                ,,FOR: 1
                18/04/2018,18/04/2018,FEE,6.66,
                ,,FOR: 1
                """);
        assertThat(read.lines).extracting(ReadLine::narrative).containsExactly("FEE\nFOR: 1", "FEE\nFOR: 1");
        assertThat(read.summary().debitTotal()).isEqualByComparingTo("13.32");
    }

    @Test
    void holdsTheTurnover_ofRowsThatSayWhatTheyAre() {
        String file = "\"Account No\",\"\",\"Date\",\"Details\",\"Amount\",\"Currency\",\"D/K\",\"Record ID\"\n"
                + "\"LT1\",\"10\",\"2014-10-01\",\"\",\"5.00\",\"EUR\",\"D\",\"\"\n\"LT1\",\"20\",\"2014-10-01\",\"x\",\"15.00\",\"EUR\",\"K\",\"R\"\n"
                + "\"LT1\",\"82\",\"2014-10-01\",\"\",\"%s\",\"EUR\",\"K\",\"\"\n\"LT1\",\"86\",\"2014-10-01\",\"\",\"10.00\",\"EUR\",\"K\",\"\"\n"
                + "\"LT2\",\"10\",\"2014-10-01\",\"\",\"1.00\",\"EUR\",\"K\",\"\"\n\"LT2\",\"86\",\"2014-10-01\",\"\",\"1.00\",\"EUR\",\"K\",\"\"\n";
        Recorded read = Recorded.of(file.formatted("15.00"));
        assertThat(read.verdict).as(read.findings.toString()).isEqualTo(Verdict.ACCEPT);
        assertThat(read.summary().opening()).isEqualByComparingTo("-5.00");
        assertThat(read.summaries).allMatch(summary -> Boolean.TRUE.equals(summary.agrees()));
        assertThat(Recorded.of(file.formatted("15.01")).rules()).contains("totals_differ");
    }
}
