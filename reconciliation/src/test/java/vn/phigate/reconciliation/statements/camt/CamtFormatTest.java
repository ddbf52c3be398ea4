package vn.phigate.reconciliation.statements.camt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.reconciliation.statements.FileFormat;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.Preview;
import vn.phigate.reconciliation.statements.ReadLine;
import vn.phigate.reconciliation.statements.Recorded;
import vn.phigate.reconciliation.statements.Severity;
import vn.phigate.reconciliation.statements.StatementHeader;
import vn.phigate.reconciliation.statements.StatementSink;
import vn.phigate.reconciliation.statements.StatementSummary;
import vn.phigate.reconciliation.statements.Verdict;

class CamtFormatTest {
    private static final String ACCOUNT = "<Acct><Id><Othr><Id>0011004012345</Id></Othr></Id><Ccy>VND</Ccy></Acct>";

    private static String document(String version, String statements) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:" + version
                + "\">\n<BkToCstmrStmt>\n" + statements + "\n</BkToCstmrStmt>\n</Document>\n";
    }

    private static String statement(String content) {
        return document("camt.053.001.08", "<Stmt><Id>S1</Id>" + ACCOUNT + content + "</Stmt>");
    }

    private static String balance(String type, String amount, String mark, String day) {
        return "<Bal><Tp><CdOrPrtry><Cd>" + type + "</Cd></CdOrPrtry></Tp><Amt Ccy=\"VND\">" + amount
                + "</Amt><CdtDbtInd>" + mark + "</CdtDbtInd><Dt><Dt>" + day + "</Dt></Dt></Bal>\n";
    }

    private static String frame(String opening, String closing) {
        return balance("OPBD", opening, "CRDT", "2026-04-01") + balance("CLBD", closing, "CRDT", "2026-04-01");
    }

    private static String entry(String amount, String mark, String extra) {
        return "<Ntry><Amt Ccy=\"VND\">" + amount + "</Amt><CdtDbtInd>" + mark + "</CdtDbtInd>" + extra
                + "<BookgDt><Dt>2026-04-01</Dt></BookgDt></Ntry>\n";
    }

    private static String booked(String amount, String mark) {
        return entry(amount, mark, "<Sts><Cd>BOOK</Cd></Sts>");
    }

    @Test
    void readsEveryField_ofVersion08() {
        Recorded read = Recorded.of(statement(frame("100", "30100") + """
                <Ntry>
                  <NtryRef>N-1</NtryRef>
                  <Amt Ccy="VND">30000</Amt>
                  <CdtDbtInd>CRDT</CdtDbtInd>
                  <Sts><Cd>BOOK</Cd></Sts>
                  <BookgDt><DtTm>2026-04-01T09:15:00+07:00</DtTm></BookgDt>
                  <ValDt><Dt>2026-04-02</Dt></ValDt>
                  <AcctSvcrRef>FT26091000001</AcctSvcrRef>
                  <NtryDtls><TxDtls>
                    <Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
                    <RltdPties>
                      <Dbtr><Pty><Nm>NGUYEN VAN A</Nm></Pty></Dbtr>
                      <DbtrAcct><Id><Othr><Id>19030000001</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id></DbtrAcct>
                      <Cdtr><Pty><Nm>UBND PHUONG</Nm></Pty></Cdtr>
                    </RltdPties>
                    <RmtInf><Ustrd>H26.00004-250717-</Ustrd><Ustrd>0001 nop phi</Ustrd>
                      <Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>RF18539</Ref></CdtrRefInf></Strd></RmtInf>
                  </TxDtls></NtryDtls>
                  <AddtlNtryInf>MBVCB.1.CT tu &lt;A&gt;</AddtlNtryInf>
                </Ntry>
                """));
        assertThat(read.verdict).isEqualTo(Verdict.ACCEPT);
        assertThat(read.format).isEqualTo(new FileFormat("camt.053.001.08", true));
        assertThat(read.headers).containsExactly(new StatementHeader("0011004012345", null, "S1", null, "VND"));
        assertThat(read.lines)
                .containsExactly(new ReadLine(
                        1,
                        read.lines.getFirst().fileLine(),
                        true,
                        new BigDecimal("30000"),
                        "VND",
                        LocalDate.of(2026, 4, 1),
                        LocalDate.of(2026, 4, 2),
                        "H26.00004-250717-\n0001 nop phi\nRF18539\nMBVCB.1.CT tu <A>",
                        "FT26091000001",
                        null,
                        true,
                        false,
                        1,
                        "NGUYEN VAN A",
                        "19030000001"));
        assertThat(read.summary().agrees()).isTrue();
        assertThat(read.summary().openingOn()).isEqualTo(LocalDate.of(2026, 4, 1));
    }

    @Test
    void countsOnlyBookedEntries_butGivesPendingOnes() {
        Recorded read = Recorded.of(statement(frame("100", "150")
                + booked("50", "CRDT")
                + entry("7", "CRDT", "<Sts>PDNG</Sts>")
                + entry("8", "DBIT", "<Sts><Cd>INFO</Cd></Sts>")
                + entry("9", "DBIT", "<Sts><Prtry>HELD</Prtry></Sts>")));
        assertThat(read.summary().entries()).isEqualTo(4);
        assertThat(read.summary().booked()).isEqualTo(1);
        assertThat(read.summary().agrees()).isTrue();
        assertThat(read.lines).extracting(ReadLine::booked).containsExactly(true, false, false, false);
        assertThat(read.rules()).containsExactly("status_unknown");
        assertThat(read.verdict).isEqualTo(Verdict.ACCEPT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"camt.053.001.02", "camt.053.001.04", "camt.053.001.10"})
    void acceptsPrefixedNamespace_insideAnEnvelope(String version) {
        String file =
                "<?xml version='1.0'?><env:Envelope xmlns:env='urn:swift:xsd:envelope'><ns2:Document xmlns:ns2=\"urn:iso:std:iso:20022:tech:xsd:"
                        + version
                        + "\"><ns2:BkToCstmrStmt><ns2:Stmt><ns2:Acct><ns2:Id><ns2:IBAN>NL26VAYB8060476890</ns2:IBAN></ns2:Id></ns2:Acct>"
                        + "<ns2:Ntry><ns2:Amt Ccy='EUR'>1.50</ns2:Amt><ns2:CdtDbtInd>DBIT</ns2:CdtDbtInd><ns2:Sts>BOOK</ns2:Sts></ns2:Ntry>"
                        + "</ns2:Stmt></ns2:BkToCstmrStmt></ns2:Document></env:Envelope>";
        Recorded read = Recorded.of(file);
        assertThat(Objects.requireNonNull(read.format).name()).isEqualTo(version);
        assertThat(read.headers.getFirst().account()).isEqualTo("NL26VAYB8060476890");
        assertThat(read.headers.getFirst().currency()).isEqualTo("EUR");
        assertThat(read.summary().debitTotal()).isEqualByComparingTo("1.50");
        assertThat(read.rules()).containsExactly("date_missing", "balance_unproven");
    }

    @Test
    void readsWithNotice_whenVersionIsMissingOrNew() {
        String content = "<BkToCstmrStmt><Stmt>" + ACCOUNT + frame("1", "1") + "</Stmt></BkToCstmrStmt>";
        Recorded bare = Recorded.of("<Document>" + content + "</Document>");
        assertThat(Objects.requireNonNull(bare.format).name()).isEqualTo("camt.053");
        assertThat(bare.rules()).containsExactly("version_missing");
        Recorded fresh = Recorded.of(document("camt.053.001.13", "<Stmt>" + ACCOUNT + frame("1", "1") + "</Stmt>"));
        assertThat(Objects.requireNonNull(fresh.format).name()).isEqualTo("camt.053.001.13");
        assertThat(fresh.rules()).containsExactly("version_untried");
        assertThat(fresh.verdict).isEqualTo(Verdict.ACCEPT);
        Recorded variant = Recorded.of(document("camt.053.002.02", "<Stmt>" + ACCOUNT + frame("1", "1") + "</Stmt>"));
        assertThat(Objects.requireNonNull(variant.format).name()).isEqualTo("camt.053.002.02");
        assertThat(variant.rules()).containsExactly("version_untried");
        assertThat(Recorded.of("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.002.03'/>")
                        .rules())
                .containsExactly("statement_missing");
    }

    @Test
    void rejects_whenNamespaceAndMessageContradict() {
        Recorded read = Recorded.of(
                "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.054.001.04'><BkToCstmrStmt><Stmt/></BkToCstmrStmt></Document>");
        assertThat(read.rules()).containsExactly("format_contradictory");
    }

    @ParameterizedTest
    @CsvSource({
        "OPBD, CLBD, true",
        "PRCD, CLBD, true",
        "OPAV, CLAV, true",
        "OPBD, ITBD, true",
        "ITBD, CLBD, true",
        "OPBD, FWAV, ",
        "XPCD, CLBD, ",
    })
    void framesTheEntries_byTheBalancesThatMayFrameThem(String first, String last, Boolean agrees) {
        Recorded read = Recorded.of(statement(balance(first, "100", "CRDT", "2026-04-01")
                + balance(last, "40", "DBIT", "2026-04-01")
                + booked("140", "DBIT")));
        assertThat(read.summary().agrees()).isEqualTo(agrees);
        assertThat(read.verdict).isEqualTo(Verdict.ACCEPT);
        assertThat(read.rules().contains("balance_unproven")).isEqualTo(agrees == null);
        assertThat(read.rules().contains("available_balance_used")).isEqualTo(first.equals("OPAV"));
    }

    @Test
    void prefersBookedOverInterimAndAvailable_whateverTheOrder() {
        Recorded read = Recorded.of(statement(balance("CLAV", "1", "CRDT", "2026-04-01")
                + balance("ITBD", "2", "CRDT", "2026-04-01")
                + balance("CLBD", "150", "CRDT", "2026-04-01")
                + balance("OPAV", "3", "CRDT", "2026-04-01")
                + balance("PRCD", "4", "CRDT", "2026-03-31")
                + balance("OPBD", "100", "CRDT", "2026-04-01")
                + booked("50", "CRDT")));
        assertThat(read.summary().opening()).isEqualByComparingTo("100");
        assertThat(read.summary().closing()).isEqualByComparingTo("150");
        assertThat(read.summary().agrees()).isTrue();
    }

    @Test
    void takesEarliestAndLatest_whenAStatementListsABalancePerDay() {
        Recorded read = Recorded.of(statement(balance("OPBD", "120", "CRDT", "2026-04-02")
                + balance("CLBD", "150", "CRDT", "2026-04-02")
                + balance("OPBD", "100", "CRDT", "2026-04-01")
                + balance("CLBD", "120", "CRDT", "2026-04-01")
                + booked("20", "CRDT")
                + booked("30", "CRDT")));
        assertThat(read.summary().opening()).isEqualByComparingTo("100");
        assertThat(read.summary().agrees()).isTrue();
    }

    @Test
    void takesMarksAsTheyStand_whenReversalsMeetTheBalanceSo() {
        Recorded read = Recorded.of(statement(frame("1000", "1300")
                + booked("500", "CRDT")
                + entry("200", "DBIT", "<RvslInd>true</RvslInd><Sts>BOOK</Sts>")));
        assertThat(read.summary().agrees()).isTrue();
        assertThat(read.summary().reversalsTurned()).isFalse();
        assertThat(read.lines.get(1).reversal()).isTrue();
        assertThat(read.verdict).isEqualTo(Verdict.ACCEPT);
    }

    @Test
    void turnsReversalsAndReportsIt_whenOnlyThatMeetsTheBalance() {
        Recorded read = Recorded.of(statement(frame("1000", "1300")
                + booked("500", "CRDT")
                + entry("200", "CRDT", "<RvslInd>1</RvslInd><Sts>BOOK</Sts>")));
        assertThat(read.summary().agrees()).isTrue();
        assertThat(read.summary().reversalsTurned()).isTrue();
        assertThat(read.summary().creditTotal()).isEqualByComparingTo("500");
        assertThat(read.summary().debitTotal()).isEqualByComparingTo("200");
        assertThat(read.rules()).containsExactly("reversal_turned");
        assertThat(read.verdict).isEqualTo(Verdict.FLAG);
    }

    @Test
    void flagsTheDifference_whenNeitherReadingMeetsTheBalance() {
        Recorded read = Recorded.of(statement(frame("1000", "1301")
                + booked("500", "CRDT")
                + entry("200", "CRDT", "<RvslInd>true</RvslInd><Sts>BOOK</Sts>")));
        assertThat(read.summary().agrees()).isFalse();
        assertThat(read.summary().creditTotal()).isEqualByComparingTo("700");
        assertThat(read.finding("balance_differs").text()).contains("lệch -399");
    }

    @Test
    void setsOneEntryAside_whenItsAmountOrDirectionCannotBeRead() {
        Recorded read = Recorded.of(statement(frame("0", "5")
                + booked("1.234,56", "CRDT")
                + booked("-5", "CRDT")
                + booked("1e9", "CRDT")
                + booked("7", "KREDIT")
                + booked("5", "CRDT")));
        assertThat(read.lines).extracting(ReadLine::position).containsExactly(5);
        assertThat(read.summary().entries()).isEqualTo(5);
        assertThat(read.summary().quarantined()).isEqualTo(4);
        assertThat(read.rules())
                .containsExactly("amount_unreadable", "amount_unreadable", "amount_unreadable", "direction_unreadable");
        Finding first = read.findings.getFirst();
        assertThat(first.value()).isEqualTo("1.234,56");
        assertThat(first.line()).isEqualTo(6);
        assertThat(read.verdict).isEqualTo(Verdict.FLAG);
    }

    @Test
    void flagsImpossibleDay_andKeepsTheEntry() {
        Recorded read =
                Recorded.of(statement(frame("0", "5") + booked("5", "CRDT").replace("2026-04-01", "2026-02-30")));
        assertThat(read.lines.getFirst().bookedOn()).isNull();
        assertThat(read.finding("date_impossible").value()).isEqualTo("2026-02-30");
        assertThat(read.verdict).isEqualTo(Verdict.FLAG);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-04-01, 2026-04-01",
        "2026-04-01+07:00, 2026-04-01",
        "2026-04-01Z, 2026-04-01",
        "2026-04-01T23:59:59.999999999+07:00, 2026-04-01",
        "2026-04-01T00:00:00, 2026-04-01",
        "2024-02-29, 2024-02-29",
        "2026-02-29, ",
        "01/04/2026, ",
        "20260401, ",
    })
    void readsDays_asTheBankWroteThem(String text, LocalDate day) {
        assertThat(Values.day(text)).isEqualTo(day);
    }

    @Test
    void flagsCounts_thatTheBankStatesOtherwise() {
        String summary = "<TxsSummry><TtlNtries><NbOfNtries>3</NbOfNtries><Sum>9</Sum></TtlNtries>"
                + "<TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>5</Sum></TtlCdtNtries></TxsSummry>";
        Recorded read = Recorded.of(statement(frame("0", "5") + summary + booked("5", "CRDT")));
        assertThat(read.rules()).containsExactly("entry_count_differs", "entry_sum_differs");
        assertThat(read.finding("entry_sum_differs").severity()).isEqualTo(Severity.NOTICE);
        assertThat(read.verdict).isEqualTo(Verdict.FLAG);
    }

    @Test
    void countsTheParts_ofABatch() {
        String batch = "<Sts>BOOK</Sts><NtryDtls><Btch><NbOfTxs>3</NbOfTxs></Btch><TxDtls/><TxDtls/></NtryDtls>";
        Recorded wrong = Recorded.of(statement(frame("0", "5") + entry("5", "CRDT", batch)));
        assertThat(wrong.rules()).containsExactly("batch_count_differs");
        String countOnly = "<Sts>BOOK</Sts><NtryDtls><Btch><NbOfTxs>20</NbOfTxs></Btch></NtryDtls>";
        Recorded without = Recorded.of(statement(frame("0", "5") + entry("5", "CRDT", countOnly)));
        assertThat(without.verdict).isEqualTo(Verdict.ACCEPT);
        assertThat(without.lines.getFirst().transactions()).isEqualTo(20);
    }

    @Test
    void rejectsWithLine_whenTheFileIsCut() {
        String whole = statement(frame("0", "10") + booked("5", "CRDT") + booked("5", "CRDT"));
        Preview preview =
                Recorded.preview(whole.substring(0, whole.indexOf("</Stmt>")).getBytes(StandardCharsets.UTF_8));
        assertThat(preview.verdict()).isEqualTo("reject");
        assertThat(preview.statements()).isEmpty();
        assertThat(preview.findings()).extracting(Finding::rule).containsExactly("xml_not_well_formed");
        assertThat(preview.findings().getFirst().line()).isEqualTo(8);
    }

    @Test
    void rejects_whenBytesAreNotInTheDeclaredEncoding() {
        byte[] file = statement(frame("0", "5") + booked("5", "CRDT") + "<AddtlStmtInf>phí</AddtlStmtInf>")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Recorded.of(file).rules()).containsExactly("xml_not_well_formed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "ISO-8859-1"})
    void readsOtherEncodings_whenDeclared(String encoding) {
        String mark = encoding.startsWith("UTF-16") ? "\uFEFF" : "";
        String declared = encoding.startsWith("UTF-16") ? "UTF-16" : encoding;
        String file = mark
                + statement(frame("0", "5") + entry("5", "CRDT", "<Sts>BOOK</Sts><AddtlNtryInf>phí</AddtlNtryInf>"))
                        .replace("UTF-8", declared);
        Recorded read = Recorded.of(file.getBytes(Charset.forName(encoding)));
        assertThat(read.lines.getFirst().narrative()).isEqualTo("phí");
        assertThat(read.verdict).isEqualTo(Verdict.ACCEPT);
    }

    @Test
    void neverReadsWhatAnEntityPointsTo(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "SECRET-4711");
        String attack = "<?xml version='1.0'?><!DOCTYPE Document [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]>"
                + statement("<AddtlStmtInf>&x;</AddtlStmtInf>" + frame("0", "0"))
                        .substring("<?xml version=\"1.0\" encoding=\"UTF-8\"?>".length());
        Recorded read = Recorded.of(attack);
        assertThat(read.rules()).containsExactly("doctype_refused");
        assertThat(read.headers).isEmpty();
        assertThat(read.findings.toString()).doesNotContain("SECRET-4711");
    }

    @Test
    void refusesEntityBomb() {
        StringBuilder bomb = new StringBuilder("<!DOCTYPE Document [<!ENTITY a0 'lol'>");
        for (int i = 1; i < 10; i++) {
            bomb.append("<!ENTITY a")
                    .append(i)
                    .append(" '")
                    .append(("&a" + (i - 1) + ";").repeat(10))
                    .append("'>");
        }
        bomb.append(
                "]><Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'><BkToCstmrStmt>&a9;</BkToCstmrStmt></Document>");
        assertThat(Recorded.of(bomb.toString()).rules()).containsExactly("doctype_refused");
    }

    @Test
    void refusesWhatWouldGrowWithoutEnd() {
        String deep = document("camt.053.001.02", "<a>".repeat(5_000));
        assertThat(Recorded.of(deep).rules()).containsExactly("nesting_too_deep");
        String longText = statement("<Id>" + "x".repeat(70_000) + "</Id>");
        assertThat(Recorded.of(longText).rules()).containsExactly("text_too_long");
        String longComment = statement("<!--" + "x".repeat(9_000_000) + "-->");
        assertThat(Recorded.of(longComment).rules()).containsExactly("token_too_long");
    }

    @Test
    void holdsOneEntryAtATime_of100000() throws IOException {
        String entry = booked("1000", "CRDT");
        int count = 100_000;
        String before = statement(frame("0", "100000000")).replace("</Stmt>\n</BkToCstmrStmt>\n</Document>\n", "");
        byte[] head = before.getBytes(StandardCharsets.UTF_8);
        byte[] body = entry.getBytes(StandardCharsets.UTF_8);
        byte[] tail = "</Stmt>\n</BkToCstmrStmt>\n</Document>\n".getBytes(StandardCharsets.UTF_8);
        class Generated extends InputStream {
            private long delivered;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0];
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                long bodyEnd = head.length + (long) count * body.length;
                int done = 0;
                for (; done < length; done++, delivered++) {
                    if (delivered < head.length) {
                        buffer[offset + done] = head[(int) delivered];
                    } else if (delivered < bodyEnd) {
                        buffer[offset + done] = body[(int) ((delivered - head.length) % body.length)];
                    } else if (delivered < bodyEnd + tail.length) {
                        buffer[offset + done] = tail[(int) (delivered - bodyEnd)];
                    } else {
                        break;
                    }
                }
                return done == 0 ? -1 : done;
            }
        }
        Generated file = new Generated();
        class Counting implements StatementSink {
            private int lines;
            private long aheadMax;
            private BigDecimal credits = BigDecimal.ZERO;

            @Override
            public void format(FileFormat format) {}

            @Override
            public void begin(StatementHeader header) {}

            @Override
            public void line(ReadLine line) {
                lines++;
                aheadMax = Math.max(aheadMax, file.delivered - head.length - (long) lines * body.length);
            }

            @Override
            public void end(StatementSummary summary) {
                credits = summary.creditTotal();
                assertThat(summary.agrees()).isTrue();
            }

            @Override
            public void finding(Finding finding) {
                throw new AssertionError(finding.toString());
            }
        }
        Counting sink = new Counting();
        assertThat(Recorded.readers().read(file, sink)).isEqualTo(Verdict.ACCEPT);
        assertThat(sink.lines).isEqualTo(count);
        assertThat(sink.credits).isEqualByComparingTo("100000000");
        assertThat(sink.aheadMax).as("bytes read ahead of the line in hand").isLessThan(256 * 1024);
    }

    @Test
    void showsButNeverBooks_aNotification() {
        String file = document("camt.054.001.08", "<Ntfctn>" + ACCOUNT + booked("5", "CRDT") + "</Ntfctn>")
                .replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn");
        Recorded read = Recorded.of(file);
        assertThat(read.format).isEqualTo(new FileFormat("camt.054.001.08", false));
        assertThat(read.summary().agrees()).isNull();
        assertThat(read.rules()).containsExactly("not_a_statement");
        assertThat(read.verdict).isEqualTo(Verdict.ACCEPT);
    }
}
