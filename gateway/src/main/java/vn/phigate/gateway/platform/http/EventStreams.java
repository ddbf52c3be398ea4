package vn.phigate.gateway.platform.http;

import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The open event streams of one server. Each holds a connection and one of the requests served at once; so they are few, each ends after a while
 * and is asked for again by its client, and a comment sent at every beat finds out that a phone is gone.
 */
final class EventStreams implements AutoCloseable {
    static final String TYPE = "text/event-stream";

    private static final byte[] BEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final int RETRY_MILLIS = 2000;
    /** What may be given up on: a client that asks again later loses nothing. */
    private static final int COME_BACK_SECONDS = 30;

    private final HttpSettings.Events settings;
    private final Semaphore places;
    private final Map<String, Integer> byNetwork = new ConcurrentHashMap<>();
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Streams never take more than half of the requests that may be served at once: pages come first. */
    EventStreams(HttpSettings settings) {
        this.settings = settings.events();
        this.places = new Semaphore(Math.min(settings.events().most(), settings.maxConcurrentRequests() / 2));
    }

    /**
     * Takes a place for one stream, which {@link #serve} gives back.
     *
     * @param network of the client, see {@link RateLimit#network}
     * @throws Refusal {@code unavailable} when there is none
     */
    void admit(String network) {
        if (closed || !places.tryAcquire()) {
            throw full();
        }
        if (byNetwork.merge(network, 1, Integer::sum) > settings.mostOfOne()) {
            leave(network);
            throw full();
        }
    }

    private void leave(String network) {
        byNetwork.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
        places.release();
    }

    private static Refusal full() {
        return HttpProblem.UNAVAILABLE.refusal().with(RateLimit.RETRY_AFTER_SECONDS, COME_BACK_SECONDS);
    }

    /** Until the feed ends it, its time is over, the client is gone or the server stops. */
    void serve(String network, ServerResponse res, EventStream.Feed feed) {
        var stream = new EventStream();
        open.add(stream);
        Runnable unfollow = () -> {};
        try {
            if (closed) {
                stream.end();
            }
            OutputStream out = res.outputStream();
            int retry = RETRY_MILLIS + ThreadLocalRandom.current().nextInt(RETRY_MILLIS);
            write(out, ("retry: " + retry + "\n\n").getBytes(StandardCharsets.US_ASCII));
            unfollow = feed.follow(stream);
            long end = System.nanoTime() + settings.longest().toNanos();
            long left = settings.longest().toNanos();
            while (left > 0 && !stream.over()) {
                var patience =
                        Duration.ofNanos(Math.min(left, settings.heartbeat().toNanos()));
                EventStream.Event event = stream.next(patience);
                if (event != null) {
                    write(out, event.text().getBytes(StandardCharsets.UTF_8));
                } else if (!stream.over()) {
                    write(out, BEAT);
                }
                left = end - System.nanoTime();
            }
            out.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloseConnectionException("the server stops", e);
        } catch (IOException | UncheckedIOException | ServerConnectionException e) {
            throw new CloseConnectionException("the reader of a stream is gone", e);
        } finally {
            unfollow.run();
            open.remove(stream);
            leave(network);
        }
    }

    private static void write(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    int count() {
        return open.size();
    }

    /** Ends all streams: they would hold the server's end for its whole grace period. */
    @Override
    public void close() {
        closed = true;
        open.forEach(EventStream::end);
    }
}
