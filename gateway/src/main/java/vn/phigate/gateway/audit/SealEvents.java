package vn.phigate.gateway.audit;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;

/**
 * Links committed events onto the chain, in the order in which they are found. The order of the seals is the chain's own: numbers of events
 * have gaps (what was rolled back) and come late (what took long), numbers of seals do neither.
 */
final class SealEvents {
    private static final int BATCH = 500;
    /** One sealer at a time, whichever process it is in; the next statement sees all that the last one committed. */
    private static final String LOCK =
            "select pg_try_advisory_xact_lock(hashtextextended('gateway.audit_seal', 0)) as free";

    private static final String LAST = "select seal_no, hash from gateway.audit_seal order by seal_no desc limit 1";
    private static final String WAITING = """
            select e.id, e.at, e.actor, e.action, e.subject_type, e.subject_id, e.salt, e.before, e.after, e.reason, s.seal_no
            from gateway.audit_unsealed u
            join gateway.audit_event e on e.id = u.event_id
            left join gateway.audit_seal s on s.event_id = u.event_id
            order by u.event_id limit ?
            """;
    private static final String SEAL = """
            insert into gateway.audit_seal (seal_no, event_id, content_digest, digest, previous_hash, hash, sealed_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String DONE = "delete from gateway.audit_unsealed where event_id = any(?)";

    private final Db db;
    private final InstantSource clock;

    SealEvents(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    int run() {
        return db.inTransaction(this::seal);
    }

    int seal(Tx tx) {
        if (!tx.get(LOCK).orElseThrow().flag("free")) {
            return 0;
        }
        List<Row> waiting = tx.list(WAITING, row -> row, (long) BATCH);
        if (waiting.isEmpty()) {
            return 0;
        }
        @Nullable Row last = tx.get(LAST).orElse(null);
        long number = last == null ? 0 : last.whole("seal_no");
        byte[] hash = last == null ? LoggedEvent.GENESIS : last.bytes("hash");
        Instant now = clock.instant()
                .truncatedTo(ChronoUnit.MICROS); // as the database keeps it, because the digest covers it
        for (Row row : waiting) {
            if (row.wholeOrNull("seal_no") != null) {
                continue; // somebody put it into the queue again; an event has one seal
            }
            LoggedEvent event = logged(row);
            byte[] content = event.contentDigest();
            byte[] digest = event.digest(content, now);
            byte[] next = LoggedEvent.link(hash, ++number, digest);
            tx.run(SEAL, number, event.id(), content, digest, hash, next, now);
            hash = next;
        }
        tx.run(DONE, (Object) waiting.stream().map(row -> row.whole("id")).toArray(Long[]::new));
        return waiting.size();
    }

    static LoggedEvent logged(Row row) {
        return new LoggedEvent(
                row.whole("id"),
                row.instant("at"),
                row.text("actor"),
                row.text("action"),
                row.text("subject_type"),
                row.text("subject_id"),
                row.bytesOrNull("salt"),
                row.textOrNull("before"),
                row.textOrNull("after"),
                row.textOrNull("reason"));
    }
}
