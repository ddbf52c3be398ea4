package vn.phigate.gateway.refunds;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;

/** Refunds over HTTP. */
public final class RefundsApi {
    private static final UUID FIRST = new UUID(0, 0);
    private static final int MOST_TEXT = 500;

    private final Db db;
    private final Refunds refunds;
    private final Payments payments;

    public RefundsApi(Db db, Refunds refunds, Payments payments) {
        this.db = db;
        this.refunds = refunds;
        this.payments = payments;
    }

    public void routes(Web web) {
        web.onceOnly("/v1/payments/{id}/refunds", Access.only(Role.DOSSIERS, Role.MAKER), this::propose);
        web.get("/v1/payments/{id}/refunds", Access.READ, request -> {
            Payment payment = payments.get(db, id(request));
            var view = new LinkedHashMap<String, @Nullable Object>();
            view.put("items", views(refunds.ofPayment(db, payment.id())));
            view.put("next", null);
            view.put("refund_amount_available_vnd", payment.refundableVnd());
            return Reply.ok(view);
        });
        web.get("/v1/refunds", Access.READ, this::list);
        web.get("/v1/refunds/{id}", Access.READ, request -> Reply.ok(Refunds.view(refunds.get(db, id(request)))));
        web.command(
                "/v1/refunds/{id}/approve",
                Access.only(Role.CHECKER),
                (request, tx) -> shown(refunds.approve(tx, id(request), seen(request), by(request))));
        web.command(
                "/v1/refunds/{id}/refuse",
                Access.only(Role.MAKER, Role.CHECKER),
                (request, tx) -> shown(refunds.refuse(
                        tx,
                        id(request),
                        Given.line("reason", request.json(ReasonBody.class).reason(), MOST_TEXT),
                        by(request))));
        web.command("/v1/refunds/{id}/beneficiary", Access.only(Role.MAKER), (request, tx) -> {
            var to = request.json(BeneficiaryBody.class);
            return shown(refunds.transferTo(tx, id(request), to.beneficiary(), by(request)));
        });
    }

    private static Reply shown(Refund refund) {
        return Reply.ok(Refunds.view(refund));
    }

    private record ApprovalBody(@Nullable BeneficiaryBody beneficiary) {}

    /** Programs name the payee that they approve; without one nothing is compared. */
    private static Refunds.@Nullable Seen seen(Request request) {
        BeneficiaryBody payee = request.body().length == 0
                ? null
                : request.json(ApprovalBody.class).beneficiary();
        return payee == null ? null : new Refunds.Seen(payee.beneficiary());
    }

    private record ReasonBody(@Nullable String reason) {}

    /** An account to transfer to, as programs name it. */
    public record BeneficiaryBody(
            @Nullable String bin,
            @Nullable String number,
            @Nullable String holder) {
        public Refund.Beneficiary beneficiary() {
            return ProposeRefund.beneficiary(bin, number, holder);
        }
    }

    /**
     * @param refundAmountAvailableVnd what the caller saw; 409 when it is another amount now
     * @param ground request, or rejection when the dossier was refused
     */
    private record NewRefundBody(
            @Nullable Long amountVnd,
            @Nullable String reason,
            @Nullable List<UUID> obligations,
            @Nullable Long refundAmountAvailableVnd,
            @Nullable String ground,
            @Nullable String legalException,
            @Nullable BeneficiaryBody beneficiary) {}

    private Reply propose(Request request, Tx tx) {
        var body = request.json(NewRefundBody.class);
        Long amountVnd = body.amountVnd();
        if (amountVnd == null || amountVnd < 1) {
            throw HttpProblem.field(
                    "amount_vnd",
                    String.valueOf(amountVnd),
                    "cần số đồng nguyên, từ 1 trở lên.",
                    "whole đồng are needed, at least 1.");
        }
        String ground = body.ground() == null ? "request" : body.ground();
        if (!ground.equals("request") && !ground.equals("rejection")) {
            throw HttpProblem.field("ground", ground, "là request hoặc rejection.", "is request or rejection.");
        }
        List<UUID> obligations = body.obligations() == null ? List.of() : body.obligations();
        if (obligations.size() > 50) {
            throw HttpProblem.field("obligations", obligations.size(), "tối đa 50.", "at most 50.");
        }
        Refund refund = refunds.propose(
                tx,
                new Refunds.NewRefund(
                        id(request),
                        amountVnd,
                        body.refundAmountAvailableVnd(),
                        obligations,
                        Given.line("reason", body.reason(), MOST_TEXT),
                        ground.equals("rejection"),
                        body.legalException() == null
                                ? null
                                : Given.line("legal_exception", body.legalException(), MOST_TEXT),
                        body.beneficiary() == null ? null : body.beneficiary().beneficiary(),
                        null,
                        by(request),
                        request.caller().is(Role.MAKER)));
        return Reply.created(Refunds.view(refund));
    }

    private Reply list(Request request) {
        RefundStatus status = request.query("status").map(RefundsApi::status).orElse(null);
        UUID after = request.queryId("cursor").orElse(FIRST);
        int limit = request.queryLimit(100, 500);
        List<Refund> found = refunds.list(db, status, after, limit + 1);
        return Reply.page(found, limit, Refund::id, Refunds::view);
    }

    private static List<Map<String, @Nullable Object>> views(List<Refund> refunds) {
        return refunds.stream().map(Refunds::view).toList();
    }

    private static RefundStatus status(String text) {
        try {
            return RefundStatus.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw HttpProblem.field("status", text, "không phải tình trạng hoàn trả.", "not a status of refunds.");
        }
    }

    private static String by(Request request) {
        return request.caller().name();
    }

    private static UUID id(Request request) {
        try {
            return UUID.fromString(request.pathParameter("id"));
        } catch (IllegalArgumentException e) {
            throw request.path().startsWith("/v1/payments/")
                    ? vn.phigate.gateway.payments.PaymentProblem.PAYMENT_UNKNOWN.refusal()
                    : RefundProblem.REFUND_UNKNOWN.refusal();
        }
    }
}
