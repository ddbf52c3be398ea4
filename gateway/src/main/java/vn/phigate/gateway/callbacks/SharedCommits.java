package vn.phigate.gateway.callbacks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.payments.Recorded;
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
    private static final int BATCH = 64;
    private static final int QUEUE = 4096;

    private record Waiting(Notice notice, CompletableFuture<Recorded> outcome) {}

    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(QUEUE);
    private final List<Thread> committers = new ArrayList<>();
    private final Db db;
    private final Payments payments;
    private volatile boolean closed;

    SharedCommits(Db db, Payments payments) {
        this.db = db;
        this.payments = payments;
        for (int i = 0; i < COMMITTERS; i++) {
            committers.add(Thread.ofPlatform().name("commit-callbacks-" + i).start(this::loop));
        }
    }

    /** The outcome, after its commit; fails when it could not be recorded, or when there is no room. */
    CompletableFuture<Recorded> record(Notice notice) {
        var outcome = new CompletableFuture<Recorded>();
        if (closed || !queue.offer(new Waiting(notice, outcome))) {
            outcome.completeExceptionally(new IllegalStateException("no room for another callback"));
        }
        return outcome;
    }

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
                commit(batch);
            } catch (InterruptedException e) {
                return;
            } finally {
                batch.clear();
            }
        }
    }

    private void commit(List<Waiting> batch) {
        try {
            List<Recorded> outcomes = db.inTransaction(tx ->
                    payments.record(tx, batch.stream().map(Waiting::notice).toList()));
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).outcome.complete(outcomes.get(i));
            }
        } catch (RuntimeException | Error e) {
            if (batch.size() == 1) {
                LOG.error(
                        "a callback for {} could not be recorded",
                        batch.getFirst().notice.orderId(),
                        e);
                batch.getFirst().outcome.completeExceptionally(e);
                return;
            }
            LOG.warn("a batch of {} callbacks failed and is recorded one by one: {}", batch.size(), e.toString());
            batch.forEach(waiting -> commit(List.of(waiting)));
        }
    }

    /** Records what is waiting, then stops. */
    @Override
    public void close() {
        closed = true;
        for (Thread committer : committers) {
            try {
                committer.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
