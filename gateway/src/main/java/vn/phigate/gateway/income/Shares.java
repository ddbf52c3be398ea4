package vn.phigate.gateway.income;

/**
 * What of collected fees the collecting body keeps and what goes to the budget (Law 97/2015/QH13, Art. 12 and 13). The texts do not fix how the
 * retained share is rounded: it is rounded down, so that the parts add up and the budget never gets less than its share.
 *
 * @param retainedVnd whole đồng
 * @param remittedVnd whole đồng
 */
public record Shares(long retainedVnd, long remittedVnd) {
    private static final long WHOLE = 10_000;

    /**
     * @param amountVnd 0 to 900,000,000,000,000
     * @param retainedBasisPoints hundredths of a percent, 0 to 10,000
     */
    public static Shares of(long amountVnd, long retainedBasisPoints) {
        if (amountVnd < 0 || retainedBasisPoints < 0 || retainedBasisPoints > WHOLE) {
            throw new IllegalArgumentException(retainedBasisPoints + " of " + amountVnd);
        }
        long retained = Math.multiplyExact(amountVnd, retainedBasisPoints) / WHOLE;
        return new Shares(retained, amountVnd - retained);
    }
}
