package vn.phigate.gateway.callbacks;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.Db;

/**
 * Keeps samples of what nobody vouched for: at most one a second, into a ring of slots, cut in length. A flood of forgeries costs one hash each and no disk, and no
 * caller waits for the write.
 */
final class RefusedSamples {
    private static final Logger LOG = LoggerFactory.getLogger(RefusedSamples.class);
    private static final int BYTES = 4096;
    private static final long EVERY_MILLIS = 1000;
    private static final String SAMPLE = """
            insert into gateway.refused_callback (slot, provider, peer, why, content, received_at) values (?, ?, ?, ?, ?, ?)
            on conflict (slot) do update set provider = excluded.provider, peer = excluded.peer, why = excluded.why,
                content = excluded.content, received_at = excluded.received_at
            """;

    private final Db db;
    private final InstantSource clock;
    private final int firstSlot;
    private final int slots;
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong lastSampleAt = new AtomicLong();
    private final AtomicBoolean sampling = new AtomicBoolean();

    /** @param firstSlot of {@code slots} slots that are this ring's own */
    RefusedSamples(Db db, InstantSource clock, int firstSlot, int slots) {
        this.db = db;
        this.clock = clock;
        this.firstSlot = firstSlot;
        this.slots = slots;
    }

    void refused(String provider, String peer, String why, byte[] content) {
        long count = refused.incrementAndGet();
        Instant now = clock.instant();
        long last = lastSampleAt.get();
        if (now.toEpochMilli() - last < EVERY_MILLIS || !lastSampleAt.compareAndSet(last, now.toEpochMilli())) {
            return;
        }
        LOG.warn("refused callback to {} from {}: {} ({} refused since the start)", provider, peer, why, count);
        // Nobody waits for it: with the database away a connection takes its time to fail, and forgeries would hold the
        // door.
        if (sampling.compareAndSet(false, true)) {
            Thread.ofVirtual().name("keep-sample").start(() -> keep(count, provider, peer, why, content, now));
        }
    }

    private void keep(long count, String provider, String peer, String why, byte[] content, Instant now) {
        try {
            byte[] cut = Arrays.copyOf(content, Math.min(content.length, BYTES));
            db.run(SAMPLE, firstSlot + count % slots, provider, peer, why, cut, now);
        } catch (DatabaseException e) {
            LOG.warn("the sample could not be kept: {}", e.toString());
        } finally {
            sampling.set(false);
        }
    }
}
