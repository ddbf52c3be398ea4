package vn.phigate.gateway.providers.vnpay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.StatusQuery;

/**
 * Asks VNPay by querydr. A connection that fails is tried again twice; when most calls fail the circuit opens and VNPay is left alone for half
 * a minute, so that a dead provider cannot hold our threads.
 */
public final class VnpayStatusQuery implements StatusQuery {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_ANSWER_BYTES = 64 * 1024;
    /** VNPay takes no money after vnp_ExpireDate; this much later an order it calls incomplete, or does not know, will not be paid. */
    private static final Duration SURELY_OVER = Duration.ofMinutes(15);

    private final VnpayProvider provider;
    private final URI apiUrl;
    private final InstantSource clock;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(3))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final CircuitBreaker circuit = CircuitBreaker.of(
            "vnpay-querydr",
            CircuitBreakerConfig.custom()
                    .slidingWindowSize(20)
                    .minimumNumberOfCalls(5)
                    .failureRateThreshold(60)
                    .waitDurationInOpenState(Duration.ofSeconds(30))
                    .build());
    private final Retry retry = Retry.of(
            "vnpay-querydr",
            RetryConfig.custom()
                    .maxAttempts(3)
                    .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(Duration.ofMillis(200), 2))
                    .retryExceptions(UncheckedIOException.class)
                    .build());

    public VnpayStatusQuery(VnpayProvider provider, URI apiUrl, InstantSource clock) {
        this.provider = provider;
        this.apiUrl = apiUrl;
        this.clock = clock;
    }

    @Override
    public String provider() {
        return VnpayProvider.NAME;
    }

    @Override
    public Answer ask(Question question) {
        VnpayTerminal terminal = provider.terminal(question.keyId()).orElse(null);
        if (terminal == null) {
            return new Answer.NoAnswer("terminal " + question.keyId() + " is not configured");
        }
        Instant now = clock.instant();
        Map<String, String> message = new VnpayQuerydrRequest(
                        UUID.randomUUID().toString().replace("-", ""),
                        terminal.tmnCode(),
                        question.orderId(),
                        null,
                        "Truy van giao dich " + question.orderId(),
                        question.orderedAt(),
                        now,
                        "127.0.0.1")
                .signed(terminal.signing());
        String body;
        try {
            body = Retry.decorateSupplier(retry, CircuitBreaker.decorateSupplier(circuit, () -> post(message)))
                    .get();
        } catch (UncheckedIOException | CallNotPermittedException e) {
            return new Answer.NoAnswer(String.valueOf(e.getMessage()));
        }
        return read(body, question, terminal, now);
    }

    private Answer read(String body, Question question, VnpayTerminal terminal, Instant now) {
        if (!(VnpayAnswer.read(body, VnpayPipe.QUERYDR_RESPONSE, terminal.secrets())
                instanceof VnpayAnswer.Verified said)) {
            return new Answer.NoAnswer("the answer is not signed by VNPay");
        }
        boolean unknownThere = said.responseCode().equals("91");
        boolean ofThisOrder =
                said.txnRef().equals(question.orderId()) && said.tmnCode().equals(terminal.tmnCode());
        if (!unknownThere && !ofThisOrder) {
            return new Answer.NoAnswer("the answer is about another order");
        }
        if (!unknownThere && !said.responseCode().equals("00")) {
            return new Answer.NoAnswer("VNPay answered " + said.responseCode() + " " + said.message());
        }
        boolean incomplete = unknownThere || said.transactionStatus().equals("01");
        boolean over = now.isAfter(question.expiresAt().plus(SURELY_OVER));
        if (incomplete && !over) {
            return new Answer.Pending(unknownThere ? "91" : "01");
        }
        Notice.Result result = incomplete ? Notice.Result.DECLINED : result(said.paymentResult());
        Long amountVnd = said.amountVnd();
        return new Answer.Told(new Notice(
                VnpayProvider.NAME,
                "query",
                question.orderId(),
                terminal.tmnCode(),
                amountOf(result, amountVnd),
                result,
                said.transactionNo().isEmpty() || said.transactionNo().equals("0") ? null : said.transactionNo(),
                said.paidAt(),
                "querydr " + said.responseCode() + "/" + said.transactionStatus(),
                body.getBytes(StandardCharsets.UTF_8)));
    }

    /** Only money needs an amount, and is believed only with it. */
    private static long amountOf(Notice.Result result, @Nullable Long amountVnd) {
        if (amountVnd != null) {
            return amountVnd;
        }
        return result == Notice.Result.PAID ? -1 : Notice.SAME_AMOUNT;
    }

    private static Notice.Result result(VnpayResult result) {
        return switch (result) {
            case PAID -> Notice.Result.PAID;
            case FAILED -> Notice.Result.DECLINED;
            case UNCLEAR -> Notice.Result.UNCLEAR;
        };
    }

    private String post(Map<String, String> message) {
        try {
            HttpRequest request = HttpRequest.newBuilder(apiUrl)
                    .timeout(Duration.ofSeconds(10))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(message)))
                    .build();
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                if (response.statusCode() != 200) {
                    throw new IOException("VNPay answered HTTP " + response.statusCode());
                }
                return new String(in.readNBytes(MOST_ANSWER_BYTES), StandardCharsets.UTF_8);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted"));
        }
    }
}
