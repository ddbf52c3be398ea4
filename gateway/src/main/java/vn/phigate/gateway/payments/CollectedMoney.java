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
    /** As of the end of a day, by the books; only payments of which anything may be on its way are looked up in them. */
    private static final String ON_ITS_WAY = """
            with asked as (select cast(? as date) as day, cast(? as timestamptz) as ends), candidate as (%s)
            select p.id, p.account_id, c.bank_bin, c.number, w.amount_vnd, p.paid_at, w.provider, false as given_back,
                   (select string_agg(distinct d.code, ', ' order by d.code) from gateway.payment_item i
                    join gateway.obligation o on o.id = i.obligation_id join gateway.dossier d on d.id = o.dossier_id
                    where i.payment_id = p.id) as dossiers
            from candidate join gateway.payment p using (id)
            join gateway.collection_account c on c.id = p.account_id
            cross join asked cross join lateral gateway.on_the_way(p.id, asked.day) w
            where p.status = 'paid' and p.paid_at < asked.ends and w.amount_vnd > 0
            order by p.paid_at, p.id, w.provider
            """;
    /** Asked payment by payment (the offset says so): for one account all that the city's lines ever showed is not to be read. */
    private static final String ON_ITS_WAY_TO_ACCOUNT = ON_ITS_WAY.formatted("""
            select p.id from gateway.payment p, asked where p.account_id = ? and p.paid_at < asked.ends
              and (p.provider_times > p.bank_times or p.other_vnd > 0
                   or exists (select from gateway.bank_sighting s where s.payment_id = p.id and s.booked_on > asked.day offset 0)
                   or exists (select from gateway.bank_sighting_by_hand s where s.payment_id = p.id and s.booked_on > asked.day offset 0)
                   or exists (select from gateway.payout_sighting s where s.payment_id = p.id and s.booked_on > asked.day offset 0))""");

    /** Of the whole city: what was reported and not seen has an index of its own, and what was seen since is not much. */
    private static final String ON_ITS_WAY_ANYWHERE = ON_ITS_WAY.formatted("""
            select p.id from gateway.payment p, asked where (p.provider_times > p.bank_times or p.other_vnd > 0) and p.paid_at < asked.ends
            union select s.payment_id from gateway.bank_sighting s, asked where s.booked_on > asked.day
            union select s.payment_id from gateway.bank_sighting_by_hand s, asked where s.booked_on > asked.day
            union select s.payment_id from gateway.payout_sighting s, asked where s.booked_on > asked.day""");

    private static final String SETTLED = """
            select p.id, p.account_id, c.bank_bin, c.number, p.provider, p.paid_at, p.refunded_vnd > 0 as given_back, sum(o.amount_vnd) as amount_vnd, string_agg(distinct d.code, ', ' order by d.code) as dossiers
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
     * @param givenBack some of what was settled went back to the payer
     */
    public record Taken(
            UUID payment,
            UUID account,
            String bin,
            String number,
            String dossiers,
            long amountVnd,
            String provider,
            Instant paidAt,
            boolean givenBack) {}

    /**
     * What was paid by the word of providers up to the end of a day and neither stood on a bank line nor was given back by then; the oldest first, one for each
     * provider of a payment.
     *
     * @param account null for all accounts
     */
    public static List<Taken> onItsWay(Sql sql, @Nullable UUID account, LocalDate day) {
        Instant end = BusinessDay.startOf(day.plusDays(1));
        return account == null
                ? sql.list(ON_ITS_WAY_ANYWHERE, CollectedMoney::taken, day, end)
                : sql.list(ON_ITS_WAY_TO_ACCOUNT, CollectedMoney::taken, day, end, account);
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
                row.instant("paid_at"),
                row.flag("given_back"));
    }
}
