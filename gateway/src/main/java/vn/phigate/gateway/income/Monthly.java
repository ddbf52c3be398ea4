package vn.phigate.gateway.income;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.coverage.CellClass;
import vn.phigate.gateway.coverage.Coverage;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.procedures.Channel;

/** The door to what is reported by month: how much is paid online, and what of the fees goes to the budget. */
public final class Monthly {
    /**
     * Dossiers that owe anything, by the day their processing began. One is paid online when everything it owes was settled by a payment; fees that
     * are 0 and those that were called off count for nothing.
     */
    private static final String DOSSIERS = """
            with owing as (
                select d.agency_id, d.procedure_code, bool_and(s.obligation_id is not null) as paid, bool_or(s.obligation_id is not null) as used
                from gateway.dossier d
                join gateway.obligation o on o.dossier_id = d.id and o.amount_vnd > 0 and o.status <> 'cancelled'
                left join gateway.settlement s on s.obligation_id = o.id
                where d.received_on >= ? and d.received_on < ? and (cast(? as bigint[]) is null or d.agency_id = any(cast(? as bigint[])))
                group by d.id
            )
            select a.name, (select k.code from gateway.agency_code k where k.agency_id = a.id order by k.valid @> cast(? as date) desc, k.valid desc limit 1) as code,
                   count(*) as dossiers, count(*) filter (where w.paid) as paid,
                   count(distinct w.procedure_code) as procedures, count(distinct w.procedure_code) filter (where w.used) as used
            from owing w join gateway.agency a on a.id = w.agency_id group by a.id order by code
            """;
    /** Procedures of the whole city: one used by two agencies is one. */
    private static final String CITY_PROCEDURES = """
            select count(distinct d.procedure_code) as procedures, count(distinct d.procedure_code) filter (where s.obligation_id is not null) as used
            from gateway.dossier d
            join gateway.obligation o on o.dossier_id = d.id and o.amount_vnd > 0 and o.status <> 'cancelled'
            left join gateway.settlement s on s.obligation_id = o.id
            where d.received_on >= ? and d.received_on < ? and (cast(? as bigint[]) is null or d.agency_id = any(cast(? as bigint[])))
            """;

    /** What was settled and what was given back in the month, by the term in force when it was settled. */
    private static final String REMITTANCE = """
            with moved as (
                select o.id, s.settled_at, o.amount_vnd as in_vnd, 0 as out_vnd
                from gateway.settlement s join gateway.obligation o on o.id = s.obligation_id where s.settled_at >= ? and s.settled_at < ?
                union all
                select o.id, s.settled_at, 0, i.amount_vnd
                from gateway.refund r join gateway.refund_item i on i.refund_id = r.id
                join gateway.settlement s on s.obligation_id = i.obligation_id
                join gateway.obligation o on o.id = i.obligation_id
                where r.status = 'done' and r.done_at >= ? and r.done_at < ?
            )
            select (select k.code from gateway.agency_code k where k.agency_id = d.agency_id
                    order by k.valid @> cast(? as date) desc, k.valid desc limit 1) as agency,
                   a.name as agency_name, d.procedure_code, o.kind, o.name as item, t.budget_sub_item, t.remittance,
                   coalesce(t.retained_basis_points, 0) as retained_basis_points,
                   coalesce(t.legal_basis, '') as term_basis, sum(m.in_vnd) as in_vnd, sum(m.out_vnd) as out_vnd
            from moved m
            join gateway.obligation o on o.id = m.id
            join gateway.dossier d on d.id = o.dossier_id
            join gateway.agency a on a.id = d.agency_id
            left join gateway.fee_term t on t.fee_item_id = o.fee_item_id
                and t.valid @> cast(m.settled_at at time zone 'Asia/Ho_Chi_Minh' as date)
            where cast(? as bigint[]) is null or d.agency_id = any(cast(? as bigint[]))
            group by d.agency_id, a.name, d.procedure_code, o.kind, o.name, t.budget_sub_item, t.remittance, t.retained_basis_points, t.legal_basis
            order by agency, d.procedure_code, o.kind, o.name, t.retained_basis_points
            """;

    private final Coverage coverage;

    public Monthly(Coverage coverage) {
        this.coverage = coverage;
    }

    /** @param agency code; empty for the whole city */
    public record Online(
            String agency, String name, Score766.Result payable, Score766.Result used, Score766.Result dossiers) {}

    /** What could be paid online at each agency in the last moment of a month. Opens a transaction of its own. */
    public List<Coverage.Line> covered(YearMonth month) {
        Instant lastMoment = BusinessDay.startOf(month.plusMonths(1).atDay(1)).minusMillis(1);
        return coverage.totals(lastMoment, Channel.ONLINE).agencies();
    }

    /**
     * The payment group for each agency that had to do with the month, the whole of what was chosen first.
     *
     * @param agencies numbers; null for all
     * @param covered what {@link #covered} told of the month
     */
    public List<Online> online(Sql sql, YearMonth month, Long @Nullable [] agencies, List<Coverage.Line> covered) {
        LocalDate from = month.atDay(1);
        LocalDate until = month.plusMonths(1).atDay(1);
        var counted = new LinkedHashMap<String, Row>();
        sql.list(DOSSIERS, row -> row, from, until, agencies, agencies, until.minusDays(1))
                .forEach(row -> counted.put(row.text("code"), row));
        List<Online> all = new ArrayList<>();
        long payable = 0;
        long obliged = 0;
        long dossiers = 0;
        long paid = 0;
        for (Coverage.Line line : covered) {
            Row row = counted.get(line.code());
            if (row == null && agencies != null) {
                continue;
            }
            long mustPay = line.cells()
                    - of(line, CellClass.FREE)
                    - of(line, CellClass.NO_FEE_ROW)
                    - of(line, CellClass.AGENCY_DISSOLVED);
            long canPay = of(line, CellClass.PAYABLE) + of(line, CellClass.ACCOUNT_EXPIRING);
            all.add(new Online(
                    line.code(),
                    line.name(),
                    Score766.PAYABLE.of(canPay, mustPay),
                    Score766.USED.of(row == null ? 0 : row.whole("used"), row == null ? 0 : row.whole("procedures")),
                    Score766.DOSSIERS.of(
                            row == null ? 0 : row.whole("paid"), row == null ? 0 : row.whole("dossiers"))));
            payable += canPay;
            obliged += mustPay;
            dossiers += row == null ? 0 : row.whole("dossiers");
            paid += row == null ? 0 : row.whole("paid");
        }
        Row city = sql.get(CITY_PROCEDURES, from, until, agencies, agencies).orElseThrow();
        all.addFirst(new Online(
                "",
                "",
                Score766.PAYABLE.of(payable, obliged),
                Score766.USED.of(city.whole("used"), city.whole("procedures")),
                Score766.DOSSIERS.of(paid, dossiers)));
        return all;
    }

    private static long of(Coverage.Line line, CellClass cellClass) {
        return line.classes().getOrDefault(cellClass, 0L);
    }

    /**
     * One fee item of one agency in one month.
     *
     * @param collectedVnd settled in the month
     * @param refundedVnd given back in the month
     * @param budgetSubItem of the state budget, four digits; null when the catalogue names none
     * @param remittance when it is due: daily, weekly:N, monthly:N; null when the catalogue does not say
     * @param termBasis the law of the retained share; empty when the catalogue names none, and then all of it is remitted
     * @param shares of what was collected less what was given back; where more was given back than collected both are 0
     */
    public record Remitted(
            String agency,
            String agencyName,
            String procedure,
            String kind,
            String item,
            @Nullable String budgetSubItem,
            @Nullable String remittance,
            long retainedBasisPoints,
            String termBasis,
            long collectedVnd,
            long refundedVnd,
            Shares shares) {}

    /**
     * Dossiers paid online among those that owe anything, of what was chosen as a whole (criterion 3.6).
     *
     * @param agencies numbers; null for all
     */
    public static Score766.Result paidOnline(Sql sql, YearMonth month, Long @Nullable [] agencies) {
        LocalDate until = month.plusMonths(1).atDay(1);
        long dossiers = 0;
        long paid = 0;
        for (Row row : sql.list(DOSSIERS, row -> row, month.atDay(1), until, agencies, agencies, until.minusDays(1))) {
            dossiers += row.whole("dossiers");
            paid += row.whole("paid");
        }
        return Score766.DOSSIERS.of(paid, dossiers);
    }

    /** What goes to the budget of a month. */
    public static List<Remitted> remittance(Sql sql, YearMonth month, Long @Nullable [] agencies) {
        Instant from = BusinessDay.startOf(month.atDay(1));
        LocalDate next = month.plusMonths(1).atDay(1);
        Instant until = BusinessDay.startOf(next);
        return sql.list(
                REMITTANCE,
                row -> {
                    long in = row.whole("in_vnd");
                    long out = row.whole("out_vnd");
                    return new Remitted(
                            row.text("agency"),
                            row.text("agency_name"),
                            row.text("procedure_code"),
                            row.text("kind"),
                            row.text("item"),
                            row.textOrNull("budget_sub_item"),
                            row.textOrNull("remittance"),
                            row.whole("retained_basis_points"),
                            row.text("term_basis"),
                            in,
                            out,
                            Shares.of(Math.max(0, in - out), row.whole("retained_basis_points")));
                },
                from,
                until,
                from,
                until,
                next.minusDays(1),
                agencies,
                agencies);
    }

    /** Sums of the whole. */
    static Map<String, Object> total(List<Remitted> lines) {
        var total = new LinkedHashMap<String, Object>();
        total.put(
                "collected_vnd",
                lines.stream().mapToLong(Remitted::collectedVnd).sum());
        total.put(
                "refunded_vnd", lines.stream().mapToLong(Remitted::refundedVnd).sum());
        total.put(
                "retained_vnd",
                lines.stream().mapToLong(l -> l.shares().retainedVnd()).sum());
        total.put(
                "remitted_vnd",
                lines.stream().mapToLong(l -> l.shares().remittedVnd()).sum());
        return total;
    }
}
