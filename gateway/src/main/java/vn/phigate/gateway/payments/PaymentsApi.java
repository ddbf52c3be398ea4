package vn.phigate.gateway.payments;

import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.TwoSteps;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;

/** Payments over HTTP. */
public final class PaymentsApi {
    private final Db db;
    private final Payments payments;
    private final Agencies agencies;
    private final Accounts accounts;
    private final ReceiptLookup receipts;
    private final ReturnUrls returnUrls;
    private final String publicUrl;
    private final InstantSource clock;

    /** Receipts of a payment; implemented by whoever issues them. */
    @FunctionalInterface
    public interface ReceiptLookup {
        List<ReceiptReference> of(Sql sql, UUID payment);
    }

    /**
     * @param number series and number as printed
     * @param code for {@code /receipts/{code}} and {@code /verify/{code}}
     * @param withdrawn whether the payment was taken back, and the receipt proves nothing any more
     * @param replaced whether another receipt stands in its place
     */
    public record ReceiptReference(String number, String code, boolean withdrawn, boolean replaced) {}

    public PaymentsApi(
            Db db,
            Payments payments,
            Agencies agencies,
            Accounts accounts,
            ReceiptLookup receipts,
            ReturnUrls returnUrls,
            String publicUrl,
            InstantSource clock) {
        this.clock = clock;
        this.db = db;
        this.payments = payments;
        this.agencies = agencies;
        this.accounts = accounts;
        this.receipts = receipts;
        this.returnUrls = returnUrls;
        this.publicUrl = publicUrl;
    }

    public void routes(Web web) {
        web.onceOnly("/v1/payments", Access.only(Role.DOSSIERS), new TwoSteps(this::create, this::afterCrash));
        web.onceOnly(
                "/v1/payments/{id}/attempts",
                Access.only(Role.DOSSIERS),
                new TwoSteps(this::startAttempt, this::afterCrash));
        web.command("/v1/payments/{id}/cancel", Access.only(Role.DOSSIERS, Role.MAKER), (request, tx) -> {
            Payment cancelled = payments.cancel(tx, id(request));
            return Reply.ok(view(request, tx, cancelled));
        });
        web.get("/v1/payments/methods", Access.READ, this::methods);
        web.get(
                "/v1/payments/{id}",
                Access.READ,
                request -> Reply.ok(view(request, db, payments.get(db, id(request)))));
    }

    /** @param language vi or en, of the provider's pages; vi when absent */
    private record NewPaymentBody(
            @Nullable List<String> dossiers,
            @Nullable List<UUID> obligations,
            @Nullable String method,
            @Nullable String returnUrl,
            @Nullable String language) {}

    /** @param returnUrl replaces the payment's; as it was when absent */
    private record NewAttemptBody(
            @Nullable String method,
            @Nullable String returnUrl,
            @Nullable String language) {}

    private TwoSteps.First create(Request request, Tx tx) {
        var body = request.json(NewPaymentBody.class);
        List<String> dossiers = body.dossiers() == null ? List.of() : body.dossiers();
        List<UUID> obligations = body.obligations() == null ? List.of() : body.obligations();
        if (dossiers.isEmpty() == obligations.isEmpty()) {
            throw HttpProblem.field(
                    "dossiers",
                    dossiers,
                    "cần dossiers hoặc obligations, chỉ một trong hai.",
                    "either dossiers or obligations is needed, not both.");
        }
        if (dossiers.size() + obligations.size() > 50) {
            throw HttpProblem.field(
                    "dossiers", dossiers.size(), "tối đa 50 trong một giao dịch.", "at most 50 in one payment.");
        }
        return reply(
                request,
                tx,
                payments.create(
                        tx,
                        new Payments.NewPayment(
                                dossiers,
                                obligations,
                                method(body.method()),
                                returnUrls.allowed(body.returnUrl()),
                                request.caller().name(),
                                request.peerAddress(),
                                language(body.language()))));
    }

    private TwoSteps.First startAttempt(Request request, Tx tx) {
        var body = request.json(NewAttemptBody.class);
        return reply(
                request,
                tx,
                payments.startAttempt(
                        tx,
                        id(request),
                        method(body.method()),
                        returnUrls.allowed(body.returnUrl()),
                        request.peerAddress(),
                        language(body.language())));
    }

    /** Ready at once, or after the provider was told; the work is known by its payment and attempt. */
    private TwoSteps.First reply(Request request, Tx tx, Payments.Opened opened) {
        Payment payment = opened.payment();
        return opened.ready()
                ? new TwoSteps.First.Done(Reply.created(view(request, tx, payment)))
                : new TwoSteps.First.Started(
                        payment.id() + "/" + payment.lastAttempt().number(),
                        () -> Reply.created(view(request, db, payments.tell(opened))));
    }

    /** What a payer can use for an amount to an agency, and what is hidden why. */
    private Reply methods(Request request) {
        String amount = request.requiredQuery("amount_vnd");
        if (!amount.matches("[1-9][0-9]{0,9}")) {
            throw HttpProblem.field(
                    "amount_vnd",
                    amount,
                    "cần số nguyên đồng từ 1 đến 9999999999.",
                    "whole đồng from 1 to 9999999999 are needed.");
        }
        Agency agency = agencies.get(db, request.requiredQuery("agency"), BusinessDay.of(clock.instant()));
        Language language = request.language();
        var items = new ArrayList<Map<String, @Nullable Object>>();
        for (Methods.Method method : payments.methods().of(agency.code(), Long.parseLong(amount))) {
            var item = new LinkedHashMap<String, @Nullable Object>();
            item.put("method", method.name());
            item.put("usable", method.usable());
            item.put("min_vnd", method.limits().minVnd());
            item.put("max_vnd", method.limits().maxVnd());
            Methods.Hidden hidden = method.hidden();
            if (hidden != null) {
                item.put("reason", hidden.code());
                item.put("message", language.pick(hidden.vi(), hidden.en()));
            }
            items.add(item);
        }
        var list = new LinkedHashMap<String, @Nullable Object>();
        list.put("items", items);
        list.put("next", null);
        return Reply.ok(list);
    }

    private Reply afterCrash(Request request, String work) {
        int slash = work.indexOf('/');
        UUID id = UUID.fromString(work.substring(0, slash));
        return payments.afterCrash(id, Integer.parseInt(work.substring(slash + 1)))
                .map(payment -> Reply.created(view(request, db, payment)))
                .orElseThrow(() -> HttpProblem.REQUEST_IN_FLIGHT.refusal());
    }

    private static String method(@Nullable String method) {
        if (method == null || method.isBlank()) {
            throw HttpProblem.field(
                    "method",
                    "",
                    "cần phương thức thanh toán, ví dụ vnpay hoặc vietqr.",
                    "a payment method is needed, e.g. vnpay or vietqr.");
        }
        return method;
    }

    private static String language(@Nullable String language) {
        return "en".equals(language) ? "en" : "vi";
    }

    private static UUID id(Request request) {
        String text = request.pathParameter("id");
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw PaymentProblem.PAYMENT_UNKNOWN.refusal();
        }
    }

    private Map<String, @Nullable Object> view(Request request, Sql sql, Payment payment) {
        Language language = request.language();
        CollectionAccount account = accounts.get(sql, payment.accountId());
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", payment.id());
        view.put("status", payment.status().text());
        view.put("amount_vnd", payment.amountVnd());
        view.put("surplus_vnd", payment.surplusVnd());
        view.put("received_vnd", payment.receivedVnd());
        view.put("refunded_vnd", payment.refundedVnd());
        view.put("refund_amount_available_vnd", payment.refundableVnd());
        view.put("reference", payment.reference());
        view.put("method", payment.method());
        view.put("account", Map.of("bin", account.bin(), "number", account.number(), "holder", account.holder()));
        view.put("dossiers", payment.dossiers());
        view.put("obligations", payment.items().stream().map(PaymentsApi::item).toList());
        view.put("created_at", payment.createdAt());
        view.put("expires_at", payment.expiresAt());
        view.put("paid_at", payment.paidAt());
        view.put("recorded_at", payment.recordedAt());
        view.put("bank_seen_at", payment.bankSeenAt());
        view.put("provider", payment.provider());
        view.put("provider_transaction", payment.providerTransaction());
        view.put("result_url", publicUrl + "/p/" + payment.resultToken());
        if (!payment.attempts().isEmpty()) {
            view.put("attempt", attempt(payment.lastAttempt(), language));
        }
        view.put(
                "attempts",
                payment.attempts().stream().map(a -> attempt(a, language)).toList());
        view.put("next_query_at", Witnesses.nextQueryAt(payment));
        view.put("cases", payment.cases());
        view.put("witnesses", payment.witnesses());
        view.put(
                "confirmation", Witnesses.confirmation(payment, payments.rules().confirmedBy()));
        view.put("receipts", receipts.of(sql, payment.id()));
        return view;
    }

    private static Map<String, @Nullable Object> item(Payment.Item item) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", item.obligationId());
        view.put("dossier", item.dossier());
        view.put("kind", item.kind());
        view.put("name", item.name());
        view.put("amount_vnd", item.amountVnd());
        view.put("legal_basis", item.legalBasis());
        view.put("status", item.status());
        return view;
    }

    private Map<String, @Nullable Object> attempt(Payment.Attempt attempt, Language language) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("provider", attempt.provider());
        view.put("order_id", attempt.orderId());
        view.put("status", attempt.status());
        view.put("expires_at", attempt.expiresAt());
        view.put("next_query_at", attempt.nextQueryAt());
        if (attempt.redirectUrl() != null) {
            view.put("redirect_url", attempt.redirectUrl());
        }
        if (attempt.deeplink() != null) {
            view.put("deeplink", attempt.deeplink());
        }
        if (attempt.qr() != null) {
            view.put("qr", attempt.qr());
        }
        if (attempt.code() != null) {
            view.put("code", attempt.code());
            payments.words(attempt.provider(), attempt.code())
                    .ifPresent(words -> view.put("message", language.pick(words.vi(), words.en())));
        }
        return view;
    }

    /**
     * Where payers may be sent back to: a list of hosts, so that our own address cannot be used to lead people astray.
     *
     * @param hosts exact host names; a leading dot allows the domain's subdomains
     * @param plainHttp also http, for a sandbox
     */
    public record ReturnUrls(List<String> hosts, boolean plainHttp) {
        @Nullable
        String allowed(@Nullable String url) {
            if (url == null || url.isBlank()) {
                return null;
            }
            try {
                URI uri = URI.create(url.strip());
                String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
                String host = uri.getHost();
                boolean schemeFits = scheme.equals("https") || (plainHttp && scheme.equals("http"));
                if (schemeFits
                        && host != null
                        && uri.getUserInfo() == null
                        && url.length() <= 1000
                        && hosts.stream().anyMatch(h -> fits(host, h))) {
                    // A header is ASCII: Vietnamese letters would reach the browser as question marks.
                    return uri.toASCIIString();
                }
            } catch (IllegalArgumentException e) {
                throw PaymentProblem.RETURN_URL_REFUSED.refusal().with("return_url", url);
            }
            throw PaymentProblem.RETURN_URL_REFUSED.refusal().with("return_url", url);
        }

        private static boolean fits(String host, String allowed) {
            return host.equalsIgnoreCase(allowed)
                    || (allowed.startsWith(".") && host.toLowerCase(Locale.ROOT).endsWith(allowed));
        }
    }
}
