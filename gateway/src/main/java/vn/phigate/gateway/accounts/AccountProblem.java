package vn.phigate.gateway.accounts;

import vn.phigate.gateway.platform.http.ProblemType;

/** Refusals about accounts, in order of precedence. */
public enum AccountProblem implements ProblemType {
    ACCOUNT_UNKNOWN(404, "account_unknown", "Không có tài khoản này.", "There is no such account."),
    ASSIGNMENT_UNKNOWN(404, "assignment_unknown", "Không có phân công tài khoản này.", "There is no such assignment."),
    NO_ACCOUNT(
            404,
            "no_account",
            "Chưa có tài khoản thu được phê duyệt cho cơ quan, thủ tục và loại khoản thu này vào thời điểm đó; cơ quan cần đăng ký.",
            "No approved collection account exists for this agency, procedure and kind at that instant; the agency has to register one."),
    SAME_PERSON(
            403,
            "same_person",
            "Người đề nghị không được tự phê duyệt; cần một người khác.",
            "Whoever proposed may not approve; another person is needed."),
    FINDINGS_BLOCK(
            409,
            "findings_block",
            "Kiểm tra hồ sơ có lỗi phải sửa trước; xem findings.",
            "The checks found faults that have to be mended first; see findings."),
    FINDINGS_UNREAD(
            409,
            "findings_unread",
            "Kiểm tra hồ sơ có điểm cần xem; người phê duyệt ghi nhận từng điểm trong acknowledged, hoặc từ chối.",
            "The checks found points to look at; the approver acknowledges each in acknowledged, or rejects."),
    CONSENT_MISSING(
            409,
            "consent_missing",
            "Thu hộ cơ quan khác cần văn bản đồng ý của cả hai cơ quan; xem missing.",
            "Collecting for another agency needs the written consent of both agencies; see missing."),
    SPAN_OVER(
            409,
            "span_over",
            "Thời gian đề nghị sẽ kết thúc trước khi tài khoản hết thời gian chờ; hãy đăng ký lại với thời gian khác.",
            "The span that was asked for ends before the account could be in force; register it again with another span."),
    WRONG_STATE(
            409,
            "wrong_state",
            "Trạng thái hiện tại không cho phép bước này.",
            "The present state does not allow this step."),
    ACCOUNT_TAKEN(
            409,
            "account_taken",
            "Số tài khoản này đã được đăng ký cho khoảng thời gian đó.",
            "This account number is registered for that span of time already."),
    ASSIGNMENT_OVERLAPS(
            409,
            "assignment_overlaps",
            "Đã có một tài khoản được phê duyệt cho cùng cơ quan, thủ tục và loại khoản thu trong khoảng thời gian đó.",
            "An approved account exists for the same agency, procedure and kind in that span of time.");

    private final Facts facts;

    AccountProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
