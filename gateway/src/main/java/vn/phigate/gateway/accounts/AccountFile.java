package vn.phigate.gateway.accounts;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A collection account with the whole of its registration: who did what, what the checks found, what it still waits for.
 *
 * @param agency code of the agency, the latest it had
 * @param requestedFrom from when the agency wants it; it may come into force later, never earlier
 * @param touchedBy everybody who drafted, edited or submitted it; none of them may approve it
 * @param findings of the latest check
 * @param effectiveAt from when it is in force; null while it waits
 * @param replaces the account whose duties it takes over, or null
 * @param supersededBy the account that took over its duties, or null
 */
public record AccountFile(
        CollectionAccount account,
        AccountStatus status,
        String agency,
        String agencyName,
        Instant requestedFrom,
        @Nullable String legalBasis,
        @Nullable Treasury treasury,
        @Nullable UUID replaces,
        @Nullable UUID supersededBy,
        Set<String> touchedBy,
        List<Finding> findings,
        Set<String> acknowledged,
        Step created,
        @Nullable Step submitted,
        @Nullable Step approved,
        @Nullable Instant coolOffUntil,
        @Nullable Deposit deposit,
        @Nullable Instant effectiveAt,
        @Nullable Step rejected,
        @Nullable Closing closing) {
    /** @param reason null where none is asked for */
    public record Step(String by, Instant at, @Nullable String reason) {}

    /**
     * The test deposit: a small transfer that only somebody who can see the account's statements can confirm.
     *
     * @param code to be written in the transfer's text
     * @param amountVnd whole đồng, exactly
     * @param evidence the bank's reference of the line
     * @param firstWaiver one of two people who vouch in its place, with the reason
     */
    public record Deposit(
            String code,
            long amountVnd,
            @Nullable Instant seenAt,
            @Nullable String evidence,
            @Nullable Step firstWaiver,
            @Nullable Step secondWaiver) {
        public @Nullable Instant provenAt() {
            return seenAt != null || secondWaiver == null ? seenAt : secondWaiver.at();
        }
    }

    /** @param from when it ends; @param confirmed null while another person has to agree */
    public record Closing(
            Instant from, Step proposed, @Nullable Step confirmed) {}

    public UUID id() {
        return account.id();
    }

    /** What somebody has to do next, and who. */
    public Next next() {
        return switch (status) {
            case DRAFT -> Next.SUBMIT;
            case SUBMITTED -> Next.APPROVE;
            case APPROVED -> {
                Deposit open = deposit;
                if (open != null && open.provenAt() == null) {
                    yield Next.DEPOSIT;
                }
                yield Next.WAIT;
            }
            case ACTIVE, SUPERSEDED -> closing != null ? Next.CONFIRM_CLOSING : Next.NOTHING;
            case CLOSED, REJECTED -> Next.NOTHING;
        };
    }

    public enum Next {
        /** The agency completes the draft and hands it in. */
        SUBMIT,
        /** Another person reads the findings and decides. */
        APPROVE,
        /** The test deposit is to be made, and the statement that shows it to be sent in. */
        DEPOSIT,
        /** The cool-off runs. */
        WAIT,
        /** Another person agrees to the closing, or not. */
        CONFIRM_CLOSING,
        NOTHING
    }
}
