package vn.phigate.reconciliation.web;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.decisions.Proposal;
import vn.phigate.reconciliation.discrepancies.Discrepancies.Note;
import vn.phigate.reconciliation.discrepancies.Discrepancy.Priority;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.transfers.TransferOrder;

/**
 * One discrepancy, side by side: what the bank says, and what it may be.
 *
 * @param ageBusinessDays bank days since the money was booked
 * @param candidates those the rules name, then those a person looked for
 * @param typed what the person looked for; empty: what waits for this very amount
 * @param matches parts of the line that have their place already
 * @param proposals about its line, the newest first
 * @param brought the order that brought the money here from another agency; null when none did
 * @param next the next open one, older money first; null after the last
 * @param refused what was refused just now; null when nothing was
 */
public record DiscrepancyView(
        Work work,
        LocalDate today,
        int ageBusinessDays,
        Priority priority,
        List<Candidate> candidates,
        String typed,
        List<Match> matches,
        List<Note> history,
        List<Proposal> proposals,
        @Nullable TransferOrder brought,
        @Nullable UUID next,
        @Nullable String refused) {

    /**
     * @param seen the stretch of the narrative that looks like its code, against the code; null when nothing does
     * @param state open, waiting or settled
     * @param payable whether the line, or a part of it, may be for this
     * @param refused a person said it is not this
     */
    public record Candidate(
            UUID subject,
            String dossiers,
            String code,
            @Nullable CodeDiff seen,
            long amountVnd,
            long differenceVnd,
            String state,
            boolean payable,
            boolean refused) {}

    /** The one that waits for a decision; null when none does. */
    public @Nullable Proposal proposed() {
        return proposals.stream().filter(Proposal::open).findFirst().orElse(null);
    }
}
