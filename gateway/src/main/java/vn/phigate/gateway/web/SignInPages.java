package vn.phigate.gateway.web;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.phigate.gateway.identity.Identity;
import vn.phigate.gateway.identity.SignInRefused;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.RateLimit;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;

/**
 * Staff sign in with an account of the city or with a key, and get a session cookie. Served by both services; the session is good at both, and
 * over at both.
 */
public final class SignInPages {
    private static final int MOST_FAILURES = 10;
    /** An agency's people may all stand behind one address. */
    private static final int MOST_DEPARTURES = 300;

    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final int MOST_KEY_LENGTH = 200;
    private static final int MOST_PARAMETER = 4_000;
    private static final String BROWSER_COOKIE = "phigate_sign_in";
    private static final String RETURN = "/sign-in/return";
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
    private final Frame frame;
    private final String ownUrl;
    private final RateLimit failures;
    private final RateLimit departures;

    /**
     * @param frame of the service that shows these pages
     * @param ownUrl where people reach that service, without a slash at the end; https keeps the cookies from travelling in the clear
     */
    public SignInPages(Identity identity, Pages pages, Frame frame, String ownUrl, InstantSource clock) {
        this.identity = identity;
        this.pages = pages;
        this.frame = frame;
        this.ownUrl = ownUrl;
        this.failures = new RateLimit(MOST_FAILURES, WINDOW, clock);
        this.departures = new RateLimit(MOST_DEPARTURES, WINDOW, clock);
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
        if (identity.takesAccounts()) {
            web.get("/sign-in/account", Access.PUBLIC, this::depart);
            web.get(RETURN, Access.PUBLIC, this::arrive);
        }
    }

    private Reply signIn(Request request) {
        // Another site must not sign a person in as somebody else without their knowing.
        refuseFromAnotherSite(request);
        Map<String, String> form = request.form();
        String next = next(form.getOrDefault("next", "/"));
        String key = form.getOrDefault("key", "");
        String peer = RateLimit.network(request);
        if (!failures.take(peer)) {
            return show(request, 429, SignInView.State.TOO_MANY_TRIES, next);
        }
        var caller = key.length() > MOST_KEY_LENGTH ? Optional.<Caller>empty() : identity.byKey(key);
        if (caller.isEmpty()) {
            identity.refused("unknown_key");
            return show(request, 401, SignInView.State.UNKNOWN_KEY, next);
        }
        failures.giveBack(peer);
        String fresh = identity.openSession(caller.get());
        endOldSession(request);
        return Reply.seeOther(next).with("Set-Cookie", sessionCookie(fresh, ""));
    }

    private Reply depart(Request request) {
        String next = next(request.query("next").orElse("/"));
        if (!departures.take(RateLimit.network(request))) {
            return show(request, 429, SignInView.State.TOO_MANY_TRIES, next);
        }
        try {
            var departure = identity.departToProvider(next, ownUrl + RETURN);
            // Lax: the provider's page sends the browser back, and Strict cookies stay at home then.
            return Reply.seeOther(departure.location())
                    .with(
                            "Set-Cookie",
                            BROWSER_COOKIE + "=" + departure.browser() + "; Path=/sign-in; Max-Age="
                                    + WINDOW.toSeconds() + "; HttpOnly; SameSite=Lax" + secure());
        } catch (SignInRefused refused) {
            identity.refused(refused.reason().text());
            return show(request, refused.reason(), next);
        }
    }

    private Reply arrive(Request request) {
        String peer = RateLimit.network(request);
        if (!failures.take(peer)) {
            return show(request, 429, SignInView.State.TOO_MANY_TRIES, "/");
        }
        var said = new Identity.Arrival(
                parameter(request, "state"),
                parameter(request, "code"),
                parameter(request, "iss"),
                parameter(request, "error"));
        try {
            var in = identity.arriveFromProvider(
                    said, request.cookie(BROWSER_COOKIE).orElse(null));
            failures.giveBack(peer);
            endOldSession(request);
            return onward(request, in.next(), true).with("Set-Cookie", sessionCookie(in.cookie(), ""));
        } catch (SignInRefused refused) {
            return show(request, refused.reason(), "/");
        }
    }

    private static @org.jspecify.annotations.Nullable String parameter(Request request, String name) {
        return request.query(name).filter(v -> v.length() <= MOST_PARAMETER).orElse(null);
    }

    /** Whoever signs in anew has a new session, and the one before opens nothing any more. */
    private void endOldSession(Request request) {
        request.cookie(Identity.COOKIE).ifPresent(identity::dropSession);
    }

    private Reply signOut(Request request) {
        refuseFromAnotherSite(request);
        Optional<String> leave =
                request.cookie(Identity.COOKIE).flatMap(cookie -> identity.endSession(cookie, ownUrl + "/sign-in"));
        Reply reply = leave.map(to -> onward(request, to, false)).orElseGet(() -> Reply.seeOther("/sign-in"));
        return reply.with("Set-Cookie", sessionCookie("", "; Max-Age=0"));
    }

    /**
     * Goes on by itself, as a page of ours and not as a redirect: after the provider's redirect a browser would hold back the Strict cookie it was
     * just given, and form-action forbids a form to be redirected to another site.
     */
    private Reply onward(Request request, String to, boolean in) {
        Wording w = pages.wording(request, "/sign-in");
        String title = in ? w.say("Đã đăng nhập", "Signed in") : w.say("Đã đăng xuất", "Signed out");
        return frame.show(request, 200, "/sign-in", title, Pages.content("onward.jte", w, new OnwardView(to, in)))
                .with("Refresh", "0; url=" + to);
    }

    private static void refuseFromAnotherSite(Request request) {
        if (request.fromAnotherSite()) {
            throw HttpProblem.CROSS_SITE.refusal();
        }
    }

    private String sessionCookie(String value, String more) {
        return Identity.COOKIE + "=" + value + "; Path=/; HttpOnly; SameSite=Strict" + secure() + more;
    }

    private String secure() {
        return ownUrl.startsWith("https:") ? "; Secure" : "";
    }

    private Reply show(Request request, SignInRefused.Reason reason, String next) {
        return switch (reason) {
            case PROVIDER_AWAY -> show(request, 503, SignInView.State.PROVIDER_AWAY, next);
            case NO_ROLE, NO_AGENCY -> show(request, 403, SignInView.State.NO_RIGHTS, next);
            case STATE,
                    BROWSER,
                    RESPONSE_ISSUER,
                    DENIED,
                    CODE,
                    TOKEN_UNREADABLE,
                    ALGORITHM,
                    KEY_UNKNOWN,
                    SIGNATURE,
                    ISSUER,
                    AUDIENCE,
                    EXPIRED,
                    ISSUED_AT,
                    NONCE,
                    NAME -> show(request, 403, SignInView.State.ACCOUNT_REFUSED, next);
        };
    }

    private Reply show(Request request, int status, SignInView.State state, String next) {
        String caller = request.callerIfKnown().map(Caller::name).orElse(null);
        var view = new SignInView(
                state,
                next,
                caller,
                identity.takesAccounts(),
                identity.takesKeys(),
                pages.sandbox() ? SANDBOX_KEYS : List.of());
        Wording w = pages.wording(request, view.here());
        return frame.show(
                request, status, view.here(), w.say("Đăng nhập", "Sign in"), Pages.content("sign-in.jte", w, view));
    }

    /**
     * A path of this server with its query, or the front page. Two slashes, or a backslash that browsers read as a slash, would lead to another
     * server; other characters than these have no business in a header.
     */
    static String next(String asked) {
        return asked.matches("/(?![/\\\\]|sign-)[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,1000}") ? asked : "/";
    }
}
