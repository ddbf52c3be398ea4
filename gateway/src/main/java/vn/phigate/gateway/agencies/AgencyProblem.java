package vn.phigate.gateway.agencies;

import vn.phigate.gateway.platform.http.ProblemType;

/** Refusals about agencies, in order of precedence. */
public enum AgencyProblem implements ProblemType {
    AGENCY_UNKNOWN(
            404,
            "agency_unknown",
            "Không có cơ quan mang mã này vào ngày được hỏi; hãy kiểm tra mã và ngày.",
            "No agency has this code on the day asked for; check the code and the day."),
    AGENCY_CODE_TAKEN(
            409,
            "agency_code_taken",
            "Mã này đã thuộc một cơ quan khác trong khoảng thời gian đó.",
            "This code belongs to another agency in that span of time.");

    private final Facts facts;

    AgencyProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
