package vn.phigate.gateway.payments;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.payments.BankWitness.Awaited;
import vn.phigate.gateway.payments.BankWitness.Expected;
import vn.phigate.gateway.payments.BankWitness.State;
import vn.phigate.gateway.payments.BankWitness.Subject;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.providers.vietqr.VietQrProvider;

/** Reads what the bank may show on an account: payments, what is due, test deposits. Writes nothing. */
final class ExpectedAtBank {
    /**
     * What several rows say of one payment comes as one text, its pieces apart by a character that no code has. Payment by payment, so that an account's cost is its own:
     * joined in bulk, all items and attempts that ever were are read as soon as the planner thinks that cheaper.
     */
    private static final String PAYMENTS = """
            with p as materialized (select p.* from gateway.payment p where %s)
            select p.id, p.reference, p.amount_vnd, p.status, p.provider, p.bank_times > 0 and p.bank_times >= p.provider_times as seen,
                   p.provider_times - p.bank_times > n.open as reported, n.open as noticed, n.transfers as noticed_transfers,
                   d.codes, a.transfers, a.orders,
                   p.refunded_vnd > 0 and coalesce((select sum(w.amount_vnd) from gateway.on_the_way(p.id, date 'infinity') w), 0) <= 0 as given_back,
                   p.account_id, cast(p.created_at at time zone 'Asia/Ho_Chi_Minh' as date) as since
            from p
            cross join lateral (
                select string_agg(distinct d.code, chr(31)) as codes
                from gateway.payment_item i join gateway.obligation o on o.id = i.obligation_id join gateway.dossier d on d.id = o.dossier_id
                where i.payment_id = p.id) d
            cross join lateral (
                select string_agg(t.code, chr(31) order by t.number) filter (where t.provider = 'vietqr') as transfers,
                       string_agg(t.code, chr(31) order by t.number) filter (where t.provider <> 'vietqr') as orders
                from (select b.number, b.provider,
                             case when b.order_id ~ '^[A-Z0-9]*$' then b.order_id else regexp_replace(upper(b.order_id), '[^A-Z0-9]', '', 'g') end as code
                      from gateway.attempt b where b.payment_id = p.id) t) a
            cross join lateral (
                select count(*) as open, string_agg(b.bank_reference || ' ' || b.day, chr(31)) as transfers
                from gateway.bank_notice b where b.payment_id = p.id and b.counted and not b.cleared) n
            where d.codes is not null
            order by coalesce(p.paid_at, p.created_at), p.id
            """;

    private static final String PAYMENTS_OF_ACCOUNT = PAYMENTS.formatted("p.account_id = ?");
    /** Found by their own references and by those of their dossiers; an order id begins with the reference. */
    private static final String PAYMENTS_NAMED = PAYMENTS.formatted("""
            p.id in (select x.id from gateway.payment x where x.reference = any(cast(? as text[]))
                     union select i.payment_id from gateway.dossier d join gateway.obligation o on o.dossier_id = d.id
                           join gateway.payment_item i on i.obligation_id = o.id where d.compact = any(cast(? as text[])))""");
    /** Obligations that nobody is paying now, and whose fee goes to an account today; found by the agencies that ever used it. */
    private static final String DUE = """
            select d.id, d.code, cast(sum(o.amount_vnd) as bigint) as due_vnd, r.account_id, d.received_on
            from gateway.obligation o
            join lateral (select d.id, d.code, d.compact, d.received_on, d.procedure_code from gateway.dossier d where d.id = o.dossier_id %s) d on true
            join lateral (
                select s.account_id from gateway.account_assignment s
                where s.agency_id = o.agency_id and s.kind = o.kind and (s.procedure_code = d.procedure_code or s.procedure_code is null)
                  and s.status <> 'proposed' and s.valid @> cast(? as timestamptz) and s.recorded @> cast(? as timestamptz)
                order by s.procedure_code nulls last limit 1
            ) r on %s
            join gateway.collection_account c on c.id = r.account_id and c.status = 'active' and c.valid @> cast(? as timestamptz)
            where o.status = 'due' and %s
            group by d.id, d.code, d.received_on, r.account_id order by d.code
            """;

    /** Each dossier is looked up by itself (its limit): joined in bulk, all that ever were are read. */
    private static final String DUE_TO_ACCOUNT = DUE.formatted(
            "limit 1",
            "r.account_id = ?",
            "o.agency_id = any(array(select t.agency_id from gateway.account_assignment t where t.account_id = ?))");

    private static final String DUE_NAMED = DUE.formatted("", "true", "d.compact = any(cast(? as text[]))");

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

    private record Due(UUID dossier, String code, long dueVnd, UUID account, LocalDate receivedOn) {
        static Due of(ResultSet row) throws SQLException {
            return new Due(
                    row.getObject(1, UUID.class),
                    row.getString(2),
                    row.getLong(3),
                    row.getObject(4, UUID.class),
                    row.getObject(5, LocalDate.class));
        }
    }

    /**
     * A payment of the account.
     *
     * @param noticed how many transfers were reported of it that no line has shown
     * @param transfers order ids of its attempts by transfer, compact, the first attempt first; {@code orders}: of the others
     */
    private record Paying(
            UUID id,
            String reference,
            long amountVnd,
            PaymentStatus status,
            @Nullable String provider,
            boolean seen,
            boolean reported,
            long noticed,
            List<String> noticedTransfers,
            List<String> codes,
            List<String> transfers,
            List<String> orders,
            boolean givenBack,
            UUID account,
            LocalDate since) {
        static Paying of(ResultSet row) throws SQLException {
            return new Paying(
                    row.getObject(1, UUID.class),
                    row.getString(2),
                    row.getLong(3),
                    PaymentStatus.read(row.getString(4)),
                    row.getString(5),
                    row.getBoolean(6),
                    row.getBoolean(7),
                    row.getLong(8),
                    pieces(row.getString(9)),
                    pieces(row.getString(10)),
                    pieces(row.getString(11)),
                    pieces(row.getString(12)),
                    row.getBoolean(13),
                    row.getObject(14, UUID.class),
                    row.getObject(15, LocalDate.class));
        }

        private static List<String> pieces(@Nullable String text) {
            if (text == null) {
                return List.of();
            }
            return text.indexOf(APART) < 0 ? List.of(text) : List.of(text.split(String.valueOf(APART), -1));
        }
    }

    private static final char APART = 31;

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
        List<Expected> expected = assemble(
                sql.read(PAYMENTS_OF_ACCOUNT, Paying::of, account),
                sql.read(DUE_TO_ACCOUNT, Due::of, now, now, account, now, account));
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

    /** Payments and dossiers with one of these codes, by the account that they are expected on. */
    Map<UUID, List<Expected>> named(Sql sql, Collection<String> codes) {
        Instant now = clock.instant();
        String[] any = codes.toArray(String[]::new);
        Map<UUID, List<Paying>> payments =
                sql.read(PAYMENTS_NAMED, Paying::of, any, any).stream().collect(Collectors.groupingBy(Paying::account));
        Map<UUID, List<Due>> due =
                sql.read(DUE_NAMED, Due::of, now, now, now, any).stream().collect(Collectors.groupingBy(Due::account));
        Map<UUID, List<Expected>> named = new TreeMap<>();
        Stream.concat(payments.keySet().stream(), due.keySet().stream())
                .forEach(account -> named.computeIfAbsent(
                        account,
                        id -> assemble(payments.getOrDefault(id, List.of()), due.getOrDefault(id, List.of()))));
        return named;
    }

    private static List<Expected> assemble(List<Paying> payments, List<Due> due) {
        Set<String> dueCodes = due.stream().map(Due::code).collect(Collectors.toSet());
        Map<UUID, Set<String>> dossierCodes = dossierCodesByPayment(payments, dueCodes);
        var expected = new ArrayList<Expected>();
        var taken = new HashSet<String>();
        for (Paying row : payments) {
            Set<String> own = dossierCodes.getOrDefault(row.id, Set.of());
            taken.addAll(own);
            expected.addAll(
                    ofPayment(row, own.stream().map(ExpectedAtBank::compact).toList()));
        }
        for (Due row : due) {
            if (!taken.contains(row.code)) {
                expected.add(new Expected(
                        new Subject.OfDossier(row.dossier),
                        List.of(compact(row.code)),
                        row.code,
                        row.dueVnd,
                        State.OPEN,
                        row.receivedOn,
                        List.of()));
            }
        }
        return expected;
    }

    private static String compact(String code) {
        return CompactNarrative.of(code).text();
    }

    /**
     * A dossier code stands for the payment whose money is expected next; when none is, for what is still due; only when nothing is due
     * either, for a payment whose money was seen already. Two payments that were both reported share the code of their dossier: which of them a line means
     * only its reference can say. Told apart by the whole codes, as two of them can have one compact form.
     */
    private static Map<UUID, Set<String>> dossierCodesByPayment(List<Paying> payments, Set<String> dueCodes) {
        var owners = new LinkedHashMap<String, List<Paying>>();
        for (Paying row : payments) {
            for (String code : row.codes) {
                owners.computeIfAbsent(code, c -> new ArrayList<>(1)).add(row);
            }
        }
        var codes = new LinkedHashMap<UUID, Set<String>>();
        owners.forEach((code, rows) -> {
            int best = rows.stream().mapToInt(ExpectedAtBank::rank).min().orElseThrow();
            List<Paying> nearest =
                    rows.stream().filter(row -> rank(row) == best).toList();
            if (best < 3 || (best == 3 && !dueCodes.contains(code))) {
                for (Paying row : best == 1 ? nearest : nearest.subList(0, 1)) {
                    codes.computeIfAbsent(row.id, id -> new LinkedHashSet<>()).add(code);
                }
            }
        });
        return codes;
    }

    private static int rank(Paying row) {
        if (row.seen) {
            return 3;
        }
        PaymentStatus status = row.status;
        if (status == PaymentStatus.PAID) {
            return 1;
        }
        return status.holdsObligations() ? 2 : 4;
    }

    /**
     * A payment is one thing to expect, unless it can be paid by a provider and by a transfer both: then the bare reference, which the QR code
     * carries, means a transfer, and an order id means the provider's pay-out. Money of the one kind is never taken for the other.
     */
    private static List<Expected> ofPayment(Paying row, List<String> dossierCodes) {
        List<String> transfers = new ArrayList<>(row.transfers);
        transfers.addFirst(row.reference);
        List<String> orders = row.orders;
        boolean paid = row.status == PaymentStatus.PAID;
        boolean byTransfer = paid && ("bank".equals(row.provider) || VietQrProvider.NAME.equals(row.provider));
        State expects = row.givenBack ? State.GIVEN_BACK : State.OPEN;
        if (orders.isEmpty() || transfers.size() == 1) {
            State state = row.seen ? State.SETTLED : paid || orders.isEmpty() ? expects : State.WAITING;
            return List.of(expected(row, state, transfers, orders, dossierCodes));
        }
        boolean reported = row.reported;
        State provider = reported ? expects : paid && !byTransfer ? State.SETTLED : State.WAITING;
        State transfer = paid && row.noticed == 0 ? State.SETTLED : State.OPEN;
        boolean dossierMeansProvider = paid && !byTransfer;
        return List.of(
                expected(row, provider, orders, List.of(), dossierMeansProvider ? dossierCodes : List.of()),
                expected(row, transfer, transfers, List.of(), dossierMeansProvider ? List.of() : dossierCodes));
    }

    private static Expected expected(
            Paying row, State state, List<String> some, List<String> more, List<String> dossierCodes) {
        var codes = new LinkedHashSet<String>(some);
        codes.addAll(more);
        codes.addAll(dossierCodes);
        return new Expected(
                new Subject.OfPayment(row.id),
                List.copyOf(codes),
                String.join(", ", row.codes),
                row.amountVnd,
                state,
                row.since,
                some.contains(row.reference) ? row.noticedTransfers : List.of());
    }
}
