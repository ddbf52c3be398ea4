package vn.phigate.gateway.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import vn.phigate.gateway.identity.SignInRefused.Reason;
import vn.phigate.gateway.platform.signing.Ed25519PublicKey;

/** Whether an ID token says what the provider said, to us, now, to this browser: OpenID Connect Core 1.0, section 3.1.3.7. */
final class IdToken {
    /** No symmetric one and no "none": whoever knows a public key must not be able to sign (RFC 8725, section 3.1). */
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA);

    private static final int LEAST_RSA_BITS = 2048;
    /** It was made for the code that we have just exchanged. */
    private static final Duration OLDEST = Duration.ofMinutes(10);

    private IdToken() {}

    /** Where the keys come from; asked again once when a key is not among them. */
    interface Keys {
        JWKSet keys(@org.jspecify.annotations.Nullable JWKSet unlike) throws SignInRefused;
    }

    static JWTClaimsSet verify(String text, String nonce, OpenIdSettings settings, Keys keys, Instant now)
            throws SignInRefused {
        SignedJWT token = parse(text);
        JWSHeader header = token.getHeader();
        if (!ALGORITHMS.contains(header.getAlgorithm())) {
            throw new SignInRefused(Reason.ALGORITHM, "not one of " + ALGORITHMS);
        }
        boolean otherType =
                header.getType() != null && !header.getType().getType().equalsIgnoreCase("JWT");
        if (otherType || header.getCriticalParams() != null) {
            throw new SignInRefused(Reason.TOKEN_UNREADABLE, "a type or a critical header that nobody here knows");
        }
        boolean signed = false;
        for (JWK key : candidates(header, keys)) {
            signed = signed || signedBy(token, key);
        }
        if (!signed) {
            throw new SignInRefused(Reason.SIGNATURE, "of " + header.getAlgorithm());
        }
        JWTClaimsSet claims = claims(token);
        check(claims, nonce, settings, now);
        return claims;
    }

    private static SignedJWT parse(String text) throws SignInRefused {
        try {
            return SignedJWT.parse(text);
        } catch (ParseException | IllegalArgumentException e) {
            throw new SignInRefused(Reason.TOKEN_UNREADABLE, "not a signed token");
        }
    }

    private static JWTClaimsSet claims(SignedJWT token) throws SignInRefused {
        try {
            return token.getJWTClaimsSet();
        } catch (ParseException e) {
            throw new SignInRefused(Reason.TOKEN_UNREADABLE, "claims of another form");
        }
    }

    /** Keys of the right kind, curve, use and number. A token without a number leaves no choice: there must be one such key. */
    private static List<JWK> candidates(JWSHeader header, Keys keys) throws SignInRefused {
        var selector = new JWKSelector(JWKMatcher.forJWSHeader(header));
        JWKSet known = keys.keys(null);
        List<JWK> found = selector.select(known);
        if (found.isEmpty()) {
            found = selector.select(keys.keys(known));
        }
        if (found.isEmpty() || header.getKeyID() == null && found.size() > 1) {
            throw new SignInRefused(Reason.KEY_UNKNOWN, "for " + header.getAlgorithm());
        }
        return found;
    }

    private static boolean signedBy(SignedJWT token, JWK key) throws SignInRefused {
        try {
            return switch (key) {
                case RSAKey rsa -> rsa.size() >= LEAST_RSA_BITS && token.verify(new RSASSAVerifier(rsa));
                case ECKey ec -> token.verify(new ECDSAVerifier(ec));
                case OctetKeyPair ed ->
                    ed.getCurve().equals(Curve.Ed25519)
                            && Ed25519PublicKey.of(ed.getDecodedX())
                                    .verify(
                                            token.getSigningInput(),
                                            token.getSignature().decode());
                default -> false;
            };
        } catch (JOSEException | IllegalArgumentException | IllegalStateException e) {
            throw new SignInRefused(Reason.SIGNATURE, e.getClass().getSimpleName());
        }
    }

    private static void check(JWTClaimsSet claims, String nonce, OpenIdSettings settings, Instant now)
            throws SignInRefused {
        if (!settings.issuer().equals(claims.getIssuer())) {
            throw new SignInRefused(Reason.ISSUER, "another issuer");
        }
        // Section 3.1.3.7, rules 3 to 5: other audiences that are not trusted are refused, and we trust none.
        Object party = claims.getClaim("azp");
        if (!claims.getAudience().equals(List.of(settings.clientId()))
                || party != null && !settings.clientId().equals(party)) {
            throw new SignInRefused(Reason.AUDIENCE, "for somebody else, or not for us alone");
        }
        Date expires = claims.getExpirationTime();
        if (expires == null || !now.isBefore(expires.toInstant().plus(settings.clockSkew()))) {
            throw new SignInRefused(Reason.EXPIRED, "or without an end");
        }
        Date issued = claims.getIssueTime();
        Instant latest = now.plus(settings.clockSkew());
        Date begins = claims.getNotBeforeTime();
        if (issued == null
                || issued.toInstant().isAfter(latest)
                || issued.toInstant().isBefore(now.minus(OLDEST).minus(settings.clockSkew()))
                || begins != null && begins.toInstant().isAfter(latest)) {
            throw new SignInRefused(Reason.ISSUED_AT, "not made just now");
        }
        if (!(claims.getClaim("nonce") instanceof String said)
                || !MessageDigest.isEqual(
                        said.getBytes(StandardCharsets.UTF_8), nonce.getBytes(StandardCharsets.UTF_8))) {
            throw new SignInRefused(Reason.NONCE, "made for another sign-in");
        }
    }
}
