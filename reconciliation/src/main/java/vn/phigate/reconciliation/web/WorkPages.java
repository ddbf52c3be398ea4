package vn.phigate.reconciliation.web;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.discrepancies.Discrepancies.Choice;
import vn.phigate.reconciliation.discrepancies.DiscrepanciesApi;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.reports.Reports;
import vn.phigate.reconciliation.statements.Statements;

/** What waits for people, and the search over lines. */
final class WorkPages {
    private static final int A_PAGE = 50;
    private static final int ROWS = 1_000;
    private static final int FOUND_MAX = 100;
    private static final int TYPED_MIN = 3;
    private static final int TYPED_MAX = 100;

    private final Db db;
    private final Discrepancies discrepancies;
    private final Statements statements;
    private final Agencies agencies;
    private final Reports reports;
    private final Drawing drawing;
    private final InstantSource clock;

    WorkPages(
            Db db,
            Discrepancies discrepancies,
            Statements statements,
            Agencies agencies,
            Reports reports,
            Drawing drawing,
            InstantSource clock) {
        this.db = db;
        this.discrepancies = discrepancies;
        this.statements = statements;
        this.agencies = agencies;
        this.reports = reports;
        this.drawing = drawing;
        this.clock = clock;
    }

    /** A page of cards, or of up to a thousand rows ({@code rows}); filtered and paged alike. */
    Reply discrepancies(Request request) {
        String status = request.query("status").orElse("open");
        if (!List.of("open", "resolved", "all").contains(status)) {
            throw HttpProblem.field(
                    "status", status, "cần open, resolved hoặc all.", "open, resolved or all is needed.");
        }
        UUID after = request.query("cursor").isPresent() ? Paging.after(request) : null;
        boolean rows = request.query("rows").isPresent();
        int size = rows ? ROWS : A_PAGE;
        LocalDate today = BusinessDay.of(clock.instant());
        DiscrepanciesView view = db.inTransaction(tx -> {
            tx.run(AccountPages.ONE_INSTANT);
            Choice choice = DiscrepanciesApi.choice(
                    tx,
                    request,
                    status.equals("all") ? null : status,
                    statements,
                    agencies,
                    discrepancies.age(),
                    today);
            List<Discrepancy> found = discrepancies.oldestFirst(tx, choice, after, size + 1);
            boolean more = found.size() > size;
            List<Discrepancy> page = more ? found.subList(0, size) : found;
            return new DiscrepanciesView(
                    status,
                    choice,
                    request.query("min_age").orElse(""),
                    request.query("agency").orElse(""),
                    rows,
                    discrepancies.totals(tx, choice.ofAnyType()),
                    page.stream().map(each -> Work.of(each, today)).toList(),
                    more ? next(request, page.getLast().id()) : null);
        });
        return drawing.show(request, 200, "discrepancies.jte", drawing.wording(request), view);
    }

    private static String next(Request request, UUID after) {
        String query = request.rawQuery().replaceAll("(^|&)cursor=[^&]*", "").replaceAll("^&", "");
        return "/discrepancies?" + (query.isEmpty() ? "" : query + "&") + "cursor=" + after;
    }

    Reply search(Request request) {
        String typed = request.query("q").orElse("");
        String bounded = typed.length() > TYPED_MAX ? typed.substring(0, TYPED_MAX) : typed;
        boolean tooShort = !bounded.isEmpty() && bounded.length() < TYPED_MIN;
        List<LineView> found = bounded.isEmpty() || tooShort
                ? List.of()
                : db.inTransaction(tx -> {
                    tx.run(AccountPages.ONE_INSTANT);
                    return LineView.of(reports.search(tx, bounded, FOUND_MAX));
                });
        return drawing.show(
                request,
                200,
                "search.jte",
                drawing.wording(request),
                new SearchView(bounded, tooShort, found, FOUND_MAX));
    }
}
