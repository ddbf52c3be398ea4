package vn.phigate.reconciliation.settlements;

import vn.phigate.gateway.platform.http.ProblemType;

/** Refusals about settlement files, in order of precedence. */
public enum SettlementProblem implements ProblemType {
    SETTLEMENT_UNKNOWN(404, "settlement_unknown", "Không có tệp quyết toán này.", "There is no such settlement file."),
    NOT_A_SETTLEMENT(
            422,
            "not_a_settlement",
            "Tệp không phải tệp quyết toán theo mẫu đã khai báo của bên thanh toán nào.",
            "The file is no settlement file in the declared layout of any provider."),
    SETTLEMENT_UNREADABLE(
            422,
            "settlement_unreadable",
            "Không đọc được tệp quyết toán; chưa ghi gì. Xem danh sách phát hiện, rồi tải lại tệp từ bên thanh toán.",
            "The settlement file cannot be read; nothing was kept. See the findings, then fetch it from the provider again.");

    private final Facts facts;

    SettlementProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
