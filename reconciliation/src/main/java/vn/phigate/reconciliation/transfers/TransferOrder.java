package vn.phigate.reconciliation.transfers;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agency;

/**
 * What the holder of an account, or its bank, must move: to the successor's account for one business day, to the right agency's, or back to the sender.
 *
 * @param code stands in the narrative of the transfer
 * @param former whose account it comes from
 * @param successor null while a divided commune's successor is undecided
 * @param to null while undecided, while the successor has no account, and for money that goes back
 * @param beneficiary whom money goes back to; else null
 * @param legalAct the law or decision, or why people found that it belongs elsewhere
 * @param cutOver since when the account is a former one; null when it is none
 * @param candidates whose money it may be: one when it is decided
 * @param label whose account it was and is now, by which act
 * @param amountVnd whole đồng: the sum of its items
 * @param touchedBy everybody by whose runs it came about; none of them approves it
 * @param debitLine the line on the former account that moved the money; null until seen
 * @param creditLine the line on the successor's account; null until seen
 * @param cancelling null unless somebody proposed to take the order back
 */
public record TransferOrder(
        UUID id,
        String code,
        Kind kind,
        Status status,
        LocalDate businessDay,
        CollectionAccount from,
        Agency former,
        @Nullable Agency successor,
        @Nullable CollectionAccount to,
        @Nullable Beneficiary beneficiary,
        List<Agency> candidates,
        String legalAct,
        @Nullable Instant cutOver,
        String label,
        String labelEn,
        long amountVnd,
        int items,
        List<String> touchedBy,
        Instant proposedAt,
        @Nullable String approvedBy,
        @Nullable Instant approvedAt,
        @Nullable String sentBy,
        @Nullable Instant sentAt,
        @Nullable UUID debitLine,
        @Nullable UUID creditLine,
        @Nullable Instant seenAt,
        @Nullable Cancelling cancelling) {

    /** Why the money moves: its account has a successor, it came to the wrong agency, or it is nobody's here and goes back to its sender. */
    public enum Kind {
        SUCCESSION,
        WRONG_AGENCY,
        RETURN;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whom money goes back to: six digits of the bank, the account's number, its holder. */
    public record Beneficiary(String bin, String number, String holder) {}

    /** The account the money goes to, bank first; null while undecided. */
    public @Nullable String toAccount() {
        return to != null ? to.key() : beneficiary == null ? null : beneficiary.bin() + "-" + beneficiary.number();
    }

    public @Nullable String toHolder() {
        return to != null ? to.holder() : beneficiary == null ? null : beneficiary.holder();
    }

    /**
     * Somebody says that the money is not to move after all; another person agrees.
     *
     * @param approvedBy null until then
     */
    public record Cancelling(
            String reason,
            String proposedBy,
            Instant proposedAt,
            @Nullable String approvedBy,
            @Nullable Instant approvedAt) {}

    /** WAITING for the decision whose money it is, or for that agency's account. SEEN: the bank showed both ends. CANCELLED: its succession was undone. */
    public enum Status {
        WAITING,
        PROPOSED,
        APPROVED,
        SENT,
        SEEN,
        CANCELLED;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One match whose money the order moves. */
    public record Item(
            UUID matchId,
            UUID lineId,
            @Nullable String bankReference,
            LocalDate bookedOn,
            @Nullable UUID paymentId,
            String dossiers,
            String code,
            long amountVnd) {}
}
