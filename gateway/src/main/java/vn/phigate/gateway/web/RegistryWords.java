package vn.phigate.gateway.web;

import vn.phigate.gateway.accounts.AccountFile;
import vn.phigate.gateway.accounts.AccountStatus;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.campaigns.Progress;

/** The registry's words for people. */
public final class RegistryWords {
    private RegistryWords() {}

    public static String status(Wording w, AccountStatus status) {
        return switch (status) {
            case DRAFT -> w.say("Bản nháp", "Draft");
            case SUBMITTED -> w.say("Đã nộp", "Submitted");
            case APPROVED -> w.say("Đã duyệt, đang chờ", "Approved, waiting");
            case ACTIVE -> w.say("Có hiệu lực", "Active");
            case SUPERSEDED -> w.say("Đã có tài khoản thay", "Superseded");
            case CLOSED -> w.say("Đã đóng", "Closed");
            case REJECTED -> w.say("Bị từ chối", "Rejected");
        };
    }

    /** The look of a status, beside its words: open, moving, good. */
    public static String look(AccountStatus status) {
        return switch (status) {
            case DRAFT, SUBMITTED, APPROVED -> "pending";
            case ACTIVE -> "paid";
            case SUPERSEDED, CLOSED -> "over";
            case REJECTED -> "due";
        };
    }

    public static String look(Accounts.Assignment row) {
        return switch (row.status()) {
            case "approved" -> "paid";
            case "proposed" -> "pending";
            case "rejected" -> "due";
            default -> "over";
        };
    }

    public static String next(Wording w, AccountFile.Next next) {
        return switch (next) {
            case SUBMIT -> w.say("Cơ quan hoàn thiện và nộp", "The agency completes and submits it");
            case APPROVE -> w.say("Người khác xem và phê duyệt", "Another person looks and approves");
            case DEPOSIT -> w.say("Chuyển thử, rồi nộp sao kê", "Make the test deposit, then send the statement");
            case WAIT -> w.say("Chờ hết thời gian", "Wait for the cool-off to end");
            case CONFIRM_CLOSING -> w.say("Người khác đồng ý đóng", "Another person agrees to the closing");
            case NOTHING -> w.say("Không", "Nothing");
        };
    }

    public static String stage(Wording w, Progress.Stage stage) {
        return switch (stage) {
            case NOTHING -> w.say("Chưa đăng ký", "Not registered");
            case REGISTERED -> w.say("Đã đăng ký", "Registered");
            case APPROVED -> w.say("Đã duyệt", "Approved");
            case ACTIVE -> w.say("Có hiệu lực", "Active");
            case CONFIGURED -> w.say("Đã cấu hình", "Configured");
        };
    }

    public static String assignment(Wording w, String status) {
        return switch (status) {
            case "proposed" -> w.say("Đề nghị", "Proposed");
            case "approved" -> w.say("Đã duyệt", "Approved");
            case "ended" -> w.say("Đã thay hoặc thôi", "Changed or ended");
            case "rejected" -> w.say("Bị từ chối", "Rejected");
            default -> status;
        };
    }

    public static String change(Wording w, Accounts.Change change) {
        return switch (change) {
            case NEW -> w.say("phân công mới", "new");
            case SUCCEED -> w.say("thay phân công trước", "takes over");
            case CORRECT -> w.say("đính chính", "correction");
            case END -> w.say("kết thúc", "ends");
            case WITHDRAW -> w.say("rút lại", "withdrawn");
            case REST -> w.say("phần còn lại", "what is left");
        };
    }

    /** What an entry of the log says. */
    public static String action(Wording w, String action) {
        return switch (action) {
            case "register" -> w.say("Lập bản nháp", "Drafted");
            case "edit" -> w.say("Sửa bản nháp", "Edited the draft");
            case "submit" -> w.say("Nộp và kiểm tra", "Submitted and checked");
            case "approve" -> w.say("Phê duyệt", "Approved");
            case "reject" -> w.say("Từ chối", "Rejected");
            case "waive-deposit" -> w.say("Đề nghị hoặc đồng ý bỏ chuyển thử", "Vouched in place of the test deposit");
            case "deposit-seen" -> w.say("Thấy khoản chuyển thử", "The test deposit was seen");
            case "activate" -> w.say("Có hiệu lực", "Came into force");
            case "propose-closing" -> w.say("Đề nghị đóng", "Proposed to close");
            case "close" -> w.say("Đóng", "Closed");
            case "propose" -> w.say("Đề nghị", "Proposed");
            case "propose-end" -> w.say("Đề nghị kết thúc", "Proposed the end");
            case "propose-correction" -> w.say("Đề nghị đính chính", "Proposed a correction");
            case "consent" -> w.say("Ghi nhận đồng ý", "Recorded a consent");
            case "withdraw-consent" -> w.say("Ghi nhận rút đồng ý", "Recorded that a consent was withdrawn");
            case "create" -> w.say("Tạo", "Created");
            case "add" -> w.say("Thêm", "Added");
            case "end" -> w.say("Kết thúc", "Ended");
            case "import" -> w.say("Nhập từ tệp", "Imported from a file");
            case "supersede" -> w.say("Tài khoản khác thay", "Superseded");
            default -> action;
        };
    }
}
