package vn.phigate.gateway.providers.momo;

import java.util.Optional;
import java.util.Set;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.Provider;

/**
 * What MoMo's result codes mean (developers.momo.vn/v3, result-handling/resultcode). The same numbers stand in answers to requests and in news
 * about payments, and mean different things there. A code that nobody published is unclear.
 */
final class MomoResult {
    static final long SUCCESS = 0;
    /** Authorised; "treat as success" in one-step capture, which is the only kind we order. */
    private static final long AUTHORISED = 9000;

    static final long NOT_FOUND = 42;

    private static final Set<Long> PENDING = Set.of(1000L, 7000L, 7002L, 8000L);
    /** Final, and the payer was not debited. */
    private static final Set<Long> NOT_PAID =
            Set.of(98L, 99L, 1001L, 1002L, 1003L, 1004L, 1005L, 1006L, 1007L, 1017L, 1026L, 2019L, 4001L, 4002L, 4100L);
    /** Final: the request itself was refused, nothing was done. Not among them 40, 41 and 43: an earlier request may have been taken. */
    private static final Set<Long> REQUEST_REFUSED = Set.of(10L, 11L, 12L, 13L, 20L, 21L, 22L, NOT_FOUND, 45L, 47L);
    /** 1080 failed, 1088 not refundable. Not 1081, already refunded: perhaps by this very request. */
    private static final Set<Long> NOT_REFUNDED = Set.of(1080L, 1088L);

    private MomoResult() {}

    /** In news about a payment, an IPN or the answer to a question. */
    static Notice.Result ofPayment(long code) {
        if (code == SUCCESS || code == AUTHORISED) {
            return Notice.Result.PAID;
        }
        return NOT_PAID.contains(code) ? Notice.Result.DECLINED : Notice.Result.UNCLEAR;
    }

    static boolean pending(long code) {
        return PENDING.contains(code);
    }

    static boolean requestRefused(long code) {
        return REQUEST_REFUSED.contains(code);
    }

    /** Whether an order surely was not made. */
    static boolean orderRefused(long code) {
        return (REQUEST_REFUSED.contains(code) && code != NOT_FOUND) || (NOT_PAID.contains(code) && code != 99);
    }

    static boolean refundRefused(long code) {
        return REQUEST_REFUSED.contains(code) || NOT_REFUNDED.contains(code);
    }

    static Optional<Provider.Words> words(String code) {
        return Optional.ofNullable(
                switch (code) {
                    case "0", "9000" -> words("MoMo đã nhận tiền.", "MoMo has the money.");
                    case "1000", "7000", "7002", "8000" -> words("MoMo đang xử lý.", "MoMo is still working on it.");
                    case "10" -> words("MoMo đang bảo trì.", "MoMo is under maintenance.");
                    case "11", "12", "13", "20", "40", "41", "42", "43", "45", "47" ->
                        words(
                                "MoMo không nhận yêu cầu của hệ thống thu phí; lỗi không phải ở bạn.",
                                "MoMo did not take our request; this is not your fault.");
                    case "21", "22" ->
                        words("Số tiền ngoài giới hạn của MoMo.", "The amount is outside MoMo's limits.");
                    case "98" -> words("MoMo không tạo được mã QR.", "MoMo could not make the QR code.");
                    case "99" -> words("MoMo báo lỗi không rõ.", "MoMo reports an error without a name.");
                    case "1001" -> words("Tài khoản MoMo không đủ số dư.", "The MoMo account has too little balance.");
                    case "1002" -> words("Ngân hàng phát hành thẻ từ chối.", "The bank that issued the card declined.");
                    case "1003" -> words("Giao dịch đã bị hủy.", "The payment was cancelled.");
                    case "1004" ->
                        words("Vượt hạn mức thanh toán trong ngày hoặc tháng.", "Over the daily or monthly limit.");
                    case "1005" -> words("Hết thời gian thanh toán.", "The time to pay was over.");
                    case "1006" -> words("Người trả tiền đã từ chối.", "The payer declined.");
                    case "1007" ->
                        words("Tài khoản MoMo bị khóa hoặc không tồn tại.", "The MoMo account is inactive or unknown.");
                    case "1017" -> words("Đơn vị thu đã hủy giao dịch.", "The agency cancelled the payment.");
                    case "1026" -> words("Bị hạn chế theo chương trình khuyến mãi.", "Restricted by a promotion.");
                    case "4001", "4002" -> words("Tài khoản MoMo đang bị hạn chế.", "The MoMo account is restricted.");
                    case "4100" -> words("Người trả tiền chưa đăng nhập MoMo.", "The payer did not sign in to MoMo.");
                    default -> null;
                });
    }

    private static Provider.Words words(String vi, String en) {
        return new Provider.Words(vi, en);
    }
}
