package vn.phigate.gateway.callbacks;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.RateLimit;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Route;

/**
 * Lets in only as many callbacks at once as can be committed while somebody waits. The others stand a moment at the door, so that a caller who
 * repeats at once does not eat the machine, and are then told 503 and when to come again: before anything was read, hashed or written.
 */
final class Admission {
    /** At 10,000 a second these are answered within 50 ms. */
    static final int ROOM = 512;

    /** Short of the 50 ms within which a refusal is due, with room for a machine so busy that each step waits for a processor. */
    private static final long AT_THE_DOOR_MILLIS = 10;

    private static final int AGAIN_AFTER_SECONDS = 2;

    private final Semaphore room;

    Admission(int room) {
        this.room = new Semaphore(room, true);
    }

    Route.Handler around(Route.Handler handler) {
        return request -> inside(() -> handler.handle(request));
    }

    <T> T inside(Supplier<T> work) {
        if (!enter()) {
            throw refusal();
        }
        try {
            return work.get();
        } finally {
            room.release();
        }
    }

    private boolean enter() {
        try {
            return room.tryAcquire() || room.tryAcquire(AT_THE_DOOR_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** 503 with Retry-After; also for what was let in and could not be recorded now. */
    static Refusal refusal() {
        return HttpProblem.UNAVAILABLE.refusal().with(RateLimit.RETRY_AFTER_SECONDS, AGAIN_AFTER_SECONDS);
    }
}
