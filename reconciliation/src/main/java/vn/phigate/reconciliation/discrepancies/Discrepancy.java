package vn.phigate.reconciliation.discrepancies;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.reconciliation.matching.Leftovers.Suggestion;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.statements.BankLine;

/**
 * Something that does not fit.
 *
 * @param line null when no bank line shows it
 * @param businessDay the bank's day of the money
 * @param owner who took over from the former account that the money came to; null for accounts of today, and while that is undecided
 * @param amountVnd whole đồng of the line that are open, below 0 for money out
 * @param status open or resolved
 * @param resolution matched: a later run found what it belongs to; reclassified: another type took its place; decided: by two people
 * @param openedAt when the line first stood open; a change of type keeps it
 * @param thread what people said of the line, whatever types it had: the first discrepancy of the line
 * @param citizensWaiting unpaid dossiers among the candidates
 * @param assignedTo who works on it; null when nobody
 * @param held null unless a person left it in suspense
 */
public record Discrepancy(
        UUID id,
        @Nullable BankLine line,
        UUID accountId,
        String account,
        LocalDate businessDay,
        Unmatched type,
        long amountVnd,
        String reason,
        String reasonEn,
        List<Suggestion> candidates,
        @Nullable Agency owner,
        String status,
        @Nullable String resolution,
        Instant openedAt,
        @Nullable Instant resolvedAt,
        UUID thread,
        int citizensWaiting,
        @Nullable String assignedTo,
        @Nullable Held held) {

    /** In the group of lines that a person left in suspense. */
    public static final String SUSPENSE = "suspense";

    /**
     * Left in suspense.
     *
     * @param until the day to look again
     */
    public record Held(LocalDate until, String reason, String by) {}

    /** The group its line stands in when a day is closed: the type, or {@value #SUSPENSE} when a person left it there. */
    public String bucket() {
        return held == null ? type.code() : SUSPENSE;
    }

    public boolean open() {
        return status.equals("open");
    }

    /** Urgent: people wait, or the money lies too long. Small: no more than may be written off. */
    public enum Priority {
        URGENT,
        NORMAL,
        SMALL;

        public String code() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * The money's age counts from the day it was booked: the citizen waits from then on, not from when the file came.
     *
     * @param smallVnd what one person's proposal may write off at most
     */
    public Priority priority(BusinessAge age, LocalDate today, long smallVnd) {
        if (citizensWaiting > 0 || held != null && !today.isBefore(held.until)) {
            return Priority.URGENT;
        }
        if (Math.abs(amountVnd) <= smallVnd) {
            return Priority.SMALL;
        }
        return held == null && age.between(businessDay, today) > BusinessAge.LATE ? Priority.URGENT : Priority.NORMAL;
    }

    /** What to do about it, in Vietnamese. */
    public String proposedAction() {
        return Wording.action(type);
    }

    /** What to do about it, in English. */
    public String proposedActionEn() {
        return Wording.actionEn(type);
    }
}
