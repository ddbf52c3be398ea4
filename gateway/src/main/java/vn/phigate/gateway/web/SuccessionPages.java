package vn.phigate.gateway.web;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.audit.Audit;
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
import vn.phigate.gateway.succession.Succession;
import vn.phigate.gateway.succession.Successions;
import vn.phigate.gateway.succession.SuccessionsApi;

/** Mergers and replaced accounts: what is proposed, what it would change, and what somebody has to decide. */
public final class SuccessionPages {
    private static final int PAGE = 50;
    private static final int MOST_EVENTS = 100;
    private static final String LIST = "/registry/successions";
    private static final String DECISIONS = "/registry/succession-decisions";

    private final Db db;
    private final Successions successions;
    private final Audit audit;
    private final Pages pages;
    private final InstantSource clock;

    public SuccessionPages(Db db, Successions successions, Audit audit, Pages pages, InstantSource clock) {
        this.db = db;
        this.successions = successions;
        this.audit = audit;
        this.pages = pages;
        this.clock = clock;
    }

    public void routes(Web web) {
        Access maker = Access.only(Role.MAKER);
        Access checker = Access.only(Role.CHECKER);
        Access either = Access.only(Role.MAKER, Role.CHECKER);
        web.get(LIST, Access.READ, this::list);
        web.get(LIST + "/{id}", Access.READ, request -> succession(request, 200, request.pathId(), null));
        step(web, "approve", checker, (tx, request, id) -> successions.approve(tx, id, by(request)));
        step(web, "reject", either, (tx, request, id) -> successions.reject(tx, id, reason(request), by(request)));
        step(
                web,
                "undo",
                maker,
                (tx, request, id) -> successions.proposeUndo(tx, id, from(request), reason(request), by(request)));
        step(web, "undo-approve", checker, (tx, request, id) -> successions.approveUndo(tx, id, by(request)));
        web.get(DECISIONS, Access.READ, request -> questions(request, 200, null));
        decision(web, "decide", maker, this::decide);
        decision(web, "approve", checker, (tx, request, id) -> successions.approveDecision(tx, id, by(request)));
        decision(
                web,
                "reject",
                either,
                (tx, request, id) -> successions.rejectDecision(tx, id, reason(request), by(request)));
    }

    private interface Act {
        void on(Tx tx, Request request, UUID id);
    }

    /** Does one thing to a succession, then shows it; what was refused is told on the same page. */
    private void step(Web web, String name, Access access, Act act) {
        web.post(LIST + "/{id}/" + name, access, request -> {
            UUID id = request.pathId();
            try {
                db.inTransactionDo(tx -> act.on(tx, request, id));
                return Reply.seeOther(LIST + "/" + id);
            } catch (Refusal refusal) {
                if (refusal.type().status() == 404) {
                    throw refusal;
                }
                return succession(request, refusal.type().status(), id, refusal.detail(request.language()));
            }
        });
    }

    private void decision(Web web, String name, Access access, Act act) {
        web.post(DECISIONS + "/{id}/" + name, access, request -> {
            try {
                db.inTransactionDo(tx -> act.on(tx, request, request.pathId()));
                return Reply.seeOther(DECISIONS);
            } catch (Refusal refusal) {
                if (refusal.type().status() == 404) {
                    throw refusal;
                }
                return questions(request, refusal.type().status(), refusal.detail(request.language()));
            }
        });
    }

    private void decide(Tx tx, Request request, UUID part) {
        long agency = SuccessionsApi.candidate(
                successions.question(tx, part), request.form().getOrDefault("agency", ""));
        successions.decide(
                tx,
                part,
                agency,
                Given.line("document", request.form().get("document"), SuccessionsApi.MOST_TEXT),
                by(request));
    }

    private Reply list(Request request) {
        List<Succession> found = successions.list(db, after(request), PAGE + 1);
        boolean more = found.size() > PAGE;
        List<Succession> shown = more ? found.subList(0, PAGE) : found;
        var view = new SuccessionsView(
                shown,
                more ? shown.getLast().id() : null,
                successions.questions(db, null, PAGE).size());
        return pages.show(request, 200, "successions.jte", pages.wording(request, LIST), view);
    }

    private Reply succession(Request request, int status, UUID id, @Nullable String refused) {
        Succession succession = successions.get(db, id);
        Succession.Undo undo = succession.undo();
        boolean ofUndo = undo != null && undo.approved() == null;
        var view = new SuccessionView(
                succession,
                ofUndo ? successions.changesOfUndo(db, id, null) : successions.changes(db, id),
                ofUndo,
                audit.history(db, "succession", id.toString(), 0, MOST_EVENTS),
                request.caller(),
                refused);
        return pages.show(request, status, "succession.jte", pages.wording(request, LIST + "/" + id), view);
    }

    private Reply questions(Request request, int status, @Nullable String refused) {
        List<Succession.Question> found = successions.questions(db, after(request), PAGE + 1);
        boolean more = found.size() > PAGE;
        List<Succession.Question> shown = more ? found.subList(0, PAGE) : found;
        var view = new QuestionsView(shown, more ? shown.getLast().part().id() : null, request.caller(), refused);
        return pages.show(request, status, "succession-decisions.jte", pages.wording(request, DECISIONS), view);
    }

    private static @Nullable UUID after(Request request) {
        return request.queryId("after").orElse(null);
    }

    /** The day that was typed begins at midnight; none is now. */
    private Instant from(Request request) {
        return Form.of(request.form()).day("from").map(BusinessDay::startOf).orElseGet(clock::instant);
    }

    private static String reason(Request request) {
        return Given.line("reason", request.form().get("reason"), SuccessionsApi.MOST_TEXT);
    }

    private static String by(Request request) {
        return request.caller().name();
    }
}
