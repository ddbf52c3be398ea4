package vn.phigate.gateway.web;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.dossiers.Dossiers;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.payments.PaymentStatus;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.drawing.QrDrawing;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.receipts.Receipts;
import vn.phigate.gateway.refunds.Refunds;

/** One payment for its payer: what to do, how it went, where the money is; and the news of it while its page is open. */
public final class PaymentPages {
    private static final int QR_PIXELS = 720;

    private final Db db;
    private final Dossiers dossiers;
    private final Payments payments;
    private final Accounts accounts;
    private final Agencies agencies;
    private final Receipts receipts;
    private final Refunds refunds;
    private final LivePayments live;
    private final Promises promises;
    private final BankDays days;
    private final Pages pages;
    private final InstantSource clock;

    public PaymentPages(
            Db db,
            Dossiers dossiers,
            Payments payments,
            Accounts accounts,
            Agencies agencies,
            Receipts receipts,
            Refunds refunds,
            LivePayments live,
            Promises promises,
            BankDays days,
            Pages pages,
            InstantSource clock) {
        this.db = db;
        this.dossiers = dossiers;
        this.payments = payments;
        this.accounts = accounts;
        this.agencies = agencies;
        this.receipts = receipts;
        this.refunds = refunds;
        this.live = live;
        this.promises = promises;
        this.days = days;
        this.pages = pages;
        this.clock = clock;
    }

    public void routes(Web web) {
        web.get("/p/{token}", Access.PUBLIC, this::page);
        web.get("/p/{token}/events", Access.PUBLIC, this::events);
        web.get("/p/{token}/qr.png", Access.PUBLIC, this::qrPicture);
    }

    static Refusal unknown() {
        return HttpProblem.NOT_FOUND.refusal(
                "Không có giao dịch nào ở đường dẫn này.", "There is no payment at this link.");
    }

    private UUID id(Request request) {
        return payments.idByResultToken(db, request.pathParameter("token")).orElseThrow(PaymentPages::unknown);
    }

    private Reply page(Request request) {
        UUID id = id(request);
        String mark = live.mark(id);
        Payment payment = payments.get(db, id);
        boolean returned = request.query("from").isPresent();
        boolean paused = request.query("live").map("off"::equals).orElse(false);
        Instant now = clock.instant();
        CollectionAccount account = accounts.get(db, payment.accountId());
        List<Receipts.Issued> issued = receipts.issued(db, id);
        PaymentView.State state = PaymentView.state(payment, returned, now);
        var known = new Whereabouts.Known(
                account.bin(),
                state == PaymentView.State.WAITING
                        && (payment.status() == PaymentStatus.UNKNOWN
                                || now.isAfter(payment.lastAttempt().expiresAt())),
                payments.lineReadAt(db, payment).orElse(null),
                payments.confirmedAt(payment).orElse(null),
                issued.isEmpty() ? null : issued.getLast().issuedAt());
        var view = new PaymentView(
                payment,
                account,
                state,
                issued,
                refunds.ofPayment(db, id),
                links(payment),
                choices(request, account, payment.amountVnd()),
                payments.words(
                                payment.lastAttempt().provider(),
                                String.valueOf(payment.lastAttempt().code()))
                        .orElse(null),
                paused,
                payments.confirmed(payment),
                Whereabouts.of(payment, known, promises, days, now),
                promises,
                mark);
        String here =
                request.path() + (returned ? "?from=" + payment.lastAttempt().provider() : "");
        return pages.show(request, 200, "payment.jte", pages.wording(request, here), view);
    }

    private List<MethodChoice> choices(Request request, CollectionAccount account, long amountVnd) {
        String owner = agencies.byId(db, account.agencyId()).code();
        return MethodChoice.of(
                payments.methods().of(owner, amountVnd),
                request.cookie(CitizenPages.LAST_CHOICE).orElse(""));
    }

    /** A payment for several people must not lead whoever has the link of one dossier to the others': then it leads to none. */
    private List<PaymentView.DossierLink> links(Payment payment) {
        List<UUID> ids =
                payment.items().stream().map(Payment.Item::dossierId).distinct().toList();
        if (ids.size() > 1 && !dossiers.ofOnePayer(db, ids)) {
            return List.of();
        }
        return ids.stream()
                .map(id -> dossiers.byId(db, id))
                .map(dossier ->
                        new PaymentView.DossierLink(dossier.code(), "/d/" + dossier.linkToken(), dossier.compareCode()))
                .toList();
    }

    /** News for an open page; to a client that has seen the last of them, that it need not ask again. */
    private Reply events(Request request) {
        UUID id = id(request);
        String seen =
                request.header("Last-Event-ID").or(() -> request.query("seen")).orElse("");
        String mark = live.mark(id);
        return seen.equals(mark) && standing(id).last()
                ? Reply.nothingMore()
                : Reply.events(live.feed(id, seen, this::standing));
    }

    private LivePayments.Standing standing(UUID id) {
        Payment payment = payments.get(db, id);
        return new LivePayments.Standing(
                payment.status(), PaymentView.over(payment, receipts.issued(db, id), refunds.ofPayment(db, id)));
    }

    private Reply qrPicture(Request request) {
        Payment payment = payments.get(db, id(request));
        String qr = payment.lastAttempt().qr();
        if (qr == null) {
            throw HttpProblem.NOT_FOUND.refusal("Giao dịch này không có mã QR.", "This payment has no QR code.");
        }
        return Reply.bytes("image/png", QrDrawing.png(qr, QR_PIXELS))
                .with("Content-Disposition", "inline; filename=\"vietqr-" + payment.reference() + ".png\"");
    }
}
