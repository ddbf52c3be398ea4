package vn.phigate.reconciliation.matching;

import java.util.List;
import java.util.UUID;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.reconciliation.statements.BankLine;

/** Keeps what no rule may book; called in the transaction of the run, with the account locked. */
public interface Leftovers {
    /** The line stays open for this reason. The same reason again changes nothing but the suggestions. */
    void keep(Tx tx, BankLine line, Unmatched why, List<Suggestion> candidates);

    /** The line was matched: nothing is left of it. */
    void matched(Tx tx, UUID line);

    /**
     * An item that may be meant.
     *
     * @param subjectType payment or dossier
     * @param dossiers how people know it
     * @param code the code that was found, or that something in the narrative looks like
     * @param state open, waiting or settled
     * @param from where it stands in the raw narrative, in UTF-16 characters
     * @param to where it ends, exclusive
     */
    record Suggestion(
            String subjectType,
            UUID subjectId,
            String dossiers,
            String code,
            long amountVnd,
            String state,
            int from,
            int to) {}
}
