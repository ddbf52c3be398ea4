package vn.phigate.reconciliation.web;

import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.matching.Match;

/** A match that stands, to be looked at again. @param refused what was refused just now; null when nothing was */
public record MatchView(
        Match match, Marked narrative, @Nullable String refused) {
    /** The sheet where its whole day stands. */
    public String sheet() {
        return AccountPages.address(match.line().account(), match.line().bookedOn());
    }
}
