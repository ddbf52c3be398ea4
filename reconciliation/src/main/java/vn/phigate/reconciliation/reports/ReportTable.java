package vn.phigate.reconciliation.reports;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report as a table, whatever it is written as.
 *
 * @param rows as long as {@code columns}; cells are Long (đồng or counts), LocalDate, String or null
 */
public record ReportTable(ReportName name, LocalDate day, List<Column> columns, List<List<@Nullable Object>> rows) {
    /**
     * @param key as in JSON and in the head of a CSV file
     * @param money whether the cells are figures to be added up
     * @param width of the column, in parts of all
     */
    public record Column(String key, String title, String titleEn, boolean money, int width) {}

    static Column text(String key, String title, String titleEn, int width) {
        return new Column(key, title, titleEn, false, width);
    }

    static Column figure(String key, String title, String titleEn) {
        return new Column(key, title, titleEn, true, 10);
    }

    static List<@Nullable Object> row(@Nullable Object... cells) {
        List<@Nullable Object> row = new ArrayList<>();
        Collections.addAll(row, cells);
        return row;
    }

    /** Sum of a column of figures. */
    public long sum(int column) {
        return rows.stream()
                .map(row -> row.get(column))
                .mapToLong(cell -> cell instanceof Long number ? number : 0)
                .reduce(0, Math::addExact);
    }
}
