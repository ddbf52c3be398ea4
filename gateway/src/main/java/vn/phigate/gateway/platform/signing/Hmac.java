package vn.phigate.gateway.platform.signing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keyed hashes (RFC 2104) as providers use them, and their comparison in constant time. */
public enum Hmac {
    SHA256("HmacSHA256"),
    SHA512("HmacSHA512");

    private final String algorithm;

    Hmac(String algorithm) {
        this.algorithm = algorithm;
    }

    /** @param parts hashed one after the other, as if they were joined */
    public byte[] of(String key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In lower case. */
    public String hex(String key, String text) {
        return HexFormat.of().formatHex(of(key, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether the hex, in letters of any case, is that of this text under this key. */
    public boolean holds(String hex, String key, String text) {
        return isHexOf(hex, of(key, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether the text is these bytes in hex, in letters of any case. */
    public static boolean isHexOf(String hex, byte[] expected) {
        try {
            return MessageDigest.isEqual(HexFormat.of().parseHex(hex), expected);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
