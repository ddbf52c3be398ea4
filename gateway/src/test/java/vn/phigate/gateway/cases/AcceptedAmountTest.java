package vn.phigate.gateway.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.BooksCheck;
import vn.phigate.testsupport.Database;

/** Found by the simulation: accepting money of another amount must not make the payment forget the transaction that paid it. */
@Database
class AcceptedAmountTest {
    @Test
    void sameCallbackIsStillARepeat_afterAnotherAmountWasAccepted(DbSettings database) {
        try (var city = RunningGateway.start(database)) {
            var paying = city.pay("vnpay");
            assertThat(city.code(paying.success())).isEqualTo("00");
            assertThat(city.code(paying.success()
                            .with("vnp_TransactionNo", "15079999")
                            .with("vnp_Amount", "4000000")))
                    .isEqualTo("04");
            UUID differs = city.row(
                            "select id from gateway.payment_case where payment_id = ? and type = 'amount_differs'",
                            paying.id())
                    .uuid("id");
            String path = "/v1/cases/" + differs;
            assertThat(city.http()
                            .post(
                                    path + "/resolve",
                                    RunningGateway.MAKER,
                                    "{\"resolution\":\"accept_amount\",\"note\":\"Tiền có thật\"}")
                            .status())
                    .isEqualTo(200);
            assertThat(city.http()
                            .post(path + "/approve", RunningGateway.CHECKER, "")
                            .status())
                    .isEqualTo(200);
            List<String> before = city.transfers(paying.id());
            assertThat(before).containsExactly("accepted_surplus 40000", "provider_paid 30000");

            assertThat(city.code(paying.success())).isEqualTo("02");
            assertThat(city.transfers(paying.id())).isEqualTo(before);
            assertThat(BooksCheck.all(city.owner(), null)).isEmpty();
        }
    }
}
