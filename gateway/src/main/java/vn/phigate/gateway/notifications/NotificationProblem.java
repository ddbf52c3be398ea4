package vn.phigate.gateway.notifications;

import vn.phigate.gateway.platform.http.ProblemType;

/** Refusals about webhook endpoints. */
public enum NotificationProblem implements ProblemType {
    WEBHOOK_URL_REFUSED(
            422,
            "webhook_url_refused",
            "Không gửi thông báo đến địa chỉ này được: cần https và máy chủ công khai.",
            "Webhooks cannot be sent to this address: https and a public host are needed.");

    private final Facts facts;

    NotificationProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
