package vn.phigate.gateway.web;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.AccountFile;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.AccountsApi;
import vn.phigate.gateway.accounts.Treasury;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.agencies.AgencyScope;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;

/** The form of a registration: a new one, a draft that is edited, and a rejected one that is corrected and begun again. */
public final class AccountFormPages {
    private static final int MOST_AGENCIES = 2_000;

    private final Db db;
    private final Agencies agencies;
    private final Accounts accounts;
    private final Pages pages;
    private final InstantSource clock;

    public AccountFormPages(Db db, Agencies agencies, Accounts accounts, Pages pages, InstantSource clock) {
        this.db = db;
        this.agencies = agencies;
        this.accounts = accounts;
        this.pages = pages;
        this.clock = clock;
    }

    public void routes(Web web) {
        Access maker = Access.only(Role.MAKER).alsoBound();
        web.get("/registry/new", maker, request -> form(request, 200, null, Form.of(asked(request))));
        web.post("/registry/accounts", maker, this::register);
        web.get("/registry/accounts/{id}/edit", maker, request -> {
            AccountFile file = own(request, request.pathId());
            return form(request, 200, file.id(), Form.of(values(file)));
        });
        web.post("/registry/accounts/{id}/edit", maker, this::edit);
    }

    /** {@code again} names a registration whose content is taken over: a rejected one stays as it is, for the record. */
    private Map<String, String> asked(Request request) {
        Map<String, String> values = request.query("again")
                .map(id -> values(own(request, Given.uuid("again", id))))
                .orElseGet(LinkedHashMap::new);
        request.query("agency").ifPresent(code -> values.put("agency", code));
        request.query("replaces").ifPresent(id -> values.put("replaces", id));
        return values;
    }

    private static Map<String, String> values(AccountFile file) {
        var values = new LinkedHashMap<String, String>();
        values.put("agency", file.agency());
        values.put("bin", file.account().bin());
        values.put("number", file.account().number());
        values.put("holder", file.account().holder());
        values.put("valid_from", BusinessDay.of(file.requestedFrom()).toString());
        Instant until = file.account().validUntil();
        values.put("valid_until", until == null ? "" : BusinessDay.of(until).toString());
        values.put("legal_basis", shown(file.legalBasis()));
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
        return values;
    }

    private static String shown(@Nullable String value) {
        return value == null ? "" : value;
    }

    private Reply register(Request request) {
        Form form = Form.of(request.form());
        try {
            UUID id = db.inTransaction(tx -> accounts.register(
                            tx, account(tx, request, form), request.caller().name())
                    .id());
            return Reply.seeOther("/registry/accounts/" + id);
        } catch (Refusal refusal) {
            return form(request, refusal.type().status(), null, form.refused(refusal, request.language()));
        }
    }

    private Reply edit(Request request) {
        Form form = Form.of(request.form());
        UUID id = own(request, request.pathId()).id();
        try {
            db.inTransactionDo(tx -> accounts.edit(
                    tx, id, account(tx, request, form), request.caller().name()));
            return Reply.seeOther("/registry/accounts/" + id);
        } catch (Refusal refusal) {
            return form(request, refusal.type().status(), id, form.refused(refusal, request.language()));
        }
    }

    private AccountFile own(Request request, UUID id) {
        AccountFile file = accounts.file(db, id);
        agencies.scope(db, request.caller()).require(file.account().agencyId());
        return file;
    }

    private Accounts.NewAccount account(Tx tx, Request request, Form form) {
        Instant from = form.day("valid_from").map(BusinessDay::startOf).orElseGet(clock::instant);
        Instant until = form.day("valid_until").map(BusinessDay::startOf).orElse(null);
        var treasury = new Treasury(
                form.given("budget_unit"),
                form.given("waiting_account"),
                form.given("revenue_account"),
                form.given("office"),
                form.given("chapter"),
                form.given("sub_item"),
                form.given("collecting_authority"),
                form.given("tax_code"));
        String replaces = form.given("replaces");
        long agencyId =
                agencies.get(tx, form.value("agency"), BusinessDay.of(from)).id();
        agencies.scope(tx, request.caller()).require(agencyId);
        return AccountsApi.account(
                agencyId,
                form.value("bin"),
                form.value("number").replaceAll("[ .-]", ""),
                form.value("holder"),
                from,
                until,
                form.given("legal_basis"),
                treasury,
                replaces == null ? null : Given.uuid("replaces", replaces));
    }

    private Reply form(Request request, int status, @Nullable UUID id, Form form) {
        AgencyScope scope = agencies.scope(db, request.caller());
        List<Agency> offered = agencies.list(db, BusinessDay.of(clock.instant()), "", MOST_AGENCIES).stream()
                .filter(agency -> scope.covers(agency.id()))
                .toList();
        var view = new AccountFormView(id, offered, form);
        String here = id == null ? "/registry/new" : "/registry/accounts/" + id + "/edit";
        return pages.show(request, status, "account-form.jte", pages.wording(request, here), view);
    }
}
