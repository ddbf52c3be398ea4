package vn.phigate.gateway.platform.signing;

import java.nio.charset.StandardCharsets;

/** A name for a secret that can be written down: it stays the same whatever the secret's place in the settings, and tells nothing of it. */
public final class KeyId {
    private static final int LENGTH = 8;

    private KeyId() {}

    /** The first 8 hex digits of SHA-256 over our words and the secret. */
    public static String of(String secret) {
        return Sha256.hex(("phigate key id" + secret).getBytes(StandardCharsets.UTF_8))
                .substring(0, LENGTH);
    }
}
