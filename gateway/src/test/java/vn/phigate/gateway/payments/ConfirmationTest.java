package vn.phigate.gateway.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.payments.PaymentRules.ConfirmedBy;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.StatusQuery;
import vn.phigate.testsupport.Database;

/** How many witnesses a city asks for before it tells anybody that a payment is paid. */
@Database
class ConfirmationTest {
    private static RunningGateway city(DbSettings database, ConfirmedBy policy) {
        return RunningGateway.start(database, settings -> settings.with(new PaymentRules(true, policy)));
    }

    private static long outbox(RunningGateway city, Paying payment, String kind) {
        return city.count(
                "select count(*) as n from gateway.outbox where kind = ? and payment_id = ?", kind, payment.id());
    }

    private static long receipts(RunningGateway city, Paying payment) {
        return city.count("select count(*) as n from gateway.receipt where payment_id = ?", payment.id());
    }

    private static String page(RunningGateway city, Paying payment) {
        String token = city.row("select result_token from gateway.payment where id = ?", payment.id())
                .text("result_token");
        return city.http().get("/p/" + token).text();
    }

    private static void jobsRun(RunningGateway city) {
        city.gateway().payments().confirm();
        city.gateway().receipts().issueDue();
    }

    @Test
    void receiptAndNewsWaitForTheBanksLine_whenThePolicyIsBank(DbSettings database) {
        try (var city = city(database, ConfirmedBy.BANK)) {
            Paying payment = city.pay("vnpay");
            assertThat(city.code(payment.success())).isEqualTo("00");
            jobsRun(city);
            assertThat(city.status(payment.id())).isEqualTo("paid");
            assertThat(city.obligations(payment.dossier()))
                    .as("nobody asks for it again")
                    .containsOnly("paid");
            assertThat(outbox(city, payment, "payment.paid")).isZero();
            assertThat(receipts(city, payment)).isZero();
            assertThat(page(city, payment)).contains("đang chờ xác nhận").doesNotContain("Biên lai số");
            UUID account = city.row("select account_id from gateway.payment where id = ?", payment.id())
                    .uuid("account_id");
            var line = new BankWitness.Line(UUID.randomUUID(), LocalDate.of(2025, 7, 17), 30_000, "FT1");
            city.db().inTransactionDo(tx -> {
                city.gateway().bankWitness().booked(tx, account, List.of(line));
                city.gateway()
                        .bankWitness()
                        .confirm(tx, account, new BankWitness.Subject.OfPayment(payment.id()), line);
            });
            city.gateway().somethingHappened();
            await().until(() -> receipts(city, payment) == 1);
            assertThat(outbox(city, payment, "payment.paid")).isEqualTo(1);
            jobsRun(city);
            assertThat(outbox(city, payment, "payment.paid")).as("told once").isEqualTo(1);
            assertThat(page(city, payment)).doesNotContain("đang chờ xác nhận");
            assertThat(city.payment(payment.id())
                            .path("confirmation")
                            .path("confirmed")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void whoeverCalledIsAskedAtOnce_whenThePolicyIsTwo(DbSettings database) {
        try (var city = city(database, ConfirmedBy.TWO)) {
            Paying payment = city.pay("vnpay");
            assertThat(city.code(payment.success())).isEqualTo("00");
            jobsRun(city);
            assertThat(outbox(city, payment, "payment.paid")).isZero();
            assertThat(city.payment(payment.id()).path("next_query_at").isNull())
                    .as("a question is due")
                    .isFalse();
            ask(city, said(payment, Notice.Result.PAID, 30_000));
            await().until(() -> receipts(city, payment) == 1);
            assertThat(outbox(city, payment, "payment.paid")).isEqualTo(1);
            assertThat(city.payment(payment.id()).path("next_query_at").isNull())
                    .as("answered")
                    .isTrue();

            Paying denied = city.pay("vnpay");
            city.callback(denied.success());
            ask(city, said(denied, Notice.Result.DECLINED, 30_000));
            jobsRun(city);
            assertThat(city.cases(denied.id())).containsExactly("contradiction 30000");
            assertThat(outbox(city, denied, "payment.paid"))
                    .as("witnesses disagree")
                    .isZero();
            assertThat(receipts(city, denied)).isZero();

            Paying differing = city.pay("vnpay");
            city.callback(differing.success());
            city.callback(differing.success().with("vnp_Amount", "2900000"));
            ask(city, said(differing, Notice.Result.PAID, 30_000));
            jobsRun(city);
            assertThat(city.cases(differing.id())).containsExactly("amount_differs 29000");
            assertThat(outbox(city, differing, "payment.paid"))
                    .as("a witness saw another amount")
                    .isZero();
        }
    }

    private static void ask(RunningGateway city, Notice answer) {
        StatusQuery provider = new StatusQuery() {
            @Override
            public String provider() {
                return "vnpay";
            }

            @Override
            public Answer ask(Question question) {
                return question.orderId().equals(answer.orderId())
                        ? new Answer.Told(answer)
                        : new Answer.NoAnswer("another order");
            }
        };
        new AskProviders(
                        city.db(),
                        city.gateway().payments(),
                        Map.of("vnpay", provider),
                        () -> city.now().plus(Duration.ofMinutes(7)))
                .run();
    }

    private static Notice said(Paying payment, Notice.Result result, long amountVnd) {
        return new Notice(
                "vnpay",
                "query",
                payment.orderId(),
                RunningGateway.TERMINAL,
                amountVnd,
                result,
                result == Notice.Result.PAID ? "15071234" : null,
                null,
                "querydr",
                (payment.orderId() + result).getBytes(StandardCharsets.UTF_8));
    }
}
