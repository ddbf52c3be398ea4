package vn.phigate.reconciliation.statements.mt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.reconciliation.statements.FileFormat;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.ReadLine;
import vn.phigate.reconciliation.statements.Recorded;
import vn.phigate.reconciliation.statements.StatementHeader;
import vn.phigate.reconciliation.statements.StatementSummary;
import vn.phigate.reconciliation.statements.Verdict;

class MtFormatTest {
    private static final String HEAD = ":20:STMT1\n:25:0011004012345\n:28C:91/1\n:60F:C260331VND1000000,\n";
    private static final String ENTRIES =
            ":61:2604010401C30000,NTRFNONREF//FT26091001\n:86:MBVCB.1.H26.00004-250717-0001\n nop phi\n"
                    + ":61:260401D11000,00NCHGNONREF\n:86:Thu phi\n";
    private static final String TAIL = ":62F:C260401VND1019000,\n-\n";

    @Test
    void readsWholeStatement_whenEverythingHolds() {
        Recorded read = Recorded.of(HEAD + ENTRIES + TAIL);
        assertThat(read.findings).isEmpty();
        assertThat(read.verdict).isEqualTo(Verdict.ACCEPT);
        assertThat(read.format).isEqualTo(new FileFormat("MT940", true));
        assertThat(read.headers).containsExactly(new StatementHeader("0011004012345", null, "STMT1", "91/1", "VND"));
        ReadLine first = read.lines.getFirst();
        assertThat(first.credit()).isTrue();
        assertThat(first.amount()).isEqualByComparingTo("30000");
        assertThat(first.bookedOn()).isEqualTo(LocalDate.of(2026, 4, 1));
        assertThat(first.valueOn()).isEqualTo(LocalDate.of(2026, 4, 1));
        assertThat(first.bankReference()).isEqualTo("FT26091001");
        assertThat(first.narrative()).isEqualTo("MBVCB.1.H26.00004-250717-0001\n nop phi");
        assertThat(first.fileLine()).isEqualTo(5);
        assertThat(read.lines.get(1).bankReference()).isNull();
        StatementSummary summary = read.summary();
        assertThat(summary.agrees()).isTrue();
        assertThat(summary.closingOn()).isEqualTo(LocalDate.of(2026, 4, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LF", "CRLF", "CR", "UTF-16LE", "UTF-16BE", "mark", "blocks", "framed", "no last end"})
    void readsAlike_inEveryWrapping(String wrapping) {
        String text = HEAD + ENTRIES + TAIL;
        byte[] file = switch (wrapping) {
            case "CRLF" -> text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
            case "CR" -> text.replace("\n", "\r").getBytes(StandardCharsets.UTF_8);
            case "UTF-16LE" -> text.getBytes(StandardCharsets.UTF_16LE);
            case "UTF-16BE" -> ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16BE);
            case "mark" -> ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8);
            case "blocks" ->
                ("{1:F01BFTVVNVXAXXX0000000000}{2:I940HNXXVNVXXXXXN}{4:" + text.replace("\n-\n", "\n-}{5:{CHK:0}}\n"))
                        .getBytes(StandardCharsets.UTF_8);
            case "framed" ->
                ("\u0001{1:F01X}{2:O940X}{4:\r\n" + text.replace("\n-\n", "\n-}\u0003"))
                        .getBytes(StandardCharsets.UTF_8);
            case "no last end" -> text.substring(0, text.length() - 3).getBytes(StandardCharsets.UTF_8);
            default -> text.getBytes(StandardCharsets.UTF_8);
        };
        Recorded read = Recorded.of(file);
        assertThat(read.findings).isEmpty();
        assertThat(read.lines).hasSize(2);
        assertThat(read.summary().agrees()).isTrue();
    }

    @Test
    void readsOldCodePages_lineByLine() {
        Recorded read = Recorded.of(
                (HEAD + ENTRIES + TAIL).replace("Thu phi", "Gebühr").getBytes(Charset.forName("windows-1252")));
        assertThat(read.lines.get(1).narrative()).isEqualTo("Gebühr");
        assertThat(read.rules()).containsExactly("encoding_not_utf8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "C10,NTRFX | true | false | true",
                "D10,NTRFX | false | false | true",
                "RC10,NTRFX | false | true | true",
                "RD10,NTRFX | true | true | true",
                "CR10,NTRFX | true | false | true",
                "DN10,NTRFX | false | false | true",
                "RDD10,NTRFX | true | true | true",
                "EC10,NTRFX | true | false | false",
                "ED10,NTRFX | false | false | false",
            })
    void readsMarks_asTheStandardHasThem(String field, boolean credit, boolean reversal, boolean booked) {
        Recorded read = Recorded.of(HEAD + ":61:260401" + field + "\n:62F:C260401VND1000000,\n");
        ReadLine line = read.lines.getFirst();
        assertThat(line.credit()).isEqualTo(credit);
        assertThat(line.reversal()).isEqualTo(reversal);
        assertThat(line.booked()).isEqualTo(booked);
        assertThat(line.amount()).isEqualByComparingTo("10");
    }

    @Test
    void turnsReversals_onlyWhenTheBalancesSaySo() {
        Recorded read = Recorded.of(HEAD + ":61:260401RC10,NTRFX\n:62F:C260401VND1000010,\n");
        assertThat(read.rules()).containsExactly("reversal_turned");
        assertThat(read.summary().agrees()).isTrue();
        assertThat(read.summary().reversalsTurned()).isTrue();
        assertThat(read.summary().creditTotal()).isEqualByComparingTo("10");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2604010401C1000,5NTRFX | amount_unreadable | 1000,5",
                "2604010401C1.000,00NTRFX | entry_unreadable | 2604010401C1.000,00NTRFX",
                "2604010401X1000,NTRFX | entry_unreadable | 2604010401X1000,NTRFX",
                "2604C1000,NTRFX | entry_unreadable | 2604C1000,NTRFX",
                "2604010401C-5,NTRFX | entry_unreadable | 2604010401C-5,NTRFX",
                "'' | entry_unreadable | ''",
            })
    void setsOneEntryAside_andTellsWhereAndWhy(String field, String rule, String value) {
        Recorded read = Recorded.of(HEAD + ":61:" + field + "\n:86:x\n" + ENTRIES + TAIL);
        assertThat(read.lines).extracting(ReadLine::position).containsExactly(2, 3);
        assertThat(read.summary().entries()).isEqualTo(3);
        assertThat(read.summary().quarantined()).isEqualTo(1);
        Finding finding = read.finding(rule);
        assertThat(finding.line()).isEqualTo(5);
        assertThat(finding.field()).isEqualTo("61");
        assertThat(finding.value()).isEqualTo(value);
        assertThat(read.verdict).isEqualTo(Verdict.FLAG);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2602300301 | 2026-03-01 | | 260230",
                "2512310102 | 2026-01-02 | 2025-12-31 |",
                "2601021231 | 2025-12-31 | 2026-01-02 |",
                "2604019999 | | 2026-04-01 | 9999",
                "2613010401 | 2026-04-01 | | 261301",
                "9912310101 | 2000-01-01 | 1999-12-31 |",
                "2402290301 | 2024-03-01 | 2024-02-29 |",
            })
    void readsDays_asTheCalendarHasThem(String days, LocalDate booked, LocalDate value, String impossible) {
        Recorded read = Recorded.of(HEAD + ":61:" + days + "C10,NTRFX\n:62F:C260401VND1000010,\n");
        assertThat(read.lines.getFirst().bookedOn()).isEqualTo(booked);
        assertThat(read.lines.getFirst().valueOn()).isEqualTo(value);
        assertThat(read.findings.stream()
                        .filter(f -> f.rule().equals("date_impossible"))
                        .map(Finding::value))
                .isEqualTo(impossible == null ? List.of() : List.of(impossible));
    }

    @Test
    void readsNumberedInformation_asOneText() {
        Recorded read = Recorded.of(HEAD
                + ":61:260401C10,NTRFX\n:86:166?00GUTSCHRIFT?20H26.00004-2507?2117-0001 NOP P\nHI?30BFTVVNVX?310011?32NGUYEN?33 VAN A\n"
                + ":62F:C260401VND1000010,\n");
        ReadLine line = read.lines.getFirst();
        assertThat(line.narrative()).isEqualTo("H26.00004-250717-0001 NOP PHI\nGUTSCHRIFT");
        assertThat(line.counterpartyName()).isEqualTo("NGUYEN VAN A");
        assertThat(line.counterpartyAccount()).isEqualTo("0011");
    }

    @Test
    void readsNumberedInformation_alsoWhereEachPartBeginsALine() {
        Recorded read = Recorded.of(HEAD
                + ":61:260401C10,NTRFX\n:86:229\n?00BONIFICATION\n?20H26.00004-2507\n?2117-0001 NOP PHI\n?32LE THI B\n"
                + ":62F:C260401VND1000010,\n");
        ReadLine line = read.lines.getFirst();
        assertThat(line.narrative()).isEqualTo("H26.00004-250717-0001 NOP PHI\nBONIFICATION");
        assertThat(line.counterpartyName()).isEqualTo("LE THI B");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "13 | :12:11 QUAY 2",
                "LUC 9 | :20:44 KHACH",
                "T23 | :25:00",
            })
    void keepsATimeThatTheEndOfTheLineCuts_inTheText(String before, String behind) {
        Recorded read = Recorded.of(HEAD + ":61:260401C10,NTRFX\n:86:NOP TIEN 2026-04-01 " + before + "\n" + behind
                + "\n:62F:C260401VND1000010,\n");
        assertThat(read.findings).isEmpty();
        assertThat(read.lines.getFirst().narrative()).isEqualTo("NOP TIEN 2026-04-01 " + before + "\n" + behind);
    }

    @Test
    void beginsTheNextMessage_whereTheTextBeforeEndsInDigits() {
        Recorded read = Recorded.of(HEAD + ENTRIES + TAIL.replace("-\n", ":86:KENH 12\n")
                + ":20:15 A\n:25:0011004012345\n:28C:92/1\n:60F:C260401VND1019000,\n:62F:C260402VND1019000,\n");
        assertThat(read.findings).isEmpty();
        assertThat(read.headers).extracting(StatementHeader::id).containsExactly("STMT1", "15 A");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NTRFEREF", "NTRFKREF+", " NTRFNONREF", "NTRFPREF   "})
    void takesAWordForNoReference_asNone(String rest) {
        Recorded read = Recorded.of(HEAD + ":61:260401C10," + rest + "\n:62F:C260401VND1000010,\n");
        assertThat(read.lines.getFirst().bankReference()).isNull();
    }

    @Test
    void keepsTheNameBehindAReferenceOfFixedWidth_inTheText() {
        Recorded read = Recorded.of(
                HEAD + ":61:260401C10,N0600733959555      CONG TY A          \n:86:NOP PHI\n:62F:C260401VND1000010,\n");
        assertThat(read.lines.getFirst().bankReference()).isEqualTo("0733959555");
        assertThat(read.lines.getFirst().narrative()).isEqualTo("NOP PHI\nCONG TY A");
    }

    @Test
    void flagsAStatementThatNamesNoAccount_andReadsIt() {
        Recorded read = Recorded.of(HEAD.replace(":25:0011004012345\n", "") + ENTRIES + TAIL);
        assertThat(read.rules()).containsExactly("account_missing");
        assertThat(read.verdict).isEqualTo(Verdict.FLAG);
        assertThat(read.summary().agrees()).isTrue();
    }

    @Test
    void flagsABalanceThatLostItsColon_andKeepsItOutOfTheText() {
        Recorded read = Recorded.of(HEAD + ENTRIES + TAIL.replace(":62F:", ":62F"));
        assertThat(read.rules()).containsExactly("field_damaged", "balance_unproven");
        assertThat(read.verdict).isEqualTo(Verdict.FLAG);
        assertThat(read.lines.getLast().narrative()).isEqualTo("Thu phi");
    }

    @Test
    void readsWordsBetweenSlashes_alsoAcrossACut() {
        Recorded read = Recorded.of(HEAD
                + ":61:260401C10,NTRFNONREF\n:86:/TRTP/IN/IBAN/VN12/NAME/NGUYEN VAN A/REMI/H26.00004-250717-00\n01 NOP/PHI/EREF/E1\n"
                + ":62F:C260401VND1000010,\n");
        ReadLine line = read.lines.getFirst();
        assertThat(line.narrative().lines().findFirst()).contains("H26.00004-250717-0001 NOP/PHI");
        assertThat(line.counterpartyName()).isEqualTo("NGUYEN VAN A");
        assertThat(line.counterpartyAccount()).isEqualTo("VN12");
    }

    @Test
    void readsPagesAccountsAndTags_ofOneBlock() {
        Recorded read = Recorded.of(HEAD + ENTRIES + ":62F:C260401VND1019000,\n:64:C260401VND1,\n:NS:22x\n:99:?\n"
                + ":25:0011004099999\n:28C:1\n:60F:D260331VND5,\n:61:260401C5,NTRFX\n:62F:C260401VND0,\n");
        assertThat(read.headers).extracting(StatementHeader::account).containsExactly("0011004012345", "0011004099999");
        assertThat(read.summaries.get(1).opening()).isEqualByComparingTo("-5");
        assertThat(read.summaries).allMatch(summary -> Boolean.TRUE.equals(summary.agrees()));
        assertThat(read.rules()).containsExactly("field_unknown");
    }

    @Test
    void namesTheGap_whereAnOpeningDoesNotGoOn() {
        Recorded read = Recorded.of(HEAD + ENTRIES + TAIL + ":20:STMT2\n:25:0011004012345\n:28C:93/1\n"
                + ":60F:C260402VND7,\n:62F:C260402VND7,\n");
        assertThat(read.rules()).containsExactly("continuity_broken");
        assertThat(read.findings.getFirst().value()).isEqualTo("7.0");
        assertThat(read.verdict).isEqualTo(Verdict.FLAG);
    }

    @Test
    void saysUnproven_whenTheClosingBalanceIsMissing() {
        Recorded read = Recorded.of(HEAD + ENTRIES);
        assertThat(read.rules()).containsExactly("balance_unproven");
        assertThat(read.summary().agrees()).isNull();
        assertThat(read.findings.getFirst().field()).isEqualTo(":62a:");
    }

    @Test
    void flagsACutMessage_whenItsBlockHasNoEnd() {
        Recorded read = Recorded.of("{1:F01X}{2:I940X}{4:\n" + HEAD + ENTRIES);
        assertThat(read.rules()).contains("message_cut");
        assertThat(read.verdict).isEqualTo(Verdict.FLAG);
    }

    @Test
    void holdsTheStatedCounts_ofAnInterimReport() {
        String report =
                ":20:R1\n:25:0011004012345\n:28C:1/1\n:34F:VND0,\n:13D:2604011200+0700\n:61:260401C30000,NTRFX\n"
                        + ":90D:0VND0,\n:90C:%s\n";
        Recorded right = Recorded.of(report.formatted("1VND30000,"));
        assertThat(right.format).isEqualTo(new FileFormat("MT942", false));
        assertThat(right.rules()).containsExactly("not_a_statement", "balance_unproven");
        assertThat(right.verdict).isEqualTo(Verdict.ACCEPT);
        assertThat(Recorded.of(report.formatted("2VND30000,")).rules()).contains("totals_differ");
        assertThat(Recorded.of(report.formatted("1VND30001,")).rules()).contains("totals_differ");
        assertThat(Recorded.of(report.formatted("x")).rules()).contains("totals_unreadable");
    }

    @Test
    void refusesBytesThatAreNoText() {
        assertThat(Recorded.of(HEAD + ":86:\0\n").rules()).containsExactly("nul_byte");
        assertThat(Recorded.of(HEAD + ":86:" + "x".repeat(100_000)).rules()).containsExactly("line_too_long");
    }

    @Test
    void doesNotAddCurrencies() {
        Recorded read = Recorded.of(HEAD + ":62F:C260401USD1000000,\n");
        assertThat(read.rules()).containsExactly("currency_differs");
        assertThat(read.summary().agrees()).isFalse();
    }
}
