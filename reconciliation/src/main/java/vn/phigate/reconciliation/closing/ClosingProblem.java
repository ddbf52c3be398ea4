package vn.phigate.reconciliation.closing;

import vn.phigate.gateway.platform.http.ProblemType;

/** Why a day is not closed, in order of precedence; each refusal carries the figures it is about. */
public enum ClosingProblem implements ProblemType {
    CLOSING_UNKNOWN(404, "closing_unknown", "Không có bản chốt sổ này.", "There is no such closing."),
    ALREADY_CLOSED(409, "already_closed", "Ngày này của tài khoản đã chốt.", "This day of the account is closed."),
    LATER_DAY_CLOSED(
            409,
            "later_day_closed",
            "Một ngày sau đó của tài khoản đã chốt; sổ chốt theo thứ tự ngày.",
            "A later day of the account is closed; days are closed in their order."),
    DAY_NOT_OVER(
            409,
            "day_not_over",
            "Ngày này chưa kết thúc; chốt sổ từ ngày hôm sau, khi đã có đủ sao kê.",
            "The day is not over; close it from the next day on, when its statement is complete."),
    STATEMENT_MISSING(
            409,
            "statement_missing",
            "Chưa có sao kê nào của ngân hàng cho ngày này.",
            "No statement of the bank covers this day."),
    STATEMENT_DISAGREES(
            409,
            "statement_disagrees",
            "Sao kê đã nộp cho ngày này không đủ dòng hoặc không tự khớp nên chưa ghi sổ; hãy nộp tệp đúng.",
            "The statement that was sent for this day is incomplete or does not add up, so it is not booked; send the corrected file."),
    NOT_RECONCILED(
            409,
            "not_reconciled",
            "Còn dòng sao kê chưa được đối soát; hãy chạy đối soát cho ngày này.",
            "Some lines are not reconciled; run the reconciliation of this day."),
    IDENTITY_BROKEN(
            409,
            "identity_broken",
            "Số dư đầu cộng các dòng không bằng số dư cuối.",
            "The opening balance and the lines do not add up to the closing balance."),
    DAY_BEFORE_OPEN(
            409,
            "day_before_open",
            "Một ngày trước đó có giao dịch mà chưa chốt; hãy chốt theo thứ tự ngày.",
            "An earlier day with lines is not closed; close the days in their order."),
    CONTINUITY_BROKEN(
            409,
            "continuity_broken",
            "Số dư đầu khác số dư cuối của ngày chốt liền trước.",
            "The opening balance is not the closing balance of the last closed day."),
    LEDGER_DISAGREES(
            409,
            "ledger_disagrees",
            "Sổ cái không bằng tổng các dòng sao kê của ngày.",
            "The ledger is not the sum of the day's lines."),
    FIGURES_CHANGED(
            409,
            "figures_changed",
            "Số liệu đã thay đổi sau khi lập; hãy lập lại bản chốt rồi ký.",
            "The figures changed since it was prepared; prepare it again, then sign.");

    private final Facts facts;

    ClosingProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
