package vn.phigate.gateway.web;

import vn.phigate.gateway.cases.Resolution;
import vn.phigate.gateway.refunds.Refund;
import vn.phigate.gateway.refunds.RefundStatus;

/** The words of cases, refunds and books for people. */
public final class CaseWords {
    private CaseWords() {}

    public static String type(Wording w, String type) {
        return switch (type) {
            case "paid_twice" -> w.say("Tiền đến thêm", "Money on top");
            case "paid_after_expiry" -> w.say("Tiền đến muộn", "Late money");
            case "amount_differs" -> w.say("Số tiền khác", "Another amount");
            case "beneficiary_differs" -> w.say("Tài khoản nhận khác", "Another beneficiary");
            case "contradiction" -> w.say("Lời báo trái nhau", "Witnesses disagree");
            case "wrong_terminal" -> w.say("Sai điểm chấp nhận", "Wrong terminal");
            case "unknown_order" -> w.say("Đơn không rõ", "Unknown order");
            case "unidentified_transfer" -> w.say("Chuyển khoản chưa rõ", "Unidentified transfer");
            case "refund_refused" -> w.say("Hoàn trả bị từ chối", "Refund refused");
            case "refund_undecided" -> w.say("Hoàn trả chưa rõ kết quả", "Refund undecided");
            case "paid_after_reversal" ->
                w.say("Báo có tiền sau khi đã rút lại", "Money reported after it was taken back");
            case "order_undecided" -> w.say("Đơn chưa rõ kết quả", "Order undecided");
            default -> type;
        };
    }

    public static String resolution(Wording w, String resolution) {
        return switch (resolution) {
            case "settled_late" -> w.say("Đã ghi vào hồ sơ theo quy tắc", "Settled the dossier by rule");
            case "refunded" -> w.say("Đã hoàn trả", "Given back");
            case "taken_back" -> w.say("Giao dịch đã được rút lại", "The payment was taken back");
            case "on_statement" ->
                w.say("Đã có trên sao kê, đối soát xử lý tiếp", "On the statement; reconciliation goes on");
            case "never_booked" -> w.say("Ngân hàng không ghi sổ khoản này", "The bank never booked it");
            case "booked_after_all" -> w.say("Ngân hàng đã ghi sổ sau đó", "The bank booked it after all");
            case "decided" -> w.say("Đã có kết quả", "Decided since");
            default -> Resolution.parse(resolution).map(r -> resolution(w, r)).orElse(resolution);
        };
    }

    public static String resolution(Wording w, Resolution resolution) {
        return switch (resolution) {
            case REFUND -> w.say("Hoàn trả cho người nộp", "Give it back to the payer");
            case ACCEPT -> w.say("Nhận tiền đến muộn", "Take the late money");
            case ACCEPT_AMOUNT ->
                w.say(
                        "Nhà cung cấp đúng: nhận tiền, phần không khớp hoàn trả",
                        "The provider is right: take the money, give back what does not fit");
            case NO_MONEY ->
                w.say(
                        "Không có tiền này; khoản phải nộp được thu lại bằng cách khác",
                        "There is no such money; what it was for can be paid another way");
            case PAID_BACK ->
                w.say("Đã hoàn trả: nhà cung cấp xác nhận bằng cách khác", "Paid back: confirmed by other means");
            case NOT_PAID_BACK ->
                w.say(
                        "Chưa hoàn trả: nhà cung cấp xác nhận không chi; tiền được hoàn bằng cách khác",
                        "Not paid back: the provider paid nothing; the money can be given back another way");
            case ACCEPT_WORD ->
                w.say(
                        "Lời báo sau đúng: không có tiền này; rút lại giao dịch, thu hồi biên lai",
                        "The later word is right: there was no such money; take the payment back, withdraw its receipts");
            case KEEP_BOOKS -> w.say("Giữ nguyên sổ sách", "The books stand");
            case KEEP_CONTESTED -> w.say("Để ngỏ, còn tranh chấp", "Stays open and contested");
            case EXPLAINED -> w.say("Đã làm rõ ngoài hệ thống", "Cleared up outside of these books");
        };
    }

    public static String status(Wording w, RefundStatus status) {
        return switch (status) {
            case PROPOSED -> w.say("Chờ phê duyệt", "Waits for approval");
            case APPROVED -> w.say("Đã duyệt, sắp gửi", "Approved, about to be sent");
            case SENT -> w.say("Đã gửi, đang thực hiện", "Sent, under way");
            case UNKNOWN -> w.say("Đang hỏi lại kết quả", "The result is being asked for");
            case DONE -> w.say("Đã hoàn trả", "Given back");
            case REFUSED -> w.say("Không hoàn trả", "Not given back");
        };
    }

    /** The look of a status, beside its words. */
    public static String look(RefundStatus status) {
        return switch (status) {
            case PROPOSED, APPROVED, SENT, UNKNOWN -> "pending";
            case DONE -> "paid";
            case REFUSED -> "due";
        };
    }

    public static String method(Wording w, Refund refund) {
        return refund.byTransfer() ? w.say("Chuyển khoản", "Bank transfer") : refund.method();
    }
}
