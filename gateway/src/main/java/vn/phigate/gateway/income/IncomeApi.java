package vn.phigate.gateway.income;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.tables.CsvExport;
import vn.phigate.gateway.platform.time.BusinessDay;

/** What came in over HTTP. */
public final class IncomeApi {
    private static final int MOST_DAYS = 366;
    private static final int MOST_ROWS = 100_000;
    private static final int USUAL_DAYS = 7;
    private static final Pattern CURSOR = Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})_([0-9]{1,18})_([0-9.]{1,20})");
    private static final Pattern PROCEDURE = Pattern.compile("[0-9]\\.[0-9]{6}");

    private final Db db;
    private final Income income;
    private final Agencies agencies;
    private final InstantSource clock;

    public IncomeApi(Db db, Income income, Agencies agencies, InstantSource clock) {
        this.db = db;
        this.income = income;
        this.agencies = agencies;
        this.clock = clock;
    }

    public void routes(Web web) {
        web.get("/v1/reports/income", Access.READ.alsoBound(), this::report);
        web.get(
                "/v1/reports/income/export",
                Access.READ.alsoBound(),
                request -> export(db, income, choice(db, request)));
    }

    private Income.Choice choice(Sql sql, Request request) {
        return choice(sql, agencies, request, BusinessDay.of(clock.instant()));
    }

    /** What a request asks for; the last seven days when it names none. A code of an agency is read as of the last day. */
    public static Income.Choice choice(Sql sql, Agencies agencies, Request request, LocalDate today) {
        LocalDate to = request.queryDate("to").orElse(today);
        LocalDate from = request.queryDate("from").orElse(to.minusDays(USUAL_DAYS - 1));
        if (from.isAfter(to) || ChronoUnit.DAYS.between(from, to) >= MOST_DAYS) {
            throw HttpProblem.field(
                    "from",
                    from,
                    "cần ngày không sau to, tối đa 366 ngày.",
                    "a day not after to, at most 366 days, is needed.");
        }
        Long agency = request.query("agency")
                .map(code -> agencies.get(sql, code, to).id())
                .orElse(null);
        Long[] seen = agencies.scope(sql, request.caller()).narrow(agency);
        return new Income.Choice(
                from,
                to,
                agency,
                request.query("procedure").map(IncomeApi::procedure).orElse(null),
                seen == null ? null : List.of(seen));
    }

    private static String procedure(String code) {
        if (!PROCEDURE.matcher(code).matches()) {
            throw HttpProblem.field(
                    "procedure",
                    code,
                    "cần mã thủ tục, ví dụ 9.000001.",
                    "the code of a procedure is needed, e.g. 9.000001.");
        }
        return code;
    }

    private Reply report(Request request) {
        int limit = request.queryLimit(100, 1000);
        Income.Line after = request.query("cursor").map(IncomeApi::after).orElse(Income.Line.FIRST);
        // One snapshot, so that the parts add up to the totals while payments come in.
        return db.inTransaction(tx -> {
            tx.run("set transaction isolation level repeatable read, read only");
            Income.Choice choice = choice(tx, request);
            List<Income.Line> found = income.lines(tx, choice, after, limit + 1);
            List<Income.Line> page = found.size() > limit ? found.subList(0, limit) : found;
            var body = new LinkedHashMap<String, @Nullable Object>();
            body.put("from", choice.from());
            body.put("to", choice.to());
            body.put("total", income.total(tx, choice));
            body.put(
                    "days",
                    income.days(tx, choice).stream()
                            .map(d -> view(d.figures(), "day", d.day()))
                            .toList());
            body.put(
                    "agencies",
                    income.agencies(tx, choice).stream()
                            .map(a -> view(a.figures(), "agency", a.agency(), "name", a.name()))
                            .toList());
            body.put("items", page.stream().map(IncomeApi::view).toList());
            body.put("next", found.size() > limit ? cursor(page.getLast()) : null);
            return Reply.ok(body);
        });
    }

    private static Map<String, Object> view(Income.Line line) {
        return view(
                line.figures(),
                "day",
                line.day(),
                "agency",
                line.agency(),
                "agency_name",
                line.agencyName(),
                "procedure",
                line.procedure(),
                "procedure_name",
                line.procedureName());
    }

    private static Map<String, Object> view(Figures f, Object... key) {
        var view = new LinkedHashMap<String, Object>();
        for (int i = 0; i < key.length; i += 2) {
            view.put((String) key[i], key[i + 1]);
        }
        view.put("payments", f.payments());
        view.put("items", f.items());
        view.put("amount_vnd", f.amountVnd());
        view.put("settled_vnd", f.settledVnd());
        view.put("surplus_vnd", f.surplusVnd());
        view.put("at_bank_vnd", f.atBankVnd());
        view.put("refunded_vnd", f.refundedVnd());
        view.put("cases", f.cases());
        view.put("cases_open", f.casesOpen());
        view.put("methods", f.methods());
        return view;
    }

    private static String cursor(Income.Line line) {
        return line.day() + "_" + line.agencyId() + "_" + line.procedure();
    }

    private static Income.Line after(String cursor) {
        Matcher parts = CURSOR.matcher(cursor);
        if (parts.matches()) {
            try {
                return new Income.Line(
                        LocalDate.parse(parts.group(1)),
                        Long.parseLong(parts.group(2)),
                        "",
                        "",
                        parts.group(3),
                        "",
                        Income.Line.FIRST.figures());
            } catch (DateTimeParseException e) {
                throw cursorRefused(cursor);
            }
        }
        throw cursorRefused(cursor);
    }

    private static Refusal cursorRefused(String cursor) {
        return HttpProblem.field(
                "cursor", cursor, "cần giá trị next của trang trước.", "the next of the page before is needed.");
    }

    /** The lines as a file; also offered on the page. A file is whole or refused: half of the figures would be believed. */
    public static Reply export(Sql sql, Income income, Income.Choice choice) {
        List<Income.Line> lines = income.lines(sql, choice, Income.Line.FIRST, MOST_ROWS + 1);
        if (lines.size() > MOST_ROWS) {
            throw HttpProblem.field(
                    "from",
                    choice.from(),
                    "quá 100000 dòng; hãy chọn ít ngày hơn.",
                    "more than 100000 lines; choose fewer days.");
        }
        var csv = new CsvExport(
                "day",
                "agency",
                "agency_name",
                "procedure",
                "procedure_name",
                "payments",
                "items",
                "amount_vnd",
                "settled_vnd",
                "surplus_vnd",
                "at_bank_vnd",
                "refunded_vnd",
                "cases",
                "cases_open",
                "vnpay_vnd",
                "momo_vnd",
                "zalopay_vnd",
                "vietqr_vnd",
                "dvcqg_vnd");
        for (Income.Line line : lines) {
            Figures f = line.figures();
            csv.row(
                    line.day(),
                    line.agency(),
                    line.agencyName(),
                    line.procedure(),
                    line.procedureName(),
                    f.payments(),
                    f.items(),
                    f.amountVnd(),
                    f.settledVnd(),
                    f.surplusVnd(),
                    f.atBankVnd(),
                    f.refundedVnd(),
                    f.cases(),
                    f.casesOpen(),
                    vnd(f, "vnpay"),
                    vnd(f, "momo"),
                    vnd(f, "zalopay"),
                    vnd(f, "vietqr"),
                    vnd(f, "dvcqg"));
        }
        return Reply.bytes("text/csv; charset=utf-8", csv.bytes())
                .with(
                        "Content-Disposition",
                        "attachment; filename=\"income-" + choice.from() + "-" + choice.to() + ".csv\"");
    }

    private static long vnd(Figures figures, String method) {
        var of = figures.methods().get(method);
        return of == null ? 0 : of.amountVnd();
    }
}
