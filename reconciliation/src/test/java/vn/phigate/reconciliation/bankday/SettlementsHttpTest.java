package vn.phigate.reconciliation.bankday;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.testsupport.Database;

/** Settlement files over HTTP, as another program sends and reads them. */
@Database
class SettlementsHttpTest {
    private final TestCity city;
    private final TestCity.Http http;

    SettlementsHttpTest(Db db) {
        this.city = new TestCity(db);
        this.http = city.http();
    }

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void takesFileOnce_andShowsItsRows() {
        TestCity.Counter counter = city.counter();
        Payment payment = counter.paid();
        var file = new VnpayFile().paid(payment).row("PTH1", "=HYPERLINK(1)", 10_000, 200);
        byte[] bytes = file.text().getBytes(StandardCharsets.UTF_8);
        assertThat(http.upload("checker", "/v1/settlements", bytes, "a.csv").status())
                .isEqualTo(403);
        var taken = http.upload("maker", "/v1/settlements", bytes, "VNPAY 17-07.csv");
        assertThat(taken.status()).isEqualTo(201);
        assertThat(taken.json().path("duplicate").asBoolean()).isFalse();
        assertThat(taken.json().path("batches").get(0).path("payout_vnd").asLong())
                .isEqualTo(file.netVnd());
        assertThat(taken.json().path("findings").findValuesAsText("rule")).containsExactly("fee_differs");
        var again = http.upload("maker", "/v1/settlements", bytes, "other name.csv");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("duplicate").asBoolean()).isTrue();
        assertThat(again.json().path("filename").asText()).isEqualTo("VNPAY 17-07.csv");

        String id = taken.json().path("id").asText();
        JsonNode shown = http.get("/v1/settlements/" + id).json();
        assertThat(shown.path("rows").findValuesAsText("order"))
                .containsExactly(payment.lastAttempt().orderId(), "=HYPERLINK(1)");
        assertThat(shown.path("rows").get(0).path("contract_fee_vnd").asLong()).isEqualTo(VnpayFile.FEE_VND);
        assertThat(shown.path("rows").get(1).path("fee_differs").asBoolean()).isTrue();
        assertThat(shown.path("next").isNull()).isTrue();
        assertThat(http.get("/v1/settlements/" + id + "/file").body()).isEqualTo(bytes);
        assertThat(http.get("/v1/settlements?limit=500").json().path("items").findValuesAsText("id"))
                .contains(id);

        String answer = new String(
                http.get("/v1/settlements/" + id + "/differences.csv").body(), StandardCharsets.UTF_8);
        assertThat(answer.lines()).hasSize(2);
        assertThat(answer).contains("'=HYPERLINK(1)").contains(",10000,200,9800,110,90,fee_differs");
    }

    @Test
    void matchesShowTheBatch_whenItWasPaidOut() {
        TestCity.Counter counter = city.counter();
        var file = new VnpayFile().paid(counter.paid()).paid(counter.paid());
        http.upload("maker", "/v1/settlements", file.text().getBytes(StandardCharsets.UTF_8), "a.csv");
        var line = Camt.in(DAY, file.netVnd(), "VNPAY TT", "A");
        counter.take(0, line);
        var ran = http.post("maker", "/v1/reconciliations", "{\"business_day\":\"" + DAY + "\"}");
        assertThat(ran.status()).isEqualTo(200);
        JsonNode matches = http.get("/v1/matches?business_day=" + DAY + "&account=" + counter.account.key())
                .json()
                .path("items");
        assertThat(matches).hasSize(2);
        assertThat(matches.get(0).path("rule").asText()).isEqualTo("provider_batch");
        assertThat(matches.get(0).path("amount_vnd").asLong()).isEqualTo(FEES_VND - VnpayFile.FEE_VND);
    }

    @Test
    void refuses_whenItIsNoSettlementFileOrIsCut() {
        var statement = Camt.statement().of("1", DAY, 0).bytes();
        var foreign = http.upload("maker", "/v1/settlements", statement, "a.xml");
        assertThat(foreign.status()).isEqualTo(422);
        assertThat(foreign.json().path("code").asText()).isEqualTo("not_a_settlement");
        String whole = FixedSettlement.file("HPS990000001", "0011", "20250717", "ORDER", 30_000, 330);
        String cut = whole.substring(0, whole.indexOf("\r\nT") + 2);
        var answer = http.upload("maker", "/v1/settlements", cut.getBytes(StandardCharsets.UTF_8), "a.txt");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("code").asText()).isEqualTo("settlement_unreadable");
        assertThat(answer.json().path("findings").findValuesAsText("rule")).contains("trailer_missing");
        assertThat(http.get("/v1/settlements/00000000-0000-7000-8000-000000000000")
                        .status())
                .isEqualTo(404);
        assertThat(http.get("/v1/settlements/xyz").status()).isEqualTo(400);
    }
}
