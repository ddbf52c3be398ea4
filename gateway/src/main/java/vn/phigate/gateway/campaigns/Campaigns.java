package vn.phigate.gateway.campaigns;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.RegistryNotices;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.AgencyScope;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;

/** The door to campaigns. */
public final class Campaigns {
    /** Three days and one day before, on the day, and after it, sooner at first. */
    public static final List<Integer> USUAL_REMINDERS = List.of(-3, -1, 0, 1, 3, 7);

    private static final String INSERT = """
            insert into gateway.campaign (id, title, legal_basis, register_by, configure_by, reminder_days, created_at, created_by)
            values (?, ?, ?, ?, ?, cast(cast(? as bigint[]) as integer[]), ?, ?)
            """;
    private static final String INSERT_AGENCY =
            "insert into gateway.campaign_agency (campaign_id, agency_id) values (?, ?)";
    private static final String SELECT = """
            select id, title, legal_basis, register_by, configure_by, cast(reminder_days as bigint[]) as reminder_days, created_by from gateway.campaign
            """;
    private static final String BY_ID = SELECT + " where id = ?";
    private static final String ALL = SELECT + " order by register_by desc, id desc limit 100";
    private static final String OPEN = SELECT + " where configure_by >= cast(? as date) order by id";
    /**
     * Each step as the registry has it: an account counts from its first submission on as long as it was not rejected or closed; the agency is configured
     * when a row of the map in force leads to an account in force.
     */
    private static final String PROGRESS = """
            select g.agency_id, a.name,
                   (select k.code from gateway.agency_code k where k.agency_id = g.agency_id order by k.valid desc limit 1) as code,
                   f.registered_at, f.approved_at, f.active_at, f.account_id, m.configured_at
            from gateway.campaign_agency g
            join gateway.agency a on a.id = g.agency_id
            left join lateral (
                select min(c.submitted_at) as registered_at, min(c.approved_at) as approved_at,
                       min(c.effective_at) filter (where c.status in ('active', 'superseded')) as active_at,
                       (array_agg(c.id order by c.effective_at nulls last, c.approved_at nulls last, c.submitted_at))[1] as account_id
                from gateway.collection_account c
                where c.agency_id = g.agency_id and c.status in ('submitted', 'approved', 'active', 'superseded')
            ) f on true
            left join lateral (
                select min(s.approved_at) as configured_at
                from gateway.account_assignment s join gateway.collection_account c on c.id = s.account_id
                where s.agency_id = g.agency_id and s.procedure_code is null and s.status = 'approved' and s.valid @> cast(? as timestamptz)
                  and c.status in ('active', 'superseded') and c.valid @> cast(? as timestamptz)
            ) m on true
            where g.campaign_id = ? order by code
            """;

    private static final String REMINDED = """
            insert into gateway.campaign_reminder (campaign_id, agency_id, phase, distance_days, notice_id) values (?, ?, ?, ?, ?)
            """;
    private static final String WAS_REMINDED = """
            select exists (select from gateway.campaign_reminder where campaign_id = ? and agency_id = ? and phase = ? and distance_days >= ?) as done
            """;
    private static final String REMINDERS = """
            select r.phase, r.distance_days, n.created_at, a.name,
                   (select k.code from gateway.agency_code k where k.agency_id = r.agency_id order by k.valid desc limit 1) as code
            from gateway.campaign_reminder r join gateway.registry_notice n on n.id = r.notice_id join gateway.agency a on a.id = r.agency_id
            where r.campaign_id = ? and (cast(? as bigint[]) is null or r.agency_id = any(cast(? as bigint[])))
            order by n.created_at desc, code limit ?
            """;
    private static final String LOCK =
            "select pg_try_advisory_xact_lock(hashtextextended('campaign-reminders', 0)) as mine";

    private final Agencies agencies;
    private final RegistryNotices notices;
    private final Audit audit;
    private final InstantSource clock;

    public Campaigns(Agencies agencies, RegistryNotices notices, Audit audit, InstantSource clock) {
        this.agencies = agencies;
        this.notices = notices;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param agencies codes of today; @param reminderDays null for the usual ones */
    public record NewCampaign(
            String title,
            @Nullable String legalBasis,
            LocalDate registerBy,
            LocalDate configureBy,
            List<String> agencies,
            @Nullable List<Integer> reminderDays) {}

    private record Placed(long agencyId, Progress progress) {}

    public Campaign create(Tx tx, NewCampaign wanted, String by) {
        Instant now = clock.instant();
        UUID id = Ids.next(now);
        List<Integer> days = (wanted.reminderDays() == null ? USUAL_REMINDERS : wanted.reminderDays())
                .stream().distinct().sorted().toList();
        tx.run(
                INSERT,
                id,
                wanted.title(),
                wanted.legalBasis(),
                wanted.registerBy(),
                wanted.configureBy(),
                days.stream().map(Integer::longValue).toArray(Long[]::new),
                now,
                by);
        for (String code : wanted.agencies().stream().distinct().toList()) {
            tx.run(
                    INSERT_AGENCY,
                    id,
                    agencies.get(tx, code, BusinessDay.of(now)).id());
        }
        audit.record(tx, by, "create", "campaign", id.toString(), null, wanted, wanted.legalBasis());
        return get(tx, id);
    }

    public Campaign get(Sql sql, UUID id) {
        return sql.get(BY_ID, id)
                .map(Campaigns::read)
                .orElseThrow(
                        () -> HttpProblem.NOT_FOUND.refusal("Không có đợt đăng ký này.", "There is no such campaign."));
    }

    /** The latest deadline first. */
    public List<Campaign> list(Sql sql) {
        return sql.list(ALL, Campaigns::read);
    }

    /** How far each agency of a campaign is now, by code. */
    public List<Progress> progress(Sql sql, UUID campaign) {
        return placed(sql, campaign).stream().map(Placed::progress).toList();
    }

    /** Those of them that the caller acts for. */
    public List<Progress> progress(Sql sql, UUID campaign, Caller caller) {
        AgencyScope scope = agencies.scope(sql, caller);
        return placed(sql, campaign).stream()
                .filter(placed -> scope.covers(placed.agencyId()))
                .map(Placed::progress)
                .toList();
    }

    /**
     * An agency that was told.
     *
     * @param registers of the day to register; else of the day to be configured
     * @param distanceDays from that day; below 0 before it
     */
    public record Reminder(String agency, String agencyName, boolean registers, long distanceDays, Instant at) {}

    /** Who was reminded of those that the caller acts for, the latest first. */
    public List<Reminder> reminders(Sql sql, UUID campaign, Caller caller, int limit) {
        Long[] seen = agencies.scope(sql, caller).narrow(null);
        return sql.list(
                REMINDERS,
                row -> new Reminder(
                        row.text("code"),
                        row.text("name"),
                        row.text("phase").equals("register"),
                        row.whole("distance_days"),
                        row.instant("created_at")),
                campaign,
                seen,
                seen,
                (long) limit);
    }

    private List<Placed> placed(Sql sql, UUID campaign) {
        Instant now = clock.instant();
        return sql.list(
                PROGRESS,
                row -> new Placed(
                        row.whole("agency_id"),
                        new Progress(
                                row.text("code"),
                                row.text("name"),
                                row.instantOrNull("registered_at"),
                                row.instantOrNull("approved_at"),
                                row.instantOrNull("active_at"),
                                row.instantOrNull("configured_at"),
                                row.uuidOrNull("account_id"))),
                now,
                now,
                campaign);
    }

    /**
     * The job: tells every agency that is not done, once for each distance. When several distances have gone by at once only the latest is told.
     *
     * @return how many notices were written
     */
    public int remind(Db db) {
        return db.inTransaction(tx -> {
            if (!tx.get(LOCK).orElseThrow().flag("mine")) {
                return 0;
            }
            LocalDate today = BusinessDay.of(clock.instant());
            int told = 0;
            // A deadline is followed for a year; nobody reads reminders of an older one.
            for (Campaign campaign : tx.list(OPEN, Campaigns::read, today.minusYears(1))) {
                for (Placed each : placed(tx, campaign.id())) {
                    Progress progress = each.progress;
                    boolean registers = progress.registeredAt() == null;
                    if (registers) {
                        told += remind(tx, campaign, each, "register", campaign.registerBy(), today);
                    } else if (progress.configuredAt() == null) {
                        told += remind(tx, campaign, each, "configure", campaign.configureBy(), today);
                    }
                }
            }
            return told;
        });
    }

    private int remind(Tx tx, Campaign campaign, Placed each, String phase, LocalDate deadline, LocalDate today) {
        long distance = today.toEpochDay() - deadline.toEpochDay();
        int due = campaign.reminderDays().stream()
                .filter(day -> day <= distance)
                .mapToInt(day -> day)
                .max()
                .orElse(Integer.MIN_VALUE);
        if (due == Integer.MIN_VALUE
                || tx.get(WAS_REMINDED, campaign.id(), each.agencyId, phase, (long) due)
                        .orElseThrow()
                        .flag("done")) {
            return 0;
        }
        boolean registers = phase.equals("register");
        String when = distance > 0
                ? " (quá hạn " + distance + " ngày)"
                : distance == 0 ? " (hôm nay)" : " (còn " + -distance + " ngày)";
        String whenEn = distance > 0
                ? " (" + distance + " days overdue)"
                : distance == 0 ? " (today)" : " (" + -distance + " days left)";
        UUID notice = notices.write(
                tx,
                distance > 0 ? "campaign_overdue" : "campaign_reminder",
                each.agencyId,
                RegistryNotices.Audience.AGENCY,
                new RegistryNotices.Subject(null, null, campaign.id()),
                campaign.title() + ": " + each.progress.agencyName()
                        + (registers ? " chưa đăng ký tài khoản thu, hạn " : " chưa được cấu hình tài khoản thu, hạn ")
                        + deadline + when + ".",
                campaign.title() + ": " + each.progress.agencyName()
                        + (registers
                                ? " has not registered a collection account, due "
                                : " has no collection account configured, due ")
                        + deadline
                        + whenEn + ".");
        tx.run(REMINDED, campaign.id(), each.agencyId, phase, (long) due, notice);
        return 1;
    }

    public LocalDate today() {
        return BusinessDay.of(clock.instant());
    }

    private static Campaign read(Row row) {
        return new Campaign(
                row.uuid("id"),
                row.text("title"),
                row.textOrNull("legal_basis"),
                row.date("register_by"),
                row.date("configure_by"),
                row.wholes("reminder_days").stream().map(Math::toIntExact).toList(),
                row.text("created_by"));
    }
}
