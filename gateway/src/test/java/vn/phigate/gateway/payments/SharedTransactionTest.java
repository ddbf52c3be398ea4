package vn.phigate.gateway.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.Transfer;
import vn.phigate.gateway.ledger.TrialBalance;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.Notice.Result;
import vn.phigate.testsupport.Database;

/** Several words of one payment in one transaction, and transactions that are rolled back: what stands afterwards is as if each came alone. */
@Database
class SharedTransactionTest {
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
    void claimIsHeld_whenOneTransactionLetsItGoAndTakesItAgain() {
        Paying payment = city.pay("vnpay");
        record(notice(payment, Result.DECLINED, "24/02"), notice(payment, Result.UNCLEAR, "07/00"));

        assertThat(city.status(payment.id())).isEqualTo("unknown");
        assertThat(city.obligations(payment.dossier())).containsOnly("pending");
        assertThat(claims(payment)).isEqualTo(2);
    }

    @Test
    void claimIsGone_whenOneTransactionTakesItAndLetsItGo() {
        Paying payment = city.pay("vnpay");
        record(notice(payment, Result.DECLINED, "24/02"));
        record(notice(payment, Result.UNCLEAR, "07/00"), notice(payment, Result.DECLINED, "51/02"));

        assertThat(city.status(payment.id())).isEqualTo("failed");
        assertThat(city.obligations(payment.dossier())).containsOnly("due");
        assertThat(claims(payment)).isZero();
        assertThat(city.pay(payment.dossier(), "vnpay").id()).isNotEqualTo(payment.id());
    }

    /** MoMo gives no number where it only authorised, and the national platform signs none. */
    @Test
    void moneyIsTakenOnce_whenOneOfTwoWordsNamesNoTransaction() {
        for (List<String> words : List.of(List.of("", "7001"), List.of("7001", ""), List.of("", "7001", "", "7001"))) {
            Paying payment = city.pay("vnpay");
            for (String transaction : words) {
                record(notice(
                        payment, Result.PAID, "00/00 " + words.size(), transaction.isEmpty() ? null : transaction));
            }
            assertThat(city.transfers(payment.id())).containsExactly("provider_paid 30000");
            assertThat(city.cases(payment.id())).isEmpty();
            assertThat(city.payment(payment.id()).path("provider_transaction").asText())
                    .isEqualTo("7001");
            record(notice(payment, Result.PAID, "00/00", "7002"));
            assertThat(city.cases(payment.id())).as("other money").containsExactly("paid_twice 30000");
        }
    }

    @Test
    void moneyIsBooked_whenAnEarlierTransactionWithTheSameNewAccountsWasRolledBack() {
        UUID account = UUID.randomUUID();
        var ledger = city.gateway().ledger();
        assertThatThrownBy(() -> city.db().inTransactionDo(tx -> {
                    ledger.post(tx, List.of(transfer(account, "a")));
                    ledger.post(tx, List.of(transfer(account, "b")));
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");

        int booked = city.db().inTransaction(tx -> ledger.post(tx, List.of(transfer(account, "c"))));

        assertThat(booked).isEqualTo(1);
    }

    @Test
    void secondProviderMoneyLeavesClearing_whenTheBankShowsItToo() {
        Paying payment = city.pay("vnpay");
        UUID account = city.row("select account_id from gateway.payment where id = ?", payment.id())
                .uuid("account_id");
        long before = clearingVnd(account);
        record(notice(payment, Result.PAID, "00/00", "7001"), notice(payment, Result.PAID, "00/00", "7002"));
        var bank = city.gateway().bankWitness();
        for (int i = 0; i < 2; i++) {
            var line = new BankWitness.Line(UUID.randomUUID(), LocalDate.of(2025, 7, 17), 30_000, "FT" + i);
            city.db().inTransactionDo(tx -> {
                bank.booked(tx, account, List.of(line));
                assertThat(bank.confirm(tx, account, new BankWitness.Subject.OfPayment(payment.id()), line))
                        .isInstanceOf(BankWitness.Confirmed.Seen.class);
            });
        }

        assertThat(clearingVnd(account)).isEqualTo(before);
        var third = new BankWitness.Line(UUID.randomUUID(), LocalDate.of(2025, 7, 17), 30_000, "FT3");
        assertThat(city.db()
                        .<BankWitness.Confirmed>inTransaction(tx ->
                                bank.confirm(tx, account, new BankWitness.Subject.OfPayment(payment.id()), third)))
                .isInstanceOf(BankWitness.Confirmed.TooLate.class);
    }

    /** ZaloPay signs no answer and names no order in it. */
    @Test
    void evidenceStandsWithEachOrder_whenTheBytesAreTheSame() {
        Paying one = city.pay("vnpay");
        Paying other = city.pay("vnpay");
        byte[] same = "{\"return_code\":2}".getBytes(StandardCharsets.UTF_8);
        record(answer(one, Result.DECLINED, same), answer(other, Result.DECLINED, same));
        record(answer(other, Result.DECLINED, same));
        for (Paying payment : List.of(one, other)) {
            assertThat(city.count(
                            "select count(*) as n from gateway.evidence where payment_id = ? and content = ?",
                            payment.id(),
                            same))
                    .isEqualTo(1);
        }
        assertThat(city.count("select times as n from gateway.evidence where payment_id = ?", other.id()))
                .isEqualTo(2);
    }

    @Test
    void caseNamesItsEvidence_whenTheBytesWereThereBefore() {
        Paying payment = city.pay("vnpay");
        byte[] no = ("no " + payment.orderId()).getBytes(StandardCharsets.UTF_8);
        record(answer(payment, Result.DECLINED, no));
        record(notice(payment, Result.PAID, "00/00"));
        record(answer(payment, Result.DECLINED, no));
        assertThat(city.row("""
                                select e.content from gateway.payment_case c join gateway.evidence e on e.id = c.evidence_id
                                where c.payment_id = ? and c.type = 'contradiction'
                                """, payment.id()).bytes("content")).isEqualTo(no);
    }

    @Test
    void isRecorded_whenTheProvidersTimeIsBeyondAllCalendars() {
        Paying payment = city.pay("vnpay");
        record(new Notice(
                "vnpay",
                "callback",
                payment.orderId(),
                "HNIFEE01",
                30_000,
                Result.PAID,
                "1",
                Instant.ofEpochMilli(Long.MAX_VALUE),
                "00/00",
                payment.orderId().getBytes(StandardCharsets.UTF_8)));
        assertThat(city.status(payment.id())).isEqualTo("paid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into gateway.outbox (kind, payment_id, created_at) values ('payment.paid', ?, now())",
                """
                insert into gateway.evidence (id, provider, source, payment_id, content_hash, content, verdict, received_at, last_received_at)
                values (gen_random_uuid(), 'x', 'callback', ?, '', '', '', now(), now())
                """,
                """
                insert into gateway.evidence (id, provider, source, attempt_id, content_hash, content, verdict, received_at, last_received_at)
                values (gen_random_uuid(), 'x', 'callback', ?, '', '', '', now(), now())
                """
            })
    void isRefusedByTheDatabase_whatNamesAPaymentOrAttemptThatIsNotThere(String insert) {
        assertThatThrownBy(() -> city.db().run(insert, UUID.randomUUID())).isInstanceOf(ConstraintViolation.class);
    }

    private static Notice answer(Paying payment, Result result, byte[] content) {
        return new Notice(
                "vnpay", "query", payment.orderId(), "HNIFEE01", 30_000, result, null, city.now(), "24/02", content);
    }

    private static long clearingVnd(UUID account) {
        var balances = city.gateway().ledger().trialBalance(city.db(), LocalDate.of(2025, 7, 17));
        assertThat(balances.sumVnd()).isZero();
        return balances.accounts().stream()
                .filter(a -> a.code().startsWith("clearing:") && a.code().endsWith(account.toString()))
                .mapToLong(TrialBalance.Line::balanceVnd)
                .sum();
    }

    private static void record(Notice... notices) {
        city.db().inTransactionDo(tx -> city.gateway().payments().record(tx, List.of(notices)));
    }

    private static Notice notice(Paying payment, Result result, String code) {
        return notice(payment, result, code, "1");
    }

    private static Notice notice(Paying payment, Result result, String code, @Nullable String transaction) {
        byte[] content = (payment.orderId() + code + transaction).getBytes(StandardCharsets.UTF_8);
        return new Notice(
                "vnpay",
                "callback",
                payment.orderId(),
                "HNIFEE01",
                30_000,
                result,
                transaction,
                city.now(),
                code,
                content);
    }

    private static Transfer transfer(UUID account, String source) {
        return new Transfer(
                LedgerAccount.bank(account),
                LedgerAccount.collected(account),
                1,
                LocalDate.of(2025, 7, 17),
                city.now(),
                "test",
                source,
                null);
    }

    private static long claims(Paying payment) {
        return city.count("select count(*) as n from gateway.open_claim where payment_id = ?", payment.id());
    }
}
