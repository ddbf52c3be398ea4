package vn.phigate.reconciliation.discrepancies;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.reconciliation.discrepancies.Discrepancies.Choice;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.statements.Statements;

/** Discrepancies over HTTP: found, given to somebody, talked about, left in suspense. What moves money is proposed elsewhere. */
public final class DiscrepanciesApi {
    private static final Set<String> STATUSES = Set.of("open", "resolved");
    private static final int NAME_MAX = 100;
    private static final int TEXT_MAX = 1_000;
    private static final int AGE_MAX = 2_000;

    private final Db db;
    private final Discrepancies discrepancies;
    private final Statements statements;
    private final Agencies agencies;
    private final long smallVnd;
    private final InstantSource clock;

    /** @param smallVnd what may be written off of one line at most */
    public DiscrepanciesApi(
            Db db,
            Discrepancies discrepancies,
            Statements statements,
            Agencies agencies,
            long smallVnd,
            InstantSource clock) {
        this.db = db;
        this.discrepancies = discrepancies;
        this.statements = statements;
        this.agencies = agencies;
        this.smallVnd = smallVnd;
        this.clock = clock;
    }

    public void routes(Web web) {
        Access worker = Access.only(Role.MAKER, Role.CHECKER);
        web.get("/v1/discrepancies", Access.READ, this::list);
        web.get("/v1/discrepancies/{id}", Access.READ, request -> {
            Discrepancy found = discrepancies.get(db, request.pathId());
            var view = view(found, request.language());
            view.put("history", discrepancies.notes(db, found.thread()));
            return Reply.ok(view);
        });
        web.command("/v1/discrepancies/{id}/assign", worker, this::assign);
        web.command("/v1/discrepancies/{id}/comments", worker, this::comment);
        web.command("/v1/discrepancies/{id}/hold", worker, this::hold);
        web.command(
                "/v1/discrepancies/{id}/release",
                worker,
                (request, tx) -> reply(
                        request,
                        discrepancies.release(
                                tx, request.pathId(), request.caller().name())));
    }

    private Reply list(Request request) {
        int limit = request.queryLimit(100, 500);
        var found = discrepancies.list(
                db, choice(db, request, request.query("status").orElse(null)), Paging.after(request), limit + 1);
        Language language = request.language();
        return Paging.page(found, limit, Discrepancy::id, discrepancy -> view(discrepancy, language));
    }

    /** What a request's query chooses; pages and programs alike. @param status open or resolved; null for both */
    private Choice choice(Sql sql, Request request, @Nullable String status) {
        return choice(sql, request, status, statements, agencies, discrepancies.age(), BusinessDay.of(clock.instant()));
    }

    public static Choice choice(
            Sql sql,
            Request request,
            @Nullable String status,
            Statements statements,
            Agencies agencies,
            BusinessAge age,
            LocalDate today) {
        if (status != null && !STATUSES.contains(status)) {
            throw HttpProblem.field("status", status, "cần open hoặc resolved.", "open or resolved is needed.");
        }
        UUID account = request.query("account")
                .map(key -> statements.account(sql, key).id())
                .orElse(null);
        Long agency = request.query("agency")
                .map(code -> agencies.get(sql, code, today).id())
                .orElse(null);
        return new Choice(
                status,
                request.query("type").map(DiscrepanciesApi::type).orElse(null),
                request.queryDate("business_day")
                        .or(() -> request.queryDate("day"))
                        .orElse(null),
                request.query("min_age")
                        .map(DiscrepanciesApi::days)
                        .map(days -> age.daysBefore(today, days))
                        .orElse(null),
                account,
                agency,
                request.query("assigned_to")
                        .map(name -> name.equals("nobody") ? "" : name)
                        .orElse(null),
                request.query("waiting").filter("true"::equals).isPresent(),
                request.query("due").filter("true"::equals).map(_ -> today).orElse(null));
    }

    private static Unmatched type(String text) {
        return Arrays.stream(Unmatched.values())
                .filter(type -> type.code().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        HttpProblem.field("type", text, "không có loại chênh lệch này.", "there is no such type."));
    }

    private static int days(String text) {
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) > AGE_MAX) {
            throw HttpProblem.field(
                    "min_age",
                    text,
                    "cần số ngày làm việc, từ 0 đến " + AGE_MAX + ".",
                    "a number of business days from 0 to " + AGE_MAX + " is needed.");
        }
        return Integer.parseInt(text);
    }

    /** @param to null to take it from whoever has it */
    private record AssignBody(@Nullable String to) {}

    private Reply assign(Request request, Tx tx) {
        String to = Given.optionalLine("to", request.json(AssignBody.class).to(), NAME_MAX);
        return reply(
                request,
                discrepancies.assign(tx, request.pathId(), to, request.caller().name()));
    }

    private record CommentBody(@Nullable String text) {}

    private Reply comment(Request request, Tx tx) {
        String text = Given.line("text", request.json(CommentBody.class).text(), TEXT_MAX);
        return reply(
                request,
                discrepancies.comment(
                        tx, request.pathId(), text, request.caller().name()));
    }

    private record HoldBody(
            @Nullable LocalDate until, @Nullable String reason) {}

    private Reply hold(Request request, Tx tx) {
        var body = request.json(HoldBody.class);
        LocalDate until = body.until();
        if (until == null) {
            throw HttpProblem.field("until", "", "cần ngày xem lại.", "the day to look again is needed.");
        }
        String reason = Given.line("reason", body.reason(), TEXT_MAX);
        return reply(
                request,
                discrepancies.hold(
                        tx, request.pathId(), until, reason, request.caller().name()));
    }

    private Reply reply(Request request, Discrepancy discrepancy) {
        return Reply.ok(view(discrepancy, request.language()));
    }

    private Map<String, @Nullable Object> view(Discrepancy discrepancy, Language language) {
        LocalDate today = BusinessDay.of(clock.instant());
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
        view.put("age_days", Math.max(0, ChronoUnit.DAYS.between(discrepancy.businessDay(), today)));
        view.put("age_business_days", discrepancies.age().between(discrepancy.businessDay(), today));
        view.put("citizens_waiting", discrepancy.citizensWaiting());
        view.put(
                "priority",
                discrepancy.priority(discrepancies.age(), today, smallVnd).code());
        view.put("assigned_to", discrepancy.assignedTo());
        view.put("held", discrepancy.held());
        view.put("proposed_action", language.pick(discrepancy.proposedAction(), discrepancy.proposedActionEn()));
        view.put("status", discrepancy.status());
        view.put("resolution", discrepancy.resolution());
        view.put("opened_at", discrepancy.openedAt());
        view.put("resolved_at", discrepancy.resolvedAt());
        return view;
    }
}
