package vn.phigate.gateway.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.Normalizer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class GivenTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"Ủy ban nhân dân xã Tam Hưng", "Đỗ Thị Ngọc Ánh", "UBND P. Cửa Nam – Q.1 (cũ) «số 2» 30%", "𠮷 字"
            })
    void takesWhatPeopleWrite(String text) {
        assertThat(Given.line("name", "  " + text + " ", 60)).isEqualTo(text);
        assertThat(Given.line("name", Normalizer.normalize(text, Normalizer.Form.NFD), 90))
                .isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFD));
    }

    @ParameterizedTest
    @CsvSource({
        "202E, 5", "200B, 5", "200F, 5", "2066, 5", "FEFF, 5", "00AD, 5", "000A, 5", "0000, 5", "2028, 5", "E000, 5",
        "D800, 5", "FFFF, 5"
    })
    void refusesWhatDoesNotShow_andSaysWhere(String hex, int place) {
        String text = "UBND" + (char) Integer.parseInt(hex, 16) + "Xã";
        assertThatThrownBy(() -> Given.line("holder", text, 60))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.detail(Language.EN))
                                .contains("Field holder", "U+" + hex + " at character " + place));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  ", "\t"})
    void needsText(String text) {
        assertThatThrownBy(() -> Given.line("name", text, 10)).isInstanceOf(Refusal.class);
        assertThat(Given.optionalLine("name", text, 10)).isNull();
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThat(Given.line("name", "a".repeat(10), 10)).hasSize(10);
        assertThatThrownBy(() -> Given.line("name", "a".repeat(11), 10)).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1-1-1-1-1", "0198161d-f9c0-732d-9622-ee2e2cb5ca6", "0198161d-f9c0-732d-9622-ee2e2cb5ca6g"})
    void takesOnlyWholeIdentifiers(String text) {
        UUID id = UUID.fromString("0198161d-f9c0-732d-9622-ee2e2cb5ca6e");
        assertThat(Given.uuid("id", id.toString())).isEqualTo(id);
        assertThatThrownBy(() -> Given.uuid("id", text)).isInstanceOf(Refusal.class);
    }
}
