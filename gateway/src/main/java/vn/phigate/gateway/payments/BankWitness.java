package vn.phigate.gateway.payments;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.Transfer;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.signing.LinkToken;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.providers.vietqr.VietQrProvider;

/**
 * The door for whoever reads the bank's statements: what may show up on an account, and what follows when it did. Every bank line is booked
 * against suspense first ({@link #booked}); a match takes it out of suspense ({@link #confirm}), so that the books follow the bank line by
 * line whatever is matched.
 */
public final class BankWitness {
    private static final String PAYMENTS = """
            select p.id, p.reference, p.amount_vnd, p.status, p.bank_times > 0 and p.bank_times >= p.provider_times as seen, p.paid_at, p.created_at,
                   array_agg(distinct d.code) as codes, array_agg(distinct d.compact) as compacts,
                   p.provider, p.provider_times - p.bank_times > n.open as reported, n.open as noticed, n.transfers as noticed_transfers,
                   coalesce((select array_agg(regexp_replace(upper(a.order_id), '[^A-Z0-9]', '', 'g') order by a.number) from gateway.attempt a
                             where a.payment_id = p.id and a.provider = 'vietqr'), '{}') as transfers,
                   coalesce((select array_agg(regexp_replace(upper(a.order_id), '[^A-Z0-9]', '', 'g') order by a.number) from gateway.attempt a
                             where a.payment_id = p.id and a.provider <> 'vietqr'), '{}') as orders
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

    private static final String AWAITED = """
            select p.account_id, count(*) as payments, sum(p.amount_vnd * (p.provider_times - p.bank_times)) as amount_vnd
            from gateway.payment p
            where p.status = 'paid' and p.provider_times > p.bank_times and p.paid_at < ? group by p.account_id
            """;
    private static final String NAMED = """
            select id from gateway.payment where reference = ? or provider_transaction = ?
            union select payment_id from gateway.attempt where order_id = ? or provider_transaction = ?
            union select i.payment_id from gateway.payment_item i join gateway.obligation o on o.id = i.obligation_id
                  join gateway.dossier d on d.id = o.dossier_id where d.compact = ?
            limit ?
            """;
    private static final String LOCK_PAYMENT = """
            select p.id, p.account_id, p.amount_vnd, p.status, p.surplus_vnd, p.provider, p.provider_times - p.bank_times as awaited,
                   p.bank_times > 0 and p.bank_times >= p.provider_times as seen
            from gateway.payment p where p.id = ? for update
            """;
    private static final String LOCK_ITEMS = """
            select o.id, i.amount_vnd, o.status from gateway.payment_item i join gateway.obligation o on o.id = i.obligation_id
            where i.payment_id = ? order by o.id for update of o
            """;
    private static final String LOCK_DUE = """
            select o.id, o.amount_vnd, r.assignment_id
            from gateway.obligation o
            join gateway.dossier d on d.id = o.dossier_id
            join lateral (
                select s.account_id, s.id as assignment_id from gateway.account_assignment s
                where s.agency_id = d.agency_id and s.kind = o.kind and (s.procedure_code = d.procedure_code or s.procedure_code is null)
                  and s.status <> 'proposed' and s.valid @> cast(? as timestamptz) and s.recorded @> cast(? as timestamptz)
                order by s.procedure_code nulls last limit 1
            ) r on r.account_id = ?
            join gateway.collection_account c on c.id = r.account_id and c.status = 'active' and c.valid @> cast(? as timestamptz)
            where o.dossier_id = ? and o.status = 'due' order by o.id for update of o
            """;
    private static final String SEEN =
            "update gateway.payment set bank_times = bank_times + 1, bank_seen_at = coalesce(bank_seen_at, ?) where id = ?";
    /** Who owes money on top of what the bank itself showed first. */
    private static final String OTHER_PROVIDER =
            "select provider from gateway.attempt where payment_id = ? and status = 'paid' and provider <> 'vietqr' order by number limit 1";

    /** The notice that this line makes good: the one of its identity; any other only where no other provider's money is awaited. */
    private static final String CLEAR_NOTICE = """
            update gateway.bank_notice set cleared = true, line_id = ?, status = case when bank_reference = ? and day = ? then 'confirmed' else 'corrected' end
            where id = (
                select n.id from gateway.bank_notice n where n.payment_id = ? and n.counted and not n.cleared
                  and (n.bank_reference = ? or
                       ? <= (select count(*) from gateway.bank_notice m where m.payment_id = n.payment_id and m.counted and not m.cleared))
                order by n.bank_reference = ? desc, n.day = ? desc, n.received_at, n.id limit 1)
            """;

    private static final String KEEP_IDENTITIES = """
            insert into gateway.bank_line (line_id, bin, number, bank_reference, amount_vnd, day)
            select u.id, c.bank_bin, c.number, u.reference, u.amount, cast(u.day as date)
            from unnest(cast(? as uuid[]), cast(? as text[]), cast(? as bigint[]), cast(? as text[])) as u (id, reference, amount, day) join gateway.collection_account c on c.id = ?
            """;
    private static final String CONFIRM_NOTICES = """
            update gateway.bank_notice n set status = 'confirmed', line_id = l.line_id
            from gateway.bank_line l
            where l.line_id = any(?) and n.status in ('provisional', 'withdrawn') and n.bin in (l.bin, '') and n.number = l.number
              and n.bank_reference = l.bank_reference and n.amount_vnd = l.amount_vnd and n.day = l.day
            """;

    private static final String LOCK_PAYMENTS =
            "select id from gateway.payment where id = any(?) order by id for update";
    private static final String LOCK_OBLIGATIONS = """
            select id from gateway.obligation
            where id in (select obligation_id from gateway.payment_item where payment_id = any(?)) or dossier_id = any(?)
            order by id for update
            """;
    private static final String PAID = """
            update gateway.payment set status = 'paid', surplus_vnd = ?, paid_at = ?, recorded_at = ?, bank_seen_at = ?,
                                       provider_times = provider_times + 1, bank_times = bank_times + 1,
                                       provider = 'bank', provider_transaction = ?
            where id = ?
            """;
    private static final String INSERT_PAID = """
            insert into gateway.payment (id, reference, account_id, amount_vnd, status, method, result_token, created_at, created_by, expires_at,
                                         paid_at, recorded_at, bank_seen_at, provider, provider_transaction, provider_times, bank_times)
            values (?, ?, ?, ?, 'paid', 'vietqr', ?, ?, 'bank', ?, ?, ?, ?, 'bank', ?, 1, 1)
            """;
    private static final String INSERT_ITEM =
            "insert into gateway.payment_item (payment_id, obligation_id, amount_vnd, assignment_id) values (?, ?, ?, ?)";
    private static final String SETTLE =
            "insert into gateway.settlement (obligation_id, payment_id, settled_at) values (?, ?, ?)";
    private static final String SET_PAID = "update gateway.obligation set status = 'paid' where id = ?";
    private static final String RELEASE = "delete from gateway.open_claim where payment_id = ?";
    private static final String END_ATTEMPTS = """
            update gateway.attempt set status = 'paid', provider_transaction = ? where payment_id = ? and provider = 'vietqr'
              and number = (select max(number) from gateway.attempt where payment_id = ? and provider = 'vietqr')
            """;
    private static final String OUTBOX = "insert into gateway.outbox (kind, payment_id, created_at) values (?, ?, ?)";
    private static final String SIGHTED = """
            insert into gateway.bank_sighting (line_id, payment_id, amount_vnd, booked_on, bank_reference, recorded_at)
            values (?, ?, ?, ?, ?, ?) on conflict (line_id) do nothing
            """;
    private static final String OPEN_CASE = """
            insert into gateway.payment_case (id, payment_id, type, amount_vnd, detail, fingerprint, opened_at)
            values (?, ?, ?, ?, ?, ?, ?) on conflict (payment_id, type, fingerprint) do nothing
            """;

    private final Accounts accounts;
    private final Ledger ledger;
    private final InstantSource clock;

    public BankWitness(Accounts accounts, Ledger ledger, InstantSource clock) {
        this.accounts = accounts;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * What a bank line may be about: a payment, a dossier that somebody pays by transfer without having opened a payment, or the test deposit that
     * proves a new account.
     */
    public sealed interface Subject {
        UUID id();

        record OfPayment(UUID id) implements Subject {}

        record OfDossier(UUID id) implements Subject {}

        /** @param id of the account that is proved */
        record OfTestDeposit(UUID id) implements Subject {}

        /** One end of a transfer from a former account to its successor's; @param id of the order, kept by whoever reads the statements */
        record OfTransferOrder(UUID id) implements Subject {}
    }

    /** OPEN: the money is expected here. WAITING: the provider has not spoken yet. SETTLED: all the money that was reported was seen on lines already. */
    public enum State {
        OPEN,
        WAITING,
        SETTLED
    }

    /**
     * Something the bank may show on one account.
     *
     * @param codes compact forms (A-Z, 0-9) under which it may be named in a narrative: payment reference, order ids, dossier codes
     * @param label how people know it: the dossier codes, joined
     * @param amountVnd whole đồng that would settle it exactly; below 0 for money that is to go out
     * @param reported {@link Line#transfer} of transfers of this amount that notice services reported of it and that no line has shown
     */
    public record Expected(
            Subject subject, List<String> codes, String label, long amountVnd, State state, List<String> reported) {
        public Expected(Subject subject, List<String> codes, String label, long amountVnd, State state) {
            this(subject, codes, label, amountVnd, state, List.of());
        }
    }

    /**
     * One booked line of a statement.
     *
     * @param lineId identity of the line; books it once
     * @param bookedOn the bank's day
     * @param amountVnd whole đồng, above 0 for money in, below 0 for money out
     * @param bankReference the bank's own reference, or a name made from the line's place
     */
    public record Line(UUID lineId, LocalDate bookedOn, long amountVnd, String bankReference) {
        /** What makes a transfer of one amount on one account the same transfer: the bank's reference and the day. */
        public static String transfer(String bankReference, LocalDate day) {
            return RecordBankNotices.reference(bankReference) + " " + day;
        }
    }

    /**
     * Money that providers reported as paid and that no bank line has shown.
     *
     * @param amountVnd whole đồng, above 0
     */
    public record Awaited(int payments, long amountVnd) {}

    /** What a confirmed line did. */
    public sealed interface Confirmed {
        /** A payment that a provider had reported is now seen at the bank. */
        record Seen(UUID paymentId) implements Confirmed {}

        /** The line itself paid: obligations were settled by it. */
        record Paid(UUID paymentId) implements Confirmed {}

        /** The test deposit of the account was seen. */
        record Proved(UUID accountId) implements Confirmed {}

        /** An end of a transfer between two of our accounts was seen. */
        record Moved(UUID orderId) implements Confirmed {}

        /** Between the look and the write somebody else was faster; the line stays in suspense. */
        record TooLate() implements Confirmed {}
    }

    /** What each account waits for that was paid up to the end of a day. */
    public Map<UUID, Awaited> awaited(Sql sql, LocalDate through) {
        Map<UUID, Awaited> awaited = new LinkedHashMap<>();
        sql.list(AWAITED, row -> row, BusinessDay.startOf(through.plusDays(1)))
                .forEach(row -> awaited.put(
                        row.uuid("account_id"), new Awaited((int) row.whole("payments"), row.whole("amount_vnd"))));
        return awaited;
    }

    /**
     * Payments that a code names exactly: payment reference, order id, provider's transaction, or compact dossier code.
     *
     * @param code A-Z and 0-9
     */
    public List<UUID> named(Sql sql, String code, int limit) {
        return sql.list(NAMED, row -> row.uuid("id"), code, code, code, code, code, (long) limit);
    }

    /** Everything that may show up on an account, each under all its codes; in a stable order. */
    public List<Expected> expected(Sql sql, UUID account) {
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
        if (orders.isEmpty() || transfers.size() == 1) {
            State state = row.flag("seen") ? State.SETTLED : paid || orders.isEmpty() ? State.OPEN : State.WAITING;
            return List.of(expected(row, state, transfers, orders, dossierCodes));
        }
        boolean reported = row.flag("reported");
        State provider = reported ? State.OPEN : paid && !byTransfer ? State.SETTLED : State.WAITING;
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

    /**
     * Books lines of a statement as they stand: money in against suspense, money out likewise. Booked once each. Their identities are kept, and confirm what
     * notice services reported of them.
     */
    public void booked(Tx tx, UUID account, Collection<Line> lines) {
        ledger.post(
                tx,
                lines.stream()
                        .filter(l -> l.amountVnd() != 0)
                        .map(l -> bankLine(account, l))
                        .toList());
        List<Line> named =
                lines.stream().filter(l -> !l.bankReference().isBlank()).toList();
        UUID[] ids = named.stream().map(Line::lineId).toArray(UUID[]::new);
        tx.run(
                KEEP_IDENTITIES,
                ids,
                named.stream()
                        .map(l -> RecordBankNotices.reference(l.bankReference()))
                        .toArray(String[]::new),
                named.stream().map(Line::amountVnd).toArray(Long[]::new),
                named.stream().map(l -> l.bookedOn().toString()).toArray(String[]::new),
                account);
        tx.run(CONFIRM_NOTICES, (Object) ids);
    }

    private static Transfer bankLine(UUID account, Line line) {
        boolean in = line.amountVnd() > 0;
        LedgerAccount bank = LedgerAccount.bank(account);
        LedgerAccount suspense = LedgerAccount.suspense(account);
        return new Transfer(
                in ? bank : suspense,
                in ? suspense : bank,
                Math.abs(line.amountVnd()),
                line.bookedOn(),
                BusinessDay.startOf(line.bookedOn()),
                "bank_line",
                "line:" + line.lineId(),
                null);
    }

    /**
     * A provider paid out less than it took: what it kept for its service is no part of the fee, and nothing more is to come of it. Booked once a batch.
     *
     * @param amountVnd whole đồng, above 0
     * @param batch the provider's name of the pay-out, unique at that provider
     */
    public void feeKept(Tx tx, UUID account, String provider, long amountVnd, LocalDate day, String batch) {
        ledger.post(
                tx,
                List.of(new Transfer(
                        LedgerAccount.providerFee(provider, account),
                        LedgerAccount.clearing(provider, account),
                        amountVnd,
                        day,
                        BusinessDay.startOf(day),
                        "provider_fee",
                        "batch:" + provider + ":" + batch,
                        null)));
    }

    /**
     * Locks what several lines are about, in the one order that all transactions keep (payments by id, then obligations by id); to be called once,
     * before the first {@link #confirm} of a transaction that confirms several.
     */
    public void lock(Tx tx, Collection<Subject> subjects) {
        UUID[] payments = subjects.stream()
                .filter(Subject.OfPayment.class::isInstance)
                .map(Subject::id)
                .toArray(UUID[]::new);
        UUID[] dossiers = subjects.stream()
                .filter(Subject.OfDossier.class::isInstance)
                .map(Subject::id)
                .toArray(UUID[]::new);
        tx.list(LOCK_PAYMENTS, row -> row.uuid("id"), (Object) payments);
        tx.list(LOCK_OBLIGATIONS, row -> row.uuid("id"), payments, dossiers);
    }

    /** The line is what was expected: takes it out of suspense; pays, when no provider had reported it. */
    public Confirmed confirm(Tx tx, UUID account, Subject subject, Line line) {
        return switch (subject) {
            case Subject.OfPayment(UUID id) -> sighted(tx, confirmPayment(tx, account, id, line), line);
            case Subject.OfDossier(UUID id) -> sighted(tx, payDossier(tx, account, id, line), line);
            case Subject.OfTestDeposit(UUID id) -> prove(tx, account, id, line);
            case Subject.OfTransferOrder(UUID id) -> move(tx, account, id, line);
        };
    }

    /** The line stands as a witness of its own, beside what providers said. */
    private Confirmed sighted(Tx tx, Confirmed confirmed, Line line) {
        UUID payment = switch (confirmed) {
            case Confirmed.Seen(UUID id) -> id;
            case Confirmed.Paid(UUID id) -> id;
            case Confirmed.Proved ignored -> null;
            case Confirmed.Moved ignored -> null;
            case Confirmed.TooLate ignored -> null;
        };
        if (payment != null) {
            tx.run(
                    SIGHTED,
                    line.lineId(),
                    payment,
                    line.amountVnd(),
                    line.bookedOn(),
                    line.bankReference(),
                    clock.instant());
        }
        return confirmed;
    }

    /** Out of what the former account owes, or into what the successor's was owed. */
    private Confirmed move(Tx tx, UUID account, UUID order, Line line) {
        boolean in = line.amountVnd() > 0;
        LedgerAccount suspense = LedgerAccount.suspense(account);
        ledger.post(
                tx,
                List.of(new Transfer(
                        in ? suspense : LedgerAccount.passedOn(account),
                        in ? LedgerAccount.inherited(account) : suspense,
                        Math.abs(line.amountVnd()),
                        line.bookedOn(),
                        BusinessDay.startOf(line.bookedOn()),
                        "transfer_order",
                        "line:" + line.lineId(),
                        null)));
        return new Confirmed.Moved(order);
    }

    /** The centre's own đồng, which is nobody's fee. */
    private Confirmed prove(Tx tx, UUID account, UUID id, Line line) {
        if (!account.equals(id) || !accounts.depositSeen(tx, id, line.amountVnd(), line.bankReference())) {
            return new Confirmed.TooLate();
        }
        ledger.post(
                tx,
                List.of(fromSuspense(
                        account, LedgerAccount.testDeposit(account), line.amountVnd(), line, "test_deposit", null)));
        return new Confirmed.Proved(id);
    }

    private Confirmed confirmPayment(Tx tx, UUID account, UUID id, Line line) {
        Row row = tx.get(LOCK_PAYMENT, id).orElseThrow();
        if (row.flag("seen")
                || row.whole("amount_vnd") != line.amountVnd()
                || !row.uuid("account_id").equals(account)) {
            return new Confirmed.TooLate();
        }
        Instant now = clock.instant();
        if (row.text("status").equals("paid")) {
            tx.run(SEEN, now, id);
            String provider = reportedBy(tx, id, row, line);
            ledger.post(
                    tx,
                    List.of(fromSuspense(
                            account,
                            LedgerAccount.clearing(provider, account),
                            line.amountVnd(),
                            line,
                            "bank_match",
                            id)));
            return new Confirmed.Seen(id);
        }
        PaymentStatus status = PaymentStatus.read(row.text("status"));
        if (!(PaymentLife.next(status, new PaymentLife.Event.MoneyArrived(false))
                instanceof PaymentLife.Answer.Moved(PaymentStatus to, CaseType opens))) {
            return new Confirmed.TooLate();
        }
        List<UUID> open = new ArrayList<>();
        long settledVnd = 0;
        for (Row item : tx.list(LOCK_ITEMS, r -> r, id)) {
            if (item.text("status").equals("due") || item.text("status").equals("pending")) {
                open.add(item.uuid("id"));
                settledVnd += item.whole("amount_vnd");
            }
        }
        tx.run(RELEASE, id);
        tx.run(PAID, line.amountVnd() - settledVnd, paidAt(line, now), now, now, line.bankReference(), id);
        tx.run(END_ATTEMPTS, line.bankReference(), id, id);
        settle(tx, account, id, open, settledVnd, line, now);
        if (opens != null) {
            openCase(tx, id, opens, line.amountVnd(), line, now);
        }
        return new Confirmed.Paid(id);
    }

    /** Whose money on its way the line is. */
    private static String reportedBy(Tx tx, UUID id, Row payment, Line line) {
        String reference = RecordBankNotices.reference(line.bankReference());
        boolean noticed = tx.run(
                        CLEAR_NOTICE,
                        line.lineId(),
                        reference,
                        line.bookedOn(),
                        id,
                        reference,
                        payment.whole("awaited"),
                        reference,
                        line.bookedOn())
                > 0;
        if (noticed) {
            return VietQrProvider.NAME;
        }
        String first = payment.text("provider");
        return first.equals("bank") || first.equals(VietQrProvider.NAME)
                ? tx.get(OTHER_PROVIDER, id).orElseThrow().text("provider")
                : first;
    }

    private Confirmed payDossier(Tx tx, UUID account, UUID dossier, Line line) {
        Instant now = clock.instant();
        List<Row> due = tx.list(LOCK_DUE, r -> r, now, now, account, now, dossier);
        long dueVnd = due.stream().mapToLong(r -> r.whole("amount_vnd")).sum();
        if (due.isEmpty() || dueVnd != line.amountVnd()) {
            return new Confirmed.TooLate();
        }
        UUID id = Ids.next(now);
        Instant paidAt = paidAt(line, now);
        tx.run(
                INSERT_PAID,
                id,
                PaymentReference.next(new java.security.SecureRandom()),
                account,
                line.amountVnd(),
                LinkToken.fresh(),
                now,
                now,
                paidAt,
                now,
                now,
                line.bankReference());
        for (Row row : due) {
            tx.run(INSERT_ITEM, id, row.uuid("id"), row.whole("amount_vnd"), row.uuid("assignment_id"));
        }
        settle(tx, account, id, due.stream().map(r -> r.uuid("id")).toList(), dueVnd, line, now);
        return new Confirmed.Paid(id);
    }

    private void settle(
            Tx tx, UUID account, UUID payment, List<UUID> obligations, long settledVnd, Line line, Instant now) {
        for (UUID obligation : obligations) {
            tx.run(SETTLE, obligation, payment, paidAt(line, now));
            tx.run(SET_PAID, obligation);
        }
        if (settledVnd > 0) {
            ledger.post(
                    tx,
                    List.of(fromSuspense(
                            account, LedgerAccount.collected(account), settledVnd, line, "bank_paid", payment)));
            tx.run(OUTBOX, "receipt_due", payment, now);
        }
        if (settledVnd < line.amountVnd()) {
            openCase(tx, payment, CaseType.PAID_TWICE, line.amountVnd() - settledVnd, line, now);
        }
        tx.run(OUTBOX, "payment.paid", payment, now);
    }

    private static void openCase(Tx tx, UUID payment, CaseType type, long amountVnd, Line line, Instant now) {
        tx.run(
                OPEN_CASE,
                Ids.next(now),
                payment,
                type.text(),
                amountVnd,
                "bank " + line.bankReference(),
                "line:" + line.lineId(),
                now);
    }

    private static Transfer fromSuspense(
            UUID account, LedgerAccount credit, long amountVnd, Line line, String kind, @Nullable UUID payment) {
        return new Transfer(
                LedgerAccount.suspense(account),
                credit,
                amountVnd,
                line.bookedOn(),
                BusinessDay.startOf(line.bookedOn()),
                kind,
                "line:" + line.lineId(),
                payment);
    }

    /** A statement knows the day, not the hour: now when the line is of today, else the last second of its day. */
    private static Instant paidAt(Line line, Instant now) {
        Instant endOfDay = BusinessDay.startOf(line.bookedOn().plusDays(1)).minusSeconds(1);
        return now.isBefore(endOfDay) && BusinessDay.of(now).equals(line.bookedOn()) ? now : endOfDay;
    }
}
