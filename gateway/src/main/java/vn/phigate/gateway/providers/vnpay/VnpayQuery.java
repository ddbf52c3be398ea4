package vn.phigate.gateway.providers.vnpay;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The query string of an IPN or of the payer's return, read from its raw form: a parsed map has already lost doubled keys, and with them the difference
 * between what was signed and what is believed.
 */
public sealed interface VnpayQuery {
    String PREFIX = "vnp_";

    /**
     * Readable; not yet verified.
     *
     * @param values the decoded {@code vnp_} parameters by name; all others are ignored, as VNPay's samples do
     */
    record Parsed(SortedMap<String, String> values) implements VnpayQuery {
        public Parsed {
            values = Collections.unmodifiableSortedMap(values);
        }

        /** The value, or the empty string. */
        public String value(String name) {
            return values.getOrDefault(name, "");
        }

        /** The terminal that the sender claims: chooses the secrets to verify with, and is itself signed. */
        public String tmnCode() {
            return value("vnp_TmnCode");
        }

        /** The id of the key that signed these values, or empty: then nothing in them may be believed. */
        public Optional<String> verifiedBy(List<VnpaySecret> secrets) {
            return VnpaySignature.verifiedBy(values, value(VnpaySignature.HASH), secrets);
        }

        /** The values in our words. Only of a verified query. */
        public VnpayNotice notice() {
            return VnpayNotice.of(this);
        }
    }

    /** To be answered as a bad signature: 97. */
    record Refused(Reason reason, String detail) implements VnpayQuery {}

    /** Why a query string is not read. */
    enum Reason {
        /** A {@code vnp_} name stands twice, perhaps written with different escapes. */
        DUPLICATE_KEY,
        /** A broken escape, a raw character outside ASCII, bytes that are not UTF-8, or a NUL. */
        MALFORMED_ENCODING
    }

    /** @param rawQuery what stands after the question mark, not decoded; null or empty when nothing does */
    static VnpayQuery read(@Nullable String rawQuery) {
        SortedMap<String, String> values = new TreeMap<>();
        for (String pair : (rawQuery == null ? "" : rawQuery).split("&")) {
            int equals = pair.indexOf('=');
            String key = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (key == null) {
                return new Refused(Reason.MALFORMED_ENCODING, "a parameter name cannot be decoded");
            }
            if (key.startsWith(PREFIX)) {
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                if (value == null) {
                    return new Refused(Reason.MALFORMED_ENCODING, key + " cannot be decoded");
                }
                if (values.putIfAbsent(key, value) != null) {
                    return new Refused(Reason.DUPLICATE_KEY, key + " stands twice");
                }
            }
        }
        return new Parsed(values);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == '%' || c == '+') {
                return false;
            }
        }
        return true;
    }

    /** application/x-www-form-urlencoded, strictly: null where java.net.URLDecoder would put a replacement character. */
    private static @Nullable String decode(String text) {
        if (isPlain(text)) {
            return text;
        }
        ByteBuffer octets = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 2 >= text.length()
                        || !HexFormat.isHexDigit(text.charAt(i + 1))
                        || !HexFormat.isHexDigit(text.charAt(i + 2))) {
                    return null;
                }
                octets.put((byte) HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 2;
            } else if (c > ' ' && c < 0x7F) {
                octets.put((byte) (c == '+' ? ' ' : c));
            } else {
                return null;
            }
        }
        try {
            String decoded =
                    StandardCharsets.UTF_8.newDecoder().decode(octets.flip()).toString();
            return decoded.indexOf('\0') < 0 ? decoded : null;
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }
}
