package vn.phigate.gateway.payments;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.Transfer;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.signing.Sha256;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.vietqr.VietQrProvider;

/**
 * Records what providers said, any number of notices in one transaction: evidence, conditional move, ledger, outbox. The rows are locked in
 * one order (payments by id, then obligations by id), the decisions are pure ({@link PaymentLife}), the writes are one statement.
 */
final class RecordNotices {
    private static final Logger LOG = LoggerFactory.getLogger(RecordNotices.class);
    private static final String LOCK_ATTEMPTS = """
            select a.id, a.provider, a.order_id, a.key_id, a.created_at, a.status, a.provider_transaction, a.provider_code, a.next_query_at, a.queries,
                   p.id as payment_id, p.account_id, p.amount_vnd, p.status as payment_status, p.surplus_vnd, p.provider_times, p.paid_at, p.recorded_at,
                   p.provider as paid_by, p.provider_transaction as paid_transaction, a.bound, a.reversed_at is not null as reversed
            from unnest(?, ?) as w (provider, order_id)
            join gateway.attempt a on a.provider = w.provider and a.order_id = w.order_id
            join gateway.payment p on p.id = a.payment_id
            order by p.id, a.id for update of p, a
            """;
    /**
     * Statements of their own, sent together: attempts change under the payment's lock and claims under the obligation's, and so each is read by a
     * statement that begins after the lock was taken.
     */
    private static final String LOCK_ITEMS_AND_CLAIMS = """
            select i.payment_id, i.obligation_id, i.amount_vnd, o.status, t.pending, t.unclear
            from gateway.payment_item i join gateway.obligation o on o.id = i.obligation_id
            cross join lateral (
                select count(*) as pending, count(*) filter (where a.status = 'unknown') as unclear
                from gateway.attempt a where a.payment_id = i.payment_id and a.status in ('awaiting', 'unknown')) t
            where i.payment_id = any(?) order by o.id for update of o;
            select c.obligation_id, c.payment_id from gateway.open_claim c
            where c.obligation_id in (select i.obligation_id from gateway.payment_item i where i.payment_id = any(?))
            """;

    private static final String KNOWN_CASE =
            "select 1 as one from gateway.payment_case where payment_id = ? and type = ? and fingerprint = ?";
    private static final String HEARD =
            "select 1 as one from gateway.evidence where provider = ? and source = ? and content_hash = ? and attempt_id = ?";
    /** A provider's time is believed within this before the order and {@link #MOST_AHEAD} after now; outside of it the time of recording counts. */
    private static final Duration MOST_BEFORE = Duration.ofDays(730);

    private static final Duration MOST_AHEAD = Duration.ofDays(1);
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private final Ledger ledger;
    private final PaymentRules.ConfirmedBy policy;
    private final InstantSource clock;

    RecordNotices(Ledger ledger, PaymentRules.ConfirmedBy policy, InstantSource clock) {
        this.ledger = ledger;
        this.policy = policy;
        this.clock = clock;
    }

    /** @return one outcome per notice, in the same order */
    List<Recorded> record(Tx tx, List<Notice> notices) {
        Instant now = clock.instant();
        Map<String, LockedAttempt> attempts = lock(tx, notices);
        var writes = new NoticeWrites();
        var transfers = new ArrayList<Transfer>();
        var outcomes = new ArrayList<Recorded>(notices.size());
        for (Notice notice : notices) {
            LockedAttempt attempt = attempts.get(key(notice.provider(), notice.orderId()));
            if (attempt == null || !attempt.keyId.equals(notice.keyId())) {
                outcomes.add(unknown(notice, attempt, writes, now));
            } else {
                outcomes.add(apply(tx, notice, attempt, writes, transfers, now));
            }
        }
        writes.write(tx, now);
        ledger.post(tx, transfers);
        return outcomes;
    }

    /** Money is never refused in silence: what no order of ours explains is a case too, and somebody must be told. */
    private static Recorded unknown(
            Notice notice, @Nullable LockedAttempt ofAnotherTerminal, NoticeWrites writes, Instant now) {
        NoticeWrites.EvidenceKey evidence = evidence(writes, notice, null, "unknown_order", now);
        if (notice.result() == Notice.Result.PAID) {
            LOG.error(
                    "{} reports money for order {}, which terminal {} has no right to or nobody knows",
                    notice.provider(),
                    notice.orderId(),
                    notice.keyId());
            writes.openCase(
                    Ids.next(now),
                    ofAnotherTerminal == null ? null : ofAnotherTerminal.payment.id,
                    ofAnotherTerminal == null ? null : ofAnotherTerminal.id,
                    ofAnotherTerminal == null ? CaseType.UNKNOWN_ORDER : CaseType.WRONG_TERMINAL,
                    Math.max(0, notice.amountVnd()),
                    notice.provider() + " " + notice.source() + " " + notice.orderId() + " / " + notice.keyId(),
                    evidence,
                    notice.orderId() + "/" + notice.keyId() + "/" + notice.providerTransaction() + "/"
                            + notice.amountVnd());
        }
        return new Recorded.UnknownOrder();
    }

    /** Plain JDBC by position: the rows of a hundred callbacks pass here at once, and a map of each would cost as much as its decision. */
    private static Map<String, LockedAttempt> lock(Tx tx, List<Notice> notices) {
        var wanted = new TreeMap<String, Notice>();
        notices.forEach(n -> wanted.put(key(n.provider(), n.orderId()), n));
        return tx.jdbc(connection -> {
            var payments = new HashMap<UUID, LockedPayment>();
            var attempts = new HashMap<String, LockedAttempt>();
            try (var statement = connection.prepareStatement(LOCK_ATTEMPTS)) {
                var columns = new Columns(connection, statement);
                columns.texts(wanted.values(), Notice::provider);
                columns.texts(wanted.values(), Notice::orderId);
                ResultSet rows = statement.executeQuery();
                while (rows.next()) {
                    LockedAttempt attempt = attempt(rows, payments);
                    attempts.put(key(attempt.provider, attempt.orderId), attempt);
                }
            }
            if (!payments.isEmpty()) {
                lockItems(connection, payments);
            }
            return attempts;
        });
    }

    private static LockedAttempt attempt(ResultSet row, Map<UUID, LockedPayment> payments) throws SQLException {
        UUID id = row.getObject(11, UUID.class);
        LockedPayment payment = payments.get(id);
        if (payment == null) {
            payment = new LockedPayment(
                    id,
                    row.getObject(12, UUID.class),
                    row.getLong(13),
                    PaymentStatus.read(row.getString(14)),
                    row.getLong(15),
                    row.getLong(16),
                    instant(row, 17),
                    instant(row, 18),
                    row.getString(19),
                    row.getString(20));
            payments.put(id, payment);
        }
        return new LockedAttempt(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                payment,
                Objects.requireNonNull(instant(row, 5)),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                instant(row, 9),
                row.getLong(10) > 0,
                row.getString(21),
                row.getBoolean(22));
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static void lockItems(Connection connection, Map<UUID, LockedPayment> payments) throws SQLException {
        var obligations = new HashMap<UUID, LockedPayment.Obligation>();
        try (var statement = connection.prepareStatement(LOCK_ITEMS_AND_CLAIMS)) {
            var columns = new Columns(connection, statement);
            columns.ids(payments.keySet(), id -> id);
            columns.ids(payments.keySet(), id -> id);
            statement.execute();
            ResultSet items = statement.getResultSet();
            while (items.next()) {
                LockedPayment payment = Objects.requireNonNull(payments.get(items.getObject(1, UUID.class)));
                String status = items.getString(4);
                var obligation = obligations.computeIfAbsent(
                        items.getObject(2, UUID.class), id -> new LockedPayment.Obligation(id, status));
                payment.items.add(new LockedPayment.Item(obligation, items.getLong(3)));
                payment.pendingAttempts = items.getLong(5);
                payment.unknownAttempts = items.getLong(6);
            }
            statement.getMoreResults();
            ResultSet claims = statement.getResultSet();
            while (claims.next()) {
                var obligation = obligations.get(claims.getObject(1, UUID.class));
                if (obligation != null) {
                    obligation.holder = claims.getObject(2, UUID.class);
                }
            }
        }
    }

    private Recorded apply(
            Tx tx, Notice notice, LockedAttempt attempt, NoticeWrites writes, List<Transfer> transfers, Instant now) {
        LockedPayment payment = attempt.payment;
        boolean amountNamed = notice.amountVnd() != Notice.SAME_AMOUNT || notice.result() == Notice.Result.PAID;
        boolean deniesMoney =
                attempt.status().equals("paid") || attempt.status().equals("contested");
        boolean sameCode = Objects.equals(attempt.providerCode, notice.code());
        if (!amountNamed && deniesMoney) {
            // An order that the provider does not know, or calls incomplete, denies nothing that it signed before.
            evidence(writes, notice, attempt, "repeated", now);
            return new Recorded.Repeated(payment.id);
        }
        if (attempt.reversed && notice.result() == Notice.Result.PAID && !anotherTransfer(notice, attempt)) {
            return afterReversal(tx, notice, attempt, writes, now);
        }
        if (amountNamed && notice.amountVnd() != payment.amountVnd) {
            return differs(tx, CaseType.AMOUNT_DIFFERS, notice, attempt, writes, now);
        }
        if (notice.bound() != null && attempt.bound != null && !attempt.bound.equals(notice.bound())) {
            return differs(tx, CaseType.BENEFICIARY_DIFFERS, notice, attempt, writes, now);
        }
        PaymentLife.Event event = switch (notice.result()) {
            case PAID ->
                new PaymentLife.Event.MoneyArrived(attempt.status().equals("paid")
                        && sameMoney(attempt.providerTransaction, notice.providerTransaction()));
            case DECLINED ->
                new PaymentLife.Event.Declined(
                        attempt.others(), attempt.status().equals("failed") && sameCode, deniesMoney);
            case UNCLEAR -> new PaymentLife.Event.Unclear(attempt.status().equals("unknown") && sameCode, deniesMoney);
        };
        PaymentLife.Answer answer = PaymentLife.next(payment.status, event);
        if (answer.equals(new PaymentLife.Answer.Contradicts(CaseType.CONTRADICTION))
                && heardBefore(tx, notice, attempt, writes)) {
            answer = new PaymentLife.Answer.Repeated();
        }
        NoticeWrites.EvidenceKey evidence = evidence(writes, notice, attempt, verdict(answer), now);
        return switch (answer) {
            case PaymentLife.Answer.Moved(PaymentStatus to, CaseType opens) -> {
                move(payment, to, writes);
                touch(attempt, notice, writes, now);
                if (notice.result() == Notice.Result.PAID) {
                    take(notice, attempt, writes, transfers, now, evidence);
                }
                if (opens != null) {
                    openCase(writes, attempt, opens, notice.amountVnd(), notice, evidence, now);
                }
                yield new Recorded.Moved(payment.id, to);
            }
            case PaymentLife.Answer.Repeated() -> {
                named(attempt, notice, writes);
                answered(attempt, notice, writes);
                yield new Recorded.Repeated(payment.id);
            }
            case PaymentLife.Answer.Contradicts(CaseType opens) -> {
                answered(attempt, notice, writes);
                if (isKnown(tx, writes, attempt, opens, notice)) {
                    yield new Recorded.Repeated(payment.id);
                }
                if (notice.result() == Notice.Result.PAID) {
                    transfers.add(transfer(
                            notice,
                            attempt,
                            LedgerAccount.suspense(payment.accountId),
                            notice.amountVnd(),
                            "provider_surplus",
                            "attempt:" + attempt.id + ":" + notice.providerTransaction(),
                            now));
                    payment.providerTimes++;
                    writes.payment(payment);
                    if (!attempt.status().equals("paid")) {
                        touch(attempt, notice, writes, now);
                    }
                }
                openCase(writes, attempt, opens, notice.amountVnd(), notice, evidence, now);
                yield new Recorded.Contradicts(payment.id, opens);
            }
        };
    }

    /** An order is paid once: where one of two words names no transaction, they are about the same money. */
    private static boolean sameMoney(@Nullable String before, @Nullable String now) {
        return before == null || now == null || before.equals(now);
    }

    /** A transaction that an earlier word left out is what a refund has to name. */
    private static void named(LockedAttempt attempt, Notice notice, NoticeWrites writes) {
        LockedPayment payment = attempt.payment;
        if (notice.result() == Notice.Result.PAID
                && notice.providerTransaction() != null
                && attempt.providerTransaction == null) {
            attempt.providerTransaction = notice.providerTransaction();
            writes.attempt(attempt);
            if (payment.providerTransaction == null && notice.provider().equals(payment.provider)) {
                payment.providerTransaction = notice.providerTransaction();
                writes.payment(payment);
            }
        }
    }

    /** The second witness that was asked for has spoken. */
    private static void answered(LockedAttempt attempt, Notice notice, NoticeWrites writes) {
        boolean clear = notice.source().equals("query") && notice.result() != Notice.Result.UNCLEAR;
        if (clear && attempt.status().equals("paid") && attempt.nextQueryAt != null) {
            attempt.nextQueryAt = null;
            writes.attempt(attempt);
        }
    }

    /** The same QR code may be paid again: that is other money than what was taken back, while an order of a provider is one. */
    private static boolean anotherTransfer(Notice notice, LockedAttempt attempt) {
        return notice.provider().equals(VietQrProvider.NAME)
                && !Objects.equals(notice.providerTransaction(), attempt.providerTransaction);
    }

    /** Its old calls come again and deny nothing; a new word over money that it had denied is for people to believe. */
    private static Recorded afterReversal(
            Tx tx, Notice notice, LockedAttempt attempt, NoticeWrites writes, Instant now) {
        if (heardBefore(tx, notice, attempt, writes)) {
            evidence(writes, notice, attempt, "repeated", now);
            return new Recorded.Repeated(attempt.payment.id);
        }
        return differs(tx, CaseType.PAID_AFTER_REVERSAL, notice, attempt, writes, now);
    }

    /** A call that comes again, byte for byte, is the old word and denies nothing that was said after it. A question is answered anew each time. */
    private static boolean heardBefore(Tx tx, Notice notice, LockedAttempt attempt, NoticeWrites writes) {
        if (!notice.source().equals("callback")) {
            return false;
        }
        byte[] hash = Sha256.of(notice.content());
        return writes.hasEvidence(NoticeWrites.EvidenceKey.of(notice.provider(), notice.source(), hash, attempt.id))
                || tx.get(HEARD, notice.provider(), notice.source(), hash, attempt.id)
                        .isPresent();
    }

    /** Another amount or beneficiary than was ordered: the money is not believed to be where it belongs before a person has looked. */
    private static Recorded differs(
            Tx tx, CaseType type, Notice notice, LockedAttempt attempt, NoticeWrites writes, Instant now) {
        NoticeWrites.EvidenceKey evidence = evidence(writes, notice, attempt, type.text(), now);
        LockedPayment payment = attempt.payment;
        if (isKnown(tx, writes, attempt, type, notice)) {
            // Told before: the case stands as people decided it, and the payment with it.
            return new Recorded.AmountDiffers(payment.id);
        }
        if (notice.result() != Notice.Result.DECLINED
                && PaymentLife.next(payment.status, new PaymentLife.Event.AmountDiffered())
                        instanceof PaymentLife.Answer.Moved(PaymentStatus to, CaseType ignored)) {
            move(payment, to, writes);
            attempt.become("contested");
            writes.attempt(attempt);
            writes.outbox("payment.contested", payment.id);
        }
        // Of a decline no money is there to be accepted, whatever amount it names.
        long caseVnd = notice.result() == Notice.Result.DECLINED ? 0 : notice.amountVnd();
        openCase(writes, attempt, type, caseVnd, notice, evidence, now);
        return new Recorded.AmountDiffers(payment.id);
    }

    /** Moves the payment and keeps its claims true: a payment that may still get money holds its obligations, any other lets them go. */
    private static void move(LockedPayment payment, PaymentStatus to, NoticeWrites writes) {
        boolean held = payment.status.holdsObligations();
        payment.status = to;
        writes.payment(payment);
        if (held && !to.holdsObligations()) {
            payment.items.stream()
                    .map(item -> item.obligation)
                    .filter(o -> payment.id.equals(o.holder))
                    .forEach(obligation -> {
                        claim(obligation, null, writes);
                        if (to != PaymentStatus.PAID && obligation.status.equals("pending")) {
                            set(obligation, "due", writes);
                        }
                    });
        } else if (!held && to.holdsObligations()) {
            // What is pending already is another payment's; should that be paid too, one of the two is surplus.
            payment.items.stream()
                    .map(item -> item.obligation)
                    .filter(o -> o.status.equals("due"))
                    .forEach(obligation -> {
                        claim(obligation, payment.id, writes);
                        set(obligation, "pending", writes);
                    });
        }
    }

    private static void claim(LockedPayment.Obligation obligation, @Nullable UUID holder, NoticeWrites writes) {
        obligation.holder = holder;
        writes.claim(obligation);
    }

    private static void set(LockedPayment.Obligation obligation, String status, NoticeWrites writes) {
        obligation.status = status;
        writes.obligation(obligation.id, status);
    }

    private void touch(LockedAttempt attempt, Notice notice, NoticeWrites writes, Instant now) {
        attempt.become(
                switch (notice.result()) {
                    case PAID -> "paid";
                    case DECLINED -> "failed";
                    case UNCLEAR -> "unknown";
                });
        attempt.providerTransaction = notice.providerTransaction();
        attempt.providerCode = notice.code();
        // The first question is asked at once; further ones keep to their schedule, for providers refuse to be asked
        // too often.
        boolean scheduled = attempt.asked && attempt.nextQueryAt != null && attempt.nextQueryAt.isAfter(now);
        // Where two must agree, whoever called is asked too; a transfer is confirmed by its line.
        boolean ask = switch (notice.result()) {
            case UNCLEAR -> true;
            case PAID ->
                policy == PaymentRules.ConfirmedBy.TWO
                        && notice.source().equals("callback")
                        && !notice.provider().equals(VietQrProvider.NAME);
            case DECLINED -> false;
        };
        attempt.nextQueryAt = !ask ? null : scheduled ? attempt.nextQueryAt : now;
        writes.attempt(attempt);
    }

    /** Takes the money of a payment: settles what can be settled, the rest is surplus and a case. */
    private void take(
            Notice notice,
            LockedAttempt attempt,
            NoticeWrites writes,
            List<Transfer> transfers,
            Instant now,
            NoticeWrites.EvidenceKey evidence) {
        LockedPayment payment = attempt.payment;
        payment.paidAt = occurredAt(notice, attempt, now);
        payment.recordedAt = now;
        payment.providerTimes++;
        payment.provider = notice.provider();
        payment.providerTransaction = notice.providerTransaction();
        long settledVnd = 0;
        for (LockedPayment.Item item : payment.items) {
            if (item.obligation.canBeSettled()) {
                settledVnd = Math.addExact(settledVnd, item.amountVnd);
                set(item.obligation, "paid", writes);
                writes.settle(item.obligation.id, payment);
            }
        }
        payment.surplusVnd = Math.subtractExact(payment.amountVnd, settledVnd);
        // Taken back and paid again, it is another event; what comes on top of a paid one has a colon there.
        String source = "attempt:" + attempt.id + (attempt.reversed ? "/" + notice.providerTransaction() : "");
        if (settledVnd > 0) {
            transfers.add(transfer(
                    notice,
                    attempt,
                    LedgerAccount.collected(payment.accountId),
                    settledVnd,
                    "provider_paid",
                    source,
                    now));
        }
        if (payment.surplusVnd > 0) {
            transfers.add(transfer(
                    notice,
                    attempt,
                    LedgerAccount.suspense(payment.accountId),
                    payment.surplusVnd,
                    "provider_surplus",
                    source,
                    now));
            openCase(writes, attempt, CaseType.PAID_TWICE, payment.surplusVnd, notice, evidence, now);
        }
        writes.outbox(policy.first("payment.paid"), payment.id);
        if (settledVnd > 0) {
            writes.outbox(policy.first("receipt_due"), payment.id);
        }
    }

    private static Transfer transfer(
            Notice notice,
            LockedAttempt attempt,
            LedgerAccount credit,
            long amountVnd,
            String kind,
            String source,
            Instant now) {
        Instant occurredAt = occurredAt(notice, attempt, now);
        return new Transfer(
                LedgerAccount.clearing(notice.provider(), attempt.payment.accountId),
                credit,
                amountVnd,
                BusinessDay.of(occurredAt),
                occurredAt,
                kind,
                source,
                attempt.payment.id);
    }

    /** The provider's time sets the business day, unless it cannot be true. */
    private static Instant occurredAt(Notice notice, LockedAttempt attempt, Instant now) {
        Instant told = notice.occurredAt();
        if (told == null || told.isBefore(attempt.createdAt.minus(MOST_BEFORE)) || told.isAfter(now.plus(MOST_AHEAD))) {
            return now;
        }
        return told;
    }

    /** Exactly this contradiction was told before; it is a case already. */
    private static boolean isKnown(Tx tx, NoticeWrites writes, LockedAttempt attempt, CaseType type, Notice notice) {
        String fingerprint = fingerprint(attempt, notice);
        return writes.hasCase(attempt.payment.id, type, fingerprint)
                || tx.get(KNOWN_CASE, attempt.payment.id, type.text(), fingerprint)
                        .isPresent();
    }

    private static String fingerprint(LockedAttempt attempt, Notice notice) {
        return attempt.orderId + "/" + notice.result() + "/" + notice.providerTransaction() + "/" + notice.amountVnd();
    }

    /** An amount that was not named, or cannot be read, is 0 in the case; the evidence has the bytes. */
    private static void openCase(
            NoticeWrites writes,
            LockedAttempt attempt,
            CaseType type,
            long amountVnd,
            Notice notice,
            NoticeWrites.EvidenceKey evidence,
            Instant now) {
        String amount = notice.amountVnd() < 0 ? "" : ", " + notice.amountVnd() + " VND";
        String detail =
                notice.provider() + " " + notice.source() + " " + attempt.orderId + ": " + notice.code() + amount;
        writes.openCase(
                Ids.next(now),
                attempt.payment.id,
                attempt.id,
                type,
                Math.max(0, amountVnd),
                detail,
                evidence,
                fingerprint(attempt, notice));
    }

    private static NoticeWrites.EvidenceKey evidence(
            NoticeWrites writes, Notice notice, @Nullable LockedAttempt attempt, String verdict, Instant now) {
        return writes.evidence(
                Ids.next(now),
                notice.provider(),
                notice.source(),
                Sha256.of(notice.content()),
                notice.content(),
                attempt == null ? null : attempt.id,
                attempt == null ? null : attempt.payment.id,
                notice.keyId(),
                notice.secretId(),
                verdict,
                new NoticeWrites.Said(
                        notice.result().name().toLowerCase(Locale.ROOT),
                        notice.amountVnd() < 0 ? null : notice.amountVnd(),
                        thinkable(notice.occurredAt())));
    }

    /** What the column cannot hold must not keep the money out of the books; the bytes have it. */
    private static @Nullable Instant thinkable(@Nullable Instant told) {
        return told == null || told.isBefore(Instant.EPOCH) || told.isAfter(LAST) ? null : told;
    }

    private static String verdict(PaymentLife.Answer answer) {
        return switch (answer) {
            case PaymentLife.Answer.Moved(PaymentStatus to, CaseType opens) ->
                "moved:" + to.text() + (opens == null ? "" : ":" + opens.text());
            case PaymentLife.Answer.Repeated() -> "repeated";
            case PaymentLife.Answer.Contradicts(CaseType opens) -> "contradicts:" + opens.text();
        };
    }

    private static String key(String provider, String orderId) {
        return provider + "\n" + orderId;
    }
}
