package vn.phigate.reconciliation.statements;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hundred thousand entries: read in a stream, every one counted. The figures are printed; the time is bounded loosely, the machine is not ours alone. */
class LargeFilesTest {
    private static final int ENTRIES = 100_000;

    /** Keeps what a reader must be held to, and no lines. */
    private static final class Counting implements StatementSink {
        private long lines;
        private BigDecimal credits = BigDecimal.ZERO;
        private long heapMost;

        @Override
        public void format(FileFormat format) {}

        @Override
        public void begin(StatementHeader header) {}

        @Override
        public void line(ReadLine line) {
            if (++lines % 25_000 == 0) {
                System.gc();
                heapMost = Math.max(heapMost, liveBytes());
            }
        }

        @Override
        public void end(StatementSummary summary) {
            credits = summary.creditTotal();
            assertThat(summary.agrees()).isTrue();
        }

        @Override
        public void finding(Finding finding) {}
    }

    @ParameterizedTest
    @ValueSource(strings = {"camt.053.001.08", "MT940", "CSV", "HTML"})
    void readsInBoundedMemory(String format) throws IOException {
        byte[] file = file(format).getBytes(StandardCharsets.UTF_8);
        StatementReaders readers = Recorded.readers();
        var warm = new Counting();
        readers.read(new ByteArrayInputStream(file), warm);
        System.gc();
        long before = liveBytes();
        var counting = new Counting();
        assertThat(readers.recognise(file).name()).isEqualTo(format);
        assertThat(readers.read(new ByteArrayInputStream(file), counting)).isEqualTo(Verdict.ACCEPT);
        long start = System.nanoTime();
        Preview preview = readers.preview(new ByteArrayInputStream(file));
        long millis = (System.nanoTime() - start) / 1_000_000;
        long kept = Math.max(0, counting.heapMost - before) / (1024 * 1024);
        System.out.println(format + ": " + ENTRIES + " entries, " + file.length / (1024 * 1024) + " MiB, " + millis
                + " ms, " + kept + " MiB kept at most while reading");
        assertThat(counting.lines).isEqualTo(ENTRIES);
        assertThat(counting.credits).isEqualByComparingTo(BigDecimal.valueOf(ENTRIES * 1_000L));
        assertThat(preview.statements().getFirst().entries()).isEqualTo(ENTRIES);
        assertThat(kept).isLessThan(32);
        assertThat(millis).isLessThan(15_000);
    }

    private static String file(String format) {
        var text = new StringBuilder();
        long closing = ENTRIES * 1_000L;
        switch (format) {
            case "MT940" -> {
                text.append(":20:S\n:25:0011004012345\n:28C:1/1\n:60F:C260331VND0,\n");
                for (int i = 1; i <= ENTRIES; i++) {
                    text.append(":61:2604010401C1000,NTRFNONREF//FT").append(i);
                    text.append("\n:86:MBVCB.").append(i).append(".H26.00004-250717-0001 nop phi\n");
                }
                text.append(":62F:C260401VND").append(closing).append(",\n-\n");
            }
            case "CSV" -> {
                text.append("Số tài khoản:,0011004012345\nSố dư đầu kỳ:,0\n"
                        + "Ngày giao dịch,Số tham chiếu,Số tiền ghi nợ,Số tiền ghi có,Số dư,Mô tả\n");
                for (int i = 1; i <= ENTRIES; i++) {
                    text.append("01/04/2026,FT")
                            .append(i)
                            .append(",,1000,")
                            .append(i * 1_000L)
                            .append(",nop phi\n");
                }
                text.append("Số dư cuối kỳ:,").append(closing).append('\n');
            }
            case "HTML" -> {
                text.append(
                        "<html><body><p>Số tài khoản: 0011004012345</p><p>Số dư đầu kỳ: 0</p><table><tr><td>Ngày giao dịch"
                                + "<td>Số tham chiếu<td>Số tiền ghi nợ<td>Số tiền ghi có<td>Số dư<td>Mô tả");
                for (int i = 1; i <= ENTRIES; i++) {
                    text.append("<tr><td>01/04/2026<td>FT").append(i).append("<td>&nbsp;<td>1000<td>");
                    text.append(i * 1_000L).append("<td>nop phi</tr>\n");
                }
                text.append("</table><p>Số dư cuối kỳ: ").append(closing).append("</p>");
            }
            default -> {
                text.append(
                        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><Stmt><Id>S</Id>"
                                + "<Acct><Id><Othr><Id>0011004012345</Id></Othr></Id><Ccy>VND</Ccy></Acct>");
                balance(text, "OPBD", 0);
                balance(text, "CLBD", closing);
                for (int i = 1; i <= ENTRIES; i++) {
                    text.append("<Ntry><NtryRef>")
                            .append(i)
                            .append("</NtryRef><Amt Ccy=\"VND\">1000</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
                                    + "<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-04-01</Dt></BookgDt><ValDt><Dt>2026-04-01</Dt></ValDt><NtryDtls><TxDtls>"
                                    + "<Refs><EndToEndId>E</EndToEndId></Refs><RmtInf><Ustrd>MBVCB.H26.00004-250717-0001 nop phi</Ustrd></RmtInf>"
                                    + "</TxDtls></NtryDtls></Ntry>\n");
                }
                text.append("</Stmt></BkToCstmrStmt></Document>");
            }
        }
        return text.toString();
    }

    private static void balance(StringBuilder text, String type, long amount) {
        text.append("<Bal><Tp><CdOrPrtry><Cd>")
                .append(type)
                .append("</Cd></CdOrPrtry></Tp><Amt Ccy=\"VND\">")
                .append(amount);
        text.append("</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-04-01</Dt></Dt></Bal>");
    }

    private static long liveBytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }
}
