package vn.phigate.gateway.refunds;

import vn.phigate.gateway.platform.http.ProblemType;

/** Refusals about refunds, in order of precedence. */
public enum RefundProblem implements ProblemType {
    REFUND_UNKNOWN(404, "refund_unknown", "Không có khoản hoàn trả này.", "There is no such refund."),
    NOTHING_TO_REFUND(
            409,
            "nothing_to_refund",
            "Giao dịch này không có tiền để hoàn trả.",
            "There is no money of this payment to give back."),
    REFUND_AVAILABLE_CHANGED(
            409,
            "refund_available_changed",
            "Số tiền còn hoàn được đã thay đổi từ khi bạn xem; hãy xem lại rồi gửi lại.",
            "What can be refunded has changed since you looked; look again, then send it again."),
    REFUND_EXCEEDS_AVAILABLE(
            409,
            "refund_exceeds_available",
            "Số tiền hoàn vượt quá số còn hoàn được.",
            "The refund is more than what can be given back."),
    REFUND_NOT_ALLOWED(
            409,
            "refund_not_allowed",
            "Theo quy định, khoản này không được hoàn trả trong trường hợp này; chỉ hoàn khi có căn cứ ngoại lệ (legal_exception) và hai người.",
            "By law this fee is not given back in this case; that takes a legal exception (legal_exception) and two people."),
    REFUND_NOT_OPEN(
            409, "refund_not_open", "Khoản hoàn trả này đã được quyết định.", "This refund has been decided already."),
    BENEFICIARY_NEEDED(
            409,
            "beneficiary_needed",
            "Hoàn bằng chuyển khoản cần tài khoản người nhận trước khi phê duyệt.",
            "A refund by transfer needs the payee's account before it is approved."),
    REFUND_CHANGED(
            409,
            "refund_changed",
            "Tài khoản nhận tiền hoàn đã thay đổi từ khi bạn xem; hãy xem lại rồi phê duyệt.",
            "The payee's account has changed since you looked; look again, then approve."),
    REFUND_SAME_PERSON(
            403,
            "refund_same_person",
            "Người đề nghị hoặc người nhập tài khoản nhận không được tự phê duyệt; cần một người khác.",
            "Whoever proposed it, or named the payee's account, may not approve it; another person is needed.");

    private final Facts facts;

    RefundProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
