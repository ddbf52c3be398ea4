package vn.phigate.gateway.web;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.procedures.Procedures;

/**
 * One row of the map and what may be done about it: propose, consent, take a consent back, approve, reject, end, correct. Every change of an approved row
 * is itself a proposal that another person approves.
 */
public final class AssignmentPages {
    private static final int MOST_AGENCIES = 2_000;
    private static final int MOST_EVENTS = 200;
    private static final int MOST_REASON = 500;
    private static final int MOST_DOCUMENT = 300;

    private final Db db;
    private final Agencies agencies;
    private final Procedures procedures;
    private final Accounts accounts;
    private final Audit audit;
    private final Pages pages;
    private final InstantSource clock;

    public AssignmentPages(
            Db db,
            Agencies agencies,
            Procedures procedures,
            Accounts accounts,
            Audit audit,
            Pages pages,
            InstantSource clock) {
        this.db = db;
        this.agencies = agencies;
        this.procedures = procedures;
        this.accounts = accounts;
        this.audit = audit;
        this.pages = pages;
        this.clock = clock;
    }

    public void routes(Web web) {
        Access maker = Access.only(Role.MAKER);
        Access papers = Access.only(Role.MAKER, Role.ADMIN);
        web.get("/registry/assignments/new", maker, request -> {
            CollectionAccount account = account(
                    db, Form.of(Map.of("account", request.query("account").orElse(""))));
            String owner = agencies.byId(db, account.agencyId()).code();
            return form(
                    request, 200, Form.of(Map.of("account", account.id().toString(), "agency", owner, "kind", "FEE")));
        });
        web.post("/registry/assignments", maker, this::propose);
        web.get("/registry/assignments/{id}", Access.READ.alsoBound(), request -> {
            agencies.scope(db, request.caller())
                    .require(accounts.assignment(db, request.pathId()).agencyId());
            return show(request, 200, request.pathId(), "", Form.EMPTY);
        });
        act(
                web,
                "approve",
                Access.only(Role.CHECKER),
                (tx, form, id, by) -> accounts.approveAssignment(tx, id, by).id());
        act(
                web,
                "reject",
                Access.only(Role.MAKER, Role.CHECKER),
                (tx, form, id, by) ->
                        accounts.rejectAssignment(tx, id, reason(form), by).id());
        act(
                web,
                "consents",
                papers,
                (tx, form, id, by) ->
                        accounts.consent(tx, id, consent(tx, form), by).id());
        act(
                web,
                "withdraw-consent",
                papers,
                (tx, form, id, by) -> accounts.withdrawConsent(tx, id, consent(tx, form), moment(form, "at"), by)
                        .id());
        act(
                web,
                "end",
                maker,
                (tx, form, id, by) -> accounts.proposeEnd(tx, id, moment(form, "at"), reason(form), by)
                        .id());
        act(web, "correct", maker, this::correct);
    }

    private interface Act {
        /** @return the row to show: the one acted on, or the change that was proposed */
        UUID on(Tx tx, Form form, UUID id, String by);
    }

    private void act(Web web, String name, Access access, Act act) {
        web.post("/registry/assignments/{id}/" + name, access, request -> {
            UUID id = request.pathId();
            Form form = Form.of(request.form());
            try {
                UUID shown = db.inTransaction(
                        tx -> act.on(tx, form, id, request.caller().name()));
                return Reply.seeOther("/registry/assignments/" + shown);
            } catch (Refusal refusal) {
                accounts.assignment(db, id);
                return show(request, refusal.type().status(), id, name, form.refused(refusal, request.language()));
            }
        });
    }

    private Reply show(Request request, int status, UUID id, String act, Form form) {
        Accounts.Assignment row = accounts.assignment(db, id);
        var view = new AssignmentView(
                row,
                agencies.byId(db, row.agencyId()),
                accounts.file(db, row.accountId()),
                accounts.consents(db, id),
                audit.history(db, "assignment", id.toString(), 0, MOST_EVENTS),
                request.caller(),
                act,
                form);
        return pages.show(
                request, status, "assignment.jte", pages.wording(request, "/registry/assignments/" + id), view);
    }

    private Reply form(Request request, int status, Form form) {
        CollectionAccount account = account(db, form);
        var view = new AssignmentFormView(
                account,
                agencies.byId(db, account.agencyId()),
                agencies.list(db, BusinessDay.of(clock.instant()), "", MOST_AGENCIES),
                form);
        return pages.show(
                request,
                status,
                "assignment-form.jte",
                pages.wording(request, "/registry/assignments/new?account=" + account.id()),
                view);
    }

    private Reply propose(Request request) {
        Form form = Form.of(request.form());
        account(db, form);
        try {
            UUID id = db.inTransaction(tx -> accounts.propose(
                            tx, wanted(tx, form), request.caller().name())
                    .id());
            return Reply.seeOther("/registry/assignments/" + id);
        } catch (Refusal refusal) {
            return form(request, refusal.type().status(), form.refused(refusal, request.language()));
        }
    }

    /** Takes over from the row that stands at the same key, so that nobody has to look for it. */
    private Accounts.NewAssignment wanted(Tx tx, Form form) {
        CollectionAccount account = account(tx, form);
        Instant now = clock.instant();
        Instant from = form.minute("from").filter(now::isBefore).orElse(now);
        Instant until = form.minute("until").orElse(null);
        if (until != null && !until.isAfter(from)) {
            throw HttpProblem.field("until", until, "phải sau thời điểm bắt đầu.", "it must be after the beginning.");
        }
        Agency agency = agencies.get(tx, form.value("agency"), BusinessDay.of(from));
        String code = form.given("procedure");
        String procedure = code == null ? null : procedures.get(tx, code).code();
        Kind kind = form.value("kind").equals("CHARGE") ? Kind.CHARGE : Kind.FEE;
        UUID standing = accounts.assignmentsOfAgency(tx, agency.id()).stream()
                .filter(a -> a.status().equals("approved") && a.kind() == kind)
                .filter(a -> java.util.Objects.equals(a.procedure(), procedure))
                .filter(a -> !a.validFrom().isAfter(from)
                        && (a.validUntil() == null || a.validUntil().isAfter(from)))
                .map(Accounts.Assignment::id)
                .findFirst()
                .orElse(null);
        var consents = new ArrayList<Accounts.Consent>();
        if (account.agencyId() != agency.id()) {
            paper(form, "consent_agency").ifPresent(text -> consents.add(new Accounts.Consent(agency.id(), text)));
            paper(form, "consent_collector")
                    .ifPresent(text -> consents.add(new Accounts.Consent(account.agencyId(), text)));
        }
        return new Accounts.NewAssignment(
                agency.id(), procedure, kind, account.id(), from, until, reason(form), standing, consents);
    }

    private UUID correct(Tx tx, Form form, UUID id, String by) {
        Accounts.Assignment wrong = accounts.assignment(tx, id);
        CollectionAccount right = rightAccount(tx, form, wrong);
        Instant from = form.minute("from").orElse(wrong.validFrom());
        Instant until = form.minute("until").orElse(null);
        if (until != null && !until.isAfter(from)) {
            throw HttpProblem.field("until", until, "phải sau thời điểm bắt đầu.", "it must be after the beginning.");
        }
        return accounts.proposeCorrection(
                        tx, id, new Accounts.Correction(right.id(), from, until, reason(form), List.of()), by)
                .id();
    }

    /** The account in force with this number; with two banks' the form cannot tell which is meant, and none is guessed. */
    private CollectionAccount rightAccount(Sql sql, Form form, Accounts.Assignment wrong) {
        String number = form.given("number");
        if (number == null) {
            return accounts.get(sql, wrong.accountId());
        }
        List<CollectionAccount> found = accounts.withNumber(sql, number.replaceAll("[ .-]", "")).stream()
                .filter(a -> a.status().equals("active"))
                .toList();
        if (found.size() != 1) {
            throw found.isEmpty()
                    ? HttpProblem.field(
                            "number",
                            number,
                            "không có tài khoản nào đang hiệu lực mang số này.",
                            "no account in force has this number.")
                    : HttpProblem.field(
                            "number",
                            number,
                            "nhiều ngân hàng có tài khoản đang hiệu lực mang số này; hãy đính chính qua API với mã tài khoản.",
                            "accounts of several banks in force have this number; correct it over the API, by the account's id.");
        }
        return found.getFirst();
    }

    private CollectionAccount account(Sql sql, Form form) {
        return accounts.get(sql, Given.uuid("account", form.value("account")));
    }

    private Accounts.Consent consent(Tx tx, Form form) {
        Agency agency = agencies.get(tx, form.value("agency"), BusinessDay.of(clock.instant()));
        return new Accounts.Consent(agency.id(), Given.line("document", form.value("document"), MOST_DOCUMENT));
    }

    private static java.util.Optional<String> paper(Form form, String field) {
        String given = form.given(field);
        return given == null
                ? java.util.Optional.empty()
                : java.util.Optional.of(Given.line(field, given, MOST_DOCUMENT));
    }

    private Instant moment(Form form, String field) {
        return form.minute(field).orElseGet(clock::instant);
    }

    private static String reason(Form form) {
        return Given.line("reason", form.value("reason"), MOST_REASON);
    }
}
