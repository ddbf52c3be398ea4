package vn.phigate.reconciliation.discrepancies;

import vn.phigate.gateway.platform.http.ProblemType;

/** Why a discrepancy cannot be worked on. */
public enum DiscrepancyProblem implements ProblemType {
    DISCREPANCY_UNKNOWN(404, "discrepancy_unknown", "Không có chênh lệch này.", "There is no such discrepancy."),
    DISCREPANCY_RESOLVED(
            409,
            "discrepancy_resolved",
            "Chênh lệch này đã được giải quyết; hãy tải lại trang.",
            "This discrepancy is resolved; load the page again.");

    private final Facts facts;

    DiscrepancyProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
