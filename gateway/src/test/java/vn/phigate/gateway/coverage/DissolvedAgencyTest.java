package vn.phigate.gateway.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.Database;

@Database
class DissolvedAgencyTest {
    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database);
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static JsonNode cells(String query) {
        return city.http().get("/v1/coverage?" + query, RunningGateway.MAKER).json();
    }

    @Test
    void aDissolvedAgencyIsSeen_whereItIsStillNamed() {
        var created = city.db()
                .inTransaction(tx -> city.gateway()
                        .agencies()
                        .create(
                                tx,
                                new Agencies.NewAgency(
                                        "77777", "commune", "Xã cũ", null, null, null, true, LocalDate.of(2025, 1, 1)),
                                "test"));
        byte[] csv = """
                procedure_code,name,level,agencies,kind,fee_name,price_online,price_counter,price_post,valid_from,legal_basis
                7.000009,Của xã cũ,commune,77777,FEE,Phí,1000,1000,1000,2025-01-01,NQ
                """.getBytes(StandardCharsets.UTF_8);
        assertThat(city.http()
                        .upload("/v1/procedures/import?filename=a.csv&mode=apply", RunningGateway.ADMIN, csv)
                        .status())
                .isEqualTo(200);
        assertThat(cells("procedure=7.000009").at("/items/0/class").asText()).isEqualTo("no_account");
        city.owner()
                .run(
                        "update gateway.agency_code set valid = daterange('2025-01-01', '2025-07-10') where agency_id = ?",
                        created.id());
        JsonNode cell = cells("procedure=7.000009").at("/items/0");
        assertThat(cell.path("class").asText()).isEqualTo("agency_dissolved");
        assertThat(cell.path("agency").asText()).isEqualTo("77777");
        assertThat(cells("at=2024-07-05T00:00:00Z&procedure=7.000009").path("items"))
                .as("not begun yet")
                .isEmpty();
        assertThat(cells("at=2025-07-05T00:00:00Z&procedure=7.000009")
                        .at("/items/0/class")
                        .asText())
                .isEqualTo("no_account");
    }
}
