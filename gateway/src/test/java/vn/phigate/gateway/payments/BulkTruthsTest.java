package vn.phigate.gateway.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.Database;

/** What the database holds once a statement for rows that come by the thousand, where a foreign key would ask once a row. */
@Database
class BulkTruthsTest {
    private static final String SETTLE =
            "insert into gateway.settlement (obligation_id, payment_id, settled_at) values (?, ?, now())";
    private static final String SIGHT = """
            insert into gateway.bank_sighting (line_id, payment_id, amount_vnd, booked_on, bank_reference, recorded_at)
            values (?, ?, 1, date '2025-07-17', 'FT1', now())
            """;
    private static final String OBLIGATION =
            "select o.id, o.agency_id from gateway.obligation o join gateway.dossier d on d.id = o.dossier_id where d.code = ? limit 1";

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
    void aSettlementIsOfAnItemOfItsPayment() {
        String mine = city.dossier("9.000001");
        String other = city.dossier("9.000001");
        var payment = city.pay(mine, "vietqr");
        UUID obligation = city.owner().get(OBLIGATION, other).orElseThrow().uuid("id");
        assertThatThrownBy(() -> city.owner().run(SETTLE, obligation, payment.id()))
                .hasMessageContaining("a settlement is not of its payment");
    }

    @Test
    void aSightingIsOfAPaymentThatIsThere() {
        assertThatThrownBy(() -> city.owner().run(SIGHT, UUID.randomUUID(), UUID.randomUUID()))
                .hasMessageContaining("a sighting names a payment that is not there");
    }

    @Test
    void anObligationIsOfItsDossiersAgency_whateverSomebodyWrites() {
        String code = city.dossier("9.000001");
        var before = city.owner().get(OBLIGATION, code).orElseThrow();
        city.owner().run("update gateway.obligation set agency_id = 0 where id = ?", before.uuid("id"));
        assertThat(city.owner().get(OBLIGATION, code).orElseThrow().whole("agency_id"))
                .isEqualTo(before.whole("agency_id"))
                .isPositive();
        assertThatThrownBy(() -> city.owner().run("update gateway.dossier set agency_id = 1 where code = ?", code))
                .hasMessageContaining("never changed");
    }
}
