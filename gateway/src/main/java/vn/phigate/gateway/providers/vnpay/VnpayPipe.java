package vn.phigate.gateway.providers.vnpay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The four messages that are signed over values joined by {@code |} in a fixed order (sandbox.vnpayment.vn/apis/docs/truy-van-hoan-tien/).
 * Values stand as on the wire: the amount times 100, an absent value empty between its pipes. (The npm library divides the amount first and
 * so calls a correct refund answer invalid.)
 */
public enum VnpayPipe {
    QUERYDR_REQUEST(
            "RequestId",
            "Version",
            "Command",
            "TmnCode",
            "TxnRef",
            "TransactionDate",
            "CreateDate",
            "IpAddr",
            "OrderInfo"),
    QUERYDR_RESPONSE(
            "ResponseId",
            "Command",
            "ResponseCode",
            "Message",
            "TmnCode",
            "TxnRef",
            "Amount",
            "BankCode",
            "PayDate",
            "TransactionNo",
            "TransactionType",
            "TransactionStatus",
            "OrderInfo",
            "PromotionCode",
            "PromotionAmount"),
    REFUND_REQUEST(
            "RequestId",
            "Version",
            "Command",
            "TmnCode",
            "TransactionType",
            "TxnRef",
            "Amount",
            "TransactionNo",
            "TransactionDate",
            "CreateBy",
            "CreateDate",
            "IpAddr",
            "OrderInfo"),
    REFUND_RESPONSE(
            "ResponseId",
            "Command",
            "ResponseCode",
            "Message",
            "TmnCode",
            "TxnRef",
            "Amount",
            "BankCode",
            "PayDate",
            "TransactionNo",
            "TransactionType",
            "TransactionStatus",
            "OrderInfo");

    private final List<String> fields;

    VnpayPipe(String... names) {
        this.fields = Stream.of(names).map("vnp_"::concat).toList();
    }

    /** The text that is signed; absent values are empty. */
    public String text(Map<String, String> message) {
        return fields.stream().map(f -> message.getOrDefault(f, "")).collect(Collectors.joining("|"));
    }

    /** The message with its vnp_SecureHash added, in the given order. */
    public Map<String, String> signed(Map<String, String> message, VnpaySecret secret) {
        Map<String, String> signed = new LinkedHashMap<>(message);
        signed.put(VnpaySignature.HASH, VnpaySignature.hmacSha512(text(message), secret.secret()));
        return signed;
    }

    /** The id of the key that signed the message, or empty. */
    public Optional<String> verifiedBy(Map<String, String> message, List<VnpaySecret> secrets) {
        return VnpaySignature.textVerifiedBy(text(message), message.getOrDefault(VnpaySignature.HASH, ""), secrets);
    }
}
