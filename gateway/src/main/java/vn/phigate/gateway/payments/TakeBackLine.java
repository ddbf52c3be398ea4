package vn.phigate.gateway.payments;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.Transfer;
import vn.phigate.gateway.payments.BankWitness.Line;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.BusinessDay;

/**
 * Takes a line away from the payment it was matched to. Nothing is deleted: the books get the counter-transfer, of the day on which it was decided, so that
 * closed days stay as they were signed; the sighting gets a row that says it no longer counts.
 */
final class TakeBackLine {
    private static final String LOCK_PAYMENT = """
            select p.account_id from gateway.payment p
            where p.id = ? and p.status = 'paid' and p.bank_times > 0 for update
            """;
    /** What the line moved out of suspense, and to where: to what a provider owed, or to what was collected. */
    private static final String BOOKED = """
            select t.kind, t.amount_vnd, c.code from gateway.ledger_transfer t join gateway.ledger_account c on c.id = t.credit_account
            where t.source = ? and t.kind in ('bank_match', 'bank_paid') and t.payment_id = ?
            """;

    private static final String SIGHTING = """
            select amount_vnd from gateway.bank_sighting where line_id = ? and payment_id = ? and cast(? as uuid) is null
            union all
            select amount_vnd from gateway.bank_sighting_by_hand where match_id = ? and payment_id = ?
            """;
    private static final String UNSEEN = """
            update gateway.payment set bank_times = bank_times - 1, bank_seen_at = case when bank_times > 1 then bank_seen_at end where id = ?
            """;
    private static final String UNCLEAR_NOTICE =
            "update gateway.bank_notice set cleared = false where payment_id = ? and line_id = ? and cleared";
    private static final String KEEP = """
            insert into gateway.bank_taken_back (id, source, line_id, payment_id, amount_vnd, reason, taken_back_by, taken_back_at)
            values (?, ?, ?, ?, ?, ?, ?, ?) on conflict on constraint bank_taken_back_once do nothing
            """;

    /** The order of a provider's pay-out whose part of the line this is, and what was booked of it. */
    private static final String PAID_OUT = """
            select t.source, s.amount_vnd from gateway.payout_sighting s
            join gateway.ledger_transfer t on t.source = 'line:' || s.line_id || ':' || s.attempt_id and t.kind = 'batch_match' and t.payment_id = s.payment_id
            where s.line_id = ? and s.payment_id = ? and t.amount_vnd = ?
              and not exists (select from gateway.bank_taken_back b where b.source = t.source and b.payment_id = s.payment_id)
            order by s.attempt_id limit 1
            """;

    private static final String BOOKED_OF_ORDER = """
            select t.kind, t.amount_vnd, d.code as debit_code, d.name as debit_name, d.class as debit_class,
                   c.code as credit_code, c.name as credit_name, c.class as credit_class
            from gateway.ledger_transfer t join gateway.ledger_account d on d.id = t.debit_account join gateway.ledger_account c on c.id = t.credit_account
            where t.source = ? and t.kind in ('batch_match', 'provider_fee') order by t.id
            """;

    private final Ledger ledger;
    private final InstantSource clock;

    TakeBackLine(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    boolean run(Tx tx, UUID payment, Line line, UUID takenBack, String reason, String by) {
        Row row = tx.get(LOCK_PAYMENT, payment).orElse(null);
        Row sighting = tx.get(SIGHTING, line.lineId(), payment, line.match(), line.match(), payment)
                .orElse(null);
        if (row != null && sighting == null && line.match() == null) {
            return ofPayOut(tx, payment, line, takenBack, reason, by);
        }
        if (row == null || sighting == null) {
            return false;
        }
        UUID account = row.uuid("account_id");
        Instant now = clock.instant();
        long amountVnd = sighting.whole("amount_vnd");
        if (tx.run(KEEP, takenBack, line.source(), line.lineId(), payment, amountVnd, reason, by, now) == 0) {
            return false;
        }
        tx.run(UNSEEN, payment);
        tx.run(UNCLEAR_NOTICE, payment, line.lineId());
        Row seen = tx.list(BOOKED, r -> r, line.source(), payment).stream()
                .filter(r -> r.text("kind").equals("bank_match"))
                .findFirst()
                .orElse(null);
        // Money that the line itself paid with is owed by the bank's word from now on, until the right line makes it
        // good.
        String owes = seen == null ? "bank" : seen.text("code").split(":")[1];
        ledger.post(
                tx,
                List.of(new Transfer(
                        LedgerAccount.clearing(owes, account),
                        LedgerAccount.suspense(account),
                        amountVnd,
                        BusinessDay.of(now),
                        now,
                        "bank_taken_back",
                        "match:" + takenBack,
                        payment)));
        if (seen == null) {
            ConfirmLine.openCase(
                    tx,
                    payment,
                    CaseType.CONTRADICTION,
                    amountVnd,
                    new Line(line.lineId(), line.bookedOn(), amountVnd, line.bankReference(), null, takenBack),
                    now);
        }
        return true;
    }

    /** An order of a provider's pay-out: the payment stays reported and awaited; its net is in suspense again, and the fee is none of this line's. */
    private boolean ofPayOut(Tx tx, UUID payment, Line line, UUID takenBack, String reason, String by) {
        Row order = tx.get(PAID_OUT, line.lineId(), payment, line.amountVnd()).orElse(null);
        Instant now = clock.instant();
        if (order == null
                || tx.run(
                                KEEP,
                                takenBack,
                                order.text("source"),
                                line.lineId(),
                                payment,
                                order.whole("amount_vnd"),
                                reason,
                                by,
                                now)
                        == 0) {
            return false;
        }
        tx.run(UNSEEN, payment);
        ledger.post(
                tx,
                tx.list(
                        BOOKED_OF_ORDER,
                        booked -> new Transfer(
                                account(booked, "credit"),
                                account(booked, "debit"),
                                booked.whole("amount_vnd"),
                                BusinessDay.of(now),
                                now,
                                booked.text("kind") + "_taken_back",
                                "match:" + takenBack,
                                payment),
                        order.text("source")));
        return true;
    }

    private static LedgerAccount account(Row row, String side) {
        return new LedgerAccount(row.text(side + "_code"), row.text(side + "_name"), row.text(side + "_class"));
    }
}
