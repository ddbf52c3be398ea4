package vn.phigate.gateway.income;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.time.BusinessDay;

/** The door to what came in. */
public final class Income {
    private static final TypeReference<TreeMap<String, Figures.OfMethod>> METHODS = new TypeReference<>() {};

    /**
     * The agency is the one that had the duties of the dossier's agency when the money came: what reaches a former agency is its successor's. Three kinds of rows. Items of payments, on the day they were paid: an item that another payment had settled is surplus. Money that a provider
     * reported once more for a payment already paid, on its own day, where the payment's first item belongs. Cases, on the day they were opened. The way is
     * the way of the money: "bank" is a transfer, whatever method the payer had chosen first.
     */
    private static final String CAME = """
            with known as (select cast(? as timestamptz) as at),
            came as (
                select cast(p.paid_at at time zone 'Asia/Ho_Chi_Minh' as date) as day, case when exists (select from gateway.succession_link k where k.former_agency = d.agency_id)
                        then coalesce((select h.agency_id from gateway.succeeding_agency(d.agency_id, p.paid_at, (select at from known)) h), d.agency_id) else d.agency_id end as agency_id, d.procedure_code,
                       case when p.provider = 'bank' then 'vietqr' when p.provider = any (array['vnpay', 'momo', 'zalopay', 'vietqr', 'dvcqg']) then p.provider
                            else p.method end as method,
                       p.id as payment_id, 1 as items, 0 as cases, 0 as cases_open, i.amount_vnd,
                       case when s.obligation_id is null then 0 else i.amount_vnd end as settled_vnd,
                       case when p.bank_seen_at is null then 0 else i.amount_vnd end as at_bank_vnd,
                       case when s.obligation_id is null then 0 else (
                           select coalesce(sum(x.amount_vnd), 0) from gateway.refund_item x join gateway.refund r on r.id = x.refund_id
                           where x.obligation_id = i.obligation_id and r.payment_id = i.payment_id and r.status = 'done') end as refunded_vnd
                from gateway.payment p
                join gateway.payment_item i on i.payment_id = p.id
                join gateway.obligation o on o.id = i.obligation_id
                join gateway.dossier d on d.id = o.dossier_id
                left join gateway.settlement s on s.obligation_id = i.obligation_id and s.payment_id = i.payment_id
                where p.status = 'paid' and p.paid_at >= ? and p.paid_at < ?
                union all
                select t.business_day, case when exists (select from gateway.succession_link k where k.former_agency = f.agency_id)
                        then coalesce((select h.agency_id from gateway.succeeding_agency(f.agency_id, t.occurred_at, (select at from known)) h), f.agency_id) else f.agency_id end, f.procedure_code, split_part(a.code, ':', 2), t.payment_id, 0, 0, 0, t.amount_vnd, 0, 0, 0
                from gateway.ledger_transfer t
                join gateway.ledger_account a on a.id = t.debit_account
                cross join lateral (
                    select d.agency_id, d.procedure_code from gateway.payment_item i join gateway.obligation o on o.id = i.obligation_id
                    join gateway.dossier d on d.id = o.dossier_id where i.payment_id = t.payment_id order by d.code, o.position limit 1) f
                where t.business_day >= cast(? as date) and t.business_day < cast(? as date)
                  and t.kind = 'provider_surplus' and t.source like 'attempt:%:%'
                union all
                select cast(c.opened_at at time zone 'Asia/Ho_Chi_Minh' as date), case when exists (select from gateway.succession_link k where k.former_agency = f.agency_id)
                        then coalesce((select h.agency_id from gateway.succeeding_agency(f.agency_id, c.opened_at, (select at from known)) h), f.agency_id) else f.agency_id end, f.procedure_code, f.method, null, 0, 1,
                       case when c.status = 'open' then 1 else 0 end, 0, 0, 0, 0
                from gateway.payment_case c
                cross join lateral (
                    select d.agency_id, d.procedure_code, p.method from gateway.payment p join gateway.payment_item i on i.payment_id = p.id
                    join gateway.obligation o on o.id = i.obligation_id
                    join gateway.dossier d on d.id = o.dossier_id where p.id = c.payment_id order by d.code, o.position limit 1) f
                where c.opened_at >= ? and c.opened_at < ?
            ),
            chosen as (
                select * from came where (cast(? as bigint[]) is null or agency_id = any(cast(? as bigint[]))) and (cast(? as text) is null or procedure_code = ?)
            )
            """;

    private static final String SUMS = """
            sum(items) as items, sum(amount_vnd) as amount_vnd, sum(settled_vnd) as settled_vnd, sum(at_bank_vnd) as at_bank_vnd,
            sum(refunded_vnd) as refunded_vnd, sum(cases) as cases, sum(cases_open) as cases_open
            """;

    /** KEY: the columns to add up by. Every payment is of one way, so that the distinct payments of the ways add up to those of the key. */
    private static final String ADDED = CAME + """
            , by_method as (
                select KEY, method, count(distinct payment_id) filter (where items > 0) as payments, SUMS from chosen group by KEY, method
            )
            select KEY, sum(payments) as payments, SUMS,
                   coalesce(jsonb_object_agg(method, jsonb_build_object('payments', payments, 'amount_vnd', amount_vnd)) filter (where amount_vnd > 0),
                            '{}') as methods
            from by_method group by KEY
            """.replace("SUMS", SUMS);

    private static final String TOTAL =
            added("whole").replace("select * from came", "select 'all' as whole, came.* from came");
    private static final String BY_DAY = added("day") + " order by day";
    private static final String BY_AGENCY = "select x.*, c.code, g.name from (" + added("agency_id") + """
            ) x join gateway.agency g on g.id = x.agency_id
            cross join lateral (select code from gateway.agency_code where agency_id = g.id order by valid desc limit 1) c order by c.code
            """;
    private static final String LINES = "select x.*, c.code, g.name, r.name as procedure_name from ("
            + added("day, agency_id, procedure_code") + """
            ) x join gateway.agency g on g.id = x.agency_id
            join gateway.procedure r on r.code = x.procedure_code
            cross join lateral (select code from gateway.agency_code where agency_id = g.id order by valid desc limit 1) c
            where (x.day, x.agency_id, x.procedure_code) > (cast(? as date), ?, ?)
            order by x.day, x.agency_id, x.procedure_code limit ?
            """;
    private static final String PAYMENTS = CAME + """
            select x.payment_id, x.amount_vnd, x.settled_vnd, p.reference, p.paid_at, p.bank_seen_at, x.method,
                   (select string_agg(distinct d.code, ', ') from gateway.payment_item i join gateway.obligation o on o.id = i.obligation_id
                    join gateway.dossier d on d.id = o.dossier_id where i.payment_id = p.id) as dossiers
            from (select payment_id, min(method) as method, sum(amount_vnd) as amount_vnd, sum(settled_vnd) as settled_vnd
                  from chosen where payment_id > ? group by payment_id order by payment_id limit ?) x
            join gateway.payment p on p.id = x.payment_id order by x.payment_id
            """;

    private final InstantSource clock;

    public Income(InstantSource clock) {
        this.clock = clock;
    }

    private static String added(String key) {
        return ADDED.replace("KEY", key);
    }

    /**
     * Which money.
     *
     * @param to the last day
     * @param agencyId null for all
     * @param procedure null for all
     * @param within agencies that whoever asks may see; null for all
     */
    public record Choice(
            LocalDate from,
            LocalDate to,
            @Nullable Long agencyId,
            @Nullable String procedure,
            @Nullable List<Long> within) {
        private Long @Nullable [] agencies() {
            if (agencyId != null) {
                return new Long[] {agencyId};
            }
            return within == null ? null : within.toArray(Long[]::new);
        }
    }

    public record Day(LocalDate day, Figures figures) {}

    /** @param agency its latest code */
    public record OfAgency(String agency, String name, Figures figures) {}

    /** One procedure at one agency on one day. */
    public record Line(
            LocalDate day,
            long agencyId,
            String agency,
            String agencyName,
            String procedure,
            String procedureName,
            Figures figures) {
        public static final Line FIRST =
                new Line(LocalDate.EPOCH, 0, "", "", "", "", new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, new TreeMap<>()));
    }

    /**
     * One payment, with its part in the chosen procedure.
     *
     * @param seenAt when the bank's statement showed it; null until then
     */
    public record Paid(
            UUID payment,
            String reference,
            String dossiers,
            String method,
            long amountVnd,
            long settledVnd,
            Instant paidAt,
            @Nullable Instant seenAt) {}

    public Figures total(Sql sql, Choice choice) {
        return list(sql, TOTAL, Income::figures, choice).stream().findFirst().orElse(Line.FIRST.figures());
    }

    public List<Day> days(Sql sql, Choice choice) {
        return list(sql, BY_DAY, row -> new Day(row.date("day"), figures(row)), choice);
    }

    public List<OfAgency> agencies(Sql sql, Choice choice) {
        return list(sql, BY_AGENCY, row -> new OfAgency(row.text("code"), row.text("name"), figures(row)), choice);
    }

    /** By day, agency and procedure, a page at a time. @param after the last line of the page before */
    public List<Line> lines(Sql sql, Choice choice, Line after, int limit) {
        return list(
                sql,
                LINES,
                row -> new Line(
                        row.date("day"),
                        row.whole("agency_id"),
                        row.text("code"),
                        row.text("name"),
                        row.text("procedure_code"),
                        row.text("procedure_name"),
                        figures(row)),
                choice,
                after.day(),
                after.agencyId(),
                after.procedure(),
                (long) limit);
    }

    /** The payments behind the figures, a page at a time. */
    public List<Paid> payments(Sql sql, Choice choice, UUID after, int limit) {
        return list(
                sql,
                PAYMENTS,
                row -> new Paid(
                        row.uuid("payment_id"),
                        row.text("reference"),
                        row.text("dossiers"),
                        row.text("method"),
                        row.whole("amount_vnd"),
                        row.whole("settled_vnd"),
                        row.instant("paid_at"),
                        row.instantOrNull("bank_seen_at")),
                choice,
                after,
                (long) limit);
    }

    private <T> List<T> list(Sql sql, String query, Function<Row, T> mapper, Choice choice, @Nullable Object... more) {
        LocalDate end = choice.to.plusDays(1);
        Instant from = BusinessDay.startOf(choice.from);
        Instant to = BusinessDay.startOf(end);
        Stream<@Nullable Object> chosen = Stream.of(
                clock.instant(),
                from,
                to,
                choice.from,
                end,
                from,
                to,
                choice.agencies(),
                choice.agencies(),
                choice.procedure,
                choice.procedure);
        return sql.list(
                query, mapper, Stream.concat(chosen, Arrays.stream(more)).toArray());
    }

    private static Figures figures(Row row) {
        long amount = row.whole("amount_vnd");
        long settled = row.whole("settled_vnd");
        try {
            return new Figures(
                    row.whole("payments"),
                    row.whole("items"),
                    amount,
                    settled,
                    amount - settled,
                    row.whole("at_bank_vnd"),
                    row.whole("refunded_vnd"),
                    row.whole("cases"),
                    row.whole("cases_open"),
                    Collections.unmodifiableMap(Json.MAPPER.readValue(row.text("methods"), METHODS)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("figures cannot be read", e);
        }
    }
}
