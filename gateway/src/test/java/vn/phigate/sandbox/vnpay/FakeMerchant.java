package vn.phigate.sandbox.vnpay;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A merchant's IPN address that answers the given codes in order, the last one for ever; "down" is a 503. */
final class FakeMerchant implements AutoCloseable {
    private final HttpServer server;
    private final List<String> queries = new CopyOnWriteArrayList<>();

    FakeMerchant(String... codes) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.createContext("/ipn", exchange -> {
            String code;
            synchronized (queries) {
                queries.add(exchange.getRequestURI().getRawQuery());
                code = codes[Math.min(queries.size(), codes.length) - 1];
            }
            if (code.equals("down")) {
                exchange.sendResponseHeaders(503, -1);
                exchange.close();
                return;
            }
            byte[] body = ("{\"RspCode\":\"" + code + "\",\"Message\":\"m\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    URI ipnUrl() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/ipn");
    }

    List<String> queries() {
        return List.copyOf(queries);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
