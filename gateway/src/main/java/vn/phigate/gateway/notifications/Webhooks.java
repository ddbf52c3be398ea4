package vn.phigate.gateway.notifications;

import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.payments.PaymentsApi;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Web;

/** The door to webhooks: endpoints are registered here, events are taken from the outbox and delivered by the jobs. */
public final class Webhooks implements AutoCloseable {
    static final Set<String> PAYMENT_EVENTS = Set.of(
            "payment.paid",
            "payment.refunded",
            "payment.refund_proposed",
            "payment.contested",
            "payment.reversed",
            "receipt.issued");
    static final String ACCOUNT_CHANGED = "account.changed";
    static final Set<String> EVENTS =
            Stream.concat(PAYMENT_EVENTS.stream(), Stream.of(ACCOUNT_CHANGED)).collect(Collectors.toUnmodifiableSet());
    /** Deliveries and their signatures go by the real time, whatever the sandbox clock shows: receivers check it against their own. */
    static final InstantSource REAL_TIME = InstantSource.system();

    private final FanOut fanOut;
    private final Deliver deliver;
    private final WebhooksApi api;

    /** The data of {@code account.changed} for a notice of the registry. */
    @FunctionalInterface
    public interface NoticeLookup {
        Map<String, @Nullable Object> of(Sql sql, UUID notice);
    }

    /** A refund as it stands, for {@code payment.refunded} and {@code payment.refund_proposed}. */
    @FunctionalInterface
    public interface RefundLookup {
        Map<String, @Nullable Object> of(Sql sql, UUID refund);
    }

    /**
     * @param sandbox also allows plain http to hosts of this machine and private networks
     * @param whenFree wakes the job of {@link #deliver()}
     */
    public Webhooks(
            Db db,
            Payments payments,
            PaymentsApi.ReceiptLookup receipts,
            NoticeLookup notices,
            RefundLookup refunds,
            Audit audit,
            boolean sandbox,
            InstantSource clock,
            Runnable whenFree) {
        var urls = new WebhookUrl(sandbox);
        this.fanOut = new FanOut(db, payments, receipts, notices, refunds, clock);
        this.deliver = new Deliver(db, new WebhookSender(urls, REAL_TIME, WebhookSender.Patience.DEFAULT), whenFree);
        this.api = new WebhooksApi(db, urls, audit, clock, whenFree);
    }

    public void routes(Web web) {
        api.routes(web);
    }

    /** Turns outbox rows into events with one delivery for each endpoint that asked. @return how many rows were taken */
    public int fanOut() {
        return fanOut.run();
    }

    /** Begins to send what is due; {@code whenFree} tells when something has ended. @return how many were begun */
    public int deliver() {
        return deliver.begin();
    }

    @Override
    public void close() {
        deliver.close();
    }
}
