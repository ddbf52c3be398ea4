package vn.phigate.gateway.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.identity.SignInRefused.Reason;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.signing.LinkToken;
import vn.phigate.gateway.platform.signing.Sha256;

/**
 * Sign-in at the city's provider: authorization code flow (OpenID Connect Core 1.0, section 3.1) with PKCE (RFC 7636) and the advice of RFC
 * 9700. What was begun is a row that is taken once, whatever comes of it, so that neither state nor code can be used again.
 */
final class OpenIdSignIn {
    private static final Duration MOST_TIME = Duration.ofMinutes(10);
    private static final String BEGIN = """
            insert into gateway.sign_in_attempt (state_hash, browser_hash, nonce, verifier, next, redirect_uri, ends_at) values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String FORGET = "delete from gateway.sign_in_attempt where ends_at <= ?";
    private static final String TAKE = """
            delete from gateway.sign_in_attempt where state_hash = ?
            returning browser_hash, nonce, verifier, next, redirect_uri, ends_at
            """;

    private final Db db;
    private final OpenIdSettings settings;
    private final OpenIdProvider provider;
    private final InstantSource clock;

    OpenIdSignIn(Db db, OpenIdSettings settings, InstantSource clock) {
        this.db = db;
        this.settings = settings;
        this.provider = new OpenIdProvider(settings, clock);
        this.clock = clock;
    }

    /** @param next the page that was asked for at the beginning */
    record Arrived(Caller caller, String idToken, String next) {}

    Identity.Departure begin(String next, String redirectUri) throws SignInRefused {
        var facts = provider.facts();
        String state = secret();
        String nonce = secret();
        String verifier = secret();
        String browser = secret();
        Instant now = clock.instant();
        db.run(FORGET, now);
        db.run(
                BEGIN,
                StaffSessions.hash(state),
                StaffSessions.hash(browser),
                nonce,
                verifier,
                next,
                redirectUri,
                now.plus(MOST_TIME));
        var query = new LinkedHashMap<String, String>();
        query.put("response_type", "code");
        query.put("client_id", settings.clientId());
        query.put("redirect_uri", redirectUri);
        query.put("scope", String.join(" ", settings.scopes()));
        query.put("state", state);
        query.put("nonce", nonce);
        query.put(
                "code_challenge",
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Sha256.of(verifier.getBytes(StandardCharsets.US_ASCII))));
        query.put("code_challenge_method", "S256");
        String address = facts.authorization().toString();
        return new Identity.Departure(
                address + (address.contains("?") ? "&" : "?") + OpenIdProvider.query(query), browser);
    }

    Arrived arrive(Identity.Arrival said, @Nullable String browser) throws SignInRefused {
        Row begun = said.state() == null
                ? null
                : db.get(TAKE, StaffSessions.hash(said.state())).orElse(null);
        Instant now = clock.instant();
        if (begun == null || !now.isBefore(begun.instant("ends_at"))) {
            throw new SignInRefused(Reason.STATE, "unknown, used or too old");
        }
        if (browser == null || !StaffSessions.same(begun.bytes("browser_hash"), browser)) {
            throw new SignInRefused(Reason.BROWSER, "not the one that began");
        }
        String issuer = said.issuer();
        if (issuer == null ? provider.facts().namesItself() : !issuer.equals(settings.issuer())) {
            throw new SignInRefused(Reason.RESPONSE_ISSUER, "another provider answers");
        }
        String code = said.code();
        if (said.error() != null || code == null) {
            throw new SignInRefused(
                    Reason.DENIED, Optional.ofNullable(said.error()).orElse("").replaceAll("[^a-z_]", ""));
        }
        String token = provider.exchange(code, begun.text("verifier"), begun.text("redirect_uri"));
        JWTClaimsSet claims = IdToken.verify(token, begun.text("nonce"), settings, provider::keys, clock.instant());
        return new Arrived(Claims.caller(claims, settings), token, begun.text("next"));
    }

    /** Where the person signs out at the provider too (OpenID Connect RP-Initiated Logout 1.0); empty when it has no such place, or is away. */
    Optional<String> leave(@Nullable String idToken, String back) {
        try {
            var place = provider.facts().endSession();
            if (place == null) {
                return Optional.empty();
            }
            var query = new LinkedHashMap<String, String>();
            if (idToken != null) {
                query.put("id_token_hint", idToken);
            }
            query.put("client_id", settings.clientId());
            query.put("post_logout_redirect_uri", back);
            return Optional.of(place + (place.getRawQuery() == null ? "?" : "&") + OpenIdProvider.query(query));
        } catch (SignInRefused away) {
            return Optional.empty();
        }
    }

    /** 256 random bits in 44 letters of base64url: what RFC 7636, section 4.1, asks of a verifier (43 to 128). */
    private static String secret() {
        return LinkToken.fresh() + LinkToken.fresh();
    }
}
