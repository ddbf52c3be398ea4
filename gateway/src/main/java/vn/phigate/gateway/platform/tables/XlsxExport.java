package vn.phigate.gateway.platform.tables;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/** A table as a workbook of one sheet: figures are numbers, all else is harmless text ({@link CsvExport#harmless}). */
public final class XlsxExport {
    public static final String TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    /** Excel's own limit of a cell. */
    private static final int CELL_CHARACTERS_MAX = 32_767;

    private XlsxExport() {}

    /** @param rows whole numbers are written as numbers; null is an empty cell */
    public static byte[] write(String sheetName, List<String> head, List<@Nullable Object[]> rows) {
        var bytes = new ByteArrayOutputStream();
        try (Workbook workbook = new Workbook(bytes, "PhiGate", "1.0")) {
            Worksheet sheet = workbook.newWorksheet(sheetName);
            for (int c = 0; c < head.size(); c++) {
                sheet.value(0, c, head.get(c));
                sheet.width(c, Math.max(10, head.get(c).length() + 4));
            }
            sheet.range(0, 0, 0, head.size() - 1).style().bold().set();
            sheet.freezePane(0, 1);
            for (int r = 0; r < rows.size(); r++) {
                @Nullable Object[] row = rows.get(r);
                for (int c = 0; c < row.length; c++) {
                    cell(sheet, r + 1, c, row[c]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void cell(Worksheet sheet, int row, int column, @Nullable Object cell) {
        switch (cell) {
            case null -> {}
            case Number number -> {
                sheet.value(row, column, number);
                sheet.style(row, column).format("#,##0").set();
            }
            default -> {
                // Characters that XML 1.0 cannot hold.
                String plain = cell.toString().replaceAll("[\\p{Cntrl}\\uFFFE\\uFFFF]", " ");
                String text = CsvExport.harmless(plain);
                sheet.value(row, column, text.substring(0, Math.min(text.length(), CELL_CHARACTERS_MAX)));
            }
        }
    }
}
