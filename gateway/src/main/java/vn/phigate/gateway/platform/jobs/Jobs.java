package vn.phigate.gateway.platform.jobs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs of one process, each on its own virtual thread. */
public final class Jobs implements AutoCloseable {
    /** In a rush a job rests so many times as long as it worked, but never so long that nobody would notice its end. */
    private static final int REST = 30;

    private static final long MOST_REST_MILLIS = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    /** One job: does what there is to do and tells how much it did; more than zero makes it run again at once. */
    @FunctionalInterface
    public interface Job {
        int run() throws InterruptedException;
    }

    /** Wakes a job at once; cheap, may be called from anywhere, also when the job is not running here. */
    public static final class Bell {
        private final Semaphore rung = new Semaphore(0);

        public void ring() {
            if (rung.availablePermits() == 0) {
                rung.release();
            }
        }

        private void await(Duration atMost) throws InterruptedException {
            if (rung.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                rung.drainPermits();
            }
        }
    }

    private final List<Thread> threads = new ArrayList<>();
    private final List<Bell> bells = new ArrayList<>();
    private volatile BooleanSupplier rush = () -> false;
    private volatile boolean closed;

    /** Starts a job. After a failure it waits its interval and tries again. */
    public void start(String name, Bell bell, Duration interval, Job job) {
        bells.add(bell);
        threads.add(Thread.ofVirtual().name("job-" + name).start(() -> loop(name, bell, interval, job)));
    }

    /** While this is so, each job works a small part of the time only: receipts can wait a minute, a callback cannot. */
    public void giveWayTo(BooleanSupplier rushing) {
        rush = rushing;
    }

    private void loop(String name, Bell bell, Duration interval, Job job) {
        while (!closed) {
            try {
                long start = System.nanoTime();
                if (job.run() == 0) {
                    bell.await(interval);
                } else if (rush.getAsBoolean()) {
                    long worked = System.nanoTime() - start;
                    Thread.sleep(Math.clamp(TimeUnit.NANOSECONDS.toMillis(worked * REST), 1, MOST_REST_MILLIS));
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                if (closed) {
                    return;
                }
                LOG.error("job {} failed and will be tried again in {} s", name, interval.toSeconds(), e);
                try {
                    bell.await(interval);
                } catch (InterruptedException stop) {
                    return;
                }
            }
        }
    }

    /**
     * Stops all jobs and waits for the run that is under way. Threads are woken, never interrupted: an interrupt would cut a database
     * connection in the middle of a commit.
     */
    @Override
    public void close() {
        closed = true;
        bells.forEach(Bell::ring);
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
