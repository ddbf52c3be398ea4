package vn.phigate.reconciliation.web;

import gg.jte.Content;
import java.time.InstantSource;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.web.Pages;
import vn.phigate.reconciliation.closing.Closings;
import vn.phigate.reconciliation.closing.PeriodClosings;
import vn.phigate.reconciliation.decisions.Decisions;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.notices.Notices;
import vn.phigate.reconciliation.reports.DayReports;
import vn.phigate.reconciliation.reports.Reports;
import vn.phigate.reconciliation.settlements.Settlements;
import vn.phigate.reconciliation.statements.Statements;
import vn.phigate.reconciliation.transfers.TransferOrders;

/**
 * The door to the finance pages. All need a signed-in person; who may write is decided here, route by route, as the interface for programs
 * decides it.
 */
public final class FinancePages {
    private final Drawing drawing;
    private final MorningPages morning;
    private final FilePages files;
    private final SettlementPages settlements;
    private final AccountPages accounts;
    private final ClosesPages closes;
    private final WorkPages work;
    private final TransferPages transfers;
    private final DecisionPages decisions;
    private final NoticePages notices;
    private final ReportPages reports;

    public FinancePages(
            Db db,
            Agencies agencies,
            Statements statements,
            Settlements settlements,
            Matching matching,
            Discrepancies discrepancies,
            Decisions decisions,
            TransferOrders transfers,
            Notices notices,
            Closings closings,
            PeriodClosings periods,
            Reports reports,
            DayReports dayReports,
            Pages pages,
            InstantSource clock) {
        this.drawing = new Drawing(pages);
        this.morning =
                new MorningPages(db, agencies, matching, discrepancies, decisions, notices, reports, drawing, clock);
        this.settlements = new SettlementPages(db, settlements, drawing);
        this.files = new FilePages(db, statements, this.settlements, reports, drawing);
        this.accounts = new AccountPages(db, agencies, statements, closings, periods, reports, drawing, clock);
        this.closes = new ClosesPages(db, closings, periods, drawing);
        this.reports = new ReportPages(db, dayReports, drawing, clock);
        this.notices = new NoticePages(db, notices, drawing, clock);
        this.transfers = new TransferPages(db, transfers, drawing);
        this.work = new WorkPages(db, discrepancies, statements, agencies, reports, drawing, clock);
        this.decisions = new DecisionPages(db, discrepancies, decisions, matching, transfers, drawing, clock);
    }

    public void routes(Web web) {
        Access maker = Access.only(Role.MAKER);
        Access signer = Access.only(Role.MAKER, Role.CHECKER);
        web.get("/", Access.READ, morning::show);
        web.post("/reconcile", maker, morning::reconcile);
        web.get("/statements", Access.READ, files::list);
        web.get("/statements/{id}", Access.READ, files::show);
        web.get("/settlements", Access.READ, settlements::list);
        web.get("/settlements/{id}", Access.READ, settlements::show);
        web.post("/upload", maker, files::take);
        web.post("/upload/look", maker, files::stage);
        web.get("/upload/{id}", maker, files::staged);
        web.post("/upload/{id}/book", maker, files::book);
        web.post("/upload/{id}/drop", maker, files::drop);
        web.get("/preview", Access.READ, files::previewForm);
        web.post("/preview", Access.READ, files::preview);
        web.get("/accounts/{account}/{day}", Access.READ, accounts::show);
        web.post("/accounts/{account}/{day}/prepare", signer, accounts::prepare);
        web.post("/accounts/{account}/{day}/sign", signer, accounts::sign);
        web.post("/accounts/{account}/{day}/month/prepare", signer, accounts::prepareMonth);
        web.post("/accounts/{account}/{day}/month/sign", signer, accounts::signMonth);
        web.post("/accounts/{account}/{day}/corrections", signer, accounts::correct);
        web.post("/accounts/{account}/{day}/corrections/{id}/approve", signer, accounts::approveCorrection);
        web.get("/closes/{day}", Access.READ, closes::show);
        web.post("/closes/{day}/prepare", signer, closes::prepareDay);
        web.post("/closes/{day}/sign", signer, closes::signDay);
        web.post("/closes/{day}/month/prepare", signer, closes::prepareMonth);
        web.post("/closes/{day}/month/sign", signer, closes::signMonth);
        web.get("/discrepancies", Access.READ, work::discrepancies);
        web.get("/discrepancies/{id}", Access.READ, decisions::show);
        web.post("/discrepancies/{id}/assign", signer, decisions::assign);
        web.post("/discrepancies/{id}/comment", signer, decisions::comment);
        web.post("/discrepancies/{id}/hold", signer, decisions::hold);
        web.post("/discrepancies/{id}/release", signer, decisions::release);
        web.post("/discrepancies/{id}/refuse", signer, decisions::refuse);
        web.post("/discrepancies/{id}/propose", maker, decisions::propose);
        web.get("/proposals", Access.READ, decisions::proposals);
        web.post("/proposals/{id}/approve", Access.only(Role.CHECKER), decisions::approve);
        web.post("/proposals/{id}/reject", Access.only(Role.CHECKER), decisions::reject);
        web.post("/proposals/{id}/withdraw", signer, decisions::withdraw);
        web.get("/matches/{id}", Access.READ, decisions::match);
        web.post("/matches/{id}/unmatch", maker, decisions::unmatch);
        web.get("/notices", Access.READ, notices::show);
        web.get("/notices/export", Access.READ, notices::export);
        web.get("/reports", Access.READ, reports::list);
        web.get("/reports/{report}", Access.READ, reports::show);
        web.get("/reports/{report}/{format}", Access.READ, reports::export);
        web.get("/transfers", Access.READ, transfers::list);
        web.get("/transfers/{id}", Access.READ, transfers::show);
        web.get("/transfers/{id}/export", Access.READ, transfers::export);
        web.post("/transfers/{id}/approve", Access.only(Role.CHECKER), transfers::approve);
        web.post("/transfers/{id}/send", signer, transfers::send);
        web.get("/search", Access.READ, work::search);
        web.get("/finance.css", Access.PUBLIC, FinanceStyle.CSS::send);
        web.get("/upload.js", Access.PUBLIC, FinanceStyle.UPLOAD::send);
        web.errorPage(this::refused);
    }

    /** The {@link vn.phigate.gateway.web.Frame} of these pages. */
    public Reply framed(Request request, int status, String here, String title, Content content) {
        return drawing.framed(request, status, here, title, content);
    }

    private Reply refused(Refusal refusal, Language language, String path) {
        return drawing.refused(refusal, language, path);
    }
}
