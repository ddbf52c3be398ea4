package vn.phigate.gateway.platform.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits of one server. None of Helidon's own defaults is bounded (measured: a 200 MB body was read into the heap), so each is set.
 *
 * @param host address to listen on
 * @param port 0 for any free port
 * @param maxBodyBytes largest JSON or form body
 * @param maxUploadBytes largest body of an upload route, and so of any request
 * @param maxConnections open TCP connections
 * @param maxConcurrentRequests requests served at once; more are answered 503
 * @param idleTimeout a connection without traffic is closed after this
 * @param readTimeout a request that stops arriving is dropped after this
 * @param shutdownGrace requests in flight may finish within this
 * @param clientAddressHeader where the proxy in front writes the address of its client, e.g. X-Forwarded-For; null when there is no proxy. Its
 *     last address is taken, which is the one the nearest proxy added: what stands before it anybody may have written
 * @param events limits of streams of events
 */
public record HttpSettings(
        String host,
        int port,
        int maxBodyBytes,
        int maxUploadBytes,
        int maxConnections,
        int maxConcurrentRequests,
        Duration idleTimeout,
        Duration readTimeout,
        Duration shutdownGrace,
        @Nullable String clientAddressHeader,
        Events events) {

    /**
     * @param most streams open at once; 0 for none, and never more than half of the requests served at once
     * @param mostOfOne of these for one network: a mobile network hides many phones behind one address, and none of them may take every place
     * @param heartbeat a stream without news says something this often, which finds out that its client is gone
     * @param longest a stream ends after this, and its client asks again
     */
    public record Events(int most, int mostOfOne, Duration heartbeat, Duration longest) {
        public static final Events USUAL = new Events(256, 64, Duration.ofSeconds(15), Duration.ofMinutes(10));

        public Events {
            if (most < 0 || mostOfOne < 1 || !heartbeat.isPositive() || !longest.isPositive()) {
                throw new IllegalArgumentException(
                        "http: event_streams is 0 or more, event_streams_of_one_network, event_heartbeat_seconds and event_minutes above 0");
            }
        }
    }

    /** With the usual streams of events. */
    public HttpSettings(
            String host,
            int port,
            int maxBodyBytes,
            int maxUploadBytes,
            int maxConnections,
            int maxConcurrentRequests,
            Duration idleTimeout,
            Duration readTimeout,
            Duration shutdownGrace,
            @Nullable String clientAddressHeader) {
        this(
                host,
                port,
                maxBodyBytes,
                maxUploadBytes,
                maxConnections,
                maxConcurrentRequests,
                idleTimeout,
                readTimeout,
                shutdownGrace,
                clientAddressHeader,
                Events.USUAL);
    }

    /** Bounded values for a server on a loopback port. */
    public static HttpSettings local(int port) {
        return new HttpSettings(
                "127.0.0.1",
                port,
                64 * 1024,
                64 * 1024,
                2048,
                1024,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                null);
    }

    public HttpSettings withUploads(int bytes) {
        return new HttpSettings(
                host,
                port,
                maxBodyBytes,
                bytes,
                maxConnections,
                maxConcurrentRequests,
                idleTimeout,
                readTimeout,
                shutdownGrace,
                clientAddressHeader,
                events);
    }

    public HttpSettings with(Events changed) {
        return new HttpSettings(
                host,
                port,
                maxBodyBytes,
                maxUploadBytes,
                maxConnections,
                maxConcurrentRequests,
                idleTimeout,
                readTimeout,
                shutdownGrace,
                clientAddressHeader,
                changed);
    }

    public HttpSettings behindProxy(String header) {
        return new HttpSettings(
                host,
                port,
                maxBodyBytes,
                maxUploadBytes,
                maxConnections,
                maxConcurrentRequests,
                idleTimeout,
                readTimeout,
                shutdownGrace,
                header,
                events);
    }
}
