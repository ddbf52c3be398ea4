package vn.phigate.gateway.providers.vnpay;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The question "what became of this payment" (VNPay 2.1.0, command querydr; JSON by POST).
 *
 * @param requestId 1 to 32 characters, unique within the day; the same question within 5 minutes is answered 94
 * @param tmnCode our terminal
 * @param txnRef the attempt's order id
 * @param transactionNo VNPay's number when known; it is sent but not signed
 * @param orderInfo free text; sanitised by {@link VnpayMessages#orderInfo}
 * @param payCreatedAt {@link VnpayPayRequest#createdAt} of the attempt, to the second
 * @param askedAt now
 * @param ourIp address of the asking server
 */
public record VnpayQuerydrRequest(
        String requestId,
        String tmnCode,
        String txnRef,
        @Nullable String transactionNo,
        String orderInfo,
        Instant payCreatedAt,
        Instant askedAt,
        String ourIp) {

    public VnpayQuerydrRequest {
        VnpayMessages.requireLength("vnp_RequestId", requestId, 1, 32);
        orderInfo = VnpayMessages.orderInfo(orderInfo);
    }

    /** The message as sent, with its hash. */
    public Map<String, String> signed(VnpaySecret secret) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("vnp_RequestId", requestId);
        fields.put("vnp_Version", VnpayMessages.VERSION);
        fields.put("vnp_Command", "querydr");
        fields.put("vnp_TmnCode", tmnCode);
        fields.put("vnp_TxnRef", txnRef);
        fields.put("vnp_OrderInfo", orderInfo);
        if (transactionNo != null) {
            fields.put("vnp_TransactionNo", transactionNo);
        }
        fields.put("vnp_TransactionDate", VnpayWire.time(payCreatedAt));
        fields.put("vnp_CreateDate", VnpayWire.time(askedAt));
        fields.put("vnp_IpAddr", ourIp);
        return VnpayPipe.QUERYDR_REQUEST.signed(fields, secret);
    }
}
