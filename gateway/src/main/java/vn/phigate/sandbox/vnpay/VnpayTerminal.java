package vn.phigate.sandbox.vnpay;

import java.net.URI;

/**
 * A merchant's terminal as VNPay keeps it.
 *
 * @param tmnCode vnp_TmnCode, 8 letters and digits
 * @param secret the key both sides sign with
 * @param ipnUrl where the signed results are sent; in VNPay's portal the merchant sets it
 */
public record VnpayTerminal(String tmnCode, String secret, URI ipnUrl) {
    @Override
    public String toString() {
        return "VnpayTerminal[" + tmnCode + ", " + ipnUrl + "]";
    }
}
