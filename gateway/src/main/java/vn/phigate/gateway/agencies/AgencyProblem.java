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

    private final int status;
    private final String code;
    private final String vi;
    private final String en;

    AgencyProblem(int status, String code, String vi, String en) {
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
