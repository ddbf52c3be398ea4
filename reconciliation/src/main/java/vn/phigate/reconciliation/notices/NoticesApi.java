package vn.phigate.reconciliation.notices;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.payments.NoticeBook;
import vn.phigate.gateway.payments.NoticeBook.Status;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.statements.BankLine;

/** Notices and lines over HTTP. */
public final class NoticesApi {
    private final Db db;
    private final Notices notices;
    private final InstantSource clock;

    public NoticesApi(Db db, Notices notices, InstantSource clock) {
        this.db = db;
        this.notices = notices;
        this.clock = clock;
    }

    public void routes(Web web) {
        web.get("/v1/notices", Access.READ, this::list);
        web.get("/v1/notices/unannounced", Access.READ, this::unannounced);
    }

    private Reply list(Request request) {
        Status status = request.query("status").map(NoticesApi::status).orElse(null);
        int limit = request.queryLimit(100, 500);
        LocalDate day = request.queryDate("business_day").orElse(null);
        return Paging.page(
                notices.list(db, day, status, Paging.after(request), limit + 1), limit, Notices.Held::id, this::view);
    }

    private Reply unannounced(Request request) {
        int limit = request.queryLimit(100, 500);
        LocalDate day = request.queryDate("business_day")
                .orElseThrow(() -> HttpProblem.field("business_day", "", "cần một ngày.", "a day is needed."));
        List<BankLine> found = notices.unannounced(db, day, Paging.after(request), limit + 1);
        return Paging.page(found, limit, BankLine::id, line -> line);
    }

    private static Status status(String text) {
        return Status.parse(text)
                .orElseThrow(() -> HttpProblem.field(
                        "status",
                        text,
                        "cần provisional, confirmed, corrected hoặc withdrawn.",
                        "provisional, confirmed, corrected or withdrawn is needed."));
    }

    private Map<String, @Nullable Object> view(Notices.Held held) {
        NoticeBook.Told told = held.told();
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", told.id());
        view.put("account", told.account());
        Agency owner = held.owner();
        view.put("owner", owner == null ? null : Map.of("code", owner.code(), "name", owner.name()));
        view.put("status", told.status());
        view.put("outcome", told.outcome());
        view.put("services", told.services());
        view.put("bank_reference", told.bankReference());
        view.put("amount_vnd", told.amountVnd());
        view.put("business_day", told.day());
        view.put("occurred_at", told.occurredAt());
        view.put("narrative", told.narrative());
        view.put("payment_id", told.paymentId());
        view.put("line", held.line());
        view.put("received_at", told.receivedAt());
        view.put("judged_at", told.judgedAt());
        view.put("age_days", Math.max(0, ChronoUnit.DAYS.between(told.day(), BusinessDay.of(clock.instant()))));
        return view;
    }
}
