package vn.phigate.gateway.providers.vnpay;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One redirect to VNPay's pay page (parameters of VNPay 2.1.0, command pay).
 *
 * @param tmnCode our terminal
 * @param txnRef the attempt's order id, 1 to 100 characters, unique within the day; one attempt, one reference
 * @param amountVnd 1 to 9,999,999,999 đồng
 * @param orderInfo free text; sanitised by {@link VnpayMessages#orderInfo}
 * @param orderType goods category of the terminal's contract, e.g. other
 * @param returnUrl where the payer's browser comes back, 10 to 255 characters
 * @param payerIp the payer's address, 7 to 45 characters
 * @param locale language of the pay page
 * @param bankCode VNPAYQR, VNBANK, INTCARD or a bank; null lets the payer choose there
 * @param createdAt when the attempt was made; querydr and refund must repeat it to the second
 * @param expiresAt after which VNPay takes no payment for it
 */
public record VnpayPayRequest(
        String tmnCode,
        String txnRef,
        long amountVnd,
        String orderInfo,
        String orderType,
        String returnUrl,
        String payerIp,
        Locale locale,
        @Nullable String bankCode,
        Instant createdAt,
        Instant expiresAt) {

    /** The two languages of the pay page. */
    public enum Locale {
        VN("vn"),
        EN("en");

        private final String wire;

        Locale(String wire) {
            this.wire = wire;
        }
    }

    public VnpayPayRequest {
        VnpayMessages.requireLength("vnp_TxnRef", txnRef, 1, 100);
        VnpayMessages.requireLength("vnp_ReturnUrl", returnUrl, 10, 255);
        VnpayMessages.requireLength("vnp_IpAddr", payerIp, 7, 45);
        orderInfo = VnpayMessages.orderInfo(orderInfo);
        VnpayMessages.requireLength("vnp_OrderInfo", orderInfo, 1, 255);
        if (!expiresAt.isAfter(createdAt)) {
            throw new IllegalArgumentException("VNPay payment " + txnRef + " expires before it is created");
        }
    }

    /** The parameters as sent, without the hash. */
    public Map<String, String> fields() {
        Map<String, String> fields = new TreeMap<>();
        fields.put("vnp_Version", VnpayMessages.VERSION);
        fields.put("vnp_Command", "pay");
        fields.put("vnp_TmnCode", tmnCode);
        fields.put("vnp_Amount", VnpayWire.amount(amountVnd));
        fields.put("vnp_CurrCode", "VND");
        fields.put("vnp_TxnRef", txnRef);
        fields.put("vnp_OrderInfo", orderInfo);
        fields.put("vnp_OrderType", orderType);
        fields.put("vnp_Locale", locale.wire);
        fields.put("vnp_ReturnUrl", returnUrl);
        fields.put("vnp_IpAddr", payerIp);
        fields.put("vnp_CreateDate", VnpayWire.time(createdAt));
        fields.put("vnp_ExpireDate", VnpayWire.time(expiresAt));
        if (bankCode != null) {
            fields.put("vnp_BankCode", bankCode);
        }
        return fields;
    }
}
