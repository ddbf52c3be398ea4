package vn.phigate.gateway.web;

import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.dossiers.Dossier;
import vn.phigate.gateway.dossiers.DossierCode;
import vn.phigate.gateway.dossiers.Dossiers;
import vn.phigate.gateway.dossiers.Obligation;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.payments.PaymentProblem;
import vn.phigate.gateway.payments.PaymentStatus;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.RateLimit;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.procedures.Procedure;
import vn.phigate.gateway.procedures.Procedures;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.ReturnDoor;
import vn.phigate.gateway.receipts.Receipts;
import vn.phigate.gateway.refunds.Refunds;

/**
 * The citizen's way from the notice to the receipt. A page about a dossier or payment opens with an unguessable link alone, so none shows a
 * whole name. Every step is safe to repeat: a double click, a reload or a second tab finds the payment that is open already.
 */
public final class CitizenPages {
    /** Every look-up takes this long, so that neither the time tells a known code nor is guessing quick. */
    private static final Duration LOOK_UP_TAKES = Duration.ofMillis(250);

    private static final int MOST_TYPED = 100;
    private static final String BY = "citizen";
    static final String LAST_CHOICE = "method";
    private static final String CHOICE_COOKIE = LAST_CHOICE + "=%s; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax";

    private final Db db;
    private final Dossiers dossiers;
    private final Payments payments;
    private final Agencies agencies;
    private final Procedures procedures;
    private final Receipts receipts;
    private final Refunds refunds;
    private final List<ReturnDoor> returns;
    private final Pages pages;
    private final InstantSource clock;
    private final LookUpLimits limits;

    public CitizenPages(
            Db db,
            Dossiers dossiers,
            Payments payments,
            Agencies agencies,
            Procedures procedures,
            Receipts receipts,
            Refunds refunds,
            List<ReturnDoor> returns,
            Pages pages,
            InstantSource clock) {
        this.db = db;
        this.dossiers = dossiers;
        this.payments = payments;
        this.agencies = agencies;
        this.procedures = procedures;
        this.receipts = receipts;
        this.refunds = refunds;
        this.returns = List.copyOf(returns);
        this.pages = pages;
        this.clock = clock;
        this.limits = new LookUpLimits(clock);
    }

    public void routes(Web web) {
        web.get("/", Access.PUBLIC, request -> lookUpPage(request, 200, LookUpView.EMPTY));
        web.post("/", Access.PUBLIC, this::lookUp);
        web.get("/accessibility", Access.PUBLIC, this::accessibility);
        web.get("/d/{token}", Access.PUBLIC, this::due);
        web.post("/d/{token}/pay", Access.PUBLIC, this::pay);
        web.post("/p/{token}/attempts", Access.PUBLIC, this::tryAgain);
        returns.forEach(door -> web.get("/return/" + door.name(), Access.PUBLIC, request -> back(door, request)));
        new VerifyPages(db, receipts, refunds, pages).routes(web);
    }

    private Reply lookUpPage(Request request, int status, LookUpView view) {
        return pages.show(request, status, "look-up.jte", pages.wording(request), view);
    }

    private Reply lookUp(Request request) {
        // A foreign page would use up the tries of whoever visits it.
        if (request.fromAnotherSite()) {
            throw HttpProblem.CROSS_SITE.refusal();
        }
        Map<String, String> form = request.form();
        String code = DossierCode.normalise(cut(form.getOrDefault("code", "")));
        String digits = Normalizer.normalize(cut(form.getOrDefault("digits", "")), Normalizer.Form.NFKC)
                .replaceAll("[^0-9]", "");
        String network = RateLimit.network(request);
        Duration closed = limits.begin(network, code);
        if (closed.isPositive()) {
            var view = LookUpView.tooManyTries(closed);
            return lookUpPage(request, 429, view).with("Retry-After", String.valueOf(view.waitSeconds()));
        }
        boolean failed = true;
        try {
            long startedAt = System.nanoTime();
            // Whoever types the whole number has typed the last four digits too.
            String lastFour = digits.substring(Math.max(0, digits.length() - 4));
            Optional<Dossier> found = dossiers.forCitizen(db, code, lastFour);
            waitUntil(startedAt + LOOK_UP_TAKES.toNanos());
            failed = found.isEmpty();
            return found.map(dossier -> Reply.seeOther(page(dossier)))
                    .orElseGet(() -> lookUpPage(request, 404, LookUpView.NOT_FOUND));
        } finally {
            limits.ended(network, code, failed);
        }
    }

    private Reply accessibility(Request request) {
        return pages.show(
                request,
                200,
                "accessibility.jte",
                pages.wording(request),
                new AccessibilityView(pages.city(), AccessibilityView.MADE_ON));
    }

    private static String cut(String typed) {
        return typed.length() > MOST_TYPED ? typed.substring(0, MOST_TYPED) : typed;
    }

    private static void waitUntil(long nanoTime) {
        try {
            Thread.sleep(Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Dossier dossier(Request request) {
        return dossiers.byLink(db, request.pathParameter("token"))
                .orElseThrow(() -> HttpProblem.NOT_FOUND.refusal(
                        "Không có hồ sơ nào ở đường dẫn này.", "There is no dossier at this link."));
    }

    private Reply due(Request request) {
        Dossier dossier = dossier(request);
        Agency agency = agencies.byId(db, dossier.agencyId());
        boolean sample = agency.sample()
                || procedures
                        .find(db, dossier.procedure())
                        .map(Procedure::sample)
                        .orElse(false);
        List<Payment> held = payments.ofObligations(
                db, dossier.obligations().stream().map(Obligation::id).toList());
        Instant now = clock.instant();
        var view = new DueView(
                dossier,
                agency.nameEn() == null ? agency.name() : agency.nameEn(),
                MaskedName.of(dossier.payerName()),
                sample,
                DueView.boxes(dossier.obligations(), amountVnd -> choices(request, agency, amountVnd)),
                dossier.obligations().stream()
                        .filter(o -> o.due() && o.account() == null)
                        .toList(),
                held.stream()
                        .filter(p -> p.status() != PaymentStatus.PAID)
                        .map(p -> new DueView.Open(p, PaymentView.state(p, false, now)))
                        .toList(),
                held.stream()
                        .filter(p -> p.status() == PaymentStatus.PAID)
                        .map(p -> new DueView.Settled(
                                p,
                                receipts.issued(db, p.id()).stream()
                                        .filter(receipt -> receipt.dossier().equals(dossier.id()))
                                        .toList()))
                        .toList(),
                BusinessDay.of(now));
        return pages.show(request, 200, "due.jte", pages.wording(request), view);
    }

    private List<MethodChoice> choices(Request request, Agency agency, long amountVnd) {
        return MethodChoice.of(
                payments.methods().of(agency.code(), amountVnd),
                request.cookie(LAST_CHOICE).orElse(""));
    }

    /** The choice is remembered for the next dossier; only names of methods are, nothing of the payer. */
    private Reply remembered(Reply reply, String method) {
        return method.matches("[a-z]{1,20}") ? reply.with("Set-Cookie", CHOICE_COOKIE.formatted(method)) : reply;
    }

    /** Opens a payment and leads to where it is paid; when one is open already, to that one. */
    private Reply pay(Request request) {
        Dossier dossier = dossier(request);
        Map<String, String> form = request.form();
        String method = form.getOrDefault("method", "");
        List<UUID> obligations = chosen(dossier, form.getOrDefault("obligations", ""));
        try {
            return remembered(
                    leadTo(payments.tell(db.inTransaction(tx -> payments.create(
                            tx,
                            new Payments.NewPayment(
                                    List.of(),
                                    obligations,
                                    method,
                                    null,
                                    BY,
                                    request.peerAddress(),
                                    request.language().tag()))))),
                    method);
        } catch (Refusal refusal) {
            if (refusal.type() == PaymentProblem.PAYMENT_IN_PROGRESS) {
                return openPayment(obligations)
                        .map(open -> follow(open, method))
                        .orElse(Reply.seeOther(page(dossier)));
            } else if (refusal.type() == PaymentProblem.NOTHING_DUE
                    || refusal.type() == PaymentProblem.ACCOUNTS_DIFFER) {
                return Reply.seeOther(page(dossier));
            }
            throw refusal;
        }
    }

    /** Only obligations of the dossier whose link was shown: a form is not believed. */
    private static List<UUID> chosen(Dossier dossier, String ids) {
        var known = dossier.obligations().stream().map(Obligation::id).toList();
        var chosen = new ArrayList<UUID>();
        for (String id : ids.split(",")) {
            known.stream().filter(k -> k.toString().equals(id)).findFirst().ifPresentOrElse(chosen::add, () -> {
                throw PaymentProblem.OBLIGATION_UNKNOWN.refusal();
            });
        }
        return chosen;
    }

    private Optional<Payment> openPayment(List<UUID> obligations) {
        return payments.ofObligations(db, obligations).stream()
                .filter(p -> p.status() != PaymentStatus.PAID)
                .findFirst();
    }

    /** The second of two clicks goes where the first one went; whoever chose another way now sees both on the payment's page. */
    private Reply follow(Payment open, String method) {
        boolean sameWay = open.status() == PaymentStatus.AWAITING_PROVIDER
                && open.lastAttempt().provider().equals(method)
                && clock.instant().isBefore(open.lastAttempt().expiresAt());
        return sameWay ? leadTo(open) : Reply.seeOther(page(open));
    }

    private static Reply leadTo(Payment payment) {
        String redirect = payment.lastAttempt().redirectUrl();
        return Reply.seeOther(redirect == null ? page(payment) : redirect);
    }

    private static String page(Payment payment) {
        return "/p/" + payment.resultToken();
    }

    private static String page(Dossier dossier) {
        return "/d/" + dossier.linkToken();
    }

    private Payment shown(Request request) {
        return payments.byResultToken(db, request.pathParameter("token")).orElseThrow(PaymentPages::unknown);
    }

    /** Another attempt. The form names the attempt its page showed: of two clicks the second finds that it was answered already. */
    private Reply tryAgain(Request request) {
        Payment shown = shown(request);
        Map<String, String> form = request.form();
        String method = form.getOrDefault("method", "");
        String after = form.getOrDefault("after", "");
        try {
            return db.<Supplier<Reply>>inTransaction(tx -> startAnother(tx, shown.id(), method, after, request))
                    .get();
        } catch (Refusal refusal) {
            if (refusal.type() == PaymentProblem.PAYMENT_NOT_OPEN
                    || refusal.type() == PaymentProblem.NOTHING_DUE
                    || refusal.type() == PaymentProblem.PAYMENT_IN_PROGRESS) {
                return Reply.seeOther(page(shown));
            }
            throw refusal;
        }
    }

    /** What is left to do after the commit. */
    private Supplier<Reply> startAnother(Tx tx, UUID id, String method, String after, Request request) {
        Payment now = payments.locked(tx, id);
        if (!String.valueOf(now.lastAttempt().number()).equals(after)) {
            Reply followed = follow(now, method);
            return () -> followed;
        }
        Payments.Opened opened = payments.startAttempt(
                tx, id, method, null, request.peerAddress(), request.language().tag());
        return () -> remembered(leadTo(payments.tell(opened)), method);
    }

    /** The payer comes back. What the provider says here is only read to know whom to send where: its word for the books is the callback. */
    private Reply back(ReturnDoor door, Request request) {
        ReturnDoor.Returned said = door.returned(request.rawQuery())
                .orElseThrow(
                        () -> HttpProblem.MALFORMED_REQUEST.refusal(
                                "Không đọc được thông tin nhà cung cấp gửi về. Nếu đã trả tiền, kết quả vẫn được ghi nhận riêng: hãy mở lại đường dẫn trên giấy báo.",
                                "What the provider sent back cannot be read. If you have paid, that is recorded separately: open the link on your notice again."));
        Payment payment = payments.byOrder(db, door.name(), said.orderId())
                .orElseThrow(() -> HttpProblem.NOT_FOUND.refusal(
                        "Không có giao dịch nào mang mã đơn hàng này.", "No payment has this order number."));
        return Reply.seeOther(afterwards(payment, door.name(), said.result()));
    }

    private static String afterwards(Payment payment, String provider, Notice.Result result) {
        String returnUrl = payment.returnUrl();
        if (returnUrl != null) {
            return ReturnAddress.of(returnUrl, payment);
        }
        return page(payment)
                + switch (result) {
                    case PAID, UNCLEAR -> "?from=" + provider;
                    case DECLINED -> "";
                };
    }

    /** Where a dossier system wants its payers back, with the payment and where it stands. */
    static final class ReturnAddress {
        private ReturnAddress() {}

        static String of(String returnUrl, Payment payment) {
            int hash = returnUrl.indexOf('#');
            String address = hash < 0 ? returnUrl : returnUrl.substring(0, hash);
            String fragment = hash < 0 ? "" : returnUrl.substring(hash);
            String joint = !address.contains("?") ? "?" : address.endsWith("?") || address.endsWith("&") ? "" : "&";
            return address + joint + "payment_id=" + payment.id() + "&status="
                    + payment.status().text() + fragment;
        }
    }
}
