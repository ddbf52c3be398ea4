package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.Database;

@Database
final class FormerAccountTest {
    @Test
    void namesWhoCollectsNow_whenTheAgencyWasMerged(DbSettings database) {
        try (var merged = RunningGateway.start(database)) {
            JsonNode account = merged.http()
                    .get("/v1/dossiers/" + merged.dossier("9.000001", "00025"), "sk_sandbox_dossiers")
                    .json()
                    .at("/obligations/0/account");
            String address = "/check-account?lang=vi&bin=" + account.path("bin").asText() + "&number="
                    + account.path("number").asText();
            assertThat(merged.http().get(address).text()).contains("Đúng, đây là tài khoản thu của");
            merged.advance(Duration.ofDays(4));
            IncomePagesTest.succeed(merged, "00025", "00008", "2025-07-20T00:00:00+07:00");
            String successor = merged.row(
                            "select a.name from gateway.agency a join gateway.agency_code c on c.agency_id = a.id where c.code = '00008'")
                    .text("name");
            assertThat(merged.http().get(address).text())
                    .contains(
                            "Tài khoản này đã được thay", "Nay thu thay là", successor, "Đừng chuyển tiền vào đây nữa");
        }
    }
}
