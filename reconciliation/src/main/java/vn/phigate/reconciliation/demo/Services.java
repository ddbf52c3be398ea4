package vn.phigate.reconciliation.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The three services over HTTP. A service that goes away in the middle is waited for, the sandbox clock is set back to
 * where the day stood (it ran on meanwhile), and the same request is sent again: every one of them may be.
 */
final class Services implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final int MAX_TRIES = 20;
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final DemoSettings settings;
    private final PrintStream out;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private @Nullable Instant clock;
    private int outages;

    /** An answer; {@code json} is a missing node when the body is not JSON. */
    record Answer(int status, JsonNode json, String text) {
        /** Problem code of RFC 9457 answers, empty when there is none. */
        String code() {
            return json.path("code").asText("");
        }

        boolean ok() {
            return status >= 200 && status < 300;
        }

        @Override
        public String toString() {
            return status + " " + (text.length() > 300 ? text.substring(0, 300) + "…" : text);
        }
    }

    /**
     * @param idempotencyKey null for a request that is harmless twice by itself
     * @param body null for GET
     */
    record Call(
            URI base,
            String path,
            @Nullable String bearer,
            @Nullable String idempotencyKey,
            byte @Nullable [] body,
            String contentType) {}

    Services(DemoSettings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    int outages() {
        return outages;
    }

    /** Moves the day on: sets the gateway's sandbox clock, never backwards within a run. */
    void advanceTo(Instant now) {
        Instant before = clock;
        if (before != null && !now.isAfter(before)) {
            return;
        }
        clock = now;
        Answer answer = send(clockCall(now));
        if (!answer.ok()) {
            throw new DemoStopped("POST /sandbox/clock: " + answer);
        }
    }

    Answer get(URI base, String path, String bearer) {
        return send(new Call(base, path, bearer, null, null, ""));
    }

    Answer post(URI base, String path, String bearer, @Nullable String idempotencyKey, JsonNode body) {
        return send(new Call(base, path, bearer, idempotencyKey, bytes(body), "application/json"));
    }

    Answer upload(String fileName, byte[] file) {
        String path = "/v1/statements?filename=" + fileName;
        return send(new Call(
                settings.reconciliation(), path, settings.keys().maker(), null, file, "application/octet-stream"));
    }

    /** A provider's callback: no key, the signature is in the query. */
    Answer callback(String query) {
        return send(new Call(settings.gateway(), "/callbacks/vnpay?" + query, null, null, null, ""));
    }

    /** Follows {@code next} to the end, at most 1,000 pages. */
    void eachItem(URI base, String path, String bearer, Consumer<JsonNode> item) {
        String cursor = null;
        for (int page = 0; page < 1_000; page++) {
            String separator = path.contains("?") ? "&" : "?";
            String address = cursor == null
                    ? path
                    : path + separator + "cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
            Answer answer = get(base, address, bearer);
            if (!answer.ok()) {
                throw new DemoStopped("GET " + address + ": " + answer);
            }
            answer.json().path("items").forEach(item);
            cursor = answer.json().path("next").textValue();
            if (cursor == null) {
                return;
            }
        }
    }

    /** Waits until all three answer, then sets the clock back to where the day stood. */
    void waitUntilUp(String reason) {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            pollHealth(reason);
            Instant set = clock;
            if (set == null) {
                return;
            }
            Answer answer = tryOnce(clockCall(set));
            if (answer != null && answer.ok()) {
                return;
            }
            pause(PAUSE);
        }
        throw new DemoStopped("the clock could not be set again (" + reason + ")");
    }

    private void pollHealth(String reason) {
        Instant giveUpAt = Instant.now().plus(settings.outageBudget());
        int polls = 0;
        for (URI base : List.of(settings.gateway(), settings.reconciliation(), settings.vnpaySandbox())) {
            while (!up(base)) {
                if (polls++ % 10 == 0) {
                    out.printf("  … chờ dịch vụ %s [waiting for the service] (%s)%n", base, reason);
                    out.flush();
                }
                if (Instant.now().isAfter(giveUpAt)) {
                    throw new DemoStopped(base + " did not answer /health in " + settings.outageBudget());
                }
                pause(PAUSE);
            }
        }
        if (polls > 0) {
            outages++;
            out.println("  … dịch vụ đã trở lại, tiếp tục [the services are back, going on]");
        }
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new DemoStopped("interrupted");
        }
    }

    private Answer send(Call call) {
        String last = "no answer";
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            Answer answer = tryOnce(call);
            if (answer == null) {
                waitUntilUp(call.path());
                continue;
            }
            boolean busy = answer.status() == 503
                    || answer.status() == 429
                    || (answer.status() == 409 && answer.code().equals("request_in_flight"));
            if (!busy) {
                return answer;
            }
            last = answer.toString();
            pause(PAUSE.multipliedBy(1L + tries));
        }
        throw new DemoStopped(call.path() + ": " + MAX_TRIES + " tries, last: " + last);
    }

    private @Nullable Answer tryOnce(Call call) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(call.base().resolve(call.path())).timeout(REQUEST_TIMEOUT);
        if (call.bearer() != null) {
            request.header("Authorization", "Bearer " + call.bearer());
        }
        if (call.idempotencyKey() != null) {
            request.header("Idempotency-Key", call.idempotencyKey());
        }
        byte[] body = call.body();
        if (body == null) {
            request.GET();
        } else {
            request.header("Content-Type", call.contentType()).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), parse(response.body()), response.body());
        } catch (IOException gone) {
            return null;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new DemoStopped("interrupted");
        }
    }

    private boolean up(URI base) {
        Answer answer = tryOnce(new Call(base, "/health", null, null, null, ""));
        return answer != null && answer.json().path("status").asText().equals("UP");
    }

    private Call clockCall(Instant now) {
        byte[] body = bytes(JSON.createObjectNode().put("now", now.toString()));
        return new Call(settings.gateway(), "/sandbox/clock", settings.keys().admin(), null, body, "application/json");
    }

    private static byte[] bytes(JsonNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree always has a text", impossible);
        }
    }

    private static JsonNode parse(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
