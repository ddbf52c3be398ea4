package vn.phigate.gateway.receipts;

import vn.phigate.gateway.platform.http.ProblemType;

/** Refusals about receipts. */
public enum ReceiptProblem implements ProblemType {
    SEAL_MISSING(
            503,
            "seal_missing",
            "Cơ quan thu chưa có chữ ký số trong hệ thống, nên chưa in được biên lai có chữ ký; bản .json vẫn tra cứu được.",
            "The collecting body has no seal in this installation, so that its paper cannot be signed yet; the .json is there."),
    ROOT_NOT_YET(
            409,
            "root_not_yet",
            "Gốc ngày của biên lai này được ký sau khi hết ngày; hãy quay lại vào ngày mai.",
            "The root of this receipt's day is signed when the day is over; come back tomorrow.");

    private final Facts facts;

    ReceiptProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
