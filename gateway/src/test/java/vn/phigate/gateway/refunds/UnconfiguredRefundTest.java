package vn.phigate.gateway.refunds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.Database;

/** A contract ended while money was to go back through it. */
@Database
class UnconfiguredRefundTest {
    @Test
    void waitsInSightOfPeople_andGoesOutWhenTheProviderIsBack(DbSettings database) {
        try (var city = RunningGateway.start(database, settings -> settings, ports -> Map.of())) {
            var paying = city.pay("vnpay");
            city.callback(paying.success());
            var port = new FakePort();
            var before = new Refunds(
                    city.db(),
                    city.gateway().ledger(),
                    Map.of("vnpay", port),
                    new RefundRules(0),
                    city.gateway().audit(),
                    city::now);
            UUID id = city.db().inTransaction(tx -> {
                Refund proposed = before.propose(
                        tx,
                        new Refunds.NewRefund(
                                paying.id(),
                                30_000,
                                null,
                                List.of(),
                                "Hồ sơ rút lại",
                                false,
                                null,
                                null,
                                null,
                                "anna",
                                true));
                return before.approve(tx, proposed.id(), null, "binh").id();
            });
            await().until(() -> city.cases(paying.id()).equals(List.of("refund_undecided 30000")));
            city.gateway().refunds().send();
            assertThat(city.cases(paying.id())).as("once").hasSize(1);
            assertThat(before.get(city.db(), id).status()).isEqualTo(RefundStatus.APPROVED);
            assertThat(port.orders()).isEmpty();

            assertThat(before.send()).as("the contract is back").isEqualTo(1);
            assertThat(before.get(city.db(), id).status()).isEqualTo(RefundStatus.DONE);
            assertThat(city.payment(paying.id())
                            .path("cases")
                            .get(0)
                            .path("status")
                            .asText())
                    .isEqualTo("resolved");
        }
    }
}
