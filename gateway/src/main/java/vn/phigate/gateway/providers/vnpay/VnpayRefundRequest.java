package vn.phigate.gateway.providers.vnpay;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order to pay money back (VNPay 2.1.0, command refund; JSON by POST). VNPay accepts it (00) before the bank has it: the outcome is asked by querydr.
 *
 * @param requestId 1 to 32 characters, unique within the day
 * @param tmnCode our terminal
 * @param full the whole payment (type 02), or a part of it (03); after a part VNPay refuses the whole (code 04)
 * @param txnRef the attempt's order id
 * @param amountVnd đồng to pay back, at least 1
 * @param transactionNo VNPay's number of the payment; null when unknown, then signed and sent empty
 * @param payCreatedAt {@link VnpayPayRequest#createdAt} of the attempt, to the second
 * @param createdBy the person who ordered it
 * @param createdAt now
 * @param ourIp address of the ordering server
 * @param orderInfo free text; sanitised by {@link VnpayMessages#orderInfo}
 */
public record VnpayRefundRequest(
        String requestId,
        String tmnCode,
        boolean full,
        String txnRef,
        long amountVnd,
        @Nullable String transactionNo,
        Instant payCreatedAt,
        String createdBy,
        Instant createdAt,
        String ourIp,
        String orderInfo) {

    public VnpayRefundRequest {
        VnpayMessages.requireLength("vnp_RequestId", requestId, 1, 32);
        orderInfo = VnpayMessages.orderInfo(orderInfo);
    }

    /** The message as sent, with its hash. */
    public Map<String, String> signed(VnpaySecret secret) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("vnp_RequestId", requestId);
        fields.put("vnp_Version", VnpayMessages.VERSION);
        fields.put("vnp_Command", "refund");
        fields.put("vnp_TmnCode", tmnCode);
        fields.put("vnp_TransactionType", full ? "02" : "03");
        fields.put("vnp_TxnRef", txnRef);
        fields.put("vnp_Amount", VnpayWire.amount(amountVnd));
        fields.put("vnp_TransactionNo", transactionNo == null ? "" : transactionNo);
        fields.put("vnp_TransactionDate", VnpayWire.time(payCreatedAt));
        fields.put("vnp_CreateBy", createdBy);
        fields.put("vnp_CreateDate", VnpayWire.time(createdAt));
        fields.put("vnp_IpAddr", ourIp);
        fields.put("vnp_OrderInfo", orderInfo);
        return VnpayPipe.REFUND_REQUEST.signed(fields, secret);
    }
}
