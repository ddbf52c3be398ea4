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

    private final int status;
    private final String code;
    private final String vi;
    private final String en;

    ProcedureProblem(int status, String code, String vi, String en) {
        this.status = status;
        this.code = code;
        this.vi = vi;
        this.en = en;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public String vi() {
        return vi;
    }

    @Override
    public String en() {
        return en;
    }
}
