package vn.phigate.reconciliation.web;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.reports.ReportTable;

/**
 * The reports of a day, one of them open.
 *
 * @param table null while none was chosen
 * @param most how many rows are shown
 */
public record ReportsView(LocalDate day, @Nullable ReportTable table, int most) {
    public List<List<@Nullable Object>> rows(ReportTable shown) {
        return shown.rows().subList(0, Math.min(most, shown.rows().size()));
    }
}
