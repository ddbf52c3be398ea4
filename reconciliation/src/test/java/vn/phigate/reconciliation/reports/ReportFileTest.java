package vn.phigate.reconciliation.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.platform.http.Language;

class ReportFileTest {
    private static final LocalDate DAY = LocalDate.of(2025, 7, 17);

    private static ReportTable table(List<List<@Nullable Object>> rows) {
        return new ReportTable(
                ReportName.UNMATCHED_BANK,
                DAY,
                List.of(
                        ReportTable.text("narrative", "Nội dung", "Narrative", 30),
                        ReportTable.text("booked_on", "Ngày ghi sổ", "Booked on", 10),
                        ReportTable.figure("amount_vnd", "Số tiền", "Amount")),
                rows);
    }

    private static ReportTable one(@Nullable Object... cells) {
        return table(List.of(ReportTable.row(cells)));
    }

    private static List<Row> sheet(byte[] file) throws IOException {
        try (var workbook = new ReadableWorkbook(new ByteArrayInputStream(file))) {
            return workbook.getFirstSheet().read();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+84", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"})
    void textIsNeverAFormula_whateverItBeginsWith(String hostile) throws IOException {
        ReportTable table = one(hostile, DAY, -11_000L);
        String csv = new String(ReportFile.CSV.write(table, Language.VI), StandardCharsets.UTF_8);
        assertThat(csv.substring(csv.indexOf("\r\n") + 2)).matches("(?s)\"?'.*,2025-07-17,-11000\r\n");
        Row row = sheet(ReportFile.XLSX.write(table, Language.VI)).get(1);
        assertThat(row.getCell(0).getType()).isEqualTo(CellType.STRING);
        assertThat(row.getCell(0).getFormula()).isNull();
        assertThat(row.getCell(0).asString()).matches("(?s)['\\s].*").doesNotStartWith("=");
        assertThat(row.getCell(2).getType()).isEqualTo(CellType.NUMBER);
        assertThat(row.getCell(2).asNumber().longValueExact()).isEqualTo(-11_000);
    }

    @Test
    void figuresAreNumbersAndDaysAreDays_inASheet() throws IOException {
        List<Row> rows = sheet(ReportFile.XLSX.write(one("Nộp phí <b> & \u0001", DAY, 1_234_567L), Language.EN));
        assertThat(rows.getFirst().getCell(0).asString()).isEqualTo("Narrative");
        assertThat(rows.get(1).getCell(0).asString()).isEqualTo("Nộp phí <b> &  ");
        assertThat(rows.get(1).getCell(1).asDate().toLocalDate()).isEqualTo(DAY);
        assertThat(rows.get(1).getCell(2).asNumber().longValueExact()).isEqualTo(1_234_567);
    }

    @Test
    void paperHasItsMarksHeadsAndSum_overSeveralPages() throws IOException {
        var rows = new ArrayList<List<@Nullable Object>>();
        IntStream.range(0, 120)
                .forEach(i -> rows.add(ReportTable.row("Lệ phí chứng thực chữ ký số " + i, DAY, 10_000L)));
        rows.add(ReportTable.row("Ghi \u0000 chú", null, null));
        try (var document = Loader.loadPDF(ReportFile.PDF.write(table(rows), Language.VI))) {
            assertThat(document.getNumberOfPages()).isGreaterThan(1);
            String text = new PDFTextStripper().getText(document);
            assertThat(text)
                    .contains("Có trên sao kê, chưa khớp", "Lệ phí chứng thực chữ ký số 119", "1.200.000", "Trang 2");
            assertThat(text.split("Ngày ghi sổ", -1)).hasSize(document.getNumberOfPages() + 1);
        }
    }
}
