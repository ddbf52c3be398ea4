package vn.phigate.reconciliation.web;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.web.Banks;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.notices.Notices;
import vn.phigate.reconciliation.reports.Reports;
import vn.phigate.reconciliation.reports.Reports.AccountDay;

/** The day of the city: what came, what fits, what a person does next. */
final class MorningPages {
    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2200;

    private final Db db;
    private final Agencies agencies;
    private final Matching matching;
    private final Discrepancies discrepancies;
    private final Notices notices;
    private final Reports reports;
    private final Drawing drawing;
    private final InstantSource clock;

    MorningPages(
            Db db,
            Agencies agencies,
            Matching matching,
            Discrepancies discrepancies,
            Notices notices,
            Reports reports,
            Drawing drawing,
            InstantSource clock) {
        this.db = db;
        this.agencies = agencies;
        this.matching = matching;
        this.discrepancies = discrepancies;
        this.notices = notices;
        this.reports = reports;
        this.drawing = drawing;
        this.clock = clock;
    }

    Reply show(Request request) {
        Optional<LocalDate> asked = request.queryDate("day");
        MorningView view = db.inTransaction(tx -> {
            tx.run(AccountPages.ONE_INSTANT);
            return read(tx, asked.orElseGet(() -> usualDay(tx)));
        });
        return drawing.show(request, 200, "morning.jte", drawing.wording(request), view);
    }

    /** The latest day the bank has shown, else yesterday. */
    private LocalDate usualDay(Sql sql) {
        List<LocalDate> days = reports.days(sql, 1);
        return days.isEmpty() ? BusinessDay.of(clock.instant()).minusDays(1) : days.getFirst();
    }

    private MorningView read(Sql sql, LocalDate day) {
        List<AccountDay> accounts = reports.day(sql, day);
        var names = agencies.byIds(
                sql,
                accounts.stream().map(a -> a.account().agencyId()).distinct().toList());
        Map<Unmatched, Discrepancies.Totals> types = new EnumMap<>(Unmatched.class);
        accounts.forEach(account ->
                account.open().forEach((type, totals) -> types.merge(type, totals, Discrepancies.Totals::plus)));
        List<MorningView.Row> rows = accounts.stream()
                .map(account -> {
                    var agency = names.get(account.account().agencyId());
                    return new MorningView.Row(
                            account,
                            agency == null ? account.account().holder() : agency.name(),
                            Banks.named(account.account().bin()),
                            AccountPages.address(account.account().key(), day));
                })
                .toList();
        return new MorningView(
                day,
                rows,
                MorningView.Totals.of(accounts),
                types,
                discrepancies.openBefore(sql, day),
                notices.day(sql, day),
                matching.lastRun(sql, day).orElse(null));
    }

    /** Reconciles all accounts; answered by the page of the day, or of the account it was asked from. */
    Reply reconcile(Request request) {
        Map<String, String> form = request.form();
        LocalDate day = day(form.getOrDefault("day", ""));
        matching.runAsked(day, request.caller().name());
        String account = form.getOrDefault("account", "");
        return Reply.seeOther(account.isEmpty() ? "/?day=" + day : AccountPages.address(account, day));
    }

    static LocalDate day(String text) {
        try {
            LocalDate day = LocalDate.parse(text);
            if (day.getYear() >= FIRST_YEAR && day.getYear() <= LAST_YEAR) {
                return day;
            }
        } catch (DateTimeParseException e) {
            throw notADay(text);
        }
        throw notADay(text);
    }

    private static Refusal notADay(String text) {
        return HttpProblem.field(
                "day",
                text,
                "cần ngày dạng năm-tháng-ngày trong các năm 1900–2200, ví dụ 2025-07-17.",
                "a day as year-month-day of the years 1900–2200 is needed, e.g. 2025-07-17.");
    }
}
