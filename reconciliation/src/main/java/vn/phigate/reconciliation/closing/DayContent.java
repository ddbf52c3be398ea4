package vn.phigate.reconciliation.closing;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a day of an account consists of: everything that a proof says but signatures and chain.
 *
 * @param statementId the bank's statement that covers the day, or the correction that the day consists of
 * @param fileSha256 the file it came in
 * @param openingVnd balance at the start of the day, whole đồng, negative when overdrawn: the closing of the day before. Lines that correct closed days are
 *     lines of this day, so the bank's own opening is this and them
 * @param lineCount number of lines of the day
 * @param creditTotalVnd money in, never negative
 * @param debitTotalVnd money out, never negative
 * @param buckets every part of every line in exactly one
 * @param bankSide opening + the parts = closing, the last term
 * @param dossierSide what was settled on the day, the first term = what the bank showed + what is on its way, by the day it is due
 * @param corrections what was learned of closed days since the last close, told here
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
        long closingVnd,
        List<Term> bankSide,
        List<Term> dossierSide,
        List<Correction.Told> corrections) {

    /** Closings from before there were sides and corrections have none. */
    public DayContent {
        bankSide = known(bankSide);
        dossierSide = known(dossierSide);
        corrections = known(corrections);
    }

    private static <T> List<T> known(@Nullable List<T> list) {
        return Objects.requireNonNullElse(list, List.of());
    }

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
                && buckets.equals(other.buckets)
                && corrections.equals(other.corrections);
    }
}
