package vn.phigate.gateway.campaigns;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;

/** Campaigns over HTTP. */
public final class CampaignsApi {
    private static final int MOST_AGENCIES = 2_000;
    private static final int MOST_REMINDERS = 20;

    private final Db db;
    private final Campaigns campaigns;
    private final InstantSource clock;

    public CampaignsApi(Db db, Campaigns campaigns, InstantSource clock) {
        this.db = db;
        this.campaigns = campaigns;
        this.clock = clock;
    }

    public void routes(Web web) {
        Access read = Access.READ.alsoBound();
        web.get("/v1/campaigns", read, request -> {
            var body = new LinkedHashMap<String, @Nullable Object>();
            body.put("items", campaigns.list(db));
            body.put("next", null);
            return Reply.ok(body);
        });
        web.command("/v1/campaigns", Access.only(Role.ADMIN), this::create);
        web.get(
                "/v1/campaigns/{id}",
                read,
                request -> Reply.ok(view(db, campaigns.get(db, request.pathId()), request.caller())));
        web.get(
                "/v1/campaigns/{id}/export",
                read,
                request -> export(db, campaigns, request.pathId(), request.caller(), today()));
    }

    /** The progress as a file; also offered on the page. */
    public static Reply export(Sql sql, Campaigns campaigns, UUID id, Caller caller, LocalDate today) {
        Campaign campaign = campaigns.get(sql, id);
        return Reply.bytes(
                        "text/csv; charset=utf-8",
                        ProgressCsv.write(campaign, campaigns.progress(sql, id, caller), today))
                .with("Content-Disposition", "attachment; filename=\"campaign-" + campaign.registerBy() + ".csv\"");
    }

    private record CampaignBody(
            @Nullable String title,
            @Nullable String legalBasis,
            @Nullable LocalDate registerBy,
            @Nullable LocalDate configureBy,
            @Nullable List<String> agencies,
            @Nullable List<Integer> reminderDays) {}

    private Reply create(Request request, Tx tx) {
        var body = request.json(CampaignBody.class);
        Campaign created = campaigns.create(
                tx,
                wanted(
                        body.title(),
                        body.legalBasis(),
                        body.registerBy(),
                        body.configureBy(),
                        body.agencies(),
                        body.reminderDays()),
                request.caller().name());
        return Reply.created(view(tx, created, request.caller()));
    }

    /** A new campaign, whoever asks for it. @throws vn.phigate.gateway.platform.http.Refusal naming the field that cannot be used */
    public static Campaigns.NewCampaign wanted(
            @Nullable String title,
            @Nullable String legalBasis,
            @Nullable LocalDate registerBy,
            @Nullable LocalDate configureBy,
            @Nullable List<String> agencies,
            @Nullable List<Integer> days) {
        if (title == null || title.isBlank() || title.length() > 200) {
            throw HttpProblem.field(
                    "title",
                    String.valueOf(title),
                    "cần tên, tối đa 200 ký tự.",
                    "a title of at most 200 characters is needed.");
        }
        if (registerBy == null || configureBy == null || configureBy.isBefore(registerBy)) {
            throw HttpProblem.field(
                    "configure_by",
                    String.valueOf(configureBy),
                    "cần hai ngày, configure_by không trước register_by.",
                    "two days are needed, configure_by not before register_by.");
        }
        if (agencies == null || agencies.isEmpty() || agencies.size() > MOST_AGENCIES || agencies.contains(null)) {
            throw HttpProblem.field(
                    "agencies",
                    agencies == null ? 0 : agencies.size(),
                    "cần từ 1 đến 2000 mã cơ quan.",
                    "1 to 2000 codes of agencies are needed.");
        }
        if (days != null
                && (days.size() > MOST_REMINDERS
                        || days.contains(null)
                        || days.stream().anyMatch(day -> Math.abs((long) day) > 365))) {
            throw HttpProblem.field(
                    "reminder_days",
                    days,
                    "cần tối đa 20 số từ -365 đến 365.",
                    "at most 20 numbers from -365 to 365 are taken.");
        }
        return new Campaigns.NewCampaign(title.strip(), legalBasis, registerBy, configureBy, agencies, days);
    }

    private Map<String, @Nullable Object> view(Sql sql, Campaign campaign, Caller caller) {
        LocalDate today = today();
        List<Progress> all = campaigns.progress(sql, campaign.id(), caller);
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", campaign.id());
        view.put("title", campaign.title());
        view.put("legal_basis", campaign.legalBasis());
        view.put("register_by", campaign.registerBy());
        view.put("configure_by", campaign.configureBy());
        view.put("reminder_days", campaign.reminderDays());
        view.put("created_by", campaign.createdBy());
        view.put("today", today);
        var totals = new LinkedHashMap<String, Object>();
        totals.put("agencies", all.size());
        for (Progress.Stage stage : Progress.Stage.values()) {
            totals.put(
                    stage.text(), all.stream().filter(p -> p.stage() == stage).count());
        }
        totals.put(
                "overdue", all.stream().filter(p -> p.overdue(campaign, today)).count());
        view.put("totals", totals);
        view.put("agencies", all.stream().map(p -> view(p, campaign, today)).toList());
        return view;
    }

    private static Map<String, @Nullable Object> view(Progress progress, Campaign campaign, LocalDate today) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("agency", progress.agency());
        view.put("name", progress.agencyName());
        view.put("stage", progress.stage().text());
        view.put("registered_at", progress.registeredAt());
        view.put("approved_at", progress.approvedAt());
        view.put("active_at", progress.activeAt());
        view.put("configured_at", progress.configuredAt());
        view.put("account_id", progress.account());
        view.put("days_late_to_register", progress.daysLateToRegister(campaign, today));
        view.put("days_late_to_configure", progress.daysLateToConfigure(campaign, today));
        view.put("overdue", progress.overdue(campaign, today));
        return view;
    }

    private LocalDate today() {
        return BusinessDay.of(clock.instant());
    }
}
