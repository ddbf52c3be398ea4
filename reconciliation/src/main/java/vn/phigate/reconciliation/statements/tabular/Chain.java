package vn.phigate.reconciliation.statements.tabular;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The running balance: what the next one must be by the one before and the rows between, for rows from oldest to newest and the other way round.
 * Rows without a balance (banks that print it once a day) are carried; a row whose amount is unknown breaks the thread, and the next balance ties
 * it anew.
 */
final class Chain {
    private @Nullable BigDecimal last;
    private @Nullable BigDecimal behind = BigDecimal.ZERO;
    private @Nullable BigDecimal fromLast = BigDecimal.ZERO;

    /** Begins from a balance that is known before the first row. */
    static Chain from(@Nullable BigDecimal opening) {
        Chain chain = new Chain();
        chain.last = opening;
        return chain;
    }

    /** What stands in the row, if the rows run from oldest to newest; null when that is not known. */
    @Nullable
    BigDecimal ascending(@Nullable BigDecimal signed) {
        return plus(plus(last, behind), signed);
    }

    /** What stands in the row, if the rows run from newest to oldest; null when that is not known. */
    @Nullable
    BigDecimal descending() {
        return last == null || fromLast == null ? null : last.subtract(fromLast);
    }

    /** The sum of the rows behind the last balance; null when one of them is not known. */
    @Nullable
    BigDecimal behind() {
        return behind;
    }

    /** The sum of the rows from that with the last balance on. */
    @Nullable
    BigDecimal fromLast() {
        return fromLast;
    }

    void step(@Nullable BigDecimal balance, @Nullable BigDecimal signed) {
        if (balance == null) {
            behind = plus(behind, signed);
            fromLast = plus(fromLast, signed);
        } else {
            last = balance;
            behind = BigDecimal.ZERO;
            fromLast = signed;
        }
    }

    static @Nullable BigDecimal plus(@Nullable BigDecimal one, @Nullable BigDecimal other) {
        return one == null || other == null ? null : one.add(other);
    }
}
