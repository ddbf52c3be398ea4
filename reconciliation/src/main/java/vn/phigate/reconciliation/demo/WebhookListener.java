package vn.phigate.reconciliation.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** The dossier system's end of the webhooks: keeps what arrives and checks it as Standard Webhooks says. */
final class WebhookListener implements AutoCloseable {
    private static final int MAX_KEPT = 50_000;
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private final HttpServer server;
    private final List<Delivery> deliveries = new ArrayList<>();

    private record Delivery(String id, String timestamp, String signatures, String body) {}

    /**
     * What arrived.
     *
     * @param events distinct messages by type
     * @param repeated deliveries of a message that had arrived before
     * @param badSignatures deliveries that do not verify
     */
    record Tally(Map<String, Integer> events, int repeated, int badSignatures) {
        int distinct() {
            return events.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /** This run's own, so that its signatures are judged by its own secret. */
    private final String path = "/webhooks/" + UUID.randomUUID();

    private WebhookListener(HttpServer server) {
        this.server = server;
        // What an earlier run or another city on this machine still sends is taken and left aside.
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.createContext(path, this::receive);
        server.start();
    }

    static WebhookListener start(int port) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try {
            try {
                return new WebhookListener(HttpServer.create(new InetSocketAddress(loopback, port), 0));
            } catch (BindException taken) {
                return new WebhookListener(HttpServer.create(new InetSocketAddress(loopback, 0), 0));
            }
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    synchronized int received() {
        return deliveries.size();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
            Delivery delivery = new Delivery(
                    header(exchange, "webhook-id"),
                    header(exchange, "webhook-timestamp"),
                    header(exchange, "webhook-signature"),
                    new String(body, StandardCharsets.UTF_8));
            synchronized (this) {
                if (deliveries.size() < MAX_KEPT) {
                    deliveries.add(delivery);
                }
            }
            exchange.sendResponseHeaders(204, -1);
        }
    }

    /** @param secret as the gateway gave it: {@code whsec_} and the key in base64 */
    synchronized Tally tally(String secret) {
        byte[] key = Base64.getDecoder().decode(secret.startsWith("whsec_") ? secret.substring(6) : secret);
        Map<String, Integer> events = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        int repeated = 0;
        int bad = 0;
        for (Delivery delivery : deliveries) {
            if (!verifies(delivery, key)) {
                bad++;
            } else if (!seen.add(delivery.id())) {
                repeated++;
            } else {
                events.merge(type(delivery.body()), 1, Integer::sum);
            }
        }
        return new Tally(events, repeated, bad);
    }

    /** "v1," + base64 of HMAC-SHA256 over id.timestamp.body; several signatures are parted by spaces. */
    private static boolean verifies(Delivery delivery, byte[] key) {
        String signed = delivery.id() + "." + delivery.timestamp() + "." + delivery.body();
        byte[] expected = ("v1," + Base64.getEncoder().encodeToString(VnpayIpn.hmac("HmacSHA256", key, signed)))
                .getBytes(StandardCharsets.US_ASCII);
        for (String signature : delivery.signatures().split(" ")) {
            if (MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8))) {
                return true;
            }
        }
        return false;
    }

    private static String type(String body) {
        try {
            return Services.JSON.readTree(body).path("type").asText("?");
        } catch (JsonProcessingException notJson) {
            return "?";
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
