package vn.phigate.reconciliation.matching;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Sql;

/**
 * What stands decided of each line, closed days too, told without identities and times; as {@link ResultHash}, but by account and day. Lines that contend for one
 * item are told together. What is offered by amount and day alone is left out: it is no decision, and changes with every item that is paid.
 */
public final class Outcomes {
    private static final String TOLD = """
            with line as (
                select l.id, l.account_id, l.booked_on, l.amount_vnd, l.open_vnd, coalesce(l.bank_reference, '') as reference, l.narrative,
                       c.bank_bin || '-' || c.number as account,
                       concat_ws(E'\\x1f', c.bank_bin || '-' || c.number, l.booked_on, l.amount_vnd, coalesce(l.bank_reference, ''),
                                 coalesce(l.counterparty_account, ''), l.narrative) as said
                from reconciliation.statement_line l join gateway.collection_account c on c.id = l.account_id
                where l.booked_on between cast(? as date) and cast(? as date) and (cast(? as uuid) is null or l.account_id = ?)
            ), outcome as (
                select l.id, l.account_id, l.said, m.dossiers as item, m.amount_vnd, p.id is null as settles, p.id is not null as on_top, m.rule,
                       concat_ws(' ', m.code, m.evidence_from, m.evidence_to) as evidence,
                       concat_ws(' ', 'matched', m.dossiers, m.rule, m.rule_version, m.amount_vnd) as fate
                from line l join reconciliation.standing_match m on m.line_id = l.id
                left join gateway.payment p on p.id = m.payment_id and p.surplus_vnd >= m.amount_vnd
                union all
                select l.id, l.account_id, l.said, case when d.type = 'already_paid' then d.candidates -> 0 ->> 'dossiers' end, l.open_vnd, false,
                       d.type = 'already_paid', 'open',
                       case when d.candidates -> 0 ->> 'rule' is null
                            then concat_ws(' ', d.candidates -> 0 ->> 'code', d.candidates -> 0 ->> 'from', d.candidates -> 0 ->> 'to') else '' end,
                       concat_ws(' ', 'open', d.type, l.open_vnd, (
                           select string_agg(concat_ws('~', e ->> 'dossiers', e ->> 'code', e ->> 'amount_vnd', e ->> 'account'), ';' order by at)
                           from jsonb_array_elements(d.candidates) with ordinality as c (e, at) where e ->> 'rule' is null))
                from line l join reconciliation.discrepancy d on d.line_id = l.id and d.status = 'open'
                union all
                select l.id, l.account_id, l.said, null, l.open_vnd, false, false, 'open', '', 'open not_judged ' || l.open_vnd
                from line l
                where l.open_vnd <> 0 and not exists (select from reconciliation.discrepancy d where d.line_id = l.id and d.status = 'open')
            ), judged as (
                select o.*, o.item is not null and bool_or(o.on_top) over (partition by o.account_id, o.item) as contended from outcome o
            ), shared as (
                select j.account_id, j.item,
                       concat_ws(E'\\x1e', 'contended', j.item, coalesce(sum(j.amount_vnd) filter (where j.settles), 0),
                                 coalesce(sum(j.amount_vnd) filter (where j.on_top), 0),
                                 string_agg(concat_ws(E'\\x1e', j.said, j.evidence), E'\\x1d' order by j.said collate "C", j.evidence collate "C")) as text
                from judged j where j.contended group by j.account_id, j.item
            ), told as (
                select l.id, l.account_id, l.account, l.booked_on, l.amount_vnd, l.reference, l.narrative,
                       coalesce(string_agg(j.fate, '; ' order by j.fate collate "C"), 'nothing to match') as decision,
                       coalesce(min(j.rule) filter (where j.rule <> 'open'), 'open') as rule,
                       encode(sha256(convert_to(l.said || E'\\x1e' || coalesce(string_agg(coalesce(s.text, j.fate || E'\\x1e' || j.evidence), E'\\x1d'
                           order by coalesce(s.text, j.fate || E'\\x1e' || j.evidence) collate "C"), ''), 'UTF8')), 'hex') as hash
                from line l left join judged j on j.id = l.id
                left join shared s on j.contended and s.account_id = j.account_id and s.item = j.item
                group by l.id, l.account_id, l.account, l.booked_on, l.amount_vnd, l.reference, l.narrative, l.said
            )
            """;
    private static final String DAYS = TOLD + """
            select t.account_id, t.account, t.booked_on, count(*) as lines,
                   encode(sha256(convert_to('day 1 ' || string_agg(t.hash, ' ' order by t.hash collate "C"), 'UTF8')), 'hex') as hash
            from told t group by t.account_id, t.account, t.booked_on order by t.account, t.booked_on
            """;
    private static final String LINES = TOLD + "select t.* from told t order by t.booked_on, t.id";

    private Outcomes() {}

    /**
     * One account's day.
     *
     * @param account {@code <bin>-<number>}
     */
    public record Day(UUID accountId, String account, LocalDate day, int lines, String hash) {}

    /**
     * One line.
     *
     * @param decision for people: matched with what, by which rule and version, or open as what
     * @param rule the first of its matches; {@code open} when it has none
     * @param hash over what is decided about it; of lines that contend for one item over what they are together
     */
    public record Line(
            UUID id,
            String account,
            LocalDate day,
            long amountVnd,
            String reference,
            String narrative,
            String decision,
            String rule,
            String hash) {}

    /** The days of each account between two days, both included, in the order of accounts and days. */
    public static List<Day> days(Sql sql, LocalDate from, LocalDate to) {
        return sql.read(
                DAYS,
                row -> new Day(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getObject(3, LocalDate.class),
                        row.getInt(4),
                        row.getString(5)),
                from,
                to,
                null,
                null);
    }

    /** @param account null for all */
    public static List<Line> lines(Sql sql, LocalDate from, LocalDate to, @Nullable UUID account) {
        return sql.list(
                LINES,
                row -> new Line(
                        row.uuid("id"),
                        row.text("account"),
                        row.date("booked_on"),
                        row.whole("amount_vnd"),
                        row.text("reference"),
                        row.text("narrative"),
                        row.text("decision"),
                        row.text("rule"),
                        row.text("hash")),
                from,
                to,
                account,
                account);
    }
}
