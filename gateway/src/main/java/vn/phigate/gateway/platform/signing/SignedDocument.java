package vn.phigate.gateway.platform.signing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;

/**
 * A JSON object that carries its own proof. Three top-level members are added:
 *
 * <ul>
 *   <li>{@code alg}: always {@code Ed25519} (RFC 9864 section 2.2). Signed, and never a choice of the reader.
 *   <li>{@code key_id}: the RFC 7638 thumbprint of the key. Signed.
 *   <li>{@code signature}: base64url without padding, over the RFC 8785 form of everything but itself.
 * </ul>
 *
 * <p>Whitespace, member order and escapes may change on the way without harm; any other change is found.
 */
public final class SignedDocument {

    static final String ALGORITHM = "Ed25519";

    private static final String ALG = "alg";
    private static final String KEY_ID = "key_id";
    private static final String SIGNATURE = "signature";

    private SignedDocument() {}

    /** What came out of a check. */
    public sealed interface Verification {
        /** Signed by a key of ours, to the last character. */
        record Genuine(ObjectNode document, String keyId) implements Verification {}

        /** Not what a key of ours signed. */
        record Altered(Fault fault, String detail) implements Verification {}

        /** Signed with a key that is not in the given set, so nothing can be said about the document. */
        record UnknownKey(String keyId) implements Verification {}
    }

    /** What is wrong with an altered document, in order of precedence. */
    public enum Fault {
        /** No JSON object with one exact form: doubled members, fractions, broken UTF-8, trailing text. */
        UNREADABLE,
        /** {@code alg}, {@code key_id} or {@code signature} is missing or not in its form. */
        UNSIGNED,
        /** The signature is not this key's over this content. */
        MISMATCH
    }

    /**
     * Signs; the given document is not touched.
     *
     * @return the published form: the members of the document, then {@code alg}, {@code key_id}, {@code signature}
     * @throws IllegalArgumentException if the document has one of these members already, or no canonical form
     */
    public static ObjectNode sign(ObjectNode document, Ed25519Key key) {
        for (var reserved : List.of(ALG, KEY_ID, SIGNATURE)) {
            if (document.has(reserved)) {
                throw new IllegalArgumentException("the document has a member named " + reserved + " already");
            }
        }
        var signed = document.deepCopy().put(ALG, ALGORITHM).put(KEY_ID, key.keyId());
        var signature = key.sign(CanonicalJson.bytes(signed));
        return signed.put(SIGNATURE, Ed25519PublicKey.BASE64URL.encodeToString(signature));
    }

    /** @param json the published form as received, UTF-8; any bytes are answered, none throws */
    public static Verification verify(byte[] json, PublicKeys trusted) {
        final ObjectNode document;
        try {
            document = CanonicalJson.parseObject(json);
        } catch (CanonicalJson.NotCanonicalException e) {
            return new Verification.Altered(Fault.UNREADABLE, e.reason());
        }
        if (!ALGORITHM.equals(document.path(ALG).textValue())) {
            return new Verification.Altered(Fault.UNSIGNED, "alg is not " + ALGORITHM);
        }
        var keyId = document.path(KEY_ID).textValue();
        var signatureText = document.path(SIGNATURE).textValue();
        if (keyId == null || signatureText == null) {
            return new Verification.Altered(Fault.UNSIGNED, "key_id or signature is missing");
        }
        var key = trusted.find(keyId);
        if (key.isEmpty()) {
            return new Verification.UnknownKey(keyId);
        }
        var signature = decode(signatureText);
        var content = document.deepCopy();
        content.remove(SIGNATURE);
        return key.get().verify(CanonicalJson.bytes(content), signature)
                ? new Verification.Genuine(document, keyId)
                : new Verification.Altered(Fault.MISMATCH, "the signature does not fit the content");
    }

    /** Empty, which no key verifies, when the text is not base64url in its one form (RFC 4648 section 3.5). */
    private static byte[] decode(String base64url) {
        try {
            var bytes = Base64.getUrlDecoder().decode(base64url);
            return Ed25519PublicKey.BASE64URL.encodeToString(bytes).equals(base64url) ? bytes : new byte[0];
        } catch (IllegalArgumentException notBase64Url) {
            return new byte[0];
        }
    }
}
