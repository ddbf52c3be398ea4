package vn.phigate.gateway.callbacks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.payments.Recorded;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.providers.Notice;

/**
 * Lets notices that arrive together share one commit: a few committers take what is waiting, up to a batch, and record it in one
 * transaction. Each notice is answered after its own commit; when a batch fails its notices are recorded one by one, so that a bad one
 * fails alone. The queue is bounded: what does not fit is refused at once, and the provider calls again.
 */
final class SharedCommits implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedCommits.class);
    private static final int COMMITTERS = 2;
    private static final int BATCH = 128;
    private static final int QUEUE = 4096;
    /** So many in one commit are a rush, and a rush is over when none was so large for a while. */
    private static final int RUSH = 8;

    private static final long RUSH_NANOS = Duration.ofMillis(500).toNanos();
    private static final Duration CLOSING = Duration.ofSeconds(10);

    /** Could not be recorded now, and the provider should call again: no room, closing, or the database is away. */
    static final class NotNow extends RuntimeException {
        NotNow(String why) {
            super(why);
        }
    }

    private record Waiting(Notice notice, CompletableFuture<Recorded> outcome) {}

    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(QUEUE);
    private final List<Thread> committers = new ArrayList<>();
    private final Function<List<Notice>, List<Recorded>> transaction;
    private final Duration closing;
    private volatile long rushedAt = System.nanoTime() - RUSH_NANOS;
    private volatile boolean closed;
    private volatile boolean ended;

    SharedCommits(Db db, Payments payments) {
        this(batch -> db.inTransaction(tx -> payments.record(tx, batch)));
    }

    /** @param transaction records a batch and commits it, or throws and has recorded nothing */
    SharedCommits(Function<List<Notice>, List<Recorded>> transaction) {
        this(transaction, CLOSING);
    }

    SharedCommits(Function<List<Notice>, List<Recorded>> transaction, Duration closing) {
        this.transaction = transaction;
        this.closing = closing;
        for (int i = 0; i < COMMITTERS; i++) {
            committers.add(Thread.ofPlatform().name("commit-callbacks-" + i).start(this::loop));
        }
    }

    /** The outcome, after its commit; fails when it could not be recorded, with {@link NotNow} when that is nobody's fault. */
    CompletableFuture<Recorded> record(Notice notice) {
        var waiting = new Waiting(notice, new CompletableFuture<>());
        if (closed || !queue.offer(waiting)) {
            waiting.outcome.completeExceptionally(new NotNow("no room for another callback"));
        } else if (ended) {
            // The committers may have gone between the look at the door and the seat in the queue.
            refuseTheRest();
        }
        return waiting.outcome;
    }

    /** Whether every committer lives. */
    boolean alive() {
        return committers.stream().allMatch(Thread::isAlive);
    }

    /** Whether callbacks come so close together that everything else should wait. */
    boolean rushed() {
        return System.nanoTime() - rushedAt < RUSH_NANOS;
    }

    /** Survives whatever a batch throws: a committer that is gone is missed only when the queue is full. */
    private void loop() {
        var batch = new ArrayList<Waiting>(BATCH);
        while (!closed || !queue.isEmpty()) {
            try {
                Waiting first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                queue.drainTo(batch, BATCH - 1);
                if (batch.size() >= RUSH) {
                    rushedAt = System.nanoTime();
                }
                commit(batch);
            } catch (InterruptedException e) {
                LOG.debug("a committer is stopped by close only", e);
            } catch (Throwable e) {
                complain(e);
            } finally {
                batch.forEach(waiting -> waiting.outcome.completeExceptionally(new NotNow("the committer failed")));
                batch.clear();
            }
        }
    }

    private static void complain(Throwable failure) {
        try {
            LOG.error("a committer failed and goes on", failure);
        } catch (Throwable speechless) {
            // Out of memory even for the log: the callers are told, and that is what matters.
            failure.addSuppressed(speechless);
        }
    }

    private void commit(List<Waiting> batch) {
        try {
            List<Recorded> outcomes =
                    transaction.apply(batch.stream().map(Waiting::notice).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).outcome.complete(outcomes.get(i));
            }
        } catch (RuntimeException | Error e) {
            if (e instanceof DatabaseException database && database.away()) {
                // One by one they would only wait the longer.
                LOG.warn("the database is away; {} callbacks are to come again: {}", batch.size(), e.toString());
                batch.forEach(waiting -> waiting.outcome.completeExceptionally(new NotNow("the database is away")));
            } else if (batch.size() == 1) {
                LOG.error(
                        "a callback for {} could not be recorded",
                        batch.getFirst().notice.orderId(),
                        e);
                batch.getFirst().outcome.completeExceptionally(e);
            } else {
                LOG.warn("a batch of {} callbacks failed and is recorded one by one: {}", batch.size(), e.toString());
                batch.forEach(waiting -> commit(List.of(waiting)));
            }
        }
    }

    private void refuseTheRest() {
        for (Waiting left = queue.poll(); left != null; left = queue.poll()) {
            left.outcome.completeExceptionally(new NotNow("closing"));
        }
    }

    /** Records what is waiting, then stops; what could not be recorded in time is refused, so that nobody waits for nothing. */
    @Override
    public void close() {
        closed = true;
        long end = System.nanoTime() + closing.toNanos();
        for (Thread committer : committers) {
            try {
                committer.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        ended = true;
        refuseTheRest();
    }
}
