package vn.phigate.reconciliation.statements;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Files that were made to hurt: refused with a clear text, soon, without a word on the error stream. */
class HostileFilesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String MT = ":20:X\n:25:1\n:28C:1\n:60F:C260401VND0,\n";
    private static final String CAMT =
            "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><BkToCstmrStmt>";
    private static final String VIPPS = "<SettlementReport xmlns='http://vipps.no/xmlschema/SettlementReport-3.0.xsd'>";
    private static final String CSV =
            "Số tài khoản:,0011004012345\nNgày giao dịch,Số tham chiếu,Số tiền ghi nợ,Số tiền ghi có,Số dư,Mô tả\n";
    private static final String HTML =
            "<html><body><table><tr><td>Ngày giao dịch</td><td>Số tham chiếu</td><td>Số tiền ghi nợ</td>"
                    + "<td>Số tiền ghi có</td><td>Mô tả</td></tr>";

    private record Hostile(String name, String head, String filler, int times, String rule) {}

    @TestFactory
    Stream<DynamicTest> refuses_soonAndInWords() {
        String entities = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
                + "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>]>";
        String external = "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/x.dtd' [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>";
        return Stream.of(
                        new Hostile(
                                "camt, entity bomb",
                                entities + CAMT + "<Stmt><Id>&d;&d;</Id>",
                                "",
                                1,
                                "doctype_refused"),
                        new Hostile(
                                "camt, external entity",
                                external + CAMT + "<Stmt><Id>&x;</Id>",
                                "",
                                1,
                                "doctype_refused"),
                        new Hostile("camt, deep", CAMT + "<Stmt>", "<a>", 2_000_000, "nesting_too_deep"),
                        new Hostile("camt, one endless text", CAMT + "<Stmt><Id>", "x", 60_000_000, "text_too_long"),
                        new Hostile("camt, one endless name", CAMT + "<Stmt><", "x", 60_000_000, "xml_not_well_formed"),
                        new Hostile(
                                "camt, one endless comment", CAMT + "<Stmt><!--", "x", 60_000_000, "token_too_long"),
                        new Hostile("camt, cut", CAMT + "<Stmt><Id>1</Id>", "", 1, "xml_not_well_formed"),
                        new Hostile("vipps, entity bomb", entities + VIPPS + "&d;", "", 1, "doctype_refused"),
                        new Hostile("vipps, deep", VIPPS, "<PaymentsInfo>", 2_000_000, "nesting_too_deep"),
                        new Hostile(
                                "vipps, cut", VIPPS + "<PaymentsInfo><SettlementInfo>", "", 1, "xml_not_well_formed"),
                        new Hostile("mt940, one endless line", MT + ":86:", "x", 60_000_000, "line_too_long"),
                        new Hostile("mt940, zero bytes", MT, "\0", 60_000_000, "nul_byte"),
                        new Hostile("csv, one endless cell", CSV + "\"", "x", 60_000_000, "table_broken"),
                        new Hostile("csv, one endless row", CSV, ",x", 30_000_000, "table_broken"),
                        new Hostile("csv, zero bytes", CSV + "01/04/2026,R,,1,1,", "\0", 1_000, "format_unknown"),
                        new Hostile(
                                "csv, zero bytes later",
                                CSV + "01/04/2026,R,,1,1,x\n".repeat(5_000),
                                "\0",
                                1_000,
                                "table_broken"),
                        new Hostile("html, one endless cell", HTML + "<tr><td>", "x", 60_000_000, "table_broken"),
                        new Hostile("html, one endless tag", HTML + "<tr><td ", "x", 60_000_000, "table_broken"),
                        new Hostile("html, endless columns", HTML + "<tr>", "<td>", 20_000_000, "table_broken"),
                        new Hostile("zero bytes only", "", "\0", 1_000_000, "format_unknown"))
                .map(hostile -> DynamicTest.dynamicTest(hostile.name, () -> check(hostile)));
    }

    private static void check(Hostile hostile) throws IOException {
        PrintStream before = System.err;
        var said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            Recorded read = new Recorded();
            Verdict verdict = Assertions.assertTimeoutPreemptively(
                    SOON, () -> Recorded.readers().read(stream(hostile), read));
            assertThat(verdict).isEqualTo(Verdict.REJECT);
            Finding last = read.findings.getLast();
            assertThat(last.rule()).isEqualTo(hostile.rule);
            assertThat(last.text()).isNotBlank();
            assertThat(last.textEn()).isNotBlank();
        } finally {
            System.setErr(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("Fatal Error");
    }

    /** The filler again and again, made while it is read. */
    private static InputStream stream(Hostile hostile) {
        byte[] filler =
                hostile.filler.repeat(Math.min(hostile.times, 64 * 1024)).getBytes(StandardCharsets.UTF_8);
        int rounds = Math.max(1, hostile.times / (64 * 1024));
        var parts = Collections.enumeration(Collections.nCopies(rounds, filler));
        var fillers = new Enumeration<InputStream>() {
            @Override
            public boolean hasMoreElements() {
                return parts.hasMoreElements();
            }

            @Override
            public InputStream nextElement() {
                return new ByteArrayInputStream(parts.nextElement());
            }
        };
        return new SequenceInputStream(
                new ByteArrayInputStream(hostile.head.getBytes(StandardCharsets.UTF_8)),
                new SequenceInputStream(fillers));
    }

    @Test
    void readsNoFileByItsName_butByItsContent() {
        assertThat(List.of(
                        Recorded.preview((MT + ":62F:C260401VND0,\n").getBytes(StandardCharsets.UTF_8))
                                .format(),
                        Recorded.preview((HTML + "</table>").getBytes(StandardCharsets.UTF_8))
                                .format()))
                .containsExactly("MT940", "HTML");
    }
}
