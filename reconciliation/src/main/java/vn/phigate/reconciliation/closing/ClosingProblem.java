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
    BUCKET_UNKNOWN(
            409,
            "bucket_unknown",
            "Có dòng được ghép theo một loại mà bản chốt không có nhóm; hãy báo người quản trị.",
            "A line is matched in a way that has no bucket in the close; tell the administrator."),
    IN_TWO_BUCKETS(
            409,
            "in_two_buckets",
            "Có dòng nằm ở hai nhóm, hoặc các phần của nó không cộng thành số tiền của dòng; hãy chạy đối soát lại.",
            "A line is in two buckets, or its parts do not add up to it; run the reconciliation again."),
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
    DOSSIERS_DISAGREE(
            409,
            "dossiers_disagree",
            "Có hồ sơ đã ghi nhận nộp trong ngày mà tiền không ở ngân hàng, cũng không đang về; hãy xem các hồ sơ này.",
            "Some dossiers were settled on the day by money that is neither at the bank nor on its way; look at these dossiers."),
    FIGURES_CHANGED(
            409,
            "figures_changed",
            "Số liệu đã thay đổi sau khi lập; hãy lập lại bản chốt rồi ký.",
            "The figures changed since it was prepared; prepare it again, then sign."),
    PERIOD_NOT_OVER(409, "period_not_over", "Ngày hoặc tháng này chưa kết thúc.", "This day or month is not over."),
    NOTHING_CLOSED(409, "nothing_closed", "Chưa tài khoản nào chốt ngày này.", "No account has closed this day."),
    MONTH_NOT_READY(
            409,
            "month_not_ready",
            "Tháng còn ngày chưa chốt, dòng chưa rõ, chênh lệch chưa xử lý, hồ sơ thiếu biên lai (A03) hoặc lệch số tiền (A04); danh sách ở dưới.",
            "The month has days that are not closed, lines that nobody identified, open discrepancies, dossiers without a receipt (A03) or whose amounts differ (A04); they are listed."),
    DAY_NOT_CLOSED(
            409,
            "day_not_closed",
            "Ngày này chưa chốt nên không cần điều chỉnh: nộp sao kê hoặc chạy đối soát như thường.",
            "This day is not closed and needs no correction: send the statement or reconcile as usual."),
    NOTHING_TO_CORRECT(
            409,
            "nothing_to_correct",
            "Tệp không khác các dòng đã ghi của ngày đó.",
            "The file does not differ from the lines that are booked for that day."),
    CORRECTION_UNKNOWN(404, "correction_unknown", "Không có điều chỉnh này.", "There is no such correction."),
    CORRECTION_KNOWN(
            409,
            "correction_known",
            "Tệp này đã có một điều chỉnh cho ngày đó.",
            "There is a correction of that day from this file already."),
    CORRECTION_FOUR_EYES(
            409,
            "correction_four_eyes",
            "Người lập điều chỉnh không được tự duyệt; cần một người khác.",
            "Whoever made the correction does not approve it; another person must.");

    private final Facts facts;

    ClosingProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
