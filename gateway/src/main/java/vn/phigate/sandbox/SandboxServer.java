package vn.phigate.sandbox;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The HTTP server under a sandbox provider: Helidon with the limits that it does not set by itself. */
public final class SandboxServer implements AutoCloseable {
    /** Nothing that a payer or a merchant sends here is larger, bytes. */
    public static final int MAX_BODY_BYTES = 64 * 1024;

    private final WebServer server;
    private final int port;

    private SandboxServer(WebServer server) {
        this.server = server;
        this.port = server.port();
    }

    /**
     * Starts listening; returns when the port is open.
     *
     * @param port 0 takes any free one
     */
    public static SandboxServer start(String host, int port, Consumer<HttpRouting.Builder> routes) {
        HttpRouting.Builder routing = HttpRouting.builder()
                .get("/health", (request, response) -> json(response, Status.OK_200, "{\"status\":\"UP\"}"));
        routes.accept(routing);
        WebServer server = WebServer.builder()
                .host(host)
                .port(port)
                .maxPayloadSize(MAX_BODY_BYTES)
                .maxTcpConnections(512)
                .maxConcurrentRequests(256)
                .idleConnectionTimeout(Duration.ofSeconds(30))
                .shutdownGracePeriod(Duration.ofMillis(500))
                // A pay URL carries up to 255 characters of text and of return address, percent-encoded.
                .addProtocol(Http1Config.builder().maxPrologueLength(8192).build())
                .routing(routing)
                .build();
        server.start();
        if (!server.isRunning()) {
            // Helidon only logs that a port is taken.
            throw new IllegalStateException("the sandbox provider cannot listen on " + host + ":" + port
                    + "; is another program using this port?");
        }
        return new SandboxServer(server);
    }

    /** The port it listens on, or did until it was closed. */
    public int port() {
        return port;
    }

    /** The whole body, or null when it is larger than {@link #MAX_BODY_BYTES}. */
    public static byte @Nullable [] body(ServerRequest request) throws IOException {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try (InputStream in = request.content().inputStream()) {
            byte[] bytes = in.readNBytes(MAX_BODY_BYTES + 1);
            return bytes.length > MAX_BODY_BYTES ? null : bytes;
        }
    }

    /** Answers with JSON text. */
    public static void json(ServerResponse response, Status status, String json) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, "application/json; charset=utf-8")
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .send(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers with a page that runs no script and is kept by no cache. */
    public static void html(ServerResponse response, Status status, String html) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                // No form-action: browsers apply it to the redirect after the form too, and that goes to the merchant.
                .header(
                        HeaderNames.create("Content-Security-Policy"),
                        "default-src 'none'; style-src 'self'; img-src data:")
                .header(HeaderNames.create("Referrer-Policy"), "no-referrer")
                .send(html.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop();
    }
}
