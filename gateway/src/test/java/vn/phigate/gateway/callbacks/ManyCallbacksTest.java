package vn.phigate.gateway.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.Ipn;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.Database;

/** Callbacks that come together and share their commits. */
@Database
class ManyCallbacksTest {
    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database);
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    @Test
    void recordsOnce_whenTheSameCallbackComesAHundredTimesAtOnce() {
        Paying payment = city.pay("vnpay");
        String query = payment.success().signed();
        List<String> replies = Http.atOnce(Collections.nCopies(
                100, () -> city.callback(query).path("RspCode").asText()));
        assertThat(counted(replies)).isEqualTo(Map.of("00", 1L, "02", 99L));
        assertThat(city.transfers(payment.id())).containsExactly("provider_paid 30000");
        assertThat(city.count("select count(*) as n from gateway.settlement where payment_id = ?", payment.id()))
                .isEqualTo(2);
        assertThat(city.count("select times as n from gateway.evidence where payment_id = ?", payment.id()))
                .isEqualTo(100);
        await().until(() -> city.payment(payment.id()).path("receipts").size() > 0);
        city.gateway().receipts().issueDue();
        assertThat(city.count("select count(*) as n from gateway.receipt where payment_id = ?", payment.id()))
                .isEqualTo(1);
        assertThat(city.count(
                        "select count(*) as n from gateway.outbox where payment_id = ? and kind = 'payment.paid'",
                        payment.id()))
                .isEqualTo(1);
    }

    /** Each of 60 payments is paid, declined or reported short, twice each, among forgeries and strangers: all at once, in an order by seed. */
    @Test
    void booksAddUp_whenTwoHundredDifferentCallbacksComeAtOnce() {
        List<Paying> payments =
                IntStream.range(0, 60).mapToObj(i -> city.pay("vnpay")).toList();
        List<Paying> paid = payments.subList(0, 40);
        List<Paying> declined = payments.subList(40, 50);
        List<Paying> shorted = payments.subList(50, 60);
        var calls = new ArrayList<Callable<String>>();
        for (int twice = 0; twice < 2; twice++) {
            paid.forEach(p -> calls.add(() -> "paid " + city.code(p.success())));
            declined.forEach(p -> calls.add(() -> "declined " + city.code(Ipn.declined(p.orderId(), 30_000))));
            shorted.forEach(p -> calls.add(() -> "short " + city.code(Ipn.success(p.orderId(), 20_000))));
        }
        for (int i = 0; i < 40; i++) {
            Paying victim = payments.get(i);
            String stranger = "X" + i;
            calls.add(() -> "forged " + city.code(victim.success().from(RunningGateway.TERMINAL, "guess")));
            calls.add(() -> "strange " + city.code(Ipn.success(stranger, 30_000)));
        }
        Collections.shuffle(calls, new Random(20_250_717));
        assertThat(calls).hasSize(200);
        assertThat(counted(Http.atOnce(calls)))
                .isEqualTo(Map.of(
                        "paid 00",
                        40L,
                        "paid 02",
                        40L,
                        "declined 00",
                        10L,
                        "declined 02",
                        10L,
                        "short 04",
                        20L,
                        "forged 97",
                        40L,
                        "strange 01",
                        40L));
        assertThat(statuses(paid)).containsOnly("paid");
        assertThat(statuses(declined)).containsOnly("failed");
        assertThat(statuses(shorted)).containsOnly("contested");
        UUID[] ids = payments.stream().map(Paying::id).toArray(UUID[]::new);
        assertThat(city.count(
                        "select sum(amount_vnd) as n from gateway.ledger_transfer where payment_id = any(?)",
                        (Object) ids))
                .isEqualTo(40 * 30_000);
        assertThat(city.count("select count(*) as n from gateway.payment_case where payment_id = any(?)", (Object) ids))
                .isEqualTo(10);
        assertThat(city.gateway()
                        .ledger()
                        .trialBalance(city.db(), LocalDate.of(2025, 7, 17))
                        .sumVnd())
                .isZero();
    }

    @Test
    void onlyTheBadOneFails_whenABatchHoldsACallbackThatCannotBeWritten() throws InterruptedException {
        city.owner()
                .run(
                        "alter table gateway.evidence add constraint no_poison check (position('POISON'::bytea in content) = 0)");
        List<Paying> holders = List.of(city.pay("vnpay"), city.pay("vnpay"));
        List<Paying> good = Stream.generate(() -> city.pay("vnpay")).limit(20).toList();
        Paying bad = city.pay("vnpay");
        var released = new CountDownLatch(1);
        // Both committers are made to wait for locked rows, so that all that comes meanwhile is one batch.
        var locked = new CountDownLatch(1);
        UUID[] held = holders.stream().map(Paying::id).toArray(UUID[]::new);
        var lock = started(() -> city.owner().inTransaction(tx -> {
            tx.list("select id from gateway.payment where id = any(?) for update", row -> row, (Object) held);
            locked.countDown();
            awaitQuietly(released);
            return held.length;
        }));
        assertThat(locked.await(10, TimeUnit.SECONDS)).isTrue();
        var waiting = new ArrayList<CompletableFuture<String>>();
        for (Paying holder : holders) {
            waiting.add(started(() -> city.code(holder.success())));
            int before = waiting.size();
            await().until(() -> city.count(
                            "select count(*) as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")
                    >= before);
        }
        var poisoned = started(() -> city.callback(bad.success().with("vnp_OrderInfo", "POISON")));
        var answers = started(() -> Http.atOnce(good.stream()
                .<Callable<String>>map(p -> () -> city.code(p.success()))
                .toList()));
        Thread.sleep(300);
        released.countDown();
        lock.join();
        assertThat(answers.join()).hasSize(20).containsOnly("00");
        assertThat(waiting).allSatisfy(call -> assertThat(call.join()).isEqualTo("00"));
        assertThat(poisoned.join().path("RspCode").asText()).isEqualTo("99");
        assertThat(poisoned.join().path("Message").asText()).isEqualTo("Unknow error");
        assertThat(statuses(good)).containsOnly("paid");
        assertThat(city.status(bad.id())).isEqualTo("awaiting_provider");
        city.owner().run("alter table gateway.evidence drop constraint no_poison");
        assertThat(city.code(bad.success().with("vnp_OrderInfo", "POISON")))
                .as("VNPay calls again")
                .isEqualTo("00");
    }

    /** On a thread of its own: the common pool has one on a small machine. */
    private static <T> CompletableFuture<T> started(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> Thread.ofVirtual().start(task));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(Duration.ofSeconds(30).toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("nobody released the lock");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, Long> counted(List<String> answers) {
        return answers.stream().collect(Collectors.groupingBy(a -> a, Collectors.counting()));
    }

    private static List<String> statuses(List<Paying> payments) {
        return payments.stream().map(p -> city.status(p.id())).toList();
    }
}
