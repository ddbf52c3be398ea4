package vn.phigate.gateway.income;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * The group "online payment" of Decision 766/QĐ-TTg (23 June 2022), 10 of its 100 points. A criterion at or above its target earns all its
 * points, below it the proportion, both to two decimals; where there is nothing to count there is no score.
 */
public enum Score766 {
    /** 3.5a: procedures with a financial obligation that can be paid online. */
    PAYABLE("3.5a", 2, 80),
    /** 3.5b: procedures with at least one online payment, of those that had dossiers with an obligation. */
    USED("3.5b", 2, 80),
    /** 3.6: dossiers paid online, of those that owe anything. */
    DOSSIERS("3.6", 6, 100);

    private final String criterion;
    private final int maxScore;
    private final int targetPercent;

    Score766(String criterion, int maxScore, int targetPercent) {
        this.criterion = criterion;
        this.maxScore = maxScore;
        this.targetPercent = targetPercent;
    }

    /**
     * One criterion, worked out.
     *
     * @param ratioPercent two decimals; null when the denominator is 0
     * @param score two decimals; null when the denominator is 0
     */
    public record Result(
            String criterion,
            long numerator,
            long denominator,
            int targetPercent,
            int maxScore,
            @Nullable String ratioPercent,
            @Nullable String score) {}

    /** @param numerator 0 to {@code denominator} */
    public Result of(long numerator, long denominator) {
        if (numerator < 0 || numerator > denominator) {
            throw new IllegalArgumentException(numerator + " of " + denominator);
        }
        if (denominator == 0) {
            return new Result(criterion, 0, 0, targetPercent, maxScore, null, null);
        }
        var all = BigDecimal.valueOf(denominator);
        var ratio = BigDecimal.valueOf(numerator * 100).divide(all, 2, RoundingMode.HALF_UP);
        // From the counts, not from the rounded ratio: rounding twice can lift a score over a border.
        boolean reached = numerator * 100 >= denominator * targetPercent;
        var score = reached
                ? BigDecimal.valueOf(maxScore).setScale(2)
                : BigDecimal.valueOf(numerator * 100 * maxScore)
                        .divide(all.multiply(BigDecimal.valueOf(targetPercent)), 2, RoundingMode.HALF_UP);
        return new Result(
                criterion,
                numerator,
                denominator,
                targetPercent,
                maxScore,
                ratio.toPlainString(),
                score.toPlainString());
    }
}
