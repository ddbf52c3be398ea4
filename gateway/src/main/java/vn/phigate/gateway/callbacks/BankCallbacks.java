package vn.phigate.gateway.callbacks;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.payments.BankRecorded;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.providers.NoticeService;
import vn.phigate.gateway.providers.NoticeService.Reading;
import vn.phigate.gateway.providers.NoticeService.Voucher;

/**
 * The door for services that report transfers on bank accounts. Verified over the raw body, recorded in one transaction with its evidence, and only then answered; a service
 * that is answered anything else than 2xx calls again.
 */
public final class BankCallbacks {
    private static final Logger LOG = LoggerFactory.getLogger(BankCallbacks.class);
    /** The upper half of the ring; the lower one is for providers of orders. */
    private static final int FIRST_SLOT = 500;

    private static final int SLOTS = 500;
    /** Each takes a connection and a commit of its own; so many are answered well within a second. */
    private static final int ROOM = 128;

    private final Db db;
    private final Payments payments;
    private final List<NoticeService> services;
    private final InstantSource clock;
    private final Runnable afterMove;
    private final Admission admission = new Admission(ROOM);
    private final RefusedSamples samples;

    /** @param afterMove called after something was recorded, to wake the jobs that follow; must be quick */
    public BankCallbacks(
            Db db, Payments payments, List<NoticeService> services, InstantSource clock, Runnable afterMove) {
        this.db = db;
        this.payments = payments;
        this.services = List.copyOf(services);
        this.clock = clock;
        this.afterMove = afterMove;
        this.samples = new RefusedSamples(db, clock, FIRST_SLOT, SLOTS);
    }

    public void routes(Web web) {
        for (NoticeService service : services) {
            String path = "/callbacks/" + service.name();
            web.post(
                    path,
                    Access.PUBLIC,
                    admission.around(request -> answer(service, NoticeService.DEFAULT_ENDPOINT, request)));
            web.post(
                    path + "/{endpoint}",
                    Access.PUBLIC,
                    admission.around(request -> answer(service, request.pathParameter("endpoint"), request)));
        }
    }

    private Reply answer(NoticeService service, String endpoint, Request request) {
        return take(
                service,
                endpoint,
                new NoticeService.Call(name -> request.header(name).orElse(null), request.body()),
                request.peerAddress());
    }

    /** What HTTP does with one call, without HTTP: the answer goes to the service only once what was said is durable. */
    public Reply take(NoticeService service, String endpoint, NoticeService.Call call, String peer) {
        NoticeService.Endpoint door =
                NoticeService.find(service.endpoints(), endpoint).orElse(null);
        if (door == null) {
            return reply(404, "there is no such endpoint");
        }
        byte[] body = call.body();
        return switch (service.read(endpoint, call, clock.instant())) {
            case Reading.Transfer(var notice, Voucher voucher) ->
                recorded(service, voucher, () -> {
                    BankRecorded outcome = db.inTransaction(
                            tx -> payments.record(tx, notice, door.agencies(), evidence(voucher, body)));
                    if (outcome.moved()) {
                        afterMove.run();
                    }
                });
            case Reading.NoTransfer(String why, Voucher voucher) ->
                recorded(service, voucher, () -> keep(service, voucher, body, "no_transfer: " + why));
            case Reading.Unreadable(String why, Voucher voucher) -> {
                LOG.error("{} signed with {} what cannot be read: {}", service.name(), voucher.keyId(), why);
                Reply kept = recorded(service, voucher, () -> keep(service, voucher, body, "unreadable: " + why));
                yield kept.status() == 200 ? reply(400, "cannot be read: " + why) : kept;
            }
            case Reading.Refused(String why) -> {
                samples.refused(service.name(), peer, why, body);
                yield reply(401, "not signed by a known key, or too long ago");
            }
        };
    }

    private Reply recorded(NoticeService service, Voucher voucher, Runnable work) {
        try {
            work.run();
            return new Reply(200, Reply.JSON, NoticeService.TAKEN.getBytes(StandardCharsets.UTF_8), Map.of());
        } catch (DatabaseException e) {
            LOG.warn(
                    "a notice of {} under {} could not be recorded, it must call again",
                    service.name(),
                    voucher.keyId(),
                    e);
            return reply(503, "call again");
        }
    }

    private void keep(NoticeService service, Voucher voucher, byte[] body, String verdict) {
        db.inTransactionDo(tx -> payments.keep(tx, service.name(), voucher.keyId(), evidence(voucher, body), verdict));
    }

    /** What a later check of the signature needs: its headers, an empty line, the body byte for byte. */
    private static byte[] evidence(Voucher voucher, byte[] body) {
        byte[] head = (voucher.signedHeaders() + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] content = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, content, head.length, body.length);
        return content;
    }

    private static Reply reply(int status, String message) {
        return Reply.json(status, Map.of("success", false, "message", message));
    }
}
