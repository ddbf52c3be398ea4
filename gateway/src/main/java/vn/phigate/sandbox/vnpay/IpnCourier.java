package vn.phigate.sandbox.vnpay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings results to the merchant: HTTP GET with a signed query, at most 10 calls 5 minutes apart until the answer is
 * RspCode 00 or 02 (pay.html, "IPN URL").
 */
final class IpnCourier implements AutoCloseable {
    static final int MAX_CALLS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(IpnCourier.class);
    private static final int MAX_WAITING = 2_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final VnpaySandboxSettings settings;
    private final HttpClient client;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    /**
     * How a result is brought.
     *
     * @param deliveries calls made at once, whatever is answered; 0 leaves the merchant in silence for ever
     * @param delay before the first call
     * @param forged signed with a key that is not the terminal's
     */
    record Manner(int deliveries, Duration delay, boolean forged) {
        static final Manner USUAL = new Manner(1, Duration.ZERO, false);
    }

    IpnCourier(VnpaySandboxSettings settings) {
        this.settings = settings;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.ipnTimeout())
                .build();
    }

    /** Returns at once. */
    void send(Order order, Order.Decision decision, Manner manner) {
        inBackground(() -> deliver(order, decision, manner));
    }

    /** Makes the asked number of calls and answers them; VNPay's further calls follow in the background. */
    List<IpnCall> deliver(Order order, Order.Decision decision, Manner manner) throws InterruptedException {
        Thread.sleep(manner.delay());
        String query = signedResult(order, decision, manner);
        List<IpnCall> made = new ArrayList<>();
        for (int i = 0; i < manner.deliveries(); i++) {
            made.add(call(order, query));
        }
        // A forger does not follow VNPay's rule.
        if (!made.isEmpty() && !manner.forged() && made.stream().noneMatch(IpnCall::ends)) {
            int calls = made.size();
            inBackground(() -> {
                callUntilAnswered(order, query, calls);
                return null;
            });
        }
        return made;
    }

    static String signedResult(Order order, Order.Decision decision, Manner manner) {
        SortedMap<String, String> result = order.resultParameters(decision);
        String secret = order.request.terminal().secret();
        return Signature.signedQuery(result, manner.forged() ? "NOT-" + secret : secret);
    }

    private void callUntilAnswered(Order order, String query, int callsMade) throws InterruptedException {
        for (int calls = callsMade; calls < MAX_CALLS; calls++) {
            Thread.sleep(settings.retryInterval());
            if (call(order, query).ends()) {
                return;
            }
        }
        LOG.warn("VNPay sandbox gave up on order {} after {} calls", order.request.txnRef(), MAX_CALLS);
    }

    private IpnCall call(Order order, String query) throws InterruptedException {
        URI ipnUrl = order.request.terminal().ipnUrl();
        URI address = URI.create(ipnUrl + (ipnUrl.getRawQuery() == null ? "?" : "&") + query);
        IpnCall call;
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(address)
                            .timeout(settings.ipnTimeout())
                            .GET()
                            .build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            call = read(answer);
        } catch (IOException noAnswer) {
            call = new IpnCall(settings.clock().instant(), 0, null, null, noAnswer.toString());
        }
        order.remember(call);
        return call;
    }

    private IpnCall read(HttpResponse<String> answer) {
        try {
            JsonNode body = JSON.readTree(answer.body());
            return new IpnCall(
                    settings.clock().instant(),
                    answer.statusCode(),
                    body.path("RspCode").textValue(),
                    body.path("Message").textValue(),
                    null);
        } catch (JsonProcessingException notJson) {
            return new IpnCall(settings.clock().instant(), answer.statusCode(), null, null, "the answer is not JSON");
        }
    }

    private void inBackground(Callable<?> work) {
        if (!waiting.tryAcquire()) {
            LOG.warn("VNPay sandbox has {} results waiting and drops one", MAX_WAITING);
            return;
        }
        workers.submit(() -> {
            try {
                return work.call();
            } finally {
                waiting.release();
            }
        });
    }

    @Override
    public void close() {
        workers.shutdownNow();
        client.shutdownNow();
    }
}
