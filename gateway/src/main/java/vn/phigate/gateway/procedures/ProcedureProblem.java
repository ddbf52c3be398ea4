package vn.phigate.gateway.procedures;

import vn.phigate.gateway.platform.http.ProblemType;

/** Refusals about the catalogue, in order of precedence. */
public enum ProcedureProblem implements ProblemType {
    PROCEDURE_UNKNOWN(
            404,
            "procedure_unknown",
            "Không có thủ tục mang mã này trong danh mục.",
            "No procedure in the catalogue has this code."),
    PRICE_MISSING(
            409,
            "no_fee_row",
            "Khoản thu này chưa có mức thu cho kênh và ngày của hồ sơ; cần bổ sung danh mục.",
            "This fee item has no price for the dossier's channel and day; the catalogue must be completed.");

    private final Facts facts;

    ProcedureProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
