package vn.phigate.gateway.payments;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.Transfer;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.vietqr.VietQrProvider;

/**
 * Records what providers said, any number of notices in one transaction: evidence, conditional move, ledger, outbox. The rows are locked in
 * one order ({@link LockAttempts}), the decisions are pure ({@link PaymentLife}), the writes are one statement ({@link NoticeWrites}).
 */
final class RecordNotices {
    private static final Logger LOG = LoggerFactory.getLogger(RecordNotices.class);

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
        Map<String, LockedAttempt> attempts = LockAttempts.lock(tx, notices);
        var writes = new NoticeWrites();
        var transfers = new ArrayList<Transfer>();
        var outcomes = new ArrayList<Recorded>(notices.size());
        for (Notice notice : notices) {
            LockedAttempt attempt = attempts.get(LockAttempts.key(notice.provider(), notice.orderId()));
            if (attempt == null || !attempt.keyId.equals(notice.keyId())) {
                outcomes.add(unknown(notice, attempt, writes, now));
            } else {
                outcomes.add(apply(new Word(tx, notice, attempt, writes, now), transfers));
            }
        }
        writes.write(tx, now);
        ledger.post(tx, transfers);
        return outcomes;
    }

    /** Money is never refused in silence: what no order of ours explains is a case too, and somebody must be told. */
    private static Recorded unknown(
            Notice notice, @Nullable LockedAttempt ofAnotherTerminal, NoticeWrites writes, Instant now) {
        NoticeWrites.EvidenceKey evidence = Word.evidence(writes, notice, null, "unknown_order", now);
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

    private Recorded apply(Word word, List<Transfer> transfers) {
        Notice notice = word.notice();
        LockedAttempt attempt = word.attempt();
        LockedPayment payment = attempt.payment;
        boolean amountNamed = notice.amountVnd() != Notice.SAME_AMOUNT || word.paid();
        boolean deniesMoney =
                attempt.status().equals("paid") || attempt.status().equals("contested");
        boolean sameCode = Objects.equals(attempt.providerCode, notice.code());
        if (!amountNamed && deniesMoney) {
            // An order that the provider does not know, or calls incomplete, denies nothing that it signed before.
            word.evidence("repeated");
            return new Recorded.Repeated(payment.id);
        }
        if (attempt.reversed && word.paid() && !word.ofAnotherTransfer()) {
            return afterReversal(word);
        }
        if (amountNamed && notice.amountVnd() != payment.amountVnd) {
            return differs(CaseType.AMOUNT_DIFFERS, word);
        }
        if (notice.bound() != null && attempt.bound != null && !attempt.bound.equals(notice.bound())) {
            return differs(CaseType.BENEFICIARY_DIFFERS, word);
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
        if (answer.equals(new PaymentLife.Answer.Contradicts(CaseType.CONTRADICTION)) && word.heardBefore()) {
            answer = new PaymentLife.Answer.Repeated();
        }
        NoticeWrites.EvidenceKey evidence = word.evidence(verdict(answer));
        return switch (answer) {
            case PaymentLife.Answer.Moved(PaymentStatus to, CaseType opens) -> {
                move(payment, to, word.writes());
                touch(word);
                if (word.paid()) {
                    take(word, transfers, evidence);
                }
                if (opens != null) {
                    word.openCase(opens, notice.amountVnd(), evidence);
                }
                yield new Recorded.Moved(payment.id, to);
            }
            case PaymentLife.Answer.Repeated() -> {
                named(word);
                answered(word);
                yield new Recorded.Repeated(payment.id);
            }
            case PaymentLife.Answer.Contradicts(CaseType opens) -> contradicts(word, opens, transfers, evidence);
        };
    }

    /** What was said before stands; money that comes with the new word is kept apart, and people decide. */
    private Recorded contradicts(
            Word word, CaseType opens, List<Transfer> transfers, NoticeWrites.EvidenceKey evidence) {
        Notice notice = word.notice();
        LockedAttempt attempt = word.attempt();
        LockedPayment payment = attempt.payment;
        answered(word);
        if (word.isKnown(opens)) {
            return new Recorded.Repeated(payment.id);
        }
        if (word.paid()) {
            transfers.add(word.transfer(
                    LedgerAccount.suspense(payment.accountId),
                    notice.amountVnd(),
                    "provider_surplus",
                    "attempt:" + attempt.id + ":" + notice.providerTransaction()));
            payment.providerTimes++;
            word.writes().payment(payment);
            if (!attempt.status().equals("paid")) {
                touch(word);
            }
        }
        word.openCase(opens, notice.amountVnd(), evidence);
        return new Recorded.Contradicts(payment.id, opens);
    }

    /** An order is paid once: where one of two words names no transaction, they are about the same money. */
    private static boolean sameMoney(@Nullable String before, @Nullable String now) {
        return before == null || now == null || before.equals(now);
    }

    /** A transaction that an earlier word left out is what a refund has to name. */
    private static void named(Word word) {
        String transaction = word.notice().providerTransaction();
        LockedAttempt attempt = word.attempt();
        LockedPayment payment = attempt.payment;
        if (word.paid() && transaction != null && attempt.providerTransaction == null) {
            attempt.providerTransaction = transaction;
            word.writes().attempt(attempt);
            if (payment.providerTransaction == null && word.notice().provider().equals(payment.provider)) {
                payment.providerTransaction = transaction;
                word.writes().payment(payment);
            }
        }
    }

    /** The second witness that was asked for has spoken. */
    private static void answered(Word word) {
        LockedAttempt attempt = word.attempt();
        boolean clear = word.notice().source().equals("query") && word.notice().result() != Notice.Result.UNCLEAR;
        if (clear && attempt.status().equals("paid") && attempt.nextQueryAt != null) {
            attempt.nextQueryAt = null;
            word.writes().attempt(attempt);
        }
    }

    /** Its old calls come again and deny nothing; a new word over money that it had denied is for people to believe. */
    private static Recorded afterReversal(Word word) {
        if (word.heardBefore()) {
            word.evidence("repeated");
            return new Recorded.Repeated(word.payment().id);
        }
        differs(CaseType.PAID_AFTER_REVERSAL, word);
        return new Recorded.Contradicts(word.payment().id, CaseType.PAID_AFTER_REVERSAL);
    }

    /** Another amount or beneficiary than was ordered: the money is not believed to be where it belongs before a person has looked. */
    private static Recorded differs(CaseType type, Word word) {
        NoticeWrites.EvidenceKey evidence = word.evidence(type.text());
        LockedPayment payment = word.payment();
        if (word.isKnown(type)) {
            // Told before: the case stands as people decided it, and the payment with it.
            return new Recorded.AmountDiffers(payment.id);
        }
        boolean declined = word.notice().result() == Notice.Result.DECLINED;
        if (!declined
                && PaymentLife.next(payment.status, new PaymentLife.Event.AmountDiffered())
                        instanceof PaymentLife.Answer.Moved(PaymentStatus to, CaseType ignored)) {
            move(payment, to, word.writes());
            word.attempt().become("contested");
            word.writes().attempt(word.attempt());
            word.writes().outbox("payment.contested", payment.id);
        }
        // Of a decline no money is there to be accepted, whatever amount it names.
        word.openCase(type, declined ? 0 : word.notice().amountVnd(), evidence);
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

    private void touch(Word word) {
        Notice notice = word.notice();
        LockedAttempt attempt = word.attempt();
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
        boolean scheduled = attempt.asked && attempt.nextQueryAt != null && attempt.nextQueryAt.isAfter(word.now());
        // Where two must agree, whoever called is asked too; a transfer is confirmed by its line.
        boolean ask = switch (notice.result()) {
            case UNCLEAR -> true;
            case PAID ->
                policy == PaymentRules.ConfirmedBy.TWO
                        && notice.source().equals("callback")
                        && !notice.provider().equals(VietQrProvider.NAME);
            case DECLINED -> false;
        };
        attempt.nextQueryAt = !ask ? null : scheduled ? attempt.nextQueryAt : word.now();
        word.writes().attempt(attempt);
    }

    /** Takes the money of a payment: settles what can be settled, the rest is surplus and a case. */
    private void take(Word word, List<Transfer> transfers, NoticeWrites.EvidenceKey evidence) {
        Notice notice = word.notice();
        LockedAttempt attempt = word.attempt();
        NoticeWrites writes = word.writes();
        LockedPayment payment = attempt.payment;
        payment.paidAt = word.occurredAt();
        payment.recordedAt = word.now();
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
            transfers.add(
                    word.transfer(LedgerAccount.collected(payment.accountId), settledVnd, "provider_paid", source));
        }
        if (payment.surplusVnd > 0) {
            transfers.add(word.transfer(
                    LedgerAccount.suspense(payment.accountId), payment.surplusVnd, "provider_surplus", source));
            word.openCase(CaseType.PAID_TWICE, payment.surplusVnd, evidence);
        }
        writes.outbox(policy.first("payment.paid"), payment.id);
        if (settledVnd > 0) {
            writes.outbox(policy.first("receipt_due"), payment.id);
        }
    }

    private static String verdict(PaymentLife.Answer answer) {
        return switch (answer) {
            case PaymentLife.Answer.Moved(PaymentStatus to, CaseType opens) ->
                "moved:" + to.text() + (opens == null ? "" : ":" + opens.text());
            case PaymentLife.Answer.Repeated() -> "repeated";
            case PaymentLife.Answer.Contradicts(CaseType opens) -> "contradicts:" + opens.text();
        };
    }
}
