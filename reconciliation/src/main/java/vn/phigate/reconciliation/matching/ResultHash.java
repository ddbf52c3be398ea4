package vn.phigate.reconciliation.matching;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Sql;

/**
 * One hash over everything that is decided about the lines of the days that are still open: which line is what, by which rule and version, on which evidence; what
 * is left, of which type, with which candidates. Nothing in it depends on identities, on the time, or on the order in which files came, lines stood in them, or runs
 * were made: a line is what the bank says of it, an item is what people call it.
 *
 * <p>Lines that name one and the same item contend for it, and a match is never undone by a run: whichever came first has it, the others are money on top. For
 * such lines the hash says who contended, how much settled the item and how much is on top, and not which of them was first. All else is told line by line.
 *
 * <p>Outside of it: what people or providers say while the files come in; and parts of one item of which some were booked together before another part
 * with an earlier day was known, where all parts in their order would not have added up.
 */
final class ResultHash {
    /**
     * Reads the open days only, account by account, and nothing of the years before. The lines are read once and set aside: right after a great run the planner
     * knows nothing of its matches, and joined to them in one go it would try every account for every match.
     */
    private static final String HASH = """
            with open_days as materialized (
                select c.id, c.bank_bin || '-' || c.number as account,
                       coalesce((select max(x.business_day) from reconciliation.closing x where x.account_id = c.id and x.status = 'closed'),
                                date '-infinity') as closed
                from gateway.collection_account c where cast(? as uuid) is null or c.id = ?
            ), line as materialized (
                select l.id, o.account, l.amount_vnd, l.open_vnd,
                       concat_ws(E'\\x1f', o.account, l.booked_on, l.amount_vnd, coalesce(l.bank_reference, ''),
                                 coalesce(l.counterparty_account, ''), l.narrative) as said
                from open_days o join reconciliation.statement_line l on l.account_id = o.id and l.booked_on > o.closed and l.booked_on <= cast(? as date)
            ), surplus as materialized (
                select p.id, p.surplus_vnd from gateway.payment p where p.surplus_vnd > 0
            ), left_open as materialized (
                select d.line_id, d.type, d.candidates, case when d.type = 'already_paid' then d.candidates -> 0 ->> 'dossiers' end as item
                from reconciliation.discrepancy d where d.status = 'open' and d.line_id is not null
            ), contended as materialized (
                select l.account, m.dossiers as item
                from surplus p join reconciliation.standing_match m on m.payment_id = p.id and p.surplus_vnd >= m.amount_vnd join line l on l.id = m.line_id
                union
                select l.account, m.dossiers from reconciliation.standing_match m join line l on l.id = m.line_id where m.amount_vnd < 0 and m.payment_id is not null
                union
                select l.account, d.item from left_open d join line l on l.id = d.line_id where d.item is not null
            ), outcome as not materialized (
                select l.account, l.said, m.dossiers as item, m.amount_vnd, not t.on_top as settles, t.on_top,
                       concat_ws(' ', m.code, m.evidence_from, m.evidence_to) as evidence,
                       concat_ws(' ', 'matched', m.dossiers, m.rule, m.rule_version) as fate
                from line l join reconciliation.standing_match m on m.line_id = l.id
                left join surplus p on p.id = m.payment_id and p.surplus_vnd >= m.amount_vnd
                cross join lateral (select p.id is not null or m.amount_vnd < 0 and m.payment_id is not null as on_top) t
                union all
                select l.account, l.said, d.item, l.open_vnd, false, d.type = 'already_paid',
                       concat_ws(' ', d.candidates -> 0 ->> 'code', d.candidates -> 0 ->> 'from', d.candidates -> 0 ->> 'to'),
                       concat_ws(' ', d.type, (
                           select string_agg(concat_ws('~', e ->> 'dossiers', e ->> 'code', e ->> 'amount_vnd', e ->> 'from', e ->> 'to', e ->> 'rule',
                                                       e ->> 'account', e ->> 'rest_vnd'), ';' order by at)
                           from jsonb_array_elements(d.candidates) with ordinality as c (e, at)))
                from line l join left_open d on d.line_id = l.id
                union all
                select l.account, l.said, null, l.open_vnd, false, false, '', 'not judged'
                from line l where l.open_vnd <> 0 and not exists (select from left_open d where d.line_id = l.id)
            ), told as (
                select concat_ws(E'\\x1e', o.said, o.fate, o.evidence) as text
                from outcome o where not exists (select from contended c where c.account = o.account and c.item = o.item)
                union all
                select concat_ws(E'\\x1e', 'contended', o.account, o.item, coalesce(sum(o.amount_vnd) filter (where o.settles), 0),
                                 coalesce(sum(o.amount_vnd) filter (where o.on_top), 0),
                                 string_agg(concat_ws(E'\\x1e', o.said, o.evidence), E'\\x1d' order by o.said collate "C", o.evidence collate "C"))
                from outcome o join contended c on c.account = o.account and c.item = o.item group by o.account, o.item
            ), hashed as (select sha256(convert_to(t.text, 'UTF8')) as hash from told t)
            select encode(sha256(convert_to('result 1 ' || coalesce(string_agg(encode(h.hash, 'hex'), ' ' order by h.hash), ''), 'UTF8')), 'hex') as hash
            from hashed h
            """;

    private ResultHash() {}

    /**
     * Over the lines booked up to a day, of days that are not closed.
     *
     * @param account null for all accounts
     */
    static String of(Sql sql, LocalDate through, @Nullable UUID account) {
        return sql.get(HASH, account, account, through).orElseThrow().text("hash");
    }
}
