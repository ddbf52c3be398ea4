package vn.phigate.gateway.web;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A browser without scripts at one address: asks, posts forms, follows nothing by itself. */
record Visitor(String base, String address, List<String> headers) {
    static final String ADDRESS_HEADER = "X-Forwarded-For";
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    static Visitor of(TestCity city, String address) {
        return new Visitor(city.url, address, List.of("Accept", "text/html,*/*;q=0.8"));
    }

    Visitor with(String header, String value) {
        var more = new ArrayList<>(headers);
        more.addAll(List.of(header, value));
        return new Visitor(base, address, more);
    }

    Page get(String path) {
        return send(request(path).GET().build());
    }

    Page post(String path, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(f -> encode(f.getKey()) + "=" + encode(f.getValue()))
                .collect(Collectors.joining("&"));
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    Page postJson(String path, String key, String json) {
        return send(request(path)
                .header("Authorization", "Bearer " + key)
                .header("Idempotency-Key", java.util.UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : base + path))
                .timeout(Duration.ofSeconds(20))
                .header(ADDRESS_HEADER, "203.0.113.250, " + address)
                .headers(headers.toArray(String[]::new));
    }

    private static Page send(HttpRequest request) {
        try {
            return new Page(CLIENT.send(request, BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    record Page(HttpResponse<byte[]> response) {
        int status() {
            return response.statusCode();
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String location() {
            return header("Location");
        }
    }
}
