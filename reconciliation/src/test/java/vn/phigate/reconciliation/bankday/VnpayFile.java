package vn.phigate.reconciliation.bankday;

import java.util.Locale;
import vn.phigate.gateway.payments.Payment;

/** Writes a provider's settlement file, right or wrong as a test needs it. */
final class VnpayFile {
    static final long FEE_VND = 330;

    private final StringBuilder rows = new StringBuilder();
    private int count;
    private long grossVnd;
    private long feeVnd;

    VnpayFile paid(Payment payment) {
        return row(
                "T" + payment.lastAttempt().orderId(), payment.lastAttempt().orderId(), payment.amountVnd(), FEE_VND);
    }

    VnpayFile row(String transaction, String order, long gross, long fee) {
        count++;
        grossVnd += gross;
        feeVnd += fee;
        rows.append(String.format(
                Locale.ROOT,
                "%d,%s,%s,2025-07-17 08:%02d:00,%d,%d,%d\n",
                count,
                transaction,
                order,
                count % 60,
                gross,
                fee,
                gross - fee));
        return this;
    }

    long netVnd() {
        return grossVnd - feeVnd;
    }

    String text() {
        return "STT,Mã giao dịch VNPAY,Mã tham chiếu,Thời gian giao dịch,Số tiền,Phí,Thực nhận\n" + rows
                + String.format(Locale.ROOT, "Tổng cộng,,,,%d,%d,%d\n", grossVnd, feeVnd, grossVnd - feeVnd);
    }

    /** The same rows as the layout of a clearing house with a name for the batch would have them, in MoMo's columns. */
    static String momo(String settlement, String rows, long gross, long fee) {
        return "transId,orderId,responseTime,amount,fee,netAmount,settlementId\n" + rows.replace("#", settlement)
                + String.format(Locale.ROOT, "TOTAL,,,%d,%d,%d,\n", gross, fee, gross - fee);
    }
}
