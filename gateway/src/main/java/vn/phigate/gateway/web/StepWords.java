package vn.phigate.gateway.web;

import java.time.Instant;
import java.time.LocalDate;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.web.Whereabouts.Place;
import vn.phigate.gateway.web.Whereabouts.Step;

/** What a page says of each step that money takes: its name, its moment, by when, and why it is late. */
public final class StepWords {
    private StepWords() {}

    public static String title(Wording w, Step step, PaymentView page) {
        return switch (step.place()) {
            case PROVIDER ->
                page.byTransfer()
                        ? w.say("Đã chuyển khoản", "Transferred")
                        : w.say(page.brand() + " báo đã trả", page.brand() + ": paid");
            case STATEMENT -> w.say("Thấy trên sao kê ngân hàng", "Seen on the bank’s statement");
            case MATCHED -> w.say("Đối chiếu khớp", "Matched");
            case RECEIPT -> w.say("Đã cấp biên lai", "Receipt issued");
        };
    }

    public static String moment(Wording w, Step step) {
        Instant at = step.at();
        LocalDate on = step.on();
        if (at != null) {
            return w.time(at);
        }
        return on == null ? w.say("chưa", "not yet") : w.day(on);
    }

    /** By when, in a line of its own; empty when there is nothing to add to a step that was in time. */
    public static String target(Wording w, Step step, PaymentView page) {
        if (step.done()) {
            return step.at() == null || step.by() == null || step.late() ? "" : w.say("Đúng hẹn.", "In time.");
        }
        Instant by = step.by();
        if (by != null) {
            return w.say("Chậm nhất ", "By ") + w.time(by) + ".";
        }
        Promises promises = page.promises();
        return switch (step.place()) {
            case PROVIDER ->
                page.byTransfer()
                        ? w.say(
                                "Khi ngân hàng báo hoặc sao kê có khoản này.",
                                "When the bank reports it, or its statement shows it.")
                        : w.say(
                                "Thường trong " + promises.provider().toSeconds() + " giây sau khi bạn trả.",
                                "Usually within " + promises.provider().toSeconds() + " seconds after you paid.");
            case STATEMENT ->
                page.payment().paidAt() == null
                        ? w.say(
                                "Chậm nhất sáng ngày làm việc sau hạn ngân hàng ghi có.",
                                "At the latest on the morning of the bank day after the money is due there.")
                        : w.say("Không chờ nữa: tiền đã được hoàn trả.", "Not waited for: the money was given back.");
            case MATCHED ->
                w.say(
                        "Trước " + promises.matchedBy() + " buổi sáng có sao kê.",
                        "Before " + promises.matchedBy() + " on the morning of the statement.");
            case RECEIPT ->
                w.say(
                        "Trong " + promises.receipt().toMinutes() + " phút sau khi khoản tiền được xác nhận.",
                        "Within " + promises.receipt().toMinutes() + " minutes after the money is confirmed.");
        };
    }

    /** What is being done about money, or words about it, that did not fit; by the case that waits longest. */
    public static String next(Wording w, PaymentView page) {
        String type = page.payment().cases().stream()
                .filter(c -> c.status().equals("open"))
                .map(Payment.Case::type)
                .findFirst()
                .orElse("");
        return switch (type) {
            case "paid_twice", "paid_after_expiry", "paid_after_reversal" ->
                w.say(
                        "Số tiền đến thêm hoặc đến muộn được giữ riêng trong tài khoản thu, ghi tên giao dịch này.",
                        "The money on top, or late, is kept apart on the collecting account, under this payment.");
            case "order_undecided" ->
                w.say(
                        "Nhà cung cấp không trả lời sau nhiều lần hỏi; cán bộ hỏi trực tiếp. Đừng trả lần nữa.",
                        "The provider did not answer although it was asked many times; staff ask it themselves. Do not pay again.");
            case "refund_refused", "refund_undecided" ->
                w.say(
                        "Nhà cung cấp chưa hoàn được tiền hoặc chưa cho biết kết quả; cán bộ tìm cách khác để tiền về với bạn.",
                        "The provider could not give the money back, or has not said whether it did; staff find another way to return it.");
            default ->
                w.say(
                        "Cán bộ hỏi nhà cung cấp và ngân hàng; chưa có kết luận thì không ai được trừ hay giữ thêm tiền của bạn.",
                        "Staff ask the provider and the bank; until they know, nobody takes or keeps any more of your money.");
        };
    }

    /** Empty when the step is not late. */
    public static String reason(Wording w, Step step, PaymentView page) {
        if (!step.late()) {
            return "";
        }
        return step.done() ? wasLate(w, step.place(), page) : isLate(w, step.place(), page);
    }

    private static String isLate(Wording w, Place place, PaymentView page) {
        Payment payment = page.payment();
        return switch (place) {
            case PROVIDER -> {
                Instant next = payment.lastAttempt().nextQueryAt();
                String asked = next == null
                        ? w.say("Hệ thống tự hỏi lại.", "It is asked again by itself.")
                        : w.say("Hệ thống tự hỏi lại lúc ", "It is asked again at ") + w.time(next) + ".";
                yield page.byTransfer()
                        ? w.say(
                                "Chưa ngân hàng nào báo có khoản này. Nếu bạn đã chuyển, sao kê sẽ cho thấy; đừng chuyển lần nữa.",
                                "No bank has reported it yet. If you sent it, the statement will show it; do not send it again.")
                        : w.say(
                                        page.brand() + " chưa trả lời, nên chưa biết tiền đã trả hay chưa. ",
                                        page.brand()
                                                + " has not answered, so it is not known yet whether the money was paid. ")
                                + asked;
            }
            case STATEMENT ->
                (page.byTransfer()
                                ? w.say(
                                        "Ngân hàng chưa gửi sao kê có khoản này. ",
                                        "The bank has not sent a statement that shows it. ")
                                : w.say(
                                        page.brand()
                                                + " chưa chuyển khoản này về tài khoản thu, hoặc ngân hàng chưa gửi sao kê. ",
                                        page.brand()
                                                + " has not paid it out to the collecting account, or the bank’s statement has not come. "))
                        + w.say(
                                "Cán bộ theo dõi từng khoản quá hạn. Với bạn không có gì thay đổi: khoản này vẫn được tính là đã nộp.",
                                "Staff follow each overdue item. Nothing changes for you: this still counts as paid.");
            case MATCHED ->
                w.say(
                        "Chờ sao kê ở bước trên, hoặc dòng sao kê không ghi đúng mã và cán bộ đang xem.",
                        "Waits for the statement above, or its line does not carry the right code and staff look at it.");
            case RECEIPT ->
                w.say(
                        "Biên lai lập chậm hơn hẹn; hệ thống tự làm lại cho đến khi xong. Bạn không phải làm gì, khoản này đã được tính là nộp.",
                        "The receipt takes longer than promised; it is tried again by itself until done. You need do nothing: this counts as paid.");
        };
    }

    private static String wasLate(Wording w, Place place, PaymentView page) {
        Instant told = page.payment().recordedAt();
        return switch (place) {
            case PROVIDER ->
                w.say("Báo muộn: đến ", "Reported late: we were told at ")
                        + (told == null ? "" : w.time(told))
                        + w.say(" hệ thống mới nhận được.", ".");
            case STATEMENT ->
                w.say(
                        "Tiền hoặc sao kê đến muộn hơn hẹn; với bạn không có gì thay đổi.",
                        "Money or statement came later than promised; nothing changed for you.");
            case MATCHED ->
                w.say(
                        "Khớp muộn hơn hẹn: dòng sao kê cần người xem, hoặc sao kê đến sau giờ đối chiếu.",
                        "Matched later than promised: a person had to look at the line, or the statement came after the hour of matching.");
            case RECEIPT -> w.say("Lập chậm hơn hẹn.", "Made later than promised.");
        };
    }
}
