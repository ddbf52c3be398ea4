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
 * @param amountVnd whole đồng, below 0 for money out
 * @param owner who took over from the former account that the money came to; null for accounts of today, and while that is undecided
 * @param status open or resolved
 * @param resolution matched: a later run found what it belongs to; reclassified: another type took its place
 * @param openedAt when the line first stood open; a change of type keeps it
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
        @Nullable Instant resolvedAt) {

    /** What to do about it, in Vietnamese. */
    public String proposedAction() {
        return Wording.action(type);
    }

    /** What to do about it, in English. */
    public String proposedActionEn() {
        return Wording.actionEn(type);
    }
}
