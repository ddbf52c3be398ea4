package vn.phigate.sandbox.vnpay;

import java.math.BigInteger;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * VNPay 2.1.0's two signed texts, HMAC-SHA512 in lower-case hex: the sorted query of redirects and IPNs (pay.html,
 * "vnp_SecureHash") and the pipe-joined fields of the merchant API (querydr&refund.html).
 */
final class Signature {
    static final String HASH = "vnp_SecureHash";
    private static final String HASH_TYPE = "vnp_SecureHashType";

    private Signature() {}

    /** Decoded vnp_ parameters of a raw query; null when a name comes twice or an escape is broken. */
    static @Nullable SortedMap<String, String> parameters(String rawQuery) {
        SortedMap<String, String> found = new TreeMap<>();
        for (String pair : rawQuery.split("&")) {
            int equals = pair.indexOf('=');
            String rawName = equals < 0 ? pair : pair.substring(0, equals);
            String rawValue = equals < 0 ? "" : pair.substring(equals + 1);
            try {
                String name = URLDecoder.decode(rawName, StandardCharsets.UTF_8);
                if (name.startsWith("vnp_")
                        && found.put(name, URLDecoder.decode(rawValue, StandardCharsets.UTF_8)) != null) {
                    return null;
                }
            } catch (IllegalArgumentException brokenEscape) {
                return null;
            }
        }
        return found;
    }

    /** Names ascending, empty values and the hash itself left out, both sides url-encoded with '+' for a space. */
    static String canonicalQuery(SortedMap<String, String> parameters) {
        return parameters.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .filter(entry -> !entry.getKey().equals(HASH) && !entry.getKey().equals(HASH_TYPE))
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** The query as it travels: canonical text, then its hash. */
    static String signedQuery(SortedMap<String, String> parameters, String secret) {
        String text = canonicalQuery(parameters);
        return text + "&" + HASH + "=" + hmac(secret, text);
    }

    /** The fields in the given order; an absent one keeps its pipe. */
    static String pipes(List<String> fields, Map<String, String> values) {
        return fields.stream().map(field -> values.getOrDefault(field, "")).collect(Collectors.joining("|"));
    }

    static String hmac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has HmacSHA512", missing);
        }
    }

    /** Constant time; the case of the hex digits does not matter. */
    static boolean holds(String secret, String text, @Nullable String given) {
        if (given == null) {
            return false;
        }
        byte[] expected = hmac(secret, text).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, given.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    }

    /** A number of {@code digits} decimal digits that depends on the seed text only, never 0. */
    static String digits(String seed, int digits) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8));
            long value = new BigInteger(1, Arrays.copyOf(hash, 8)).longValue() >>> 1;
            long lowest = Math.powExact(10L, digits - 1);
            return Long.toString(lowest + value % (9 * lowest));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
