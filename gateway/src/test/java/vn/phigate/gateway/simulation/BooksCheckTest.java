package vn.phigate.gateway.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.phigate.gateway.ProviderCalls;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.testsupport.BooksCheck;
import vn.phigate.testsupport.BooksCheck.Said;
import vn.phigate.testsupport.BooksCheck.Told;
import vn.phigate.testsupport.Database;

/** A checker that cannot fail proves nothing: each invariant is broken once, past every constraint, and must be the one that says so. */
@Database
class BooksCheckTest {
    private static RunningGateway city;
    private static Paying paid;

    @BeforeAll
    static void play(DbSettings database) {
        city = RunningGateway.start(database, settings -> settings, ports -> Map.of());
        paid = city.pay("vnpay");
        city.callback(paid.success());
        city.callback(paid.success().with("vnp_TransactionNo", "15079999"));
        city.pay("vnpay");
        await().until(() -> city.count("select count(*) as n from gateway.receipt") == 1);
        await().until(() -> city.gateway().payments().bookObligations() == 0);
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    /** What the owner with all constraints and triggers switched off can do; undone afterwards. */
    private static List<String> after(String broken, Function<Tx, List<String>> look) {
        var seen = new AtomicReference<List<String>>(List.of());
        Consumer<Tx> work = tx -> {
            tx.run("set local session_replication_role = replica");
            assertThat(tx.run(broken)).as("rows broken").isPositive();
            seen.set(look.apply(tx));
            throw new Undone();
        };
        try {
            city.owner().inTransactionDo(work);
        } catch (Undone undone) {
            return Objects.requireNonNull(seen.get());
        }
        throw new AssertionError("not undone");
    }

    private static final class Undone extends RuntimeException {}

    @Test
    void nothingIsWrong_beforeAnythingIsBroken() {
        assertThat(BooksCheck.all(city.owner(), null)).isEmpty();
        assertThat(BooksCheck.all(city.owner(), new UUID[] {paid.id()})).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void invariantFails_whenItIsBroken(BooksCheck invariant) {
        String broken = switch (invariant) {
            case LEDGER_SUM -> """
                        insert into gateway.ledger_transfer (debit_account, credit_account, amount_vnd, business_day, occurred_at, recorded_at, kind, source)
                        select min(id), -1, 5, current_date, now(), now(), 'x', 'x' from gateway.ledger_account
                        """;
            case BALANCES_EXPLAINED ->
                "update gateway.ledger_transfer set amount_vnd = amount_vnd + 1 where kind = 'provider_surplus'";
            case OTHER_BALANCES -> "update gateway.obligation set booked = 'over' where booked = 'due'";
            case PAID_ONCE -> """
                        insert into gateway.ledger_transfer (debit_account, credit_account, amount_vnd, business_day, occurred_at, recorded_at, kind, source, payment_id)
                        select debit_account, credit_account, amount_vnd, business_day, occurred_at, recorded_at, kind, source || ' again', payment_id
                        from gateway.ledger_transfer where kind = 'provider_paid'
                        """;
            case SETTLED_ONCE -> "delete from gateway.settlement";
            case SURPLUS_IN_CASES -> "delete from gateway.payment_case";
            case CLAIMS -> "delete from gateway.open_claim";
            case REFUNDS_WITHIN -> "update gateway.payment set refunded_vnd = refunded_vnd + 1 where status = 'paid'";
            case RECEIPTS_WITHOUT_GAPS -> "update gateway.receipt_series set last_number = last_number + 1";
            case EVIDENCE_WHOLE -> "update gateway.evidence set content = content || '\\x00'::bytea";
        };
        assertThat(after(broken, tx -> invariant.violations(tx, null))).isNotEmpty();
        assertThat(after(broken, tx -> BooksCheck.all(tx, null)))
                .anyMatch(wrong -> wrong.startsWith(invariant.name() + ": "));
    }

    private static Told told(String transaction) {
        String query = paid.success().with("vnp_TransactionNo", transaction).signed();
        return new Told(
                "vnpay", ProviderCalls.sha256(query.getBytes(StandardCharsets.UTF_8)), paid.orderId(), transaction);
    }

    @Test
    void answerIsLost_whenItsEvidenceOrItsEntryIsGone() {
        var all = List.of(told("15071234"), told("15079999"));
        assertThat(BooksCheck.lost(city.owner(), all)).isEmpty();
        assertThat(BooksCheck.lost(city.owner(), List.of(told("15070000")))).hasSize(1);
        assertThat(after("delete from gateway.evidence", tx -> BooksCheck.lost(tx, all)))
                .hasSize(2);
        for (String kind : List.of("provider_paid", "provider_surplus")) {
            assertThat(after(
                            "delete from gateway.ledger_transfer where kind = '" + kind + "'",
                            tx -> BooksCheck.lost(tx, all)))
                    .hasSize(1);
        }
    }

    @Test
    void entryIsDoubled_whenNobodySaidSo() {
        var said = List.of(new Said(paid.orderId(), "15071234"), new Said(paid.orderId(), "15079999"));
        assertThat(BooksCheck.doubled(city.owner(), said, null)).isEmpty();
        assertThat(BooksCheck.doubled(city.owner(), said.subList(0, 1), null)).hasSize(1);
    }
}
