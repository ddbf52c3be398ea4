package vn.phigate.reconciliation.discrepancies;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.reconciliation.paging.Paging;

/** Discrepancies over HTTP. */
public final class DiscrepanciesApi {
    private static final Set<String> STATUSES = Set.of("open", "resolved");

    private final Db db;
    private final Discrepancies discrepancies;
    private final InstantSource clock;

    public DiscrepanciesApi(Db db, Discrepancies discrepancies, InstantSource clock) {
        this.db = db;
        this.discrepancies = discrepancies;
        this.clock = clock;
    }

    public void routes(Web web) {
        web.get("/v1/discrepancies", Access.READ, this::list);
    }

    private Reply list(Request request) {
        String status = request.query("status").orElse(null);
        if (status != null && !STATUSES.contains(status)) {
            throw HttpProblem.field("status", status, "cần open hoặc resolved.", "open or resolved is needed.");
        }
        int limit = request.queryLimit(100, 500);
        var found = discrepancies.list(
                db, status, request.queryDate("business_day").orElse(null), Paging.after(request), limit + 1);
        Language language = request.language();
        return Paging.page(found, limit, Discrepancy::id, discrepancy -> view(discrepancy, language));
    }

    private Map<String, @Nullable Object> view(Discrepancy discrepancy, Language language) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", discrepancy.id());
        view.put("type", discrepancy.type().code());
        view.put("reason", language.pick(discrepancy.reason(), discrepancy.reasonEn()));
        view.put("amount_vnd", discrepancy.amountVnd());
        view.put("account", discrepancy.account());
        view.put("business_day", discrepancy.businessDay());
        view.put("line", discrepancy.line());
        view.put("candidates", discrepancy.candidates());
        var owner = discrepancy.owner();
        view.put("owner", owner == null ? null : Map.of("code", owner.code(), "name", owner.name()));
        view.put("age_days", ageDays(discrepancy));
        view.put("proposed_action", language.pick(discrepancy.proposedAction(), discrepancy.proposedActionEn()));
        view.put("status", discrepancy.status());
        view.put("resolution", discrepancy.resolution());
        view.put("opened_at", discrepancy.openedAt());
        view.put("resolved_at", discrepancy.resolvedAt());
        return view;
    }

    /** Whole days since the money was booked: the citizen waits from then on, not from when the file came. */
    private long ageDays(Discrepancy discrepancy) {
        return Math.max(0, ChronoUnit.DAYS.between(discrepancy.businessDay(), BusinessDay.of(clock.instant())));
    }
}
