package vn.phigate.gateway.identity;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.http.Role;

/**
 * The city's OpenID provider, and what its claims mean here.
 *
 * @param issuer exactly as the provider writes it in its tokens; https, or http on this very machine in a sandbox
 * @param clientSecret empty for a public client, which PKCE alone protects
 * @param scopes asked for; openid is among them
 * @param nameClaim unique, never given to another person, not to be chosen by its owner: four eyes rest on it
 * @param rolesClaim a claim, or a path of claims with dots; text or a list of texts
 * @param agencyClaim codes of the agencies a person acts for, as {@code rolesClaim}; null when everybody acts for the whole city
 * @param wholeCity value of the agency claim of those who act for the whole city; a person without any is not let in, because an attribute
 *     that somebody forgot must not open the city
 * @param roleMap values of the roles claim by the role they give
 * @param clockSkew how far the provider's clock may be from ours, 0 to 5 minutes
 */
public record OpenIdSettings(
        String issuer,
        String clientId,
        String clientSecret,
        List<String> scopes,
        String nameClaim,
        String rolesClaim,
        @Nullable String agencyClaim,
        String wholeCity,
        Map<Role, Set<String>> roleMap,
        Duration clockSkew) {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.0\\.0\\.1|\\[::1]");

    public OpenIdSettings {
        if (clientId.isBlank()) {
            throw new IllegalArgumentException("sign_in.oidc.client_id is needed with sign_in.oidc.issuer");
        }
        if (!scopes.contains("openid")) {
            throw new IllegalArgumentException("sign_in.oidc.scopes must have openid: " + scopes);
        }
        if (roleMap.values().stream().allMatch(Set::isEmpty)) {
            throw new IllegalArgumentException("sign_in.oidc.role_map gives nobody a role");
        }
        if (clockSkew.isNegative() || clockSkew.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("sign_in.oidc.clock_skew_seconds is 0 to 300");
        }
    }

    /**
     * These settings, when they may be used: what travels in the clear anybody on the way may change.
     *
     * @throws IllegalArgumentException when the issuer is not reached by https, unless a sandbox finds it on this machine
     */
    public OpenIdSettings checked(boolean sandbox) {
        if (!trusted(URI.create(issuer), sandbox)) {
            throw new IllegalArgumentException("sign_in.oidc.issuer must be an https address without query: " + issuer);
        }
        return this;
    }

    static boolean trusted(URI address, boolean clearOnLoopback) {
        String host = address.getHost();
        boolean secret = "https".equals(address.getScheme())
                || clearOnLoopback
                        && "http".equals(address.getScheme())
                        && host != null
                        && LOOPBACK.matcher(host).matches();
        return secret && host != null && address.getRawFragment() == null && address.getRawUserInfo() == null;
    }
}
