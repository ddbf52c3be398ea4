package vn.phigate.gateway.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import vn.phigate.gateway.identity.Identity;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.RateLimit;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;

/** Staff sign in with their key and get a session cookie. Served by both services; the session is good at both. */
public final class SignInPages {
    private static final int MOST_FAILURES = 10;
    private static final Duration FAILURE_WINDOW = Duration.ofMinutes(10);
    private static final int MOST_KEY_LENGTH = 200;
    /** The published keys of the sandbox (documentation, section "The local sandbox"). */
    private static final List<SignInView.SandboxKey> SANDBOX_KEYS = List.of(
            new SignInView.SandboxKey(
                    "sk_sandbox_maker",
                    "Kế toán: nhập sao kê, đối soát, lập",
                    "Finance: imports, reconciles, prepares"),
            new SignInView.SandboxKey("sk_sandbox_checker", "Kiểm soát: phê duyệt, ký", "Control: approves, signs"),
            new SignInView.SandboxKey(
                    "sk_sandbox_admin", "Quản trị: danh mục, cơ quan", "Administration: catalogue, agencies"),
            new SignInView.SandboxKey(
                    "sk_sandbox_dossiers",
                    "Hệ thống hồ sơ: chỉ đọc trên trang",
                    "Dossier system: reads only on pages"));

    private final Identity identity;
    private final Pages pages;
    private final boolean secure;
    private final RateLimit tries;

    /** @param secure whether people reach this server by https only, so that the cookie never travels in the clear */
    public SignInPages(Identity identity, Pages pages, boolean secure, InstantSource clock) {
        this.identity = identity;
        this.pages = pages;
        this.secure = secure;
        this.tries = new RateLimit(MOST_FAILURES, FAILURE_WINDOW, clock);
    }

    public void routes(Web web) {
        web.get(
                "/sign-in",
                Access.PUBLIC,
                request -> show(
                        request,
                        200,
                        SignInView.State.ASK,
                        next(request.query("next").orElse("/"))));
        web.post("/sign-in", Access.PUBLIC, this::signIn);
        web.post("/sign-out", Access.PUBLIC, this::signOut);
    }

    private Reply signIn(Request request) {
        // Another site must not sign a person in as somebody else without their knowing.
        refuseFromAnotherSite(request);
        Map<String, String> form = request.form();
        String next = next(form.getOrDefault("next", "/"));
        String key = form.getOrDefault("key", "");
        String peer = RateLimit.network(request);
        if (!tries.take(peer)) {
            return show(request, 429, SignInView.State.TOO_MANY_TRIES, next);
        }
        var caller = key.length() > MOST_KEY_LENGTH ? java.util.Optional.<Caller>empty() : identity.byKey(key);
        if (caller.isEmpty()) {
            return show(request, 401, SignInView.State.UNKNOWN_KEY, next);
        }
        tries.giveBack(peer);
        return Reply.seeOther(next).with("Set-Cookie", cookie(identity.openSession(caller.get()), ""));
    }

    private Reply signOut(Request request) {
        refuseFromAnotherSite(request);
        return Reply.seeOther("/sign-in").with("Set-Cookie", cookie("", "; Max-Age=0"));
    }

    private static void refuseFromAnotherSite(Request request) {
        if (request.fromAnotherSite()) {
            throw HttpProblem.CROSS_SITE.refusal();
        }
    }

    private String cookie(String value, String more) {
        return Identity.COOKIE + "=" + value + "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "")
                + more;
    }

    private Reply show(Request request, int status, SignInView.State state, String next) {
        String here = "/sign-in" + (next.equals("/") ? "" : "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
        String caller = request.callerIfKnown().map(Caller::name).orElse(null);
        var view = new SignInView(state, next, caller, pages.sandbox() ? SANDBOX_KEYS : List.of());
        return pages.show(request, status, "sign-in.jte", pages.wording(request, here), view);
    }

    /**
     * A path of this server, or the front page. Two slashes, or a backslash that browsers read as a slash, would lead to another server; other
     * characters than these have no business in a header.
     */
    static String next(String asked) {
        return asked.matches("/(?![/\\\\])[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,500}") ? asked : "/";
    }
}
