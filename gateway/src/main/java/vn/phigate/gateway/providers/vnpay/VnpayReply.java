package vn.phigate.gateway.providers.vnpay;

/**
 * Our reply to an IPN. It decides whether VNPay calls again (at most 10 calls, 5 minutes apart), never what happens to the money: a merchant that
 * answers 04 is still paid. Spelling as published ("Unknow error"). Checked in this order: signature, order, amount, state.
 */
public enum VnpayReply {
    /** Recorded, also when what was recorded is a failed payment. */
    RECORDED("00", "Confirm Success", false),
    ORDER_NOT_FOUND("01", "Order not found", true),
    ALREADY_CONFIRMED("02", "Order already confirmed", false),
    INVALID_AMOUNT("04", "invalid amount", true),
    INVALID_SIGNATURE("97", "Invalid signature", true),
    INPUT_DATA_REQUIRED("99", "Input data required", true),
    UNKNOWN_ERROR("99", "Unknow error", true);

    private final String rspCode;
    private final String message;
    private final boolean calledAgain;

    VnpayReply(String rspCode, String message, boolean calledAgain) {
        this.rspCode = rspCode;
        this.message = message;
        this.calledAgain = calledAgain;
    }

    public String rspCode() {
        return rspCode;
    }

    public String message() {
        return message;
    }

    /** Whether VNPay will call again after this reply. */
    public boolean calledAgain() {
        return calledAgain;
    }

    /** The whole body of the reply. */
    public String json() {
        return "{\"RspCode\":\"" + rspCode + "\",\"Message\":\"" + message + "\"}";
    }
}
