package vn.phigate.reconciliation.reports;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;

/** Reports over HTTP: JSON, and the files that pages offer. */
public final class ReportsApi {
    private static final String ONE_INSTANT = "set transaction isolation level repeatable read";

    private final Db db;
    private final DayReports reports;

    public ReportsApi(Db db, DayReports reports) {
        this.db = db;
        this.reports = reports;
    }

    public void routes(Web web) {
        web.get("/v1/reports/{report}", Access.READ, this::report);
    }

    private Reply report(Request request) {
        LocalDate day = request.queryDate("business_day")
                .orElseThrow(() -> HttpProblem.field("business_day", "", "cần một ngày.", "a day is needed."));
        ReportName name = name(request);
        String format = request.query("format").orElse("json");
        ReportFile file = format.equals("json") ? null : file(format);
        ReportTable table = db.inTransaction(tx -> {
            tx.run(ONE_INSTANT);
            return reports.table(tx, name, day);
        });
        return file == null ? Reply.ok(view(table)) : download(table, file, request);
    }

    public static Reply download(ReportTable table, ReportFile file, Request request) {
        return Reply.bytes(file.type(), file.write(table, request.language()))
                .with("Content-Disposition", "attachment; filename=\"" + file.name(table) + "\"");
    }

    /** The {@code {report}} of the path. */
    public static ReportName name(Request request) {
        String code = request.pathParameter("report");
        return ReportName.parse(code)
                .orElseThrow(
                        () -> HttpProblem.field("report", code, "không có báo cáo này.", "there is no such report."));
    }

    public static ReportFile file(String format) {
        return switch (format.toLowerCase(Locale.ROOT)) {
            case "csv" -> ReportFile.CSV;
            case "xlsx" -> ReportFile.XLSX;
            case "pdf" -> ReportFile.PDF;
            default ->
                throw HttpProblem.field(
                        "format", format, "cần json, csv, xlsx hoặc pdf.", "json, csv, xlsx or pdf is needed.");
        };
    }

    private static Map<String, @Nullable Object> view(ReportTable table) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("report", table.name().code());
        view.put("business_day", table.day());
        view.put("rows", table.rows().stream().map(row -> row(table, row)).toList());
        return view;
    }

    private static Map<String, @Nullable Object> row(ReportTable table, List<@Nullable Object> cells) {
        var row = new LinkedHashMap<String, @Nullable Object>();
        for (int c = 0; c < cells.size(); c++) {
            row.put(table.columns().get(c).key(), cells.get(c));
        }
        return row;
    }
}
