package vn.phigate.sandbox.vnpay;

import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The pages a payer sees: plain HTML, Vietnamese first, no script, plainly not VNPay's own. */
final class PayPage {
    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss dd/MM/uuuu", Locale.ROOT);

    private PayPage() {}

    /** The order and every way it can end. */
    static String choose(PayRequest order, String rawQuery, boolean otherCalendar) {
        String note = otherCalendar ? """
                  <p class="note">Cổng thanh toán đang chạy theo đồng hồ khác: thời điểm trả tiền lấy theo đơn hàng.
                  <span lang="en">The merchant runs on another clock: times follow the order.</span></p>
                  """ : "";
        return page("Thanh toán thử", """
                <h1>Thanh toán thử <span lang="en">Test payment</span></h1>
                <p class="amount">%s đ</p>
                <dl>
                <dt>Nội dung <span lang="en">Order</span></dt><dd>%s</dd>
                <dt>Mã đơn hàng <span lang="en">Reference</span></dt><dd class="code">%s</dd>
                <dt>Đơn vị nhận <span lang="en">Merchant</span></dt><dd class="code">%s</dd>
                <dt>Trả trước <span lang="en">Pay before</span></dt><dd>%s</dd>
                </dl>
                %s
                <form method="post" action="/paymentv2/choice">
                <input type="hidden" name="order" value="%s">
                %s
                <h2>Không thành công <span lang="en">It fails</span></h2>
                %s
                <h2>Cho người kiểm thử <span lang="en">For testers</span></h2>
                %s
                </form>
                """.formatted(
                        dong(order.amountVnd()),
                        escape(order.orderInfo()),
                        escape(order.txnRef()),
                        escape(order.terminal().tmnCode()),
                        order.expiresAt().format(DAY_AND_TIME),
                        note,
                        escape(rawQuery),
                        buttons(Choice.Group.PAY),
                        buttons(Choice.Group.FAIL),
                        buttons(Choice.Group.TEST)));
    }

    /** The order ended before; the payer may go back to the merchant. */
    static String decided(PayRequest order, Outcome outcome, String returnAddress) {
        return page("Giao dịch đã kết thúc", """
                <h1>Giao dịch đã kết thúc <span lang="en">This order is already decided</span></h1>
                <p>Đơn hàng <b class="code">%s</b>: %s. <span lang="en">%s.</span></p>
                <p><a class="go" href="%s">Trở về đơn vị nhận <span lang="en">Back to the merchant</span></a></p>
                """.formatted(
                        escape(order.txnRef()), outcome.vietnamese, outcome.english, escape(returnAddress)));
    }

    static String refused(PayRequest.Refused refusal) {
        return page("Không nhận đơn hàng", """
                <h1>Không nhận đơn hàng <span lang="en">The order is refused</span></h1>
                <p>%s <span lang="en">%s</span></p>
                <p>Mã lỗi <span lang="en">Code</span>: <b class="code">%s</b></p>
                """.formatted(
                        escape(refusal.vietnamese()), escape(refusal.english()), escape(refusal.code())));
    }

    private static String buttons(Choice.Group group) {
        StringBuilder html = new StringBuilder();
        for (Choice choice : Choice.values()) {
            if (choice.group == group) {
                html.append("""
                        <button name="choice" value="%s" class="%s"><b>%s</b> <span lang="en">%s</span></button>
                        """.formatted(
                        choice.wireName(), group.name().toLowerCase(Locale.ROOT), choice.vietnamese, choice.english));
            }
        }
        return html.toString();
    }

    private static String page(String title, String body) {
        return """
                <!doctype html>
                <html lang="vi">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="robots" content="noindex">
                <title>%s · MÔI TRƯỜNG THỬ NGHIỆM</title>
                <link rel="icon" href="data:,">
                <link rel="stylesheet" href="/sandbox/vnpay/style.css">
                </head>
                <body>
                <p class="banner"><b>MÔI TRƯỜNG THỬ NGHIỆM</b> Không có tiền thật.
                <span lang="en">Sandbox: no real money, not VNPay's own page.</span></p>
                <main>
                %s
                </main>
                </body>
                </html>
                """.formatted(title, body);
    }

    /** Grouped by dots as Vietnamese does: 1.234.567. */
    private static String dong(long amountVnd) {
        return String.format(Locale.ROOT, "%,d", amountVnd).replace(',', '.');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
