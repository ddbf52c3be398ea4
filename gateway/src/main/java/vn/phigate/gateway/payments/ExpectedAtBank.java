package vn.phigate.gateway.payments;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.payments.BankWitness.Awaited;
import vn.phigate.gateway.payments.BankWitness.Expected;
import vn.phigate.gateway.payments.BankWitness.State;
import vn.phigate.gateway.payments.BankWitness.Subject;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.providers.vietqr.VietQrProvider;

/** Reads what the bank may show on an account: payments, what is due, test deposits. Writes nothing. */
final class ExpectedAtBank {
    private static final String PAYMENTS = """
            select p.id, p.reference, p.amount_vnd, p.status, p.bank_times > 0 and p.bank_times >= p.provider_times as seen, p.paid_at, p.created_at,
                   array_agg(distinct d.code) as codes, array_agg(distinct d.compact) as compacts,
                   p.provider, p.provider_times - p.bank_times > n.open as reported, n.open as noticed, n.transfers as noticed_transfers,
                   coalesce((select array_agg(regexp_replace(upper(a.order_id), '[^A-Z0-9]', '', 'g') order by a.number) from gateway.attempt a
                             where a.payment_id = p.id and a.provider = 'vietqr'), '{}') as transfers,
                   coalesce((select array_agg(regexp_replace(upper(a.order_id), '[^A-Z0-9]', '', 'g') order by a.number) from gateway.attempt a
                             where a.payment_id = p.id and a.provider <> 'vietqr'), '{}') as orders,
                   p.refunded_vnd > 0 and coalesce((select sum(w.amount_vnd) from gateway.on_the_way(p.id, date 'infinity') w), 0) <= 0 as given_back
            from gateway.payment p
            join gateway.payment_item i on i.payment_id = p.id
            join gateway.obligation o on o.id = i.obligation_id
            join gateway.dossier d on d.id = o.dossier_id
            cross join lateral (
                select count(*) as open, coalesce(array_agg(b.bank_reference || ' ' || b.day), '{}') as transfers
                from gateway.bank_notice b where b.payment_id = p.id and b.counted and not b.cleared
            ) n
            where p.account_id = ?
            group by p.id, n.open, n.transfers order by coalesce(p.paid_at, p.created_at), p.id
            """;
    /** Obligations that nobody is paying now, and whose fee goes to this account today. */
    private static final String DUE = """
            select d.id, d.code, d.compact, sum(o.amount_vnd) as due_vnd
            from gateway.obligation o
            join gateway.dossier d on d.id = o.dossier_id
            join lateral (
                select s.account_id from gateway.account_assignment s
                where s.agency_id = d.agency_id and s.kind = o.kind and (s.procedure_code = d.procedure_code or s.procedure_code is null)
                  and s.status <> 'proposed' and s.valid @> cast(? as timestamptz) and s.recorded @> cast(? as timestamptz)
                order by s.procedure_code nulls last limit 1
            ) r on r.account_id = ?
            join gateway.collection_account c on c.id = r.account_id and c.status = 'active' and c.valid @> cast(? as timestamptz)
            where o.status = 'due'
            group by d.id, d.code, d.compact order by d.code
            """;

    /** Where money went back or was of another amount, the books say what is still to come; everywhere else that is what was reported and not seen. */
    private static final String AWAITED = """
            select w.account_id, count(*) as payments, sum(w.amount_vnd) as amount_vnd
            from (select p.account_id,
                         case when p.refunded_vnd = 0 and p.other_vnd = 0 then p.amount_vnd * (p.provider_times - p.bank_times)
                              else (select sum(o.amount_vnd) from gateway.on_the_way(p.id, ?) o) end as amount_vnd
                  from gateway.payment p
                  where p.status = 'paid' and (p.provider_times > p.bank_times or p.other_vnd > 0) and p.paid_at < ?) w
            where w.amount_vnd > 0 group by w.account_id
            """;

    private static final String NAMED = """
            select id from gateway.payment where reference = ? or provider_transaction = ?
            union select payment_id from gateway.attempt where order_id = ? or provider_transaction = ?
            union select i.payment_id from gateway.payment_item i join gateway.obligation o on o.id = i.obligation_id
                  join gateway.dossier d on d.id = o.dossier_id where d.compact = ?
            limit ?
            """;
    private final Accounts accounts;
    private final InstantSource clock;

    ExpectedAtBank(Accounts accounts, InstantSource clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    /** What each account waits for that was paid up to the end of a day. */
    Map<UUID, Awaited> awaited(Sql sql, LocalDate through) {
        Map<UUID, Awaited> awaited = new LinkedHashMap<>();
        sql.list(AWAITED, row -> row, through, BusinessDay.startOf(through.plusDays(1)))
                .forEach(row -> awaited.put(
                        row.uuid("account_id"),
                        new Awaited(
                                (int) row.whole("payments"),
                                row.decimal("amount_vnd").longValueExact())));
        return awaited;
    }

    /**
     * Payments that a code names exactly: payment reference, order id, provider's transaction, or compact dossier code.
     *
     * @param code A-Z and 0-9
     */
    List<UUID> named(Sql sql, String code, int limit) {
        return sql.list(NAMED, row -> row.uuid("id"), code, code, code, code, code, (long) limit);
    }

    /** Everything that may show up on an account, each under all its codes; in a stable order. */
    List<Expected> onAccount(Sql sql, UUID account) {
        Instant now = clock.instant();
        var expected = new ArrayList<Expected>();
        var dossierTaken = new LinkedHashSet<String>();
        List<Row> payments = sql.list(PAYMENTS, row -> row, account);
        List<Row> due = sql.list(DUE, row -> row, now, now, account, now);
        Set<String> dueCodes = due.stream().map(row -> row.text("compact")).collect(Collectors.toSet());
        Map<UUID, Set<String>> dossierCodes = dossierCodesByPayment(payments, dueCodes);
        for (Row row : payments) {
            Set<String> own = dossierCodes.getOrDefault(row.uuid("id"), Set.of());
            dossierTaken.addAll(own);
            expected.addAll(ofPayment(row, own));
        }
        for (Row row : due) {
            if (!dossierTaken.contains(row.text("compact"))) {
                expected.add(new Expected(
                        new Subject.OfDossier(row.uuid("id")),
                        List.of(row.text("compact")),
                        row.text("code"),
                        row.decimal("due_vnd").longValueExact(),
                        State.OPEN));
            }
        }
        for (Accounts.TestDeposit deposit : accounts.deposits(sql, account)) {
            expected.add(new Expected(
                    new Subject.OfTestDeposit(deposit.accountId()),
                    List.of(deposit.code()),
                    "Khoản chuyển thử " + deposit.code(),
                    deposit.amountVnd(),
                    deposit.seen() ? State.SETTLED : State.OPEN));
        }
        return expected;
    }

    /**
     * A dossier code stands for the payment whose money is expected next; when none is, for what is still due; only when nothing is due
     * either, for a payment whose money was seen already.
     */
    private static Map<UUID, Set<String>> dossierCodesByPayment(List<Row> payments, Set<String> dueCodes) {
        var owner = new LinkedHashMap<String, Row>();
        for (Row row : payments) {
            for (String compact : row.texts("compacts")) {
                owner.merge(compact, row, (a, b) -> rank(b) < rank(a) ? b : a);
            }
        }
        var codes = new LinkedHashMap<UUID, Set<String>>();
        owner.forEach((compact, row) -> {
            if (rank(row) < 3 || (rank(row) == 3 && !dueCodes.contains(compact))) {
                codes.computeIfAbsent(row.uuid("id"), id -> new LinkedHashSet<>())
                        .add(compact);
            }
        });
        return codes;
    }

    private static int rank(Row row) {
        if (row.flag("seen")) {
            return 3;
        }
        PaymentStatus status = PaymentStatus.read(row.text("status"));
        if (status == PaymentStatus.PAID) {
            return 1;
        }
        return status.holdsObligations() ? 2 : 4;
    }

    /**
     * A payment is one thing to expect, unless it can be paid by a provider and by a transfer both: then the bare reference, which the QR code
     * carries, means a transfer, and an order id means the provider's pay-out. Money of the one kind is never taken for the other.
     */
    private static List<Expected> ofPayment(Row row, Set<String> dossierCodes) {
        List<String> transfers = new ArrayList<>(row.texts("transfers"));
        transfers.addFirst(row.text("reference"));
        List<String> orders = row.texts("orders");
        boolean paid = row.text("status").equals("paid");
        boolean byTransfer = paid
                && (row.text("provider").equals("bank") || row.text("provider").equals(VietQrProvider.NAME));
        State expects = row.flag("given_back") ? State.GIVEN_BACK : State.OPEN;
        if (orders.isEmpty() || transfers.size() == 1) {
            State state = row.flag("seen") ? State.SETTLED : paid || orders.isEmpty() ? expects : State.WAITING;
            return List.of(expected(row, state, transfers, orders, dossierCodes));
        }
        boolean reported = row.flag("reported");
        State provider = reported ? expects : paid && !byTransfer ? State.SETTLED : State.WAITING;
        State transfer = paid && row.whole("noticed") == 0 ? State.SETTLED : State.OPEN;
        boolean dossierMeansProvider = paid && !byTransfer;
        return List.of(
                expected(row, provider, orders, List.of(), dossierMeansProvider ? dossierCodes : Set.of()),
                expected(row, transfer, transfers, List.of(), dossierMeansProvider ? Set.of() : dossierCodes));
    }

    private static Expected expected(
            Row row, State state, List<String> some, List<String> more, Set<String> dossierCodes) {
        var codes = new LinkedHashSet<String>(some);
        codes.addAll(more);
        codes.addAll(dossierCodes);
        return new Expected(
                new Subject.OfPayment(row.uuid("id")),
                List.copyOf(codes),
                String.join(", ", row.texts("codes")),
                row.whole("amount_vnd"),
                state,
                some.contains(row.text("reference")) ? row.texts("noticed_transfers") : List.of());
    }
}
