package vn.phigate.gateway.procedures;

import org.jspecify.annotations.Nullable;

/**
 * What the law says of a fee item besides its price.
 *
 * @param refundable never, on_rejection or always; null when not recorded
 * @param retainedBasisPoints share that the collecting body keeps, in hundredths of a percent; the kept đồng are rounded down
 * @param remittance daily, weekly:1 to weekly:7 (Monday is 1), monthly:1 to monthly:28 (of the month after); null when not recorded
 * @param budgetSubItem four digits (tiểu mục); null when not recorded
 */
public record Terms(
        @Nullable String refundable,
        int retainedBasisPoints,
        @Nullable String remittance,
        @Nullable String budgetSubItem,
        String legalBasis) {
    /** The kept share of an amount; what is remitted is the rest, so that the two always add up. */
    public long retainedVnd(long amountVnd) {
        return Math.multiplyExact(amountVnd, (long) retainedBasisPoints) / 10_000;
    }
}
