package vn.phigate.reconciliation.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.reconciliation.RunningCity;

/** What other programs do: dossier systems, providers, and staff who are not at the pages just now. */
final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger DOSSIERS = new AtomicInteger();

    private final RunningCity city;
    private final HttpClient http = HttpClient.newHttpClient();

    Api(RunningCity city) {
        this.city = city;
    }

    /** @param who role of a sandbox key */
    JsonNode get(String who, String path) {
        return send(request(who, gatewayOrFinance(path)).GET());
    }

    JsonNode post(String who, String path, Map<String, ?> body) {
        return send(request(who, gatewayOrFinance(path))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(text(body))));
    }

    JsonNode upload(String filename, String content) {
        return send(request("maker", city.finance().resolve("/v1/statements?filename=" + filename))
                .POST(HttpRequest.BodyPublishers.ofString(content)));
    }

    /** What only the sandbox providers know, e.g. a script of how they answer next. */
    JsonNode provider(String path, Map<String, ?> body) {
        return send(request("", city.sandbox().resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(text(body))));
    }

    /** @param now null for the present */
    void clock(@Nullable Instant now) {
        var body = new HashMap<String, @Nullable String>();
        body.put("now", now == null ? null : now.toString());
        post("maker", "/sandbox/clock", body);
    }

    /** A dossier as its system announced it. */
    record Dossier(String code, String payUrl) {
        String path() {
            return URI.create(payUrl).getPath();
        }
    }

    /** Owes 30.000 đ (9.000001), payable since today; its payer's phone ends in 5678. */
    Dossier dossier(String agency) {
        return dossier(agency, "9.000001", BusinessDay.of(Instant.now()));
    }

    Dossier dossier(String agency, String procedure, LocalDate received) {
        String code = "H26.%s-%s-%04d"
                .formatted(agency, received.toString().substring(2).replace("-", ""), DOSSIERS.incrementAndGet());
        JsonNode made = post(
                "dossiers",
                "/v1/dossiers",
                Map.of(
                        "code",
                        code,
                        "procedure",
                        procedure,
                        "agency",
                        agency,
                        "channel",
                        "online",
                        "received_on",
                        received.toString(),
                        "payer",
                        Map.of("name", "Nguyễn Thị Hồng Ánh", "phone", "0912345678")));
        return new Dossier(code, made.get("pay_url").asText());
    }

    JsonNode pay(Dossier dossier, String method) {
        return post(
                "dossiers",
                "/v1/payments",
                Map.of("dossiers", List.of(dossier.code), "method", method, "return_url", "https://example.vn/back"));
    }

    /** A transfer that a notice service reports at once. */
    void transfer(String number, long amountVnd, String content) {
        provider(
                "/sandbox/transfers",
                Map.of(
                        "number", number,
                        "amount_vnd", amountVnd,
                        "content", content,
                        "reference",
                                "FT"
                                        + UUID.randomUUID()
                                                .toString()
                                                .substring(0, 8)
                                                .toUpperCase(Locale.ROOT),
                        "calls", List.of(Map.of("service", "sepay"))));
    }

    private URI gatewayOrFinance(String path) {
        boolean finance = path.matches(
                "/v1/(statements|reconciliations|matches|discrepancies|closings|transfer-orders|settlements|proposals).*");
        return (finance ? city.finance() : city.gateway()).resolve(path);
    }

    private static HttpRequest.Builder request(String who, URI address) {
        var request = HttpRequest.newBuilder(address);
        return who.isEmpty() ? request : request.header("Authorization", "Bearer sk_sandbox_" + who);
    }

    private JsonNode send(HttpRequest.Builder request) {
        HttpRequest asked = request.build();
        try {
            var answer = http.send(asked, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(asked + ": " + answer.statusCode() + " " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String text(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
