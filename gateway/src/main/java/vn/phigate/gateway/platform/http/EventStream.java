package vn.phigate.gateway.platform.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One open stream of server-sent events (WHATWG HTML, section 9.2), as whoever feeds it sees it. Holds one event: news that the client has not
 * taken yet are replaced by later ones, so that a slow client costs no memory and misses nothing that still holds.
 */
public final class EventStream {
    private @Nullable Event latest;
    private boolean ended;

    /**
     * @param id what the client sends back as Last-Event-ID when it connects again; one line
     * @param name type of the event
     * @param data one line
     */
    public record Event(String id, String name, String data) {
        public Event {
            if ((id + name + data).chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
                throw new IllegalArgumentException("an event has one line of each");
            }
        }

        String text() {
            return "id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n";
        }
    }

    /** Begins to feed a stream once it is open. */
    @FunctionalInterface
    public interface Feed {
        /** @return ends the feeding; called once, when the stream is over for whatever reason */
        Runnable follow(EventStream stream);
    }

    /** Never waits. */
    public synchronized void send(Event event) {
        latest = event;
        notifyAll();
    }

    /** What was sent before still goes out. */
    public synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The news, taken; null when there were none for so long, or the stream ends. */
    synchronized @Nullable Event next(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (latest == null && !ended) {
            long millis = (until - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return null;
            }
            wait(millis);
        }
        Event taken = latest;
        latest = null;
        return taken;
    }

    synchronized boolean over() {
        return ended && latest == null;
    }
}
