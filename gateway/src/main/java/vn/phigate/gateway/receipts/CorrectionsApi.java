package vn.phigate.gateway.receipts;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;

/** Wrong receipts over HTTP. */
final class CorrectionsApi {
    private static final UUID FIRST = new UUID(0, 0);
    private static final int MOST_TEXT = 500;

    private final Db db;
    private final Agencies agencies;
    private final CorrectReceipts corrections;

    CorrectionsApi(Db db, Agencies agencies, CorrectReceipts corrections) {
        this.db = db;
        this.agencies = agencies;
        this.corrections = corrections;
    }

    void routes(Web web) {
        web.command("/v1/receipts/{code}/corrections", Access.only(Role.MAKER).alsoBound(), this::propose);
        web.get("/v1/receipt-corrections", Access.READ.alsoBound(), this::list);
        web.get("/v1/receipt-corrections/{id}", Access.READ.alsoBound(), request -> {
            Correction correction = corrections.get(db, id(request));
            agencies.scope(db, request.caller()).require(correction.agencyId());
            return Reply.ok(CorrectionJson.view(correction));
        });
        web.command(
                "/v1/receipt-corrections/{id}/approve",
                Access.only(Role.CHECKER),
                (request, tx) -> Reply.ok(CorrectionJson.view(
                        corrections.approve(tx, id(request), request.caller().name()))));
        web.command(
                "/v1/receipt-corrections/{id}/refuse",
                Access.only(Role.MAKER, Role.CHECKER).alsoBound(),
                this::refuse);
    }

    private Reply refuse(Request request, Tx tx) {
        agencies.scope(tx, request.caller())
                .require(corrections.get(tx, id(request)).agencyId());
        return Reply.ok(CorrectionJson.view(corrections.refuse(
                tx,
                id(request),
                Given.line("reason", request.json(ReasonBody.class).reason(), MOST_TEXT),
                request.caller().name(),
                !request.caller().wholeCity())));
    }

    private record ReasonBody(@Nullable String reason) {}

    /** @param amount true: the amounts are drawn anew from the books */
    private record ErrorsBody(
            @Nullable List<Correction.@Nullable GivenText> texts,
            @Nullable String taxCode,
            @Nullable Boolean amount,
            @Nullable String reason) {}

    private Reply propose(Request request, Tx tx) {
        String code = request.pathParameter("code");
        agencies.scope(tx, request.caller()).require(corrections.agencyOf(tx, code));
        var body = request.json(ErrorsBody.class);
        var errors = Correction.Errors.given(body.texts(), body.taxCode(), body.amount());
        Correction proposed = corrections.propose(
                tx,
                code,
                errors,
                Given.line("reason", body.reason(), MOST_TEXT),
                request.caller().name());
        return Reply.created(CorrectionJson.view(proposed));
    }

    private Reply list(Request request) {
        int limit = request.queryLimit(100, 500);
        List<Correction> found = corrections.list(
                db,
                request.query("status").map(CorrectionsApi::status).orElse(null),
                request.query("receipt")
                        .map(typed ->
                                ReceiptCode.parse(typed).map(ReceiptCode::text).orElse(typed))
                        .orElse(null),
                agencies.scope(db, request.caller()).narrow(null),
                request.queryId("cursor").orElse(FIRST),
                limit + 1);
        return Reply.page(found, limit, Correction::id, CorrectionJson::view);
    }

    private static Correction.Status status(String text) {
        try {
            return Correction.Status.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw HttpProblem.field("status", text, "là proposed, done hoặc refused.", "is proposed, done or refused.");
        }
    }

    private static UUID id(Request request) {
        try {
            return UUID.fromString(request.pathParameter("id"));
        } catch (IllegalArgumentException e) {
            throw ReceiptProblem.CORRECTION_UNKNOWN.refusal();
        }
    }
}
