package vn.phigate.reconciliation.matching;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.statements.Statements;

/** Runs and matches over HTTP. */
public final class MatchingApi {
    private final Db db;
    private final Matching matching;
    private final Statements statements;
    private final InstantSource clock;

    public MatchingApi(Db db, Matching matching, Statements statements, InstantSource clock) {
        this.db = db;
        this.matching = matching;
        this.statements = statements;
        this.clock = clock;
    }

    public void routes(Web web) {
        // Not one transaction: a run would hold the rows of many payments while their callbacks come in.
        web.post("/v1/reconciliations", Access.only(Role.MAKER), this::run);
        web.get("/v1/reconciliations/result", Access.READ, this::result);
        web.get("/v1/matches", Access.READ, this::list);
    }

    /** @param account {@code <bin>-<number>}; all accounts when absent */
    private record RunBody(
            @Nullable LocalDate businessDay, @Nullable String account) {}

    private Reply run(Request request) {
        var body = request.json(RunBody.class);
        LocalDate day = body.businessDay();
        if (day == null) {
            throw HttpProblem.field(
                    "business_day", "", "cần ngày, ví dụ 2025-07-17.", "a day is needed, e.g. 2025-07-17.");
        }
        String named = body.account();
        UUID account = named == null ? null : statements.account(db, named).id();
        String by = request.caller().name();
        Optional<String> key = request.header("Idempotency-Key");
        if (key.isPresent() && (key.get().length() > 255 || !key.get().chars().allMatch(c -> c > 32 && c < 127))) {
            throw HttpProblem.field(
                    "Idempotency-Key",
                    key.get(),
                    "cần 1 đến 255 ký tự ASCII không có dấu cách.",
                    "1 to 255 ASCII characters without spaces are needed.");
        }
        UUID run = Ids.next(clock.instant());
        if (db.run(Runs.BEGIN, run, day, account, (long) Judging.RULE_VERSION, by, key.orElse(null), clock.instant())
                == 0) {
            Row before = db.get(Runs.OF_KEY, by, key.orElseThrow()).orElseThrow();
            if (!before.date("business_day").equals(day) || !Objects.equals(before.uuidOrNull("account_id"), account)) {
                throw HttpProblem.IDEMPOTENCY_KEY_REUSED.refusal();
            }
            String answer = before.textOrNull("answer");
            if (answer != null) {
                return Reply.ok(Json.tree(answer)).with("Idempotent-Replayed", "true");
            }
            // It broke off, or is under way elsewhere; running it again does no harm.
            run = before.uuid("id");
        }
        Matching.Ran ran = matching.run(day, account, by).with(matching.resultHash(db, day, account));
        db.run(Runs.FINISH, clock.instant(), Json.text(ran), run);
        return Reply.ok(ran);
    }

    private Reply result(Request request) {
        LocalDate day = day(request);
        Optional<String> named = request.query("account");
        UUID account = named.map(key -> statements.account(db, key).id()).orElse(null);
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("business_day", day);
        view.put("account", named.orElse(null));
        view.put("rule_version", Judging.RULE_VERSION);
        view.put("result_hash", matching.resultHash(db, day, account));
        return Reply.ok(view);
    }

    private static LocalDate day(Request request) {
        return request.queryDate("business_day")
                .orElseThrow(
                        () -> HttpProblem.field("business_day", "", "cần tham số này.", "the parameter is needed."));
    }

    private Reply list(Request request) {
        LocalDate day = day(request);
        UUID account = request.query("account")
                .map(key -> statements.account(db, key).id())
                .orElse(null);
        int limit = request.queryLimit(100, 500);
        List<Match> found = matching.list(db, day, account, Paging.after(request), limit + 1);
        Map<UUID, FormerAccounts.Inherited> inherited = matching.inherited(db, found);
        Language language = request.language();
        return Paging.page(found, limit, Match::id, match -> view(match, inherited.get(match.id()), language));
    }

    private static Map<String, @Nullable Object> view(
            Match match, FormerAccounts.@Nullable Inherited inherited, Language language) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", match.id());
        view.put("line", match.line());
        view.put("account", match.line().account());
        view.put("amount_vnd", match.amountVnd());
        view.put("payment_id", match.paymentId());
        view.put("dossiers", match.dossiers());
        view.put("outcome", match.outcome());
        view.put("rule", match.rule());
        view.put("rule_version", match.ruleVersion());
        view.put("code", match.code());
        view.put("evidence", match.evidence());
        view.put("rivals", match.rivals());
        view.put("made_at", match.made().at());
        view.put("made_by", match.made().by());
        view.put("former_account", inherited == null ? null : view(inherited, language));
        return view;
    }

    private static Map<String, @Nullable Object> view(FormerAccounts.Inherited inherited, Language language) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("label", language.pick(inherited.label(), inherited.labelEn()));
        view.put("successor_agency", inherited.successorAgency());
        view.put("successor_account", inherited.successorAccount());
        view.put("legal_act", inherited.legalAct());
        view.put("transfer_order", inherited.order());
        view.put("transfer_code", inherited.orderCode());
        return view;
    }
}
