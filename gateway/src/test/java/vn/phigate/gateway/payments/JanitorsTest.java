package vn.phigate.gateway.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.Database;

/** The jobs that follow payments: what they lock, and how far they get in one go. */
@Database
class JanitorsTest {
    private static final String LOCK_OBLIGATION = """
            select o.id from gateway.obligation o join gateway.dossier d on d.id = o.dossier_id where d.code = ? order by o.id for update of o
            """;
    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database);
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    /** Whoever holds the first obligation must be able to get the second: the expiry waits for the first and holds none of the later ones. */
    @Test
    void expiryLocksObligationsById_whateverOrderTheirPaymentsHave() throws Exception {
        String first = city.dossier("9.000001");
        String second = city.dossier("9.000001");
        var early = city.pay(second, "vietqr");
        var late = city.pay(first, "vietqr");
        CompletableFuture<Integer> expiry = city.db().inTransaction(tx -> {
            tx.list(LOCK_OBLIGATION, row -> row.uuid("id"), first);
            city.advance(Duration.ofDays(3));
            var running = CompletableFuture.supplyAsync(
                    () -> city.gateway().payments().expireLate());
            await().until(() -> city.count(
                            "select count(*) as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")
                    > 0);
            assertThat(tx.list(LOCK_OBLIGATION, row -> row.uuid("id"), second)).hasSize(2);
            return running;
        });
        expiry.get(20, TimeUnit.SECONDS);
        await().until(() -> city.status(early.id()).equals("expired")
                && city.status(late.id()).equals("expired"));
        assertThat(city.obligations(first)).containsOnly("due");
        assertThat(city.obligations(second)).containsOnly("due");
    }

    @Test
    void expires_whenTheUnclearAttemptIsDeclinedBesideATransferThatNobodyMade() {
        Paying payment = city.pay("vietqr");
        Http.Answer another = city.http()
                .post(
                        "/v1/payments/" + payment.id() + "/attempts",
                        RunningGateway.DOSSIERS,
                        "{\"method\":\"vnpay\"}",
                        "Idempotency-Key",
                        UUID.randomUUID().toString());
        assertThat(another.status()).as(another.text()).isEqualTo(201);
        Paying second = new Paying(payment.dossier(), another.json());
        city.callback(second.success().codes("07", "00"));
        assertThat(city.status(payment.id())).isEqualTo("unknown");
        city.callback(second.success().codes("24", "02"));
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
        city.advance(Duration.ofDays(8));
        city.gateway().payments().expireLate();
        assertThat(city.status(payment.id())).isEqualTo("expired");
        assertThat(city.obligations(payment.dossier())).containsOnly("due");
    }

    @Test
    void booksACataloguesWorthOfObligationsInOneGo() {
        String model = city.dossier("9.000001");
        city.owner().run("""
                insert into gateway.obligation
                select (json_populate_record(o, json_build_object('id', gen_random_uuid(), 'position', 100 + n))).*
                from gateway.obligation o join gateway.dossier d on d.id = o.dossier_id cross join generate_series(1, 10000) n
                where d.code = ? and o.kind = 'FEE'
                """, model);
        await().atMost(Duration.ofSeconds(38))
                .until(() -> city.count("select count(*) as n from gateway.obligation where booked is null") == 0);
        assertThat(city.gateway()
                        .ledger()
                        .trialBalance(city.db(), java.time.LocalDate.of(2100, 1, 1))
                        .sumVnd())
                .isZero();
    }
}
