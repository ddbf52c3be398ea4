package vn.phigate.gateway.platform.signing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * JSON that has exactly one byte form: RFC 8785 (JSON Canonicalization Scheme, June 2020), narrowed to what a document
 * about money may hold.
 *
 * <p>RFC 8785 section 3.1 asks for I-JSON (RFC 7493): no doubled member names, no lone surrogates, numbers that an
 * IEEE 754 double holds exactly. Numbers are narrowed further to whole ones within ±(2^53 − 1), because
 * 9007199254740993 and 9007199254740992 have the same canonical form: one signature would cover two amounts.
 */
public final class CanonicalJson {

    /** Largest whole number that every JSON reader keeps exactly, RFC 7493 section 2.2. */
    public static final long MAX_EXACT_INTEGER = 9_007_199_254_740_991L;

    /** A signed document is a page of text; anything far larger is not one of ours. */
    static final int MAX_BYTES = 1 << 20;

    private static final JsonMapper STRICT = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private CanonicalJson() {}

    /** Why a document has no canonical form; the message says where. */
    public static final class NotCanonicalException extends Exception {
        private final String reason;

        NotCanonicalException(String reason) {
            super(reason);
            this.reason = reason;
        }

        public String reason() {
            return reason;
        }
    }

    /**
     * Reads one JSON object, strictly.
     *
     * @param utf8 the document, UTF-8 without a byte order mark, at most 1 MiB
     * @throws NotCanonicalException if it is no JSON object, says a member twice, or holds a number or text that has
     *     no single exact form
     */
    public static ObjectNode parseObject(byte[] utf8) throws NotCanonicalException {
        if (utf8.length > MAX_BYTES) {
            throw new NotCanonicalException("longer than " + MAX_BYTES + " bytes");
        }
        try {
            // A decoder that reports, not one that replaces: two different broken inputs must not become one text.
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            if (STRICT.readTree(text) instanceof ObjectNode object) {
                requireExact(object, "$");
                return object;
            }
            throw new NotCanonicalException("not a JSON object");
        } catch (CharacterCodingException e) {
            throw new NotCanonicalException("not UTF-8");
        } catch (JsonProcessingException e) {
            throw new NotCanonicalException(e.getOriginalMessage());
        }
    }

    /**
     * The one byte form of a document.
     *
     * @throws IllegalArgumentException if the document holds a fraction, a number beyond ±(2^53 − 1), a lone surrogate
     *     or something that is not JSON: the caller built it, so this is a bug
     */
    public static byte[] bytes(JsonNode document) {
        try {
            requireExact(document, "$");
            return rfc8785(STRICT.writeValueAsString(document));
        } catch (NotCanonicalException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RFC 8785 alone, without our narrowing of numbers. */
    static byte[] rfc8785(String json) throws IOException {
        return new JsonCanonicalizer(json).getEncodedUTF8();
    }

    private static void requireExact(JsonNode node, String at) throws NotCanonicalException {
        switch (node.getNodeType()) {
            case OBJECT -> {
                for (var member : node.properties()) {
                    requireWholeCharacters(member.getKey(), at);
                    requireExact(member.getValue(), at + "." + member.getKey());
                }
            }
            case ARRAY -> {
                for (int i = 0; i < node.size(); i++) {
                    requireExact(node.get(i), at + "[" + i + "]");
                }
            }
            case NUMBER -> {
                if (!node.isIntegralNumber()
                        || !node.canConvertToLong()
                        || Math.abs(node.longValue()) > MAX_EXACT_INTEGER
                        || node.longValue() == Long.MIN_VALUE) {
                    throw new NotCanonicalException("number at " + at + " is not an exact whole number");
                }
            }
            case STRING -> requireWholeCharacters(node.textValue(), at);
            case BOOLEAN, NULL -> {}
            case BINARY, MISSING, POJO -> throw new NotCanonicalException("value at " + at + " is not JSON");
        }
    }

    /** RFC 8785 section 3.2.2.2: a lone surrogate has no UTF-8 form and must end in an error. */
    private static void requireWholeCharacters(String text, String at) throws NotCanonicalException {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new NotCanonicalException("text at " + at + " holds half a character (lone surrogate)");
        }
    }
}
