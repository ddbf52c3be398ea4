package vn.phigate.gateway.providers.vnpay;

import java.util.Map;
import vn.phigate.gateway.providers.OrderText;

/** Writes what we send to VNPay. Pure functions. */
public final class VnpayMessages {
    /** Version of the protocol, sent in every message. */
    public static final String VERSION = "2.1.0";

    private static final int MAX_ORDER_INFO = 255;

    private VnpayMessages() {}

    /**
     * The address the payer is sent to.
     *
     * @param base address of the pay page, without a query
     * @param params {@code vnp_} parameters without the hash; empty values are left out
     * @param secret the terminal's hash secret
     */
    public static String payUrl(String base, Map<String, String> params, String secret) {
        String canonical = VnpaySignature.canonical(params);
        return base + "?" + canonical + "&" + VnpaySignature.HASH + "=" + VnpaySignature.hmacSha512(canonical, secret);
    }

    /** As {@link #payUrl(String, Map, String)}, from a checked request. */
    public static String payUrl(String base, VnpayPayRequest request, VnpaySecret secret) {
        return payUrl(base, request.fields(), secret.secret());
    }

    /**
     * Text for vnp_OrderInfo: Vietnamese marks removed, then only letters, digits, single spaces and {@code . - _ : /}, at most 255 characters. VNPay asks
     * for no marks and no special characters; this set is also where all URL encoders agree, so that every partner computes the same hash. {@code :} and
     * {@code /} are escaped by each of them alike.
     */
    public static String orderInfo(String text) {
        return OrderText.plain(text, MAX_ORDER_INFO);
    }

    static void requireLength(String name, String value, int min, int max) {
        if (value.length() < min || value.length() > max) {
            throw new IllegalArgumentException(name + " must have " + min + " to " + max + " characters: " + value);
        }
    }
}
