package vn.phigate.reconciliation.transfers;

import vn.phigate.gateway.platform.http.ProblemType;

/** Why an order does not move on, in order of precedence. */
public enum TransferProblem implements ProblemType {
    TRANSFER_ORDER_UNKNOWN(
            404, "transfer_order_unknown", "Không có lệnh chuyển tiền này.", "There is no such transfer order."),
    SUCCESSOR_UNDECIDED(
            409,
            "successor_undecided",
            "Chưa quyết định tiền này của cơ quan nào, hoặc cơ quan đó chưa có tài khoản; tiền được giữ lại cho đến lúc đó.",
            "Whose money it is has not been decided, or that agency has no account; the money is held until then."),
    SUCCESSOR_CHANGED(
            409,
            "successor_changed",
            "Việc kế tiếp mà lệnh này dựa vào đã thay đổi hoặc bị huỷ: tiền này không còn thuộc cơ quan ghi trong lệnh. Không chuyển.",
            "The succession this order rests on was changed or undone: the money is no longer the agency's that the order names. Do not move it."),
    SUCCESSOR_STANDS(
            409,
            "successor_stands",
            "Việc kế tiếp mà lệnh này dựa vào vẫn còn hiệu lực: tiền vẫn thuộc cơ quan ghi trong lệnh. Không hủy.",
            "The succession this order rests on still stands: the money is the agency's that the order names. It is not cancelled."),
    TRANSFER_ORDER_STATE(
            409,
            "transfer_order_state",
            "Lệnh chuyển tiền không ở bước cần có cho việc này.",
            "The transfer order is not at the step that this needs.");

    private final Facts facts;

    TransferProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
