package vn.phigate.gateway.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.dossiers.Dossier;
import vn.phigate.gateway.dossiers.Dossiers;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.payments.PaymentStatus;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;

/**
 * Desk mode: an officer who is signed in opens a dossier by its code and turns the screen to a person without a telephone number in it; the page shows the QR
 * large and says by itself when the money came. It shows no name, because whoever stands in the queue sees it too.
 */
public final class DeskPages {
    private static final int MOST_TYPED = 100;

    private final Db db;
    private final Dossiers dossiers;
    private final Payments payments;
    private final Agencies agencies;
    private final Pages pages;
    private final String publicUrl;
    private final InstantSource clock;

    public DeskPages(
            Db db,
            Dossiers dossiers,
            Payments payments,
            Agencies agencies,
            Pages pages,
            String publicUrl,
            InstantSource clock) {
        this.db = db;
        this.dossiers = dossiers;
        this.payments = payments;
        this.agencies = agencies;
        this.pages = pages;
        this.publicUrl = publicUrl;
        this.clock = clock;
    }

    public void routes(Web web) {
        web.get("/desk", Access.READ.alsoBound(), this::find);
        web.get("/desk/{code}", Access.READ.alsoBound(), this::desk);
    }

    private Reply find(Request request) {
        String typed = request.query("code").orElse("");
        String code = typed.length() > MOST_TYPED ? typed.substring(0, MOST_TYPED) : typed;
        if (code.isBlank()) {
            return show(request, 200, "/desk", DeskView.form("", false));
        }
        String here = "/desk?code=" + URLEncoder.encode(code, StandardCharsets.UTF_8);
        return dossiers.byTypedCode(db, code)
                .filter(dossier -> PaperPages.concerns(db, agencies, request, dossier))
                .map(dossier -> Reply.seeOther("/desk/" + dossier.code()))
                .orElseGet(() -> show(request, 404, here, DeskView.form(code, true)));
    }

    private Reply desk(Request request) {
        Optional<Dossier> found = dossiers.find(db, request.pathParameter("code"))
                .filter(dossier -> PaperPages.concerns(db, agencies, request, dossier));
        if (found.isEmpty()) {
            return show(request, 404, "/desk", DeskView.form(request.pathParameter("code"), true));
        }
        Dossier dossier = found.get();
        List<Payment> held = PaperPages.held(payments, db, dossier);
        Instant now = clock.instant();
        var view = new DeskView(
                dossier.code(),
                false,
                dossier,
                PaperPages.openTransfer(held, now),
                held.stream().anyMatch(p -> p.status() != PaymentStatus.PAID),
                held.stream().anyMatch(p -> PaymentView.state(p, false, now).canBePaid()),
                publicUrl + "/d/" + dossier.linkToken());
        return show(request, 200, request.path(), view);
    }

    private Reply show(Request request, int status, String here, DeskView view) {
        return pages.show(request, status, "desk.jte", pages.wording(request, here), view);
    }
}
