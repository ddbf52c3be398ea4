package vn.phigate.gateway.providers;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 over UTF-8 as hex digits, the signature of several providers. */
public final class Hmac {
    private static final int HEX_LENGTH = 64;

    private Hmac() {}

    /** 64 lower-case hex digits. */
    public static String sha256(String text, String secret) {
        return HexFormat.of().formatHex(mac(text, secret));
    }

    /** Compared in constant time; the claim is hex of either case, anything else is not equal. */
    public static boolean holds(String text, String secret, String claimed) {
        return claimed.length() == HEX_LENGTH
                && claimed.chars().allMatch(HexFormat::isHexDigit)
                && MessageDigest.isEqual(mac(text, secret), HexFormat.of().parseHex(claimed));
    }

    private static byte[] mac(String text, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 belongs to every Java platform", e);
        }
    }
}
