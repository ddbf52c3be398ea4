package vn.phigate.gateway.payments;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.Transfer;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.signing.Sha256;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.vietqr.VietQrProvider;

/**
 * One notice about an attempt that is locked: what is kept of it, whether it was heard before, and the case or the transfer that it makes.
 *
 * @param now the time of recording
 */
record Word(Tx tx, Notice notice, LockedAttempt attempt, NoticeWrites writes, Instant now) {
    private static final String KNOWN_CASE =
            "select 1 as one from gateway.payment_case where payment_id = ? and type = ? and fingerprint = ?";
    private static final String HEARD =
            "select 1 as one from gateway.evidence where provider = ? and source = ? and content_hash = ? and attempt_id = ?";
    /** A provider's time is believed within this before the order and {@link #MOST_AHEAD} after now; outside of it the time of recording counts. */
    private static final Duration MOST_BEFORE = Duration.ofDays(730);

    private static final Duration MOST_AHEAD = Duration.ofDays(1);
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    LockedPayment payment() {
        return attempt.payment;
    }

    /** Whether the provider says that it took money. */
    boolean paid() {
        return notice.result() == Notice.Result.PAID;
    }

    /** The same QR code may be paid again: that is other money than what was taken back, while an order of a provider is one. */
    boolean ofAnotherTransfer() {
        return notice.provider().equals(VietQrProvider.NAME)
                && !Objects.equals(notice.providerTransaction(), attempt.providerTransaction);
    }

    /** A call that comes again, byte for byte, is the old word and denies nothing that was said after it. A question is answered anew each time. */
    boolean heardBefore() {
        if (!notice.source().equals("callback")) {
            return false;
        }
        byte[] hash = Sha256.of(notice.content());
        return writes.hasEvidence(NoticeWrites.EvidenceKey.of(notice.provider(), notice.source(), hash, attempt.id))
                || tx.get(HEARD, notice.provider(), notice.source(), hash, attempt.id)
                        .isPresent();
    }

    /** What the provider now owes, and to whom. @param source names the cause once for ever */
    Transfer transfer(LedgerAccount credit, long amountVnd, String kind, String source) {
        Instant occurredAt = occurredAt();
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
    Instant occurredAt() {
        Instant told = notice.occurredAt();
        if (told == null || told.isBefore(attempt.createdAt.minus(MOST_BEFORE)) || told.isAfter(now.plus(MOST_AHEAD))) {
            return now;
        }
        return told;
    }

    /** Exactly this contradiction was told before; it is a case already. */
    boolean isKnown(CaseType type) {
        String fingerprint = fingerprint();
        return writes.hasCase(attempt.payment.id, type, fingerprint)
                || tx.get(KNOWN_CASE, attempt.payment.id, type.text(), fingerprint)
                        .isPresent();
    }

    private String fingerprint() {
        return attempt.orderId + "/" + notice.result() + "/" + notice.providerTransaction() + "/" + notice.amountVnd();
    }

    /** An amount that was not named, or cannot be read, is 0 in the case; the evidence has the bytes. */
    void openCase(CaseType type, long amountVnd, NoticeWrites.EvidenceKey evidence) {
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
                fingerprint());
    }

    /** Keeps the bytes, with what was made of them. */
    NoticeWrites.EvidenceKey evidence(String verdict) {
        return evidence(writes, notice, attempt, verdict, now);
    }

    /** @param attempt null when no order of ours is meant */
    static NoticeWrites.EvidenceKey evidence(
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
}
