package vn.phigate.reconciliation.matching;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import vn.phigate.reconciliation.matching.Leftovers.Suggestion;
import vn.phigate.reconciliation.statements.BankLine;

/**
 * A rule beside those over codes, such as a provider's pay-out by its settlement file, or money that goes back. Passes are asked one after the other in the
 * order in which they are wired, each about the lines of one account that everything before it left open. What a pass books it books whole, in transactions
 * of its own, with the account locked and {@link PersonsDecisions} asked once more.
 */
public interface Pass {
    /** Kept with each match as its rule. */
    String id();

    /** Goes up with every change that could decide a line differently. */
    int version();

    /** Books what the rule may, and says of other lines what it knows of them. The same lines in any order give the same result. */
    Result run(UUID account, LocalDate through, List<BankLine> open, String by);

    /**
     * What a pass did.
     *
     * @param matched lines that are no longer open
     * @param explained lines that stay open for a reason only this pass can know; it takes the place of what the codes say
     */
    record Result(int matched, Map<UUID, Explained> explained) {
        public static final Result NOTHING = new Result(0, Map.of());
    }

    /** Why a line stays open. */
    record Explained(Unmatched why, List<Suggestion> candidates) {}
}
