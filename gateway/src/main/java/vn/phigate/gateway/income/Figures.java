package vn.phigate.gateway.income;

import java.util.Map;

/**
 * What came in, added up.
 *
 * @param payments payments with money in these figures; one for several procedures counts in each of them, and once in any total over them
 * @param items obligations those payments were for; they add up
 * @param amountVnd all that was paid: settled and surplus
 * @param settledVnd what settled obligations
 * @param surplusVnd what came on top and waits for a decision
 * @param atBankVnd what of the amount the bank's statements have shown
 * @param refundedVnd what of the settled was given back since
 * @param cases cases opened over these payments in these days; {@code casesOpen} of them undecided
 * @param methods by the way the money took
 */
public record Figures(
        long payments,
        long items,
        long amountVnd,
        long settledVnd,
        long surplusVnd,
        long atBankVnd,
        long refundedVnd,
        long cases,
        long casesOpen,
        Map<String, OfMethod> methods) {

    public record OfMethod(long payments, long amountVnd) {}
}
