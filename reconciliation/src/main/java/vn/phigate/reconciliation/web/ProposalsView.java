package vn.phigate.reconciliation.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.decisions.Proposal;

/**
 * What waits for a second person, or was decided.
 *
 * @param nextPage address; null on the last page
 * @param refused what was refused just now; null when nothing was
 */
public record ProposalsView(
        Proposal.Status status,
        List<Proposal> proposals,
        @Nullable String nextPage,
        @Nullable String refused) {}
