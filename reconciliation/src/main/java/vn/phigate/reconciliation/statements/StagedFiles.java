package vn.phigate.reconciliation.statements;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.Ids;

/** Files that somebody looks at before booking them: each is its sender's own, a few at a time, for a day. */
final class StagedFiles {
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int EACH_MAX = 5;
    private static final String INSERT =
            "insert into reconciliation.staged_file (id, filename, content, staged_by, staged_at) values (?, ?, ?, ?, ?)";
    private static final String FORGET = """
            delete from reconciliation.staged_file f where f.staged_at < ?
               or f.id in (select o.id from reconciliation.staged_file o where o.staged_by = ? order by o.staged_at desc, o.id desc offset ?)
            """;
    private static final String GET =
            "select filename, content from reconciliation.staged_file where id = ? and staged_by = ?";
    private static final String DROP = "delete from reconciliation.staged_file where id = ? and staged_by = ?";

    private StagedFiles() {}

    static UUID stage(Tx tx, String filename, byte[] content, String by, Instant now) {
        UUID id = Ids.next(now);
        tx.run(INSERT, id, filename, content, by, now);
        tx.run(FORGET, now.minus(KEPT), by, (long) EACH_MAX);
        return id;
    }

    static Optional<Statements.Staged> get(Sql sql, UUID id, String by) {
        return sql.get(GET, id, by).map(row -> new Statements.Staged(id, row.text("filename"), row.bytes("content")));
    }

    static void drop(Tx tx, UUID id, String by) {
        tx.run(DROP, id, by);
    }
}
