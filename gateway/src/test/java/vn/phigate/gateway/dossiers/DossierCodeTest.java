package vn.phigate.gateway.dossiers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.Vectors;
import vn.phigate.testsupport.Seeded;

class DossierCodeTest {
    @TestFactory
    Stream<DynamicTest> validVectorsAreRead() {
        return Vectors.each(Vectors.read("codes").at("/dossier/valid"))
                .map(v -> DynamicTest.dynamicTest(v.get("code").asText(), () -> {
                    DossierCode code = DossierCode.parse(v.get("code").asText()).orElseThrow();
                    assertThat(code.form())
                            .isEqualTo(
                                    v.get("form").asText().startsWith("2016")
                                            ? DossierCode.Form.UNIT_2016
                                            : DossierCode.Form.UNIT_2020);
                    assertThat(code.level1()).isEqualTo(v.get("level1").asText());
                    assertThat(code.date())
                            .isEqualTo(LocalDate.parse(v.get("date").asText()));
                    assertThat(code.sequence()).isEqualTo(v.get("sequence").asInt());
                    assertThat(code.compact()).isEqualTo(v.get("compact").asText());
                }));
    }

    @TestFactory
    Stream<DynamicTest> invalidVectorsAreRefused() {
        return Vectors.each(Vectors.read("codes").at("/dossier/invalid"))
                .map(v -> DynamicTest.dynamicTest(
                        v.get("reason").asText(),
                        () -> assertThat(DossierCode.parse(v.get("code").asText()))
                                .isEmpty()));
    }

    @ParameterizedTest
    @CsvSource({
        "H26.12-250230-0001, NO_SUCH_DATE",
        "H26.12-25071-0001, NO_SUCH_DATE",
        "H26.12-251301-0001, NO_SUCH_DATE",
        "H26.12-250717-001, SEQUENCE_NOT_FOUR_DIGITS",
        "H26.12-250717-00001, SEQUENCE_NOT_FOUR_DIGITS",
        "H26.12-250717-000A, SEQUENCE_NOT_FOUR_DIGITS",
        "h26.12-250717-0001, LOWER_CASE",
        "H26.12_250717_0001, WRONG_SEPARATORS",
        "H26.12-250717, WRONG_SEPARATORS",
        "'H26.12-250717-0001 ', WRONG_SEPARATORS",
        "'', WRONG_SEPARATORS",
        "H26.111111111111111111111111111111111-250717-0001, UNIT_TOO_LONG",
        "Z26.12-250717-0001, UNIT_UNREADABLE",
        "H2.12-250717-0001, UNIT_UNREADABLE",
        "H26..12-250717-0001, UNIT_UNREADABLE",
        "H26.-250717-0001, UNIT_UNREADABLE",
        ".H26-250717-0001, UNIT_UNREADABLE",
        "000.12.H26-250717-0001, UNIT_UNREADABLE",
        "000.00.12.Z26-250717-0001, UNIT_UNREADABLE"
    })
    void refusedForTheirReason(String text, DossierCode.Reason reason) {
        assertThat(DossierCode.read(text)).isEqualTo(new DossierCode.Invalid(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "H26.00004-250717-0001, H26, UNIT_2020", "H26-250717-0001, H26, UNIT_2020",
                "H26.1111111111111111111111111111111-240229-0001, H26, UNIT_2020",
        "38.98.H29-210519-0013, H29, UNIT_2016", "000.A0.01.H26-210212-9090, H26, UNIT_2016",
                "12.H26-210212-9090, H26, UNIT_2016"
    })
    void formsInTheFieldAreRead(String text, String level1, DossierCode.Form form) {
        assertThat(DossierCode.parse(text)).hasValueSatisfying(code -> {
            assertThat(code.level1()).isEqualTo(level1);
            assertThat(code.form()).isEqualTo(form);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "H26.12-250717-0001",
                "h26 12 250717 0001",
                "H26.12–250717–0001",
                "H2612_250717_0001",
                " H26122507170001\n",
                "Ｈ２６.12-250717-0001"
            })
    void typedFormsShareOneKey(String typed) {
        assertThat(DossierCode.normalise(typed)).isEqualTo("H26122507170001");
    }

    @Test
    void readingNeverThrows() {
        Seeded.check(1000, random -> {
            String text = Seeded.text(random, 0, 60);
            assertThat(DossierCode.read(text)).isNotNull();
            assertThat(DossierCode.normalise(text)).matches("[A-Z0-9]*");
        });
    }
}
