package vn.phigate.gateway.platform.signing;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** The half of a key that everybody may have: 32 bytes, RFC 8032 section 5.1.5. Immutable, safe for many threads. */
public final class Ed25519PublicKey {

    static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final Ed25519PublicKeyParameters point;
    private final String x;
    private final String keyId;

    private Ed25519PublicKey(Ed25519PublicKeyParameters point) {
        this.point = point;
        this.x = BASE64URL.encodeToString(point.getEncoded());
        this.keyId = thumbprint(x);
    }

    /** @throws IllegalArgumentException if the bytes are not the encoding of a point of the curve */
    public static Ed25519PublicKey of(byte[] raw32Bytes) {
        if (raw32Bytes.length != Ed25519PublicKeyParameters.KEY_SIZE) {
            throw new IllegalArgumentException("an Ed25519 public key has 32 bytes, this has " + raw32Bytes.length);
        }
        return new Ed25519PublicKey(new Ed25519PublicKeyParameters(raw32Bytes));
    }

    /**
     * Reads a JSON Web Key of RFC 8037 section 2.
     *
     * @throws IllegalArgumentException if it is another kind of key, or its {@code kid} is not the key's own thumbprint
     */
    public static Ed25519PublicKey fromJwk(JsonNode jwk) {
        if (!"OKP".equals(jwk.path("kty").textValue())
                || !"Ed25519".equals(jwk.path("crv").textValue())) {
            throw new IllegalArgumentException("not an Ed25519 key (kty OKP, crv Ed25519)");
        }
        var key = of(Base64.getUrlDecoder().decode(jwk.path("x").asText()));
        if (jwk.has("kid") && !key.keyId.equals(jwk.get("kid").asText())) {
            throw new IllegalArgumentException("kid " + jwk.get("kid") + " is not the thumbprint of its key");
        }
        return key;
    }

    /** True if {@code signature} is this key's over exactly {@code message}. A signature of another length is false. */
    public boolean verify(byte[] message, byte[] signature) {
        var verifier = new Ed25519Signer();
        verifier.init(false, point);
        verifier.update(message, 0, message.length);
        return verifier.verifySignature(signature);
    }

    /** The RFC 7638 thumbprint (SHA-256, base64url, 43 characters): anybody can recompute it from the key. */
    public String keyId() {
        return keyId;
    }

    /** The key as a JSON Web Key: RFC 8037 section 2, algorithm name of RFC 9864 section 2.2. */
    public Map<String, String> jwk() {
        var jwk = new LinkedHashMap<String, String>();
        jwk.put("kty", "OKP");
        jwk.put("crv", "Ed25519");
        jwk.put("x", x);
        jwk.put("kid", keyId);
        jwk.put("use", "sig");
        jwk.put("alg", SignedDocument.ALGORITHM);
        return jwk;
    }

    /** The 32 bytes of RFC 8032. */
    public byte[] raw() {
        return point.getEncoded();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ed25519PublicKey key && key.keyId.equals(keyId);
    }

    @Override
    public int hashCode() {
        return keyId.hashCode();
    }

    @Override
    public String toString() {
        return "Ed25519 " + keyId;
    }

    /** RFC 7638 section 3 with the members that RFC 8037 section 2 requires for OKP, in their order. */
    private static String thumbprint(String x) {
        var required = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + x + "\"}";
        return BASE64URL.encodeToString(Sha256.of(required.getBytes(StandardCharsets.US_ASCII)));
    }
}
