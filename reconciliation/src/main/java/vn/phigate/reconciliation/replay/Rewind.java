package vn.phigate.reconciliation.replay;

import java.time.LocalDate;
import java.util.List;
import vn.phigate.gateway.platform.db.Tx;

/**
 * Takes back, in a scratch copy, what rules decided about the lines of a period, as if no run had been, and forgets what was read from files. What people decided,
 * and what providers and payers said, stays: a payment that a line had paid waits for that line again. Lines that people have in hand keep their matches, and so
 * does a test deposit, on which the registration of its account rests.
 *
 * <p>No constraint of the product's life allows this: triggers are off in this transaction, and the database is thrown away afterwards.
 */
final class Rewind {
    /** Everything that is asked about what was read, by what the bank says; equal lines of a day are told apart by their number. */
    private static final String KEYED = """
            select l.id, l.account_id, l.booked_on, encode(sha256(convert_to(concat_ws(E'\\x1f', l.account_id, l.booked_on, l.amount_vnd, coalesce(l.bank_reference, ''),
                       coalesce(l.counterparty_account, ''), l.narrative), 'UTF8')), 'hex') as said
            from reconciliation.statement_line l join reconciliation.statement s on s.id = l.statement_id and s.correction_id is null
            """;

    private static final String NUMBERED =
            "select k.*, row_number() over (partition by k.said order by k.id) as nth from (" + KEYED + ") k";

    private static final String OUTSIDE = """
            select r.id, concat_ws(E'\\x1f', r.kind, r.agency_id, coalesce(r.compact, ''), r.day, r.amount_vnd, coalesce(r.number, ''), coalesce(r.serial, ''),
                       coalesce(r.method, ''), coalesce(r.slip, ''), r.cancelled) as said
            from reconciliation.outside_row r
            """;
    private static final String OUTSIDE_NUMBERED =
            "select k.*, row_number() over (partition by k.said order by k.id) as nth from (" + OUTSIDE + ") k";

    private static final List<String> REMEMBER = List.of(
            "create schema replay",
            "create table replay.line as " + NUMBERED,
            "create table replay.outside_row as " + OUTSIDE_NUMBERED,
            "create table replay.batch as select id, provider, batch_no from reconciliation.settlement_batch",
            """
            create table replay.booked as select account_id, from_day, to_day from reconciliation.statement where correction_id is null
            """,
            """
            create table replay.closed as
            select account_id, max(business_day) as day from reconciliation.closing where status = 'closed' group by account_id
            """,
            """
            create table replay.statement_file as select f.id, f.filename, f.content, f.received_at from reconciliation.statement_file f
            where not exists (select from reconciliation.statement s where s.file_id = f.id and s.correction_id is not null)
            """,
            "create table replay.settlement_file as select id, filename, content, received_at from reconciliation.settlement_file",
            """
            create table replay.outside_list as
            select l.id, l.kind, l.filename, l.content, l.received_at,
                   (select min(r.agency_id) from reconciliation.outside_row r where r.list_id = l.id having count(distinct r.agency_id) = 1) as agency_id
            from reconciliation.outside_list l
            """);

    private static final String REWOUND = """
            create table replay.rewound as
            select l.id from reconciliation.statement_line l
            where l.booked_on between cast(? as date) and cast(? as date)
              and not exists (select from reconciliation.proposal p where p.line_id = l.id and p.status in ('proposed', 'approved'))
              and not exists (select from reconciliation.match m where m.line_id = l.id and m.subject_type = 'test_deposit')
            """;

    private static final List<String> UNDO = List.of(
            "alter table replay.rewound add primary key (id)",
            """
            create table replay.sighted as
            select x.payment_id, count(*) as times
            from (select line_id, payment_id from gateway.bank_sighting union all select line_id, payment_id from gateway.payout_sighting) x
            join replay.rewound r on r.id = x.line_id group by x.payment_id
            """,
            "alter table replay.sighted add primary key (payment_id)",
            // Paid by a line alone: it waits as an open payment again. One with more to its life stays paid, and waits
            // for its line as for a provider's.
            """
            create table replay.paid as
            select p.id, p.provider_times = 1 and p.bank_times = 1 and p.refunded_vnd = 0 and p.other_vnd = 0 as alone,
                   exists (select from gateway.settlement x where x.payment_id = p.id) as settled
            from gateway.payment p join replay.sighted s on s.payment_id = p.id
            where p.status = 'paid' and p.provider = 'bank' and exists (
                select from gateway.ledger_transfer t join replay.rewound r on r.id::text = split_part(t.source, ':', 2)
                where t.payment_id = p.id and t.kind = 'bank_paid' and t.source like 'line:%')
               or p.status = 'paid' and p.provider = 'bank' and not exists (select from gateway.ledger_transfer t where t.payment_id = p.id and t.kind = 'bank_paid')
            """,
            "alter table replay.paid add primary key (id)",
            """
            update gateway.payment p set bank_times = p.bank_times - s.times, bank_seen_at = case when p.bank_times > s.times then p.bank_seen_at end
            from replay.sighted s where s.payment_id = p.id
            """,
            """
            update gateway.payment p
            set status = case when x.settled then 'awaiting_provider' else 'expired' end, surplus_vnd = 0, provider_times = 0, paid_at = null, recorded_at = null,
                provider = null, provider_transaction = null
            from replay.paid x where x.id = p.id and x.alone
            """,
            """
            update gateway.obligation o set status = 'pending' from gateway.settlement s join replay.paid x on x.id = s.payment_id and x.alone
            where o.id = s.obligation_id and o.status = 'paid'
            """,
            "delete from gateway.settlement s using replay.paid x where x.id = s.payment_id and x.alone",
            """
            update gateway.attempt a set status = 'awaiting', provider_transaction = null
            from replay.paid x where x.id = a.payment_id and x.alone and a.provider = 'vietqr' and a.status = 'paid'
            """,
            """
            insert into gateway.ledger_account (code, name, class)
            select distinct 'clearing:bank:' || p.account_id, 'bank', 'asset' from replay.paid x join gateway.payment p on p.id = x.id
            where not x.alone on conflict (code) do nothing
            """,
            """
            update gateway.ledger_transfer t set source = 'told:' || t.source, debit_account = a.id
            from replay.paid x join gateway.payment p on p.id = x.id join gateway.ledger_account a on a.code = 'clearing:bank:' || p.account_id
            where not x.alone and t.payment_id = x.id and t.kind = 'bank_paid'
            """,
            """
            delete from gateway.ledger_transfer t using replay.rewound r
            where t.source like 'line:%' and split_part(t.source, ':', 2) = r.id::text
            """,
            // What the lines themselves brought is booked again when their files are read; that of corrections stays.
            """
            delete from gateway.ledger_transfer t using replay.line l
            where t.kind = 'bank_line' and split_part(t.source, ':', 2) = l.id::text
            """,
            "delete from gateway.bank_sighting x using replay.rewound r where r.id = x.line_id",
            "delete from gateway.payout_sighting x using replay.rewound r where r.id = x.line_id",
            "update gateway.bank_notice n set cleared = false from replay.rewound r where r.id = n.line_id and n.cleared",
            "update gateway.refund f set status = 'sent', done_at = null, line_id = null from replay.rewound r where r.id = f.line_id",
            // A transfer that came back in the period and had left before it: it is gone again.
            """
            update gateway.refund f set status = 'done', done_at = x.recorded_at, line_id = x.debit_line_id
            from gateway.refund_return x join replay.rewound r on r.id = x.line_id
            where f.id = x.refund_id and f.status = 'sent' and x.debit_line_id not in (select id from replay.rewound)
            """,
            "delete from gateway.refund_return x using replay.rewound r where r.id = x.line_id",
            """
            update reconciliation.transfer_order o
            set debit_line_id = case when o.debit_line_id in (select id from replay.rewound) then null else o.debit_line_id end,
                credit_line_id = case when o.credit_line_id in (select id from replay.rewound) then null else o.credit_line_id end,
                status = case o.status when 'seen' then 'sent' else o.status end, seen_at = null
            where o.debit_line_id in (select id from replay.rewound) or o.credit_line_id in (select id from replay.rewound)
            """,
            "delete from reconciliation.match m using replay.rewound r where r.id = m.line_id",
            "delete from reconciliation.discrepancy d using replay.rewound r where r.id = d.line_id",
            """
            delete from reconciliation.discrepancy d using reconciliation.settlement_batch b
            where b.id = d.settlement_batch_id and (b.line_id is null or b.line_id in (select id from replay.rewound))
            """,
            """
            delete from reconciliation.settlement_row x using reconciliation.settlement_batch b
            where b.id = x.batch_id and (b.line_id is null or b.line_id in (select id from replay.rewound))
            """,
            "delete from reconciliation.settlement_batch b where b.line_id is null or b.line_id in (select id from replay.rewound)",
            "delete from reconciliation.settlement_finding",
            """
            delete from reconciliation.settlement_file f
            where not exists (select from reconciliation.settlement_batch b where b.file_id = f.id)
            """,
            "delete from reconciliation.outside_row",
            "delete from reconciliation.outside_list",
            "delete from reconciliation.closing",
            "delete from reconciliation.finding x using replay.statement_file f where f.id = x.file_id",
            "delete from reconciliation.statement_refused",
            "delete from gateway.bank_line b using replay.line l where l.id = b.line_id",
            "delete from reconciliation.statement_line l using replay.line k where k.id = l.id",
            "delete from reconciliation.statement where correction_id is null",
            "delete from reconciliation.statement_file x using replay.statement_file f where f.id = x.id");

    /** Lines and all that names them by what the bank says of them again; a line that the live books do not know keeps its own name. */
    private static final List<String> RENAME = List.of(
            "create table replay.read as " + NUMBERED,
            "create table replay.named as select n.id as fresh, o.id as live from replay.read n join replay.line o using (said, nth)",
            "alter table replay.named add primary key (fresh)",
            // A file that came after its day was closed was refused then, and is a correction now: its days are not the
            // statement's to give.
            """
            create table replay.late as
            select n.id from replay.read n join replay.closed c on c.account_id = n.account_id and n.booked_on <= c.day
            where not exists (select from replay.booked b where b.account_id = n.account_id and n.booked_on between b.from_day and b.to_day)
            """,
            "delete from gateway.bank_line b using replay.late x where x.id = b.line_id",
            "update gateway.bank_notice n set line_id = null, status = 'provisional' from replay.late x where x.id = n.line_id",
            "delete from reconciliation.statement_line l using replay.late x where x.id = l.id",
            "update reconciliation.statement_line l set id = x.live from replay.named x where x.fresh = l.id",
            "update gateway.bank_line b set line_id = x.live from replay.named x where x.fresh = b.line_id",
            "update gateway.bank_notice n set line_id = x.live from replay.named x where x.fresh = n.line_id",
            """
            update reconciliation.statement_line l set allocated_vnd = coalesce((select sum(m.amount_vnd) from reconciliation.match m where m.line_id = l.id), 0)
            where exists (select from reconciliation.match m where m.line_id = l.id)
            """,
            """
            create table replay.renamed_batch as
            select n.id as fresh, o.id as live from reconciliation.settlement_batch n join replay.batch o using (provider, batch_no) where n.id <> o.id
            """,
            "update reconciliation.settlement_row r set batch_id = x.live from replay.renamed_batch x where x.fresh = r.batch_id",
            "update reconciliation.settlement_batch b set id = x.live from replay.renamed_batch x where x.fresh = b.id",
            "create table replay.outside_read as " + OUTSIDE_NUMBERED,
            """
            update reconciliation.outside_row r set id = o.id from replay.outside_read n join replay.outside_row o using (said, nth) where n.id = r.id
            """);

    private Rewind() {}

    static void undo(Tx tx, LocalDate from, LocalDate to) {
        tx.run("set local session_replication_role = replica");
        REMEMBER.forEach(tx::run);
        tx.run(REWOUND, from, to);
        UNDO.forEach(tx::run);
    }

    static void rename(Tx tx) {
        tx.run("set local session_replication_role = replica");
        RENAME.forEach(tx::run);
    }
}
