package vn.phigate.gateway.payments;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.Transfer;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.BusinessDay;

/**
 * The door for whoever reads the bank's statements: what may show up on an account, and what follows when it did. Every bank line is booked
 * against suspense first ({@link #booked}); a match takes it out of suspense ({@link #confirm}), so that the books follow the bank line by
 * line whatever is matched.
 */
public final class BankWitness {
    private static final String KEEP_IDENTITIES = """
            insert into gateway.bank_line (line_id, bin, number, bank_reference, amount_vnd, day, booked_at)
            select u.id, c.bank_bin, c.number, u.reference, u.amount, cast(u.day as date), cast(? as timestamptz)
            from unnest(cast(? as uuid[]), cast(? as text[]), cast(? as bigint[]), cast(? as text[])) as u (id, reference, amount, day) join gateway.collection_account c on c.id = ?
            """;
    private static final String CONFIRM_NOTICES = """
            update gateway.bank_notice n set status = 'confirmed', line_id = l.line_id
            from gateway.bank_line l
            where l.line_id = any(?) and n.status in ('provisional', 'withdrawn') and n.bin in (l.bin, '') and n.number = l.number
              and n.bank_reference = l.bank_reference and n.amount_vnd = l.amount_vnd and n.day = l.day
            """;

    private final Ledger ledger;
    private final InstantSource clock;
    private final ExpectedAtBank expected;
    private final ConfirmLine confirm;
    private final TakeBackLine takeBack;
    private final FindAtBank find;
    private final PayOuts payOuts;
    private final ConfirmMany many;

    public BankWitness(Accounts accounts, Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
        this.expected = new ExpectedAtBank(accounts, clock);
        this.confirm = new ConfirmLine(accounts, ledger, clock);
        this.takeBack = new TakeBackLine(ledger, clock);
        this.find = new FindAtBank(expected, clock);
        this.payOuts = new PayOuts(ledger, clock);
        this.many = new ConfirmMany(confirm, ledger, clock);
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

    /**
     * OPEN: the money is expected here. WAITING: the provider has not spoken yet. GIVEN_BACK: the provider paid it back before the bank showed it; it is not on
     * its way any more, and a line that shows it all the same is taken, for the provider then takes it back. SETTLED: all the money that was reported was seen on
     * lines already.
     */
    public enum State {
        OPEN,
        WAITING,
        GIVEN_BACK,
        SETTLED
    }

    /**
     * Something the bank may show on one account.
     *
     * @param codes compact forms (A-Z, 0-9) under which it may be named in a narrative: payment reference, order ids, dossier codes
     * @param label how people know it: the dossier codes, joined
     * @param amountVnd whole đồng that would settle it exactly; below 0 for money that is to go out
     * @param since the business day on which it was made: the payment opened, the dossier received
     * @param reported {@link Line#transfer} of transfers of this amount that notice services reported of it and that no line has shown
     */
    public record Expected(
            Subject subject,
            List<String> codes,
            String label,
            long amountVnd,
            State state,
            LocalDate since,
            List<String> reported) {
        /** One that no line is about for its day. */
        public Expected(Subject subject, List<String> codes, String label, long amountVnd, State state) {
            this(subject, codes, label, amountVnd, state, LocalDate.MIN, List.of());
        }
    }

    /**
     * One booked line of a statement.
     *
     * @param lineId identity of the line; books it once
     * @param bookedOn the bank's day
     * @param amountVnd whole đồng, above 0 for money in, below 0 for money out
     * @param bankReference the bank's own reference, or a name made from the line's place
     * @param code the compact code by which the line named what it is matched with; null when it was not read by a code
     * @param match identity of a match that a person made, of the line or a part of it; null when a rule matched the whole line
     */
    public record Line(
            UUID lineId,
            LocalDate bookedOn,
            long amountVnd,
            String bankReference,
            @Nullable String code,
            @Nullable UUID match) {
        public Line(UUID lineId, LocalDate bookedOn, long amountVnd, String bankReference, @Nullable String code) {
            this(lineId, bookedOn, amountVnd, bankReference, code, null);
        }

        public Line(UUID lineId, LocalDate bookedOn, long amountVnd, String bankReference) {
            this(lineId, bookedOn, amountVnd, bankReference, null, null);
        }

        /** What the books name as the cause: a line is matched once by a rule, but by people in parts, and again after they took a match back. */
        String source() {
            return match == null ? "line:" + lineId : "match:" + match;
        }

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

    /**
     * Something that a person may mean.
     *
     * @param subject a payment, or a dossier with something due
     * @param codes compact forms under which it may be named
     * @param label how people know it: the dossier codes, joined
     * @param amountVnd whole đồng that would settle it exactly
     */
    public record Found(
            Subject subject, UUID accountId, String label, List<String> codes, long amountVnd, State state) {}

    /**
     * Payments and dossiers that people look for.
     *
     * @param accounts on which the money may be expected
     * @param typed payment reference, order id, dossier code or a piece of one; may be empty
     * @param amountVnd also what waits for exactly this amount; null not to
     */
    public List<Found> find(Sql sql, List<UUID> accounts, String typed, @Nullable Long amountVnd, int limit) {
        return find.find(sql, accounts, typed, amountVnd, limit);
    }

    /** These subjects as they stand now, as far as their money is expected on one of the accounts. */
    public List<Found> find(Sql sql, List<UUID> accounts, Collection<Subject> subjects) {
        return find.found(
                sql,
                accounts.toArray(UUID[]::new),
                subjects.stream()
                        .filter(Subject.OfPayment.class::isInstance)
                        .map(Subject::id)
                        .toArray(UUID[]::new),
                subjects.stream()
                        .filter(Subject.OfDossier.class::isInstance)
                        .map(Subject::id)
                        .toArray(UUID[]::new));
    }

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
        return expected.awaited(sql, through);
    }

    /**
     * Payments that a code names exactly: payment reference, order id, provider's transaction, or compact dossier code.
     *
     * @param code A-Z and 0-9
     */
    public List<UUID> named(Sql sql, String code, int limit) {
        return expected.named(sql, code, limit);
    }

    /** Everything that may show up on an account, each under all its codes; in a stable order. */
    public List<Expected> expected(Sql sql, UUID account) {
        return expected.onAccount(sql, account);
    }

    /**
     * Payments and dossiers of the whole city that have one of these codes, by the account that each is expected on; for money that came to the wrong one.
     *
     * @param codes compact dossier codes and payment references
     */
    public Map<UUID, List<Expected>> named(Sql sql, Collection<String> codes) {
        return expected.named(sql, codes);
    }

    /**
     * Books lines of a statement as they stand: money in against suspense, money out likewise, added up by day. Each line is handed in once. Their identities are kept, and confirm what
     * notice services reported of them.
     */
    public void booked(Tx tx, UUID account, Collection<Line> lines) {
        ledger.post(tx, bankLines(account, lines));
        List<Line> named =
                lines.stream().filter(l -> !l.bankReference().isBlank()).toList();
        UUID[] ids = named.stream().map(Line::lineId).toArray(UUID[]::new);
        tx.run(
                KEEP_IDENTITIES,
                clock.instant(),
                ids,
                named.stream()
                        .map(l -> RecordBankNotices.reference(l.bankReference()))
                        .toArray(String[]::new),
                named.stream().map(Line::amountVnd).toArray(Long[]::new),
                named.stream().map(l -> l.bookedOn().toString()).toArray(String[]::new),
                account);
        tx.run(CONFIRM_NOTICES, (Object) ids);
    }

    /** What came and what went, a transfer for each day of these lines: line by line they stand in the statement. */
    private static List<Transfer> bankLines(UUID account, Collection<Line> lines) {
        LedgerAccount bank = LedgerAccount.bank(account);
        LedgerAccount suspense = LedgerAccount.suspense(account);
        Map<LocalDate, List<Line>> days = new TreeMap<>(
                lines.stream().filter(l -> l.amountVnd() != 0).collect(Collectors.groupingBy(Line::bookedOn)));
        List<Transfer> transfers = new ArrayList<>();
        days.forEach((day, ofDay) -> {
            for (boolean in : new boolean[] {true, false}) {
                List<Line> side =
                        ofDay.stream().filter(l -> l.amountVnd() > 0 == in).toList();
                if (!side.isEmpty()) {
                    transfers.add(new Transfer(
                            in ? bank : suspense,
                            in ? suspense : bank,
                            Math.abs(side.stream().mapToLong(Line::amountVnd).reduce(0, Math::addExact)),
                            day,
                            BusinessDay.startOf(day),
                            "bank_line",
                            (side.size() == 1 ? "line:" : "lines:")
                                    + side.getFirst().lineId(),
                            null));
                }
            }
        });
        return transfers;
    }

    /** The line is fees that a desk collected for dossiers that are not kept here: takes it out of suspense. */
    public void deskPaid(Tx tx, UUID account, Line line) {
        ledger.post(
                tx,
                List.of(new Transfer(
                        LedgerAccount.suspense(account),
                        LedgerAccount.deskCollected(account),
                        line.amountVnd(),
                        line.bookedOn(),
                        BusinessDay.startOf(line.bookedOn()),
                        "desk_paid",
                        "line:" + line.lineId(),
                        null)));
    }

    /**
     * Locks what several lines are about, in the one order that all transactions keep (payments by id, then obligations by id); to be called once,
     * before the first {@link #confirm} of a transaction that confirms several.
     */
    public void lock(Tx tx, Collection<Subject> subjects) {
        confirm.lock(tx, subjects);
    }

    /**
     * The line, or this part of it, is money on top of a payment that is paid already, by a person's word. It counts as received and is a case; it stays in
     * suspense, from where it is given back.
     *
     * @param line with its match
     * @return false when the payment is not of this account or not paid
     */
    public boolean surplus(Tx tx, UUID account, UUID payment, Line line) {
        return confirm.surplus(tx, account, payment, line);
    }

    /**
     * Two people say that a line was not for this payment: its money is in suspense again. A payment that a provider reported stays paid and waits for its
     * line again. One that the line itself had paid stays paid too, as its receipt stands and a settlement is for ever; it waits for the money that
     * belongs to it, and a case tells everybody that its witness is gone, so that people decide about dossier and receipt.
     *
     * @param line as it was confirmed, with its match when people had made it
     * @param takenBack identity of this act
     * @return false when the payment shows no such line, or more of its money was given back than stays without it
     */
    public boolean takeBack(Tx tx, UUID payment, Line line, UUID takenBack, String reason, String by) {
        return takeBack.run(tx, payment, line, takenBack, reason, by);
    }

    /** The line is what was expected: takes it out of suspense; pays, when no provider had reported it. */
    public Confirmed confirm(Tx tx, UUID account, Subject subject, Line line) {
        return confirm.confirm(tx, account, subject, line);
    }

    /**
     * An order as a provider was given it, and what is awaited of its payment.
     *
     * @param transaction the provider's number of it; null while it has none
     * @param reported whether this order was reported as paid, and its payment is paid
     * @param awaited how many times money that providers reported of the payment was not seen yet
     * @param dossiers the dossier codes, joined
     */
    public record ProviderOrder(
            UUID attempt,
            String orderId,
            @Nullable String transaction,
            UUID payment,
            UUID account,
            long amountVnd,
            boolean reported,
            int awaited,
            String dossiers) {}

    /** The orders of a provider that one of these order ids or transactions names; in a stable order. */
    public List<ProviderOrder> orders(
            Sql sql, String provider, Collection<String> orderIds, Collection<String> transactions) {
        return payOuts.orders(sql, provider, orderIds, transactions);
    }

    /**
     * An order that a line pays out.
     *
     * @param netVnd what of the line is its, above 0
     */
    public record PaidOrder(UUID attempt, UUID payment, long grossVnd, long netVnd) {}

    /**
     * A refund through the provider that it kept back from a pay-out.
     *
     * @param amountVnd what the line is less because of it, above 0
     * @param feeVnd kept for it; below 0 when the provider gives the fee of the payment back
     */
    public record KeptBack(UUID refund, UUID payment, long amountVnd, long feeVnd) {}

    /**
     * One line pays out many orders, less refunds and the provider's fee: takes their net out of suspense, and settles what the provider owed. What it kept for its
     * service, gross less net, is no part of the public fee. To be called with the payments locked ({@link #lock}) and the orders read under that lock.
     *
     * @throws IllegalStateException when a payment is not awaited; nothing of the transaction may stand then
     */
    public void paidOut(
            Tx tx, UUID account, String provider, Line line, List<PaidOrder> orders, List<KeptBack> keptBack) {
        payOuts.paidOut(tx, account, provider, line, orders, keptBack);
    }

    /**
     * Several lines are together what was expected: the whole goes out of suspense, each line's part on its day; settles exactly, or not at all. The subject is to be
     * locked before ({@link #lock}).
     *
     * @param lines in the order of their days, each above 0; with the last the payment is complete
     */
    public Confirmed confirmTogether(Tx tx, UUID account, Subject subject, List<Line> lines) {
        return confirm.together(tx, account, subject, lines);
    }

    /** @param account the one that the subject is expected on, not always the line's */
    public record Sighting(UUID account, Subject subject, Line line) {}

    /**
     * {@link #lock} and {@link #confirm} for many lines, with the same outcomes, in their order. Everything stays locked until the transaction ends: a thousand or two
     * at a time, so that a callback of one of these payments waits a tenth of a second at most.
     */
    public List<Confirmed> confirmAll(Tx tx, List<Sighting> sightings) {
        return many.confirm(tx, sightings);
    }
}
