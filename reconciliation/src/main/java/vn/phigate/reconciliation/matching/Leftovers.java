package vn.phigate.reconciliation.matching;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.succession.Successor;
import vn.phigate.reconciliation.statements.BankLine;

/** Keeps what no rule may book; called in the transaction of the run, with the account locked. */
public interface Leftovers {
    /**
     * The line stays open for this reason. The same reason again changes nothing but the suggestions and the owner.
     *
     * @param successor whose the money is when the line's account is a former one; else null
     */
    void keep(Tx tx, BankLine line, Unmatched why, List<Suggestion> candidates, @Nullable Successor successor);

    /** These lines were matched: nothing is left of them. */
    void matched(Tx tx, Collection<UUID> lines);

    /**
     * After a run: notes the money of providers that is overdue, and that what was overdue has come. Manages its own transaction.
     *
     * @param account null for all accounts
     */
    void noteOverdue(Db db, @Nullable UUID account);

    /**
     * An item that may be meant.
     *
     * @param subjectType payment, dossier, test_deposit or transfer_order
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
