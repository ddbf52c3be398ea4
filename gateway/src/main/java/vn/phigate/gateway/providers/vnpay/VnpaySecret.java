package vn.phigate.gateway.providers.vnpay;

/**
 * One hash secret of a terminal. A terminal may hold two while a key is being changed: both verify, only the primary signs.
 *
 * @param keyId our name of the key, written into evidence; never the key itself
 * @param secret the hash secret (vnp_HashSecret) as VNPay issued it
 */
public record VnpaySecret(String keyId, String secret) {
    public VnpaySecret {
        if (secret.isBlank()) {
            throw new IllegalArgumentException("VNPay secret " + keyId + " is empty");
        }
    }

    /** Without the secret: records find their way into logs. */
    @Override
    public String toString() {
        return "VnpaySecret[" + keyId + "]";
    }
}
