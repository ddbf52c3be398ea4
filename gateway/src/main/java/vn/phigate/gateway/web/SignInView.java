package vn.phigate.gateway.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sign-in page.
 *
 * @param next where to go afterwards, a path of this server
 * @param caller who is signed in; null when nobody is
 * @param sandboxKeys to choose from in a test environment
 */
public record SignInView(State state, String next, @Nullable String caller, List<SandboxKey> sandboxKeys) {
    public enum State {
        ASK,
        UNKNOWN_KEY,
        TOO_MANY_TRIES
    }

    public record SandboxKey(String key, String vi, String en) {}
}
