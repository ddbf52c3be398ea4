package vn.phigate.gateway.income;

import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.coverage.Coverage;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.tables.CsvExport;
import vn.phigate.gateway.platform.time.BusinessDay;

/** Reports by month over HTTP, as JSON and as files. */
public final class MonthlyApi {
    private final Db db;
    private final Monthly monthly;
    private final Agencies agencies;
    private final InstantSource clock;

    public MonthlyApi(Db db, Monthly monthly, Agencies agencies, InstantSource clock) {
        this.db = db;
        this.monthly = monthly;
        this.agencies = agencies;
        this.clock = clock;
    }

    public void routes(Web web) {
        web.get("/v1/reports/online-payment", Access.READ.alsoBound(), request -> {
            List<Coverage.Line> covered = covered(request);
            return of(request, (choice, month) -> online(choice, month, covered));
        });
        web.get("/v1/reports/online-payment/export", Access.READ.alsoBound(), request -> {
            List<Coverage.Line> covered = covered(request);
            return of(request, (choice, month) -> onlineCsv(choice, month, covered));
        });
        web.get("/v1/reports/remittance", Access.READ.alsoBound(), request -> of(request, this::remittance));
        web.get("/v1/reports/remittance/export", Access.READ.alsoBound(), request -> of(request, this::remittanceCsv));
    }

    /** @param agencies numbers of those the caller may see and asked for; null for all */
    private record Choice(Sql sql, YearMonth month, Long @Nullable [] agencies) {}

    /** One snapshot, so that the parts add up to the totals while payments come in. */
    private Reply of(Request request, BiFunction<Choice, String, Reply> report) {
        return db.inTransaction(tx -> {
            tx.run("set transaction isolation level repeatable read, read only");
            YearMonth month = month(request);
            Long agency = request.query("agency")
                    .map(code -> agencies.get(tx, code, month.atEndOfMonth()).id())
                    .orElse(null);
            Long[] seen = agencies.scope(tx, request.caller()).narrow(agency);
            return report.apply(new Choice(tx, month, seen), month.toString());
        });
    }

    /** Read before: it is a transaction of its own. */
    private List<Coverage.Line> covered(Request request) {
        return monthly.covered(month(request));
    }

    private YearMonth month(Request request) {
        return request.query("month").map(MonthlyApi::month).orElse(YearMonth.from(BusinessDay.of(clock.instant())));
    }

    private static YearMonth month(String text) {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException e) {
            throw HttpProblem.field(
                    "month", text, "cần tháng dạng năm-tháng, ví dụ 2025-07.", "a month is needed, e.g. 2025-07.");
        }
    }

    private Reply online(Choice choice, String month, List<Coverage.Line> covered) {
        List<Monthly.Online> found = monthly.online(choice.sql, choice.month, choice.agencies, covered);
        var body = new LinkedHashMap<String, Object>();
        body.put("month", month);
        body.put("total", view(found.getFirst()));
        body.put("items", found.stream().skip(1).map(MonthlyApi::view).toList());
        return Reply.ok(body);
    }

    private static Map<String, Object> view(Monthly.Online online) {
        var view = new LinkedHashMap<String, Object>();
        if (!online.agency().isEmpty()) {
            view.put("agency", online.agency());
            view.put("name", online.name());
        }
        view.put("criteria", List.of(online.payable(), online.used(), online.dossiers()));
        return view;
    }

    private Reply onlineCsv(Choice choice, String month, List<Coverage.Line> covered) {
        var csv = new CsvExport(
                "month",
                "agency",
                "name",
                "criterion",
                "numerator",
                "denominator",
                "ratio_percent",
                "score",
                "max_score");
        for (Monthly.Online line : monthly.online(choice.sql, choice.month, choice.agencies, covered)) {
            for (Score766.Result r : List.of(line.payable(), line.used(), line.dossiers())) {
                csv.row(
                        month,
                        line.agency(),
                        line.name(),
                        r.criterion(),
                        r.numerator(),
                        r.denominator(),
                        r.ratioPercent(),
                        r.score(),
                        r.maxScore());
            }
        }
        return file(csv, "online-payment-" + month);
    }

    private Reply remittance(Choice choice, String month) {
        List<Monthly.Remitted> found = Monthly.remittance(choice.sql, choice.month, choice.agencies);
        var body = new LinkedHashMap<String, Object>();
        body.put("month", month);
        body.put("total", Monthly.total(found));
        body.put("items", found.stream().map(MonthlyApi::view).toList());
        return Reply.ok(body);
    }

    private static Map<String, @Nullable Object> view(Monthly.Remitted line) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("agency", line.agency());
        view.put("agency_name", line.agencyName());
        view.put("procedure", line.procedure());
        view.put("kind", line.kind());
        view.put("item", line.item());
        view.put("budget_sub_item", line.budgetSubItem());
        view.put("remittance", line.remittance());
        view.put("retained_basis_points", line.retainedBasisPoints());
        view.put("legal_basis", line.termBasis().isEmpty() ? null : line.termBasis());
        view.put("collected_vnd", line.collectedVnd());
        view.put("refunded_vnd", line.refundedVnd());
        view.put("retained_vnd", line.shares().retainedVnd());
        view.put("remitted_vnd", line.shares().remittedVnd());
        return view;
    }

    private Reply remittanceCsv(Choice choice, String month) {
        var csv = new CsvExport(
                "month",
                "agency",
                "agency_name",
                "procedure",
                "kind",
                "item",
                "budget_sub_item",
                "remittance",
                "retained_basis_points",
                "legal_basis",
                "collected_vnd",
                "refunded_vnd",
                "retained_vnd",
                "remitted_vnd");
        for (Monthly.Remitted line : Monthly.remittance(choice.sql, choice.month, choice.agencies)) {
            csv.row(
                    month,
                    line.agency(),
                    line.agencyName(),
                    line.procedure(),
                    line.kind(),
                    line.item(),
                    line.budgetSubItem(),
                    line.remittance(),
                    line.retainedBasisPoints(),
                    line.termBasis(),
                    line.collectedVnd(),
                    line.refundedVnd(),
                    line.shares().retainedVnd(),
                    line.shares().remittedVnd());
        }
        return file(csv, "remittance-" + month);
    }

    private static Reply file(CsvExport csv, String name) {
        return Reply.bytes("text/csv; charset=utf-8", csv.bytes())
                .with("Content-Disposition", "attachment; filename=\"" + name + ".csv\"");
    }
}
