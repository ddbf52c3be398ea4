package vn.phigate.gateway.web;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.campaigns.Campaign;
import vn.phigate.gateway.campaigns.Campaigns;
import vn.phigate.gateway.campaigns.CampaignsApi;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;

/** Campaigns: set a deadline, see who is how far, who is late, and who was reminded. */
public final class CampaignPages {
    private static final int MOST_AGENCIES = 2_000;
    private static final int MOST_REMINDERS = 100;

    private final Db db;
    private final Agencies agencies;
    private final Campaigns campaigns;
    private final Pages pages;
    private final InstantSource clock;

    public CampaignPages(Db db, Agencies agencies, Campaigns campaigns, Pages pages, InstantSource clock) {
        this.db = db;
        this.agencies = agencies;
        this.campaigns = campaigns;
        this.pages = pages;
        this.clock = clock;
    }

    public void routes(Web web) {
        Access admin = Access.only(Role.ADMIN);
        Access read = Access.READ.alsoBound();
        web.get("/registry/campaigns", read, request -> {
            var view = new CampaignsView(campaigns.list(db), request.caller().is(Role.ADMIN));
            return pages.show(request, 200, "campaigns.jte", pages.wording(request), view);
        });
        web.get("/registry/campaigns/new", admin, request -> form(request, 200, Form.of(usual())));
        web.post("/registry/campaigns", admin, this::create);
        web.get("/registry/campaigns/{id}", read, this::show);
        web.get(
                "/registry/campaigns/{id}/export",
                read,
                request -> CampaignsApi.export(db, campaigns, request.pathId(), request.caller(), today()));
    }

    private static Map<String, String> usual() {
        return Map.of(
                "whom",
                "all",
                "reminder_days",
                Campaigns.USUAL_REMINDERS.toString().replaceAll("[\\[\\]]", ""));
    }

    private Reply form(Request request, int status, Form form) {
        return pages.show(
                request,
                status,
                "campaign-form.jte",
                pages.wording(request, "/registry/campaigns/new"),
                new CampaignFormView(form));
    }

    private Reply create(Request request) {
        Form form = Form.of(request.form());
        try {
            UUID id = db.inTransaction(tx -> campaigns
                    .create(tx, wanted(tx, form), request.caller().name())
                    .id());
            return Reply.seeOther("/registry/campaigns/" + id);
        } catch (Refusal refusal) {
            return form(request, refusal.type().status(), form.refused(refusal, request.language()));
        }
    }

    private Campaigns.NewCampaign wanted(Tx tx, Form form) {
        return CampaignsApi.wanted(
                form.value("title"),
                form.given("legal_basis"),
                form.day("register_by").orElse(null),
                form.day("configure_by").orElse(null),
                chosen(tx, form),
                days(form.given("reminder_days")));
    }

    private List<String> chosen(Tx tx, Form form) {
        String whom = form.value("whom");
        if (whom.equals("listed")) {
            List<String> listed = Stream.of(form.value("agencies").split("[\\s,;]+"))
                    .filter(code -> !code.isEmpty())
                    .toList();
            for (String code : listed) {
                if (agencies.find(tx, code, today()).isEmpty()) {
                    throw HttpProblem.field(
                            "agencies",
                            code,
                            "không có cơ quan mang mã " + code + " hôm nay.",
                            "no agency has the code " + code + " today.");
                }
            }
            return listed;
        }
        return agencies.list(tx, today(), "", MOST_AGENCIES).stream()
                .filter(a -> whom.equals("all") || a.kind().equals(whom))
                .map(Agency::code)
                .toList();
    }

    private static @Nullable List<Integer> days(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Stream.of(text.strip().split("[\\s,;]+"))
                    .map(Integer::valueOf)
                    .toList();
        } catch (NumberFormatException e) {
            throw HttpProblem.field(
                    "reminder_days",
                    text,
                    "cần các số nguyên cách nhau bằng dấu phẩy, ví dụ -3, 0, 7.",
                    "whole numbers with commas between them are needed, e.g. -3, 0, 7.");
        }
    }

    private Reply show(Request request) {
        Campaign campaign = campaigns.get(db, request.pathId());
        var view = new CampaignView(
                campaign,
                campaigns.progress(db, campaign.id(), request.caller()),
                campaigns.reminders(db, campaign.id(), request.caller(), MOST_REMINDERS),
                today());
        return pages.show(request, 200, "campaign.jte", pages.wording(request), view);
    }

    private LocalDate today() {
        return BusinessDay.of(clock.instant());
    }
}
