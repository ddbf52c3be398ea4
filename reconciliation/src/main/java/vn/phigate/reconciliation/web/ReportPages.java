package vn.phigate.reconciliation.web;

import java.time.InstantSource;
import java.time.LocalDate;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.reconciliation.reports.DayReports;
import vn.phigate.reconciliation.reports.ReportFile;
import vn.phigate.reconciliation.reports.ReportName;
import vn.phigate.reconciliation.reports.ReportTable;
import vn.phigate.reconciliation.reports.ReportsApi;

/** The reports of a day: each as a page and as files. */
final class ReportPages {
    private static final int ROWS_SHOWN = 200;

    private final Db db;
    private final DayReports reports;
    private final Drawing drawing;
    private final InstantSource clock;

    ReportPages(Db db, DayReports reports, Drawing drawing, InstantSource clock) {
        this.db = db;
        this.reports = reports;
        this.drawing = drawing;
        this.clock = clock;
    }

    Reply list(Request request) {
        return drawing.show(
                request, 200, "reports.jte", drawing.wording(request), new ReportsView(day(request), null, ROWS_SHOWN));
    }

    Reply show(Request request) {
        LocalDate day = day(request);
        var view = new ReportsView(day, table(ReportsApi.name(request), day), ROWS_SHOWN);
        return drawing.show(request, 200, "reports.jte", drawing.wording(request), view);
    }

    Reply export(Request request) {
        ReportName name = ReportsApi.name(request);
        ReportFile file = ReportsApi.file(request.pathParameter("format"));
        return ReportsApi.download(table(name, day(request)), file, request);
    }

    private ReportTable table(ReportName name, LocalDate day) {
        return db.inTransaction(tx -> {
            tx.run(AccountPages.ONE_INSTANT);
            return reports.table(tx, name, day);
        });
    }

    private LocalDate day(Request request) {
        return request.queryDate("day")
                .orElseGet(() -> BusinessDay.of(clock.instant()).minusDays(1));
    }
}
