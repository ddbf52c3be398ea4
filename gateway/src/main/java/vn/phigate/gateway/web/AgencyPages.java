package vn.phigate.gateway.web;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.AccountsApi;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;

/** One agency: its accounts, where its fees go, whom it named to be told, and what they were told. */
public final class AgencyPages {
    private static final UUID FIRST = new UUID(0, 0);
    private static final int MOST_AGENCIES = 2_000;
    private static final int MOST_ACCOUNTS = 200;
    private static final int MOST_NOTICES = 30;

    private final Db db;
    private final Agencies agencies;
    private final Accounts accounts;
    private final Pages pages;
    private final InstantSource clock;

    public AgencyPages(Db db, Agencies agencies, Accounts accounts, Pages pages, InstantSource clock) {
        this.db = db;
        this.agencies = agencies;
        this.accounts = accounts;
        this.pages = pages;
        this.clock = clock;
    }

    public void routes(Web web) {
        web.get("/registry/agencies", Access.READ.alsoBound(), this::list);
        web.get("/registry/agencies/{code}", Access.READ.alsoBound(), request -> show(request, 200, Form.EMPTY));
        web.post("/registry/agencies/{code}/contacts", Access.only(Role.ADMIN), this::addContact);
        web.post("/registry/agencies/{code}/contacts/{id}/end", Access.only(Role.ADMIN), this::endContact);
    }

    private Reply list(Request request) {
        List<Agency> all = agencies.list(db, today(), "", MOST_AGENCIES);
        return pages.show(request, 200, "agencies.jte", pages.wording(request), new AgenciesView(all));
    }

    private Reply show(Request request, int status, Form form) {
        Agency agency = agency(request);
        agencies.scope(db, request.caller()).require(agency.id());
        var view = new AgencyView(
                agency,
                accounts.files(db, new Long[] {agency.id()}, null, FIRST, MOST_ACCOUNTS),
                accounts.assignmentsOfAgency(db, agency.id()),
                accounts.notices().contacts(db, agency.id()),
                accounts.notices().list(db, agency.id(), null, null, MOST_NOTICES),
                request.caller(),
                form);
        return pages.show(
                request, status, "agency.jte", pages.wording(request, "/registry/agencies/" + agency.code()), view);
    }

    private Reply addContact(Request request) {
        Form form = Form.of(request.form());
        Agency agency = agency(request);
        try {
            String name = Given.line("name", form.value("name"), 140);
            String email = AccountsApi.email(Given.line("email", form.value("email"), 200));
            db.inTransactionDo(tx -> accounts.notices()
                    .addContact(tx, agency.id(), name, email, request.caller().name()));
            return Reply.seeOther("/registry/agencies/" + agency.code());
        } catch (Refusal refusal) {
            return show(request, refusal.type().status(), form.refused(refusal, request.language()));
        }
    }

    private Reply endContact(Request request) {
        Agency agency = agency(request);
        UUID id = request.pathId();
        if (!db.inTransaction(tx -> accounts.notices()
                .endContact(tx, agency.id(), id, request.caller().name()))) {
            throw HttpProblem.NOT_FOUND.refusal();
        }
        return Reply.seeOther("/registry/agencies/" + agency.code());
    }

    private Agency agency(Request request) {
        return agencies.get(db, request.pathParameter("code"), today());
    }

    private LocalDate today() {
        return BusinessDay.of(clock.instant());
    }
}
