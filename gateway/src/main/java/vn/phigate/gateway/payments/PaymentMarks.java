package vn.phigate.gateway.payments;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import vn.phigate.gateway.platform.db.Sql;

/** Marks of where payments stand: another mark, and something changed that a payer would see. One question for any number of payments. */
final class PaymentMarks {
    /** What was said and is due counts, not only the status: a second witness, a case or another attempt changes the page too. */
    private static final String MARKS = """
            select p.id, concat_ws('|', p.status, p.paid_at, p.surplus_vnd, p.refunded_vnd, p.provider_times, p.bank_times, p.bank_seen_at,
                       a.number, a.status, a.provider_code, a.redirect_url is not null, a.qr is not null, a.expires_at < ?,
                       (select string_agg(c.type || c.status || coalesce(c.resolution, ''), ',' order by c.id) from gateway.payment_case c where c.payment_id = p.id),
                       (select count(*) from gateway.evidence e where e.payment_id = p.id and e.says is not null),
                       (select string_agg(o.status, ',' order by o.id) from gateway.payment_item i join gateway.obligation o on o.id = i.obligation_id
                        where i.payment_id = p.id)) as mark
            from gateway.payment p
            left join lateral (select * from gateway.attempt a where a.payment_id = p.id order by a.number desc limit 1) a on true
            where p.id = any(?)
            """;

    private PaymentMarks() {}

    static Map<UUID, String> of(Sql sql, Collection<UUID> payments, Instant now) {
        var marks = new HashMap<UUID, String>();
        sql.list(MARKS, row -> marks.put(row.uuid("id"), row.text("mark")), now, payments.toArray(UUID[]::new));
        return marks;
    }
}
