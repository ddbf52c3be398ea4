package vn.phigate.gateway.notifications;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Sends one webhook and says what became of it. Blocks for a bounded time; call it from a virtual thread, outside of any
 * transaction. Two layers of patience: here a few tries within seconds over a lost connection or an overloaded server;
 * {@link RetryTable} is for everything longer.
 */
final class WebhookSender implements AutoCloseable {

    /** What became of a message. */
    sealed interface Outcome {
        /** In words, for the log of deliveries. */
        default String inWords() {
            return switch (this) {
                case Delivered(int status) -> "answered " + status;
                case Rejected(int status, String text) -> "answered " + status + (text.isBlank() ? "" : ": " + text);
                case Unreachable(String reason) -> reason;
            };
        }

        /** The endpoint answered 2xx: it has the message. */
        record Delivered(int status) implements Outcome {}

        /** The endpoint answered something else; {@code text} is the beginning of its answer, for the operator. */
        record Rejected(int status, String text) implements Outcome {}

        /** No answer came; whether the message arrived is not known, and its id makes a second copy harmless. */
        record Unreachable(String reason) implements Outcome {}
    }

    /**
     * How long to wait and how often to try within one call.
     *
     * @param connect for a connection
     * @param answer from the connection to the head of the answer
     * @param tries at least 1
     * @param firstPause before the second try, doubled for each further one, give or take half
     * @param breakAfter consecutive failures at one host after which it is left alone
     * @param leaveAlone for how long
     */
    record Patience(
            Duration connect, Duration answer, int tries, Duration firstPause, int breakAfter, Duration leaveAlone) {
        static final Patience DEFAULT = new Patience(
                Duration.ofSeconds(3), Duration.ofSeconds(10), 3, Duration.ofMillis(250), 10, Duration.ofSeconds(30));
    }

    /** The address may not be used, or not now; trying again within seconds would not help. */
    private static final class NoWayException extends IOException {
        NoWayException(String message) {
            super(message);
        }
    }

    private static final int MAX_HOSTS = 1_000;

    private final HttpClient http;
    private final WebhookUrl urls;
    private final InstantSource clock;
    private final Patience patience;
    private final RetryConfig retries;
    private final CircuitBreakerConfig breakers;
    private final Map<String, CircuitBreaker> breakerOfHost;

    WebhookSender(WebhookUrl urls, InstantSource clock, Patience patience) {
        this.urls = urls;
        this.clock = clock;
        this.patience = patience;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                // A redirect would lead past the check of the address.
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience.connect)
                .build();
        this.retries = RetryConfig.<Outcome>custom()
                .maxAttempts(patience.tries)
                .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(patience.firstPause, 2.0, 0.5))
                .retryOnResult(WebhookSender::isOverloaded)
                .retryOnException(WebhookSender::isLostConnection)
                .build();
        this.breakers = CircuitBreakerConfig.custom()
                .slidingWindowSize(patience.breakAfter)
                .minimumNumberOfCalls(patience.breakAfter)
                .failureRateThreshold(100)
                .waitDurationInOpenState(patience.leaveAlone)
                .permittedNumberOfCallsInHalfOpenState(1)
                .recordResult(result -> result instanceof Outcome outcome && isOverloaded(outcome))
                .recordException(e -> !(e instanceof NoWayException))
                .build();
        this.breakerOfHost = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, CircuitBreaker> eldest) {
                return size() > MAX_HOSTS;
            }
        });
    }

    /**
     * @param url as registered; checked again here
     * @param secrets of the endpoint, the newest first
     * @param id of the message, the same in every try
     * @param json the body, exactly as signed
     */
    Outcome send(String url, List<String> secrets, String id, byte[] json) {
        try {
            var uri = allowed(url);
            var breaker = breakerOfHost.computeIfAbsent(
                    uri.getHost().toLowerCase(Locale.ROOT) + ":" + uri.getPort(),
                    host -> CircuitBreaker.of(host, breakers));
            return Retry.of(id, retries)
                    .executeCheckedSupplier(
                            breaker.decorateCheckedSupplier(() -> post(allowed(url), secrets, id, json)));
        } catch (CallNotPermittedException e) {
            return new Outcome.Unreachable("left alone for a while after repeated failures");
        } catch (HttpConnectTimeoutException e) {
            return new Outcome.Unreachable("no connection within " + patience.connect.toMillis() + " ms");
        } catch (HttpTimeoutException e) {
            return new Outcome.Unreachable("no answer within " + patience.answer.toMillis() + " ms");
        } catch (NoWayException e) {
            return new Outcome.Unreachable(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Outcome.Unreachable("connection failed: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Unreachable("stopped while waiting");
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("not an outcome of sending", e);
        }
    }

    private URI allowed(String url) throws NoWayException {
        return switch (urls.check(url)) {
            case WebhookUrl.Check.Allowed(var uri) -> uri;
            case WebhookUrl.Check.Refused refused -> throw new NoWayException("address refused: " + refused.en());
            case WebhookUrl.Check.Unresolved(var uri) -> throw new NoWayException("no address for " + uri.getHost());
        };
    }

    private Outcome post(URI uri, List<String> secrets, String id, byte[] json)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri)
                .timeout(patience.answer)
                .header("content-type", "application/json")
                .header("user-agent", "PhiGate-Webhook/1")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json));
        WebhookSignature.headers(secrets, id, clock.instant(), json).forEach(request::header);
        HttpResponse<String> answer = http.send(request.build(), head -> new AnswerStart());
        int status = answer.statusCode();
        return status / 100 == 2 ? new Outcome.Delivered(status) : new Outcome.Rejected(status, answer.body());
    }

    private static boolean isOverloaded(Outcome outcome) {
        return outcome instanceof Outcome.Rejected(var status, var text) && (status >= 500 || status == 429);
    }

    /** A connection that failed may be tried at once; an endpoint that is slow to answer is not asked twice. */
    private static boolean isLostConnection(Throwable e) {
        return e instanceof IOException
                && !(e instanceof NoWayException)
                && (e instanceof HttpConnectTimeoutException || !(e instanceof HttpTimeoutException));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
