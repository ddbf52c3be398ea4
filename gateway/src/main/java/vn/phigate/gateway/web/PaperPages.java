package vn.phigate.gateway.web;

import vn.phigate.gateway.dossiers.Dossiers;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.receipts.Receipts;

/** Papers about a dossier, for whoever has its link. */
public final class PaperPages {
    private final Db db;
    private final Dossiers dossiers;
    private final Receipts receipts;

    public PaperPages(Db db, Dossiers dossiers, Receipts receipts) {
        this.db = db;
        this.dossiers = dossiers;
        this.receipts = receipts;
    }

    public void routes(Web web) {
        web.get("/d/{token}/no-fee", Access.PUBLIC, this::noFee);
    }

    /** Leads to the paper's own address, which can be kept and passed on without the link to the dossier. */
    private Reply noFee(Request request) {
        return dossiers.byLink(db, request.pathParameter("token"))
                .map(dossier -> Reply.seeOther("/receipts/" + receipts.noFee(dossier) + ".pdf"))
                .orElseThrow(() -> HttpProblem.NOT_FOUND.refusal(
                        "Không có hồ sơ nào ở đường dẫn này.", "There is no dossier at this link."));
    }
}
