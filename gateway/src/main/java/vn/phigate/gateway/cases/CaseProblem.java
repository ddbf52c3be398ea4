package vn.phigate.gateway.cases;

import vn.phigate.gateway.platform.http.ProblemType;

/** Refusals about cases, in order of precedence. */
public enum CaseProblem implements ProblemType {
    CASE_UNKNOWN(404, "case_unknown", "Không có vụ việc này.", "There is no such case."),
    CASE_RESOLVED(409, "case_resolved", "Vụ việc này đã được giải quyết.", "This case is resolved already."),
    RESOLUTION_NOT_OFFERED(
            422,
            "resolution_not_offered",
            "Loại vụ việc này không có cách giải quyết đó.",
            "That resolution is not for cases of this type."),
    REFUND_UNDER_WAY(
            409,
            "refund_under_way",
            "Khoản hoàn trả cho vụ việc này đang được xử lý.",
            "A refund for this case is under way already."),
    NOTHING_PROPOSED(
            409,
            "nothing_proposed",
            "Chưa có đề nghị nào để phê duyệt.",
            "Nothing has been proposed that could be approved."),
    CASE_CHANGED(
            409,
            "case_changed",
            "Đề nghị giải quyết đã thay đổi từ khi bạn xem; hãy xem lại rồi phê duyệt.",
            "What is proposed has changed since you looked; look again, then approve."),
    CASE_SAME_PERSON(
            403,
            "case_same_person",
            "Người đề nghị không được tự phê duyệt; cần một người khác.",
            "Whoever proposed it may not approve it; another person is needed.");

    private final Facts facts;

    CaseProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
