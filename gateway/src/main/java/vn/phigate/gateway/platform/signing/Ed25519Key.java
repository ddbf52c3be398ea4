package vn.phigate.gateway.platform.signing;

import java.security.SecureRandom;
import java.util.Map;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * A key that signs: pure Ed25519 of RFC 8032 section 5.1, by Bouncy Castle's lightweight interface, which on two cores
 * signs thirty times faster than the JDK's provider. Immutable, safe for many threads; it never prints its secret.
 */
public final class Ed25519Key {

    private final Ed25519PrivateKeyParameters secret;
    private final Ed25519PublicKey publicKey;

    private Ed25519Key(Ed25519PrivateKeyParameters secret) {
        this.secret = secret;
        this.publicKey = Ed25519PublicKey.of(secret.generatePublicKey().getEncoded());
    }

    public static Ed25519Key generate(SecureRandom random) {
        return new Ed25519Key(new Ed25519PrivateKeyParameters(random));
    }

    /**
     * @param seed the 32 secret bytes of RFC 8032 section 5.1.5
     * @throws IllegalArgumentException if there are not 32 of them
     */
    public static Ed25519Key fromSeed(byte[] seed) {
        if (seed.length != Ed25519PrivateKeyParameters.KEY_SIZE) {
            throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, this has " + seed.length);
        }
        return new Ed25519Key(new Ed25519PrivateKeyParameters(seed));
    }

    /** 64 bytes; the same message always gets the same signature. */
    public byte[] sign(byte[] message) {
        var signer = new Ed25519Signer();
        signer.init(true, secret);
        signer.update(message, 0, message.length);
        return signer.generateSignature();
    }

    public boolean verify(byte[] message, byte[] signature) {
        return publicKey.verify(message, signature);
    }

    public Ed25519PublicKey publicKey() {
        return publicKey;
    }

    /** See {@link Ed25519PublicKey#keyId()}. */
    public String keyId() {
        return publicKey.keyId();
    }

    /** The public half as a JSON Web Key; see {@link Ed25519PublicKey#jwk()}. */
    public Map<String, String> jwk() {
        return publicKey.jwk();
    }

    /** The secret, for the file it is kept in and for nobody else. */
    byte[] seed() {
        return secret.getEncoded();
    }

    @Override
    public String toString() {
        return "signing key " + keyId();
    }
}
