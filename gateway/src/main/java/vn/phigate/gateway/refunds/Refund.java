package vn.phigate.gateway.refunds;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A refund as it stands.
 *
 * @param code its name at the provider and in the narrative of a transfer
 * @param caseId the case it repairs; null when it was asked for
 * @param method the provider it goes through, or bank_transfer
 * @param surplusVnd the part that had settled nothing
 * @param legalException the law or decision under which a fee is given back that usually is not; null when none was needed
 * @param secondPerson whether another person than the proposer must approve
 * @param nextAskAt when the provider is asked; null when nothing is to be asked
 */
public record Refund(
        UUID id,
        String code,
        UUID paymentId,
        UUID accountId,
        @Nullable UUID caseId,
        String method,
        long amountVnd,
        long surplusVnd,
        List<Item> obligations,
        String reason,
        @Nullable String legalException,
        @Nullable Beneficiary beneficiary,
        RefundStatus status,
        boolean secondPerson,
        Instant proposedAt,
        String proposedBy,
        @Nullable Instant approvedAt,
        @Nullable String approvedBy,
        @Nullable Instant sentAt,
        @Nullable Instant nextAskAt,
        @Nullable String providerRefund,
        @Nullable String providerCode,
        @Nullable Instant doneAt,
        @Nullable Instant refusedAt,
        @Nullable String refusedBy,
        @Nullable String refusedWhy) {
    public static final String BANK_TRANSFER = "bank_transfer";

    /** The part of one obligation. */
    public record Item(UUID id, long amountVnd) {}

    /** Whom people transfer to. */
    public record Beneficiary(String bin, String number, String holder) {}

    public boolean byTransfer() {
        return method.equals(BANK_TRANSFER);
    }

    /** Whether it can be taken back, for no provider was told of it; of a transfer people say that they did not make it. */
    public boolean canBeTakenBack() {
        return switch (status) {
            case PROPOSED, APPROVED -> true;
            case SENT -> byTransfer();
            case UNKNOWN, DONE, REFUSED -> false;
        };
    }

    /** Whether people must still say where to transfer to. */
    public boolean needsBeneficiary() {
        return byTransfer() && beneficiary == null && status == RefundStatus.PROPOSED;
    }
}
