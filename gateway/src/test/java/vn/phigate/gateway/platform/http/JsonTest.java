package vn.phigate.gateway.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    record Body(
            @Nullable Role role,
            @Nullable LocalDate day,
            @Nullable Instant at,
            @Nullable List<String> names,
            @Nullable String name) {}

    private static Body read(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), Body.class);
    }

    @Test
    void readsWhatIsMeant() {
        assertThat(
                        read(
                                "{\"role\":\"MAKER\",\"day\":\"2025-07-17\",\"at\":\"2025-07-17T08:00:00+07:00\",\"names\":[\"a\",\"😀\"],\"name\":null}"))
                .isEqualTo(new Body(
                        Role.MAKER,
                        LocalDate.of(2025, 7, 17),
                        Instant.parse("2025-07-17T01:00:00Z"),
                        List.of("a", "😀"),
                        null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":1}",
                "{\"role\":\"1\"}",
                "{\"day\":20286}",
                "{\"day\":[2025,7,17]}",
                "{\"day\":\"1899-12-31\"}",
                "{\"day\":\"2201-01-01\"}",
                "{\"day\":\"2025-02-30\"}",
                "{\"day\":\"\"}",
                "{\"day\":\"2025-07-17T00:00:00Z\"}",
                "{\"at\":1752710400}",
                "{\"at\":1752710400.5}",
                "{\"at\":\"1752710400\"}",
                "{\"at\":\"+999999999-12-31T23:59:59Z\"}",
                "{\"at\":\"1899-12-31T23:59:59Z\"}",
                "{\"names\":[null]}",
                "{\"names\":[\"a\",null]}",
                "{\"names\":[\"\\u0000\"]}",
                "{\"name\":\"a\\u0000b\"}",
                "{\"name\":\"\\ud800\"}",
                "{\"name\":1}"
            })
    void refuses_withTheField(String json) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> read(json));
        assertThat(refusal.type()).isEqualTo(HttpProblem.INVALID_FIELD);
        assertThat(String.valueOf(refusal.members().get("field")))
                .isIn("role", "day", "at", "names.[0]", "names.[1]", "names", "name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "1", "\"a\""})
    void saysThatAnObjectIsNeeded(String json) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> read(json));
        assertThat(refusal.type().status()).isEqualTo(400);
        assertThat(refusal.detail(Language.EN)).contains("must be a JSON object");
    }
}
