package vn.phigate.reconciliation.closing;

import java.util.List;
import java.util.UUID;

/**
 * What a day of an account consists of: everything that a proof says but signatures and chain.
 *
 * @param statementId the bank's statement that covers the day
 * @param fileSha256 the file it came in
 * @param openingVnd balance at the start of the day, whole đồng, negative when overdrawn
 * @param lineCount number of lines of the day
 * @param creditTotalVnd money in, never negative
 * @param debitTotalVnd money out, never negative
 * @param buckets every line in exactly one
 */
public record DayContent(
        UUID statementId,
        String fileSha256,
        long openingVnd,
        int lineCount,
        long creditTotalVnd,
        long debitTotalVnd,
        List<Bucket> buckets,
        List<InTransit> inTransit,
        long closingVnd) {

    /** Credits less debits. */
    public long netVnd() {
        return creditTotalVnd - debitTotalVnd;
    }

    /** Whether everything that the bank decides is the same; payments on their way come and go. */
    boolean sameBankDay(DayContent other) {
        return statementId.equals(other.statementId)
                && openingVnd == other.openingVnd
                && closingVnd == other.closingVnd
                && lineCount == other.lineCount
                && buckets.equals(other.buckets);
    }
}
