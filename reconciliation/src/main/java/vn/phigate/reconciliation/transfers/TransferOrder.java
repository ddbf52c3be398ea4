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
 * What the holder of a former account, or its bank, must move to the successor's account for one business day.
 *
 * @param code stands in the narrative of the transfer
 * @param successor null while a divided commune's successor is undecided
 * @param to null while undecided, or while the successor has no account
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
        Status status,
        LocalDate businessDay,
        CollectionAccount from,
        Agency former,
        @Nullable Agency successor,
        @Nullable CollectionAccount to,
        List<Agency> candidates,
        String legalAct,
        Instant cutOver,
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
            UUID paymentId,
            String dossiers,
            String code,
            long amountVnd) {}
}
