package vn.phigate.gateway.notifications;

import vn.phigate.gateway.platform.http.ProblemType;

/** Refusals about webhook endpoints. */
public enum NotificationProblem implements ProblemType {
    WEBHOOK_URL_REFUSED(
            422,
            "webhook_url_refused",
            "Không gửi thông báo đến địa chỉ này được: cần https và máy chủ công khai.",
            "Webhooks cannot be sent to this address: https and a public host are needed.");

    private final int status;
    private final String code;
    private final String vi;
    private final String en;

    NotificationProblem(int status, String code, String vi, String en) {
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
