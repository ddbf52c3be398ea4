package vn.phigate.reconciliation.closing;

import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Sql;

/** Fee, money and receipt of a month's dossiers, held against each other by somebody else: a month closes only with nothing left there. */
public interface MonthSides {
    /** @param agency id; null for the whole city */
    List<Open> open(Sql sql, YearMonth month, @Nullable Long agency);

    /**
     * A dossier that keeps its month open.
     *
     * @param code A03: the receipt is missing; A04: amounts differ
     */
    record Open(String dossier, String code, long feeVnd, long bankVnd, long receiptVnd) {}
}
