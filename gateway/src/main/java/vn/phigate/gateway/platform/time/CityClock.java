package vn.phigate.gateway.platform.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Sql;

/**
 * The clock of one city. In sandbox mode it can be set, so that a day can be played through: it runs on from where it was set, survives a
 * restart, and every process of the city follows. In production it is the system's clock and cannot be set.
 */
public final class CityClock implements InstantSource {
    private static final String READ = "select offset_millis from gateway.sandbox_clock";
    private static final String WRITE = """
            insert into gateway.sandbox_clock (only_row, offset_millis) values (true, ?)
            on conflict (only_row) do update set offset_millis = excluded.offset_millis
            """;

    private final InstantSource system;
    private volatile Duration offset = Duration.ZERO;

    public CityClock(InstantSource system) {
        this.system = system;
    }

    @Override
    public Instant instant() {
        return system.instant().plus(offset);
    }

    /** Takes over what another process set; called at the start and then now and then, in sandbox mode only. */
    public synchronized void follow(Sql sql) {
        offset = sql.get(READ)
                .map(row -> Duration.ofMillis(row.whole("offset_millis")))
                .orElse(Duration.ZERO);
    }

    /** Sets the clock; null sets it back to the system's. */
    public synchronized void set(Sql sql, @Nullable Instant now) {
        Duration next = now == null ? Duration.ZERO : Duration.between(system.instant(), now);
        sql.run(WRITE, next.toMillis());
        offset = next;
    }
}
