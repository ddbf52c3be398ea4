package vn.phigate.gateway.platform.http;

import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections of one server, and how long each may be silent. Helidon 4.1.7 has settings for this but does not set a read time-out on the
 * sockets it accepts, ends idle connections only while no byte of a request has come, and leaves a connection open after {@code Connection:
 * close}; so the sockets are taken in hand where they are configured.
 *
 * <p>Until the head of a request is complete a connection has the idle time-out from its last answer on, however slowly the head drips; while a
 * request is served each read of its body has the read time-out.
 */
final class Connections implements SocketOptions, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final int LINGER_MILLIS = 2000;
    /** More than the largest upload: clients that read no answer before they sent all (HttpURLConnection, Python, Node) would lose it. */
    private static final long MOST_LINGERED_BYTES = 64L * 1024 * 1024;

    private final SocketOptions usual = SocketOptions.builder().tcpNoDelay(true).build();
    private final Map<SocketAddress, Open> open = new ConcurrentHashMap<>();
    private final HttpSettings settings;
    private volatile boolean closed;

    private static final class Open {
        final Socket socket;
        volatile long waitingSinceNanos = System.nanoTime();
        volatile boolean serving;

        Open(Socket socket) {
            this.socket = socket;
        }
    }

    Connections(HttpSettings settings) {
        this.settings = settings;
    }

    Connections start() {
        Thread.ofVirtual().name("idle-connections").start(this::closeIdle);
        return this;
    }

    @Override
    public void configureSocket(Socket socket) {
        usual.configureSocket(socket);
        timeOut(socket, settings.idleTimeout());
        open.put(socket.getRemoteSocketAddress(), new Open(socket));
    }

    /** The head of a request is there. */
    void serving(SocketAddress peer) {
        Open connection = open.get(peer);
        if (connection != null) {
            connection.serving = true;
            timeOut(connection.socket, settings.readTimeout());
        }
    }

    /** The request is answered. */
    void answered(SocketAddress peer) {
        Open connection = open.get(peer);
        if (connection != null) {
            timeOut(connection.socket, settings.idleTimeout());
            connection.waitingSinceNanos = System.nanoTime();
            connection.serving = false;
        }
    }

    /**
     * Lets the peer read our last answer before the connection ends: closed with bytes unread, TCP would reset it and the answer be lost (RFC 9112,
     * section 9.6). Called on the connection's own thread.
     */
    void linger(SocketAddress peer) {
        Open connection = open.get(peer);
        if (connection == null) {
            return;
        }
        long end = System.nanoTime() + Duration.ofMillis(LINGER_MILLIS).toNanos();
        try {
            connection.socket.shutdownOutput();
            connection.socket.setSoTimeout(LINGER_MILLIS);
            InputStream in = connection.socket.getInputStream();
            byte[] thrownAway = new byte[64 * 1024];
            long left = MOST_LINGERED_BYTES;
            for (int read = 0; read >= 0 && left > 0 && System.nanoTime() < end; left -= read) {
                read = in.read(thrownAway);
            }
        } catch (IOException e) {
            LOG.trace("the peer of {} did not read to the end", peer, e);
        }
    }

    private static void timeOut(Socket socket, Duration time) {
        try {
            socket.setSoTimeout((int) time.toMillis());
        } catch (SocketException e) {
            LOG.trace("a connection was closed meanwhile", e);
        }
    }

    private void closeIdle() {
        long idleNanos = settings.idleTimeout().toNanos();
        while (!closed) {
            try {
                Thread.sleep(Math.clamp(settings.idleTimeout().toMillis() / 4, 50, 1000));
            } catch (InterruptedException e) {
                return;
            }
            open.values().removeIf(connection -> {
                if (!connection.serving && System.nanoTime() - connection.waitingSinceNanos > idleNanos) {
                    closeQuietly(connection.socket);
                }
                return connection.socket.isClosed();
            });
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.trace("an idle connection did not close cleanly", e);
        }
    }

    /** Idle connections would hold the server's end for its whole grace period. */
    @Override
    public void close() {
        closed = true;
        open.values().stream()
                .filter(connection -> !connection.serving)
                .forEach(connection -> closeQuietly(connection.socket));
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
        return usual.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
        return usual.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
        return settings.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
        return usual.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
        return usual.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
        return usual.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
        return usual.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
        return usual.tcpNoDelay();
    }
}
