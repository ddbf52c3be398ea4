package vn.phigate.gateway.platform.signing;

import java.security.SecureRandom;
import java.util.Base64;

/** What stands in a link that nobody may guess: 128 random bits (OWASP asks session identifiers for 64 and more), 22 letters of base64url. */
public final class LinkToken {
    private static final int BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private LinkToken() {}

    public static String fresh() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
