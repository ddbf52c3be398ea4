package vn.phigate.gateway.cases;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.refunds.RefundsApi;

/** Cases over HTTP. */
public final class CasesApi {
    private static final UUID FIRST = new UUID(0, 0);
    private static final int MOST_NOTE = 500;

    private final Db db;
    private final Cases cases;

    public CasesApi(Db db, Cases cases) {
        this.db = db;
        this.cases = cases;
    }

    public void routes(Web web) {
        web.get("/v1/cases", Access.READ, this::list);
        web.get("/v1/cases/{id}", Access.READ, request -> Reply.ok(Cases.view(cases.get(db, id(request)))));
        web.command("/v1/cases/{id}/resolve", Access.only(Role.MAKER), this::resolve);
        web.command(
                "/v1/cases/{id}/approve",
                Access.only(Role.CHECKER),
                (request, tx) -> Reply.ok(Cases.view(cases.approve(
                        tx,
                        id(request),
                        request.body().length == 0
                                ? null
                                : request.json(ApprovalBody.class).resolution(),
                        request.caller().name()))));
    }

    private record ApprovalBody(@Nullable String resolution) {}

    private record DecisionBody(
            @Nullable String resolution, @Nullable String note, RefundsApi.@Nullable BeneficiaryBody beneficiary) {}

    private Reply resolve(Request request, Tx tx) {
        var body = request.json(DecisionBody.class);
        CaseFile after = cases.resolve(
                tx,
                id(request),
                new Cases.Decision(
                        body.resolution() == null ? "" : body.resolution(),
                        note(body.note()),
                        body.beneficiary() == null ? null : body.beneficiary().beneficiary(),
                        request.caller().name()));
        return Reply.ok(Cases.view(after));
    }

    /** Why, in a person's words; kept with the case for ever. */
    public static String note(@Nullable String note) {
        return Given.line("note", note, MOST_NOTE);
    }

    private Reply list(Request request) {
        String status = request.query("status").orElse(null);
        if (status != null && !status.equals("open") && !status.equals("resolved")) {
            throw HttpProblem.field("status", status, "là open hoặc resolved.", "is open or resolved.");
        }
        UUID after = request.queryId("cursor").orElse(FIRST);
        int limit = request.queryLimit(100, 500);
        List<CaseFile> found = cases.list(db, status, request.query("type").orElse(null), after, limit + 1);
        return Reply.page(found, limit, CaseFile::id, Cases::view);
    }

    private static UUID id(Request request) {
        try {
            return UUID.fromString(request.pathParameter("id"));
        } catch (IllegalArgumentException e) {
            throw CaseProblem.CASE_UNKNOWN.refusal();
        }
    }
}
