package vn.phigate.gateway.callbacks;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.payments.Recorded;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.vnpay.VnpayNotice;
import vn.phigate.gateway.providers.vnpay.VnpayProvider;
import vn.phigate.gateway.providers.vnpay.VnpayReply;

/** The door for providers. */
public final class Callbacks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
    /** Providers wait longer; one that is refused calls again, and is told 02 when it was recorded after all. */
    private static final long PATIENCE_SECONDS = 10;

    private static final int SAMPLE_SLOTS = 1000;
    private static final int SAMPLE_BYTES = 4096;
    private static final long SAMPLE_EVERY_MILLIS = 1000;
    private static final String SAMPLE = """
            insert into gateway.refused_callback (slot, provider, peer, why, content, received_at) values (?, ?, ?, ?, ?, ?)
            on conflict (slot) do update set provider = excluded.provider, peer = excluded.peer, why = excluded.why,
                content = excluded.content, received_at = excluded.received_at
            """;

    private final Db db;
    private final VnpayProvider vnpay;
    private final SharedCommits commits;
    private final Admission admission = new Admission(Admission.ROOM);
    private final InstantSource clock;
    private final Runnable afterMove;
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong lastSampleAt = new AtomicLong();
    private final AtomicBoolean sampling = new AtomicBoolean();

    /** @param afterMove called after something was recorded, to wake the jobs that follow; must be quick */
    public Callbacks(Db db, Payments payments, VnpayProvider vnpay, InstantSource clock, Runnable afterMove) {
        this.db = db;
        this.vnpay = vnpay;
        this.clock = clock;
        this.afterMove = afterMove;
        this.commits = new SharedCommits(db, payments);
    }

    public void routes(Web web) {
        web.get("/callbacks/vnpay", Access.PUBLIC, admission.around(this::vnpay));
    }

    /** VNPay's IPN: HTTP GET, always answered 200 with RspCode; checked in the order signature, input, order, amount, state. */
    private Reply vnpay(Request request) {
        return new Reply(200, Reply.JSON, answer(request).json().getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private VnpayReply answer(Request request) {
        String rawQuery = request.rawQuery();
        byte[] content = rawQuery.getBytes(StandardCharsets.UTF_8);
        return switch (vnpay.read(rawQuery)) {
            case VnpayProvider.Reading.Refused(String why) -> {
                sample(request.peerAddress(), why, content);
                yield VnpayReply.INVALID_SIGNATURE;
            }
            case VnpayProvider.Reading.Genuine(VnpayNotice said, String key) -> {
                Recorded outcome = record(VnpayProvider.notice(said, "callback", content));
                yield outcome == null ? VnpayReply.UNKNOWN_ERROR : reply(outcome, said.complete());
            }
        };
    }

    /** An incomplete message is kept and the provider is asked, but it is told that more was needed. */
    private static VnpayReply reply(Recorded outcome, boolean complete) {
        if (outcome instanceof Recorded.UnknownOrder) {
            return complete ? VnpayReply.ORDER_NOT_FOUND : VnpayReply.INPUT_DATA_REQUIRED;
        }
        if (!complete) {
            return VnpayReply.INPUT_DATA_REQUIRED;
        }
        return switch (outcome) {
            case Recorded.Moved _, Recorded.Contradicts _ -> VnpayReply.RECORDED;
            case Recorded.Repeated _ -> VnpayReply.ALREADY_CONFIRMED;
            case Recorded.AmountDiffers _ -> VnpayReply.INVALID_AMOUNT;
            case Recorded.UnknownOrder _ -> VnpayReply.ORDER_NOT_FOUND;
        };
    }

    private @org.jspecify.annotations.Nullable Recorded record(Notice notice) {
        try {
            Recorded outcome = commits.record(notice).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            afterMove.run();
            return outcome;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SharedCommits.NotNow) {
                throw Admission.refusal();
            }
            LOG.warn("callback for {} is answered 99: {}", notice.orderId(), e.toString());
            return null;
        } catch (TimeoutException e) {
            // It may be recorded yet; then the next call is told 02.
            LOG.warn("callback for {} is not recorded after {} s", notice.orderId(), PATIENCE_SECONDS);
            throw Admission.refusal();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Admission.refusal();
        }
    }

    /** At most one sample a second into a ring of slots: a flood of forgeries costs one hash each and no disk. */
    private void sample(String peer, String why, byte[] content) {
        long count = refused.incrementAndGet();
        Instant now = clock.instant();
        long last = lastSampleAt.get();
        if (now.toEpochMilli() - last < SAMPLE_EVERY_MILLIS || !lastSampleAt.compareAndSet(last, now.toEpochMilli())) {
            return;
        }
        LOG.warn("refused callback from {}: {} ({} refused since the start)", peer, why, count);
        // Nobody waits for it: with the database away a connection takes its time to fail, and forgeries would hold the
        // door.
        if (sampling.compareAndSet(false, true)) {
            Thread.ofVirtual().name("keep-sample").start(() -> keep(count, peer, why, content, now));
        }
    }

    private void keep(long count, String peer, String why, byte[] content, Instant now) {
        try {
            db.run(
                    SAMPLE,
                    count % SAMPLE_SLOTS,
                    VnpayProvider.NAME,
                    peer,
                    why,
                    Arrays.copyOf(content, Math.min(content.length, SAMPLE_BYTES)),
                    now);
        } catch (DatabaseException e) {
            LOG.warn("the sample could not be kept: {}", e.toString());
        } finally {
            sampling.set(false);
        }
    }

    /** Whether callbacks that come now would be recorded, as far as this process can tell without asking the database. */
    public boolean alive() {
        return commits.alive();
    }

    /** Whether callbacks come so close together that what can wait should. */
    public boolean rushed() {
        return commits.rushed();
    }

    /** Records what is waiting, then stops. */
    @Override
    public void close() {
        commits.close();
    }
}
