package vn.phigate.gateway.notifications;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Standard Webhooks 1.0 (standard-webhooks specification, "Signature scheme"): {@code v1,} and the base64 of HMAC-SHA256
 * over {@code id.timestamp.body}, with the bytes behind {@code whsec_} as the key.
 */
public final class WebhookSignature {

    public static final String ID = "webhook-id";
    public static final String TIMESTAMP = "webhook-timestamp";
    public static final String SIGNATURE = "webhook-signature";

    /** How far the sender's clock may be from ours, either way. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String PREFIX = "whsec_";
    private static final String VERSION = "v1,";

    /** The specification asks for 24 to 64 bytes. */
    private static final int SECRET_BYTES = 32;

    private WebhookSignature() {}

    /** What a receiver makes of the three headers and the body. */
    public enum Verdict {
        VALID,
        /** A header is missing or not in its form. */
        MALFORMED,
        /** Signed more than {@link #TOLERANCE} ago or ahead: it may be a replay. */
        STALE,
        /** None of the signatures fits. */
        MISMATCH
    }

    /** A new secret, {@code whsec_…}, shown once to whoever registers an endpoint. */
    public static String generateSecret(SecureRandom random) {
        var bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * @param id of the message, the same in every try; without a dot
     * @param sentAt of this try, whole seconds count
     * @throws IllegalArgumentException if the secret is not {@code whsec_} and base64
     */
    public static String sign(String secret, String id, Instant sentAt, byte[] body) {
        return VERSION + Base64.getEncoder().encodeToString(hmac(secret, id, sentAt.getEpochSecond(), body));
    }

    /**
     * The headers of one try.
     *
     * @param secrets one, or while a secret is being changed the new and the old one
     */
    public static Map<String, String> headers(List<String> secrets, String id, Instant sentAt, byte[] body) {
        var signatures = new ArrayList<String>();
        secrets.forEach(secret -> signatures.add(sign(secret, id, sentAt, body)));
        var headers = new LinkedHashMap<String, String>();
        headers.put(ID, id);
        headers.put(TIMESTAMP, Long.toString(sentAt.getEpochSecond()));
        headers.put(SIGNATURE, String.join(" ", signatures));
        return headers;
    }

    /**
     * The receiver's side.
     *
     * @param signatures as in the header: one or more, parted by spaces; those of other versions are passed over
     */
    public static Verdict verify(
            String secret, String id, String timestamp, String signatures, byte[] body, Instant now) {
        if (id.isEmpty() || !timestamp.matches("[0-9]{1,12}")) {
            return Verdict.MALFORMED;
        }
        long sentAtSeconds = Long.parseLong(timestamp);
        var expected = hmac(secret, id, sentAtSeconds, body);
        boolean fits = false;
        for (var signature : signatures.split(" ")) {
            if (signature.startsWith(VERSION)) {
                fits |= MessageDigest.isEqual(expected, decode(signature.substring(VERSION.length())));
            }
        }
        if (!fits) {
            return Verdict.MISMATCH;
        }
        var age = Duration.between(Instant.ofEpochSecond(sentAtSeconds), now).abs();
        return age.compareTo(TOLERANCE) <= 0 ? Verdict.VALID : Verdict.STALE;
    }

    private static byte[] hmac(String secret, String id, long sentAtSeconds, byte[] body) {
        if (!secret.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a webhook secret begins with " + PREFIX);
        }
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(PREFIX.length())), "HmacSHA256"));
            mac.update((id + "." + sentAtSeconds + ".").getBytes(US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** Empty, which fits nothing, when it is not base64. */
    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }
}
