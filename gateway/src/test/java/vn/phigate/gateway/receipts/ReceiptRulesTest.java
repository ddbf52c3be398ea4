package vn.phigate.gateway.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            LocalDate to = regime.get("to").isNull()
                    ? LocalDate.of(2100, 1, 1)
                    : LocalDate.parse(regime.get("to").asText());
            assertThat(ReceiptRules.known().on(from).validFrom()).isEqualTo(from);
            for (LocalDate day = from; !day.isAfter(to); day = day.plusMonths(1)) {
                assertThat(ReceiptRules.known().on(day).digits())
                        .isEqualTo(regime.get("numberMaxDigits").asInt());
            }
            assertThat(ReceiptRules.known().on(to).law())
                    .contains(regime.get("law").asText().replaceAll("Decree ([0-9/]+).*", "$1"));
        }
        var letters =
                rules.get("serialLetters").valueStream().map(JsonNode::asText).collect(Collectors.joining());
        assertThat(ReceiptRules.known().on(LocalDate.of(2026, 7, 1)).letters()).isEqualTo(letters);
    }

    @Test
    void changesOverNight_onTheFirstOfJuly2026() {
        var before = ReceiptRules.known().on(LocalDate.of(2026, 6, 30));
        var after = ReceiptRules.known().on(LocalDate.of(2026, 7, 1));
        assertThat(List.of(before.template(), before.serial(2026, "HN"), before.numberText(1)))
                .containsExactly("01BLP0-001", "HN-26T", "0000001");
        assertThat(List.of(after.template(), after.serial(2026, "HN"), after.numberText(1)))
                .containsExactly("EBL01", "26THN", "00000001");
        assertThat(ReceiptRules.known().validate("01BLP0-001", "HN-26T", 9_999_999, LocalDate.of(2026, 6, 30)))
                .isEmpty();
        assertThat(ReceiptRules.known().validate("01BLP0-001", "HN-26T", 1, LocalDate.of(2026, 7, 1)))
                .hasSize(2);
        assertThat(ReceiptRules.known().validate("EBL01", "26THN", 10_000_000, LocalDate.of(2026, 6, 30)))
                .hasSize(3);
        assertThat(ReceiptRules.known().validate("EBL01", "26THN", 1, LocalDate.of(2020, 1, 1)))
                .hasSize(1);
    }

    @Test
    void rulesFollowEachOtherWithoutGapOrOverlap() {
        var all = ReceiptRules.known().all();
        for (int i = 1; i < all.size(); i++) {
            var end = all.get(i - 1).validTo();
            assertThat(end).isNotNull().isEqualTo(all.get(i).validFrom().minusDays(1));
        }
        assertThat(all.getLast().validTo()).isNull();
    }

    @Test
    void namesTheAmendment_fromItsFirstDayOn() {
        assertThat(ReceiptRules.known().on(LocalDate.of(2025, 5, 31)).law()).doesNotContain("70/2025");
        assertThat(ReceiptRules.known().on(LocalDate.of(2025, 6, 1)).law()).contains("70/2025", "32/2025");
        assertThat(ReceiptRules.known().on(LocalDate.of(2026, 7, 1)).law()).contains("254/2026", "91/2026");
    }

    /** Rows an operator might write, each with one fault. */
    @Test
    void refusesATable_withAGapAnOverlapAnEndOrARowThatContradictsItself() {
        var all = ReceiptRules.known().all();
        assertThat(new ReceiptRules(all).all()).isEqualTo(all);
        assertThatIllegalArgumentException().isThrownBy(() -> new ReceiptRules(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReceiptRules(List.of(all.get(0), all.get(2))))
                .withMessageContaining("2025-05-31");
        assertThatIllegalArgumentException().isThrownBy(() -> new ReceiptRules(List.of(all.get(0), all.get(0))));
        assertThatIllegalArgumentException().isThrownBy(() -> new ReceiptRules(all.subList(0, 2)));
        assertThatIllegalArgumentException().isThrownBy(() -> new ReceiptRules(all.reversed()));
        assertThat(row(Map.of()).serial(2026, "AA")).isEqualTo("26TAA");
        for (var fault : List.of(
                Map.of("template", "EBL03"),
                Map.of("template_pattern", "EBL0[12"),
                Map.of("serial_form", "{yy}T"),
                Map.of("serial_form", "T{letters}"),
                Map.of("letters", "AAB"),
                Map.of("number_max_digits", "0"),
                Map.of("number_max_digits", "8.5"),
                Map.of("valid_from", "2026-02-30"),
                Map.of("valid_to", "2026-06-30"),
                Map.of("report", "BC27"),
                Map.of("law", ""))) {
            assertThatIllegalArgumentException().as("%s", fault).isThrownBy(() -> row(fault));
        }
    }

    private static ReceiptRule row(Map<String, String> changed) {
        var written = new HashMap<>(Map.of(
                "valid_from", "2026-07-01",
                "template", "EBL01",
                "template_pattern", "EBL0[12]",
                "serial_form", "{yy}T{letters}",
                "letters", "ABCDEGHKLMNPQRSTUVXY",
                "number_max_digits", "8",
                "report", "01/TH-BLĐT",
                "law", "Nghị định 254/2026/NĐ-CP",
                "source", "test"));
        written.putAll(changed);
        return ReceiptRule.of(key -> Optional.ofNullable(written.get(key)).filter(text -> !text.isEmpty()));
    }

    @Test
    void whatARuleBuilds_itAccepts() {
        for (var rule : ReceiptRules.known().all()) {
            int n = rule.letters().length();
            var day = rule.validFrom();
            var serials = IntStream.range(0, n * n)
                    .mapToObj(i -> rule.serial(day.getYear(), rule.letterPair(i)))
                    .toList();
            assertThat(serials)
                    .doesNotHaveDuplicates()
                    .allSatisfy(serial -> assertThat(
                                    ReceiptRules.known().validate(rule.template(), serial, rule.lastNumber(), day))
                            .isEmpty());
            assertThat(rule.numberText(rule.lastNumber())).hasSize(rule.digits());
            assertThatIllegalArgumentException().isThrownBy(() -> rule.letterPair(n * n));
            assertThatIllegalArgumentException().isThrownBy(() -> rule.numberText(rule.lastNumber() + 1));
            assertThatIllegalArgumentException().isThrownBy(() -> rule.serial(2026, "Hn"));
        }
    }

    private static List<String> reasons(JsonNode row) {
        return ReceiptRules.known()
                .validate(
                        row.get("template").asText(),
                        row.get("serial").asText(),
                        row.get("number").asLong(),
                        LocalDate.parse(row.get("date").asText()));
    }

    private static JsonNode rules() throws IOException {
        return new ObjectMapper().readTree(ReceiptRulesTest.class.getResource("receipt_rules.json"));
    }
}
