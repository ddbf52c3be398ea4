package vn.phigate.gateway.providers.vnpay;

import java.util.List;

/**
 * Our contract with VNPay for one terminal.
 *
 * @param tmnCode eight characters; named in every message, and so in every attempt
 * @param secrets the first signs, all of them verify, so that a secret can be changed without a gap
 */
public record VnpayTerminal(String tmnCode, List<VnpaySecret> secrets) {
    public VnpayTerminal {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("VNPay terminal " + tmnCode + " has no secret");
        }
        secrets = List.copyOf(secrets);
    }

    VnpaySecret signing() {
        return secrets.getFirst();
    }
}
