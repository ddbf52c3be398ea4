package vn.phigate.sandbox.vnpay;

import org.jspecify.annotations.Nullable;

/** What became of an order at the bank: vnp_ResponseCode and vnp_TransactionStatus (pay.html, code tables). */
enum Outcome {
    SUCCESS("success", "00", "00", "Thanh toán thành công", "Pay successfully"),
    CANCEL("cancel", "24", "02", "Khách hàng hủy giao dịch", "Customer cancels"),
    NOT_ENOUGH_BALANCE("not_enough_balance", "51", "02", "Không đủ số dư", "Not enough balance"),
    WRONG_OTP("wrong_otp", "13", "02", "Sai mật khẩu OTP", "Wrong OTP"),
    FRAUD("fraud", "07", "07", "Trừ tiền, nghi ngờ gian lận", "Money taken, suspected fraud"),
    /** Success by one code, error by the other: a merchant that looks at one of them only is caught here. */
    DISAGREE("disagree", "00", "02", "Hai mã trái ngược nhau", "The two codes disagree");

    final String wireName;
    final String responseCode;
    final String transactionStatus;
    final String vietnamese;
    final String english;

    Outcome(String wireName, String responseCode, String transactionStatus, String vietnamese, String english) {
        this.wireName = wireName;
        this.responseCode = responseCode;
        this.transactionStatus = transactionStatus;
        this.vietnamese = vietnamese;
        this.english = english;
    }

    /** Whether the payer's bank was reached, so that a transaction number exists. */
    boolean reachedBank() {
        return this == SUCCESS || this == FRAUD || this == DISAGREE;
    }

    static @Nullable Outcome of(String wireName) {
        for (Outcome outcome : values()) {
            if (outcome.wireName.equals(wireName)) {
                return outcome;
            }
        }
        return null;
    }
}
