package vn.phigate.gateway.procedures;

import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.money.MoneyText;

/**
 * An exemption or reduction for a group of payers, on one day through one channel (Law on fees and charges 97/2015/QH13, Art. 10).
 *
 * @param group code of the group, e.g. {@code ho_ngheo}
 * @param reductionBasisPoints share taken off, 10,000 for an exemption; null when a fixed amount is taken off
 * @param reductionVnd đồng taken off one unit, down to 0; null when a share is taken off
 */
public record Relief(
        String group,
        @Nullable Integer reductionBasisPoints,
        @Nullable Long reductionVnd,
        String legalBasis) {
    /** What is left of one unit's price, rounded down to the đồng. */
    public long reduced(long unitVnd) {
        if (reductionVnd != null) {
            return Math.max(0, unitVnd - reductionVnd);
        }
        long left = 10_000L - (reductionBasisPoints == null ? 0 : reductionBasisPoints);
        return unitVnd * left / 10_000;
    }

    /** {@code 100%} or {@code 5.000 ₫}. */
    public String reduction() {
        return reductionVnd != null
                ? MoneyText.vietnamese(reductionVnd)
                : Price.percent(reductionBasisPoints == null ? 0 : reductionBasisPoints);
    }
}
