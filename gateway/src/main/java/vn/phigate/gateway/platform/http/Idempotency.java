package vn.phigate.gateway.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.signing.Sha256;

/**
 * Idempotency keys. The key, the work and the answer are written in one transaction: a crash leaves all or nothing, so the same request can
 * always be sent again. A refusal is not kept, because nothing was done; it is judged anew. Keys belong to the caller that sent them.
 */
final class Idempotency {
    private static final String LOCK = "select pg_try_advisory_xact_lock(hashtextextended(?, 42)) as free";
    private static final String FIND = """
            select request_hash, status, content_type, body from gateway.idempotency_key where caller = ? and key = ?
            """;
    private static final String KEEP = """
            insert into gateway.idempotency_key (caller, key, request_hash, status, content_type, body, created_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    /** How long an answer can be asked for again; the longest that a client may keep trying. */
    private static final Duration KEPT = Duration.ofDays(30);

    private static final String FORGET = """
            delete from gateway.idempotency_key where ctid in (
                select ctid from gateway.idempotency_key where created_at < ? limit 1000)
            """;
    private static final String ANSWERED = """
            update gateway.idempotency_key set status = ?, content_type = ?, body = ? where caller = ? and key = ? and status = ?
            """;
    /** In place of an answer while the second of two steps is under way (RFC 2518, section 10.1). */
    private static final int PROCESSING = 102;

    private static final String REPLAYED = "Idempotent-Replayed";

    private final InstantSource clock;

    Idempotency(InstantSource clock) {
        this.clock = clock;
    }

    Reply once(Request request, String caller, String key, Tx tx, Route.Command command) {
        byte[] hash = hash(request);
        Row kept = find(caller, key, hash, tx);
        if (kept != null) {
            return replayed(kept);
        }
        Reply reply = command.handle(request, tx);
        keep(tx, caller, key, hash, reply.status(), reply.contentType(), reply.body());
        return reply;
    }

    /** The key is committed with the first step, so that nothing can be begun twice; the answer replaces its {@link #PROCESSING} afterwards. */
    Reply inTwoSteps(Request request, String caller, String key, Db db, TwoSteps steps) {
        byte[] hash = hash(request);
        return db.<Supplier<Reply>>inTransaction(tx -> {
                    Row kept = find(caller, key, hash, tx);
                    if (kept != null && kept.whole("status") != PROCESSING) {
                        Reply replay = replayed(kept);
                        return () -> replay;
                    }
                    if (kept != null) {
                        String work = new String(kept.bytes("body"), StandardCharsets.UTF_8);
                        return () -> answered(
                                        db, caller, key, steps.afterCrash().handle(request, work))
                                .with(REPLAYED, "true");
                    }
                    switch (steps.first().handle(request, tx)) {
                        case TwoSteps.First.Done(Reply reply) -> {
                            keep(tx, caller, key, hash, reply.status(), reply.contentType(), reply.body());
                            return () -> reply;
                        }
                        case TwoSteps.First.Started(String work, Supplier<Reply> second) -> {
                            keep(tx, caller, key, hash, PROCESSING, "", work.getBytes(StandardCharsets.UTF_8));
                            return () -> answered(db, caller, key, second.get());
                        }
                    }
                })
                .get();
    }

    private static Reply answered(Db db, String caller, String key, Reply reply) {
        db.run(ANSWERED, (long) reply.status(), reply.contentType(), reply.body(), caller, key, (long) PROCESSING);
        return reply;
    }

    private void keep(Tx tx, String caller, String key, byte[] hash, int status, String contentType, byte[] body) {
        tx.run(KEEP, caller, key, hash, (long) status, contentType, body, clock.instant());
    }

    private static Reply replayed(Row kept) {
        return new Reply(
                (int) kept.whole("status"), kept.text("content_type"), kept.bytes("body"), Map.of(REPLAYED, "true"));
    }

    private static @Nullable Row find(String caller, String key, byte[] hash, Tx tx) {
        if (key.length() > 255 || !key.chars().allMatch(c -> c > 32 && c < 127)) {
            throw HttpProblem.field(
                    "Idempotency-Key",
                    key,
                    "cần 1 đến 255 ký tự ASCII không có dấu cách.",
                    "1 to 255 ASCII characters without spaces are needed.");
        }
        boolean free = tx.get(LOCK, caller + "\n" + key).orElseThrow().flag("free");
        if (!free) {
            throw HttpProblem.REQUEST_IN_FLIGHT.refusal();
        }
        Row kept = tx.get(FIND, caller, key).orElse(null);
        if (kept != null && !MessageDigest.isEqual(kept.bytes("request_hash"), hash)) {
            throw HttpProblem.IDEMPOTENCY_KEY_REUSED.refusal();
        }
        return kept;
    }

    /** @return how many were forgotten; at most a thousand at a time, so that nobody waits for a lock */
    int forgetOld(Sql sql) {
        return (int) sql.run(FORGET, clock.instant().minus(KEPT));
    }

    /**
     * Method, path, query and body; a JSON body is compared by meaning, not by the order of its fields. One with a text that cannot be kept is
     * compared as it was sent: its handler refuses it.
     */
    private static byte[] hash(Request request) {
        byte[] line = (request.method() + " " + request.path() + "?" + request.rawQuery() + "\n")
                .getBytes(StandardCharsets.UTF_8);
        return Sha256.of(line, canonical(request.body()));
    }

    private static byte[] canonical(byte[] body) {
        try {
            JsonNode tree = Json.MAPPER.readTree(body);
            return tree == null || tree.isMissingNode() ? body : Json.canonical(tree);
        } catch (JsonProcessingException | Json.Unwritable e) {
            return body;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
