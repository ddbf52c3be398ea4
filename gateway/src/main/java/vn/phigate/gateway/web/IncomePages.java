package vn.phigate.gateway.web;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.income.Income;
import vn.phigate.gateway.income.IncomeApi;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;

/** For agencies and the city's centre: what came in, from days to procedures to payments. */
public final class IncomePages {
    private static final String ONE_INSTANT = "set transaction isolation level repeatable read, read only";
    private static final UUID FIRST = new UUID(0, 0);
    private static final int LINES = 500;
    private static final int PAYMENTS = 100;

    private final Db db;
    private final Income income;
    private final Agencies agencies;
    private final Pages pages;
    private final InstantSource clock;

    public IncomePages(Db db, Income income, Agencies agencies, Pages pages, InstantSource clock) {
        this.db = db;
        this.income = income;
        this.agencies = agencies;
        this.pages = pages;
        this.clock = clock;
    }

    public void routes(Web web) {
        Access read = Access.READ.alsoBound();
        web.get("/income", read, request -> show(request, "income.jte", this::days));
        web.get("/income/lines", read, request -> show(request, "income-lines.jte", this::lines));
        web.get("/income/payments", read, request -> show(request, "income-payments.jte", this::payments));
        web.get("/income/export", read, request -> IncomeApi.export(db, income, choice(db, request)));
    }

    private interface View {
        IncomeView of(Tx tx, Request request, Income.Choice choice);
    }

    private Reply show(Request request, String template, View view) {
        IncomeView page = db.inTransaction(tx -> {
            tx.run(ONE_INSTANT);
            return view.of(tx, request, choice(tx, request));
        });
        return pages.show(request, 200, template, pages.wording(request, page.here(request.path())), page);
    }

    private Income.Choice choice(Sql sql, Request request) {
        return IncomeApi.choice(sql, agencies, request, BusinessDay.of(clock.instant()));
    }

    private IncomeView days(Tx tx, Request request, Income.Choice choice) {
        IncomeView base = base(tx, choice);
        return base.with(
                income.days(tx, choice),
                choice.agencyId() == null ? income.agencies(tx, choice) : List.of(),
                List.of(),
                List.of(),
                null);
    }

    private IncomeView lines(Tx tx, Request request, Income.Choice choice) {
        List<Income.Line> lines = income.lines(tx, choice, Income.Line.FIRST, LINES + 1);
        if (lines.size() > LINES) {
            throw HttpProblem.field(
                    "from",
                    choice.from(),
                    "quá nhiều dòng cho một trang; hãy chọn ít ngày hơn, một cơ quan, hoặc tải bảng.",
                    "too many lines for a page; choose fewer days, one agency, or the file.");
        }
        return base(tx, choice).with(List.of(), List.of(), lines, List.of(), null);
    }

    private IncomeView payments(Tx tx, Request request, Income.Choice choice) {
        UUID after = request.queryId("after").orElse(FIRST);
        List<Income.Paid> found = income.payments(tx, choice, after, PAYMENTS + 1);
        boolean more = found.size() > PAYMENTS;
        List<Income.Paid> shown = more ? found.subList(0, PAYMENTS) : found;
        return base(tx, choice)
                .with(
                        List.of(),
                        List.of(),
                        List.of(),
                        shown,
                        more ? shown.getLast().payment() : null);
    }

    private IncomeView base(Tx tx, Income.Choice choice) {
        Long id = choice.agencyId();
        Agency agency = id == null ? null : agencies.byId(tx, id);
        LocalDate today = BusinessDay.of(clock.instant());
        return new IncomeView(
                choice, agency, today, income.total(tx, choice), List.of(), List.of(), List.of(), List.of(), null);
    }
}
