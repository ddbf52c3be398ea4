package vn.phigate.gateway.providers.vnpay;

import java.util.List;
import java.util.Set;

/**
 * Our contract with VNPay for one terminal.
 *
 * @param tmnCode eight characters; named in every message, and so in every attempt
 * @param secrets the first signs, all of them verify, so that a secret can be changed without a gap
 * @param agencies codes of the agencies whose own terminal it is; empty for everybody without one
 */
public record VnpayTerminal(String tmnCode, List<VnpaySecret> secrets, Set<String> agencies) {
    /** For every agency without a terminal of its own. */
    public VnpayTerminal(String tmnCode, List<VnpaySecret> secrets) {
        this(tmnCode, secrets, Set.of());
    }

    public VnpayTerminal {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("VNPay terminal " + tmnCode + " has no secret");
        }
        secrets = List.copyOf(secrets);
        agencies = Set.copyOf(agencies);
    }

    VnpaySecret signing() {
        return secrets.getFirst();
    }
}
