package vn.phigate.gateway.ledger;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;

/** The door to the books. */
public final class Ledger {
    private static final String OPEN_ACCOUNT =
            "insert into gateway.ledger_account (code, name, class) values (?, ?, ?) on conflict (code) do nothing";
    /**
     * One statement for any number of transfers; what is booked already stays as it is. Outer joins, so that an account that is not there is
     * refused by the columns' NOT NULL: money is never left out in silence.
     */
    private static final String POST = """
            insert into gateway.ledger_transfer
                (debit_account, credit_account, amount_vnd, business_day, occurred_at, recorded_at, kind, source, payment_id)
            select d.id, c.id, t.amount, t.day, t.occurred, ?, t.kind, t.source, t.payment
            from unnest(?, ?, ?, ?, ?, ?, ?, ?) as t (debit, credit, amount, day, occurred, kind, source, payment)
            left join gateway.ledger_account d on d.code = t.debit
            left join gateway.ledger_account c on c.code = t.credit
            on conflict on constraint transfer_once do nothing
            """;

    private static final String TRIAL_BALANCE = """
            select a.code, a.name, a.class,
                   coalesce(sum(t.amount) filter (where t.today and t.side = 1), 0) as debit_vnd,
                   coalesce(sum(t.amount) filter (where t.today and t.side = -1), 0) as credit_vnd,
                   coalesce(sum(t.amount * t.side), 0) as balance_vnd
            from gateway.ledger_account a
            join (
                select debit_account as account, amount_vnd as amount, 1 as side, business_day = cast(? as date) as today
                from gateway.ledger_transfer where business_day <= cast(? as date)
                union all
                select credit_account, amount_vnd, -1, business_day = cast(? as date)
                from gateway.ledger_transfer where business_day <= cast(? as date)
            ) t on t.account = a.id
            where cast(? as bigint) is null or a.agency_id = ?
               or a.collection_account_id in (select c.id from gateway.collection_account c where c.agency_id = ?)
            group by a.code, a.name, a.class order by a.code
            """;
    private static final String MOVEMENT = """
            select coalesce(sum(case when t.debit_account = a.id then t.amount_vnd else -t.amount_vnd end), 0) as net
            from gateway.ledger_account a
            join gateway.ledger_transfer t on a.id in (t.debit_account, t.credit_account)
            where a.code = ? and t.business_day = cast(? as date)
            """;

    private final InstantSource clock;
    /** Accounts that are known to be committed. */
    private final Set<String> opened = ConcurrentHashMap.newKeySet();

    public Ledger(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Books transfers in the caller's transaction.
     *
     * @return how many were new
     */
    public int post(Tx tx, Collection<Transfer> transfers) {
        if (transfers.isEmpty()) {
            return 0;
        }
        var looked = new HashSet<String>();
        for (Transfer transfer : transfers) {
            open(tx, transfer.debit(), looked);
            open(tx, transfer.credit(), looked);
        }
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        return tx.jdbc(connection -> {
            try (var statement = connection.prepareStatement(POST)) {
                statement.setObject(1, now);
                statement.setArray(
                        2,
                        connection.createArrayOf(
                                "text", column(transfers, t -> t.debit().code())));
                statement.setArray(
                        3,
                        connection.createArrayOf(
                                "text", column(transfers, t -> t.credit().code())));
                statement.setArray(4, connection.createArrayOf("int8", column(transfers, Transfer::amountVnd)));
                statement.setArray(
                        5,
                        connection.createArrayOf(
                                "date", column(transfers, t -> t.businessDay().toString())));
                statement.setArray(
                        6,
                        connection.createArrayOf(
                                "timestamptz",
                                column(transfers, t -> t.occurredAt().toString())));
                statement.setArray(7, connection.createArrayOf("text", column(transfers, Transfer::kind)));
                statement.setArray(8, connection.createArrayOf("text", column(transfers, Transfer::source)));
                statement.setArray(9, connection.createArrayOf("uuid", column(transfers, Transfer::paymentId)));
                return statement.executeUpdate();
            }
        });
    }

    /** Remembered only once the transaction that saw or opened it is committed: a rollback leaves no belief behind. */
    private void open(Tx tx, LedgerAccount account, Set<String> looked) {
        if (!opened.contains(account.code()) && looked.add(account.code())) {
            tx.run(OPEN_ACCOUNT, account.code(), account.name(), account.kind());
            tx.afterCommit(() -> opened.add(account.code()));
        }
    }

    private static @Nullable Object[] column(
            Collection<Transfer> transfers, Function<Transfer, ? extends @Nullable Object> of) {
        @Nullable Object[] values = new Object[transfers.size()];
        int i = 0;
        for (Transfer transfer : transfers) {
            values[i++] = of.apply(transfer);
        }
        return values;
    }

    public TrialBalance trialBalance(Sql sql, LocalDate day) {
        return trialBalance(sql, day, null);
    }

    /** @param agency only the accounts of this agency and of the bank accounts it owns, which sum to 0 by themselves; null for all */
    public TrialBalance trialBalance(Sql sql, LocalDate day, @Nullable Long agency) {
        List<TrialBalance.Line> lines = sql.list(
                TRIAL_BALANCE,
                row -> new TrialBalance.Line(
                        row.text("code"),
                        row.text("name"),
                        row.text("class"),
                        row.decimal("debit_vnd").longValueExact(),
                        row.decimal("credit_vnd").longValueExact(),
                        row.decimal("balance_vnd").longValueExact()),
                day,
                day,
                day,
                day,
                agency,
                agency,
                agency);
        long sum = lines.stream().mapToLong(TrialBalance.Line::balanceVnd).reduce(0L, Math::addExact);
        return new TrialBalance(day, sum, lines);
    }

    /** Debits less credits of one account on one day, in đồng. */
    public long movementVnd(Sql sql, LedgerAccount account, LocalDate day) {
        return sql.get(MOVEMENT, account.code(), day)
                .orElseThrow()
                .decimal("net")
                .longValueExact();
    }
}
