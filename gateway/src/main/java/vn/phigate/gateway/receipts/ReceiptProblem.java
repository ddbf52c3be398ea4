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
            "The root of this receipt's day is signed when the day is over; come back tomorrow."),
    SOMETHING_DUE(
            409,
            "something_due",
            "Hồ sơ này có khoản phải nộp hoặc đã nộp, nên không có giấy xác nhận không phải nộp.",
            "Something is or was to be paid for this dossier, so that there is no paper that says otherwise."),
    PAPER_WITHDRAWN(
            410,
            "paper_withdrawn",
            "Giấy xác nhận này đã hết hiệu lực vì hồ sơ đã có khoản phải nộp, nên không còn bản PDF có dấu; xem tại địa chỉ kiểm tra.",
            "This confirmation no longer holds, something has become due since, so that it is not sealed anew; see the address to verify it."),
    RECEIPT_UNKNOWN(404, "receipt_unknown", "Không có biên lai mang mã này.", "No receipt has this code."),
    TEMPLATE_UNKNOWN(
            409,
            "receipt_template_unknown",
            "Có biên lai mang ký hiệu mẫu không thuộc quy định nào trong cài đặt receipt_rules, nên không biết thuộc báo cáo nào; hãy đưa quy định đó trở lại.",
            "There are receipts of a template that no row of receipt_rules knows, so that nobody knows their report; put that row back."),
    CORRECTION_UNKNOWN(
            404,
            "correction_unknown",
            "Không có đề nghị sửa biên lai này.",
            "There is no such correction of a receipt."),
    RECEIPT_NOT_STANDING(
            409,
            "receipt_not_standing",
            "Biên lai này đã bị thu hồi hoặc đã được thay thế; chỉ sửa biên lai đang có giá trị.",
            "This receipt was withdrawn or replaced; only one that stands is put right."),
    CORRECTION_OPEN(
            409,
            "correction_open",
            "Biên lai này đang có một đề nghị sửa chờ quyết định.",
            "A correction of this receipt is waiting for its decision."),
    CORRECTION_NOT_OPEN(
            409, "correction_not_open", "Đề nghị này đã được quyết định.", "This correction has been decided already."),
    NOTHING_WRONG(
            409,
            "nothing_wrong",
            "Nội dung đúng nêu ra trùng với nội dung đang có giá trị, hoặc số tiền trên biên lai đúng với sổ; không có gì để sửa.",
            "What should be there is there already, or the amount agrees with the books; there is nothing to put right."),
    NOTHING_LEFT(
            409,
            "nothing_left",
            "Toàn bộ số tiền của biên lai đã được hoàn trả; không có khoản nào để ghi vào biên lai thay thế, dù sai ở chỗ nào.",
            "All the money of this receipt was given back; there is nothing to write on another one, whatever was wrong."),
    LINE_GIVEN_BACK(
            409,
            "line_given_back",
            "Khoản thu ở dòng này đã được hoàn trả hoặc không còn trong sổ, nên không có trên biên lai thay thế; hãy bỏ dòng này khỏi đề nghị.",
            "What this line is for was given back or is not in the books, so that no other receipt has it; leave the line out."),
    AMOUNTS_CHANGED(
            409,
            "amounts_changed",
            "Số tiền theo sổ nay khác với số tiền trong đề nghị; hãy không duyệt đề nghị này và đề nghị lại.",
            "The books have other amounts now than were proposed; refuse this correction and propose it anew."),
    CORRECTION_LAW_CHANGED(
            409,
            "correction_law_changed",
            "Từ ngày đề nghị, quy định đã thay đổi và nay yêu cầu cách sửa khác; hãy không duyệt đề nghị này và đề nghị lại.",
            "The law has changed since this was proposed and asks for another way now; refuse it and propose it anew."),
    CORRECTION_NOT_YOURS(
            403,
            "correction_not_yours",
            "Chỉ rút được đề nghị do chính mình lập; đề nghị của người khác do cán bộ của thành phố quyết định.",
            "Only an own proposal can be taken back; those of others are for the staff of the city."),
    CORRECTION_SAME_PERSON(
            403,
            "correction_same_person",
            "Người đề nghị sửa biên lai không được tự phê duyệt; cần một người khác.",
            "Whoever proposed the correction may not approve it; another person is needed.");

    private final Facts facts;

    ReceiptProblem(int status, String code, String vi, String en) {
        this.facts = new Facts(status, code, vi, en);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
