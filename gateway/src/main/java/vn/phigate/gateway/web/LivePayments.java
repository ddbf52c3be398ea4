package vn.phigate.gateway.web;

import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.payments.PaymentStatus;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.EventStream;
import vn.phigate.gateway.platform.jobs.Jobs;
import vn.phigate.gateway.platform.signing.Sha256;
import vn.phigate.gateway.receipts.Receipts;
import vn.phigate.gateway.refunds.Refunds;

/**
 * Tells open pages that something about their payment changed. However many phones wait, the database is asked about all their payments at once, each
 * second and whenever something was committed here; nothing is asked while nobody waits. An event says only that there is news: the page asks for itself
 * again, so that nothing about a payment leaves by any other way than its page.
 */
public final class LivePayments {
    private static final Logger LOG = LoggerFactory.getLogger(LivePayments.class);
    private static final String NEWS = "news";
    /** Told to a page before its stream is ended for a newer one: it asks every few seconds for a while, instead of taking its place back. */
    private static final String FULL = "full";
    /** A payer has a phone and perhaps a computer. The oldest give way, since most of them are pages that were left or reloaded. */
    private static final int MOST_OF_ONE = 6;

    private static final int MARK_LETTERS = 16;

    private final Db db;
    private final Payments payments;
    private final Receipts receipts;
    private final Refunds refunds;
    private final Jobs.Bell bell;
    private final Map<UUID, Deque<Waiting>> waiting = new ConcurrentHashMap<>();

    private static final class Waiting {
        final EventStream stream;
        final Function<UUID, Standing> standing;
        volatile String seen;

        Waiting(EventStream stream, String seen, Function<UUID, Standing> standing) {
            this.stream = stream;
            this.seen = seen;
            this.standing = standing;
        }
    }

    /** What an event tells. @param last whether nothing more is to come */
    record Standing(PaymentStatus status, boolean last) {}

    /** @param bell wakes the job that runs {@link #look} */
    public LivePayments(Db db, Payments payments, Receipts receipts, Refunds refunds, Jobs.Bell bell) {
        this.db = db;
        this.payments = payments;
        this.receipts = receipts;
        this.refunds = refunds;
        this.bell = bell;
    }

    /** The mark of what a page of this payment would show now; read before what is shown, so that news in between are told twice and never missed. */
    String mark(UUID payment) {
        return marks(Set.of(payment)).getOrDefault(payment, "");
    }

    private Map<UUID, String> marks(Set<UUID> ids) {
        Map<UUID, String> ofReceipts = receipts.marks(db, ids);
        Map<UUID, String> ofRefunds = refunds.marks(db, ids);
        Map<UUID, String> marks = payments.marks(db, ids);
        marks.replaceAll((id, mark) -> Sha256.hex(
                        (mark + "|" + ofReceipts.get(id) + "|" + ofRefunds.get(id)).getBytes(StandardCharsets.UTF_8))
                .substring(0, MARK_LETTERS));
        return marks;
    }

    /**
     * Tells a stream of every change from now on. The oldest stream of the payment ends when there are more than one payer has use for.
     *
     * @param seen the mark that the client knows
     * @param standing where a payment stands; asked after each change
     */
    EventStream.Feed feed(UUID payment, String seen, Function<UUID, Standing> standing) {
        return stream -> {
            var one = new Waiting(stream, seen, standing);
            waiting.compute(payment, (_, all) -> {
                Deque<Waiting> now = all == null ? new ConcurrentLinkedDeque<>() : all;
                now.addLast(one);
                if (now.size() > MOST_OF_ONE) {
                    EventStream oldest = now.removeFirst().stream;
                    oldest.send(new EventStream.Event("", FULL, "{}"));
                    oldest.end();
                }
                return now;
            });
            bell.ring();
            return () -> waiting.computeIfPresent(payment, (_, all) -> {
                all.remove(one);
                return all.isEmpty() ? null : all;
            });
        };
    }

    /** Looks once for all who wait; called by a job. @return 0: the next look may wait until the bell rings, or a second */
    public int look() {
        Set<UUID> ids = Set.copyOf(waiting.keySet());
        if (!ids.isEmpty()) {
            marks(ids).forEach((id, mark) -> {
                Deque<Waiting> all = waiting.get(id);
                if (all != null) {
                    all.forEach(one -> tell(one, id, mark));
                }
            });
        }
        return 0;
    }

    private static void tell(Waiting one, UUID payment, String mark) {
        if (one.seen.equals(mark)) {
            return;
        }
        Standing now;
        try {
            now = one.standing.apply(payment);
        } catch (RuntimeException e) {
            // The others still want their news; this page asks again by itself.
            LOG.warn("a page of payment {} could not be told its news", payment, e);
            one.stream.end();
            return;
        }
        one.seen = mark;
        one.stream.send(new EventStream.Event(
                mark, NEWS, "{\"status\":\"" + now.status().text() + "\",\"last\":" + now.last() + "}"));
        if (now.last()) {
            one.stream.end();
        }
    }

    /** For how many payments somebody waits. */
    int watched() {
        return waiting.size();
    }
}
