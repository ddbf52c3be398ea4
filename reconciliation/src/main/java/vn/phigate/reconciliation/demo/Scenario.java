package vn.phigate.reconciliation.demo;

/** What happens to one dossier in the day. The label is Vietnamese with English in brackets. */
enum Scenario {
    VNPAY("9.000001", 0, "trả qua VNPay [paid by VNPay]"),
    VNPAY_SIGNATURE("2.000884", 120, "trả qua VNPay, chứng thực [paid by VNPay, one fee]"),
    VNPAY_REPEATED("9.000001", 60, "IPN gửi 2–5 lần [callback sent 2–5 times]"),
    VNPAY_SECOND_TRY("9.000001", 40, "hủy rồi trả lại [cancelled, then paid]"),
    VNPAY_TWO_PAYMENTS("9.000001", 30, "mở hai lần thanh toán [a second payment refused]"),
    VNPAY_SHORT("9.000001", 20, "báo thiếu tiền [amount too small]"),
    VNPAY_FORGED("9.000001", 20, "IPN giả [forged callback]"),
    VNPAY_LATE("9.000001", 20, "trả sau khi hết hạn [paid after expiry]"),
    TWO_ACCOUNTS("9.000002", 50, "hai tài khoản thu [two accounts]"),
    FREE("1.000894", 60, "miễn phí [nothing due]"),
    VIETQR("9.000001", 160, "chuyển khoản VietQR [VietQR transfer]"),
    VIETQR_SIGNATURE("2.000884", 80, "VietQR, chứng thực [VietQR, one fee]"),
    VIETQR_TWICE("9.000001", 15, "chuyển khoản hai lần [transferred twice]"),
    VIETQR_OTHER_AMOUNT("9.000001", 20, "chuyển sai số tiền [wrong amount transferred]"),
    VIETQR_NEAR_CODE("9.000001", 15, "gõ sai mã hồ sơ [mistyped code]"),
    UNPAID("9.000001", 40, "chưa trả [not paid]");

    final String procedure;
    /** Of a thousand dossiers; at least one. The first scenario takes what is left. */
    final int perThousand;

    final String label;

    Scenario(String procedure, int perThousand, String label) {
        this.procedure = procedure;
        this.perThousand = perThousand;
        this.label = label;
    }

    /** Whole đồng that the seeded fee table asks, or -1 where the gateway alone knows. */
    long knownDueVnd() {
        return switch (procedure) {
            case "9.000001" -> 30_000;
            case "2.000884" -> 10_000;
            case "1.000894" -> 0;
            default -> -1;
        };
    }

    /** Whether all of the dossier must be settled once the day is reconciled. */
    boolean endsPaid() {
        return switch (this) {
            case VNPAY, VNPAY_SIGNATURE, VNPAY_REPEATED, VNPAY_SECOND_TRY, VNPAY_TWO_PAYMENTS, VNPAY_LATE -> true;
            case TWO_ACCOUNTS, VIETQR, VIETQR_SIGNATURE, VIETQR_TWICE -> true;
            case VNPAY_SHORT, VNPAY_FORGED, FREE -> false;
            case VIETQR_OTHER_AMOUNT, VIETQR_NEAR_CODE, UNPAID -> false;
        };
    }
}
