package vn.phigate.gateway.payments;

import vn.phigate.gateway.platform.http.ProblemType;

/** Refusals about payments, in order of precedence. */
public enum PaymentProblem implements ProblemType {
    PAYMENT_UNKNOWN(404, "payment_unknown", "Không có giao dịch này.", "There is no such payment."),
    OBLIGATION_UNKNOWN(404, "obligation_unknown", "Không có khoản phải nộp này.", "There is no such obligation."),
    METHOD_UNAVAILABLE(
            422,
            "method_unavailable",
            "Phương thức thanh toán này chưa dùng được; hãy chọn phương thức khác.",
            "This payment method cannot be used; choose another."),
    RETURN_URL_REFUSED(
            422,
            "return_url_refused",
            "return_url không thuộc danh sách địa chỉ được phép quay về.",
            "return_url is not on the list of addresses that payers may be sent back to."),
    PAYMENT_IN_PROGRESS(
            409,
            "payment_in_progress",
            "Một giao dịch khác cho khoản này đang chờ kết quả; hãy dùng giao dịch đó hoặc đợi nó kết thúc.",
            "Another payment of this is waiting for its result; use that payment, or wait for it to end."),
    NOTHING_DUE(409, "nothing_due", "Không có khoản nào phải nộp.", "Nothing is due."),
    NO_ACCOUNT(
            409,
            "no_account",
            "Cơ quan chưa có tài khoản thu được phê duyệt cho khoản này; chưa thể nộp trực tuyến.",
            "The agency has no approved collection account for this; it cannot be paid online yet."),
    ACCOUNTS_DIFFER(
            409,
            "accounts_differ",
            "Các khoản này vào những tài khoản khác nhau; hãy tạo giao dịch cho từng nhóm khoản.",
            "These obligations go to different accounts; create one payment for each group of obligations."),
    AMOUNT_OUT_OF_RANGE(
            422,
            "amount_out_of_range",
            "Số tiền nằm ngoài giới hạn của một giao dịch.",
            "The amount is outside the limits of one payment."),
    PAYMENT_NOT_OPEN(
            409,
            "payment_not_open",
            "Giao dịch này không còn nhận thêm lần thanh toán; hãy tạo giao dịch mới nếu khoản vẫn phải nộp.",
            "This payment takes no further attempt; create a new payment if the obligation is still due."),
    PAYMENT_NOT_CANCELLABLE(
            409,
            "payment_not_cancellable",
            "Giao dịch này không hủy được: tiền đã đến, hoặc vẫn có thể đến.",
            "This payment cannot be cancelled: its money has come, or may still come."),
    PAYMENT_NOT_REVERSIBLE(
            409,
            "payment_not_reversible",
            "Giao dịch này không rút lại được: ngân hàng đã thấy tiền, hoặc tiền đã hay đang được hoàn trả.",
            "This payment cannot be taken back: the bank showed its money, or it is given back or on its way.");

    private final Facts facts;

    PaymentProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
