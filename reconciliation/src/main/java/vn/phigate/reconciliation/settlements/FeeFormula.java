package vn.phigate.reconciliation.settlements;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a provider may keep of one payment.
 *
 * @param basisPoints share of the payment in hundredths of a percent, 0 to 10,000
 * @param fixedVnd on top of the share
 * @param minVnd the least of share and fixed part together, before VAT
 * @param maxVnd the most of them; null for no limit
 * @param vatPercent VAT on the fee, 0 to 100
 * @param rounding half_up, down or up; of the share and of the VAT each
 * @param returnedOnRefund whether the fee of what is given back is given back too
 */
record FeeFormula(
        int basisPoints,
        long fixedVnd,
        long minVnd,
        @Nullable Long maxVnd,
        int vatPercent,
        String rounding,
        boolean returnedOnRefund) {
    FeeFormula {
        mode(rounding);
        if (basisPoints < 0
                || basisPoints > 10_000
                || fixedVnd < 0
                || minVnd < 0
                || (maxVnd != null && maxVnd < minVnd)
                || vatPercent < 0
                || vatPercent > 100) {
            throw new IllegalArgumentException(
                    "a fee is 0 to 10000 basis points, fixed_vnd and min_vnd from 0, max_vnd not "
                            + "below min_vnd, vat_percent 0 to 100");
        }
    }

    /** @param grossVnd whole đồng, below 0 for money given back */
    long of(long grossVnd) {
        if (grossVnd < 0) {
            return returnedOnRefund ? -of(-grossVnd) : 0;
        }
        long share = part(grossVnd, basisPoints, 10_000);
        long fee = Math.max(share + fixedVnd, minVnd);
        fee = maxVnd == null ? fee : Math.min(fee, maxVnd);
        return fee + part(fee, vatPercent, 100);
    }

    private long part(long amountVnd, int numerator, int denominator) {
        return BigDecimal.valueOf(amountVnd)
                .multiply(BigDecimal.valueOf(numerator))
                .divide(BigDecimal.valueOf(denominator), 0, mode(rounding))
                .longValueExact();
    }

    private static RoundingMode mode(String rounding) {
        return switch (rounding) {
            case "half_up" -> RoundingMode.HALF_UP;
            case "down" -> RoundingMode.DOWN;
            case "up" -> RoundingMode.UP;
            default ->
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "rounding is half_up, down or up, not %s", rounding));
        };
    }
}
