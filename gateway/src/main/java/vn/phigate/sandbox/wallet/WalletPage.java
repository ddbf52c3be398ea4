package vn.phigate.sandbox.wallet;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The page a payer sees: plain HTML, Vietnamese first, no script, plainly not the wallet's own. */
final class WalletPage {
    private WalletPage() {}

    static String of(String wallet, @Nullable Order order) {
        String content = order == null
                ? "<h1>Không có đơn hàng này <span lang=\"en\">There is no such order</span></h1>"
                : content(wallet, order);
        return """
                <!doctype html>
                <html lang="vi">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="robots" content="noindex">
                <title>Thanh toán thử · MÔI TRƯỜNG THỬ NGHIỆM</title>
                <link rel="icon" href="data:,">
                <link rel="stylesheet" href="/sandbox/vnpay/style.css">
                </head>
                <body>
                <p class="banner"><b>MÔI TRƯỜNG THỬ NGHIỆM</b> Không có tiền thật.
                <span lang="en">Sandbox of %s: no real money, not its own page.</span></p>
                <main>
                %s
                </main>
                </body>
                </html>
                """.formatted(escape(wallet), content);
    }

    private static String content(String wallet, Order order) {
        Order.Decision decision = order.decision();
        if (decision != null && decision.result() != Result.PENDING) {
            return "<h1>Giao dịch đã kết thúc <span lang=\"en\">This order is already decided</span></h1>";
        }
        StringBuilder buttons = new StringBuilder();
        for (Result result : Result.values()) {
            buttons.append(
                    "<button name=\"choice\" value=\"%s\" class=\"%s\"><b>%s</b> <span lang=\"en\">%s</span></button>\n"
                            .formatted(
                                    result.text(),
                                    result == Result.SUCCESS ? "pay" : "fail",
                                    result.vietnamese,
                                    result.english));
        }
        return """
                <h1>Thanh toán thử <span lang="en">Test payment</span></h1>
                <p class="amount">%s đ</p>
                <dl>
                <dt>Mã đơn hàng <span lang="en">Order</span></dt><dd class="code">%s</dd>
                <dt>Đơn vị nhận <span lang="en">Merchant</span></dt><dd class="code">%s</dd>
                </dl>
                <form method="post" action="/sandbox/%s/choice">
                <input type="hidden" name="order" value="%s">
                %s
                </form>
                """.formatted(
                        String.format(Locale.ROOT, "%,d", order.amountVnd).replace(',', '.'),
                        escape(order.id),
                        escape(order.merchant),
                        wallet,
                        escape(order.id),
                        buttons);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
