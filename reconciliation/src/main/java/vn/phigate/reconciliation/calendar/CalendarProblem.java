package vn.phigate.reconciliation.calendar;

import vn.phigate.gateway.platform.http.ProblemType;

/** Refusals about days. */
public enum CalendarProblem implements ProblemType {
    CALENDAR_YEAR_MISSING(
            409,
            "calendar_year_missing",
            "Lịch nghỉ của năm này chưa có trong config/calendar.yaml nên không biết ngày nào tiền phải về; hãy bổ sung rồi khởi động lại.",
            "The holidays of this year are not in config/calendar.yaml, so nobody knows when money is due; add them and start again.");

    private final Facts facts;

    CalendarProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
