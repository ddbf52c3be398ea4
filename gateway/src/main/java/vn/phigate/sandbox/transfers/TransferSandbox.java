package vn.phigate.sandbox.transfers;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import vn.phigate.sandbox.Callers;
import vn.phigate.sandbox.SandboxServer;

/**
 * {@code POST /sandbox/transfers} with
 *
 * <pre>{@code {"number":"1900888000126","amount_vnd":30000,"content":"PG…","reference":"FT…","at":"2025-07-17T02:32:11Z",
 *  "at_once":false,"calls":[{"service":"sepay","times":2,"delay_ms":500,"endpoint":"…",
 *                            "amount_vnd":29000,"reference":"…","out":true,"forged":true,"signed_at":"2025-07-17T02:00:00Z"}]}}</pre>
 *
 * makes the calls one after the other as they stand, or all at once, and answers what each was answered. What a call does not say is the transfer's.
 */
public final class TransferSandbox {
    private static final int MOST_CALLS = 200;
    private static final int MOST_DELAY_MILLIS = 60_000;
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneId.of("Asia/Ho_Chi_Minh"));

    private final Map<String, String> secrets;
    private final Supplier<URI> callbacks;
    private final Callers callers;
    private final InstantSource clock;

    /**
     * @param secrets by the name of the service: sepay, payos, casso
     * @param callbacks the merchant's folder of callbacks, with a slash at its end
     */
    public TransferSandbox(Map<String, String> secrets, Supplier<URI> callbacks, Callers callers, InstantSource clock) {
        this.secrets = Map.copyOf(secrets);
        this.callbacks = callbacks;
        this.callers = callers;
        this.clock = clock;
    }

    public void routes(HttpRouting.Builder routing) {
        routing.post("/sandbox/transfers", this::script);
    }

    private record Message(String service, String json, Map<String, String> headers) {}

    private void script(ServerRequest request, ServerResponse response) throws IOException {
        byte[] body = SandboxServer.body(request);
        JsonNode script = body == null ? Callers.JSON.nullNode() : Callers.JSON.readTree(body);
        var calls = new ArrayList<Callable<Map<String, Object>>>();
        try {
            for (JsonNode call : script.path("calls")) {
                Message message = message(script, call);
                int delay = Callers.bounded(call, "delay_ms", 0, MOST_DELAY_MILLIS);
                String endpoint = call.path("endpoint").asText("");
                URI address = callbacks
                        .get()
                        .resolve(endpoint.isEmpty() ? message.service : message.service + "/" + endpoint);
                for (int i = 0; i < Callers.bounded(call, "times", 1, MOST_CALLS) && calls.size() < MOST_CALLS; i++) {
                    calls.add(() -> {
                        Thread.sleep(delay);
                        var shown = new TreeMap<String, Object>(callers.post(address, message.json, message.headers)
                                .shown());
                        shown.put("service", message.service);
                        return shown;
                    });
                }
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            SandboxServer.json(
                    response, Status.BAD_REQUEST_400, Callers.write(Map.of("error", String.valueOf(e.getMessage()))));
            return;
        }
        List<Map<String, Object>> answers = made(calls, script.path("at_once").asBoolean());
        SandboxServer.json(response, Status.OK_200, Callers.write(Map.of("calls", answers)));
    }

    private static List<Map<String, Object>> made(List<Callable<Map<String, Object>>> calls, boolean atOnce) {
        var answers = new ArrayList<Map<String, Object>>();
        try (var threads = atOnce ? Executors.newVirtualThreadPerTaskExecutor() : Executors.newSingleThreadExecutor()) {
            for (var answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return answers;
    }

    private Message message(JsonNode transfer, JsonNode call) {
        String service = call.path("service").asText("");
        String known = secrets.get(service);
        if (known == null) {
            throw new IllegalArgumentException("service is one of " + secrets.keySet());
        }
        String secret = call.path("forged").asBoolean() ? known + "?" : known;
        Instant now = clock.instant();
        Instant signedAt = instant(call, "signed_at", now);
        var said = new Said(
                transfer.path("number").asText(""),
                call.path("amount_vnd").asLong(transfer.path("amount_vnd").asLong()),
                transfer.path("content").asText(""),
                call.path("reference").asText(transfer.path("reference").asText("")),
                LOCAL.format(instant(transfer, "at", now)),
                call.path("out").asBoolean());
        return switch (service) {
            case "sepay" -> sepay(said, secret, signedAt);
            case "payos" -> payos(said, secret);
            case "casso" -> casso(said, secret, signedAt);
            default -> throw new IllegalArgumentException(service);
        };
    }

    private static Instant instant(JsonNode node, String name, Instant usual) {
        return node.has(name) ? Instant.parse(node.get(name).asText()) : usual;
    }

    private record Said(String number, long amountVnd, String content, String reference, String at, boolean out) {
        long signedVnd() {
            return out ? -amountVnd : amountVnd;
        }
    }

    private static Message sepay(Said said, String secret, Instant signedAt) {
        Map<String, Object> body = new TreeMap<>(Map.of(
                "id",
                ThreadLocalRandom.current().nextLong(1, 1_000_000_000),
                "gateway",
                "VPBank",
                "transactionDate",
                said.at,
                "accountNumber",
                said.number,
                "content",
                said.content,
                "transferType",
                said.out ? "out" : "in",
                "transferAmount",
                said.amountVnd,
                "accumulated",
                0,
                "referenceCode",
                said.reference,
                "description",
                "BankAPINotify " + said.content));
        String json = Callers.write(body);
        String timestamp = String.valueOf(signedAt.getEpochSecond());
        return new Message(
                "sepay",
                json,
                Map.of(
                        "X-SePay-Timestamp",
                        timestamp,
                        "X-SePay-Signature",
                        "sha256=" + Callers.hmac("HmacSHA256", secret, timestamp + "." + json)));
    }

    private static Message payos(Said said, String secret) {
        Map<String, Object> data = new TreeMap<>(Map.of(
                "orderCode",
                ThreadLocalRandom.current().nextLong(1, 1_000_000_000),
                "amount",
                said.signedVnd(),
                "description",
                said.content,
                "accountNumber",
                said.number,
                "reference",
                said.reference,
                "transactionDateTime",
                said.at,
                "currency",
                "VND",
                "code",
                "00",
                "desc",
                "Thành công",
                "counterAccountName",
                ""));
        String text = data.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining("&"));
        return new Message(
                "payos",
                Callers.write(Map.of(
                        "code",
                        "00",
                        "desc",
                        "success",
                        "success",
                        true,
                        "data",
                        data,
                        "signature",
                        Callers.hmac("HmacSHA256", secret, text))),
                Map.of());
    }

    private static Message casso(Said said, String secret, Instant signedAt) {
        Map<String, Object> data = new TreeMap<>(Map.of(
                "id",
                ThreadLocalRandom.current().nextLong(1, 1_000_000_000),
                "reference",
                said.reference,
                "description",
                said.content,
                "amount",
                said.signedVnd(),
                "runningBalance",
                0,
                "transactionDateTime",
                said.at,
                "accountNumber",
                said.number,
                "bankName",
                "VPBank",
                "bankAbbreviation",
                "VPB"));
        // Sorted at every level and without spaces: what is signed is what is sent.
        String json = Callers.write(new TreeMap<>(Map.of("error", 0, "data", data)));
        long timestamp = signedAt.toEpochMilli();
        return new Message(
                "casso",
                json,
                Map.of(
                        "X-Casso-Signature",
                        "t=" + timestamp + ",v1=" + Callers.hmac("HmacSHA512", secret, timestamp + "." + json)));
    }
}
