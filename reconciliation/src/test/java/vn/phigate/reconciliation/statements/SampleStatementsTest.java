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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import vn.phigate.gateway.platform.signing.Sha256;

/** Every real file ends in preview as the independently computed facts say: figures, their text, and verdict. */
class SampleStatementsTest {
    @TestFactory
    Stream<DynamicTest> agreesWithIndependentFacts_forEverySample() throws IOException {
        List<JsonNode> samples = new ArrayList<>();
        new ObjectMapper().readTree(resource("expected.json")).forEach(samples::add);
        assertThat(samples).hasSize(21);
        return samples.stream()
                .map(sample -> DynamicTest.dynamicTest(sample.get("file").asText(), () -> check(sample)));
    }

    private static void check(JsonNode sample) throws IOException {
        byte[] file;
        try (InputStream in = resource(sample.get("file").asText())) {
            file = in.readAllBytes();
        }
        assertThat(Sha256.hex(file)).isEqualTo(sample.get("sha256").asText());
        Preview preview = Recorded.preview(file);
        JsonNode facts = sample.get("facts").get("statements");
        assertThat(preview.format()).isEqualTo(sample.get("format").asText());
        assertThat(preview.verdict())
                .as(preview.findings().toString())
                .isEqualTo(sample.get("verdict").asText());
        assertThat(preview.statements()).hasSize(facts.size());
        boolean settlement = sample.get("format").asText().startsWith("settlement");
        Recorded recorded = Recorded.of(file);
        for (int i = 0; i < facts.size(); i++) {
            JsonNode fact = facts.get(i);
            PreviewStatement statement = preview.statements().get(i);
            assertThat(statement.entries()).isEqualTo(fact.get("entries").asInt());
            assertThat(statement.creditTotal())
                    .isEqualTo(fact.get(settlement ? "gross_total" : "credit_total")
                            .asText());
            assertThat(statement.debitTotal())
                    .isEqualTo(
                            fact.get(settlement ? "fee_total" : "debit_total").asText());
            assertThat(statement.opening()).isEqualTo(text(fact, "opening"));
            assertThat(statement.closing()).isEqualTo(text(fact, "closing"));
            assertThat(statement.agrees())
                    .isEqualTo(
                            text(fact, "balances_agree") == null
                                    ? null
                                    : Boolean.valueOf(text(fact, "balances_agree")));
            if (statement.agrees() == null && !settlement && !preview.format().startsWith("camt.054")) {
                assertThat(recorded.rules()).contains("balance_unproven");
            }
            checkWhereStated(fact, statement, recorded, i);
        }
        for (JsonNode broken : sample.get("facts").path("continuity_breaks")) {
            assertThat(preview.findings())
                    .anyMatch(f -> f.rule().equals("continuity_broken")
                            && f.value().equals(broken.get("opening").asText()));
        }
    }

    private static void checkWhereStated(JsonNode fact, PreviewStatement statement, Recorded recorded, int i) {
        if (fact.has("account")) {
            assertThat(statement.account()).isEqualTo(fact.get("account").asText());
        }
        if (fact.has("currency")) {
            assertThat(statement.currency()).isEqualTo(fact.get("currency").asText());
        }
        if (fact.has("entry_currencies")) {
            assertThat(statement.currency())
                    .isEqualTo(fact.get("entry_currencies").fieldNames().next());
        }
        StatementHeader header = recorded.headers.get(i);
        if (fact.has("id")) {
            assertThat(header.id()).isEqualTo(text(fact, "id"));
        }
        if (fact.has("reference")) {
            assertThat(header.id()).isEqualTo(text(fact, "reference"));
        }
        if (fact.has("sequence")) {
            assertThat(header.sequence()).isEqualTo(text(fact, "sequence"));
        }
        StatementSummary summary = recorded.summaries.get(i);
        if (fact.has("booked")) {
            assertThat(summary.booked()).isEqualTo(fact.get("booked").asInt());
        }
        if (fact.has("unreadable_entries")) {
            assertThat(summary.quarantined())
                    .isEqualTo(fact.get("unreadable_entries").asInt());
        }
        for (JsonNode note : fact.path("notes")) {
            String text = note.asText();
            if (text.contains("impossible")) {
                String value = text.substring(text.lastIndexOf(' ') + 1);
                assertThat(recorded.findings)
                        .anyMatch(f ->
                                f.rule().equals("date_impossible") && f.value().equals(value));
            }
        }
    }

    private static @Nullable String text(JsonNode fact, String field) {
        JsonNode value = fact.path(field);
        return value.isMissingNode() || value.isNull() ? null : value.asText();
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
