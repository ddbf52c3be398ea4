package vn.phigate.gateway.income;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.phigate.gateway.RunningGateway.MAKER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.Database;

/** The reports of a month: their arithmetic by published cases, their counts against SQL of another hand. */
@Database
class MonthlyTest {
    private static JsonNode vectors(String name) {
        try (var in = MonthlyTest.class.getResourceAsStream("/vectors/" + name)) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in, name));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<JsonNode> scores() {
        return vectors("qd766.json").path("cases").valueStream();
    }

    @ParameterizedTest
    @MethodSource("scores")
    void scoreIsAsPublished(JsonNode published) {
        Score766 criterion = Arrays.stream(Score766.values())
                .filter(c -> c.of(0, 0)
                        .criterion()
                        .equals(published.path("criterion").asText()))
                .findFirst()
                .orElseThrow();
        var result = criterion.of(
                published.path("numerator").asLong(),
                published.path("denominator").asLong());
        assertThat(result.ratioPercent())
                .isEqualTo(published.path("ratioPercent").textValue());
        assertThat(result.score()).isEqualTo(published.path("score").textValue());
        assertThat(result.maxScore()).isEqualTo(published.path("maxScore").asInt());
        assertThat(result.targetPercent())
                .isEqualTo(published.path("targetPercent").asInt());
    }

    @Test
    void scoreComesFromTheCounts_notFromTheRoundedRatio() {
        assertThat(Score766.PAYABLE.of(799_999, 1_000_000).ratioPercent()).isEqualTo("80.00");
        assertThat(Score766.DOSSIERS.of(999_999, 1_000_000).score()).isEqualTo("6.00");
        assertThatThrownBy(() -> Score766.DOSSIERS.of(2, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    static Stream<JsonNode> splits() {
        return vectors("treasury_and_split.json").path("split").valueStream();
    }

    @ParameterizedTest
    @MethodSource("splits")
    void sharesAreAsPublished_andAddUp(JsonNode published) {
        long amount = published.path("amount").asLong();
        Shares shares = Shares.of(amount, published.path("retainPercent").asLong() * 100);
        assertThat(shares.retainedVnd()).isEqualTo(published.path("retained").asLong());
        assertThat(shares.remittedVnd()).isEqualTo(published.path("remitted").asLong());
        assertThat(shares.retainedVnd() + shares.remittedVnd()).isEqualTo(amount);
    }

    @Test
    void countsWhatWasPaidOnline_andSplitsIt(DbSettings database) {
        try (var city = RunningGateway.start(database)) {
            city.owner().run("""
                    insert into gateway.fee_term (fee_item_id, kind, valid, retained_basis_points, remittance, budget_sub_item, legal_basis)
                    select id, kind, daterange('2025-07-01', null), 8500, 'monthly:5', '2716', 'Nghị quyết thử'
                    from gateway.fee_item where procedure_code = '9.000001' and kind = 'FEE'
                    """);
            for (int i = 0; i < 3; i++) {
                assertThat(city.code(city.pay("vnpay").success())).isEqualTo("00");
            }
            city.dossier("9.000001", "00025");
            city.dossier("1.000894", "00025");

            JsonNode online = city.http()
                    .get("/v1/reports/online-payment?month=2025-07", MAKER)
                    .json();
            assertThat(online.has("total")).as(online.toString()).isTrue();
            JsonNode dossiers = online.at("/total/criteria/2");
            assertThat(dossiers.path("criterion").asText()).isEqualTo("3.6");
            assertThat(dossiers.path("numerator").asLong()).isEqualTo(3);
            assertThat(dossiers.path("denominator").asLong())
                    .as("a dossier whose every fee is 0 is left out")
                    .isEqualTo(4);
            assertThat(dossiers.path("score").asText()).isEqualTo("4.50");
            assertThat(online.at("/total/criteria/1/denominator").asLong()).isEqualTo(1);
            assertThat(online.at("/total/criteria/0/numerator").asLong())
                    .isPositive()
                    .isEqualTo(sum(online, 0, "numerator"));
            assertThat(sum(online, 2, "denominator")).isEqualTo(4);
            assertThat(sum(online, 2, "numerator")).isEqualTo(3);

            JsonNode remittance = city.http()
                    .get("/v1/reports/remittance?month=2025-07", MAKER)
                    .json();
            assertThat(remittance.at("/total/collected_vnd").asLong())
                    .isEqualTo(90_000)
                    .isEqualTo(city.count("""
                            select sum(o.amount_vnd) as n from gateway.settlement s join gateway.obligation o on o.id = s.obligation_id
                            """));
            assertThat(remittance.at("/total/retained_vnd").asLong())
                    .as("85 % of the fee, nothing of the charge")
                    .isEqualTo(51_000);
            assertThat(remittance.at("/total/remitted_vnd").asLong()).isEqualTo(39_000);
            JsonNode fee = remittance
                    .path("items")
                    .valueStream()
                    .filter(item -> item.path("kind").asText().equals("FEE"))
                    .findFirst()
                    .orElseThrow();
            assertThat(fee.path("budget_sub_item").asText()).isEqualTo("2716");
            assertThat(fee.path("legal_basis").asText()).isEqualTo("Nghị quyết thử");

            assertThat(city.http()
                            .get("/v1/reports/remittance?month=2025-08", MAKER)
                            .json()
                            .path("items"))
                    .isEmpty();
            assertThat(city.http()
                            .get("/v1/reports/remittance/export?month=2025-07", MAKER)
                            .text())
                    .contains("monthly:5,8500,Nghị quyết thử,60000,0,51000,9000");
            assertThat(city.http()
                            .get("/v1/reports/online-payment/export?month=2025-07", MAKER)
                            .text())
                    .contains("3.6,3,4,75.00,4.50,6");
            assertThat(city.http()
                            .get("/v1/reports/remittance?month=2025-13", MAKER)
                            .problem())
                    .isEqualTo("invalid_field");
        }
    }

    private static long sum(JsonNode report, int criterion, String member) {
        return report.path("items")
                .valueStream()
                .mapToLong(item ->
                        item.path("criteria").path(criterion).path(member).asLong())
                .sum();
    }
}
