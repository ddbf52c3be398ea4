package vn.phigate.gateway.payments;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.time.BusinessDay;

/** The door for whoever proves a bank day: what dossiers settled, and what providers took that the bank had not shown. Reads, never writes. */
public final class CollectedMoney {
    /**
     * As of the end of a day. A payment whose line the bank showed later was on its way then. What the bank itself paid was never on its way, unless a
     * provider reported the same payment once more.
     */
    private static final String ON_ITS_WAY = """
            select x.id, x.account_id, c.bank_bin, c.number, x.amount_vnd * x.times as amount_vnd, x.paid_at,
                   case when x.provider <> 'bank' then x.provider else coalesce((
                       select a.provider from gateway.attempt a where a.payment_id = x.id and a.status = 'paid' and a.provider <> 'vietqr'
                       order by a.number limit 1), x.provider) end as provider,
                   (select string_agg(distinct d.code, ', ' order by d.code) from gateway.payment_item i
                    join gateway.obligation o on o.id = i.obligation_id join gateway.dossier d on d.id = o.dossier_id
                    where i.payment_id = x.id) as dossiers
            from (
                select p.id, p.account_id, p.amount_vnd, p.paid_at, p.provider,
                       least(p.provider_times, greatest(p.provider_times - p.bank_times, 0) + case when p.provider = 'bank' then 0 else (
                           select count(*) from gateway.bank_sighting s where s.payment_id = p.id and s.booked_on > cast(? as date)) end) as times
                from gateway.payment p
                where p.status = 'paid' and p.paid_at < ? and (cast(? as uuid) is null or p.account_id = ?)
                  and (p.provider_times > p.bank_times or p.provider <> 'bank' and exists (
                      select from gateway.bank_sighting s where s.payment_id = p.id and s.booked_on > cast(? as date)))
            ) x join gateway.collection_account c on c.id = x.account_id where x.times > 0 order by x.paid_at, x.id
            """;

    private static final String SETTLED = """
            select p.id, p.account_id, c.bank_bin, c.number, p.provider, p.paid_at, sum(o.amount_vnd) as amount_vnd, string_agg(distinct d.code, ', ' order by d.code) as dossiers
            from gateway.settlement s
            join gateway.payment p on p.id = s.payment_id
            join gateway.collection_account c on c.id = p.account_id
            join gateway.obligation o on o.id = s.obligation_id
            join gateway.dossier d on d.id = o.dossier_id
            where p.account_id = ? and s.settled_at >= ? and s.settled_at < ?
            group by p.id, c.id order by p.paid_at, p.id
            """;

    private CollectedMoney() {}

    /**
     * Money of one payment.
     *
     * @param account where it belongs, with the bank and number of it
     * @param amountVnd above 0
     * @param provider who took it; {@code bank} when the line itself paid
     * @param dossiers their codes, joined
     */
    public record Taken(
            UUID payment,
            UUID account,
            String bin,
            String number,
            String dossiers,
            long amountVnd,
            String provider,
            Instant paidAt) {}

    /**
     * What was paid by the word of providers up to the end of a day and stood on no bank line by then; the oldest first.
     *
     * @param account null for all accounts
     */
    public static List<Taken> onItsWay(Sql sql, @Nullable UUID account, LocalDate day) {
        return sql.list(
                ON_ITS_WAY, CollectedMoney::taken, day, BusinessDay.startOf(day.plusDays(1)), account, account, day);
    }

    /** The payments by which obligations were settled on a day; amounts without what came on top. */
    public static List<Taken> settled(Sql sql, UUID account, LocalDate day) {
        return sql.list(
                SETTLED,
                CollectedMoney::taken,
                account,
                BusinessDay.startOf(day),
                BusinessDay.startOf(day.plusDays(1)));
    }

    private static Taken taken(Row row) {
        return new Taken(
                row.uuid("id"),
                row.uuid("account_id"),
                row.text("bank_bin"),
                row.text("number"),
                row.text("dossiers"),
                row.whole("amount_vnd"),
                row.text("provider"),
                row.instant("paid_at"));
    }
}
