package vn.phigate.gateway.payments;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.Transfer;
import vn.phigate.gateway.payments.BankWitness.Confirmed;
import vn.phigate.gateway.payments.BankWitness.Line;
import vn.phigate.gateway.payments.BankWitness.Subject;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.signing.LinkToken;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.providers.vietqr.VietQrProvider;

/** What a matched line does: takes its money out of suspense, and pays what nobody had paid. */
final class ConfirmLine {
    private static final String LOCK_PAYMENT = """
            select p.id, p.account_id, p.amount_vnd, p.status, p.surplus_vnd, p.provider, p.provider_times,
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
    /** Who still owes money of this payment by the books; of two that owe the same, whoever paid it first. */
    private static final String OWED_BY = """
            select w.provider, w.amount_vnd from gateway.on_the_way(?, date 'infinity') w
            where w.amount_vnd > 0 order by w.amount_vnd >= ? desc, w.provider = ? desc, w.provider
            """;

    private static final String ORDERED_AT = """
            select provider from gateway.attempt
            where payment_id = ? and provider <> 'vietqr' and regexp_replace(upper(order_id), '[^A-Z0-9]', '', 'g') = ?
            """;
    private static final String PAID_THROUGH =
            "select provider from gateway.attempt where payment_id = ? and status = 'paid' and provider <> 'vietqr' order by number limit 1";

    /** The notice that this line makes good: the one of its identity, else any where {@code anyOf} allows it. */
    private static final String CLEAR_NOTICE = """
            update gateway.bank_notice set cleared = true, line_id = ?, status = case when bank_reference = ? and day = ? then 'confirmed' else 'corrected' end
            where id = (
                select n.id from gateway.bank_notice n where n.payment_id = ? and n.counted and not n.cleared and (n.bank_reference = ? or ?)
                order by n.bank_reference = ? desc, n.day = ? desc, n.received_at, n.id limit 1)
            """;

    private static final String LOCK_PAYMENTS =
            "select id from gateway.payment where id = any(?) order by id for update";
    private static final String LOCK_OBLIGATIONS = """
            select id from gateway.obligation
            where id in (select i.obligation_id from gateway.payment_item i where i.payment_id = any(?)
                         union all select o.id from gateway.obligation o where o.dossier_id = any(?))
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

    static final SecureRandom RANDOM = new SecureRandom();

    private final Accounts accounts;
    private final Ledger ledger;
    private final InstantSource clock;

    ConfirmLine(Accounts accounts, Ledger ledger, InstantSource clock) {
        this.accounts = accounts;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Locks what several lines are about, in the one order that all transactions keep (payments by id, then obligations by id); to be called once,
     * before the first {@link #confirm} of a transaction that confirms several.
     */
    void lock(Tx tx, Collection<Subject> subjects) {
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
    Confirmed confirm(Tx tx, UUID account, Subject subject, Line line) {
        return switch (subject) {
            case Subject.OfPayment(UUID id) -> sighted(tx, confirmPayment(tx, account, id, line, List.of(line)), line);
            case Subject.OfDossier(UUID id) -> sighted(tx, payDossier(tx, account, id, line, List.of(line)), line);
            case Subject.OfTestDeposit(UUID id) -> prove(tx, account, id, line);
            case Subject.OfTransferOrder(UUID id) -> move(tx, account, id, line);
        };
    }

    /** Several lines are together what was expected. The witness is the last of them: with it the whole amount was seen. */
    Confirmed together(Tx tx, UUID account, Subject subject, List<Line> parts) {
        Line last = parts.getLast();
        long wholeVnd = parts.stream().mapToLong(Line::amountVnd).reduce(0, Math::addExact);
        Line whole = new Line(last.lineId(), last.bookedOn(), wholeVnd, last.bankReference(), last.code());
        return switch (subject) {
            case Subject.OfPayment(UUID id) -> sighted(tx, confirmPayment(tx, account, id, whole, parts), whole);
            case Subject.OfDossier(UUID id) -> sighted(tx, payDossier(tx, account, id, whole, parts), whole);
            case Subject.OfTestDeposit ignored -> new Confirmed.TooLate();
            case Subject.OfTransferOrder ignored -> new Confirmed.TooLate();
        };
    }

    /** The payment that a line saw or paid. */
    static @Nullable UUID payment(Confirmed confirmed) {
        return switch (confirmed) {
            case Confirmed.Seen(UUID id) -> id;
            case Confirmed.Paid(UUID id) -> id;
            case Confirmed.Proved ignored -> null;
            case Confirmed.Moved ignored -> null;
            case Confirmed.TooLate ignored -> null;
        };
    }

    /** The line stands as a witness of its own, beside what providers said. */
    private Confirmed sighted(Tx tx, Confirmed confirmed, Line line) {
        UUID payment = payment(confirmed);
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

    /** @param parts the lines themselves, where several of them make up the one */
    private Confirmed confirmPayment(Tx tx, UUID account, UUID id, Line line, List<Line> parts) {
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
                    parts.stream()
                            .map(part -> fromSuspense(
                                    account,
                                    LedgerAccount.clearing(provider, account),
                                    part.amountVnd(),
                                    part,
                                    "bank_match",
                                    id))
                            .toList());
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
        if (parts.size() > 1 && settledVnd != line.amountVnd()) {
            return new Confirmed.TooLate();
        }
        tx.run(RELEASE, id);
        tx.run(PAID, line.amountVnd() - settledVnd, paidAt(line, now), now, now, line.bankReference(), id);
        tx.run(END_ATTEMPTS, line.bankReference(), id, id);
        settle(tx, account, id, open, settledVnd, line, parts, now);
        if (opens != null) {
            openCase(tx, id, opens, line.amountVnd(), line, now);
        }
        return new Confirmed.Paid(id);
    }

    /**
     * Whose money on its way the line is: of the notice it makes good, of the order it names, else of whoever still owes that much. Where one provider
     * alone reported the payment, it is that one's.
     */
    private static String reportedBy(Tx tx, UUID id, Row payment, Line line) {
        String first = payment.text("provider");
        boolean transfer = first.equals(VietQrProvider.NAME);
        if (payment.whole("provider_times") == 1) {
            if (transfer) {
                clearNotice(tx, id, line, true);
            }
            return first;
        }
        if (clearNotice(tx, id, line, false)) {
            return VietQrProvider.NAME;
        }
        List<String> owedBy = tx.list(OWED_BY, row -> row.text("provider"), id, line.amountVnd(), first);
        String code = line.code();
        String named = code == null
                ? null
                : tx.get(ORDERED_AT, id, code).map(row -> row.text("provider")).orElse(null);
        if (named != null && (owedBy.contains(named) || owedBy.isEmpty())) {
            return named;
        }
        boolean onlyTransfersOwed = owedBy.stream().allMatch(VietQrProvider.NAME::equals);
        if (onlyTransfersOwed && clearNotice(tx, id, line, true)) {
            return VietQrProvider.NAME;
        }
        if (!owedBy.isEmpty()) {
            return owedBy.getFirst();
        }
        // All of it was given back before the bank showed it; the provider will take it back from what it pays out.
        return first.equals("bank") || transfer
                ? tx.get(PAID_THROUGH, id).map(row -> row.text("provider")).orElse(VietQrProvider.NAME)
                : first;
    }

    private static boolean clearNotice(Tx tx, UUID payment, Line line, boolean anyOf) {
        String reference = RecordBankNotices.reference(line.bankReference());
        LocalDate day = line.bookedOn();
        return tx.run(CLEAR_NOTICE, line.lineId(), reference, day, payment, reference, anyOf, reference, day) > 0;
    }

    private Confirmed payDossier(Tx tx, UUID account, UUID dossier, Line line, List<Line> parts) {
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
                PaymentReference.next(RANDOM),
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
        settle(tx, account, id, due.stream().map(r -> r.uuid("id")).toList(), dueVnd, line, parts, now);
        return new Confirmed.Paid(id);
    }

    private void settle(
            Tx tx,
            UUID account,
            UUID payment,
            List<UUID> obligations,
            long settledVnd,
            Line line,
            List<Line> parts,
            Instant now) {
        for (UUID obligation : obligations) {
            tx.run(SETTLE, obligation, payment, paidAt(line, now));
            tx.run(SET_PAID, obligation);
        }
        if (settledVnd > 0) {
            LedgerAccount collected = LedgerAccount.collected(account);
            ledger.post(
                    tx,
                    parts.stream()
                            .map(part -> fromSuspense(
                                    account,
                                    collected,
                                    parts.size() == 1 ? settledVnd : part.amountVnd(),
                                    part,
                                    "bank_paid",
                                    payment))
                            .toList());
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

    static Transfer fromSuspense(
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
    static Instant paidAt(Line line, Instant now) {
        Instant endOfDay = BusinessDay.startOf(line.bookedOn().plusDays(1)).minusSeconds(1);
        return now.isBefore(endOfDay) && BusinessDay.of(now).equals(line.bookedOn()) ? now : endOfDay;
    }
}
