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
    /** These lines stay open. The same reason again changes nothing but the suggestions and the owner. */
    void keep(Tx tx, Collection<Left> left);

    /**
     * A line, or the rest of it, that no rule may book.
     *
     * @param line as it is now
     * @param successor whose the money is when the line's account is a former one; else null
     */
    record Left(
            BankLine line,
            Unmatched why,
            List<Suggestion> candidates,
            @Nullable Successor successor) {}

    /**
     * A pay-out whose fees are not those of the contract; no part of any line is open for it. Again it changes nothing.
     *
     * @param batch id of the batch, {@code name} what its provider calls it
     * @param rows how many of its rows differ
     */
    void feesDiffer(Tx tx, BankLine line, UUID batch, String name, int rows, long keptVnd, long contractVnd);

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
     * @param subjectType payment, dossier, test_deposit, transfer_order, refund, settlement_batch or settlement_row (of which the id is the batch's)
     * @param dossiers how people know it
     * @param code the code that was found, or that something in the narrative looks like
     * @param state open, waiting or settled; of a row, why it fits nothing
     * @param from where it stands in the raw narrative, in UTF-16 characters
     * @param to where it ends, exclusive; as {@code from} when the narrative does not say it
     * @param rule {@code amount_and_day} when only that speaks for it; null when the narrative does
     * @param account {@code <bin>-<number>} that it is expected on, where that is not the line's
     * @param restVnd what is missing of it after all lines that name it, when they are parts of it; below 0 when they are more
     */
    record Suggestion(
            String subjectType,
            UUID subjectId,
            String dossiers,
            String code,
            long amountVnd,
            String state,
            int from,
            int to,
            @Nullable String rule,
            @Nullable String account,
            @Nullable Long restVnd) {
        /** Of the line's own account, for which the narrative speaks. */
        public Suggestion(
                String subjectType,
                UUID subjectId,
                String dossiers,
                String code,
                long amountVnd,
                String state,
                int from,
                int to) {
            this(subjectType, subjectId, dossiers, code, amountVnd, state, from, to, null, null, null);
        }

        Suggestion withRest(long vnd) {
            return new Suggestion(
                    subjectType, subjectId, dossiers, code, amountVnd, state, from, to, rule, account, vnd);
        }

        Suggestion on(String other) {
            return new Suggestion(
                    subjectType, subjectId, dossiers, code, amountVnd, state, from, to, rule, other, restVnd);
        }
    }
}
