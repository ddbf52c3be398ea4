package vn.phigate.reconciliation.discrepancies;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.money.MoneyText;
import vn.phigate.gateway.succession.Successor;
import vn.phigate.reconciliation.matching.Leftovers.Suggestion;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.transfers.SuccessorLabel;

/** Says in plain words, from the data, why a line is open and what can be done. */
final class Wording {
    private Wording() {}

    static String reason(BankLine line, Unmatched why, List<Suggestion> candidates, @Nullable Successor successor) {
        String told = told(line, why, candidates);
        return successor == null ? told : told + " Tài khoản nhận: " + SuccessorLabel.vi(successor) + ".";
    }

    private static String told(BankLine line, Unmatched why, List<Suggestion> candidates) {
        return switch (why) {
            case DEBIT ->
                candidates.isEmpty()
                        ? "Tiền ra " + vnd(-line.amountVnd()) + ", không rõ cho việc gì."
                        : "Tiền ra " + vnd(-line.amountVnd()) + ", nội dung nêu hồ sơ " + dossiers(candidates)
                                + ": có thể là hoàn trả.";
            case MULTIPLE_CODES ->
                "Nội dung nêu nhiều hồ sơ: " + dossiers(candidates) + " (cộng lại " + vnd(sum(candidates))
                        + "), tiền vào " + vnd(line.amountVnd()) + ".";
            case AMBIGUOUS_CODE -> "Mã " + codes(candidates) + " là của nhiều khoản: " + dossiers(candidates) + ".";
            case ALREADY_PAID ->
                "Hồ sơ " + dossiers(candidates) + " đã được nộp đủ trước đó; đây là tiền nộp thêm "
                        + vnd(line.amountVnd()) + ".";
            case AMOUNT_DIFFERS ->
                "Hồ sơ " + dossiers(candidates) + " phải nộp " + vnd(sum(candidates)) + " nhưng tiền vào là "
                        + vnd(line.amountVnd()) + ", lệch " + vnd(line.amountVnd() - sum(candidates)) + ".";
            case NEAR_CODE ->
                "Nội dung có đoạn gần giống mã " + codes(candidates) + " của hồ sơ " + dossiers(candidates)
                        + ", nhưng không đúng hẳn.";
            case PROVIDER_SILENT ->
                "Tiền của hồ sơ " + dossiers(candidates) + " đã về ngân hàng, nhưng cổng thanh toán chưa báo kết quả.";
            case FORMER_ACCOUNT ->
                "Tiền vào tài khoản cũ " + vnd(line.amountVnd()) + ", nội dung không nêu mã nào đã biết.";
            case UNIDENTIFIED -> "Tiền vào " + vnd(line.amountVnd()) + ", nội dung không nêu mã nào đã biết.";
            case LATE -> "Tiền của hồ sơ " + dossiers(candidates) + " quá hạn mà chưa về ngân hàng.";
        };
    }

    static String reasonEn(BankLine line, Unmatched why, List<Suggestion> candidates, @Nullable Successor successor) {
        String told = toldEn(line, why, candidates);
        return successor == null ? told : told + " The account: " + SuccessorLabel.en(successor) + ".";
    }

    private static String toldEn(BankLine line, Unmatched why, List<Suggestion> candidates) {
        return switch (why) {
            case DEBIT ->
                candidates.isEmpty()
                        ? "Money out, " + english(-line.amountVnd()) + ", for an unknown purpose."
                        : "Money out, " + english(-line.amountVnd()) + "; the text names dossier "
                                + dossiers(candidates) + ": perhaps a refund.";
            case MULTIPLE_CODES ->
                "The text names several dossiers: " + dossiers(candidates) + " (" + english(sum(candidates))
                        + " together); the money is " + english(line.amountVnd()) + ".";
            case AMBIGUOUS_CODE ->
                "The code " + codes(candidates) + " belongs to several items: " + dossiers(candidates) + ".";
            case ALREADY_PAID ->
                "Dossier " + dossiers(candidates) + " was paid in full before; this is a further "
                        + english(line.amountVnd()) + ".";
            case AMOUNT_DIFFERS ->
                "Dossier " + dossiers(candidates) + " owes " + english(sum(candidates)) + ", but the money is "
                        + english(line.amountVnd()) + ", off by " + english(line.amountVnd() - sum(candidates)) + ".";
            case NEAR_CODE ->
                "The text has something like the code " + codes(candidates) + " of dossier " + dossiers(candidates)
                        + ", but not quite.";
            case PROVIDER_SILENT ->
                "The money of dossier " + dossiers(candidates)
                        + " is at the bank, but the provider has not reported it.";
            case FORMER_ACCOUNT ->
                "Money on a former account, " + english(line.amountVnd()) + "; the text names no known code.";
            case UNIDENTIFIED -> "Money in, " + english(line.amountVnd()) + "; the text names no known code.";
            case LATE -> "The money of dossier " + dossiers(candidates) + " is overdue at the bank.";
        };
    }

    static String action(Unmatched why) {
        return switch (why) {
            case DEBIT -> "Đối chiếu với lệnh chi, lệnh hoàn trả hoặc phí ngân hàng của ngày đó.";
            case MULTIPLE_CODES -> "Hỏi người nộp hoặc chia khoản tiền cho từng hồ sơ.";
            case AMBIGUOUS_CODE -> "Xem người nộp và số tiền để chọn đúng hồ sơ.";
            case ALREADY_PAID -> "Hoàn trả cho người nộp, hoặc chuyển cho hồ sơ khác của họ.";
            case AMOUNT_DIFFERS -> "Liên hệ người nộp để nộp thêm hoặc nhận lại phần thừa.";
            case NEAR_CODE -> "So với hồ sơ gợi ý; nếu đúng thì ghép tay.";
            case PROVIDER_SILENT -> "Hỏi cổng thanh toán; khi có kết quả, lần đối soát sau sẽ tự ghép.";
            case FORMER_ACCOUNT ->
                "Cơ quan kế nhiệm tra cứu người chuyển; chưa rõ thì giữ ở tài khoản chờ xử lý, không tự chuyển đi.";
            case UNIDENTIFIED -> "Tra cứu theo người chuyển và ngày; chưa rõ thì để tài khoản chờ xử lý.";
            case LATE ->
                "Yêu cầu cổng thanh toán tra soát khoản quyết toán này; khi tiền về, lần đối soát sau sẽ tự khép lại.";
        };
    }

    static String actionEn(Unmatched why) {
        return switch (why) {
            case DEBIT -> "Compare with that day's payment orders, refunds or bank fees.";
            case MULTIPLE_CODES -> "Ask the payer, or split the money over the dossiers.";
            case AMBIGUOUS_CODE -> "Choose the dossier by payer and amount.";
            case ALREADY_PAID -> "Refund the payer, or use it for another of their dossiers.";
            case AMOUNT_DIFFERS -> "Have the payer pay the rest, or give back the surplus.";
            case NEAR_CODE -> "Compare with the suggested dossier; match by hand if it is right.";
            case PROVIDER_SILENT -> "Ask the provider; once it answers, the next run matches the line by itself.";
            case FORMER_ACCOUNT ->
                "The successor looks for the sender; while unknown it stays in suspense and is not moved.";
            case UNIDENTIFIED -> "Look for the sender and the day; while unknown it stays in suspense.";
            case LATE ->
                "Have the provider trace this pay-out; once the money is here, the next run ends this by itself.";
        };
    }

    private static String dossiers(List<Suggestion> candidates) {
        return candidates.stream().map(Suggestion::dossiers).distinct().collect(Collectors.joining(", "));
    }

    private static String codes(List<Suggestion> candidates) {
        return candidates.stream().map(Suggestion::code).distinct().collect(Collectors.joining(", "));
    }

    private static long sum(List<Suggestion> candidates) {
        return candidates.stream().mapToLong(Suggestion::amountVnd).sum();
    }

    private static String vnd(long amountVnd) {
        return MoneyText.vietnamese(amountVnd);
    }

    private static String english(long amountVnd) {
        return MoneyText.english(amountVnd);
    }
}
