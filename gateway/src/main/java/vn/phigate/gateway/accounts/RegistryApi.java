package vn.phigate.gateway.accounts;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.procedures.ProcedureCode;
import vn.phigate.gateway.procedures.Procedures;

/** The registry over HTTP: agencies, the catalogue, and the question where a fee goes. */
public final class RegistryApi {
    private final Db db;
    private final Agencies agencies;
    private final Procedures procedures;
    private final Accounts accounts;
    private final InstantSource clock;
    private final CheckAccount check;

    public RegistryApi(
            Db db,
            Agencies agencies,
            Procedures procedures,
            Accounts accounts,
            CheckAccount check,
            InstantSource clock) {
        this.db = db;
        this.agencies = agencies;
        this.procedures = procedures;
        this.accounts = accounts;
        this.clock = clock;
        this.check = check;
    }

    public void routes(Web web) {
        web.get("/v1/agencies", Access.READ.alsoBound(), this::listAgencies);
        web.command("/v1/agencies", Access.only(Role.ADMIN), this::createAgency);
        web.get("/v1/procedures", Access.PUBLIC, this::listProcedures);
        web.get("/v1/accounts/resolve", Access.READ.alsoBound(), this::resolve);
        web.get("/v1/accounts/check", Access.PUBLIC, check::answer);
    }

    private record NewAgencyBody(
            @Nullable String code,
            @Nullable String kind,
            @Nullable String name,
            @Nullable String nameEn,
            @Nullable String taxCode,
            @Nullable String address,
            java.time.@Nullable LocalDate validFrom) {}

    private Reply listAgencies(Request request) {
        int limit = request.queryLimit(200, 1000);
        var day = request.queryDate("day").orElseGet(() -> BusinessDay.of(clock.instant()));
        List<Agency> page = agencies.list(db, day, request.query("cursor").orElse(""), limit + 1);
        return Reply.page(page, limit, last -> last.code(), RegistryApi::view);
    }

    private Reply listProcedures(Request request) {
        int limit = request.queryLimit(100, 1000);
        var page = procedures.list(db, request.query("cursor").orElse(""), limit + 1).stream()
                .<Map<String, @Nullable Object>>map(p -> {
                    var view = new LinkedHashMap<String, @Nullable Object>();
                    view.put("code", p.code());
                    view.put("name", p.name());
                    view.put("field", p.field());
                    view.put("level", p.level());
                    view.put("sample", p.sample());
                    return view;
                })
                .toList();
        return Reply.page(page, limit, last -> last.get("code"), Function.identity());
    }

    private Reply createAgency(Request request, Tx tx) {
        var body = request.json(NewAgencyBody.class);
        String kind = Given.line("kind", body.kind(), 20);
        if (!List.of("commune", "department", "centre").contains(kind)) {
            throw HttpProblem.field(
                    "kind", kind, "cần commune, department hoặc centre.", "commune, department or centre is needed.");
        }
        String code = Given.line("code", body.code(), 35);
        if (!code.matches("[0-9A-Z][0-9A-Z.]{0,34}")) {
            throw HttpProblem.field("code", code, "cần chữ số, A-Z và dấu chấm.", "digits, A-Z and dots are needed.");
        }
        Agency agency = agencies.create(
                tx,
                new Agencies.NewAgency(
                        code,
                        kind,
                        Given.line("name", body.name(), 200),
                        body.nameEn(),
                        body.taxCode(),
                        body.address(),
                        false,
                        body.validFrom() == null ? BusinessDay.of(clock.instant()) : body.validFrom()),
                request.caller().name());
        return Reply.created(view(agency));
    }

    private Reply resolve(Request request) {
        Instant now = clock.instant();
        Instant at = request.queryInstant("at").orElse(now);
        Instant knownAt = request.queryInstant("known_at").orElse(now);
        Agency agency = agencies.get(db, request.requiredQuery("agency"), BusinessDay.of(at));
        String given = request.requiredQuery("procedure");
        String code = ProcedureCode.parse(given).map(c -> c.base().text()).orElse(given);
        var procedure = procedures.get(db, code);
        Kind kind = AccountsApi.kind(request.requiredQuery("kind"));
        Resolution found = accounts.resolve(db, agency.id(), procedure.code(), kind, at, knownAt)
                .orElseThrow(() -> AccountProblem.NO_ACCOUNT
                        .refusal()
                        .with("agency", agency.code())
                        .with("procedure", procedure.code())
                        .with("kind", kind));
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("account", AccountsApi.view(found.account()));
        body.put("why", Why.of(found, agency.name(), procedure.code(), kind, request.language()));
        body.put("valid_until", found.validUntil());
        body.put("assignment", found.assignmentId());
        return Reply.ok(body);
    }

    private static Map<String, @Nullable Object> view(Agency agency) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("code", agency.code());
        view.put("kind", agency.kind());
        view.put("name", agency.name());
        view.put("name_en", agency.nameEn());
        view.put("tax_code", agency.taxCode());
        view.put("sample", agency.sample());
        return view;
    }
}
