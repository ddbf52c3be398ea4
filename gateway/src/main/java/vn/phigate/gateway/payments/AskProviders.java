package vn.phigate.gateway.payments;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.StatusQuery;

/**
 * The janitor of silence: asks providers about orders whose time ran out without a word, and about unclear words. The next question is
 * scheduled before the first is asked, so that a crash in between loses nothing; it never gives up in silence, the last interval repeats.
 */
public final class AskProviders {
    private static final Logger LOG = LoggerFactory.getLogger(AskProviders.class);
    private static final int BATCH = 20;
    private static final String TAKE = """
            select id, provider, order_id, key_id, created_at, expires_at, queries from gateway.attempt
            where next_query_at <= ? order by next_query_at limit ? for update skip locked
            """;
    private static final String SCHEDULE_NEXT =
            "update gateway.attempt set next_query_at = ?, queries = queries + 1 where id = ?";

    private final Db db;
    private final Payments payments;
    private final Map<String, StatusQuery> queries;
    private final InstantSource clock;

    public AskProviders(Db db, Payments payments, Map<String, StatusQuery> queries, InstantSource clock) {
        this.db = db;
        this.payments = payments;
        this.queries = Map.copyOf(queries);
        this.clock = clock;
    }

    /** @return how many orders were asked about */
    public int run() {
        List<Row> due = db.inTransaction(tx -> {
            Instant now = clock.instant();
            List<Row> rows = tx.list(TAKE, row -> row, now, (long) BATCH);
            for (Row row : rows) {
                int asked = (int) row.whole("queries");
                StatusQuery query = queries.get(row.text("provider"));
                List<Duration> waits = query == null ? StatusQuery.SLOW : query.schedule();
                tx.run(SCHEDULE_NEXT, now.plus(waits.get(Math.min(asked, waits.size() - 1))), row.uuid("id"));
            }
            return rows;
        });
        for (Row attempt : due) {
            try {
                ask(attempt);
            } catch (RuntimeException e) {
                LOG.error(
                        "the answer about {} could not be recorded; it is asked for again",
                        attempt.text("order_id"),
                        e);
            }
        }
        return due.size();
    }

    private void ask(Row attempt) {
        StatusQuery query = queries.get(attempt.text("provider"));
        if (query == null) {
            LOG.error(
                    "{} is not configured any more and nobody can be asked about {}",
                    attempt.text("provider"),
                    attempt.text("order_id"));
            return;
        }
        var question = new StatusQuery.Question(
                attempt.text("order_id"),
                attempt.text("key_id"),
                attempt.instant("created_at"),
                attempt.instant("expires_at"));
        switch (query.ask(question)) {
            case StatusQuery.Answer.Told(Notice notice) -> {
                List<Recorded> outcome = db.inTransaction(tx -> payments.record(tx, List.of(notice)));
                LOG.info(
                        "asked {} about {}: {} -> {}",
                        query.provider(),
                        question.orderId(),
                        notice.code(),
                        outcome.getFirst());
            }
            case StatusQuery.Answer.Pending(String code) ->
                LOG.info("asked {} about {}: not decided yet ({})", query.provider(), question.orderId(), code);
            case StatusQuery.Answer.NoAnswer(String why) ->
                LOG.warn(
                        "asked {} about {}: no answer that can be believed: {}",
                        query.provider(),
                        question.orderId(),
                        why);
        }
    }

    /** How many payments are unknown right now; never zero in silence. */
    public static long unknown(Sql sql) {
        return sql.get("select count(*) as n from gateway.payment where status = 'unknown'")
                .orElseThrow()
                .whole("n");
    }
}
