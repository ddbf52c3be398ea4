package vn.phigate.gateway.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.coverage.FeeSheets;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.RateLimit;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.procedures.Procedure;
import vn.phigate.gateway.procedures.ProcedureProblem;
import vn.phigate.gateway.procedures.Procedures;

/** Anybody finds a procedure and sees what it costs at an agency, by which law, to which account. Meant to be printed and put on a wall. */
public final class FeePages {
    private static final int MOST_FOUND = 30;
    private static final int MOST_TYPED = 100;
    private static final int MOST_AGENCIES = 2_000;
    private static final int LOOK_UPS_A_MINUTE = 120;

    private final Db db;
    private final Procedures procedures;
    private final Agencies agencies;
    private final FeeSheets sheets;
    private final Pages pages;
    private final InstantSource clock;
    private final RateLimit limit;

    public FeePages(
            Db db, Procedures procedures, Agencies agencies, FeeSheets sheets, Pages pages, InstantSource clock) {
        this.db = db;
        this.procedures = procedures;
        this.agencies = agencies;
        this.sheets = sheets;
        this.pages = pages;
        this.clock = clock;
        this.limit = new RateLimit(LOOK_UPS_A_MINUTE, Duration.ofMinutes(1), clock);
    }

    public void routes(Web web) {
        web.get("/fees", Access.PUBLIC, this::search);
        web.get("/fees/{procedure}", Access.PUBLIC, this::sheet);
    }

    private Reply search(Request request) {
        limit.admit(RateLimit.network(request));
        String typed = request.query("q").orElse("");
        String words = typed.length() > MOST_TYPED ? typed.substring(0, MOST_TYPED) : typed;
        List<Procedure> found = words.isEmpty() ? List.of() : procedures.search(db, words, MOST_FOUND + 1);
        boolean more = found.size() > MOST_FOUND;
        String here = words.isEmpty() ? "/fees" : "/fees?q=" + URLEncoder.encode(words, StandardCharsets.UTF_8);
        return pages.show(
                request,
                200,
                "fees.jte",
                pages.wording(request, here),
                new FeesView(words, more ? found.subList(0, MOST_FOUND) : found, more));
    }

    private Reply sheet(Request request) {
        limit.admit(RateLimit.network(request));
        Procedure procedure = procedures.get(db, request.pathParameter("procedure"));
        String agency = request.query("agency")
                .filter(code -> code.matches("[0-9A-Z.]{1,35}"))
                .orElse("");
        Channel channel = request.query("channel").flatMap(Channel::parse).orElse(Channel.ONLINE);
        List<Agency> all = agencies.list(db, BusinessDay.of(clock.instant()), "", MOST_AGENCIES);
        FeeSheets.Sheet sheet = sheetOrNull(procedure, agency, channel);
        String here = "/fees/" + procedure.code() + "?channel=" + channel.text()
                + (agency.isEmpty() ? "" : "&agency=" + agency);
        return pages.show(
                request,
                200,
                "fee-sheet.jte",
                pages.wording(request, here),
                new FeeSheetView(procedure, sheet, all, agency, channel));
    }

    private FeeSheets.@Nullable Sheet sheetOrNull(Procedure procedure, String agency, Channel channel) {
        try {
            return sheets.sheet(db, procedure.code(), agency.isEmpty() ? null : agency, channel, null);
        } catch (Refusal refusal) {
            if (refusal.type() == ProcedureProblem.PRICE_MISSING) {
                return null;
            }
            throw refusal;
        }
    }
}
