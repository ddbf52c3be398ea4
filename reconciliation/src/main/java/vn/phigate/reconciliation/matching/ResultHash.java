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
    private static final String HASH = """
            with line as (
                select l.id, c.bank_bin || '-' || c.number as account, l.amount_vnd, l.open_vnd,
                       concat_ws(E'\\x1f', c.bank_bin || '-' || c.number, l.booked_on, l.amount_vnd, coalesce(l.bank_reference, ''),
                                 coalesce(l.counterparty_account, ''), l.narrative) as said
                from reconciliation.statement_line l join gateway.collection_account c on c.id = l.account_id
                where l.booked_on <= cast(? as date) and (cast(? as uuid) is null or l.account_id = ?)
                  and not exists (select from reconciliation.closing x
                                  where x.account_id = l.account_id and x.status = 'closed' and x.business_day >= l.booked_on)
            ), outcome as (
                select l.account, l.said, m.dossiers as item, m.amount_vnd, p.id is null as settles, p.id is not null as on_top,
                       concat_ws(' ', m.code, m.evidence_from, m.evidence_to) as evidence,
                       concat_ws(' ', 'matched', m.dossiers, m.rule, m.rule_version) as fate
                from line l join reconciliation.match m on m.line_id = l.id
                left join gateway.payment p on p.id = m.payment_id and p.surplus_vnd >= m.amount_vnd
                union all
                select l.account, l.said, case when d.type = 'already_paid' then d.candidates -> 0 ->> 'dossiers' end, l.open_vnd, false, d.type = 'already_paid',
                       concat_ws(' ', d.candidates -> 0 ->> 'code', d.candidates -> 0 ->> 'from', d.candidates -> 0 ->> 'to'),
                       concat_ws(' ', d.type, (
                           select string_agg(concat_ws('~', e ->> 'dossiers', e ->> 'code', e ->> 'amount_vnd', e ->> 'from', e ->> 'to', e ->> 'rule',
                                                       e ->> 'account', e ->> 'rest_vnd'), ';' order by at)
                           from jsonb_array_elements(d.candidates) with ordinality as c (e, at)))
                from line l join reconciliation.discrepancy d on d.line_id = l.id and d.status = 'open'
                union all
                select l.account, l.said, null, l.open_vnd, false, false, '', 'not judged'
                from line l
                where l.open_vnd <> 0 and not exists (select from reconciliation.discrepancy d where d.line_id = l.id and d.status = 'open')
            ), judged as (
                select o.*, o.item is not null and bool_or(o.on_top) over (partition by o.account, o.item) as contended from outcome o
            ), told as (
                select concat_ws(E'\\x1e', j.said, j.fate, j.evidence) as text from judged j where not j.contended
                union all
                select concat_ws(E'\\x1e', 'contended', j.account, j.item, coalesce(sum(j.amount_vnd) filter (where j.settles), 0),
                                 coalesce(sum(j.amount_vnd) filter (where j.on_top), 0),
                                 string_agg(concat_ws(E'\\x1e', j.said, j.evidence), E'\\x1d' order by j.said collate "C", j.evidence collate "C"))
                from judged j where j.contended group by j.account, j.item
            ), hashed as (select encode(sha256(convert_to(t.text, 'UTF8')), 'hex') as hash from told t)
            select encode(sha256(convert_to('result 1 ' || coalesce(string_agg(h.hash, ' ' order by h.hash collate "C"), ''), 'UTF8')), 'hex') as hash from hashed h
            """;

    private ResultHash() {}

    /**
     * Over the lines booked up to a day, of days that are not closed.
     *
     * @param account null for all accounts
     */
    static String of(Sql sql, LocalDate through, @Nullable UUID account) {
        return sql.get(HASH, through, account, account).orElseThrow().text("hash");
    }
}
