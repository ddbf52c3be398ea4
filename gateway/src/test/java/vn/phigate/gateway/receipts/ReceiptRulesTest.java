package vn.phigate.gateway.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code receipt_rules.json} names its sources inside. */
class ReceiptRulesTest {

    @Test
    void agreesWithTheRulesOfLaw() throws IOException {
        var rules = rules();
        for (var valid : rules.get("valid")) {
            assertThat(reasons(valid)).as("%s", valid).isEmpty();
        }
        for (var invalid : rules.get("invalid")) {
            assertThat(reasons(invalid)).as("%s", invalid).isNotEmpty();
        }
        for (var regime : rules.get("regimes")) {
            var from = LocalDate.parse(regime.get("from").asText());
            assertThat(ReceiptRules.on(from).validFrom()).isEqualTo(from);
            assertThat(ReceiptRules.on(from).digits())
                    .isEqualTo(regime.get("numberMaxDigits").asInt());
            assertThat(ReceiptRules.on(from).validTo())
                    .isEqualTo(
                            regime.get("to").isNull()
                                    ? null
                                    : LocalDate.parse(regime.get("to").asText()));
        }
        var letters =
                rules.get("serialLetters").valueStream().map(JsonNode::asText).collect(Collectors.joining());
        assertThat(ReceiptRules.on(LocalDate.of(2026, 7, 1)).letters()).isEqualTo(letters);
    }

    @Test
    void changesOverNight_onTheFirstOfJuly2026() {
        var before = ReceiptRules.on(LocalDate.of(2026, 6, 30));
        var after = ReceiptRules.on(LocalDate.of(2026, 7, 1));
        assertThat(List.of(before.template(), before.serial(2026, "HN"), before.numberText(1)))
                .containsExactly("01BLP0-001", "HN-26T", "0000001");
        assertThat(List.of(after.template(), after.serial(2026, "HN"), after.numberText(1)))
                .containsExactly("EBL01", "26THN", "00000001");
        assertThat(ReceiptRules.validate("01BLP0-001", "HN-26T", 9_999_999, LocalDate.of(2026, 6, 30)))
                .isEmpty();
        assertThat(ReceiptRules.validate("01BLP0-001", "HN-26T", 1, LocalDate.of(2026, 7, 1)))
                .hasSize(2);
        assertThat(ReceiptRules.validate("EBL01", "26THN", 10_000_000, LocalDate.of(2026, 6, 30)))
                .hasSize(3);
        assertThat(ReceiptRules.validate("EBL01", "26THN", 1, LocalDate.of(2020, 1, 1)))
                .hasSize(1);
    }

    @Test
    void rulesFollowEachOtherWithoutGapOrOverlap() {
        var all = ReceiptRules.all();
        for (int i = 1; i < all.size(); i++) {
            var end = all.get(i - 1).validTo();
            assertThat(end).isNotNull().isEqualTo(all.get(i).validFrom().minusDays(1));
        }
        assertThat(all.getLast().validTo()).isNull();
    }

    @Test
    void whatARuleBuilds_itAccepts() {
        for (var rule : ReceiptRules.all()) {
            int n = rule.letters().length();
            var day = rule.validFrom();
            var serials = IntStream.range(0, n * n)
                    .mapToObj(i -> rule.serial(day.getYear(), rule.letterPair(i)))
                    .toList();
            assertThat(serials)
                    .doesNotHaveDuplicates()
                    .allSatisfy(
                            serial -> assertThat(ReceiptRules.validate(rule.template(), serial, rule.lastNumber(), day))
                                    .isEmpty());
            assertThat(rule.numberText(rule.lastNumber())).hasSize(rule.digits());
            assertThatIllegalArgumentException().isThrownBy(() -> rule.letterPair(n * n));
            assertThatIllegalArgumentException().isThrownBy(() -> rule.numberText(rule.lastNumber() + 1));
            assertThatIllegalArgumentException().isThrownBy(() -> rule.serial(2026, "Hn"));
        }
    }

    private static List<String> reasons(JsonNode row) {
        return ReceiptRules.validate(
                row.get("template").asText(),
                row.get("serial").asText(),
                row.get("number").asLong(),
                LocalDate.parse(row.get("date").asText()));
    }

    private static JsonNode rules() throws IOException {
        return new ObjectMapper().readTree(ReceiptRulesTest.class.getResource("receipt_rules.json"));
    }
}
