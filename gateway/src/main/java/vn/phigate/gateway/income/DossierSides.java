package vn.phigate.gateway.income;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.time.BusinessDay;

/**
 * The three sides of each dossier that a day touched: what it owes, what was paid, what receipts say. Whole dossiers, whatever day their parts are of: several
 * payments of one dossier count together, and what went back is taken off.
 *
 * @param agency code on the day
 * @param feeVnd what it owes in all; fees that were called off or given back count for nothing
 * @param providerVnd what providers and the bank reported as paid
 * @param bankVnd what bank lines showed, less what was given back
 * @param receiptVnd what the receipts are for
 * @param receipts their numbers, with their series
 */
public record DossierSides(
        String code,
        String compact,
        String agency,
        long feeVnd,
        long providerVnd,
        long bankVnd,
        long receiptVnd,
        List<String> receipts) {
    private static final String OF_DAY = """
            with touched as (
                select o.dossier_id as id from gateway.settlement s join gateway.obligation o on o.id = s.obligation_id where s.settled_at >= ? and s.settled_at < ?
                union
                select o.dossier_id from gateway.payment p join gateway.payment_item i on i.payment_id = p.id join gateway.obligation o on o.id = i.obligation_id
                where p.status = 'paid' and p.paid_at >= ? and p.paid_at < ?
                union
                select o.dossier_id from gateway.bank_sighting b join gateway.payment_item i on i.payment_id = b.payment_id
                join gateway.obligation o on o.id = i.obligation_id where b.booked_on = cast(? as date)
                union
                select r.dossier_id from gateway.receipt r where r.dossier_id is not null and r.issued_at >= ? and r.issued_at < ?
                union
                select d.id from gateway.dossier d where d.compact = any(cast(? as text[]))
            )
            select d.code, d.compact,
                   (select k.code from gateway.agency_code k where k.agency_id = d.agency_id order by k.valid @> cast(? as date) desc, k.valid desc limit 1) as agency,
                   (select coalesce(sum(o.amount_vnd), 0) from gateway.obligation o
                    where o.dossier_id = d.id and o.status not in ('cancelled', 'refunded', 'free')) as fee_vnd,
                   coalesce(paid.provider_vnd, 0) as provider_vnd,
                   coalesce(paid.bank_vnd, 0) - (
                       select coalesce(sum(x.amount_vnd), 0) from gateway.refund_item x join gateway.refund f on f.id = x.refund_id
                       join gateway.obligation o on o.id = x.obligation_id where o.dossier_id = d.id and f.status = 'done') as bank_vnd,
                   coalesce(paper.receipt_vnd, 0) as receipt_vnd, coalesce(paper.receipts, '{}') as receipts
            from touched t join gateway.dossier d on d.id = t.id
            left join lateral (
                select sum(i.amount_vnd * p.provider_times) as provider_vnd, sum(i.amount_vnd * p.bank_times - div(back.surplus_vnd * i.amount_vnd, p.amount_vnd)) as bank_vnd
                from gateway.obligation o join gateway.payment_item i on i.obligation_id = o.id join gateway.payment p on p.id = i.payment_id and p.status = 'paid'
                -- Money on top that was given back: of what the bank showed beyond what this payment settled.
                cross join lateral (
                    select least(
                        (select coalesce(sum(f.surplus_vnd), 0) from gateway.refund f where f.payment_id = p.id and f.status = 'done'),
                        greatest(0, p.amount_vnd * p.bank_times - (
                            select coalesce(sum(y.amount_vnd), 0) from gateway.settlement z
                            join gateway.payment_item y on y.payment_id = z.payment_id and y.obligation_id = z.obligation_id where z.payment_id = p.id))) as surplus_vnd
                ) back
                where o.dossier_id = d.id
            ) paid on true
            left join lateral (
                select sum(cast(cast(r.content as jsonb) ->> 'total_vnd' as bigint)) as receipt_vnd,
                       array_agg(r.serial || '-' || r.number order by r.issued_at, r.number) as receipts
                from gateway.receipt r where r.dossier_id = d.id and r.withdrawn_at is null and r.replaced_at is null
            ) paper on true
            where cast(? as bigint) is null or d.agency_id = ?
            order by d.code
            """;

    /**
     * @param agency number; null for all
     * @param compacts codes without dots and dashes of further dossiers, where they are known here
     */
    public static List<DossierSides> ofDay(Sql sql, LocalDate day, @Nullable Long agency, Collection<String> compacts) {
        var from = BusinessDay.startOf(day);
        var until = BusinessDay.startOf(day.plusDays(1));
        return sql.list(
                OF_DAY,
                row -> new DossierSides(
                        row.text("code"),
                        row.text("compact"),
                        row.text("agency"),
                        row.whole("fee_vnd"),
                        row.whole("provider_vnd"),
                        row.whole("bank_vnd"),
                        row.whole("receipt_vnd"),
                        row.texts("receipts")),
                from,
                until,
                from,
                until,
                day,
                from,
                until,
                compacts.toArray(String[]::new),
                day,
                agency,
                agency);
    }
}
