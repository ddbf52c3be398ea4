package vn.phigate.gateway.providers.vnpay;

import java.util.Set;

/**
 * What a payment came to, from vnp_ResponseCode and vnp_TransactionStatus together (sandbox.vnpayment.vn/apis/docs/bang-ma-loi/).
 * The two can contradict each other, and VNPay's own samples look at one of them; money is believed only when both say so, and so is its absence.
 */
public enum VnpayResult {
    /** Both codes are 00. */
    PAID,
    /** The response names a known refusal and the status says error: nobody was debited. */
    FAILED,
    /**
     * Anything else: ask by querydr, and let a person look when that stays unclear. Among them 07 (debited, suspected fraud), status 01 (not
     * complete, may still become paid), 04 (payer debited, reversed at VNPay), 05, 06, 09 (a refund under way), a missing or unknown code, and codes that
     * contradict each other. To call one of them failed would tell a debited citizen to pay again.
     */
    UNCLEAR;

    private static final String SUCCESS = "00";
    private static final String ERROR = "02";

    /** Response codes under which the payer was not debited: all published ones but 00 and 07. */
    private static final Set<String> REFUSALS =
            Set.of("09", "10", "11", "12", "13", "24", "51", "65", "75", "79", "99");

    /** Whether the transaction that an answer tells of is the payment itself, not a refund of it. */
    static boolean aboutPayment(String transactionType) {
        return transactionType.equals("01") || transactionType.isEmpty();
    }

    /** For a callback. A missing code is the empty string. */
    public static VnpayResult ofNotice(String responseCode, String transactionStatus) {
        if (responseCode.equals(SUCCESS) && transactionStatus.equals(SUCCESS)) {
            return PAID;
        }
        return REFUSALS.contains(responseCode) && transactionStatus.equals(ERROR) ? FAILED : UNCLEAR;
    }

    /**
     * For an answer to querydr, where the response code tells only whether the question could be answered and the status is that of the
     * transaction type: 01 payment, 02 and 03 its refunds. An unknown order (91) is unclear too: it may reach VNPay later.
     */
    public static VnpayResult ofQuery(String responseCode, String transactionType, String transactionStatus) {
        if (!responseCode.equals(SUCCESS) || !aboutPayment(transactionType)) {
            return UNCLEAR;
        }
        return switch (transactionStatus) {
            case SUCCESS -> PAID;
            case ERROR -> FAILED;
            default -> UNCLEAR;
        };
    }
}
