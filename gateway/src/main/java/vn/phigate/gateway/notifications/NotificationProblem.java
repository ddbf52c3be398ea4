package vn.phigate.gateway.notifications;

import vn.phigate.gateway.platform.http.ProblemType;

/** Refusals about webhooks, in order of precedence. */
public enum NotificationProblem implements ProblemType {
    WEBHOOK_ENDPOINT_UNKNOWN(
            404,
            "webhook_endpoint_unknown",
            "Không có địa chỉ nhận thông báo nào của bạn mang mã này.",
            "You have no webhook endpoint with this id."),
    WEBHOOK_DELIVERY_UNKNOWN(
            404,
            "webhook_delivery_unknown",
            "Không có lần gửi nào đến địa chỉ của bạn mang số này.",
            "No delivery to an endpoint of yours has this number."),
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
