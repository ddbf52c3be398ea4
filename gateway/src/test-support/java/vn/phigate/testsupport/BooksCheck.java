package vn.phigate.testsupport;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Sql;

/**
 * What must be true of the books at every moment between two transactions, whatever providers, networks and crashes did: asked of the tables by SQL of its own,
 * which shares nothing with the product. Each row an invariant returns is one violation.
 */
public enum BooksCheck {
    /** Every transfer stands on two accounts that exist, so that all balances sum to zero. */
    LEDGER_SUM("""
            select 'the ledger sums to ' || coalesce(sum(b), 0) as wrong
            from (select sum(amount_vnd) as b from gateway.ledger_transfer where debit_account in (select id from gateway.ledger_account)
                  union all
                  select -sum(amount_vnd) from gateway.ledger_transfer where credit_account in (select id from gateway.ledger_account)) x
            where cast(? as uuid[]) is null or true having coalesce(sum(b), 0) <> 0
            """),
    /** Each balance of a payment follows from what it received, settled and gave back, and there is no other. */
    BALANCES_EXPLAINED("""
            with f as (
                select p.id, p.amount_vnd * p.provider_times + p.other_vnd as received,
                       coalesce((select sum(i.amount_vnd) from gateway.settlement s join gateway.payment_item i using (payment_id, obligation_id)
                                 where s.payment_id = p.id), 0) as settled,
                       -- Transfers of another amount that were accepted: their lines have them in suspense, without the payment's name.
                       coalesce((select sum(c.amount_vnd) from gateway.payment_case c join gateway.attempt a on a.id = c.attempt_id
                                 where c.payment_id = p.id and a.provider = 'vietqr' and c.status = 'resolved' and c.resolution = 'accept_amount'), 0) as at_bank,
                       coalesce(r.settled, 0) as back, coalesce(r.surplus, 0) as back_surplus, coalesce(r.owed, 0) as owed,
                       coalesce(r.by_provider, 0) as by_provider, coalesce(r.by_bank, 0) as by_bank
                from gateway.payment p
                left join lateral (
                    select sum(amount_vnd - surplus_vnd) as settled, sum(surplus_vnd) as surplus, sum(amount_vnd) filter (where status <> 'done') as owed,
                           sum(amount_vnd) filter (where status = 'done' and method <> 'bank_transfer') as by_provider,
                           sum(amount_vnd) filter (where status = 'done' and method = 'bank_transfer') as by_bank
                    from gateway.refund where payment_id = p.id and status in ('approved', 'sent', 'unknown', 'done')) r on true
                where p.id = any(coalesce(cast(? as uuid[]), array(select id from gateway.payment)))
            ), expected as (
                select f.id, x.class, x.vnd from f cross join lateral (values
                    ('clearing', received - at_bank - by_provider), ('collected', back - settled),
                    ('suspense', settled + back_surplus + at_bank - received - by_bank), ('refund_payable', -owed)) x (class, vnd)
            ), booked as (
                select t.payment_id as id, split_part(a.code, ':', 1) as class,
                       sum(case when a.id = t.debit_account then t.amount_vnd else -t.amount_vnd end) as vnd
                from gateway.ledger_transfer t join gateway.ledger_account a on a.id in (t.debit_account, t.credit_account)
                where t.payment_id in (select id from f) group by 1, 2
            )
            select 'payment ' || id || ' has ' || coalesce(b.vnd, 0) || ' in ' || class || ', not ' || coalesce(e.vnd, 0) as wrong
            from expected e full join booked b using (id, class) where coalesce(e.vnd, 0) <> coalesce(b.vnd, 0)
            """),
    /** What is due and what the bank showed are the other balances. */
    OTHER_BALANCES("""
            with expected as (
                select 'receivable:' || d.agency_id as code, sum(o.amount_vnd) as vnd from gateway.obligation o join gateway.dossier d on d.id = o.dossier_id
                where o.booked = 'due' group by 1
                union all
                select 'bank:' || c.id, sum(l.amount_vnd) from gateway.bank_line l
                join gateway.collection_account c on c.bank_bin = l.bin and c.number = l.number group by 1
            ), booked as (
                select a.code, sum(case when a.id = t.debit_account then t.amount_vnd else -t.amount_vnd end) as vnd
                from gateway.ledger_transfer t join gateway.ledger_account a on a.id in (t.debit_account, t.credit_account)
                where a.code like 'receivable:%' or a.code like 'bank:%' group by 1
            )
            select code || ' has ' || coalesce(b.vnd, 0) || ', not ' || coalesce(e.vnd, 0) as wrong
            from expected e full join booked b using (code)
            where cast(? as uuid[]) is null and coalesce(e.vnd, 0) <> coalesce(b.vnd, 0)
            """),
    /** The obligations of a payment are paid for by one transfer at most, and exactly those that it settled. */
    PAID_ONCE("""
            select 'payment ' || p.id || ' was paid for ' || coalesce(sum(t.times), 0) || ' times, ' || coalesce(sum(t.vnd), 0) || ' for '
                   || coalesce((select sum(i.amount_vnd) from gateway.settlement s join gateway.payment_item i using (payment_id, obligation_id)
                                where s.payment_id = p.id), 0) as wrong
            from gateway.payment p
            -- Less what two people took back.
            left join (select payment_id, case kind when 'paid_reversed' then -1 else 1 end as times,
                              case kind when 'paid_reversed' then -amount_vnd else amount_vnd end as vnd
                       from gateway.ledger_transfer where kind in ('provider_paid', 'bank_paid', 'accepted_paid', 'paid_reversed')) t on t.payment_id = p.id
            where p.id = any(coalesce(cast(? as uuid[]), array(select id from gateway.payment)))
            group by p.id having coalesce(sum(t.times), 0) not in (0, 1) or coalesce(sum(t.vnd), 0) <> coalesce((
                select sum(i.amount_vnd) from gateway.settlement s join gateway.payment_item i using (payment_id, obligation_id) where s.payment_id = p.id), 0)
            """),
    /** An obligation is paid when it was settled, once, by a payment that is paid; and never else. */
    SETTLED_ONCE("""
            select 'obligation ' || o.id || ' is ' || o.status || ' with ' || count(s.payment_id) || ' settlements' as wrong
            from gateway.obligation o join gateway.payment_item i on i.obligation_id = o.id
            left join gateway.settlement s on s.obligation_id = o.id and s.payment_id = i.payment_id
            left join gateway.payment p on p.id = s.payment_id
            where o.id in (select obligation_id from gateway.payment_item
                           where payment_id = any(coalesce(cast(? as uuid[]), array(select id from gateway.payment))))
            group by o.id
            having count(s.payment_id) <> (case when o.status in ('paid', 'refunded') then 1 else 0 end) or bool_or(p.status <> 'paid')
            """),
    /** Every đồng that settled nothing is named by a case, open or resolved. */
    SURPLUS_IN_CASES("""
            select 'payment ' || p.id || ' has a surplus of ' || x.surplus || ' and cases over ' || x.cases as wrong
            from gateway.payment p cross join lateral (
                select p.amount_vnd * p.provider_times + p.other_vnd
                       - coalesce((select sum(i.amount_vnd) from gateway.settlement s join gateway.payment_item i using (payment_id, obligation_id)
                                   where s.payment_id = p.id), 0) as surplus,
                       coalesce((select sum(c.amount_vnd) from gateway.payment_case c where c.payment_id = p.id
                                 and (c.type = 'paid_twice' or c.type in ('amount_differs', 'beneficiary_differs') and c.resolution = 'accept_amount')), 0) as cases
            ) x
            where p.id = any(coalesce(cast(? as uuid[]), array(select id from gateway.payment))) and x.surplus > x.cases
            """),
    /** A payment that may still get money holds what it is for, and nothing else is held. */
    CLAIMS("""
            select 'obligation ' || o.id || ' is ' || o.status || ', held by ' || coalesce(p.id || ' ' || p.status, 'nobody') as wrong
            from gateway.obligation o left join gateway.open_claim c on c.obligation_id = o.id left join gateway.payment p on p.id = c.payment_id
            where o.id in (select obligation_id from gateway.payment_item
                           where payment_id = any(coalesce(cast(? as uuid[]), array(select id from gateway.payment))))
              and (o.status = 'pending' and p.id is null
                   or p.id is not null and (o.status = 'due' or p.status not in ('created', 'awaiting_provider', 'unknown', 'contested')))
            """),
    /** Refunds that are not refused are reserved, and never more than came. */
    REFUNDS_WITHIN("""
            select 'payment ' || p.id || ' received ' || x.received || ', reserved ' || p.refunded_vnd || ', refunds ' || x.refunds as wrong
            from gateway.payment p cross join lateral (
                select p.amount_vnd * p.provider_times + p.other_vnd as received,
                       coalesce((select sum(r.amount_vnd) from gateway.refund r where r.payment_id = p.id and r.status <> 'refused'), 0) as refunds) x
            where p.id = any(coalesce(cast(? as uuid[]), array(select id from gateway.payment)))
              and (x.refunds <> p.refunded_vnd or x.refunds > x.received)
            """),
    /** Receipts are numbered from 1 to the last number of their series. */
    RECEIPTS_WITHOUT_GAPS("""
            select 'series ' || s.agency_id || '/' || s.year || '/' || s.template || ' ends at ' || s.last_number || ' and has ' || count(r.id) as wrong
            from gateway.receipt_series s left join gateway.receipt r using (agency_id, year, template)
            where cast(? as uuid[]) is null or true
            group by s.agency_id, s.year, s.template, s.last_number
            having count(r.id) <> s.last_number or count(distinct r.number) <> s.last_number
                or s.last_number > 0 and (min(r.number) <> 1 or max(r.number) <> s.last_number)
            """),
    /** The bytes of the evidence are those that its hash is of. */
    EVIDENCE_WHOLE("""
            select 'evidence ' || id || ' is not what its hash is of' as wrong from gateway.evidence
            where content_hash <> sha256(content)
              and (payment_id is null or payment_id = any(coalesce(cast(? as uuid[]), array(select id from gateway.payment))))
            """);

    private final String sql;

    BooksCheck(String sql) {
        this.sql = sql;
    }

    /** @param payments only these and what is theirs; null for everything */
    public List<String> violations(Sql books, UUID @Nullable [] payments) {
        return books.list(sql, row -> name() + ": " + row.text("wrong"), (Object) payments);
    }

    /** All of them at one moment. */
    public static List<String> all(Sql books, UUID @Nullable [] payments) {
        return books.list(
                ALL,
                row -> row.text("wrong"),
                Collections.nCopies(values().length, payments).toArray());
    }

    private static final String ALL = Arrays.stream(values())
            .map(invariant -> "select '" + invariant.name() + ": ' || wrong as wrong from (" + invariant.sql + ") "
                    + invariant.name())
            .collect(Collectors.joining(" union all "));

    /**
     * What a provider was answered: that its word over money is taken.
     *
     * @param hash SHA-256 of the bytes that were answered, hex
     * @param orderId the attempt's, or for a transfer any that asks for one; null for a word that is not over money that is to be booked
     * @param transaction the provider's number of the money, or the bank's reference; null when the word was not over money that is to be booked
     */
    public record Told(
            String provider,
            String hash,
            @Nullable String orderId,
            @Nullable String transaction) {}

    private static final String LOST = """
            select 'LOST: answered, but not kept: ' || u.provider || ' ' || coalesce(u.order_id, '') || ' ' || coalesce(u.transaction, '') as wrong
            from unnest(cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as text[])) as u (provider, hash, order_id, transaction)
            where not exists (select from gateway.evidence e where e.provider = u.provider and e.content_hash = decode(u.hash, 'hex')
                              and sha256(e.content) = e.content_hash)
               or u.transaction is not null and not exists (
                select from gateway.attempt named join gateway.attempt a on a.payment_id = named.payment_id and a.provider = named.provider
                join gateway.ledger_transfer t on t.payment_id = a.payment_id
                where named.provider = case when u.provider in ('sepay', 'payos', 'casso') then 'vietqr' else u.provider end and named.order_id = u.order_id
                  and (t.source in ('attempt:' || a.id || ':' || u.transaction, 'attempt:' || a.id || '/' || u.transaction)
                       or t.source = 'attempt:' || a.id and a.provider_transaction = u.transaction
                       -- Taken back by two people; since then the attempt may bear the number of other money.
                       or exists (select from gateway.ledger_transfer back where back.payment_id = a.payment_id and back.kind = 'paid_reversed'
                                  and t.source = 'attempt:' || a.id)))
               -- Money reported after two people took the payment back is in a case until somebody decides.
               and not exists (
                select from gateway.attempt named join gateway.payment_case c on c.payment_id = named.payment_id
                where named.order_id = u.order_id and c.type = 'paid_after_reversal' and position('/' || u.transaction || '/' in c.fingerprint) > 0)
            """;

    /** No answer without its evidence and its entry. */
    public static List<String> lost(Sql books, Collection<Told> told) {
        return books.list(
                LOST,
                row -> row.text("wrong"),
                told.stream().map(Told::provider).toArray(String[]::new),
                told.stream().map(Told::hash).toArray(String[]::new),
                told.stream().map(Told::orderId).toArray(String[]::new),
                told.stream().map(Told::transaction).toArray(String[]::new));
    }

    /**
     * Money that providers can have meant: never more of it in the books.
     *
     * @param orderId of the attempt; of a transfer the first attempt of its payment that asks for one
     * @param transaction of the provider
     */
    public record Said(String orderId, String transaction) {}

    private static final String DOUBLED = """
            select 'DOUBLED: payment ' || t.payment_id || ' was booked ' || count(distinct t.source) || ' times' as wrong
            from gateway.ledger_transfer t
            where t.source like 'attempt:%' and t.payment_id = any(coalesce(cast(? as uuid[]), array(select id from gateway.payment)))
            group by t.payment_id
            having count(distinct t.source) > (
                select count(distinct (u.order_id, u.transaction)) from unnest(cast(? as text[]), cast(? as text[])) as u (order_id, transaction)
                join gateway.attempt a on a.order_id = u.order_id where a.payment_id = t.payment_id)
            """;

    /** Nothing in the books that nobody said, and nothing twice. */
    public static List<String> doubled(Sql books, Collection<Said> said, UUID @Nullable [] payments) {
        return books.list(
                DOUBLED,
                row -> row.text("wrong"),
                payments,
                said.stream().map(Said::orderId).toArray(String[]::new),
                said.stream().map(Said::transaction).toArray(String[]::new));
    }
}
