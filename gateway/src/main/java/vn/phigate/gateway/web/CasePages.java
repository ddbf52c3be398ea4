package vn.phigate.gateway.web;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.cases.CaseFile;
import vn.phigate.gateway.cases.Cases;
import vn.phigate.gateway.cases.CasesApi;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.refunds.Refund;
import vn.phigate.gateway.refunds.RefundStatus;
import vn.phigate.gateway.refunds.Refunds;
import vn.phigate.gateway.refunds.RefundsApi;

/** Pages for finance staff: cases and refunds with what can be done about them, and the books. Each act is the same door the API uses. */
public final class CasePages {
    private static final UUID FIRST = new UUID(0, 0);
    private static final int PAGE = 50;
    private static final int MOST_EVENTS = 100;

    private final Db db;
    private final Cases cases;
    private final Refunds refunds;
    private final Ledger ledger;
    private final Agencies agencies;
    private final Audit audit;
    private final Pages pages;
    private final InstantSource clock;

    public CasePages(
            Db db,
            Cases cases,
            Refunds refunds,
            Ledger ledger,
            Agencies agencies,
            Audit audit,
            Pages pages,
            InstantSource clock) {
        this.db = db;
        this.cases = cases;
        this.refunds = refunds;
        this.ledger = ledger;
        this.agencies = agencies;
        this.audit = audit;
        this.pages = pages;
        this.clock = clock;
    }

    public void routes(Web web) {
        Access maker = Access.only(Role.MAKER);
        Access checker = Access.only(Role.CHECKER);
        web.get("/cases", Access.READ, this::list);
        web.get("/cases/{id}", Access.READ, request -> file(request, 200, request.pathId(), null));
        web.post(
                "/cases/{id}/resolve",
                maker,
                request -> onCase(request, (tx, id) -> cases.resolve(tx, id, decision(request))));
        web.post(
                "/cases/{id}/approve",
                checker,
                request -> onCase(
                        request,
                        (tx, id) -> cases.approve(tx, id, request.form().getOrDefault("resolution", ""), by(request))));
        web.get("/refunds", Access.READ, this::refunds);
        web.get("/refunds/{id}", Access.READ, request -> refund(request, 200, request.pathId(), null));
        web.post(
                "/refunds/{id}/approve",
                checker,
                request -> onRefund(request, (tx, id) -> refunds.approve(tx, id, seen(request.form()), by(request))));
        web.post(
                "/refunds/{id}/refuse",
                Access.only(Role.MAKER, Role.CHECKER),
                request -> onRefund(
                        request,
                        (tx, id) -> refunds.refuse(
                                tx, id, CasesApi.note(request.form().get("reason")), by(request))));
        web.post(
                "/refunds/{id}/beneficiary",
                maker,
                request -> onRefund(
                        request, (tx, id) -> refunds.transferTo(tx, id, beneficiary(request.form()), by(request))));
        web.get("/ledger", Access.READ, this::books);
    }

    private interface Act {
        Object on(Tx tx, UUID id);
    }

    private Reply onCase(Request request, Act act) {
        return act(
                request,
                "/cases/",
                act,
                refused ->
                        file(request, refused.type().status(), request.pathId(), refused.detail(request.language())));
    }

    private Reply onRefund(Request request, Act act) {
        return act(
                request,
                "/refunds/",
                act,
                refused ->
                        refund(request, refused.type().status(), request.pathId(), refused.detail(request.language())));
    }

    /** Does one thing, then shows what it was done to; what was refused is told on the same page. */
    private Reply act(Request request, String base, Act act, Function<Refusal, Reply> shown) {
        UUID id = request.pathId();
        try {
            db.inTransactionDo(tx -> act.on(tx, id));
            return Reply.seeOther(base + id);
        } catch (Refusal refusal) {
            if (refusal.type().status() == 404) {
                throw refusal;
            }
            return shown.apply(refusal);
        }
    }

    private Reply list(Request request) {
        boolean resolved = request.query("status").map("resolved"::equals).orElse(false);
        String type = request.query("type")
                .filter(text -> text.matches("[a-z_]{1,40}"))
                .orElse(null);
        UUID after = request.queryId("after").orElse(FIRST);
        List<CaseFile> found = cases.list(db, resolved ? "resolved" : "open", type, after, PAGE + 1);
        boolean more = found.size() > PAGE;
        List<CaseFile> shown = more ? found.subList(0, PAGE) : found;
        var view = new CasesView(
                shown, cases.open(db), type, resolved, more ? shown.getLast().id() : null);
        return pages.show(request, 200, "cases.jte", pages.wording(request, view.query(type, resolved)), view);
    }

    private Reply file(Request request, int status, UUID id, @Nullable String refused) {
        var view = new CaseView(
                cases.get(db, id), audit.history(db, "case", id.toString(), 0, MOST_EVENTS), request.caller(), refused);
        return pages.show(request, status, "case-file.jte", pages.wording(request, "/cases/" + id), view);
    }

    private static Cases.Decision decision(Request request) {
        Map<String, String> form = request.form();
        boolean transfer = !form.getOrDefault("number", "").isBlank();
        return new Cases.Decision(
                form.getOrDefault("resolution", ""),
                CasesApi.note(form.get("note")),
                transfer ? beneficiary(form) : null,
                by(request));
    }

    /** The page always says whom it showed. */
    private static Refunds.Seen seen(Map<String, String> form) {
        return new Refunds.Seen(form.getOrDefault("number", "").isEmpty() ? null : beneficiary(form));
    }

    private static Refund.Beneficiary beneficiary(Map<String, String> form) {
        return new RefundsApi.BeneficiaryBody(
                        form.get("bin"), form.getOrDefault("number", "").replaceAll("[ .-]", ""), form.get("holder"))
                .beneficiary();
    }

    private Reply refunds(Request request) {
        RefundStatus status = request.query("status").map(CasePages::status).orElse(null);
        UUID after = request.queryId("after").orElse(FIRST);
        List<Refund> found = refunds.list(db, status, after, PAGE + 1);
        boolean more = found.size() > PAGE;
        List<Refund> shown = more ? found.subList(0, PAGE) : found;
        var view = new RefundsView(shown, status, more ? shown.getLast().id() : null);
        return pages.show(request, 200, "refunds.jte", pages.wording(request, view.query(status)), view);
    }

    private static @Nullable RefundStatus status(String text) {
        for (RefundStatus status : RefundStatus.values()) {
            if (status.text().equals(text.toLowerCase(Locale.ROOT))) {
                return status;
            }
        }
        return null;
    }

    private Reply refund(Request request, int status, UUID id, @Nullable String refused) {
        var view = new RefundView(refunds.get(db, id), request.caller(), refused);
        return pages.show(request, status, "refund-file.jte", pages.wording(request, "/refunds/" + id), view);
    }

    private Reply books(Request request) {
        LocalDate day = request.queryDate("day").orElseGet(() -> BusinessDay.of(clock.instant()));
        String agency = request.query("agency")
                .filter(code -> code.matches("[0-9A-Z.]{1,35}"))
                .orElse("");
        Long agencyId = agency.isEmpty() ? null : agencies.get(db, agency, day).id();
        var view = new LedgerView(ledger.trialBalance(db, day, agencyId), agency);
        String here = "/ledger?day=" + day + (agency.isEmpty() ? "" : "&agency=" + agency);
        return pages.show(request, 200, "ledger.jte", pages.wording(request, here), view);
    }

    private static String by(Request request) {
        return request.caller().name();
    }
}
