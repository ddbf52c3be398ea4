package vn.phigate.gateway.web;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.Resolution;
import vn.phigate.gateway.accounts.Why;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.procedures.Procedure;
import vn.phigate.gateway.procedures.ProcedureCode;
import vn.phigate.gateway.procedures.Procedures;

/** The question of the map: into which account does this fee go, or did it go, at an instant, and why. */
public final class MapPages {
    private static final int MOST_AGENCIES = 2_000;
    private static final List<String> FIELDS = List.of("agency", "procedure", "kind", "at", "known_at");

    private final Db db;
    private final Agencies agencies;
    private final Procedures procedures;
    private final Accounts accounts;
    private final Pages pages;
    private final InstantSource clock;

    public MapPages(
            Db db, Agencies agencies, Procedures procedures, Accounts accounts, Pages pages, InstantSource clock) {
        this.db = db;
        this.agencies = agencies;
        this.procedures = procedures;
        this.accounts = accounts;
        this.pages = pages;
        this.clock = clock;
    }

    public void routes(Web web) {
        web.get("/registry/map", Access.READ, this::ask);
    }

    private Reply ask(Request request) {
        Map<String, String> values = new LinkedHashMap<>();
        FIELDS.forEach(field -> values.put(field, request.query(field).orElse("")));
        Form form = Form.of(values);
        if (form.given("agency") == null && form.given("procedure") == null) {
            return show(request, 200, form, null);
        }
        try {
            return show(request, 200, form, answer(request, form));
        } catch (Refusal refusal) {
            return show(request, refusal.type().status(), form.refused(refusal, request.language()), null);
        }
    }

    private MapView.Answer answer(Request request, Form form) {
        Instant now = clock.instant();
        Instant at = form.minute("at").orElse(now);
        Instant knownAt = form.minute("known_at").orElse(now);
        Agency agency = agencies.get(db, form.value("agency"), BusinessDay.of(at));
        String given = form.value("procedure");
        String code = ProcedureCode.parse(given).map(c -> c.base().text()).orElse(given);
        Procedure procedure = procedures.get(db, code);
        Kind kind = form.value("kind").equals("CHARGE") ? Kind.CHARGE : Kind.FEE;
        Resolution found = accounts.resolve(db, agency.id(), procedure.code(), kind, at, knownAt)
                .orElse(null);
        List<String> why =
                found == null ? List.of() : Why.of(found, agency.name(), procedure.code(), kind, request.language());
        return new MapView.Answer(agency, procedure, kind, at, knownAt, found, why);
    }

    private Reply show(Request request, int status, Form form, MapView.@Nullable Answer answer) {
        List<Agency> all =
                agencies.list(db, BusinessDay.of(answer == null ? clock.instant() : answer.at()), "", MOST_AGENCIES);
        String query = request.rawQuery().replaceAll("(^|&)lang=[^&]*", "").replaceFirst("^&", "");
        return pages.show(
                request,
                status,
                "map.jte",
                pages.wording(request, "/registry/map" + (query.isEmpty() ? "" : "?" + query)),
                new MapView(form, all, answer));
    }
}
