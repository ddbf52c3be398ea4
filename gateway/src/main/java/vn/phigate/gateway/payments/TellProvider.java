package vn.phigate.gateway.payments;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.signing.Sha256;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.Order;
import vn.phigate.gateway.providers.Provider;

/**
 * Tells a provider of an attempt that is committed already, outside of any transaction, and keeps what it said. Whatever happens in between,
 * a row exists that the janitor asks about.
 */
final class TellProvider {
    private static final Logger LOG = LoggerFactory.getLogger(TellProvider.class);
    /** Beyond the provider's patience, for our own two transactions. */
    private static final Duration OUR_SHARE = Duration.ofSeconds(15);

    /** A word that came meanwhile (a callback can be quicker than this answer) is not taken back: only what the payer follows is added. */
    private static final String KEEP_LINK = """
            update gateway.attempt set redirect_url = ?, deeplink = ?, qr = ?, provider_reference = ?,
                status = case when status = 'unknown' and provider_code is null then 'awaiting' else status end,
                next_query_at = case when status = 'unknown' and provider_code is null then expires_at else next_query_at end
            where id = ?
            """;

    private static final String KEEP_EVIDENCE = """
            insert into gateway.evidence (id, provider, source, attempt_id, payment_id, content_hash, content, key_id, verdict, received_at, last_received_at)
            values (?, ?, 'create', ?, ?, ?, ?, ?, 'accepted', ?, ?)
            on conflict on constraint evidence_once do update set times = evidence.times + 1, last_received_at = excluded.last_received_at
            """;
    private static final String UNTOLD = """
            select order_id, provider, key_id, created_at from gateway.attempt
            where payment_id = ? and number = ? and status = 'unknown' and provider_code is null
            """;

    private final Db db;
    private final RecordNotices notices;
    private final InstantSource clock;

    /** A call that is still to be made, by whoever wrote the attempt and by nobody else. */
    record Call(UUID payment, UUID attempt, Provider.Remote provider, Order order) {}

    TellProvider(Db db, RecordNotices notices, InstantSource clock) {
        this.db = db;
        this.notices = notices;
        this.clock = clock;
    }

    /** When the janitor asks about an attempt whose call never came back. */
    static Instant surelyOver(Provider.Remote provider, Instant createdAt) {
        return createdAt.plus(provider.patience()).plus(OUR_SHARE);
    }

    void tell(Call call) {
        Provider.Started said;
        try {
            said = call.provider.start(call.order);
        } catch (RuntimeException e) {
            LOG.error("{} could not be told of {}", call.provider.name(), call.order.orderId(), e);
            said = new Provider.Started.Unknown("failed", bytes("no answer about " + call.order.orderId()));
        }
        Provider.Started answer = said;
        db.inTransactionDo(tx -> {
            switch (answer) {
                case Provider.Started.Accepted accepted -> keep(tx, call, accepted);
                case Provider.Started.Declined(String code, byte[] content) ->
                    record(tx, call, Notice.Result.DECLINED, code, content);
                case Provider.Started.Unknown(String code, byte[] content) ->
                    record(tx, call, Notice.Result.UNCLEAR, code, content);
            }
        });
    }

    private void keep(Tx tx, Call call, Provider.Started.Accepted accepted) {
        Provider.Follow follow = accepted.follow();
        Instant now = clock.instant();
        tx.run(
                KEEP_LINK,
                follow.redirectUrl(),
                follow.deeplink(),
                follow.qr(),
                accepted.providerReference(),
                call.attempt);
        tx.run(
                KEEP_EVIDENCE,
                Ids.next(now),
                call.provider.name(),
                call.attempt,
                call.payment,
                Sha256.of(accepted.content()),
                accepted.content(),
                call.order.keyId(),
                now,
                now);
    }

    private void record(Tx tx, Call call, Notice.Result result, String code, byte[] content) {
        record(tx, call.provider.name(), call.order.orderId(), call.order.keyId(), result, code, content);
    }

    private void record(
            Tx tx, String provider, String orderId, String keyId, Notice.Result result, String code, byte[] content) {
        Recorded recorded = notices.record(
                        tx,
                        List.of(new Notice(
                                provider,
                                "create",
                                orderId,
                                keyId,
                                Notice.SAME_AMOUNT,
                                result,
                                null,
                                null,
                                code,
                                content)))
                .getFirst();
        LOG.info("told {} of {}: {} -> {}", provider, orderId, code, recorded);
    }

    /**
     * After a crash in the middle: nobody knows any more whether the provider heard of the attempt, so it is unknown and is asked about.
     *
     * @return false while its call may still be under way
     */
    boolean giveUp(UUID payment, int number, @Nullable Duration patience) {
        return db.inTransaction(tx -> {
            var untold = tx.get(UNTOLD, payment, (long) number);
            if (untold.isEmpty()) {
                return true;
            }
            var attempt = untold.get();
            Duration wait = patience == null ? OUR_SHARE : patience.plus(OUR_SHARE);
            if (clock.instant().isBefore(attempt.instant("created_at").plus(wait))) {
                return false;
            }
            String orderId = attempt.text("order_id");
            record(
                    tx,
                    attempt.text("provider"),
                    orderId,
                    attempt.text("key_id"),
                    Notice.Result.UNCLEAR,
                    "no_answer",
                    bytes("nothing is known of the answer about " + orderId));
            return true;
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
