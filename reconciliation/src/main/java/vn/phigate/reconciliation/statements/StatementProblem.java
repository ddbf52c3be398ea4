package vn.phigate.reconciliation.statements;

import vn.phigate.gateway.platform.http.ProblemType;

/** Refusals about files of banks, in order of precedence. */
public enum StatementProblem implements ProblemType {
    FILE_UNKNOWN(404, "file_unknown", "Không có tệp sao kê này.", "There is no such statement file."),
    NOT_A_STATEMENT(
            422,
            "not_a_statement",
            "Tệp là thông báo biến động, báo cáo trong ngày hoặc tệp quyết toán, không phải sao kê: không ghi sổ, để không tính tiền hai lần. Hãy nộp sao kê "
                    + "cuối ngày (camt.053, MT940 hoặc bảng kê của ngân hàng).",
            "The file is a notice, an intraday report or a settlement file, not a statement: it is never booked, so that no money counts twice. Send the end-of-day "
                    + "statement (camt.053, MT940 or the bank's export)."),
    STATEMENT_UNREADABLE(
            422,
            "statement_unreadable",
            "Không đọc được tệp; chưa ghi gì. Xem danh sách phát hiện, sửa hoặc tải lại tệp từ ngân hàng.",
            "The file cannot be read; nothing was booked. See the findings, then mend the file or download it again."),
    NOT_OF_THIS_DAY(
            422,
            "not_of_this_day",
            "Tệp không có sao kê đủ dòng, tự khớp số dư của tài khoản này cho ngày đã chốt đó.",
            "The file has no statement of this account for that closed day that is complete and adds up.");

    private final Facts facts;

    StatementProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
