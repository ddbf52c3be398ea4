package vn.phigate.gateway.succession;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agency;

/**
 * Whose the money is that still reaches a former account.
 *
 * @param succession the first one on the way, which ended the former account's duty
 * @param former the agency whose account it was
 * @param agency who has its duties at the instant asked for; null while a divided commune's successor is undecided
 * @param account where that agency collects: what replaced the account, else its default for phí, else for lệ phí; null when it has none or is undecided
 * @param legalAct of the first succession on the way
 * @param cutOver of the first succession on the way
 * @param divided true when a commune on the way was split over several
 * @param candidates all agencies that it may be: one when it is decided
 */
public record Successor(
        UUID succession,
        Agency former,
        @Nullable Agency agency,
        @Nullable CollectionAccount account,
        String legalAct,
        Instant cutOver,
        boolean divided,
        List<Agency> candidates) {
    public boolean undecided() {
        return agency == null;
    }
}
