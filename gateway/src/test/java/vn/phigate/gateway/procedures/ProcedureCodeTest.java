package vn.phigate.gateway.procedures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.Vectors;

class ProcedureCodeTest {
    private final JsonNode vectors = Vectors.read("codes").get("procedure");

    @Test
    void validVectorsAreRead() {
        assertThat(Vectors.each(vectors.get("valid"))).allSatisfy(v -> {
            ProcedureCode code = ProcedureCode.parse(v.asText()).orElseThrow();
            assertThat(code.base()).isEqualTo(code);
            assertThat(code.isServiceCode()).isFalse();
        });
    }

    @Test
    void serviceCodesLeadToTheirProcedure() {
        assertThat(Vectors.each(vectors.get("serviceCodes"))).allSatisfy(v -> {
            ProcedureCode code = ProcedureCode.parse(v.asText()).orElseThrow();
            assertThat(code.isServiceCode()).isTrue();
            assertThat(v.asText()).startsWith(code.base() + ".");
            assertThat(code.base().isServiceCode()).isFalse();
        });
    }

    @Test
    void invalidVectorsAreRefused() {
        assertThat(Vectors.each(vectors.get("invalid"))).allSatisfy(v -> {
            assertThat(ProcedureCode.parse(v.asText())).isEmpty();
            assertThatThrownBy(() -> new ProcedureCode(v.asText())).isInstanceOf(IllegalArgumentException.class);
        });
        assertThat(ProcedureCode.parse("1.001193.000.00.00.H26"))
                .as("an unconfirmed form")
                .isEmpty();
        assertThat(ProcedureCode.parse("1.001193\n")).isEmpty();
    }
}
