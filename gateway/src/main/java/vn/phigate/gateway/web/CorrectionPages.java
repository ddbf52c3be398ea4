package vn.phigate.gateway.web;

import java.time.InstantSource;
import java.time.LocalDate;
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
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.receipts.CorrectReceipts;
import vn.phigate.gateway.receipts.Correction;

/** For staff: what is wrong with receipts, decided by two people, and the day's report to the tax office. Each act is the same door the API uses. */
public final class CorrectionPages {
    private static final String HERE = "/receipt-corrections";
    private static final UUID NEWEST = new UUID(-1, -1);
    private static final int MOST = 50;
    private static final int MOST_AGENCIES = 2_000;
    private static final int MOST_TEXT = 500;

    private final Db db;
    private final CorrectReceipts corrections;
    private final Agencies agencies;
    private final Pages pages;
    private final InstantSource clock;

    public CorrectionPages(Db db, CorrectReceipts corrections, Agencies agencies, Pages pages, InstantSource clock) {
        this.db = db;
        this.corrections = corrections;
        this.agencies = agencies;
        this.pages = pages;
        this.clock = clock;
    }

    private interface Act {
        Correction in(Tx tx);
    }

    public void routes(Web web) {
        web.get(HERE, Access.READ.alsoBound(), request -> show(request, 200, Form.EMPTY, ""));
        web.post(HERE, Access.only(Role.MAKER).alsoBound(), this::propose);
        web.post(
                HERE + "/{id}/approve",
                Access.only(Role.CHECKER),
                request -> act(request, Form.EMPTY, tx -> corrections.approve(tx, request.pathId(), by(request))));
        web.post(HERE + "/{id}/refuse", Access.only(Role.MAKER, Role.CHECKER).alsoBound(), request -> {
            Map<String, String> form = request.form();
            return act(
                    request,
                    Form.EMPTY,
                    tx -> corrections.refuse(
                            tx,
                            request.pathId(),
                            Given.line("reason", form.get("reason"), MOST_TEXT),
                            by(request),
                            !request.caller().wholeCity()));
        });
    }

    private Reply propose(Request request) {
        Map<String, String> form = request.form();
        return act(request, Form.of(form), tx -> {
            String receipt = form.getOrDefault("receipt", "");
            agencies.scope(tx, request.caller()).require(corrections.agencyOf(tx, receipt));
            boolean words = !form.getOrDefault("right", "").isBlank();
            return corrections.propose(
                    tx,
                    receipt,
                    Correction.Errors.given(
                            words
                                    ? List.of(
                                            new Correction.GivenText(form.get("field"), line(form), form.get("right")))
                                    : List.of(),
                            form.get("tax_code"),
                            form.containsKey("amount")),
                    Given.line("reason", form.get("reason"), MOST_TEXT),
                    by(request));
        });
    }

    private static @Nullable Integer line(Map<String, String> form) {
        String line = form.getOrDefault("line", "").strip();
        if (line.isEmpty()) {
            return null;
        }
        if (!line.matches("[0-9]{1,3}")) {
            throw HttpProblem.field(
                    "line", line, "là số dòng của biên lai.", "is the number of a line of the receipt.");
        }
        return Integer.valueOf(line);
    }

    /** What was refused is told on the same page. */
    private Reply act(Request request, Form typed, Act act) {
        try {
            db.inTransactionDo(act::in);
            return Reply.seeOther(HERE);
        } catch (Refusal refusal) {
            return show(request, refusal.type().status(), typed, refusal.detail(request.language()));
        }
    }

    private Reply show(Request request, int status, Form form, String refused) {
        Correction.Status chosen = request.query("status")
                .filter(text -> text.matches("proposed|done|refused"))
                .map(text -> Correction.Status.valueOf(text.toUpperCase(Locale.ROOT)))
                .orElse(Correction.Status.PROPOSED);
        LocalDate today = BusinessDay.of(clock.instant());
        var scope = agencies.scope(db, request.caller());
        List<Agency> own = agencies.list(db, today, "", MOST_AGENCIES).stream()
                .filter(agency -> scope.covers(agency.id()))
                .toList();
        List<Correction> found = corrections.recent(
                db, chosen, scope.narrow(null), request.queryId("cursor").orElse(NEWEST), MOST + 1);
        boolean more = found.size() > MOST;
        List<Correction> shown = more ? found.subList(0, MOST) : found;
        var view = new CorrectionsView(
                chosen,
                shown,
                more
                        ? HERE + "?status=" + chosen.text() + "&cursor="
                                + shown.getLast().id()
                        : null,
                form,
                refused.isEmpty() ? null : refused,
                own,
                today,
                request.caller());
        return pages.show(
                request,
                status,
                "corrections.jte",
                pages.wording(request, HERE + (chosen == Correction.Status.PROPOSED ? "" : "?status=" + chosen.text())),
                view);
    }

    private static String by(Request request) {
        return request.caller().name();
    }
}
