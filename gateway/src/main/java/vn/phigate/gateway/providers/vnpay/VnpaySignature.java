package vn.phigate.gateway.providers.vnpay;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import vn.phigate.gateway.platform.signing.Hmac;

/**
 * The canonical string of VNPay 2.1.0 and its HMAC-SHA512 (sandbox.vnpayment.vn/apis/docs/thanh-toan-pay/pay.html).
 *
 * <p>We write the form of {@link java.net.URLEncoder}. On reading, the published samples differ in {@code ( ) * ! ~ '} and in how a
 * space is written, and VNPay does not say which of them signs a callback. Every form that its samples produce is therefore accepted: each is an
 * inverse of the same decoder, so that a signed string stands for exactly one set of values whatever form it has.
 */
public final class VnpaySignature {
    static final String HASH = "vnp_SecureHash";
    static final String HASH_TYPE = "vnp_SecureHashType";

    /** What each encoder leaves as it is besides letters and digits: Java, PHP urlencode, .NET WebUtility, JS encodeURIComponent, RFC 3986. */
    private static final List<String> UNESCAPED = List.of("*-._", "-_.", "!()*-._", "!~*'()-._", "-_.~");

    private static final List<String> SPACES = List.of("+", "%20");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private VnpaySignature() {}

    /** The text that is signed: empty values and the two hash parameters dropped, names in ordinal order, {@code name=value} joined by &amp;. */
    public static String canonical(Map<String, String> params) {
        return canonical(params, UNESCAPED.getFirst(), SPACES.getFirst());
    }

    /** HMAC-SHA512 as 128 lower-case hex digits. */
    public static String hmacSha512(String text, String secret) {
        return Hmac.SHA512.hex(secret, text);
    }

    /**
     * Which of the secrets signed these decoded parameters.
     *
     * @param hash vnp_SecureHash as received, hex of either case
     * @return the key id, or empty when none did
     */
    public static Optional<String> verifiedBy(Map<String, String> params, String hash, List<VnpaySecret> secrets) {
        Set<String> tried = HashSet.newHashSet(UNESCAPED.size() * SPACES.size());
        for (String space : SPACES) {
            for (String unescaped : UNESCAPED) {
                String text = canonical(params, unescaped, space);
                if (tried.add(text)) {
                    Optional<String> keyId = textVerifiedBy(text, hash, secrets);
                    if (keyId.isPresent()) {
                        return keyId;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** As {@link #verifiedBy} for a text that is signed as it stands; compared in constant time. */
    static Optional<String> textVerifiedBy(String text, String hash, List<VnpaySecret> secrets) {
        return secrets.stream()
                .filter(key -> Hmac.SHA512.holds(hash, key.secret(), text))
                .map(VnpaySecret::keyId)
                .findFirst();
    }

    private static String canonical(Map<String, String> params, String unescaped, String space) {
        var sorted =
                params instanceof SortedMap<String, String> s && s.comparator() == null ? s : new TreeMap<>(params);
        var out = new StringBuilder(512);
        sorted.forEach((name, value) -> {
            if (!value.isEmpty() && !name.equals(HASH) && !name.equals(HASH_TYPE)) {
                encode(out.isEmpty() ? out : out.append('&'), name, unescaped, space);
                encode(out.append('='), value, unescaped, space);
            }
        });
        return out.toString();
    }

    private static void encode(StringBuilder out, String value, String unescaped, String space) {
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            if ((c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || unescaped.indexOf(c) >= 0) {
                out.append(c);
            } else if (c == ' ') {
                out.append(space);
            } else {
                HEX.toHexDigits(out.append('%'), octet);
            }
        }
    }
}
