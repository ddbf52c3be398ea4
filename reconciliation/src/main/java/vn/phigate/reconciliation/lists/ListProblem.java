package vn.phigate.reconciliation.lists;

import vn.phigate.gateway.platform.http.ProblemType;

/** Why a list is not taken. */
public enum ListProblem implements ProblemType {
    LIST_UNREADABLE(
            422,
            "list_unreadable",
            "Tệp không phải bảng CSV hoặc XLSX đọc được.",
            "The file is no CSV or XLSX table that can be read."),
    LIST_NOT_RECOGNISED(
            422,
            "list_not_recognised",
            "Không nhận ra cột của bảng; xem các mẫu trong config/lists.",
            "The columns of the table are not recognised; see the layouts in config/lists.");

    private final Facts facts;

    ListProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
