package vn.phigate.gateway.providers;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Our calls to one provider, with a limit on everything: time to connect, time in all, bytes of the answer, calls at once. When most calls
 * fail the circuit opens: the provider is left alone for half a minute, then tried with a few calls, and comes back by itself.
 */
public final class ProviderLine implements AutoCloseable {
    private static final long MOST_ANSWER_BYTES = 64 * 1024;
    private static final int MOST_AT_ONCE = 64;
    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final Duration patience;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final CircuitBreaker circuit;
    private final Bulkhead bulkhead;
    private final Retry retry;

    /** @param patience how long one call may take in all */
    public ProviderLine(String provider, Duration patience) {
        this(provider, patience, Duration.ofSeconds(30));
    }

    /** @param rest how long an open circuit leaves the provider alone */
    public ProviderLine(String provider, Duration patience, Duration rest) {
        this.patience = patience;
        this.circuit = CircuitBreaker.of(
                provider,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(20)
                        .minimumNumberOfCalls(5)
                        .failureRateThreshold(60)
                        .waitDurationInOpenState(rest)
                        .automaticTransitionFromOpenToHalfOpenEnabled(true)
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .build());
        this.bulkhead = Bulkhead.of(
                provider,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(MOST_AT_ONCE)
                        .maxWaitDuration(Duration.ZERO)
                        .build());
        this.retry = Retry.of(
                provider,
                RetryConfig.<Heard>custom()
                        .maxAttempts(3)
                        .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(Duration.ofMillis(200), 2))
                        .retryOnResult(heard -> heard instanceof Heard.Nothing(String why, boolean unheard) && unheard)
                        .build());
    }

    /** What came of a call. */
    public sealed interface Heard {
        /** @param body at most 64 KiB */
        record Answer(int status, byte[] body) implements Heard {}

        /** @param unheard true when the provider surely has not heard of it: no connection was made */
        record Nothing(String why, boolean unheard) implements Heard {
            /** In place of bytes of the provider's. */
            public byte[] content(String about) {
                return ("no answer about " + about + ": " + why).getBytes(StandardCharsets.UTF_8);
            }
        }
    }

    /** Whether the provider is left alone right now. */
    public boolean down() {
        return circuit.getState() == CircuitBreaker.State.OPEN;
    }

    /** Sends once. */
    public Heard tell(URI address, String json) {
        try {
            return bulkhead.executeCallable(() -> circuit.executeCallable(() -> post(address, json)));
        } catch (CallNotPermittedException | BulkheadFullException e) {
            return new Heard.Nothing(String.valueOf(e.getMessage()), true);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return new Heard.Nothing(e.toString(), true);
        } catch (ServerFault e) {
            return e.answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Heard.Nothing("interrupted", false);
        } catch (Exception e) {
            return new Heard.Nothing(e.toString(), false);
        }
    }

    /** Sends what may be sent twice, again where no connection was made. */
    public Heard ask(URI address, String json) {
        return retry.executeSupplier(() -> tell(address, json));
    }

    /** An answer of a broken server: it is given on, but counts against the provider's health. */
    private static final class ServerFault extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient Heard.Answer answer;

        ServerFault(Heard.Answer answer) {
            super("HTTP " + answer.status());
            this.answer = answer;
        }
    }

    /** The time-out of a request ends with its headers; a body that trickles must not hold us either. */
    private Heard post(URI address, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(patience)
                .header("Content-Type", "application/json; charset=UTF-8")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        CompletableFuture<HttpResponse<byte[]>> call = http.sendAsync(
                request,
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MOST_ANSWER_BYTES));
        try {
            HttpResponse<byte[]> response = call.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            var answer = new Heard.Answer(response.statusCode(), response.body());
            if (answer.status() >= 500) {
                throw new ServerFault(answer);
            }
            return answer;
        } catch (TimeoutException e) {
            call.cancel(true);
            throw new IOException("no whole answer within " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
