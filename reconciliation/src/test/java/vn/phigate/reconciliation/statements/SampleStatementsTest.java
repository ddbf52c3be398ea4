package vn.phigate.reconciliation.statements;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every real camt file ends in preview as the independently computed facts say: figures, their text, and verdict. */
class SampleStatementsTest {
    @TestFactory
    Stream<DynamicTest> agreesWithIndependentFacts_forEverySample() throws IOException {
        List<JsonNode> samples = new ArrayList<>();
        new ObjectMapper().readTree(resource("expected.json")).forEach(samples::add);
        assertThat(samples).hasSize(10);
        return samples.stream()
                .map(sample -> DynamicTest.dynamicTest(sample.get("file").asText(), () -> check(sample)));
    }

    private static void check(JsonNode sample) throws IOException {
        byte[] file;
        try (InputStream in = resource(sample.get("file").asText())) {
            file = in.readAllBytes();
        }
        Preview preview = Recorded.preview(file);
        JsonNode facts = sample.get("facts").get("statements");
        assertThat(preview.format()).isEqualTo(sample.get("format").asText());
        assertThat(preview.verdict())
                .as(preview.findings().toString())
                .isEqualTo(sample.get("verdict").asText());
        assertThat(preview.statements()).hasSize(facts.size());
        Recorded recorded = Recorded.of(file);
        for (int i = 0; i < facts.size(); i++) {
            JsonNode fact = facts.get(i);
            PreviewStatement statement = preview.statements().get(i);
            assertThat(statement.account()).isEqualTo(fact.get("account").asText());
            assertThat(statement.currency())
                    .isEqualTo(fact.get("entry_currencies").fieldNames().next());
            assertThat(statement.entries()).isEqualTo(fact.get("entries").asInt());
            assertThat(statement.opening()).isEqualTo(fact.get("opening").textValue());
            assertThat(statement.closing()).isEqualTo(fact.get("closing").textValue());
            assertThat(statement.creditTotal())
                    .isEqualTo(fact.get("credit_total").asText());
            assertThat(statement.debitTotal()).isEqualTo(fact.get("debit_total").asText());
            assertThat(statement.agrees())
                    .isEqualTo(
                            fact.get("balances_agree").isNull()
                                    ? null
                                    : fact.get("balances_agree").asBoolean());
            assertThat(recorded.headers.get(i).id()).isEqualTo(fact.get("id").textValue());
            assertThat(recorded.headers.get(i).sequence())
                    .isEqualTo(fact.get("sequence").textValue());
            assertThat(recorded.summaries.get(i).booked())
                    .isEqualTo(fact.get("booked").asInt());
        }
    }

    @Test
    void namesTheEntryThatTheClosingLeavesOut_whenItsValueDateIsLater() throws IOException {
        try (InputStream in = resource("camt053-v04-postfinance.xml")) {
            Finding finding = Recorded.of(in.readAllBytes()).finding("closing_leaves_out_later_value");
            assertThat(finding.textEn()).contains("1 booked entries (1537.00 in all)");
            assertThat(finding.value()).isEqualTo("2020-11-25");
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(SampleStatementsTest.class.getResourceAsStream("/statements/" + name), name);
    }
}
