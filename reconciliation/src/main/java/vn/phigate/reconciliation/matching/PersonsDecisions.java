package vn.phigate.reconciliation.matching;

import java.util.Set;
import java.util.UUID;
import vn.phigate.gateway.platform.db.Sql;

/**
 * What people decided about lines of the bank. It outranks every rule, for ever: asked when lines are judged and once more under the account's lock before
 * anything is booked. Implemented by whoever keeps the decisions.
 */
public interface PersonsDecisions {
    /** Nobody decided anything. */
    PersonsDecisions NONE = (sql, account) -> Said.NOTHING;

    /** What was decided about the lines of one account. */
    Said about(Sql sql, UUID account);

    /**
     * Decisions that bind the rules.
     *
     * @param takenOut lines that a person has in hand, matched, or matched and took apart again: no rule books them, nor says anew what they are
     * @param refused pairs that a person said do not belong together
     */
    record Said(Set<UUID> takenOut, Set<Pair> refused) {
        public static final Said NOTHING = new Said(Set.of(), Set.of());

        public Said {
            takenOut = Set.copyOf(takenOut);
            refused = Set.copyOf(refused);
        }

        /** Whether a rule may book this line for this item. */
        public boolean allows(UUID line, UUID subject) {
            return !takenOut.contains(line) && !refused.contains(new Pair(line, subject));
        }
    }

    /**
     * A line and what somebody took it for.
     *
     * @param subject id of the payment, dossier, test deposit or transfer order
     */
    record Pair(UUID line, UUID subject) {}
}
