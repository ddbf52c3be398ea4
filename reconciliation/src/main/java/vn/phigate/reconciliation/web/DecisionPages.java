package vn.phigate.reconciliation.web;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.BankWitness.Found;
import vn.phigate.gateway.payments.BankWitness.State;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.reconciliation.decisions.Decisions;
import vn.phigate.reconciliation.decisions.Decisions.NewPart;
import vn.phigate.reconciliation.decisions.DecisionsApi;
import vn.phigate.reconciliation.decisions.Proposal;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.matching.Leftovers.Suggestion;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.transfers.TransferOrders;

/** One discrepancy worked on by hand, what waits for a second person, and a match looked at again. */
final class DecisionPages {
    private static final int TEXT_MAX = 1_000;
    private static final int NAME_MAX = 100;
    private static final int FOUND_MAX = 20;
    private static final int A_PAGE = 50;

    private final Db db;
    private final Discrepancies discrepancies;
    private final Decisions decisions;
    private final Matching matching;
    private final TransferOrders transfers;
    private final Drawing drawing;
    private final InstantSource clock;

    DecisionPages(
            Db db,
            Discrepancies discrepancies,
            Decisions decisions,
            Matching matching,
            TransferOrders transfers,
            Drawing drawing,
            InstantSource clock) {
        this.db = db;
        this.discrepancies = discrepancies;
        this.decisions = decisions;
        this.matching = matching;
        this.transfers = transfers;
        this.drawing = drawing;
        this.clock = clock;
    }

    Reply show(Request request) {
        return show(request, 200, request.pathId(), null);
    }

    private Reply show(Request request, int status, UUID id, @Nullable String refused) {
        String typed = request.query("q").map(DecisionPages::bounded).orElse("");
        DiscrepancyView view = db.inTransaction(tx -> {
            tx.run(AccountPages.ONE_INSTANT);
            return view(tx, discrepancies.get(tx, id), typed, refused);
        });
        return drawing.show(request, status, "discrepancy.jte", drawing.wording(request, "/discrepancies/" + id), view);
    }

    private static String bounded(String typed) {
        return typed.length() > NAME_MAX ? typed.substring(0, NAME_MAX) : typed;
    }

    private DiscrepancyView view(Tx tx, Discrepancy discrepancy, String typed, @Nullable String refused) {
        LocalDate today = BusinessDay.of(clock.instant());
        BankLine line = discrepancy.line();
        List<UUID> ids = line == null ? List.of() : List.of(line.id());
        var after = discrepancies.oldestFirst(tx, new Discrepancies.Choice("open", null, null), discrepancy.id(), 1);
        return new DiscrepancyView(
                Work.of(discrepancy, today),
                today,
                discrepancies.age().between(discrepancy.businessDay(), today),
                discrepancy.priority(
                        discrepancies.age(), today, decisions.rules().writeOffLineVnd()),
                line == null ? List.of() : candidates(tx, discrepancy, line, typed),
                typed,
                line == null ? List.of() : matching.ofLines(tx, List.of(line)).getOrDefault(line.id(), List.of()),
                discrepancies.notes(tx, discrepancy.thread()),
                line == null ? List.of() : decisions.ofLine(tx, line.id()),
                line == null ? null : transfers.broughtBy(tx, ids).get(line.id()),
                after.isEmpty() ? null : after.getFirst().id(),
                refused);
    }

    private List<DiscrepancyView.Candidate> candidates(Tx tx, Discrepancy discrepancy, BankLine line, String typed) {
        Set<UUID> refused = new HashSet<>(decisions.refused(tx, line.id()));
        Set<UUID> shown = new HashSet<>();
        List<DiscrepancyView.Candidate> candidates = new ArrayList<>();
        for (Suggestion each : discrepancy.candidates()) {
            if (typed.isEmpty() && shown.add(each.subjectId())) {
                candidates.add(suggested(each, line, refused));
            }
        }
        if (discrepancy.open() && line.openVnd() > 0) {
            Long amountVnd = typed.isEmpty() ? Long.valueOf(line.openVnd()) : null;
            for (Found each : decisions.find(tx, line, typed, amountVnd, FOUND_MAX)) {
                if (shown.add(each.subject().id())) {
                    candidates.add(found(each, line, refused));
                }
            }
        }
        return candidates;
    }

    private static DiscrepancyView.Candidate suggested(Suggestion each, BankLine line, Set<UUID> refused) {
        int to = Math.min(each.to(), line.narrative().length());
        String stretch = each.from() < to ? line.narrative().substring(each.from(), to) : "";
        return new DiscrepancyView.Candidate(
                each.subjectId(),
                each.dossiers(),
                each.code(),
                stretch.isEmpty() ? null : CodeDiff.of(stretch, each.code()),
                each.amountVnd(),
                line.openVnd() - each.amountVnd(),
                each.state(),
                // What is expected on another account is not this line's to pay: its money has to be passed on first.
                !each.state().equals("settled")
                        && each.account() == null
                        && (each.subjectType().equals("payment")
                                || each.subjectType().equals("dossier")),
                refused.contains(each.subjectId()));
    }

    private static DiscrepancyView.Candidate found(Found each, BankLine line, Set<UUID> refused) {
        return new DiscrepancyView.Candidate(
                each.subject().id(),
                each.label(),
                each.codes().getFirst(),
                null,
                each.amountVnd(),
                line.openVnd() - each.amountVnd(),
                each.state().name().toLowerCase(Locale.ROOT),
                each.state() != State.SETTLED,
                refused.contains(each.subject().id()));
    }

    Reply assign(Request request) {
        return act(
                request,
                (tx, id, form, by) ->
                        discrepancies.assign(tx, id, Given.optionalLine("to", form.get("to"), NAME_MAX), by));
    }

    Reply comment(Request request) {
        return act(
                request,
                (tx, id, form, by) ->
                        discrepancies.comment(tx, id, Given.line("text", form.get("text"), TEXT_MAX), by));
    }

    Reply hold(Request request) {
        return act(
                request,
                (tx, id, form, by) ->
                        discrepancies.hold(tx, id, MorningPages.day(form.getOrDefault("until", "")), reason(form), by));
    }

    Reply release(Request request) {
        return act(request, (tx, id, form, by) -> discrepancies.release(tx, id, by));
    }

    Reply refuse(Request request) {
        return act(request, (tx, id, form, by) -> {
            decisions.refuse(tx, id, Given.uuid("subject", form.getOrDefault("subject", "")), reason(form), by);
            return discrepancies.get(tx, id);
        });
    }

    /** {@code what}: match, write_off, transfer or refund, each with its own fields. */
    Reply propose(Request request) {
        return act(request, (tx, id, form, by) -> {
            switch (form.getOrDefault("what", "")) {
                case "match" -> decisions.proposeMatch(tx, id, parts(form), writtenOff(form), reason(form), by);
                case "write_off" -> decisions.proposeWriteOff(tx, id, reason(form), by);
                case "transfer" ->
                    decisions.proposeTransfer(
                            tx, id, Given.line("to_account", form.get("to_account"), NAME_MAX), reason(form), by);
                case "refund" ->
                    decisions.proposeRefund(
                            tx,
                            id,
                            Given.optionalLine("on_top_of", form.get("on_top_of"), NAME_MAX),
                            DecisionsApi.beneficiary(form.get("bin"), form.get("number"), form.get("holder")),
                            reason(form),
                            by);
                default ->
                    throw HttpProblem.field(
                            "what",
                            form.getOrDefault("what", ""),
                            "không có việc này.",
                            "there is no such thing to do.");
            }
            return discrepancies.get(tx, id);
        });
    }

    private static String reason(Map<String, String> form) {
        return Given.line("reason", form.get("reason"), TEXT_MAX);
    }

    /** One code a line. */
    private static List<NewPart> parts(Map<String, String> form) {
        return form.getOrDefault("parts", "")
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> new NewPart(Given.line("parts", line, NAME_MAX), null))
                .toList();
    }

    private static long writtenOff(Map<String, String> form) {
        String text = form.getOrDefault("written_off", "");
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.matches("[-+]?[0-9]{1,9}")) {
            throw HttpProblem.field("written_off", text, "cần số đồng.", "an amount in đồng is needed.");
        }
        return Long.parseLong(text);
    }

    @FunctionalInterface
    private interface Act {
        Discrepancy on(Tx tx, UUID id, Map<String, String> form, String by);
    }

    /** What was refused is told on the same page. */
    private Reply act(Request request, Act act) {
        UUID id = request.pathId();
        try {
            Map<String, String> form = request.form();
            String by = request.caller().name();
            Discrepancy after = db.inTransaction(tx -> act.on(tx, id, form, by));
            return Reply.seeOther("/discrepancies/" + after.id());
        } catch (Refusal refusal) {
            if (refusal.type().status() == 404) {
                throw refusal;
            }
            return show(request, refusal.type().status(), id, refusal.detail(request.language()));
        }
    }

    Reply proposals(Request request) {
        return proposals(request, 200, null);
    }

    private Reply proposals(Request request, int status, @Nullable String refused) {
        Proposal.Status chosen =
                request.query("status").map(DecisionsApi::status).orElse(Proposal.Status.PROPOSED);
        List<Proposal> found = decisions.list(db, chosen, Paging.after(request), A_PAGE + 1);
        boolean more = found.size() > A_PAGE;
        List<Proposal> shown = more ? found.subList(0, A_PAGE) : found;
        String next = more
                ? "/proposals?status=" + chosen.code() + "&cursor="
                        + shown.getLast().id()
                : null;
        return drawing.show(
                request,
                status,
                "proposals.jte",
                drawing.wording(request, "/proposals?status=" + chosen.code()),
                new ProposalsView(chosen, shown, next, refused));
    }

    Reply approve(Request request) {
        return decide(request, by -> tx -> decisions.approve(tx, request.pathId(), by));
    }

    Reply reject(Request request) {
        String why = Given.line("reason", request.form().get("reason"), TEXT_MAX);
        return decide(request, by -> tx -> decisions.reject(tx, request.pathId(), why, by));
    }

    Reply withdraw(Request request) {
        return decide(request, by -> tx -> decisions.withdraw(tx, request.pathId(), by));
    }

    private Reply decide(Request request, Function<String, Function<Tx, Proposal>> work) {
        try {
            db.inTransaction(work.apply(request.caller().name()));
            return Reply.seeOther("/proposals");
        } catch (Refusal refusal) {
            if (refusal.type().status() == 404) {
                throw refusal;
            }
            return proposals(request, refusal.type().status(), refusal.detail(request.language()));
        }
    }

    Reply match(Request request) {
        return match(request, 200, null);
    }

    private Reply match(Request request, int status, @Nullable String refused) {
        UUID id = request.pathId();
        Match match = matching.find(db, id)
                .orElseThrow(() -> vn.phigate.reconciliation.decisions.DecisionProblem.MATCH_UNKNOWN.refusal());
        var evidence = match.evidence();
        Marked narrative =
                Marked.of(match.line().narrative(), List.of(new Marked.Span(evidence.from(), evidence.to())));
        return drawing.show(
                request,
                status,
                "match.jte",
                drawing.wording(request, "/matches/" + id),
                new MatchView(match, narrative, refused));
    }

    Reply unmatch(Request request) {
        try {
            String why = Given.line("reason", request.form().get("reason"), TEXT_MAX);
            String by = request.caller().name();
            db.inTransactionDo(tx -> decisions.proposeUnmatch(tx, request.pathId(), why, by));
            return Reply.seeOther("/proposals");
        } catch (Refusal refusal) {
            if (refusal.type().status() == 404) {
                throw refusal;
            }
            return match(request, refusal.type().status(), refusal.detail(request.language()));
        }
    }
}
