package vn.phigate.gateway.payments;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.Transfer;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.BusinessDay;

/**
 * Books what is owed: receivable from the day a dossier was received until its obligation is paid or cancelled. Follows the obligations by a
 * job, so that no callback waits for it; a batch marks what it booked in its own transaction.
 */
final class BookObligations {
    static final int BATCH = 2_000;
    private static final String TAKE = """
            select o.id, o.amount_vnd, o.status, o.booked, d.agency_id, d.received_on, s.settled_at,
                   (select count(*) from gateway.settlement_reversed r where r.obligation_id = o.id) as again
            from gateway.obligation o
            join gateway.dossier d on d.id = o.dossier_id
            left join gateway.settlement s on s.obligation_id = o.id
            where o.amount_vnd > 0 and (o.booked is null or o.booked = 'due' and o.status in ('paid', 'cancelled', 'refunded'))
            order by o.id limit ? for update of o skip locked
            """;
    private static final String MARK = "update gateway.obligation set booked = ? where id = any(?)";

    private final Db db;
    private final Ledger ledger;
    private final InstantSource clock;

    BookObligations(Db db, Ledger ledger, InstantSource clock) {
        this.db = db;
        this.ledger = ledger;
        this.clock = clock;
    }

    int run() {
        return db.inTransaction(this::bookSome);
    }

    private int bookSome(Tx tx) {
        Instant now = clock.instant();
        var transfers = new ArrayList<Transfer>();
        var due = new ArrayList<UUID>();
        var over = new ArrayList<UUID>();
        List<Row> rows = tx.list(TAKE, row -> row, (long) BATCH);
        for (Row row : rows) {
            if (row.textOrNull("booked") == null) {
                transfers.add(
                        transfer(row, true, row.whole("again") == 0 ? row.date("received_on") : BusinessDay.of(now)));
            }
            if (row.text("status").equals("due") || row.text("status").equals("pending")) {
                due.add(row.uuid("id"));
            } else {
                Instant settledAt = row.instantOrNull("settled_at");
                transfers.add(transfer(row, false, BusinessDay.of(settledAt == null ? now : settledAt)));
                over.add(row.uuid("id"));
            }
        }
        ledger.post(tx, transfers);
        tx.run(MARK, "due", due.toArray(UUID[]::new));
        tx.run(MARK, "over", over.toArray(UUID[]::new));
        return rows.size();
    }

    private static Transfer transfer(Row row, boolean due, LocalDate day) {
        var receivable = LedgerAccount.receivable(row.whole("agency_id"));
        var assessed = LedgerAccount.assessed(row.whole("agency_id"));
        return new Transfer(
                due ? receivable : assessed,
                due ? assessed : receivable,
                row.whole("amount_vnd"),
                day,
                BusinessDay.startOf(day),
                due ? "obligation_due" : "obligation_over",
                // Due once more after its payment was taken back: another event than the first time.
                "obligation:" + row.uuid("id") + (row.whole("again") == 0 ? "" : ":" + row.whole("again")),
                null);
    }
}
