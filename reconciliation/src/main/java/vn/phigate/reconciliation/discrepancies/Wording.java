package vn.phigate.reconciliation.discrepancies;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.money.MoneyText;
import vn.phigate.gateway.succession.Successor;
import vn.phigate.reconciliation.matching.Leftovers.Suggestion;
import vn.phigate.reconciliation.matching.Misfit;
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
                missing(candidates) <= 0
                        ? "Hồ sơ " + dossiers(candidates) + " phải nộp " + vnd(sum(candidates)) + " nhưng tiền vào là "
                                + vnd(line.amountVnd()) + ", lệch " + vnd(line.amountVnd() - sum(candidates)) + "."
                        : "Hồ sơ " + dossiers(candidates) + " phải nộp " + vnd(sum(candidates)) + "; khoản này "
                                + vnd(line.amountVnd())
                                + ", các khoản đã về cộng lại " + vnd(sum(candidates) - missing(candidates))
                                + ", còn thiếu "
                                + vnd(missing(candidates)) + ".";
            case NEAR_CODE ->
                "Nội dung có đoạn gần giống mã " + codes(candidates) + " của hồ sơ " + dossiers(candidates)
                        + ", nhưng không đúng hẳn.";
            case PROVIDER_SILENT ->
                "Tiền của hồ sơ " + dossiers(candidates) + " đã về ngân hàng, nhưng cổng thanh toán chưa báo kết quả.";
            case FORMER_ACCOUNT ->
                "Tiền vào tài khoản cũ " + vnd(line.amountVnd()) + ", nội dung không nêu mã nào đã biết.";
            case TAKEN_BACK -> "Đã gỡ ghép theo quyết định của hai người; chờ người quyết định tiếp.";
            case BATCH_AWAITED ->
                "Tiền của một bên thanh toán, " + vnd(line.amountVnd())
                        + "; chưa có tệp quyết toán nào giải thích số này.";
            case BATCH_AMBIGUOUS ->
                "Có thể là nhiều đợt quyết toán, hoặc nhiều khoản cùng nêu một đợt: " + dossiers(candidates) + ".";
            case BATCH_AMOUNT_DIFFERS ->
                "Đợt quyết toán " + dossiers(candidates) + " ghi trả " + vnd(sum(candidates)) + " nhưng tiền vào là "
                        + vnd(line.amountVnd()) + ", lệch " + vnd(line.amountVnd() - sum(candidates)) + ".";
            case BATCH_ROWS ->
                "Đợt quyết toán " + codes(candidates) + " có dòng không khớp khoản nào: " + rows(candidates, true)
                        + ". Còn mở " + vnd(line.openVnd()) + ".";
            case FEE_DIFFERS -> "Phí bên thanh toán giữ khác hợp đồng.";
            case RETURNED ->
                "Ngân hàng lấy lại " + vnd(-line.amountVnd()) + " của hồ sơ " + dossiers(candidates)
                        + "; hồ sơ vẫn đang ghi là đã nộp.";
            case WRONG_AGENCY ->
                "Hồ sơ " + dossiers(candidates) + " thu vào tài khoản " + account(candidates) + ", nhưng tiền "
                        + vnd(line.amountVnd()) + " đã vào tài khoản này"
                        + (settled(candidates) ? "; khoản đó đã được nộp đủ." : ".");
            case UNIDENTIFIED ->
                "Tiền vào " + vnd(line.amountVnd())
                        + (account(candidates).isEmpty()
                                ? ", nội dung không nêu mã nào đã biết."
                                : ", nội dung nêu khoản của tài khoản khác: " + account(candidates) + ".")
                        + (guesses(candidates) == 0
                                ? ""
                                : " Có " + guesses(candidates)
                                        + " khoản chờ đúng số tiền này quanh ngày đó (chỉ là gợi ý).");
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
                missing(candidates) <= 0
                        ? "Dossier " + dossiers(candidates) + " owes " + english(sum(candidates))
                                + ", but the money is " + english(line.amountVnd()) + ", off by "
                                + english(line.amountVnd() - sum(candidates)) + "."
                        : "Dossier " + dossiers(candidates) + " owes " + english(sum(candidates)) + "; this is "
                                + english(line.amountVnd()) + ", what came adds up to "
                                + english(sum(candidates) - missing(candidates)) + ", " + english(missing(candidates))
                                + " is missing.";
            case NEAR_CODE ->
                "The text has something like the code " + codes(candidates) + " of dossier " + dossiers(candidates)
                        + ", but not quite.";
            case PROVIDER_SILENT ->
                "The money of dossier " + dossiers(candidates)
                        + " is at the bank, but the provider has not reported it.";
            case FORMER_ACCOUNT ->
                "Money on a former account, " + english(line.amountVnd()) + "; the text names no known code.";
            case TAKEN_BACK -> "Two people took its match back; people decide what it is.";
            case BATCH_AWAITED ->
                "Money of a provider, " + english(line.amountVnd()) + "; no settlement file explains the amount yet.";
            case BATCH_AMBIGUOUS ->
                "Several settlement batches could be meant, or several lines name one: " + dossiers(candidates) + ".";
            case BATCH_AMOUNT_DIFFERS ->
                "Settlement batch " + dossiers(candidates) + " says " + english(sum(candidates)) + ", but the money is "
                        + english(line.amountVnd()) + ", off by " + english(line.amountVnd() - sum(candidates)) + ".";
            case BATCH_ROWS ->
                "Settlement batch " + codes(candidates) + " has rows that fit nothing: " + rows(candidates, false)
                        + ". Open: " + english(line.openVnd()) + ".";
            case FEE_DIFFERS -> "The provider kept another fee than the contract says.";
            case RETURNED ->
                "The bank took back " + english(-line.amountVnd()) + " of dossier " + dossiers(candidates)
                        + "; the dossier still counts as paid.";
            case WRONG_AGENCY ->
                "Dossier " + dossiers(candidates) + " is collected on account " + account(candidates) + ", but "
                        + english(line.amountVnd()) + " came to this one"
                        + (settled(candidates) ? "; it is paid already." : ".");
            case UNIDENTIFIED ->
                "Money in, " + english(line.amountVnd())
                        + (account(candidates).isEmpty()
                                ? "; the text names no known code."
                                : "; the text names an item of another account: " + account(candidates) + ".")
                        + (guesses(candidates) == 0
                                ? ""
                                : " " + guesses(candidates) + (guesses(candidates) == 1 ? " item waits" : " items wait")
                                        + " for this amount about that day (a hint only).");
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
            case TAKEN_BACK -> "Ghép tay với khoản đúng, để lại tài khoản chờ xử lý, hoặc trả lại người chuyển.";
            case BATCH_AWAITED ->
                "Lấy tệp quyết toán của phiên đó từ bên thanh toán và nhập vào; lần đối soát sau sẽ tự ghép.";
            case BATCH_AMBIGUOUS -> "So từng đợt với khoản tiền, hỏi bên thanh toán nếu cần, rồi ghép tay.";
            case BATCH_AMOUNT_DIFFERS -> "Đề nghị bên thanh toán giải thích phần lệch hoặc gửi lại tệp.";
            case BATCH_ROWS -> "Gửi tệp chênh lệch cho bên thanh toán; dòng nào khớp được sau sẽ tự ghép.";
            case FEE_DIFFERS -> "Gửi tệp chênh lệch cho bên thanh toán để đòi lại hoặc sửa hợp đồng.";
            case RETURNED -> "Liên hệ người nộp để nộp lại; chưa nộp lại thì báo cơ quan giải quyết hồ sơ.";
            case WRONG_AGENCY ->
                "Chuyển tiền sang tài khoản của cơ quan thu đúng, do hai người duyệt; nếu đã nộp đủ thì trả lại người nộp.";
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
            case TAKEN_BACK -> "Match it by hand to what is right, leave it in suspense, or send it back.";
            case BATCH_AWAITED ->
                "Fetch the session's settlement file from the provider and import it; the next run matches the line.";
            case BATCH_AMBIGUOUS ->
                "Compare each batch with the money, ask the provider if need be, then match by hand.";
            case BATCH_AMOUNT_DIFFERS -> "Have the provider explain the difference or send the file again.";
            case BATCH_ROWS ->
                "Send the file of differences to the provider; rows that fit later are matched by themselves.";
            case FEE_DIFFERS ->
                "Send the file of differences to the provider and claim the difference, or mend the contract.";
            case RETURNED -> "Have the payer pay again; until then tell the agency that handles the dossier.";
            case WRONG_AGENCY ->
                "Move it to the right agency's account, approved by two people; give it back if that is paid already.";
            case UNIDENTIFIED -> "Look for the sender and the day; while unknown it stays in suspense.";
            case LATE ->
                "Have the provider trace this pay-out; once the money is here, the next run ends this by itself.";
        };
    }

    static String feesDiffer(String batch, int rows, long keptVnd, long contractVnd) {
        return "Đợt quyết toán " + batch + ": bên thanh toán giữ phí " + vnd(keptVnd) + ", theo hợp đồng là "
                + vnd(contractVnd) + ", lệch " + vnd(keptVnd - contractVnd) + " ở " + rows + " dòng.";
    }

    static String feesDifferEn(String batch, int rows, long keptVnd, long contractVnd) {
        return "Settlement batch " + batch + ": the provider kept a fee of " + english(keptVnd) + ", by contract it is "
                + english(contractVnd) + ", off by " + english(keptVnd - contractVnd) + " in " + rows + " rows.";
    }

    /** The first few, each with why it fits nothing. */
    private static String rows(List<Suggestion> candidates, boolean vietnamese) {
        String first = candidates.stream()
                .limit(3)
                .map(row -> row.dossiers() + " (" + Misfit.say(row.state(), vietnamese) + ")")
                .collect(Collectors.joining(", "));
        return candidates.size() > 3 ? first + ", …" : first;
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

    /** What all parts together leave open; 0 when the candidate has no parts. */
    private static long missing(List<Suggestion> candidates) {
        Long rest = candidates.size() == 1 ? candidates.getFirst().restVnd() : null;
        return rest == null ? 0 : rest;
    }

    /** The other accounts that are meant, joined; empty when none is. */
    private static String account(List<Suggestion> candidates) {
        return candidates.stream()
                .map(Suggestion::account)
                .filter(Objects::nonNull)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static boolean settled(List<Suggestion> candidates) {
        return candidates.getFirst().state().equals("settled");
    }

    private static long guesses(List<Suggestion> candidates) {
        return candidates.stream().filter(c -> c.rule() != null).count();
    }
}
