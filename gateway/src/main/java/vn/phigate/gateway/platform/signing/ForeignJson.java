package vn.phigate.gateway.platform.signing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON that strangers send and sign: one object in UTF-8 without a byte order mark, no member twice (two readers would pick two different ones),
 * nothing after it, not deep. Numbers keep all their digits. For signatures over re-written JSON there is {@link #javaScript}.
 */
public final class ForeignJson {
    private static final int MAX_DEPTH = 16;
    /** More digits than any amount, balance or id has; also keeps 1e999999 from becoming a million digits. */
    private static final int MAX_DIGITS = 40;

    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_DIGITS)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private ForeignJson() {}

    /** Empty when the bytes are anything else than one JSON object. */
    public static Optional<ObjectNode> object(byte[] utf8) {
        try {
            // A decoder that reports, not one that replaces: two different broken inputs must not become one text.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            return STRICT.readTree(text) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (CharacterCodingException | JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /**
     * As {@code JSON.stringify} writes it (ECMA-262 section 25.5.2) once the members of every object are sorted: no spaces, "/" and letters beyond ASCII as
     * they are, numbers as JavaScript knows them. That is RFC 8785.
     *
     * @return empty when there is no such form: half a character, or a number that is infinite in JavaScript
     */
    public static Optional<String> javaScript(JsonNode node) {
        try {
            // The canonicalizer takes objects and arrays only.
            String boxed = new String(
                    CanonicalJson.rfc8785("[" + STRICT.writeValueAsString(node) + "]"), StandardCharsets.UTF_8);
            return Optional.of(boxed.substring(1, boxed.length() - 1));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether the database can keep it: PostgreSQL knows no NUL, and UTF-8 no half character. */
    public static boolean canBeKept(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** A member that is text; empty text when it is absent, null, of another kind, or cannot be kept. */
    public static String text(JsonNode object, String member) {
        JsonNode value = object.get(member);
        return value != null && value.isTextual() && canBeKept(value.textValue())
                ? value.textValue().strip()
                : "";
    }

    /** A member that is a whole number of at most 15 digits; null for everything else, also for digits in quotes. */
    public static @Nullable Long whole(JsonNode object, String member) {
        JsonNode value = object.get(member);
        if (value == null || !value.isNumber()) {
            return null;
        }
        BigDecimal number = value.decimalValue();
        boolean small = number.abs().compareTo(BigDecimal.TEN.pow(15)) < 0;
        return small && number.remainder(BigDecimal.ONE).signum() == 0 ? (Long) number.longValue() : null;
    }
}
