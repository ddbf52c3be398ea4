package vn.phigate.gateway.succession;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.tables.TableFile;
import vn.phigate.gateway.platform.time.BusinessDay;

/** Successions over HTTP. */
public final class SuccessionsApi {
    private static final int MOST_PARTS = 2_000;
    public static final int MOST_TEXT = 500;

    private final Db db;
    private final Agencies agencies;
    private final Accounts accounts;
    private final Successions successions;
    private final ImportMergers mergers;
    private final InstantSource clock;

    public SuccessionsApi(Db db, Agencies agencies, Accounts accounts, Successions successions, InstantSource clock) {
        this.db = db;
        this.agencies = agencies;
        this.accounts = accounts;
        this.successions = successions;
        this.mergers = new ImportMergers(agencies, accounts, successions);
        this.clock = clock;
    }

    public void routes(Web web) {
        Access maker = Access.only(Role.MAKER);
        Access checker = Access.only(Role.CHECKER);
        Access either = Access.only(Role.MAKER, Role.CHECKER);
        web.get("/v1/successions", Access.READ, this::list);
        web.command(
                "/v1/successions",
                maker,
                (request, tx) -> Reply.created(successions.propose(tx, proposal(tx, request), by(request))));
        web.post("/v1/successions/import", maker, this::take);
        web.get("/v1/successions/{id}", Access.READ, request -> Reply.ok(successions.get(db, request.pathId())));
        web.get("/v1/successions/{id}/changes", Access.READ, this::changes);
        web.command(
                "/v1/successions/{id}/approve",
                checker,
                (request, tx) -> Reply.ok(successions.approve(tx, request.pathId(), by(request))));
        web.command(
                "/v1/successions/{id}/reject",
                either,
                (request, tx) -> Reply.ok(successions.reject(tx, request.pathId(), reason(request), by(request))));
        web.command("/v1/successions/{id}/undo", maker, this::undo);
        web.command(
                "/v1/successions/{id}/undo/approve",
                checker,
                (request, tx) -> Reply.ok(successions.approveUndo(tx, request.pathId(), by(request))));
        web.get("/v1/succession-decisions", Access.READ, this::questions);
        web.get(
                "/v1/succession-decisions/{id}",
                Access.READ,
                request -> Reply.ok(view(successions.question(db, request.pathId()))));
        web.command("/v1/succession-decisions/{id}/decide", maker, this::decide);
        web.command(
                "/v1/succession-decisions/{id}/approve",
                checker,
                (request, tx) -> Reply.ok(view(successions.approveDecision(tx, request.pathId(), by(request)))));
        web.command(
                "/v1/succession-decisions/{id}/reject",
                either,
                (request, tx) ->
                        Reply.ok(view(successions.rejectDecision(tx, request.pathId(), reason(request), by(request)))));
    }

    private record PartBody(
            @Nullable String formerAgency,
            @Nullable String successorAgency,
            @Nullable List<String> successorAgencies,
            @Nullable UUID formerAccount,
            @Nullable UUID successorAccount) {}

    private record ProposalBody(
            @Nullable String legalAct,
            @Nullable Instant cutOver,
            @Nullable String note,
            @Nullable List<PartBody> parts) {}

    private record UndoBody(
            @Nullable Instant from, @Nullable String reason) {}

    private record DecideBody(
            @Nullable String agency, @Nullable String document) {}

    private record ReasonBody(@Nullable String reason) {}

    private Reply list(Request request) {
        int limit = request.queryLimit(50, 500);
        UUID before = request.queryId("cursor").orElse(null);
        return Reply.page(
                successions.list(db, before, limit + 1),
                limit,
                succession -> succession.id().toString(),
                SuccessionsApi::head);
    }

    private static Map<String, @Nullable Object> head(Succession succession) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", succession.id());
        view.put("status", succession.status());
        view.put("legal_act", succession.legalAct());
        view.put("cut_over", succession.cutOver());
        view.put("note", succession.note());
        view.put("parts", succession.parts().size());
        view.put(
                "undecided",
                succession.parts().stream().filter(Succession.Part::open).count());
        return view;
    }

    private static Map<String, @Nullable Object> view(Succession.Question question) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", question.part().id());
        view.put("succession", question.succession());
        view.put("legal_act", question.legalAct());
        view.put("cut_over", question.cutOver());
        view.put("former", question.part().former());
        view.put("candidates", question.part().successors());
        view.put("decision", question.part().decision());
        return view;
    }

    /** Former agencies are read as of the day before the cut-over, their successors as of its day: many have the same code. */
    private Successions.NewSuccession proposal(Tx tx, Request request) {
        var body = request.json(ProposalBody.class);
        String legalAct = Given.line("legal_act", body.legalAct(), MOST_TEXT);
        Instant cutOver = body.cutOver();
        if (cutOver == null) {
            throw HttpProblem.field("cut_over", "", "cần thời điểm bắt đầu.", "the instant of the cut-over is needed.");
        }
        List<PartBody> parts = body.parts();
        if (parts == null || parts.isEmpty() || parts.size() > MOST_PARTS || parts.contains(null)) {
            throw HttpProblem.field(
                    "parts",
                    parts == null ? 0 : parts.size(),
                    "cần từ 1 đến 2000 phần.",
                    "1 to 2000 parts are needed.");
        }
        LocalDate before = BusinessDay.of(cutOver.minusNanos(1_000));
        LocalDate after = BusinessDay.of(cutOver);
        String note = body.note() == null || body.note().isBlank() ? null : Given.line("note", body.note(), MOST_TEXT);
        List<Successions.NewPart> read = new ArrayList<>();
        for (PartBody part : parts) {
            read.add(part(tx, part, before, after));
        }
        return new Successions.NewSuccession(legalAct, cutOver, note, read);
    }

    private Successions.NewPart part(Tx tx, PartBody body, LocalDate before, LocalDate after) {
        UUID formerAccount = body.formerAccount();
        UUID successorAccount = body.successorAccount();
        String former = body.formerAgency();
        List<String> codes = new ArrayList<>();
        if (body.successorAgencies() != null) {
            codes.addAll(body.successorAgencies());
        }
        if (body.successorAgency() != null) {
            codes.add(body.successorAgency());
        }
        boolean ofAccount = formerAccount != null && successorAccount != null && former == null && codes.isEmpty();
        boolean ofAgency = formerAccount == null && successorAccount == null && former != null && !codes.isEmpty();
        if (formerAccount != null && successorAccount != null && ofAccount) {
            accounts.get(tx, formerAccount);
            accounts.get(tx, successorAccount);
            return Successions.NewPart.account(formerAccount, successorAccount);
        }
        if (former == null
                || !ofAgency
                || codes.contains(null)
                || codes.stream().distinct().count() < codes.size()) {
            throw HttpProblem.field(
                    "parts",
                    String.valueOf(former),
                    "mỗi phần cần former_agency với successor_agency (hoặc successor_agencies khác nhau), hoặc former_account với successor_account.",
                    "each part needs former_agency with successor_agency (or several, different successor_agencies), or former_account with successor_account.");
        }
        List<Long> successors =
                codes.stream().map(code -> agencies.get(tx, code, after).id()).toList();
        return Successions.NewPart.agency(agencies.get(tx, former, before).id(), successors);
    }

    /** With undo=true, or undo_from, the changes that undoing it would bring. */
    private Reply changes(Request request) {
        UUID id = request.pathId();
        Instant undoFrom = request.queryInstant("undo_from").orElse(null);
        boolean ofUndo = undoFrom != null || request.query("undo").orElse("").equals("true");
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("items", ofUndo ? successions.changesOfUndo(db, id, undoFrom) : successions.changes(db, id));
        body.put("next", null);
        return Reply.ok(body);
    }

    private Reply undo(Request request, Tx tx) {
        var body = request.body().length == 0 ? new UndoBody(null, null) : request.json(UndoBody.class);
        Instant from = body.from() == null ? clock.instant() : body.from();
        return Reply.ok(successions.proposeUndo(
                tx, request.pathId(), from, Given.line("reason", body.reason(), MOST_TEXT), by(request)));
    }

    private Reply questions(Request request) {
        int limit = request.queryLimit(50, 500);
        UUID after = request.queryId("cursor").orElse(null);
        return Reply.page(
                successions.questions(db, after, limit + 1),
                limit,
                question -> question.part().id().toString(),
                SuccessionsApi::view);
    }

    private Reply decide(Request request, Tx tx) {
        var body = request.json(DecideBody.class);
        UUID part = request.pathId();
        String code = Given.line("agency", body.agency(), MOST_TEXT);
        long agency = candidate(successions.question(tx, part), code);
        return Reply.ok(view(
                successions.decide(tx, part, agency, Given.line("document", body.document(), MOST_TEXT), by(request))));
    }

    /** By its code; whoever sends it. */
    public static long candidate(Succession.Question question, String code) {
        return question.part().successors().stream()
                .filter(candidate -> candidate.code().equals(code))
                .findFirst()
                .orElseThrow(() -> HttpProblem.field(
                        "agency",
                        code,
                        "không thuộc các cơ quan mà xã, phường này được chia vào.",
                        "it is none of the agencies that the commune was divided over."))
                .agencyId();
    }

    private Reply take(Request request) {
        String mode = request.query("mode").orElse("preview");
        if (!mode.equals("preview") && !mode.equals("apply")) {
            throw HttpProblem.field("mode", mode, "cần preview hoặc apply.", "preview or apply is needed.");
        }
        String legalAct = Given.line("legal_act", request.requiredQuery("legal_act"), MOST_TEXT);
        Instant cutOver = request.queryInstant("cut_over").orElse(ImportMergers.CUT_OVER_2025);
        String province = request.query("province").orElse(null);
        try {
            Path copy = Files.createTempFile("mergers", null);
            try {
                request.uploadTo(copy, TableFile.MOST_BYTES);
                var order = new ImportMergers.Order(copy, province, legalAct, cutOver);
                return Reply.ok(
                        mode.equals("apply")
                                ? db.inTransaction(tx -> mergers.apply(tx, order, by(request)))
                                : db.inTransaction(tx -> mergers.preview(tx, order)));
            } finally {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String reason(Request request) {
        return Given.line("reason", request.json(ReasonBody.class).reason(), MOST_TEXT);
    }

    private static String by(Request request) {
        return request.caller().name();
    }
}
