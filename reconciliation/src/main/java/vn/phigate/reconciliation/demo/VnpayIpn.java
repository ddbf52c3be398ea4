package vn.phigate.reconciliation.demo;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs VNPay 2.1.0 results by hand, where the demonstration must say what no honest provider says. */
final class VnpayIpn {
    private static final DateTimeFormatter WIRE_DATE = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

    private VnpayIpn() {}

    /** Decoded parameters of a pay URL. */
    static Map<String, String> payParameters(String payUrl) {
        Map<String, String> parameters = new TreeMap<>();
        for (String pair : payUrl.substring(payUrl.indexOf('?') + 1).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    /** The query of a successful result. */
    static String success(
            String tmnCode, String secret, String txnRef, long amountVnd, LocalDateTime paidAt, String transactionNo) {
        Map<String, String> result = new TreeMap<>();
        result.put("vnp_TmnCode", tmnCode);
        result.put("vnp_TxnRef", txnRef);
        result.put("vnp_Amount", Long.toString(amountVnd * 100));
        result.put("vnp_OrderInfo", "Nop phi ho so");
        result.put("vnp_BankCode", "NCB");
        result.put("vnp_BankTranNo", "FT" + transactionNo);
        result.put("vnp_CardType", "ATM");
        result.put("vnp_PayDate", WIRE_DATE.format(paidAt));
        result.put("vnp_ResponseCode", "00");
        result.put("vnp_TransactionStatus", "00");
        result.put("vnp_TransactionNo", transactionNo);
        String text = result.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return text + "&vnp_SecureHash="
                + HexFormat.of().formatHex(hmac("HmacSHA512", secret.getBytes(StandardCharsets.UTF_8), text));
    }

    static byte[] hmac(String algorithm, byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has " + algorithm, missing);
        }
    }
}
