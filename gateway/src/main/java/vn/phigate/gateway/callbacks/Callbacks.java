package vn.phigate.gateway.callbacks;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.payments.Recorded;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Route;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.providers.CallbackDoor;
import vn.phigate.gateway.providers.Notice;

/** The door for providers. */
public final class Callbacks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
    /** Providers wait longer (VNPay, MoMo 15 s and more); one that is answered late calls again and is told that it is known. */
    private static final long PATIENCE_SECONDS = 10;

    private static final int SAMPLE_SLOTS = 500;

    private final List<CallbackDoor<?>> doors;
    private final SharedCommits commits;
    private final Admission admission = new Admission(Admission.ROOM);
    private final RefusedSamples samples;
    private final Runnable afterMove;

    /** @param afterMove called after something was recorded, to wake the jobs that follow; must be quick */
    public Callbacks(
            Db db, Payments payments, List<? extends CallbackDoor<?>> doors, InstantSource clock, Runnable afterMove) {
        this.doors = List.copyOf(doors);
        this.samples = new RefusedSamples(db, clock, 0, SAMPLE_SLOTS);
        this.afterMove = afterMove;
        this.commits = new SharedCommits(db, payments);
    }

    public void routes(Web web) {
        doors.forEach(door -> door(web, door));
    }

    private <G extends CallbackDoor.Genuine> void door(Web web, CallbackDoor<G> door) {
        String common = "/callbacks/" + door.provider();
        Route.Handler atCommon = admission.around(request -> answer(door, request, null));
        Route.Handler atEndpoint =
                admission.around(request -> answer(door, request, request.pathParameter("endpoint")));
        switch (door.method()) {
            case "GET" -> {
                web.get(common, Access.PUBLIC, atCommon);
                web.get(common + "/{endpoint}", Access.PUBLIC, atEndpoint);
            }
            case "POST" -> {
                web.post(common, Access.PUBLIC, atCommon);
                web.post(common + "/{endpoint}", Access.PUBLIC, atEndpoint);
            }
            default -> throw new IllegalArgumentException(door.method());
        }
    }

    private <G extends CallbackDoor.Genuine> Reply answer(
            CallbackDoor<G> door, Request request, @Nullable String endpoint) {
        byte[] body = door.method().equals("POST") ? request.body() : new byte[0];
        var call = new CallbackDoor.Call(
                endpoint, request.rawQuery(), body, name -> request.header(name).orElse(null));
        return reply(take(door, call, request.peerAddress()));
    }

    /**
     * What HTTP does with one call, without HTTP: the answer goes to the provider only once what was said is durable.
     *
     * @throws Refusal 503 when it could not be recorded now
     */
    public <G extends CallbackDoor.Genuine> CallbackDoor.Reply take(
            CallbackDoor<G> door, CallbackDoor.Call call, String peer) {
        return switch (door.read(call)) {
            case CallbackDoor.Reading.Refused<G>(String why, boolean malformed) -> {
                byte[] body = call.body();
                samples.refused(
                        door.provider(),
                        peer,
                        why,
                        body.length > 0 ? body : call.rawQuery().getBytes(StandardCharsets.UTF_8));
                yield door.refuse(malformed);
            }
            case CallbackDoor.Reading.Believed<G>(G said) -> door.answer(said, outcome(record(said.notice())));
        };
    }

    private static Reply reply(CallbackDoor.Reply reply) {
        return new Reply(
                reply.status(), reply.contentType(), reply.body().getBytes(StandardCharsets.UTF_8), reply.headers());
    }

    private static CallbackDoor.Outcome outcome(@Nullable Recorded recorded) {
        return switch (recorded) {
            case null -> CallbackDoor.Outcome.NOT_RECORDED;
            case Recorded.Moved _ -> CallbackDoor.Outcome.MOVED;
            case Recorded.Repeated _ -> CallbackDoor.Outcome.REPEATED;
            case Recorded.Contradicts _ -> CallbackDoor.Outcome.CONTRADICTS;
            case Recorded.AmountDiffers _ -> CallbackDoor.Outcome.DIFFERS;
            case Recorded.UnknownOrder _ -> CallbackDoor.Outcome.UNKNOWN_ORDER;
        };
    }

    private @Nullable Recorded record(Notice notice) {
        try {
            Recorded outcome = commits.record(notice).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            afterMove.run();
            return outcome;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SharedCommits.NotNow) {
                throw Admission.refusal();
            }
            LOG.warn(
                    "callback for {} is not recorded, the provider must call again: {}",
                    notice.orderId(),
                    e.toString());
            return null;
        } catch (TimeoutException e) {
            LOG.warn("callback for {} is not recorded after {} s", notice.orderId(), PATIENCE_SECONDS);
            throw Admission.refusal();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Admission.refusal();
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
