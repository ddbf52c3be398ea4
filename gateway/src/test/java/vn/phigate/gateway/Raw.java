package vn.phigate.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** HTTP by hand, for what no client would send. */
public final class Raw implements AutoCloseable {
    private final Socket socket;

    public Raw(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the text as it stands. @return all that is answered until the server closes, or is silent for three seconds */
    public static String exchange(int port, String request) {
        try (var raw = new Raw(port)) {
            raw.send(request);
            return raw.read(3_000);
        }
    }

    /** A server that answered and closed takes no more; that is no fault of the sender. @return false when it takes no more */
    public boolean send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends no more; answers can still be read. */
    public void hangUp() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return all that comes until the server closes or is silent for so long */
    public String read(int silenceMillis) {
        var read = new ByteArrayOutputStream();
        try {
            socket.setSoTimeout(silenceMillis);
            InputStream in = socket.getInputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                read.write(b);
            }
        } catch (SocketTimeoutException | SocketException e) {
            // Silence, or a reset after the answer: what came is what counts.
            return read.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    /** Whether the server ends the connection within so long; what it sends before that is thrown away. */
    public boolean closedWithin(int millis) {
        long end = System.nanoTime() + millis * 1_000_000L;
        try {
            InputStream in = socket.getInputStream();
            while (System.nanoTime() < end) {
                socket.setSoTimeout(Math.max(1, (int) ((end - System.nanoTime()) / 1_000_000L)));
                if (in.read() < 0) {
                    return true;
                }
            }
            return false;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
