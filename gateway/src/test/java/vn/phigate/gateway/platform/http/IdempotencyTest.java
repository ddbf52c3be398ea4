package vn.phigate.gateway.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.testsupport.Database;

/** The key, the work and the answer are one. */
@Database
class IdempotencyTest {
    private static final String WORK =
            "insert into gateway.audit_event (at, actor, action, subject_type, subject_id) values (now(), 'x', 'work', 'test', ?)";

    private static long done(Db db, String subject) {
        return db.get("select count(*) as n from gateway.audit_event where subject_id = ?", subject)
                .orElseThrow()
                .whole("n");
    }

    @Test
    void leavesNothing_whenTheProcessFailsBetweenWorkAndAnswer(Db db) {
        var broken = new AtomicBoolean(true);
        try (Web web = web(db).command("/task/{id}", Access.PUBLIC, (request, tx) -> {
                            tx.run(WORK, request.pathParameter("id"));
                            if (broken.get()) {
                                throw new IllegalStateException("crash after the work");
                            }
                            return Reply.created(Map.of("done", true));
                        })
                        .start();
                var http = new Http("http://127.0.0.1:" + web.port())) {
            assertThat(http.post("/task/a", "k", "{}", "Idempotency-Key", "1").status())
                    .isEqualTo(500);
            assertThat(done(db, "a")).isZero();
            broken.set(false);
            assertThat(http.post("/task/a", "k", "{}", "Idempotency-Key", "1").status())
                    .as("the same key is judged anew")
                    .isEqualTo(201);
            broken.set(true);
            assertThat(http.post("/task/a", "k", "{}", "Idempotency-Key", "1").status())
                    .as("and is now answered from the books")
                    .isEqualTo(201);
            assertThat(done(db, "a")).isEqualTo(1);
        }
    }

    @Test
    void answersAreForgotten_afterThirtyDays(Db db) {
        Instant now = Instant.now();
        String keep =
                "insert into gateway.idempotency_key (caller, key, request_hash, status, content_type, body, created_at) values ('c', ?, '', 200, '', '', ?)";
        db.run(keep, "old", now.minus(Duration.ofDays(31)));
        db.run(keep, "young", now.minus(Duration.ofDays(29)));
        try (Web web = web(db)) {
            assertThat(web.forgetOldKeys()).isEqualTo(1);
            assertThat(web.forgetOldKeys()).isZero();
        }
        assertThat(db.list("select key from gateway.idempotency_key where caller = 'c'", row -> row.text("key")))
                .containsExactly("young");
    }

    private record Said(String text) {}

    /** PostgreSQL keeps no U+0000, and half a surrogate pair has no UTF-8. */
    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\ud800"})
    void bodyIsRefusedInWords_whenItCannotBeKept(String text, Db db) {
        try (Web web = web(db).command("/said", Access.PUBLIC, (request, tx) -> Reply.created(request.json(Said.class)))
                        .start();
                var http = new Http("http://127.0.0.1:" + web.port())) {
            var refused = http.post("/said", "k", "{\"text\":\"" + text + "\"}", "Idempotency-Key", "unkept");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.problem()).isEqualTo("invalid_field");
        }
    }

    @Test
    void keysBelongToTheirCallerAndAddress(Db db) {
        try (Web web = web(db).command("/task/{id}", Access.PUBLIC, (request, tx) -> {
                            tx.run(WORK, request.pathParameter("id"));
                            return Reply.created(Map.of());
                        })
                        .start();
                var http = new Http("http://127.0.0.1:" + web.port())) {
            assertThat(http.post("/task/b", "lan", "{}", "Idempotency-Key", "same")
                            .status())
                    .isEqualTo(201);
            assertThat(http.post("/task/b", "hung", "{}", "Idempotency-Key", "same")
                            .header("Idempotent-Replayed"))
                    .isEmpty();
            assertThat(http.post("/task/c", "lan", "{}", "Idempotency-Key", "same")
                            .problem())
                    .isEqualTo("idempotency_key_reused");
            assertThat(http.post("/task/b?x=1", "lan", "{}", "Idempotency-Key", "same")
                            .problem())
                    .isEqualTo("idempotency_key_reused");
            assertThat(http.post("/task/b", "lan", "{\"a\":1}", "Idempotency-Key", "same")
                            .problem())
                    .isEqualTo("idempotency_key_reused");
            assertThat(http.post("/task/b", "lan", " { } ", "Idempotency-Key", "same")
                            .header("Idempotent-Replayed"))
                    .isEqualTo("true");
            assertThat(http.post("/task/b", "lan", "{}").status())
                    .as("without a key each request is a new one")
                    .isEqualTo(201);
            assertThat(done(db, "b")).isEqualTo(3);
        }
    }

    /** Whoever calls is whom the bearer key names. */
    private static Web web(Db db) {
        Authenticator names = request -> request.header("Authorization")
                .map(line -> new Caller(line.replace("Bearer ", ""), Set.of(Role.MAKER), false))
                .or(Optional::empty);
        return new Web("test", HttpSettings.local(0), db, names, InstantSource.system());
    }
}
