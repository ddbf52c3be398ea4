package vn.phigate.reconciliation.matching;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.succession.Successor;
import vn.phigate.reconciliation.statements.BankLine;

/** What becomes of money that still reaches a former account; implemented by whoever keeps the orders to move it. */
public interface FormerAccounts {
    /** Whose the money is that reached an account on a day; empty when the account is nobody's former one then. */
    Optional<Successor> of(Sql sql, UUID account, LocalDate day);

    /** Whether {@link #of} may be anything on any day: most accounts are nobody's former one, and need not be asked day by day. */
    boolean ever(Sql sql, UUID account);

    /** Ends of transfers that are on their way to or from an account, the amount below 0 for money that is to go out. */
    List<BankWitness.Expected> expected(Sql sql, UUID account);

    /** The line is an end of this transfer; called in the transaction of the match. @return false when it is not, or not any more */
    boolean seen(Tx tx, UUID order, BankLine line);

    /** Former accounts with matches that are attributed to nobody yet, or wait for a decision. */
    Set<UUID> unattributed(Sql sql, LocalDate through);

    /** Attributes what an account's matches brought to whoever took over, in a transaction of its own. Again it changes nothing. */
    void attribute(Db db, UUID account, LocalDate through, String by);

    /** To whom matches were attributed; matches on accounts of today are not among them. */
    Map<UUID, Inherited> ofMatches(Sql sql, Collection<UUID> matches);

    /**
     * To whom the money of a match was attributed.
     *
     * @param order the order that moves it
     * @param successorAgency code; null while undecided
     * @param successorAccount {@code <bin>-<number>}; null while undecided
     */
    record Inherited(
            UUID order,
            String orderCode,
            String label,
            String labelEn,
            @Nullable String successorAgency,
            @Nullable String successorAccount,
            String legalAct) {}
}
