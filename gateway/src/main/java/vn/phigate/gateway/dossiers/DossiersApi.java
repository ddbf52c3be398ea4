package vn.phigate.gateway.dossiers;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;

/** Dossiers over HTTP. */
public final class DossiersApi {
    private final Db db;
    private final Dossiers dossiers;
    private final String publicUrl;

    /** @param publicUrl where citizens reach the gateway, without a slash at the end */
    public DossiersApi(Db db, Dossiers dossiers, String publicUrl) {
        this.db = db;
        this.dossiers = dossiers;
        this.publicUrl = publicUrl;
    }

    public void routes(Web web) {
        web.command("/v1/dossiers", Access.only(Role.DOSSIERS), this::create);
        web.get("/v1/dossiers/{code}", Access.READ, request -> {
            Dossier dossier = dossiers.get(db, request.pathParameter("code"));
            return Reply.ok(view(dossier));
        });
    }

    private Reply create(Request request, Tx tx) {
        var recorded = dossiers.record(
                tx, request.json(NewDossier.class), request.caller().name());
        return Reply.json(recorded.isNew() ? 201 : 200, view(recorded.dossier()));
    }

    private Map<String, @Nullable Object> view(Dossier dossier) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("code", dossier.code());
        view.put("procedure", dossier.procedure());
        view.put("procedure_name", dossier.procedureName());
        view.put("agency", dossier.agency());
        view.put("agency_name", dossier.agencyName());
        view.put("desk", dossier.desk());
        view.put("desk_name", dossier.deskName());
        view.put("channel", dossier.channel());
        view.put("received_on", dossier.receivedOn());
        view.put("pay_by", dossier.payBy());
        view.put("amount_due_vnd", dossier.amountDueVnd());
        view.put("nothing_due", dossier.free());
        view.put("pay_url", publicUrl + "/d/" + dossier.linkToken());
        view.put("notice_url", publicUrl + "/d/" + dossier.linkToken() + "/notice.pdf");
        view.put("no_fee_url", dossier.free() ? publicUrl + "/d/" + dossier.linkToken() + "/no-fee" : null);
        view.put("compare_code", dossier.compareCode());
        view.put(
                "obligations",
                dossier.obligations().stream().map(DossiersApi::view).toList());
        return view;
    }

    private static Map<String, @Nullable Object> view(Obligation obligation) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", obligation.id());
        view.put("kind", obligation.kind());
        view.put("name", obligation.name());
        view.put("quantity", obligation.quantity());
        view.put("amount_vnd", obligation.amountVnd());
        view.put("legal_basis", obligation.legalBasis());
        view.put("computation", obligation.computation());
        view.put("status", obligation.status());
        view.put("account", obligation.account());
        return view;
    }
}
