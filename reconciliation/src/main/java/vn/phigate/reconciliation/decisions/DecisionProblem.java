package vn.phigate.reconciliation.decisions;

import vn.phigate.gateway.platform.http.ProblemType;

/** Why people cannot decide it so, in order of precedence. */
public enum DecisionProblem implements ProblemType {
    PROPOSAL_UNKNOWN(404, "proposal_unknown", "Không có đề xuất này.", "There is no such proposal."),
    MATCH_UNKNOWN(
            404,
            "match_unknown",
            "Không có khoản khớp này, hoặc nó đã được gỡ.",
            "There is no such match, or it was taken back."),
    PROPOSAL_DECIDED(409, "proposal_decided", "Đề xuất này đã được quyết định.", "This proposal has been decided."),
    NOT_THE_PROPOSER(
            403,
            "not_the_proposer",
            "Chỉ người đề xuất mới rút đề xuất; người khác thì từ chối kèm lý do.",
            "Only who proposed it withdraws it; others reject it with a reason."),
    PROPOSAL_OPEN(
            409,
            "proposal_open",
            "Dòng này đang có một đề xuất chờ duyệt; hãy duyệt, từ chối hoặc rút đề xuất đó trước.",
            "This line has a proposal that waits for a decision; approve, reject or withdraw that one first."),
    PARTS_DO_NOT_FIT(
            409,
            "parts_do_not_fit",
            "Các phần không vừa với số tiền còn lại của dòng.",
            "The parts do not fit what is left of the line."),
    LINE_CHANGED(
            409,
            "line_changed",
            "Số tiền còn lại của dòng đã thay đổi từ lúc đề xuất.",
            "What is left of the line has changed since it was proposed."),
    ITEM_NOT_FOUND(
            409,
            "item_not_found",
            "Không tìm thấy khoản phải nộp này trên tài khoản của dòng.",
            "Nothing of that name is expected on the line's account."),
    ITEM_CHANGED(
            409,
            "item_changed",
            "Khoản này đã đủ tiền, hoặc chờ một số tiền khác.",
            "That item has its money already, or waits for another amount."),
    MONEY_IN_ONLY(409, "money_in_only", "Chỉ làm được với tiền vào.", "This is for money that came in only."),
    WRITE_OFF_TOO_LARGE(
            409,
            "write_off_too_large",
            "Chênh lệch lớn hơn mức được xử lý cho một dòng.",
            "The difference is larger than what may be written off of one line."),
    WRITE_OFF_CEILING(
            409,
            "write_off_ceiling",
            "Cơ quan này đã dùng hết mức xử lý chênh lệch nhỏ trong ngày.",
            "The agency has used up what it may write off on one day."),
    MATCH_FINAL(
            409,
            "match_final",
            "Khoản này không gỡ được: khoản chuyển thử, một đầu của lệnh chuyển, hoặc tiền đã có lệnh chuyển hay hoàn trả.",
            "This cannot be taken back: a test deposit, an end of a transfer, or money that is ordered to be moved or given back."),
    SAME_ACCOUNT(
            409, "same_account", "Tiền đã ở đúng tài khoản này rồi.", "The money is on this very account already.");

    private final Facts facts;

    DecisionProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
