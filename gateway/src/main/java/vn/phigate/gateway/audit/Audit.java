package vn.phigate.gateway.audit;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Json;

/** The log of changes that people make; written in the transaction of the change. */
public final class Audit {
    private static final String RECORD =
            """
            insert into gateway.audit_event (at, actor, action, subject_type, subject_id, before, after, reason)
            values (?, ?, ?, ?, ?, cast(? as jsonb), cast(? as jsonb), ?)
            """;

    private final InstantSource clock;

    public Audit(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * @param actor name of the person or program
     * @param action verb in lower case, e.g. {@code approve}
     * @param before state before, or null when it did not exist
     * @param after state after, or null when it ended
     */
    public void record(
            Sql sql,
            String actor,
            String action,
            String subjectType,
            String subjectId,
            @Nullable Object before,
            @Nullable Object after,
            @Nullable String reason) {
        sql.run(
                RECORD,
                clock.instant(),
                actor,
                action,
                subjectType,
                subjectId,
                before == null ? null : Json.text(before),
                after == null ? null : Json.text(after),
                reason);
    }
}
