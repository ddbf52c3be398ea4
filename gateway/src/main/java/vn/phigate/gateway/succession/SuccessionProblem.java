package vn.phigate.gateway.succession;

import vn.phigate.gateway.platform.http.ProblemType;

/** Refusals about successions, in order of precedence. */
public enum SuccessionProblem implements ProblemType {
    SUCCESSION_UNKNOWN(404, "succession_unknown", "Không có việc kế tiếp này.", "There is no such succession."),
    DECISION_UNKNOWN(
            404,
            "decision_unknown",
            "Không có quyết định nào về cơ quan kế tiếp mang mã này.",
            "No decision about a successor has this id."),
    SUCCESSION_OVERLAPS(
            409,
            "succession_overlaps",
            "Cơ quan hoặc tài khoản này đã có bên kế tiếp trong khoảng thời gian đó.",
            "This agency or account has a successor in that span of time already."),
    SUCCESSION_CYCLE(
            409,
            "succession_cycle",
            "Chuỗi kế tiếp quay về chính cơ quan hoặc tài khoản ban đầu.",
            "The chain of successors would lead back to where it began."),
    SUCCESSION_FOREIGN_ACCOUNT(
            409,
            "succession_foreign_account",
            "Tài khoản kế tiếp là của cơ quan khác, không phải cơ quan kế tiếp; thu hộ cần phân công với văn bản của cả hai cơ quan.",
            "The succeeding account belongs to an agency that has not taken over; collecting for another needs an assignment with both agencies' consent."),
    MERGERS_UNREADABLE(
            422,
            "mergers_unreadable",
            "Không dùng được tệp sáp nhập; xem findings.",
            "The file of mergers cannot be used; see findings.");

    private final Facts facts;

    SuccessionProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
