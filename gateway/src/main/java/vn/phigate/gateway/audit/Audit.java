package vn.phigate.gateway.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Json;

/** The log of changes that people make; written in the transaction of the change. */
public final class Audit {
    private static final String RECORD = """
            insert into gateway.audit_event (at, actor, action, subject_type, subject_id, before, after, reason)
            values (?, ?, ?, ?, ?, cast(? as jsonb), cast(? as jsonb), ?)
            """;
    private static final String HISTORY = """
            select e.id, e.at, e.actor, e.action, e.subject_type, e.subject_id, e.salt, e.before, e.after, e.reason, s.seal_no, s.hash
            from gateway.audit_event e left join gateway.audit_seal s on s.event_id = e.id
            where e.subject_type = ? and e.subject_id = ? and e.id > ? order by e.id limit ?
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

    /** What happened to a subject, oldest first. @param afterId number of the last event seen, 0 for none */
    public List<AuditEvent> history(Sql sql, String subjectType, String subjectId, long afterId, int limit) {
        return sql.list(HISTORY, Audit::read, subjectType, subjectId, afterId, (long) limit);
    }

    private static AuditEvent read(Row row) {
        byte[] hash = row.bytesOrNull("hash");
        return new AuditEvent(
                row.whole("id"),
                row.instant("at"),
                row.text("actor"),
                row.text("action"),
                row.text("subject_type"),
                row.text("subject_id"),
                tree(row.textOrNull("before")),
                tree(row.textOrNull("after")),
                row.textOrNull("reason"),
                row.bytesOrNull("salt") == null,
                row.wholeOrNull("seal_no"),
                hash == null ? null : HexFormat.of().formatHex(hash));
    }

    private static @Nullable JsonNode tree(@Nullable String jsonb) {
        return jsonb == null ? null : Json.tree(jsonb);
    }
}
