package vn.phigate.gateway.web;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.AccountFile;
import vn.phigate.gateway.accounts.AccountStatus;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.AccountsApi;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.audit.Audit;
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

/**
 * Pages for agencies and the city's centre: accounts with their next step, one account with its history and what may be done to it. Everything works with
 * forms alone; each act is the same door the API uses.
 */
public final class RegistryPages {
    private static final UUID FIRST = new UUID(0, 0);
    private static final int PAGE = 50;
    private static final int MOST_NOTICES = 20;
    private static final int MOST_EVENTS = 200;
    private static final int MOST_REASON = 500;
    private static final String READ = "read:";

    private final Db db;
    private final Agencies agencies;
    private final Accounts accounts;
    private final Audit audit;
    private final Pages pages;
    private final InstantSource clock;

    public RegistryPages(Db db, Agencies agencies, Accounts accounts, Audit audit, Pages pages, InstantSource clock) {
        this.db = db;
        this.agencies = agencies;
        this.accounts = accounts;
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
        web.get("/registry/accounts/{id}", read, request -> account(request, 200, own(request), null, Set.of()));
        act(web, "submit", maker, (tx, request, id) -> accounts.submit(tx, id, by(request)));
        act(web, "approve", checker, (tx, request, id) -> accounts.approve(tx, id, read(request), by(request)));
        act(web, "reject", either, (tx, request, id) -> accounts.reject(tx, id, reason(request), by(request)));
        act(
                web,
                "waive-deposit",
                Access.only(Role.CHECKER, Role.ADMIN),
                (tx, request, id) -> accounts.waiveDeposit(tx, id, reason(request), by(request)));
        act(web, "close", either, this::close);
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
                return account(
                        request,
                        refusal.type().status(),
                        id,
                        RefusalWords.of(refusal, request.language()),
                        request.form().keySet());
            }
        });
    }

    /** The account of the path, when the caller acts for its agency. */
    private UUID own(Request request) {
        CollectionAccount account = accounts.get(db, request.pathId());
        agencies.scope(db, request.caller()).require(account.agencyId());
        return account.id();
    }

    private void close(Tx tx, Request request, UUID id) {
        // Only the form that proposes has a reason; who sends it from a page gone stale has not read what somebody else
        // proposed.
        if (request.form().containsKey("reason")) {
            accounts.proposeClosing(tx, id, clock.instant(), reason(request), by(request));
        } else {
            AccountsApi.requireCentre(request);
            accounts.confirmClosing(tx, id, by(request));
        }
    }

    private Reply list(Request request) {
        AccountStatus status =
                request.query("status").flatMap(AccountStatus::parse).orElse(null);
        String agency = request.query("agency")
                .filter(code -> code.matches("[0-9A-Z.]{1,35}"))
                .orElse("");
        UUID after = request.queryId("after").orElse(FIRST);
        Long agencyId =
                agency.isEmpty() ? null : agencies.get(db, agency, today()).id();
        Long[] seen = agencies.scope(db, request.caller()).narrow(agencyId);
        List<AccountFile> found = accounts.files(db, seen, status, after, PAGE + 1);
        boolean more = found.size() > PAGE;
        List<AccountFile> shown = more ? found.subList(0, PAGE) : found;
        var view = new RegistryView(
                shown,
                accounts.counts(db, seen),
                status,
                agency,
                more ? shown.getLast().id() : null,
                request.caller().is(Role.MAKER));
        String here = view.query(status);
        return pages.show(request, 200, "registry.jte", pages.wording(request, here), view);
    }

    private Reply account(Request request, int status, UUID id, @Nullable String refused, Set<String> ticked) {
        var view = new AccountFileView(
                accounts.file(db, id),
                audit.history(db, "account", id.toString(), 0, MOST_EVENTS),
                accounts.notices().list(db, null, id, null, MOST_NOTICES),
                accounts.assignmentsOfAccount(db, id),
                request.caller(),
                refused,
                ticked);
        return pages.show(
                request, status, "account-file.jte", pages.wording(request, "/registry/accounts/" + id), view);
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

    private LocalDate today() {
        return BusinessDay.of(clock.instant());
    }

    private static String by(Request request) {
        return request.caller().name();
    }
}
