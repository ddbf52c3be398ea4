package vn.phigate.gateway.web;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.AccountFile;
import vn.phigate.gateway.accounts.AccountStatus;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.AccountsApi;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.accounts.Treasury;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.agencies.AgencyScope;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.campaigns.Campaign;
import vn.phigate.gateway.campaigns.Campaigns;
import vn.phigate.gateway.campaigns.CampaignsApi;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.procedures.Kind;

/**
 * Pages for agencies and the city's centre: accounts with their next step, one account with its history, the registration form, campaigns. Everything works
 * with forms alone; each act is the same door the API uses.
 */
public final class RegistryPages {
    private static final UUID FIRST = new UUID(0, 0);
    private static final int PAGE = 50;
    private static final int MOST_AGENCIES = 2_000;
    private static final int MOST_NOTICES = 20;
    private static final int MOST_EVENTS = 200;
    private static final int MOST_REASON = 500;
    private static final String READ = "read:";

    private final Db db;
    private final Agencies agencies;
    private final Accounts accounts;
    private final Campaigns campaigns;
    private final Audit audit;
    private final Pages pages;
    private final InstantSource clock;

    public RegistryPages(
            Db db,
            Agencies agencies,
            Accounts accounts,
            Campaigns campaigns,
            Audit audit,
            Pages pages,
            InstantSource clock) {
        this.db = db;
        this.agencies = agencies;
        this.accounts = accounts;
        this.campaigns = campaigns;
        this.audit = audit;
        this.pages = pages;
        this.clock = clock;
    }

    public void routes(Web web) {
        Access read = Access.READ.alsoBound();
        Access maker = Access.only(Role.MAKER).alsoBound();
        Access checker = Access.only(Role.CHECKER);
        Access either = Access.only(Role.MAKER, Role.CHECKER).alsoBound();
        web.get("/registry", read, this::list);
        web.get("/registry/new", maker, request -> form(request, 200, null, asked(request), null));
        web.post("/registry/accounts", maker, this::register);
        web.get("/registry/accounts/{id}", read, request -> account(request, 200, own(request), null));
        web.get("/registry/accounts/{id}/edit", maker, this::editForm);
        web.post("/registry/accounts/{id}/edit", maker, this::edit);
        act(web, "submit", maker, (tx, request, id) -> accounts.submit(tx, id, by(request)));
        act(web, "approve", checker, (tx, request, id) -> accounts.approve(tx, id, read(request), by(request)));
        act(web, "reject", either, (tx, request, id) -> accounts.reject(tx, id, reason(request), by(request)));
        act(
                web,
                "waive-deposit",
                Access.only(Role.CHECKER, Role.ADMIN),
                (tx, request, id) -> accounts.waiveDeposit(tx, id, reason(request), by(request)));
        act(web, "close", either, this::close);
        act(web, "assign", maker, this::assign);
        act(web, "decide", checker, this::decide);
        web.get(
                "/registry/campaigns",
                read,
                request -> pages.show(
                        request, 200, "campaigns.jte", pages.wording(request), new CampaignsView(campaigns.list(db))));
        web.get("/registry/campaigns/{id}", read, this::campaign);
        web.get(
                "/registry/campaigns/{id}/export",
                read,
                request -> CampaignsApi.export(db, campaigns, id(request), request.caller(), today()));
    }

    private interface Act {
        void on(Tx tx, Request request, UUID id);
    }

    /** Does one thing to an account, then shows it; what was refused is told on the same page. */
    private void act(Web web, String name, Access access, Act act) {
        web.post("/registry/accounts/{id}/" + name, access, request -> {
            UUID id = own(request);
            try {
                db.inTransactionDo(tx -> act.on(tx, request, id));
                return Reply.seeOther("/registry/accounts/" + id);
            } catch (Refusal refusal) {
                if (refusal.type().status() == 404) {
                    throw refusal;
                }
                return account(request, refusal.type().status(), id, refusal.detail(request.language()));
            }
        });
    }

    /** The account of the path, when the caller acts for its agency. */
    private UUID own(Request request) {
        CollectionAccount account = accounts.get(db, id(request));
        agencies.scope(db, request.caller()).require(account.agencyId());
        return account.id();
    }

    private void close(Tx tx, Request request, UUID id) {
        boolean confirms = accounts.file(tx, id).closing() != null;
        AccountsApi.requireCentre(confirms, request);
        accounts.close(tx, id, clock.instant(), confirms ? "" : reason(request), by(request));
    }

    private Reply list(Request request) {
        AccountStatus status =
                request.query("status").flatMap(AccountStatus::parse).orElse(null);
        String agency = request.query("agency")
                .filter(code -> code.matches("[0-9A-Z.]{1,35}"))
                .orElse("");
        UUID after = request.query("after").map(text -> uuid("after", text)).orElse(FIRST);
        Long agencyId =
                agency.isEmpty() ? null : agencies.get(db, agency, today()).id();
        Long[] shownFor = agencies.scope(db, request.caller()).narrow(agencyId);
        List<AccountFile> found = accounts.files(db, shownFor, status, after, PAGE + 1);
        boolean more = found.size() > PAGE;
        List<AccountFile> shown = more ? found.subList(0, PAGE) : found;
        var view = new RegistryView(
                shown,
                accounts.counts(db, shownFor),
                status,
                agency,
                more ? shown.getLast().id() : null,
                request.caller().is(Role.MAKER));
        String here = view.query(status);
        return pages.show(request, 200, "registry.jte", pages.wording(request, here), view);
    }

    private Reply account(Request request, int status, UUID id, @Nullable String refused) {
        var view = new AccountFileView(
                accounts.file(db, id),
                audit.history(db, "account", id.toString(), 0, MOST_EVENTS),
                accounts.notices().list(db, null, id, null, MOST_NOTICES),
                accounts.assignmentsOfAccount(db, id),
                request.caller(),
                refused);
        return pages.show(
                request, status, "account-file.jte", pages.wording(request, "/registry/accounts/" + id), view);
    }

    private static Map<String, String> asked(Request request) {
        var values = new LinkedHashMap<String, String>();
        request.query("agency").ifPresent(code -> values.put("agency", code));
        request.query("replaces").ifPresent(id -> values.put("replaces", id));
        return values;
    }

    private Reply form(
            Request request, int status, @Nullable UUID id, Map<String, String> values, @Nullable String refused) {
        AgencyScope scope = agencies.scope(db, request.caller());
        List<Agency> offered = agencies.list(db, today(), "", MOST_AGENCIES).stream()
                .filter(agency -> scope.covers(agency.id()))
                .toList();
        var view = new AccountFormView(id, offered, values, refused);
        String here = id == null ? "/registry/new" : "/registry/accounts/" + id + "/edit";
        return pages.show(request, status, "account-form.jte", pages.wording(request, here), view);
    }

    private Reply editForm(Request request) {
        AccountFile file = accounts.file(db, own(request));
        var values = new LinkedHashMap<String, String>();
        values.put("agency", file.agency());
        values.put("bin", file.account().bin());
        values.put("number", file.account().number());
        values.put("holder", file.account().holder());
        values.put("valid_from", BusinessDay.of(file.requestedFrom()).toString());
        Instant until = file.account().validUntil();
        values.put("valid_until", until == null ? "" : BusinessDay.of(until).toString());
        values.put("legal_basis", file.legalBasis() == null ? "" : file.legalBasis());
        values.put("replaces", file.replaces() == null ? "" : file.replaces().toString());
        Treasury treasury = file.treasury() == null ? Treasury.NONE : file.treasury();
        values.put("budget_unit", shown(treasury.budgetUnit()));
        values.put("waiting_account", shown(treasury.waitingAccount()));
        values.put("revenue_account", shown(treasury.revenueAccount()));
        values.put("office", shown(treasury.office()));
        values.put("chapter", shown(treasury.chapter()));
        values.put("sub_item", shown(treasury.subItem()));
        values.put("collecting_authority", shown(treasury.collectingAuthority()));
        values.put("tax_code", shown(treasury.taxCode()));
        return form(request, 200, file.id(), values, null);
    }

    private static String shown(@Nullable String value) {
        return value == null ? "" : value;
    }

    private Reply register(Request request) {
        Map<String, String> values = request.form();
        try {
            UUID id = db.inTransaction(tx -> accounts.register(tx, account(tx, request, values), by(request))
                    .id());
            return Reply.seeOther("/registry/accounts/" + id);
        } catch (Refusal refusal) {
            return form(request, refusal.type().status(), null, values, refusal.detail(request.language()));
        }
    }

    private Reply edit(Request request) {
        Map<String, String> values = request.form();
        UUID id = own(request);
        try {
            db.inTransactionDo(tx -> accounts.edit(tx, id, account(tx, request, values), by(request)));
            return Reply.seeOther("/registry/accounts/" + id);
        } catch (Refusal refusal) {
            return form(request, refusal.type().status(), id, values, refusal.detail(request.language()));
        }
    }

    private Accounts.NewAccount account(Tx tx, Request request, Map<String, String> form) {
        Instant from = day(form, "valid_from").map(BusinessDay::startOf).orElseGet(clock::instant);
        Instant until = day(form, "valid_until").map(BusinessDay::startOf).orElse(null);
        var treasury = new Treasury(
                given(form, "budget_unit"),
                given(form, "waiting_account"),
                given(form, "revenue_account"),
                given(form, "office"),
                given(form, "chapter"),
                given(form, "sub_item"),
                given(form, "collecting_authority"),
                given(form, "tax_code"));
        String replaces = given(form, "replaces");
        long agencyId = agencies.get(tx, form.getOrDefault("agency", ""), BusinessDay.of(from))
                .id();
        agencies.scope(tx, request.caller()).require(agencyId);
        return AccountsApi.account(
                agencyId,
                form.get("bin"),
                form.getOrDefault("number", "").replaceAll("[ .-]", ""),
                form.get("holder"),
                from,
                until,
                given(form, "legal_basis"),
                treasury,
                replaces == null ? null : uuid("replaces", replaces));
    }

    private static @Nullable String given(Map<String, String> form, String field) {
        String value = form.getOrDefault(field, "");
        return value.isBlank() ? null : value;
    }

    private static Optional<LocalDate> day(Map<String, String> form, String field) {
        return Optional.ofNullable(given(form, field)).map(text -> {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeParseException e) {
                throw HttpProblem.field(
                        field,
                        text,
                        "cần ngày dạng năm-tháng-ngày, ví dụ 2025-07-17.",
                        "a date as year-month-day is needed, e.g. 2025-07-17.");
            }
        });
    }

    private static Accounts.Acknowledged read(Request request) {
        Set<String> keys = request.form().keySet().stream()
                .filter(name -> name.startsWith(READ))
                .map(name -> name.substring(READ.length()))
                .collect(Collectors.toSet());
        return Accounts.Acknowledged.of(keys);
    }

    private static String reason(Request request) {
        String reason = request.form().getOrDefault("reason", "");
        if (reason.isBlank() || reason.length() > MOST_REASON) {
            throw HttpProblem.field(
                    "reason", reason, "cần lý do, tối đa 500 ký tự.", "a reason of at most 500 characters is needed.");
        }
        return reason;
    }

    /** The agency's default for one kind of fee, from a day on; takes over from the row that stands there. */
    private void assign(Tx tx, Request request, UUID id) {
        Kind kind = request.form().getOrDefault("kind", "").equals("CHARGE") ? Kind.CHARGE : Kind.FEE;
        Instant now = clock.instant();
        Instant from = day(request.form(), "from")
                .map(BusinessDay::startOf)
                .filter(now::isBefore)
                .orElse(now);
        long agencyId = accounts.get(tx, id).agencyId();
        UUID standing = accounts.assignmentsOfAgency(tx, agencyId).stream()
                .filter(a -> a.status().equals("approved") && a.kind() == kind && a.procedure() == null)
                .filter(a -> a.validUntil() == null || a.validUntil().isAfter(from))
                .map(Accounts.Assignment::id)
                .findFirst()
                .orElse(null);
        accounts.propose(
                tx,
                new Accounts.NewAssignment(agencyId, null, kind, id, from, null, reason(request), standing, List.of()),
                by(request));
    }

    private void decide(Tx tx, Request request, UUID id) {
        UUID row = uuid("assignment", request.form().getOrDefault("assignment", ""));
        if (!accounts.assignment(tx, row).accountId().equals(id)) {
            throw HttpProblem.NOT_FOUND.refusal();
        }
        if (request.form().getOrDefault("decision", "").equals("approve")) {
            accounts.approveAssignment(tx, row, by(request));
        } else {
            accounts.rejectAssignment(tx, row, reason(request), by(request));
        }
    }

    private Reply campaign(Request request) {
        Campaign campaign = campaigns.get(db, id(request));
        var view = new CampaignView(campaign, campaigns.progress(db, campaign.id(), request.caller()), today());
        return pages.show(request, 200, "campaign.jte", pages.wording(request), view);
    }

    private LocalDate today() {
        return BusinessDay.of(clock.instant());
    }

    private static String by(Request request) {
        return request.caller().name();
    }

    private static UUID id(Request request) {
        return uuid("id", request.pathParameter("id"));
    }

    private static UUID uuid(String field, String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw HttpProblem.field(field, text, "không phải mã định danh.", "not an identifier.");
        }
    }
}
