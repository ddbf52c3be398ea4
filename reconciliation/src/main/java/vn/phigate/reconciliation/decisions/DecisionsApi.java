package vn.phigate.reconciliation.decisions;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.BankWitness.Found;
import vn.phigate.gateway.payments.BankWitness.Subject;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.reconciliation.decisions.Decisions.NewPart;
import vn.phigate.reconciliation.decisions.Proposal.Status;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.discrepancies.DiscrepancyProblem;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.transfers.TransferOrder.Beneficiary;

/** What people decide, over HTTP. */
public final class DecisionsApi {
    static final int REASON_MAX = 1_000;
    private static final int NAMED_MAX = 100;
    private static final int FOUND_MAX = 50;

    private final Db db;
    private final Decisions decisions;
    private final Discrepancies discrepancies;

    public DecisionsApi(Db db, Decisions decisions, Discrepancies discrepancies) {
        this.db = db;
        this.decisions = decisions;
        this.discrepancies = discrepancies;
    }

    public void routes(Web web) {
        Access maker = Access.only(Role.MAKER);
        Access checker = Access.only(Role.CHECKER);
        web.get("/v1/discrepancies/{id}/candidates", Access.READ, this::candidates);
        web.command("/v1/discrepancies/{id}/refusals", Access.only(Role.MAKER, Role.CHECKER), this::refuse);
        web.command("/v1/discrepancies/{id}/proposals", maker, this::propose);
        web.command(
                "/v1/matches/{id}/unmatch",
                maker,
                (request, tx) -> created(decisions.proposeUnmatch(
                        tx,
                        request.pathId(),
                        reason(request.json(ReasonBody.class)),
                        request.caller().name())));
        web.get("/v1/proposals", Access.READ, this::list);
        web.get(
                "/v1/proposals/{id}",
                Access.READ,
                request -> Reply.ok(Decisions.view(decisions.get(db, request.pathId()))));
        web.command(
                "/v1/proposals/{id}/approve",
                checker,
                (request, tx) -> Reply.ok(Decisions.view(
                        decisions.approve(tx, request.pathId(), request.caller().name()))));
        web.command(
                "/v1/proposals/{id}/reject",
                checker,
                (request, tx) -> Reply.ok(Decisions.view(decisions.reject(
                        tx,
                        request.pathId(),
                        reason(request.json(ReasonBody.class)),
                        request.caller().name()))));
        web.command(
                "/v1/proposals/{id}/withdraw",
                Access.only(Role.MAKER, Role.CHECKER),
                (request, tx) -> Reply.ok(Decisions.view(decisions.withdraw(
                        tx, request.pathId(), request.caller().name()))));
    }

    private record ReasonBody(@Nullable String reason) {}

    private static String reason(ReasonBody body) {
        return Given.line("reason", body.reason(), REASON_MAX);
    }

    private Reply candidates(Request request) {
        Discrepancy discrepancy = discrepancies.get(db, request.pathId());
        BankLine line = discrepancy.line();
        if (line == null) {
            throw DiscrepancyProblem.DISCREPANCY_UNKNOWN.refusal();
        }
        String typed = request.query("q").orElse("");
        Long amountVnd =
                request.query("amount_vnd").map(DecisionsApi::amount).orElse(typed.isEmpty() ? line.openVnd() : null);
        List<UUID> refused = decisions.refused(db, line.id());
        return Reply.ok(Reply.whole(decisions.find(db, line, bounded(typed), amountVnd, FOUND_MAX).stream()
                .map(found -> view(found, line, refused))
                .toList()));
    }

    private static String bounded(String typed) {
        return typed.length() > NAMED_MAX ? typed.substring(0, NAMED_MAX) : typed;
    }

    private static Long amount(String text) {
        if (!text.matches("[0-9]{1,15}")) {
            throw HttpProblem.field("amount_vnd", text, "cần số đồng.", "an amount in đồng is needed.");
        }
        return Long.valueOf(text);
    }

    private static Map<String, @Nullable Object> view(Found found, BankLine line, List<UUID> refused) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("subject_type", found.subject() instanceof Subject.OfDossier ? "dossier" : "payment");
        view.put("subject_id", found.subject().id());
        view.put("dossiers", found.label());
        view.put("codes", found.codes());
        view.put("amount_vnd", found.amountVnd());
        view.put("difference_vnd", line.openVnd() - found.amountVnd());
        view.put("state", found.state().name().toLowerCase(Locale.ROOT));
        view.put("refused", refused.contains(found.subject().id()));
        return view;
    }

    private record RefusalBody(
            @Nullable UUID subjectId, @Nullable String reason) {}

    private Reply refuse(Request request, Tx tx) {
        var body = request.json(RefusalBody.class);
        UUID subject = body.subjectId();
        if (subject == null) {
            throw HttpProblem.field("subject_id", "", "cần trường này.", "the field is needed.");
        }
        String reason = Given.line("reason", body.reason(), REASON_MAX);
        decisions.refuse(tx, request.pathId(), subject, reason, request.caller().name());
        return Reply.ok(Map.of("subject_id", subject, "refused", true));
    }

    /**
     * @param kind match, write_off, transfer or refund
     * @param parts of a match: {@code named} is a code or an id, {@code amount_vnd} what it waits for
     * @param writtenOffVnd of a match, the small difference that settles the rest
     * @param toAccount of a transfer, {@code <bin>-<number>}
     * @param onTopOf of a refund, the paid payment; absent for money of nobody
     */
    private record ProposalBody(
            @Nullable String kind,
            @Nullable List<PartBody> parts,
            @Nullable Long writtenOffVnd,
            @Nullable String toAccount,
            @Nullable String onTopOf,
            @Nullable BeneficiaryBody beneficiary,
            @Nullable String reason) {}

    private record PartBody(
            @Nullable String named, @Nullable Long amountVnd) {}

    private record BeneficiaryBody(
            @Nullable String bin,
            @Nullable String number,
            @Nullable String holder) {}

    private Reply propose(Request request, Tx tx) {
        var body = request.json(ProposalBody.class);
        UUID id = request.pathId();
        String reason = Given.line("reason", body.reason(), REASON_MAX);
        String by = request.caller().name();
        String kind = body.kind() == null ? "" : body.kind();
        Proposal proposal = switch (kind) {
            case "match" -> {
                List<PartBody> parts = body.parts() == null ? List.of() : body.parts();
                Long writtenOff = body.writtenOffVnd();
                yield decisions.proposeMatch(
                        tx,
                        id,
                        parts.stream()
                                .map(part -> new NewPart(
                                        Given.line("parts.named", part.named(), NAMED_MAX), part.amountVnd()))
                                .toList(),
                        writtenOff == null ? 0 : writtenOff,
                        reason,
                        by);
            }
            case "write_off" -> decisions.proposeWriteOff(tx, id, reason, by);
            case "transfer" ->
                decisions.proposeTransfer(tx, id, Given.line("to_account", body.toAccount(), NAMED_MAX), reason, by);
            case "refund" -> {
                var to = body.beneficiary();
                yield decisions.proposeRefund(
                        tx,
                        id,
                        Given.optionalLine("on_top_of", body.onTopOf(), NAMED_MAX),
                        beneficiary(
                                to == null ? null : to.bin(),
                                to == null ? null : to.number(),
                                to == null ? null : to.holder()),
                        reason,
                        by);
            }
            default ->
                throw HttpProblem.field(
                        "kind",
                        kind,
                        "cần match, write_off, transfer hoặc refund.",
                        "match, write_off, transfer or refund is needed.");
        };
        return created(proposal);
    }

    /** @throws vn.phigate.gateway.platform.http.Refusal {@code invalid_field} */
    public static Beneficiary beneficiary(@Nullable String bin, @Nullable String number, @Nullable String holder) {
        String bank = Given.line("beneficiary.bin", bin, 6);
        if (!bank.matches("[0-9]{6}")) {
            throw HttpProblem.field(
                    "beneficiary.bin", bank, "cần mã ngân hàng 6 số.", "the bank's 6 digits are needed.");
        }
        String account = Given.line("beneficiary.number", number, 19);
        if (!account.matches("[0-9A-Z]{4,19}")) {
            throw HttpProblem.field(
                    "beneficiary.number",
                    account,
                    "cần số tài khoản 4 đến 19 chữ số hoặc chữ hoa.",
                    "an account number of 4 to 19 digits or capitals is needed.");
        }
        return new Beneficiary(bank, account, Given.line("beneficiary.holder", holder, 200));
    }

    private static Reply created(Proposal proposal) {
        return Reply.created(Decisions.view(proposal));
    }

    private Reply list(Request request) {
        int limit = request.queryLimit(100, 500);
        Status status = request.query("status").map(DecisionsApi::status).orElse(null);
        return Paging.page(
                decisions.list(db, status, Paging.after(request), limit + 1),
                limit,
                Proposal::id,
                proposal -> Decisions.view(proposal));
    }

    /** @throws vn.phigate.gateway.platform.http.Refusal {@code invalid_field} */
    public static Status status(String text) {
        return Arrays.stream(Status.values())
                .filter(status -> status.code().equals(text))
                .findFirst()
                .orElseThrow(() -> HttpProblem.field(
                        "status",
                        text,
                        "cần proposed, approved, rejected hoặc withdrawn.",
                        "proposed, approved, rejected or withdrawn is needed."));
    }
}
