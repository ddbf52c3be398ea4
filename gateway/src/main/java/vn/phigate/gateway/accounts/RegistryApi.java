package vn.phigate.gateway.accounts;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.procedures.ProcedureCode;
import vn.phigate.gateway.procedures.Procedures;

/** The registry over HTTP: agencies, accounts, assignments, and the question where a fee goes. */
public final class RegistryApi {
    private final Db db;
    private final Agencies agencies;
    private final Procedures procedures;
    private final Accounts accounts;
    private final InstantSource clock;
    private final CheckAccount check;

    public RegistryApi(Db db, Agencies agencies, Procedures procedures, Accounts accounts, InstantSource clock) {
        this.db = db;
        this.agencies = agencies;
        this.procedures = procedures;
        this.accounts = accounts;
        this.clock = clock;
        this.check = new CheckAccount(db, clock);
    }

    public void routes(Web web) {
        web.get("/v1/agencies", Access.READ, this::listAgencies);
        web.command("/v1/agencies", Access.only(Role.ADMIN), this::createAgency);
        web.get("/v1/procedures", Access.PUBLIC, this::listProcedures);
        web.get("/v1/accounts/resolve", Access.READ, this::resolve);
        web.get("/v1/accounts/check", Access.PUBLIC, check::answer);
        web.get("/v1/accounts/{id}", Access.READ, request -> Reply.ok(view(accounts.get(db, id(request)))));
        web.command("/v1/accounts", Access.only(Role.MAKER), this::register);
        web.command("/v1/accounts/{id}/submit", Access.only(Role.MAKER), (request, tx) ->
                Reply.ok(view(accounts.submit(tx, id(request), request.caller().name()))));
        web.command("/v1/accounts/{id}/approve", Access.only(Role.CHECKER), (request, tx) ->
                Reply.ok(view(accounts.approve(tx, id(request), request.caller().name()))));
        web.command("/v1/assignments", Access.only(Role.MAKER), this::propose);
        web.command("/v1/assignments/{id}/approve", Access.only(Role.CHECKER), (request, tx) ->
                Reply.ok(accounts.approveAssignment(tx, id(request), request.caller().name())));
    }

    private record NewAgencyBody(
            @Nullable String code,
            @Nullable String kind,
            @Nullable String name,
            @Nullable String nameEn,
            @Nullable String taxCode,
            @Nullable String address,
            java.time.@Nullable LocalDate validFrom) {}

    private record NewAccountBody(
            @Nullable String agency,
            @Nullable String bin,
            @Nullable String number,
            @Nullable String holder,
            @Nullable Instant validFrom,
            @Nullable Instant validUntil,
            @Nullable String legalBasis) {}

    private record NewAssignmentBody(
            @Nullable String agency,
            @Nullable String procedure,
            @Nullable String kind,
            @Nullable UUID account,
            @Nullable Instant validFrom,
            @Nullable Instant validUntil,
            @Nullable String reason) {}

    private Reply listAgencies(Request request) {
        int limit = request.queryLimit(200, 1000);
        var day = request.queryDate("day").orElseGet(() -> BusinessDay.of(clock.instant()));
        List<Agency> page = agencies.list(db, day, request.query("cursor").orElse(""), limit + 1);
        return page(page.stream().map(RegistryApi::view).toList(), limit, last -> String.valueOf(last.get("code")));
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
        return page(page, limit, last -> String.valueOf(last.get("code")));
    }

    private static Reply page(
            List<Map<String, @Nullable Object>> items, int limit, java.util.function.Function<Map<String, @Nullable Object>, String> cursor) {
        boolean more = items.size() > limit;
        List<Map<String, @Nullable Object>> shown = more ? items.subList(0, limit) : items;
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("items", shown);
        body.put("next", more ? cursor.apply(shown.getLast()) : null);
        return Reply.ok(body);
    }

    private Reply createAgency(Request request, Tx tx) {
        var body = request.json(NewAgencyBody.class);
        String kind = text("kind", body.kind(), 20);
        if (!List.of("commune", "department", "centre").contains(kind)) {
            throw HttpProblem.field("kind", kind, "cần commune, department hoặc centre.", "commune, department or centre is needed.");
        }
        String code = text("code", body.code(), 35);
        if (!code.matches("[0-9A-Z][0-9A-Z.]{0,34}")) {
            throw HttpProblem.field("code", code, "cần chữ số, A-Z và dấu chấm.", "digits, A-Z and dots are needed.");
        }
        Agency agency = agencies.create(
                tx,
                new Agencies.NewAgency(
                        code,
                        kind,
                        text("name", body.name(), 200),
                        body.nameEn(),
                        body.taxCode(),
                        body.address(),
                        false,
                        body.validFrom() == null ? BusinessDay.of(clock.instant()) : body.validFrom()),
                request.caller().name());
        return Reply.created(view(agency));
    }

    private Reply register(Request request, Tx tx) {
        var body = request.json(NewAccountBody.class);
        Instant from = body.validFrom() == null ? clock.instant() : body.validFrom();
        Agency agency = agencies.get(tx, text("agency", body.agency(), 35), BusinessDay.of(from));
        String bin = text("bin", body.bin(), 6);
        if (!bin.matches("[0-9]{6}")) {
            throw HttpProblem.field("bin", bin, "cần 6 chữ số của mã ngân hàng (NAPAS).", "six digits of the bank's NAPAS number are needed.");
        }
        String number = text("number", body.number(), 19).toUpperCase(Locale.ROOT);
        if (!number.matches("[0-9A-Z]{4,19}")) {
            throw HttpProblem.field("number", number, "cần 4 đến 19 chữ số hoặc chữ cái.", "4 to 19 digits or letters are needed.");
        }
        requireSpan(from, body.validUntil());
        CollectionAccount account = accounts.register(
                tx,
                new Accounts.NewAccount(
                        agency.id(), bin, number, text("holder", body.holder(), 140), from, body.validUntil(), body.legalBasis(), false),
                request.caller().name());
        return Reply.created(view(account));
    }

    private Reply propose(Request request, Tx tx) {
        var body = request.json(NewAssignmentBody.class);
        Instant from = body.validFrom() == null ? clock.instant() : body.validFrom();
        Agency agency = agencies.get(tx, text("agency", body.agency(), 35), BusinessDay.of(from));
        String procedure = body.procedure() == null ? null : procedures.get(tx, body.procedure()).code();
        UUID account = body.account();
        if (account == null) {
            throw HttpProblem.field("account", "", "cần mã tài khoản.", "the account's id is needed.");
        }
        requireSpan(from, body.validUntil());
        var assignment = accounts.propose(
                tx,
                new Accounts.NewAssignment(
                        agency.id(), procedure, kind(text("kind", body.kind(), 10)), account, from, body.validUntil(), text("reason", body.reason(), 500)),
                request.caller().name());
        return Reply.created(assignment);
    }

    private static void requireSpan(Instant from, @Nullable Instant until) {
        if (until != null && !until.isAfter(from)) {
            throw HttpProblem.field("valid_until", until, "phải sau valid_from.", "it must be after valid_from.");
        }
    }

    private Reply resolve(Request request) {
        Instant now = clock.instant();
        Instant at = request.queryInstant("at").orElse(now);
        Instant knownAt = request.queryInstant("known_at").orElse(now);
        Agency agency = agencies.get(db, request.requiredQuery("agency"), BusinessDay.of(at));
        String given = request.requiredQuery("procedure");
        String code = ProcedureCode.parse(given).map(c -> c.base().text()).orElse(given);
        var procedure = procedures.get(db, code);
        Kind kind = kind(request.requiredQuery("kind"));
        Resolution found = accounts.resolve(db, agency.id(), procedure.code(), kind, at, knownAt)
                .orElseThrow(() -> AccountProblem.NO_ACCOUNT
                        .refusal()
                        .with("agency", agency.code())
                        .with("procedure", procedure.code())
                        .with("kind", kind));
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("account", view(found.account()));
        body.put("why", why(found, agency, procedure.code(), kind, request));
        body.put("valid_until", found.validUntil());
        body.put("assignment", found.assignmentId());
        return Reply.ok(body);
    }

    private static List<String> why(Resolution found, Agency agency, String procedure, Kind kind, Request request) {
        var language = request.language();
        String approvedOn = BusinessDay.of(found.approvedAt()).toString();
        var why = new ArrayList<String>();
        why.add(
                found.exception()
                        ? language.pick(
                                "Dòng riêng của thủ tục " + procedure + " tại " + agency.name(),
                                "Row of its own for procedure " + procedure + " at " + agency.name())
                        : language.pick(
                                "Tài khoản mặc định của " + agency.name() + " cho " + (kind == Kind.FEE ? "phí" : "lệ phí"),
                                "Default account of " + agency.name() + " for " + kind));
        why.add(language.pick(
                "Phê duyệt bởi " + found.approvedBy() + " ngày " + approvedOn, "Approved by " + found.approvedBy() + " on " + approvedOn));
        why.add(language.pick("Hiệu lực từ " + found.validFrom(), "Valid from " + found.validFrom()));
        why.add(found.reason());
        return why;
    }

    private static Kind kind(String text) {
        try {
            return Kind.valueOf(text);
        } catch (IllegalArgumentException e) {
            throw HttpProblem.field("kind", text, "cần FEE (phí) hoặc CHARGE (lệ phí).", "FEE or CHARGE is needed.");
        }
    }

    private static String text(String field, @Nullable String value, int most) {
        if (value == null || value.isBlank()) {
            throw HttpProblem.field(field, "", "cần có trường này.", "the field is needed.");
        }
        if (value.strip().length() > most) {
            throw HttpProblem.field(field, value, "tối đa " + most + " ký tự.", "at most " + most + " characters.");
        }
        return value.strip();
    }

    private static UUID id(Request request) {
        String text = request.pathParameter("id");
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw HttpProblem.field("id", text, "không phải mã định danh.", "not an identifier.");
        }
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

    private static Map<String, @Nullable Object> view(CollectionAccount account) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", account.id());
        view.put("bin", account.bin());
        view.put("number", account.number());
        view.put("holder", account.holder());
        view.put("status", account.status());
        view.put("valid_from", account.validFrom());
        view.put("valid_until", account.validUntil());
        view.put("approved_by", account.approvedBy());
        view.put("approved_at", account.approvedAt());
        view.put("sample", account.sample());
        return view;
    }
}
