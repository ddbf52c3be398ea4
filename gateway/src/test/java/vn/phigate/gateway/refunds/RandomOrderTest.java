package vn.phigate.gateway.refunds;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.Ipn;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.Database;
import vn.phigate.testsupport.Seeded;

/**
 * Whatever comes in whatever order (successes once and twice, other amounts, denials, cancels, refunds, decisions, silence and clocks that jump): the
 * books sum to zero, no payment gives back more than it got, and an obligation is settled once.
 */
@Database
class RandomOrderTest {
    private static final int TRIES = Integer.getInteger("phigate.refunds.tries", 12);
    private static final int STEPS = 40;

    @Test
    void booksHold_whateverTheOrder(DbSettings database) {
        var port = new FakePort();
        try (var city = RunningGateway.start(database, settings -> settings, ports -> Map.of("vnpay", port))) {
            Seeded.check(TRIES, random -> {
                var payments = new ArrayList<RunningGateway.Paying>();
                for (int step = 0; step < STEPS; step++) {
                    step(random, city, port, payments);
                }
                hold(city);
            });
            // Whatever is under way ends, and every reserved đồng is either with the payer or free again.
            for (int i = 0; i < 5; i++) {
                city.advance(Duration.ofHours(25));
                city.gateway().refunds().send();
                city.gateway().refunds().ask();
            }
            hold(city);
            assertThat(city.count(
                            "select count(*) as n from gateway.refund where status = 'done' and method = 'vnpay'"))
                    .isPositive();
        }
    }

    private static void step(Random random, RunningGateway city, FakePort port, List<RunningGateway.Paying> payments) {
        if (payments.isEmpty() || random.nextInt(8) == 0) {
            payments.add(
                    payments.isEmpty() || random.nextBoolean()
                            ? city.pay("vnpay")
                            : again(city, payments.get(random.nextInt(payments.size()))));
            return;
        }
        var paying = payments.get(random.nextInt(payments.size()));
        switch (random.nextInt(11)) {
            case 0, 1 -> city.callback(paying.success());
            case 2 -> city.callback(paying.success().with("vnp_TransactionNo", "1507" + random.nextInt(3)));
            case 3 -> city.callback(Ipn.declined(paying.orderId(), 30_000));
            case 4 -> city.callback(paying.success().with("vnp_Amount", random.nextBoolean() ? "5000000" : "1000000"));
            case 5 -> city.http().post("/v1/payments/" + paying.id() + "/cancel", RunningGateway.DOSSIERS, "");
            case 6 -> refund(random, city, paying);
            case 7 -> decideRefunds(random, city);
            case 8 -> decideCases(random, city, paying.id());
            case 9 -> {
                port.then(
                        switch (random.nextInt(4)) {
                            case 0 -> FakePort.unknown();
                            case 1 -> FakePort.declined();
                            case 2 -> FakePort.accepted();
                            default -> FakePort.done();
                        });
                city.gateway().refunds().send();
                city.advance(Duration.ofMinutes(random.nextInt(600)));
                city.gateway().refunds().ask();
            }
            default -> {
                city.gateway().cases().followRules();
                city.gateway().refunds().proposeForDoublePayments();
                city.gateway().payments().bookObligations();
                city.gateway().payments().expireLate();
            }
        }
    }

    /** Another payment of the same dossier, when nothing holds it; else one of a new dossier. */
    private static RunningGateway.Paying again(RunningGateway city, RunningGateway.Paying before) {
        boolean due = city.obligations(before.dossier()).stream().allMatch("due"::equals);
        return due ? city.pay(before.dossier(), "vnpay") : city.pay("vnpay");
    }

    private static void refund(Random random, RunningGateway city, RunningGateway.Paying paying) {
        Http.Answer answer = city.http()
                .post(
                        "/v1/payments/" + paying.id() + "/refunds",
                        RunningGateway.MAKER,
                        "{\"amount_vnd\":%d,\"reason\":\"Thử\"}".formatted(1 + random.nextInt(40_000)),
                        "Idempotency-Key",
                        UUID.randomUUID().toString());
        assertThat(answer.status()).isIn(201, 409);
    }

    private static void decideRefunds(Random random, RunningGateway city) {
        for (Refund refund : city.gateway().refunds().list(city.db(), RefundStatus.PROPOSED, new UUID(0, 0), 20)) {
            String base = "/v1/refunds/" + refund.id();
            if (random.nextInt(4) == 0) {
                city.http().post(base + "/refuse", RunningGateway.CHECKER, "{\"reason\":\"Không\"}");
                continue;
            }
            if (refund.needsBeneficiary()) {
                city.http()
                        .post(
                                base + "/beneficiary",
                                RunningGateway.MAKER,
                                "{\"bin\":\"970436\",\"number\":\"00110012\",\"holder\":\"AI DO\"}");
            }
            city.http().post(base + "/approve", RunningGateway.CHECKER, "");
            Refund now = city.gateway().refunds().get(city.db(), refund.id());
            if (now.byTransfer() && now.status() == RefundStatus.SENT && random.nextBoolean()) {
                var line = new BankWitness.Line(
                        UUID.randomUUID(), LocalDate.of(2025, 7, 18), -now.amountVnd(), "FT" + random.nextInt(1000));
                city.db().inTransactionDo(tx -> {
                    city.gateway().bankWitness().booked(tx, now.accountId(), List.of(line));
                    city.gateway().refunds().debited(tx, now.accountId(), now.id(), line);
                });
            }
        }
    }

    private static void decideCases(Random random, RunningGateway city, UUID payment) {
        city.payment(payment).path("cases").forEach(one -> {
            var file = city.gateway()
                    .cases()
                    .get(city.db(), UUID.fromString(one.path("id").asText()));
            if (!file.offered().isEmpty()) {
                String resolution = file.offered()
                        .get(random.nextInt(file.offered().size()))
                        .text();
                String base = "/v1/cases/" + file.id();
                city.http()
                        .post(
                                base + "/resolve",
                                RunningGateway.MAKER,
                                "{\"resolution\":\"%s\",\"note\":\"Thử\"}".formatted(resolution));
                city.http().post(base + "/approve", RunningGateway.CHECKER, "");
            }
        });
    }

    private static void hold(RunningGateway city) {
        assertThat(city.gateway()
                        .ledger()
                        .trialBalance(city.db(), LocalDate.of(2100, 1, 1))
                        .sumVnd())
                .isZero();
        // What came for a payment by the books is what the payment says it received, and no refund goes beyond it.
        assertThat(city.owner().list("""
                        select p.id, p.amount_vnd * p.provider_times + p.other_vnd as received_vnd, p.refunded_vnd,
                               (select coalesce(sum(case when t.kind like '%_reversed' then -t.amount_vnd else t.amount_vnd end), 0)
                                from gateway.ledger_transfer t where t.payment_id = p.id and t.kind in
                                ('provider_paid', 'provider_surplus', 'accepted_paid', 'accepted_surplus', 'paid_reversed', 'surplus_reversed'))::bigint as booked_vnd,
                               (select coalesce(sum(r.amount_vnd), 0) from gateway.refund r where r.payment_id = p.id and r.status <> 'refused')::bigint as reserved_vnd
                        from gateway.payment p
                        """, row -> row)).allSatisfy(row -> {
            assertThat(row.whole("booked_vnd")).isEqualTo(row.whole("received_vnd"));
            assertThat(row.whole("refunded_vnd")).isEqualTo(row.whole("reserved_vnd"));
            assertThat(row.whole("refunded_vnd")).isLessThanOrEqualTo(row.whole("received_vnd"));
        });
        // What is owed back by the books is what approved refunds have not yet paid.
        assertThat(city.count("""
                        select (select coalesce(sum(amount_vnd), 0) from gateway.refund where status in ('approved', 'sent', 'unknown'))::bigint
                             + (select coalesce(sum(case when t.debit_account = a.id then t.amount_vnd else -t.amount_vnd end), 0)
                                from gateway.ledger_transfer t join gateway.ledger_account a on a.id in (t.debit_account, t.credit_account)
                                where a.code like 'refund_payable:%')::bigint as n
                        """)).isZero();
        // Settled and paid are one and the same.
        assertThat(city.count("""
                        select count(*) as n from gateway.obligation o
                        where (o.status in ('paid', 'refunded')) <> exists (select from gateway.settlement s where s.obligation_id = o.id)
                        """)).isZero();
    }
}
