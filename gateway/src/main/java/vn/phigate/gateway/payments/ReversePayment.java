package vn.phigate.gateway.payments;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.Transfer;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.BusinessDay;

/**
 * A provider, a notice service or the bank took its word back, and two people agree that there is no such money: what it settled is due again, the books are countered, receipts are withdrawn.
 * Never what the bank showed, and never what is on its way back to the payer. Where another attempt's money came too, that money takes the place of what was taken
 * back, and only the surplus is gone.
 */
final class ReversePayment {
    /** What a notice had paid, or a line that was taken back, names no order: then it is the one for a transfer, or none. */
    private static final String CASE = """
            select c.payment_id, a.id as attempt_id, a.status as attempt_status, c.fingerprint,
                   case when c.attempt_id is not null then a.provider when c.fingerprint like 'notice:%' then 'vietqr' else 'bank' end as provider
            from gateway.payment_case c left join lateral (
                select x.id, x.provider, x.status from gateway.attempt x
                where x.id = c.attempt_id or c.attempt_id is null and x.payment_id = c.payment_id and x.provider = 'vietqr' and x.status = 'paid'
                order by x.number desc limit 1) a on true
            where c.id = ? and c.type = 'contradiction'
            """;

    /** A line that still comes for the transfer is money anew, not the money that was told of. */
    private static final String UNCOUNT_NOTICE =
            "update gateway.bank_notice set counted = false where id = ? and counted and not cleared";

    private static final String LOCK_PAYMENT = """
            select account_id, amount_vnd, status, provider_times, other_vnd, refunded_vnd from gateway.payment where id = ? for update
            """;
    private static final String LOCK_ITEMS = """
            select o.id, i.amount_vnd, s.obligation_id is not null as settled
            from gateway.payment_item i join gateway.obligation o on o.id = i.obligation_id
            left join gateway.settlement s on s.obligation_id = o.id and s.payment_id = i.payment_id
            where i.payment_id = ? order by o.id for update of o
            """;
    /** What the provider has not paid out yet; what it has, the bank showed. */
    private static final String OWED =
            "select w.amount_vnd from gateway.on_the_way(?, date 'infinity') w where w.provider = ? and w.amount_vnd >= ?";

    private static final String REVERSED = """
            insert into gateway.payment_reversal (case_id, payment_id, attempt_id, amount_vnd, proposed_by, approved_by, at) values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String KEEP_SETTLEMENTS = """
            insert into gateway.settlement_reversed (case_id, obligation_id, payment_id, settled_at)
            select ?, obligation_id, payment_id, settled_at from gateway.settlement where payment_id = ?
            """;
    private static final String UNSETTLE = "delete from gateway.settlement where payment_id = ?";
    /** What was booked as over is booked as owed anew. */
    private static final String DUE_AGAIN = """
            update gateway.obligation set status = 'due', booked = case booked when 'over' then null else booked end where id = any(?)
            """;

    private static final String UNPAID = """
            update gateway.payment set status = ?, provider_times = 0, surplus_vnd = 0, paid_at = null, recorded_at = null, provider = null,
                                       provider_transaction = null
            where id = ?
            """;
    /** The money that is left is another attempt's. */
    private static final String PAID_BY_THE_OTHER = """
            update gateway.payment p set provider_times = p.provider_times - 1, provider = coalesce(o.provider, p.provider),
                                         provider_transaction = coalesce(o.provider_transaction, p.provider_transaction)
            from (select 1) one left join lateral (
                select a.provider, a.provider_transaction from gateway.attempt a
                where a.payment_id = ? and a.id is distinct from ? and a.status = 'paid' order by a.number limit 1) o on true
            where p.id = ?
            """;

    /** Unless the money that is left is of this very order, paid twice. */
    private static final String ATTEMPT = """
            update gateway.attempt a set status = 'failed', reversed_at = ?, next_query_at = null
            where a.id = ? and (? or exists (select from gateway.attempt o where o.payment_id = a.payment_id and o.id <> a.id and o.status = 'paid'))
            """;

    private static final String CASES_OVER = """
            update gateway.payment_case set status = 'resolved', resolution = 'taken_back', resolved_by = 'rule:reversed', resolved_at = ?
            where payment_id = ? and status = 'open' and (type = 'paid_after_expiry' and ? or id in (
                select id from gateway.payment_case where payment_id = ? and type = 'paid_twice' and status = 'open' order by opened_at limit 1))
            """;
    /** One that was replaced has been told of as such. */
    private static final String WITHDRAW =
            "update gateway.receipt set withdrawn_at = ? where payment_id = ? and withdrawn_at is null and replaced_at is null";
    /** What was to be told or issued of a payment that never was. */
    private static final String UNTELL = """
            update gateway.outbox set done_at = ? where payment_id = ? and done_at is null
              and kind in ('payment.paid', 'receipt_due', 'unconfirmed.payment.paid', 'unconfirmed.receipt_due')
            """;

    private static final String TELL =
            "insert into gateway.outbox (kind, payment_id, created_at) values ('payment.reversed', ?, ?)";

    private final Ledger ledger;
    private final InstantSource clock;

    ReversePayment(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    void reverse(Tx tx, UUID caseId, String proposedBy, String approvedBy) {
        Row contested = tx.get(CASE, caseId).orElseThrow();
        UUID id = contested.uuid("payment_id");
        UUID attempt = contested.uuidOrNull("attempt_id");
        Row payment = tx.get(LOCK_PAYMENT, id).orElseThrow();
        List<Row> items = tx.list(LOCK_ITEMS, row -> row, id);
        long amountVnd = payment.whole("amount_vnd");
        String provider = contested.text("provider");
        boolean possible = payment.text("status").equals("paid")
                && (attempt == null || contested.text("attempt_status").equals("paid"))
                && payment.whole("refunded_vnd") == 0
                && payment.whole("other_vnd") == 0
                && tx.get(OWED, id, provider, amountVnd).isPresent();
        if (!possible) {
            throw PaymentProblem.PAYMENT_NOT_REVERSIBLE.refusal();
        }
        Instant now = clock.instant();
        tx.run(REVERSED, caseId, id, attempt, amountVnd, proposedBy, approvedBy, now);
        boolean only = payment.whole("provider_times") == 1;
        if (attempt != null) {
            tx.run(ATTEMPT, now, attempt, only);
        }
        JudgeNotices.noticeOf(contested.text("fingerprint")).ifPresent(notice -> tx.run(UNCOUNT_NOTICE, notice));
        long settledVnd = 0;
        if (only) {
            List<Row> settled =
                    items.stream().filter(row -> row.flag("settled")).toList();
            settledVnd =
                    settled.stream().mapToLong(row -> row.whole("amount_vnd")).sum();
            tx.run(KEEP_SETTLEMENTS, caseId, id);
            tx.run(UNSETTLE, id);
            tx.run(DUE_AGAIN, (Object)
                    settled.stream().map(row -> row.uuid("id")).toArray(UUID[]::new));
            PaymentStatus to = switch (PaymentLife.next(PaymentStatus.PAID, new PaymentLife.Event.TakenBack())) {
                case PaymentLife.Answer.Moved(PaymentStatus moved, CaseType _) -> moved;
                case PaymentLife.Answer.Repeated(), PaymentLife.Answer.Contradicts(CaseType _) ->
                    throw new IllegalStateException("a paid payment can be taken back");
            };
            tx.run(UNPAID, to.text(), id);
            tx.run(WITHDRAW, now, id);
            tx.run(UNTELL, now, id);
            tx.run(TELL, id, now);
        } else {
            tx.run(PAID_BY_THE_OTHER, id, attempt, id);
        }
        tx.run(CASES_OVER, now, id, only, id);
        counter(tx, id, payment.uuid("account_id"), provider, settledVnd, amountVnd, caseId, now);
    }

    private void counter(
            Tx tx, UUID id, UUID account, String provider, long settledVnd, long amountVnd, UUID caseId, Instant now) {
        var transfers = new ArrayList<Transfer>();
        LedgerAccount clearing = LedgerAccount.clearing(provider, account);
        String source = "case:" + caseId;
        if (settledVnd > 0) {
            transfers.add(new Transfer(
                    LedgerAccount.collected(account),
                    clearing,
                    settledVnd,
                    BusinessDay.of(now),
                    now,
                    "paid_reversed",
                    source,
                    id));
        }
        if (amountVnd > settledVnd) {
            transfers.add(new Transfer(
                    LedgerAccount.suspense(account),
                    clearing,
                    amountVnd - settledVnd,
                    BusinessDay.of(now),
                    now,
                    "surplus_reversed",
                    source,
                    id));
        }
        ledger.post(tx, transfers);
    }
}
