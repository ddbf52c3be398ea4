package vn.phigate.gateway.identity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How people sign in.
 *
 * @param idle a session that asks for nothing ends after this, 1 minute to 24 hours
 * @param session every session ends after this, 1 to 24 hours
 * @param oidc accounts of the city; null when people sign in with keys alone
 */
public record SignInSettings(
        Duration idle, Duration session, @Nullable OpenIdSettings oidc) {
    public static final SignInSettings KEYS_ONLY = new SignInSettings(Duration.ofHours(1), Duration.ofHours(9), null);

    public SignInSettings {
        Duration day = Duration.ofHours(24);
        if (idle.compareTo(Duration.ofMinutes(1)) < 0 || idle.compareTo(day) > 0) {
            throw new IllegalArgumentException("sign_in.idle_minutes is 1 to 1440");
        }
        if (session.compareTo(Duration.ofHours(1)) < 0 || session.compareTo(day) > 0) {
            throw new IllegalArgumentException("sign_in.session_hours is 1 to 24");
        }
    }
}
