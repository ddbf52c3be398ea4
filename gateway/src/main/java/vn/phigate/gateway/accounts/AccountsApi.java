package vn.phigate.gateway.accounts;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.agencies.AgencyScope;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.procedures.Procedures;

/** Registrations, the map and the notices over HTTP. */
public final class AccountsApi {
    private static final UUID FIRST = new UUID(0, 0);

    private final Db db;
    private final Agencies agencies;
    private final Procedures procedures;
    private final Accounts accounts;
    private final RegistryRules rules;
    private final InstantSource clock;

    public AccountsApi(
            Db db,
            Agencies agencies,
            Procedures procedures,
            Accounts accounts,
            RegistryRules rules,
            InstantSource clock) {
        this.db = db;
        this.agencies = agencies;
        this.procedures = procedures;
        this.accounts = accounts;
        this.rules = rules;
        this.clock = clock;
    }

    public void routes(Web web) {
        Access read = Access.READ.alsoBound();
        Access maker = Access.only(Role.MAKER).alsoBound();
        Access either = Access.only(Role.MAKER, Role.CHECKER).alsoBound();
        web.get("/v1/accounts", read, this::list);
        web.command(
                "/v1/accounts",
                maker,
                (request, tx) -> Reply.created(file(
                        tx,
                        accounts.register(tx, newAccount(tx, request), by(request))
                                .id())));
        web.get("/v1/accounts/{id}", read, request -> Reply.ok(file(db, own(db, request))));
        web.command(
                "/v1/accounts/{id}/edit",
                maker,
                (request, tx) ->
                        Reply.ok(view(accounts.edit(tx, own(tx, request), newAccount(tx, request), by(request)))));
        web.command(
                "/v1/accounts/{id}/submit",
                maker,
                (request, tx) -> Reply.ok(file(
                        tx, accounts.submit(tx, own(tx, request), by(request)).id())));
        web.command(
                "/v1/accounts/{id}/approve",
                Access.only(Role.CHECKER),
                (request, tx) -> Reply.ok(file(
                        tx,
                        accounts.approve(tx, request.pathId(), acknowledged(request), by(request))
                                .id())));
        web.command(
                "/v1/accounts/{id}/reject",
                either,
                (request, tx) -> Reply.ok(view(accounts.reject(tx, own(tx, request), reason(request), by(request)))));
        web.command(
                "/v1/accounts/{id}/waive-deposit",
                Access.only(Role.CHECKER, Role.ADMIN),
                (request, tx) ->
                        Reply.ok(view(accounts.waiveDeposit(tx, request.pathId(), reason(request), by(request)))));
        web.command("/v1/accounts/{id}/close", either, this::close);
        web.get(
                "/v1/accounts/{id}/assignments",
                read,
                request -> Reply.ok(Reply.whole(accounts.assignmentsOfAccount(db, own(db, request)))));
        web.command("/v1/assignments", maker, this::propose);
        web.get("/v1/assignments/{id}", read, request -> Reply.ok(ownRow(db, request)));
        web.command(
                "/v1/assignments/{id}/consents",
                Access.only(Role.MAKER, Role.ADMIN).alsoBound(),
                this::consent);
        web.get(
                "/v1/assignments/{id}/consents",
                read,
                request -> Reply.ok(
                        Reply.whole(accounts.consents(db, ownRow(db, request).id()))));
        web.command(
                "/v1/assignments/{id}/consents/withdraw",
                Access.only(Role.MAKER, Role.ADMIN).alsoBound(),
                this::withdrawConsent);
        web.command("/v1/assignments/{id}/end", maker, this::end);
        web.command("/v1/assignments/{id}/correct", maker, this::correct);
        web.command(
                "/v1/assignments/{id}/approve",
                Access.only(Role.CHECKER),
                (request, tx) -> Reply.ok(accounts.approveAssignment(tx, request.pathId(), by(request))));
        web.command(
                "/v1/assignments/{id}/reject",
                either,
                (request, tx) -> Reply.ok(
                        accounts.rejectAssignment(tx, ownRow(tx, request).id(), reason(request), by(request))));
        web.get("/v1/registry/notices", read, this::listNotices);
        web.get("/v1/agencies/{code}/contacts", read, request -> {
            Agency agency = agency(db, request);
            agencies.scope(db, request.caller()).require(agency.id());
            return Reply.ok(contacts(db, agency));
        });
        web.command("/v1/agencies/{code}/contacts", Access.only(Role.ADMIN), this::addContact);
        web.command("/v1/agencies/{code}/contacts/{id}/end", Access.only(Role.ADMIN), this::endContact);
    }

    /** The account of the path, when the caller acts for its agency. */
    private UUID own(Sql sql, Request request) {
        CollectionAccount account = accounts.get(sql, request.pathId());
        agencies.scope(sql, request.caller()).require(account.agencyId());
        return account.id();
    }

    /** The row of the map that the path names, when the caller acts for the agency whose fees it sends somewhere. */
    private Accounts.Assignment ownRow(Sql sql, Request request) {
        Accounts.Assignment row = accounts.assignment(sql, request.pathId());
        agencies.scope(sql, request.caller()).require(row.agencyId());
        return row;
    }

    private record AccountBody(
            @Nullable String agency,
            @Nullable String bin,
            @Nullable String number,
            @Nullable String holder,
            @Nullable Instant validFrom,
            @Nullable Instant validUntil,
            @Nullable String legalBasis,
            @Nullable Treasury treasury,
            @Nullable UUID replaces) {}

    private record ReasonBody(@Nullable String reason) {}

    private record ApproveBody(@Nullable List<String> acknowledged) {}

    private record CloseBody(
            @Nullable Instant from, @Nullable String reason) {}

    /** @param document number and date of the agency's letter */
    private record ConsentBody(
            @Nullable String agency, @Nullable String document) {}

    private record AssignmentBody(
            @Nullable String agency,
            @Nullable String procedure,
            @Nullable String kind,
            @Nullable UUID account,
            @Nullable Instant validFrom,
            @Nullable Instant validUntil,
            @Nullable String reason,
            @Nullable UUID supersedes,
            @Nullable List<ConsentBody> consents) {}

    private record EndBody(@Nullable Instant at, @Nullable String reason) {}

    private record CorrectBody(
            @Nullable UUID account,
            @Nullable Instant validFrom,
            @Nullable Instant validUntil,
            @Nullable String reason,
            @Nullable List<ConsentBody> consents) {}

    private record ContactBody(
            @Nullable String name, @Nullable String email) {}

    private Reply list(Request request) {
        int limit = request.queryLimit(100, 500);
        Instant now = clock.instant();
        Long agencyId = request.query("agency")
                .map(code -> agencies.get(db, code, BusinessDay.of(now)).id())
                .orElse(null);
        AccountStatus status = request.query("status").map(AccountsApi::status).orElse(null);
        UUID after = request.queryId("cursor").orElse(FIRST);
        List<Map<String, @Nullable Object>> found =
                accounts
                        .files(db, agencies.scope(db, request.caller()).narrow(agencyId), status, after, limit + 1)
                        .stream()
                        .map(AccountsApi::view)
                        .toList();
        return Reply.page(found, limit, last -> last.get("id"), Function.identity());
    }

    private static AccountStatus status(String text) {
        return AccountStatus.parse(text)
                .orElseThrow(() -> HttpProblem.field(
                        "status",
                        text,
                        "cần draft, submitted, approved, active, superseded, closed hoặc rejected.",
                        "draft, submitted, approved, active, superseded, closed or rejected is needed."));
    }

    private Accounts.NewAccount newAccount(Sql sql, Request request) {
        var body = request.json(AccountBody.class);
        Instant from = body.validFrom() == null ? clock.instant() : body.validFrom();
        Agency agency = agencies.get(sql, Given.line("agency", body.agency(), 35), BusinessDay.of(from));
        agencies.scope(sql, request.caller()).require(agency.id());
        return account(
                agency.id(),
                body.bin(),
                body.number(),
                body.holder(),
                from,
                body.validUntil(),
                body.legalBasis(),
                body.treasury(),
                body.replaces());
    }

    /** The form of what is registered, whoever sends it; whether it can be right is for the checks. */
    public static Accounts.NewAccount account(
            long agencyId,
            @Nullable String givenBin,
            @Nullable String givenNumber,
            @Nullable String givenHolder,
            Instant from,
            @Nullable Instant until,
            @Nullable String legalBasis,
            @Nullable Treasury treasury,
            @Nullable UUID replaces) {
        String bin = Given.line("bin", givenBin, 6);
        if (!bin.matches("[0-9]{6}")) {
            throw HttpProblem.field(
                    "bin",
                    bin,
                    "cần 6 chữ số của mã ngân hàng (NAPAS).",
                    "six digits of the bank's NAPAS number are needed.");
        }
        String number = Given.line("number", givenNumber, 19).toUpperCase(Locale.ROOT);
        if (!number.matches("[0-9A-Z]{4,19}")) {
            throw HttpProblem.field(
                    "number", number, "cần 4 đến 19 chữ số hoặc chữ cái.", "4 to 19 digits or letters are needed.");
        }
        requireSpan(from, until);
        String basis = legalBasis == null || legalBasis.isBlank() ? null : Given.line("legal_basis", legalBasis, 500);
        return new Accounts.NewAccount(
                agencyId,
                bin,
                number,
                Given.line("holder", givenHolder, 140),
                from,
                until,
                basis,
                Treasury.NONE.equals(treasury) ? null : treasury,
                replaces,
                false);
    }

    private Accounts.Acknowledged acknowledged(Request request) {
        List<String> read = request.body().length == 0
                ? null
                : request.json(ApproveBody.class).acknowledged();
        if (read == null) {
            return rules.wordless() ? Accounts.Acknowledged.ALL : Accounts.Acknowledged.NOTHING;
        }
        return Accounts.Acknowledged.of(Set.copyOf(read));
    }

    private Reply close(Request request, Tx tx) {
        var body = request.body().length == 0 ? new CloseBody(null, null) : request.json(CloseBody.class);
        UUID id = own(tx, request);
        AccountFile.Closing proposed = accounts.file(tx, id).closing();
        if (proposed == null) {
            Instant from = body.from() == null ? clock.instant() : body.from();
            return Reply.ok(
                    view(accounts.proposeClosing(tx, id, from, Given.line("reason", body.reason(), 500), by(request))));
        }
        requireCentre(request);
        if (body.from() != null && !body.from().equals(proposed.from())) {
            throw AccountProblem.WRONG_STATE
                    .refusal(
                            "Đã có đề nghị đóng từ một thời điểm khác; đồng ý hay không là với đề nghị đó.",
                            "A closing from another instant is proposed; what can be agreed to is that one.")
                    .with("from", proposed.from());
        }
        return Reply.ok(view(accounts.confirmClosing(tx, id, by(request))));
    }

    /** An agency asks, the centre grants. */
    public static void requireCentre(Request request) {
        if (!request.caller().wholeCity()) {
            throw HttpProblem.NOT_YOUR_AGENCY.refusal();
        }
    }

    private Reply propose(Request request, Tx tx) {
        var body = request.json(AssignmentBody.class);
        Instant from = body.validFrom() == null ? clock.instant() : body.validFrom();
        Agency agency = agencies.get(tx, Given.line("agency", body.agency(), 35), BusinessDay.of(from));
        agencies.scope(tx, request.caller()).require(agency.id());
        String procedure = body.procedure() == null
                ? null
                : procedures.get(tx, body.procedure()).code();
        requireSpan(from, body.validUntil());
        return Reply.created(accounts.propose(
                tx,
                new Accounts.NewAssignment(
                        agency.id(),
                        procedure,
                        kind(Given.line("kind", body.kind(), 10)),
                        account(body.account()),
                        from,
                        body.validUntil(),
                        Given.line("reason", body.reason(), 500),
                        body.supersedes(),
                        consents(tx, request, body.consents(), from)),
                by(request)));
    }

    private Reply consent(Request request, Tx tx) {
        var body = request.json(ConsentBody.class);
        return Reply.created(accounts.consent(
                tx,
                request.pathId(),
                consents(tx, request, List.of(body), clock.instant()).getFirst(),
                by(request)));
    }

    private record WithdrawBody(
            @Nullable String agency,
            @Nullable String document,
            @Nullable Instant at) {}

    private Reply withdrawConsent(Request request, Tx tx) {
        var body = request.json(WithdrawBody.class);
        Instant at = body.at() == null ? clock.instant() : body.at();
        Agency agency = agencies.get(tx, Given.line("agency", body.agency(), 35), BusinessDay.of(clock.instant()));
        agencies.scope(tx, request.caller()).require(agency.id());
        var withdrawal = new Accounts.Consent(agency.id(), Given.line("document", body.document(), 300));
        return Reply.created(accounts.withdrawConsent(tx, request.pathId(), withdrawal, at, by(request)));
    }

    private Reply end(Request request, Tx tx) {
        var body = request.json(EndBody.class);
        Instant at = body.at() == null ? clock.instant() : body.at();
        return Reply.created(accounts.proposeEnd(
                tx, ownRow(tx, request).id(), at, Given.line("reason", body.reason(), 500), by(request)));
    }

    private Reply correct(Request request, Tx tx) {
        var body = request.json(CorrectBody.class);
        Accounts.Assignment wrong = ownRow(tx, request);
        Instant from = body.validFrom() == null ? wrong.validFrom() : body.validFrom();
        requireSpan(from, body.validUntil());
        var right = new Accounts.Correction(
                body.account() == null ? wrong.accountId() : body.account(),
                from,
                body.validUntil(),
                Given.line("reason", body.reason(), 500),
                consents(tx, request, body.consents(), from));
        return Reply.created(accounts.proposeCorrection(tx, wrong.id(), right, by(request)));
    }

    /** Nobody consents in another agency's name. */
    private List<Accounts.Consent> consents(Tx tx, Request request, @Nullable List<ConsentBody> bodies, Instant on) {
        AgencyScope scope = agencies.scope(tx, request.caller());
        var consents = new ArrayList<Accounts.Consent>();
        for (ConsentBody body : bodies == null ? List.<ConsentBody>of() : bodies) {
            Agency agency = agencies.get(tx, Given.line("consents.agency", body.agency(), 35), BusinessDay.of(on));
            scope.require(agency.id());
            consents.add(new Accounts.Consent(agency.id(), Given.line("consents.document", body.document(), 300)));
        }
        return consents;
    }

    private Reply listNotices(Request request) {
        int limit = request.queryLimit(100, 500);
        Instant now = clock.instant();
        Long agencyId = request.query("agency")
                .map(code -> agencies.get(db, code, BusinessDay.of(now)).id())
                .orElse(null);
        UUID account = request.queryId("account").orElse(null);
        UUID before = request.queryId("cursor").orElse(null);
        List<Map<String, @Nullable Object>> found = accounts
                .notices()
                .listOf(db, agencies.scope(db, request.caller()).narrow(agencyId), account, before, limit + 1)
                .stream()
                .map(this::view)
                .toList();
        return Reply.page(found, limit, last -> last.get("id"), Function.identity());
    }

    private Reply addContact(Request request, Tx tx) {
        Agency agency = agency(tx, request);
        var body = request.json(ContactBody.class);
        String email = Given.line("email", body.email(), 200);
        accounts.notices().addContact(tx, agency.id(), Given.line("name", body.name(), 140), email(email), by(request));
        return Reply.created(contacts(tx, agency));
    }

    /** An address that mail can be sent to, as far as its form tells. */
    public static String email(String email) {
        if (!email.matches("[^@\\s<>]+@[^@\\s<>]+")) {
            throw HttpProblem.field("email", email, "cần địa chỉ thư điện tử.", "an e-mail address is needed.");
        }
        return email;
    }

    private Reply endContact(Request request, Tx tx) {
        Agency agency = agency(tx, request);
        if (!accounts.notices().endContact(tx, agency.id(), request.pathId(), by(request))) {
            throw HttpProblem.NOT_FOUND.refusal();
        }
        return Reply.ok(contacts(tx, agency));
    }

    private Map<String, @Nullable Object> contacts(Sql sql, Agency agency) {
        return Reply.whole(accounts.notices().contacts(sql, agency.id()));
    }

    private Agency agency(Sql sql, Request request) {
        return agencies.get(sql, request.pathParameter("code"), BusinessDay.of(clock.instant()));
    }

    private static String by(Request request) {
        return request.caller().name();
    }

    private static String reason(Request request) {
        return Given.line("reason", request.json(ReasonBody.class).reason(), 500);
    }

    private static UUID account(@Nullable UUID account) {
        if (account == null) {
            throw HttpProblem.field("account", "", "cần mã tài khoản.", "the account's id is needed.");
        }
        return account;
    }

    /** @throws vn.phigate.gateway.platform.http.Refusal when a span would end before it begins */
    public static void requireSpan(Instant from, @Nullable Instant until) {
        if (until != null && !until.isAfter(from)) {
            throw HttpProblem.field("valid_until", until, "phải sau valid_from.", "it must be after valid_from.");
        }
    }

    static Kind kind(String text) {
        try {
            return Kind.valueOf(text);
        } catch (IllegalArgumentException e) {
            throw HttpProblem.field("kind", text, "cần FEE (phí) hoặc CHARGE (lệ phí).", "FEE or CHARGE is needed.");
        }
    }

    private Map<String, @Nullable Object> file(Sql sql, UUID id) {
        return view(accounts.file(sql, id));
    }

    private static Map<String, @Nullable Object> view(AccountFile file) {
        Map<String, @Nullable Object> view = view(file.account());
        view.put("agency", file.agency());
        view.put("agency_name", file.agencyName());
        view.put("next", file.next().name().toLowerCase(Locale.ROOT));
        view.put("requested_from", file.requestedFrom());
        view.put("effective_at", file.effectiveAt());
        view.put("legal_basis", file.legalBasis());
        view.put("treasury", file.treasury());
        view.put("replaces", file.replaces());
        view.put("superseded_by", file.supersededBy());
        view.put("findings", file.findings().stream().map(AccountsApi::view).toList());
        view.put("acknowledged", file.acknowledged());
        view.put("created", file.created());
        view.put("submitted", file.submitted());
        view.put("rejected", file.rejected());
        view.put("cool_off_until", file.coolOffUntil());
        view.put("test_deposit", file.deposit());
        view.put("closing", file.closing());
        return view;
    }

    private static Map<String, Object> view(Finding finding) {
        var view = new LinkedHashMap<String, Object>();
        view.put("key", finding.key());
        view.put("field", finding.field());
        view.put("value", finding.value());
        view.put("rule", finding.rule());
        view.put("blocking", finding.blocking());
        view.put("text_vi", finding.vi());
        view.put("text_en", finding.en());
        return view;
    }

    private Map<String, @Nullable Object> view(RegistryNotices.Notice notice) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", notice.id());
        view.put("kind", notice.kind());
        view.put("agency", agencies.byId(db, notice.agencyId()).code());
        view.put("audience", notice.audience());
        view.put("recipients", Json.tree(notice.recipients()));
        view.put("account_id", notice.subject().account());
        view.put("assignment_id", notice.subject().assignment());
        view.put("campaign_id", notice.subject().campaign());
        view.put("text_vi", notice.vi());
        view.put("text_en", notice.en());
        view.put("created_at", notice.at());
        return view;
    }

    static Map<String, @Nullable Object> view(CollectionAccount account) {
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
