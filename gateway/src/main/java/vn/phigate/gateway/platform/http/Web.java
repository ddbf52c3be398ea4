package vn.phigate.gateway.platform.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Method;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.Db;

/**
 * One HTTP server: routes are added by the packages that own them, then it is started once. HTTP/1.1 only; TLS, HTTP/2 and request
 * time-outs are the proxy's in front.
 */
public final class Web implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Web.class);
    /** Pages load only from this server: no script, style, font or frame of anybody else. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
                    + "base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    private final String name;
    private final HttpSettings settings;
    private final Db db;
    private final Authenticator authenticator;
    private final Idempotency idempotency;
    private final List<Bound> bound = new ArrayList<>();
    private final Connections connections;
    private final EventStreams streams;
    private String contentSecurityPolicy = CONTENT_SECURITY_POLICY;
    private @Nullable ErrorPage errorPage;
    private @Nullable WebServer server;

    private record Bound(Route route, PathMatcher matcher, Route.Handler handler) {}

    public Web(String name, HttpSettings settings, Db db, Authenticator authenticator, InstantSource clock) {
        this.name = name;
        this.settings = settings;
        this.db = db;
        this.authenticator = authenticator;
        this.idempotency = new Idempotency(clock);
        this.connections = new Connections(settings);
        this.streams = new EventStreams(settings);
    }

    /** A route that reads, or that manages its own transactions. HEAD is answered too. */
    public Web get(String path, Access access, Route.Handler handler) {
        return add("GET", path, access, handler);
    }

    /** A route that posts without a transaction around it: callbacks, forms, uploads that only look. */
    public Web post(String path, Access access, Route.Handler handler) {
        return add("POST", path, access, handler);
    }

    /** A write in one transaction; an Idempotency-Key is honoured when it is sent. */
    public Web command(String path, Access access, Route.Command command) {
        return add("POST", path, access, request -> execute(request, command, false));
    }

    /** A write in one transaction that cannot be asked for without an Idempotency-Key. */
    public Web onceOnly(String path, Access access, Route.Command command) {
        return add("POST", path, access, request -> execute(request, command, true));
    }

    /** A write in two steps that cannot be asked for without an Idempotency-Key. */
    public Web onceOnly(String path, Access access, TwoSteps steps) {
        return add("POST", path, access, request -> {
            String key =
                    request.header("Idempotency-Key").orElseThrow(() -> HttpProblem.IDEMPOTENCY_KEY_REQUIRED.refusal());
            return idempotency.inTwoSteps(request, caller(request), key, db, steps);
        });
    }

    private static String caller(Request request) {
        return request.callerIfKnown().map(Caller::name).orElse("public");
    }

    private Web add(String method, String path, Access access, Route.Handler handler) {
        bound.add(new Bound(new Route(method, path, access), PathMatchers.create(path), handler));
        return this;
    }

    private Reply execute(Request request, Route.Command command, boolean keyRequired) {
        var key = request.header("Idempotency-Key");
        if (key.isEmpty()) {
            if (keyRequired) {
                throw HttpProblem.IDEMPOTENCY_KEY_REQUIRED.refusal();
            }
            return db.inTransaction(tx -> command.handle(request, tx));
        }
        return db.inTransaction(tx -> idempotency.once(request, caller(request), key.get(), tx, command));
    }

    /** Forgets answers kept for idempotency keys for longer than anybody tries again. @return how many */
    public int forgetOldKeys() {
        return idempotency.forgetOld(db);
    }

    /** What a person sees of a refusal; without it everybody gets the problem document. */
    public Web errorPage(ErrorPage page) {
        this.errorPage = page;
        return this;
    }

    /**
     * Lets a form of ours be answered by a redirect to another site: browsers apply form-action to every address of such a redirect (CSP
     * Level 3, section 6.4.1, left to implementations; Chromium does).
     *
     * @param origin scheme, host and port
     */
    public Web formsMayLeadTo(String origin) {
        this.contentSecurityPolicy += " " + origin;
        return this;
    }

    /** Every route, in the order they are tried. */
    public List<Route> routes() {
        return bound.stream().map(Bound::route).toList();
    }

    public Web start() {
        var routing = HttpRouting.builder();
        routing.addFilter((chain, req, res) -> {
            var peer = req.remotePeer().address();
            connections.serving(peer);
            try {
                if (!refusedAtTheEdge(req, res)) {
                    chain.proceed();
                }
            } finally {
                connections.answered(peer);
            }
            if (saysClose(req.headers()) || saysClose(res.headers())) {
                connections.linger(peer);
                throw new CloseConnectionException("said so");
            }
        });
        for (Bound b : bound) {
            routing.route(Method.create(b.route.method()), b.matcher, (req, res) -> serve(b, req, res));
            if (b.route.method().equals("GET")) {
                routing.route(Method.HEAD, b.matcher, (req, res) -> serve(b, req, res));
            }
        }
        routing.any((req, res) -> nothingThere(req, res));
        server = WebServer.builder()
                .host(settings.host())
                .port(settings.port())
                // Bodies are bounded where they are read: Helidon's own limit answers without a problem document, and
                // with 500 when the
                // chunks that follow the limit are thrown away after the answer.
                .maxPayloadSize(-1)
                .maxTcpConnections(settings.maxConnections())
                .maxConcurrentRequests(settings.maxConcurrentRequests())
                .idleConnectionTimeout(settings.idleTimeout())
                .connectionOptions(connections.start())
                .shutdownGracePeriod(settings.shutdownGrace())
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .protocolsDiscoverServices(true)
                .addProtocol(Http1Config.builder()
                        .maxPrologueLength(4096)
                        .maxHeadersSize(16 * 1024)
                        // Helidon's own check refuses characters that RFC 3986 allows in a query (":" and "/"), and
                        // with them honest
                        // callbacks; what matters is checked at the edge below and by whoever reads the query.
                        .validatePrologue(false)
                        .build())
                .routing(routing)
                .build()
                .start();
        if (!server.isRunning()) {
            // Helidon only logs it. A city that seems to run on another program's port must not start its jobs.
            server = null;
            connections.close();
            throw new IllegalStateException(name + " cannot listen on " + settings.host() + ":" + settings.port()
                    + "; is another program, or another PhiGate, using this port?");
        }
        LOG.info("{} listens on {}:{}", name, settings.host(), port());
        return this;
    }

    public int port() {
        WebServer running = server;
        return running == null ? settings.port() : running.port();
    }

    @Override
    public void close() {
        WebServer running = server;
        if (running != null) {
            streams.close();
            connections.close();
            running.stop();
            server = null;
        }
    }

    /** Requests that two readers could understand differently (request smuggling, RFC 9112 section 6.3) and disguised paths. */
    private boolean refusedAtTheEdge(ServerRequest req, ServerResponse res) {
        var lengths = req.headers().all(HeaderNames.CONTENT_LENGTH, List::of);
        boolean chunked = req.headers().contains(HeaderNames.TRANSFER_ENCODING);
        String rawPath = req.prologue().uriPath().rawPath().toLowerCase(Locale.ROOT);
        boolean ambiguous = lengths.size() > 1
                || (!lengths.isEmpty()
                        && (chunked || !lengths.getFirst().strip().matches("[0-9]{1,18}")));
        boolean disguised = !printable(rawPath)
                || hasControls(req.headers())
                || !printable(new Request(req, settings).rawQuery())
                || rawPath.contains("%2f")
                || rawPath.contains("%5c")
                || rawPath.contains("%00")
                || rawPath.contains("/../");
        if (!ambiguous && !disguised) {
            int most = Math.max(settings.maxBodyBytes(), settings.maxUploadBytes());
            if (lengths.isEmpty() || Long.parseLong(lengths.getFirst().strip()) <= most) {
                return false;
            }
            var request = new Request(req, settings);
            send(req, res, lastOf(told(request, Request.tooLarge(most), request.languageOrDefault())));
            return true;
        }
        send(req, res, lastOf(problem(HttpProblem.MALFORMED_REQUEST.refusal(), Language.VI, rawPath)));
        return true;
    }

    /** What follows on the connection cannot be told from the body of this request. */
    private static Reply lastOf(Reply reply) {
        return reply.with("Connection", "close");
    }

    private static Reply ended(Request request, Reply reply) {
        return request.brokenOff() ? lastOf(reply) : reply;
    }

    private static boolean saysClose(Headers headers) {
        return headers.contains(HeaderNames.CONNECTION)
                && headers.all(HeaderNames.CONNECTION, List::of).stream()
                        .flatMap(line -> Stream.of(line.split(",")))
                        .anyMatch(option -> option.strip().equalsIgnoreCase("close"));
    }

    /** RFC 9110, section 5.5: of the controls only the tab may stand in a header, and NUL is dangerous. */
    private static boolean hasControls(Headers headers) {
        for (Header header : headers) {
            for (String value : header.allValues()) {
                for (int i = 0; i < value.length(); i++) {
                    char c = value.charAt(i);
                    if (c < 32 && c != '\t' || c == 127) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= 32 || c >= 127) {
                return false;
            }
        }
        return true;
    }

    private void serve(Bound b, ServerRequest req, ServerResponse res) {
        var request = new Request(req, settings);
        Reply reply;
        try {
            admit(b.route, request);
            reply = b.handler.handle(request);
            if (reply.events() != null && request.method().equals("GET")) {
                streams.admit(RateLimit.network(request));
            }
        } catch (CloseConnectionException e) {
            LOG.debug("{} {}: the client is gone", b.route.method(), b.route.path(), e);
            throw e;
        } catch (Refusal refusal) {
            reply = refused(b.route, request, refusal, request.languageOrDefault());
        } catch (DatabaseException e) {
            LOG.error(
                    "{} {} failed, the database {}",
                    b.route.method(),
                    b.route.path(),
                    e.away() ? "is away" : "refused",
                    e);
            reply = problem(
                    (e.away() ? HttpProblem.UNAVAILABLE : HttpProblem.INTERNAL).refusal(),
                    request.languageOrDefault(),
                    request.path());
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", b.route.method(), b.route.path(), e);
            reply = told(request, HttpProblem.INTERNAL.refusal(), request.languageOrDefault());
        }
        EventStream.Feed events = reply.events();
        if (events != null && request.method().equals("GET")) {
            head(res, ended(request, reply));
            streams.serve(RateLimit.network(request), res, events);
        } else {
            send(req, res, ended(request, reply));
        }
    }

    /** How many streams of events are open. */
    public int openStreams() {
        return streams.count();
    }

    private void admit(Route route, Request request) {
        authenticator.authenticate(request).ifPresent(request::calledBy);
        boolean browserWrite = route.method().equals("POST")
                && request.callerIfKnown().map(Caller::byCookie).orElse(false);
        if (browserWrite && !request.fromOwnPage()) {
            throw HttpProblem.CROSS_SITE.refusal();
        }
        if (route.access() instanceof Access.Known known) {
            Caller caller = request.caller();
            if (known.roles().stream().noneMatch(caller::is)) {
                throw HttpProblem.FORBIDDEN.refusal();
            }
            if (!caller.wholeCity() && !known.bound()) {
                throw HttpProblem.NOT_YOUR_AGENCY.refusal();
            }
        }
    }

    /** A person who must sign in is led to the sign-in page; a program gets the problem. */
    private Reply refused(Route route, Request request, Refusal refusal, Language language) {
        if (request.wantsPage()
                && refusal.type() == HttpProblem.UNAUTHENTICATED
                && route.method().equals("GET")) {
            return Reply.seeOther("/sign-in?next="
                    + java.net.URLEncoder.encode(request.address(), java.nio.charset.StandardCharsets.UTF_8));
        }
        return told(request, refusal, language);
    }

    private Reply told(Request request, Refusal refusal, Language language) {
        ErrorPage page = errorPage;
        if (page != null && request.wantsPage()) {
            try {
                return page.draw(refusal, language, request.path());
            } catch (RuntimeException e) {
                LOG.error("the page for {} cannot be drawn", refusal.type().code(), e);
            }
        }
        return problem(refusal, language, request.path());
    }

    private void nothingThere(ServerRequest req, ServerResponse res) {
        List<String> allowed = bound.stream()
                .filter(b -> b.matcher.match(req.prologue().uriPath()).accepted())
                .map(b -> b.route.method())
                .distinct()
                .toList();
        var request = new Request(req, settings);
        Language language = request.languageOrDefault();
        if (allowed.isEmpty()) {
            send(req, res, ended(request, told(request, HttpProblem.NOT_FOUND.refusal(), language)));
        } else {
            Reply refused = told(request, HttpProblem.METHOD_NOT_ALLOWED.refusal(), language);
            send(req, res, ended(request, refused.with("Allow", String.join(", ", allowed))));
        }
    }

    static Reply problem(Refusal refusal, Language language, String path) {
        var document = new LinkedHashMap<String, Object>();
        document.put("type", "about:blank");
        document.put("title", language.pick(refusal.type().vi(), refusal.type().en()));
        document.put("status", refusal.type().status());
        document.put("code", refusal.type().code());
        document.put("detail", refusal.detail(language));
        document.put("instance", path);
        document.putAll(refusal.members());
        var reply = new Reply(
                refusal.type().status(),
                Reply.PROBLEM,
                Json.bytes(document),
                Map.of("Content-Language", language.tag()));
        Object wait = refusal.members().get(RateLimit.RETRY_AFTER_SECONDS);
        return wait == null ? reply : reply.with("Retry-After", wait.toString());
    }

    private void send(ServerRequest req, ServerResponse res, Reply reply) {
        head(res, reply);
        if (reply.body().length == 0) {
            res.send();
        } else if (req.prologue().method().equals(Method.HEAD)) {
            // What GET would send (RFC 9110, section 8.6); Helidon says 0 by itself.
            res.header(HeaderNames.CONTENT_LENGTH, String.valueOf(reply.body().length));
            res.send();
        } else {
            res.send(reply.body());
        }
    }

    private void head(ServerResponse res, Reply reply) {
        res.status(Status.create(reply.status()));
        res.header("X-Content-Type-Options", "nosniff");
        // Addresses with tokens are told to no other site; "no-referrer" would also make browsers send "Origin: null"
        // with our own forms
        // (Fetch, section 3.2), and nothing would be left to tell them from another site's.
        res.header("Referrer-Policy", "same-origin");
        if (reply.contentType().startsWith("text/html")) {
            res.header("Content-Security-Policy", contentSecurityPolicy);
        }
        if (!reply.headers().containsKey("Cache-Control")) {
            res.header("Cache-Control", "no-store");
        }
        reply.headers().forEach((k, v) -> res.header(k, v));
        if (!reply.contentType().isEmpty()) {
            res.header(HeaderNames.CONTENT_TYPE, reply.contentType());
        }
    }
}
