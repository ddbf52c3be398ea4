package vn.phigate.gateway.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sign-in page.
 *
 * @param next where to go afterwards, a path of this server
 * @param caller who is signed in; null when nobody is
 * @param accounts whether accounts of the city are taken
 * @param keys whether keys are taken
 * @param sandboxKeys to choose from in a test environment
 */
public record SignInView(
        State state,
        String next,
        @Nullable String caller,
        boolean accounts,
        boolean keys,
        List<SandboxKey> sandboxKeys) {
    public enum State {
        ASK,
        UNKNOWN_KEY,
        TOO_MANY_TRIES,
        /** The provider was not there, or not understood. */
        PROVIDER_AWAY,
        /** The account is good, but nobody gave it a role or an agency here. */
        NO_RIGHTS,
        /** Everything else: begun anew it may work. */
        ACCOUNT_REFUSED
    }

    public record SandboxKey(String key, String vi, String en) {}

    /** Where the sign-in by account begins. */
    public String account() {
        return "/sign-in/account" + suffix();
    }

    String here() {
        return "/sign-in" + suffix();
    }

    private String suffix() {
        return next.equals("/") ? "" : "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    }
}
