package vn.phigate.gateway.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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
    private static final String RECORD_MANY = """
            insert into gateway.audit_event (at, actor, action, subject_type, subject_id, after, reason)
            select ?, ?, ?, ?, t.id, cast(t.after as jsonb), ?
            from unnest(cast(? as text[]), cast(? as text[])) with ordinality as t(id, after, n) order by t.n
            """;
    private static final String HISTORY = """
            select e.id, e.at, e.actor, e.action, e.subject_type, e.subject_id, e.salt, e.before, e.after, e.reason, s.seal_no, s.hash
            from gateway.audit_event e left join gateway.audit_seal s on s.event_id = e.id
            where e.subject_type = ? and e.subject_id = ? and e.id > ? order by e.id limit ?
            """;

    private static final String SEALED = """
            select e.id, e.at, e.actor, e.action, e.subject_type, e.subject_id, e.salt, e.before, e.after, e.reason,
                   s.seal_no, s.hash, s.content_digest, s.digest, s.previous_hash, s.sealed_at,
                   exists (select from gateway.audit_event x
                           where x.subject_type = 'audit_event' and x.subject_id = cast(e.id as text) and x.action = 'erase') as erasure
            from gateway.audit_event e left join gateway.audit_seal s on s.event_id = e.id
            where e.subject_type = ? and e.subject_id = ? and e.id > ? order by e.id limit ?
            """;
    private static final String CHAIN = """
            select coalesce((select max(seal_no) from gateway.audit_seal), 0) as sealed,
                   (select hash from gateway.audit_seal order by seal_no desc limit 1) as hash,
                   (select count(*) from gateway.audit_unsealed u
                    where not exists (select from gateway.audit_seal s where s.event_id = u.event_id)) as waiting,
                   (select max(day) from gateway.audit_root) as last_root
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

    /**
     * One event for each of many subjects that one act brought into being.
     *
     * @param after state of each, by subject id, in the order they are to be told
     */
    public void recordAll(
            Sql sql, String actor, String action, String subjectType, Map<String, ?> after, @Nullable String reason) {
        sql.run(
                RECORD_MANY,
                clock.instant(),
                actor,
                action,
                subjectType,
                reason,
                after.keySet().toArray(String[]::new),
                after.values().stream().map(Json::text).toArray(String[]::new));
    }

    /** What happened to a subject, oldest first. @param afterId number of the last event seen, 0 for none */
    public List<AuditEvent> history(Sql sql, String subjectType, String subjectId, long afterId, int limit) {
        return sql.list(HISTORY, Audit::read, subjectType, subjectId, afterId, (long) limit);
    }

    /** Whether an event still says what it said when it was sealed. */
    public enum Seal {
        HOLDS,
        /** Not sealed yet; the job does so within seconds. */
        WAITING,
        /** The personal data in it was erased, as the law allows; who did what and when still holds. */
        ERASED,
        /** Somebody changed the event, or its link, behind the program's back. */
        BROKEN
    }

    public record Checked(AuditEvent event, Seal seal) {}

    /** As {@link #history}, with each event held against its own link of the chain. The whole chain is {@link VerifyAudit}'s. */
    public List<Checked> checked(Sql sql, String subjectType, String subjectId, long afterId, int limit) {
        return sql.list(
                SEALED, row -> new Checked(read(row), seal(row)), subjectType, subjectId, afterId, (long) limit);
    }

    private static Seal seal(Row row) {
        Long number = row.wholeOrNull("seal_no");
        if (number == null) {
            return Seal.WAITING;
        }
        LoggedEvent event = SealEvents.logged(row);
        byte[] contentDigest = row.bytes("content_digest");
        byte[] digest = event.digest(contentDigest, row.instant("sealed_at"));
        boolean holds =
                (event.erased() ? row.flag("erasure") : MessageDigest.isEqual(event.contentDigest(), contentDigest))
                        && MessageDigest.isEqual(digest, row.bytes("digest"))
                        && MessageDigest.isEqual(
                                LoggedEvent.link(row.bytes("previous_hash"), number, digest), row.bytes("hash"));
        if (!holds) {
            return Seal.BROKEN;
        }
        return event.erased() ? Seal.ERASED : Seal.HOLDS;
    }

    /**
     * Where the chain stands.
     *
     * @param sealed links
     * @param waiting events without a link yet
     * @param lastHash of the last link, lower-case hex; empty before the first
     * @param lastRoot the last day whose root was signed; null when none was
     */
    public record Chain(
            long sealed,
            long waiting,
            String lastHash,
            @Nullable LocalDate lastRoot) {}

    public Chain chain(Sql sql) {
        Row row = sql.get(CHAIN).orElseThrow();
        byte[] hash = row.bytesOrNull("hash");
        return new Chain(
                row.whole("sealed"),
                row.whole("waiting"),
                hash == null ? "" : HexFormat.of().formatHex(hash),
                row.dateOrNull("last_root"));
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
