package vn.phigate.reconciliation.statements;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Jazzer on every reader: whatever the bytes behind a beginning that is recognised, the answer is a verdict in words. A plain run reads the
 * empty input and what was found before; JAZZER_FUZZ=1 with -Dtest='ReadersFuzzTest#mt' searches for a minute (.ci/fuzz does so for each).
 */
class ReadersFuzzTest {
    private static final String MINUTE = "1m";
    private static final StatementReaders READERS = Recorded.readers();

    @FuzzTest(maxDuration = MINUTE)
    void camt(byte[] data) throws IOException {
        read("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><BkToCstmrStmt><Stmt><Id>1</Id>", data);
    }

    @FuzzTest(maxDuration = MINUTE)
    void mt(byte[] data) throws IOException {
        read(":20:X\n:25:1234567890\n:28C:1/1\n:60F:C260401VND0,\n:61:260401C1,NTRFX\n:86:", data);
    }

    @FuzzTest(maxDuration = MINUTE)
    void csv(byte[] data) throws IOException {
        read(
                "Số tài khoản:,0011004012345\nNgày giao dịch,Số tham chiếu,Số tiền ghi nợ,Số tiền ghi có,Số dư,Mô tả\n",
                data);
    }

    @FuzzTest(maxDuration = MINUTE)
    void openNumbers(byte[] data) throws IOException {
        read("Date,Details,Debit,Credit,Balance\n01/09/2017,x,,1.23,1.23\n", data);
    }

    @FuzzTest(maxDuration = MINUTE)
    void html(byte[] data) throws IOException {
        read(
                "<html><table><tr><td>Ngày giao dịch<td>Số tham chiếu<td>Số tiền ghi nợ<td>Số tiền ghi có<td>Số dư<td>Mô tả<tr><td>",
                data);
    }

    @FuzzTest(maxDuration = MINUTE)
    void settlementXml(byte[] data) throws IOException {
        read("<SettlementReport><PaymentsInfo><SettlementInfo><TransactionInfo>", data);
    }

    @FuzzTest(maxDuration = MINUTE)
    void settlementCsv(byte[] data) throws IOException {
        read(
                "transId,orderId,responseTime,amount,fee,netAmount,settlementId\n1,A,2026-04-01 08:00:00,30000,300,29700,S\n",
                data);
    }

    @FuzzTest(maxDuration = MINUTE)
    void settlementFixed(byte[] data) throws IOException {
        String header = String.format("%-100s%n", "HPS1BATCH0000001202604010011004012345");
        read(header + String.format("%-100s%n", "D"), data);
    }

    /** The sheet of a workbook; the parts around it are those of every workbook. */
    @FuzzTest(maxDuration = MINUTE)
    void xlsx(byte[] data) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            part(zip, "[Content_Types].xml", "<Types/>".getBytes(StandardCharsets.UTF_8));
            part(
                    zip,
                    "xl/workbook.xml",
                    "<workbook xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'><sheets><sheet name='1' sheetId='1' r:id='rId1'/></sheets></workbook>"
                            .getBytes(StandardCharsets.UTF_8));
            part(
                    zip,
                    "xl/_rels/workbook.xml.rels",
                    "<Relationships><Relationship Id='rId1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet' Target='worksheets/sheet1.xml'/></Relationships>"
                            .getBytes(StandardCharsets.UTF_8));
            part(zip, "xl/worksheets/sheet1.xml", data);
        }
        verdict(bytes.toByteArray());
    }

    @FuzzTest(maxDuration = MINUTE)
    void anything(byte[] data) throws IOException {
        verdict(data);
    }

    private static void part(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
    }

    private static void read(String begin, byte[] data) throws IOException {
        var file = new ByteArrayOutputStream();
        file.writeBytes(begin.getBytes(StandardCharsets.UTF_8));
        file.writeBytes(data);
        verdict(file.toByteArray());
    }

    private static void verdict(byte[] file) throws IOException {
        Preview preview = READERS.preview(new ByteArrayInputStream(file));
        if (preview.verdict().equals("reject")) {
            assertThat(preview.statements()).isEmpty();
            assertThat(preview.findings()).isNotEmpty();
        } else {
            assertThat(preview.statements()).isNotEmpty();
        }
        assertThat(preview.findings())
                .allMatch(f -> !f.text().isBlank() && !f.textEn().isBlank());
    }
}
