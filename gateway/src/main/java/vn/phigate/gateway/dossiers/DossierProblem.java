package vn.phigate.gateway.dossiers;

import vn.phigate.gateway.platform.http.ProblemType;

/** Refusals about dossiers, in order of precedence. */
public enum DossierProblem implements ProblemType {
    DOSSIER_UNKNOWN(404, "dossier_unknown", "Không có hồ sơ mang mã này.", "No dossier has this code."),
    DOSSIER_DIFFERS(
            409,
            "dossier_differs",
            "Hồ sơ mang mã này đã được ghi nhận với nội dung khác; không có gì bị thay đổi.",
            "A dossier with this code was recorded with other content; nothing was changed.");

    private final Facts facts;

    DossierProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
