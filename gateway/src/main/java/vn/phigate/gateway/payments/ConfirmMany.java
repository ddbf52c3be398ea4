package vn.phigate.gateway.payments;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.Transfer;
import vn.phigate.gateway.payments.BankWitness.Confirmed;
import vn.phigate.gateway.payments.BankWitness.Line;
import vn.phigate.gateway.payments.BankWitness.Sighting;
import vn.phigate.gateway.payments.BankWitness.Subject;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.signing.LinkToken;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.providers.vietqr.VietQrProvider;

/**
 * What many matched lines do, in one statement for all of them where a line by itself takes ten. Done together is what is plain: a payment that waits for
 * exactly this money, one whose only other witness is a provider, and a dossier that nobody pays otherwise. Everything else goes one by one through
 * {@link ConfirmLine}, after the plain ones and in its order; that changes no outcome, because nothing that two lines of a batch have in common is plain.
 */
final class ConfirmMany {
    private static final String LOCK_PAYMENTS = """
            select count(*) from (select id from gateway.payment where id = any(cast(? as uuid[])) order by id for update) l
            """;
    private static final String LOCK_OBLIGATIONS = """
            select count(*) from (
                select id from gateway.obligation
                where id in (select i.obligation_id from gateway.payment_item i where i.payment_id = any(cast(? as uuid[]))
                             union all select o.id from gateway.obligation o where o.dossier_id = any(cast(? as uuid[])))
                order by id for update) l
            """;
    private static final String STATES = """
            select p.id, p.account_id, p.amount_vnd, p.status, p.provider, p.bank_times > 0 and p.bank_times >= p.provider_times as seen,
                   p.provider_times > 1 or exists (select from gateway.bank_notice b where b.payment_id = p.id and b.counted and not b.cleared) as several
            from gateway.payment p where p.id = any(cast(? as uuid[]))
            """;
    private static final String ITEMS = """
            select i.payment_id, o.id, i.amount_vnd, o.status
            from gateway.payment_item i join gateway.obligation o on o.id = i.obligation_id where i.payment_id = any(cast(? as uuid[])) order by o.id
            """;
    private static final String DUE = """
            select o.dossier_id, o.id, o.amount_vnd, r.assignment_id, r.account_id
            from gateway.obligation o
            join gateway.dossier d on d.id = o.dossier_id
            join lateral (
                select s.account_id, s.id as assignment_id from gateway.account_assignment s
                where s.agency_id = d.agency_id and s.kind = o.kind and (s.procedure_code = d.procedure_code or s.procedure_code is null)
                  and s.status <> 'proposed' and s.valid @> cast(? as timestamptz) and s.recorded @> cast(? as timestamptz)
                order by s.procedure_code nulls last limit 1
            ) r on true
            join gateway.collection_account c on c.id = r.account_id and c.status = 'active' and c.valid @> cast(? as timestamptz)
            where o.dossier_id = any(cast(? as uuid[])) and o.status = 'due' order by o.id
            """;

    private static final String SEEN =
            "update gateway.payment set bank_times = bank_times + 1, bank_seen_at = coalesce(bank_seen_at, ?) where id = any(cast(? as uuid[]))";
    private static final String RELEASE = "delete from gateway.open_claim where payment_id = any(cast(? as uuid[]))";
    private static final String PAID = """
            update gateway.payment p set status = 'paid', paid_at = u.paid_at, recorded_at = ?, bank_seen_at = ?,
                                         provider_times = p.provider_times + 1, bank_times = p.bank_times + 1,
                                         surplus_vnd = 0, provider = 'bank', provider_transaction = u.reference
            from unnest(cast(? as uuid[]), cast(? as timestamptz[]), cast(? as text[])) as u (id, paid_at, reference) where p.id = u.id
            """;
    private static final String END_ATTEMPTS = """
            update gateway.attempt a set status = 'paid', provider_transaction = u.reference
            from unnest(cast(? as uuid[]), cast(? as text[])) as u (id, reference)
            where a.payment_id = u.id and a.provider = 'vietqr'
              and not exists (select from gateway.attempt b where b.payment_id = u.id and b.provider = 'vietqr' and b.number > a.number)
            """;
    private static final String INSERT_PAID = """
            insert into gateway.payment (id, reference, account_id, amount_vnd, status, method, result_token, created_at, created_by, expires_at,
                                         paid_at, recorded_at, bank_seen_at, provider, provider_transaction, provider_times, bank_times)
            select u.id, u.reference, u.account, u.amount, 'paid', 'vietqr', u.token, t.now, 'bank', t.now, u.paid_at, t.now, t.now, 'bank', u.transaction, 1, 1
            from (select cast(? as timestamptz) as now) t,
                 unnest(cast(? as uuid[]), cast(? as text[]), cast(? as uuid[]), cast(? as bigint[]), cast(? as text[]), cast(? as timestamptz[]),
                        cast(? as text[])) as u (id, reference, account, amount, token, paid_at, transaction)
            """;
    private static final String INSERT_ITEMS = """
            insert into gateway.payment_item (payment_id, obligation_id, amount_vnd, assignment_id)
            select * from unnest(cast(? as uuid[]), cast(? as uuid[]), cast(? as bigint[]), cast(? as uuid[]))
            """;
    private static final String SETTLE = """
            insert into gateway.settlement (obligation_id, payment_id, settled_at)
            select * from unnest(cast(? as uuid[]), cast(? as uuid[]), cast(? as timestamptz[]))
            """;
    private static final String SET_PAID =
            "update gateway.obligation set status = 'paid' where id = any(cast(? as uuid[]))";
    private static final String OUTBOX = """
            insert into gateway.outbox (kind, payment_id, created_at)
            select k.kind, u.id, ? from unnest(cast(? as uuid[])) with ordinality as u (id, n), (values (1, 'receipt_due'), (2, 'payment.paid')) as k (n, kind)
            order by u.n, k.n
            """;
    private static final String SIGHTED = """
            insert into gateway.bank_sighting (line_id, payment_id, amount_vnd, booked_on, bank_reference, recorded_at)
            select u.line, u.payment, u.amount, u.day, u.reference, ?
            from unnest(cast(? as uuid[]), cast(? as uuid[]), cast(? as bigint[]), cast(? as date[]), cast(? as text[])) as u (line, payment, amount, day, reference)
            on conflict (line_id) do nothing
            """;

    private final ConfirmLine one;
    private final Ledger ledger;
    private final InstantSource clock;

    ConfirmMany(ConfirmLine one, Ledger ledger, InstantSource clock) {
        this.one = one;
        this.ledger = ledger;
        this.clock = clock;
    }

    private record State(
            UUID account,
            long amountVnd,
            PaymentStatus status,
            @Nullable String provider,
            boolean seen,
            boolean several) {}

    private record Item(UUID obligation, long amountVnd, boolean open) {}

    private record Due(UUID obligation, long amountVnd, UUID assignment, UUID account) {}

    List<Confirmed> confirm(Tx tx, List<Sighting> sightings) {
        UUID[] payments = ids(sightings, Subject.OfPayment.class);
        UUID[] dossiers = ids(sightings, Subject.OfDossier.class);
        lock(tx, LOCK_PAYMENTS, payments);
        Map<UUID, State> states = states(tx, payments);
        UUID[] unpaid = Arrays.stream(payments)
                .filter(id -> Objects.requireNonNull(states.get(id)).status != PaymentStatus.PAID)
                .toArray(UUID[]::new);
        lock(tx, LOCK_OBLIGATIONS, unpaid, dossiers);
        Instant now = clock.instant();
        Map<UUID, List<Item>> items = items(tx, unpaid);
        Map<UUID, List<Due>> due = due(tx, dossiers, now);
        Set<UUID> shared = shared(sightings, items, due);

        var done = new ArrayList<@Nullable Confirmed>(sightings.size());
        var seen = new ArrayList<UUID>();
        var paid = new Paid(now);
        var transfers = new ArrayList<Transfer>();
        var sighted = new ArrayList<Sighting>();
        var sightedOf = new ArrayList<UUID>();
        for (Sighting each : sightings) {
            Line line = each.line();
            Confirmed plain = switch (each.subject()) {
                case Subject.OfPayment(UUID id)
                when !shared.contains(id) -> {
                    State state = Objects.requireNonNull(states.get(id));
                    if (!state.account.equals(each.account()) || state.amountVnd != line.amountVnd() || state.seen) {
                        yield new Confirmed.TooLate();
                    }
                    String by = state.provider;
                    if (state.status == PaymentStatus.PAID
                            && by != null
                            && !state.several
                            && !by.equals("bank")
                            && !by.equals(VietQrProvider.NAME)) {
                        seen.add(id);
                        transfers.add(ConfirmLine.fromSuspense(
                                each.account(),
                                LedgerAccount.clearing(by, each.account()),
                                line.amountVnd(),
                                line,
                                "bank_match",
                                id));
                        yield new Confirmed.Seen(id);
                    }
                    yield pays(state, items.getOrDefault(id, List.of()))
                            ? paid.payment(each, id, items.getOrDefault(id, List.of()), transfers)
                            : null;
                }
                case Subject.OfDossier(UUID id)
                when !shared.contains(id) -> {
                    List<Due> here = due.getOrDefault(id, List.of()).stream()
                            .filter(d -> d.account.equals(each.account()))
                            .toList();
                    yield !here.isEmpty()
                                    && here.stream().mapToLong(Due::amountVnd).sum() == line.amountVnd()
                            ? paid.dossier(each, here, transfers)
                            : new Confirmed.TooLate();
                }
                case Subject.OfPayment ignored -> null;
                case Subject.OfDossier ignored -> null;
                case Subject.OfTestDeposit ignored -> null;
                case Subject.OfTransferOrder ignored -> null;
            };
            UUID payment = plain == null ? null : ConfirmLine.payment(plain);
            if (payment != null) {
                sighted.add(each);
                sightedOf.add(payment);
            }
            done.add(plain);
        }
        if (!seen.isEmpty()) {
            tx.run(SEEN, now, array(seen));
        }
        paid.write(tx);
        ledger.post(tx, transfers);
        if (!sighted.isEmpty()) {
            tx.run(
                    SIGHTED,
                    now,
                    sighted.stream().map(s -> s.line().lineId()).toArray(UUID[]::new),
                    array(sightedOf),
                    sighted.stream().map(s -> s.line().amountVnd()).toArray(Long[]::new),
                    sighted.stream().map(s -> s.line().bookedOn().toString()).toArray(String[]::new),
                    sighted.stream().map(s -> s.line().bankReference()).toArray(String[]::new));
        }
        List<Confirmed> all = new ArrayList<>(sightings.size());
        for (int i = 0; i < sightings.size(); i++) {
            Confirmed plain = done.get(i);
            Sighting each = sightings.get(i);
            all.add(plain != null ? plain : one.confirm(tx, each.account(), each.subject(), each.line()));
        }
        return all;
    }

    /** The money settles all it is for, and the payment's life opens no case over it. */
    private static boolean pays(State state, List<Item> items) {
        return PaymentLife.next(state.status, new PaymentLife.Event.MoneyArrived(false))
                        instanceof PaymentLife.Answer.Moved(PaymentStatus _, CaseType opens)
                && opens == null
                && items.stream().allMatch(Item::open)
                && items.stream().mapToLong(Item::amountVnd).sum() == state.amountVnd;
    }

    /** Subjects that appear twice, or have an obligation in common: what comes first decides what the other is. */
    private static Set<UUID> shared(List<Sighting> sightings, Map<UUID, List<Item>> items, Map<UUID, List<Due>> due) {
        Set<UUID> shared = new HashSet<>();
        Map<UUID, UUID> subjectOf = new HashMap<>();
        Set<UUID> subjects = new HashSet<>();
        for (Sighting each : sightings) {
            UUID subject = each.subject().id();
            if (!subjects.add(subject)) {
                shared.add(subject);
            }
            Stream.concat(
                            items.getOrDefault(subject, List.of()).stream().map(Item::obligation),
                            due.getOrDefault(subject, List.of()).stream().map(Due::obligation))
                    .forEach(obligation -> {
                        UUID other = subjectOf.putIfAbsent(obligation, subject);
                        if (other != null && !other.equals(subject)) {
                            shared.add(other);
                            shared.add(subject);
                        }
                    });
        }
        return shared;
    }

    /** Lines that pay by themselves, column by column. */
    private static final class Paid {
        private final Instant now;
        private final List<UUID> payments = new ArrayList<>();
        private final List<UUID> moved = new ArrayList<>();
        private final List<Sighting> movedBy = new ArrayList<>();
        private final List<UUID> made = new ArrayList<>();
        private final List<Sighting> madeBy = new ArrayList<>();
        private final List<UUID> itemPayments = new ArrayList<>();
        private final List<Due> items = new ArrayList<>();
        private final List<UUID> settledBy = new ArrayList<>();
        private final List<UUID> settled = new ArrayList<>();
        private final List<String> settledAt = new ArrayList<>();

        Paid(Instant now) {
            this.now = now;
        }

        Confirmed payment(Sighting by, UUID id, List<Item> open, List<Transfer> transfers) {
            moved.add(id);
            movedBy.add(by);
            return settle(by, id, open.stream().map(Item::obligation).toList(), transfers);
        }

        Confirmed dossier(Sighting by, List<Due> due, List<Transfer> transfers) {
            UUID id = Ids.next(now);
            made.add(id);
            madeBy.add(by);
            for (Due each : due) {
                itemPayments.add(id);
                items.add(each);
            }
            return settle(by, id, due.stream().map(Due::obligation).toList(), transfers);
        }

        private Confirmed settle(Sighting by, UUID id, List<UUID> obligations, List<Transfer> transfers) {
            payments.add(id);
            for (UUID obligation : obligations) {
                settled.add(obligation);
                settledBy.add(id);
                settledAt.add(paidAt(by));
            }
            transfers.add(ConfirmLine.fromSuspense(
                    by.account(),
                    LedgerAccount.collected(by.account()),
                    by.line().amountVnd(),
                    by.line(),
                    "bank_paid",
                    id));
            return new Confirmed.Paid(id);
        }

        void write(Tx tx) {
            if (payments.isEmpty()) {
                return;
            }
            if (!moved.isEmpty()) {
                UUID[] ids = array(moved);
                String[] references = references(movedBy);
                tx.run(RELEASE, (Object) ids);
                tx.run(PAID, now, now, ids, times(movedBy), references);
                tx.run(END_ATTEMPTS, ids, references);
            }
            if (!made.isEmpty()) {
                tx.run(
                        INSERT_PAID,
                        now,
                        array(made),
                        madeBy.stream()
                                .map(s -> PaymentReference.next(ConfirmLine.RANDOM))
                                .toArray(String[]::new),
                        madeBy.stream().map(Sighting::account).toArray(UUID[]::new),
                        madeBy.stream().map(s -> s.line().amountVnd()).toArray(Long[]::new),
                        madeBy.stream().map(s -> LinkToken.fresh()).toArray(String[]::new),
                        times(madeBy),
                        references(madeBy));
                tx.run(
                        INSERT_ITEMS,
                        array(itemPayments),
                        items.stream().map(Due::obligation).toArray(UUID[]::new),
                        items.stream().map(Due::amountVnd).toArray(Long[]::new),
                        items.stream().map(Due::assignment).toArray(UUID[]::new));
            }
            tx.run(SETTLE, array(settled), array(settledBy), settledAt.toArray(String[]::new));
            tx.run(SET_PAID, (Object) array(settled));
            tx.run(OUTBOX, now, array(payments));
        }

        private String[] times(List<Sighting> by) {
            return by.stream().map(this::paidAt).toArray(String[]::new);
        }

        private String paidAt(Sighting by) {
            return ConfirmLine.paidAt(by.line(), now).toString();
        }

        private static String[] references(List<Sighting> by) {
            return by.stream().map(s -> s.line().bankReference()).toArray(String[]::new);
        }
    }

    private static UUID[] ids(List<Sighting> sightings, Class<? extends Subject> of) {
        return sightings.stream()
                .map(Sighting::subject)
                .filter(of::isInstance)
                .map(Subject::id)
                .distinct()
                .toArray(UUID[]::new);
    }

    private static UUID[] array(Collection<UUID> ids) {
        return ids.toArray(UUID[]::new);
    }

    private static void lock(Tx tx, String sql, UUID[]... ids) {
        if (Arrays.stream(ids).anyMatch(some -> some.length > 0)) {
            tx.get(sql, (Object[]) ids);
        }
    }

    private static Map<UUID, State> states(Tx tx, UUID[] payments) {
        Map<UUID, State> states = new HashMap<>();
        tx.read(
                STATES,
                row -> states.put(
                        row.getObject(1, UUID.class),
                        new State(
                                row.getObject(2, UUID.class),
                                row.getLong(3),
                                PaymentStatus.read(row.getString(4)),
                                row.getString(5),
                                row.getBoolean(6),
                                row.getBoolean(7))),
                (Object) payments);
        return states;
    }

    private static Map<UUID, List<Item>> items(Tx tx, UUID[] payments) {
        Map<UUID, List<Item>> items = new HashMap<>();
        if (payments.length > 0) {
            tx.read(
                    ITEMS,
                    row -> {
                        String status = row.getString(4);
                        return items.computeIfAbsent(row.getObject(1, UUID.class), id -> new ArrayList<>(1))
                                .add(new Item(
                                        row.getObject(2, UUID.class),
                                        row.getLong(3),
                                        status.equals("due") || status.equals("pending")));
                    },
                    (Object) payments);
        }
        return items;
    }

    private static Map<UUID, List<Due>> due(Tx tx, UUID[] dossiers, Instant now) {
        Map<UUID, List<Due>> due = new HashMap<>();
        if (dossiers.length > 0) {
            tx.read(
                    DUE,
                    row -> due.computeIfAbsent(row.getObject(1, UUID.class), id -> new ArrayList<>(1))
                            .add(new Due(
                                    row.getObject(2, UUID.class),
                                    row.getLong(3),
                                    row.getObject(4, UUID.class),
                                    row.getObject(5, UUID.class))),
                    now,
                    now,
                    now,
                    dossiers);
        }
        return due;
    }
}
