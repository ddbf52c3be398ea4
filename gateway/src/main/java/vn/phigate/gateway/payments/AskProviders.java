package vn.phigate.gateway.payments;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.time.Ids;
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
            select id, payment_id, provider, order_id, key_id, created_at, expires_at, queries from gateway.attempt
            where next_query_at <= ? order by next_query_at limit ? for update skip locked
            """;
    private static final String SCHEDULE_NEXT =
            "update gateway.attempt set next_query_at = ?, queries = queries + 1 where id = ?";
    /** What decides nothing is kept too, but bounded: an order that is asked about for years shall not fill the disk. */
    private static final String KEEP = """
            insert into gateway.evidence (id, provider, source, attempt_id, payment_id, content_hash, content, key_id, verdict, received_at, last_received_at)
            select ?, ?, 'query', ?, ?, sha256(c.content), c.content, ?, ?, ?, ? from (select substring(cast(? as bytea) from 1 for ?) as content) c
            where (select count(*) from gateway.evidence e
                   where e.payment_id = ? and e.attempt_id = ? and e.says is null and e.content_hash <> sha256(c.content)) < ?
            on conflict on constraint evidence_once
            do update set times = evidence.times + 1, last_received_at = excluded.last_received_at
            """;

    private static final int ANSWER_BYTES = 16 * 1024;
    private static final int ANSWERS_OF_AN_ORDER = 40;
    private static final String OPEN_CASE = """
            insert into gateway.payment_case (id, payment_id, attempt_id, type, amount_vnd, detail, fingerprint, opened_at)
            select ?, p.id, a.id, ?, p.amount_vnd, ?, ?, ? from gateway.attempt a join gateway.payment p on p.id = a.payment_id
            where a.id = ? and a.next_query_at is not null
            on conflict (payment_id, type, fingerprint) do nothing
            """;
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
            undecided(attempt, "nobody is configured who can be asked");
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
                giveUpSilence(attempt, query, notice.code());
            }
            case StatusQuery.Answer.Pending(String code, byte[] content) -> {
                LOG.info("asked {} about {}: not decided yet ({})", query.provider(), question.orderId(), code);
                keep(attempt, "pending:" + code, content);
                giveUpSilence(attempt, query, "not decided there, " + code);
            }
            case StatusQuery.Answer.NoAnswer(String why, byte[] content) -> {
                LOG.warn(
                        "asked {} about {}: no answer that can be believed: {}",
                        query.provider(),
                        question.orderId(),
                        why);
                keep(attempt, NOT_BELIEVED + why, content);
                giveUpSilence(attempt, query, why);
            }
        }
    }

    /** Verdict of an answer that nobody vouches for, with the reason. */
    public static final String NOT_BELIEVED = "not_believed:";

    private void keep(Row attempt, String verdict, byte[] content) {
        if (content.length == 0) {
            return;
        }
        Instant now = clock.instant();
        UUID id = attempt.uuid("id");
        UUID payment = attempt.uuid("payment_id");
        db.run(
                KEEP,
                Ids.next(now),
                attempt.text("provider"),
                id,
                payment,
                attempt.text("key_id"),
                verdict,
                now,
                now,
                content,
                ANSWER_BYTES,
                payment,
                id,
                ANSWERS_OF_AN_ORDER);
    }

    /** A person hears of it once the schedule ran out and the order is still asked about: a word that decides nothing is silence too. */
    private void giveUpSilence(Row attempt, StatusQuery query, String why) {
        if (attempt.whole("queries") + 1 >= query.schedule().size()) {
            undecided(attempt, why);
        }
    }

    private void undecided(Row attempt, String why) {
        Instant now = clock.instant();
        db.run(
                OPEN_CASE,
                Ids.next(now),
                CaseType.ORDER_UNDECIDED.text(),
                attempt.text("provider") + " " + attempt.text("order_id") + ": asked " + (attempt.whole("queries") + 1)
                        + " times; " + why,
                "order:" + attempt.text("order_id"),
                now,
                attempt.uuid("id"));
    }

    /** How many payments are unknown right now; never zero in silence. */
    public static long unknown(Sql sql) {
        return sql.get("select count(*) as n from gateway.payment where status = 'unknown'")
                .orElseThrow()
                .whole("n");
    }
}
