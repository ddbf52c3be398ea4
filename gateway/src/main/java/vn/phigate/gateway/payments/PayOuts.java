package vn.phigate.gateway.payments;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.Transfer;
import vn.phigate.gateway.payments.BankWitness.KeptBack;
import vn.phigate.gateway.payments.BankWitness.Line;
import vn.phigate.gateway.payments.BankWitness.PaidOrder;
import vn.phigate.gateway.payments.BankWitness.ProviderOrder;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.BusinessDay;

/** Many payments in one credit of a provider: which orders its file names, and what follows when the line showed them. */
final class PayOuts {
    private static final String ORDERS = """
            select a.id, a.order_id, a.provider_transaction, a.status = 'paid' as reported, p.id as payment_id, p.account_id, p.amount_vnd, p.status,
                   p.provider_times - p.bank_times
                       - (select count(*) from gateway.bank_notice b where b.payment_id = p.id and b.counted and not b.cleared) as awaited,
                   (select string_agg(distinct d.code, ', ' order by d.code) from gateway.payment_item i
                    join gateway.obligation o on o.id = i.obligation_id join gateway.dossier d on d.id = o.dossier_id where i.payment_id = p.id) as dossiers
            from gateway.attempt a join gateway.payment p on p.id = a.payment_id
            where a.provider = ? and a.id in (
                select x.id from gateway.attempt x where x.provider = ? and x.order_id = any(?)
                union select y.id from gateway.attempt y where y.provider = ? and y.provider_transaction = any(?))
            order by a.id
            """;
    private static final String SEEN = """
            update gateway.payment p set bank_times = p.bank_times + u.times, bank_seen_at = coalesce(p.bank_seen_at, ?)
            from unnest(cast(? as uuid[]), cast(? as bigint[])) as u (id, times)
            where p.id = u.id and p.account_id = ? and p.status = 'paid' and p.provider_times - p.bank_times >= u.times
            """;
    private static final String SIGHTED = """
            insert into gateway.payout_sighting (line_id, attempt_id, payment_id, amount_vnd, booked_on, recorded_at)
            select ?, u.attempt, u.payment, u.amount, cast(? as date), ?
            from unnest(cast(? as uuid[]), cast(? as uuid[]), cast(? as bigint[])) as u (attempt, payment, amount)
            """;

    private final Ledger ledger;
    private final InstantSource clock;

    PayOuts(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    List<ProviderOrder> orders(Sql sql, String provider, Collection<String> orderIds, Collection<String> transactions) {
        return sql.list(
                ORDERS,
                PayOuts::order,
                provider,
                provider,
                orderIds.toArray(String[]::new),
                provider,
                transactions.toArray(String[]::new));
    }

    private static ProviderOrder order(Row row) {
        return new ProviderOrder(
                row.uuid("id"),
                row.text("order_id"),
                row.textOrNull("provider_transaction"),
                row.uuid("payment_id"),
                row.uuid("account_id"),
                row.whole("amount_vnd"),
                row.flag("reported") && PaymentStatus.read(row.text("status")) == PaymentStatus.PAID,
                (int) Math.max(0, row.whole("awaited")),
                row.text("dossiers"));
    }

    /** The payments are locked, and were read under that lock. */
    void paidOut(Tx tx, UUID account, String provider, Line line, List<PaidOrder> orders, List<KeptBack> keptBack) {
        Map<UUID, Long> times =
                orders.stream().collect(Collectors.groupingBy(PaidOrder::payment, TreeMap::new, Collectors.counting()));
        long seen = tx.run(
                SEEN,
                clock.instant(),
                times.keySet().toArray(UUID[]::new),
                times.values().toArray(Long[]::new),
                account);
        if (seen != times.size()) {
            throw new IllegalStateException(
                    "of " + times.size() + " payments of line " + line.lineId() + " " + seen + " are awaited");
        }
        tx.run(
                SIGHTED,
                line.lineId(),
                line.bookedOn(),
                clock.instant(),
                orders.stream().map(PaidOrder::attempt).toArray(UUID[]::new),
                orders.stream().map(PaidOrder::payment).toArray(UUID[]::new),
                orders.stream().map(PaidOrder::grossVnd).toArray(Long[]::new));
        ledger.post(tx, transfers(account, provider, line, orders, keptBack));
    }

    /** Each payment by itself, its fee too: what a provider still owes of a payment is asked of the books. */
    private static List<Transfer> transfers(
            UUID account, String provider, Line line, List<PaidOrder> orders, List<KeptBack> keptBack) {
        LedgerAccount suspense = LedgerAccount.suspense(account);
        LedgerAccount clearing = LedgerAccount.clearing(provider, account);
        LedgerAccount fees = LedgerAccount.providerFee(provider, account);
        String source = "line:" + line.lineId() + ":";
        List<Transfer> transfers = new ArrayList<>();
        for (PaidOrder each : orders) {
            String of = source + each.attempt();
            long feeVnd = each.grossVnd() - each.netVnd();
            transfers.add(transfer(suspense, clearing, each.netVnd(), line, "batch_match", of, each.payment()));
            if (feeVnd != 0) {
                transfers.add(fee(fees, clearing, feeVnd, line, of, each.payment()));
            }
        }
        for (KeptBack each : keptBack) {
            String of = source + each.refund();
            transfers.add(transfer(clearing, suspense, each.amountVnd(), line, "batch_refund", of, each.payment()));
            if (each.feeVnd() != 0) {
                transfers.add(fee(fees, clearing, each.feeVnd(), line, of, each.payment()));
            }
        }
        return transfers;
    }

    /** @param feeVnd below 0 when the provider gives a fee back */
    private static Transfer fee(
            LedgerAccount fees, LedgerAccount clearing, long feeVnd, Line line, String source, UUID payment) {
        return transfer(
                feeVnd > 0 ? fees : clearing,
                feeVnd > 0 ? clearing : fees,
                Math.abs(feeVnd),
                line,
                "provider_fee",
                source,
                payment);
    }

    private static Transfer transfer(
            LedgerAccount debit,
            LedgerAccount credit,
            long amountVnd,
            Line line,
            String kind,
            String source,
            UUID payment) {
        return new Transfer(
                debit, credit, amountVnd, line.bookedOn(), BusinessDay.startOf(line.bookedOn()), kind, source, payment);
    }
}
