package vn.phigate.gateway.callbacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.RegistryRules;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.HttpSettings;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.providers.NoticeService;
import vn.phigate.testsupport.Database;

/** Notice services stand at the same door as providers: what there is no room for is told to come again, at once. */
@Database
@Timeout(60)
class BankAdmissionTest {
    private static final int CALLS = 200;

    /** Looks at each call for as long as the test likes, then believes none. */
    private static final class Slow implements NoticeService {
        private final CountDownLatch leave = new CountDownLatch(1);
        private final AtomicInteger inside = new AtomicInteger();

        @Override
        public String name() {
            return "slow";
        }

        @Override
        public List<Endpoint> endpoints() {
            return List.of(new Endpoint(DEFAULT_ENDPOINT, List.of(new Secret("slow/1", "s")), List.of(), null));
        }

        @Override
        public Reading read(String endpoint, Call call, Instant now) {
            inside.incrementAndGet();
            try {
                leave.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Reading.Refused("nobody");
        }
    }

    @Test
    void comesAgainLater_whenMoreCallAtOnceThanCanBeRecorded(Db db) throws Exception {
        InstantSource clock = InstantSource.system();
        var audit = new Audit(clock);
        var agencies = new Agencies(audit, clock);
        var accounts = new Accounts(agencies, RegistryRules.SANDBOX, audit, clock);
        var payments = new Payments(db, agencies, accounts, new Ledger(clock), java.util.Map.of(), true, clock);
        var service = new Slow();
        var web = new Web("slow", HttpSettings.local(0), db, request -> Optional.empty(), clock);
        new BankCallbacks(db, payments, List.of(service), clock, () -> {}).routes(web);
        try (var client = HttpClient.newHttpClient()) {
            web.start();
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                answers.add(client.sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + "/callbacks/slow"))
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()));
            }
            // The calls inside wait, so whatever is answered now was turned away at the door.
            HttpResponse<String> turnedAway =
                    (HttpResponse<String>) CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new))
                            .get(20, TimeUnit.SECONDS);
            assertThat(turnedAway.statusCode()).isEqualTo(503);
            assertThat(turnedAway.headers().firstValue("Retry-After")).isPresent();
            assertThat(service.inside.get()).isPositive().isLessThan(CALLS);
            service.leave.countDown();
            List<Integer> statuses = new ArrayList<>();
            for (var answer : answers) {
                statuses.add(answer.get(20, TimeUnit.SECONDS).statusCode());
            }
            assertThat(statuses).containsOnly(401, 503);
            assertThat(statuses.stream().filter(s -> s == 401).count()).isEqualTo(service.inside.get());
        } finally {
            service.leave.countDown();
            web.close();
        }
    }
}
