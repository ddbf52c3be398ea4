package vn.phigate.gateway.providers.vnpay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What VNPay says about one payment in an IPN or a return (section "Return URL and IPN" of VNPay 2.1.0). Absent values are empty strings.
 *
 * @param tmnCode our terminal
 * @param txnRef the attempt's order id
 * @param amountWire vnp_Amount as received: đồng times 100
 * @param amountVnd whole đồng, 0 or more; null when the wire is not a number or no whole number of đồng: then an invalid amount, never rounded
 * @param bankCode bank of the payer
 * @param bankTranNo the bank's own reference of the debit
 * @param cardType ATM, QRCODE, …
 * @param orderInfo the text we sent
 * @param paidAt vnp_PayDate (GMT+7); null when absent or unreadable
 * @param responseCode see {@link VnpayResult}
 * @param transactionNo VNPay's own number; "0" when the payer gave up before a transaction existed
 * @param transactionStatus see {@link VnpayResult}; null in the shape of 2.0.x
 */
public record VnpayNotice(
        String tmnCode,
        String txnRef,
        String amountWire,
        @Nullable Long amountVnd,
        String bankCode,
        String bankTranNo,
        String cardType,
        String orderInfo,
        @Nullable Instant paidAt,
        String responseCode,
        String transactionNo,
        @Nullable String transactionStatus) {

    static VnpayNotice of(VnpayQuery.Parsed query) {
        String status = query.value("vnp_TransactionStatus");
        return new VnpayNotice(
                query.tmnCode(),
                query.value("vnp_TxnRef"),
                query.value("vnp_Amount"),
                VnpayWire.amountVnd(query.value("vnp_Amount")),
                query.value("vnp_BankCode"),
                query.value("vnp_BankTranNo"),
                query.value("vnp_CardType"),
                query.value("vnp_OrderInfo"),
                VnpayWire.instant(query.value("vnp_PayDate")),
                query.value("vnp_ResponseCode"),
                query.value("vnp_TransactionNo"),
                status.isEmpty() ? null : status);
    }

    public VnpayResult result() {
        return VnpayResult.ofNotice(responseCode, transactionStatus == null ? "" : transactionStatus);
    }

    /** Whether all is there that a payment is judged by. When not: reply {@link VnpayReply#INPUT_DATA_REQUIRED} and ask by querydr. */
    public boolean complete() {
        return !tmnCode.isEmpty()
                && !txnRef.isEmpty()
                && !amountWire.isEmpty()
                && !responseCode.isEmpty()
                && transactionStatus != null;
    }
}
