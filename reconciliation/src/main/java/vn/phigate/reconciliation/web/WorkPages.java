package vn.phigate.reconciliation.web;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.reports.Reports;

/** What waits for people, and the search over lines. */
final class WorkPages {
    private static final int A_PAGE = 50;
    private static final int FOUND_MAX = 100;
    private static final int TYPED_MIN = 3;
    private static final int TYPED_MAX = 100;

    private final Db db;
    private final Discrepancies discrepancies;
    private final Reports reports;
    private final Drawing drawing;
    private final InstantSource clock;

    WorkPages(Db db, Discrepancies discrepancies, Reports reports, Drawing drawing, InstantSource clock) {
        this.db = db;
        this.discrepancies = discrepancies;
        this.reports = reports;
        this.drawing = drawing;
        this.clock = clock;
    }

    Reply discrepancies(Request request) {
        String status = request.query("status").orElse("open");
        if (!List.of("open", "resolved", "all").contains(status)) {
            throw HttpProblem.field(
                    "status", status, "cần open, resolved hoặc all.", "open, resolved or all is needed.");
        }
        Unmatched type = request.query("type").map(WorkPages::type).orElse(null);
        LocalDate day = request.queryDate("day").orElse(null);
        UUID after = request.query("cursor").isPresent() ? Paging.after(request) : null;
        String chosen = status.equals("all") ? null : status;
        LocalDate today = BusinessDay.of(clock.instant());
        DiscrepanciesView view = db.inTransaction(tx -> {
            tx.run(AccountPages.ONE_INSTANT);
            List<Discrepancy> found =
                    discrepancies.oldestFirst(tx, new Discrepancies.Choice(chosen, type, day), after, A_PAGE + 1);
            boolean more = found.size() > A_PAGE;
            List<Discrepancy> page = more ? found.subList(0, A_PAGE) : found;
            return new DiscrepanciesView(
                    status,
                    type,
                    day,
                    discrepancies.totals(tx, new Discrepancies.Choice(chosen, null, day)),
                    page.stream().map(each -> Work.of(each, today)).toList(),
                    more ? address(status, type, day, page.getLast().id()) : null);
        });
        return drawing.show(request, 200, "discrepancies.jte", drawing.wording(request), view);
    }

    private static Unmatched type(String text) {
        return Arrays.stream(Unmatched.values())
                .filter(type -> type.code().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        HttpProblem.field("type", text, "không có loại chênh lệch này.", "there is no such type."));
    }

    private static String address(String status, @Nullable Unmatched type, @Nullable LocalDate day, UUID after) {
        return "/discrepancies?status=" + status + (type == null ? "" : "&type=" + type.code())
                + (day == null ? "" : "&day=" + day) + "&cursor=" + after;
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
