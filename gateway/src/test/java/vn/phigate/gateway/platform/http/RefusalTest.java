package vn.phigate.gateway.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {
    @ParameterizedTest
    @ValueSource(strings = {"type", "title", "status", "detail", "instance", "code"})
    void refusesMembers_thatEveryProblemHas(String name) {
        assertThatThrownBy(() -> HttpProblem.NOT_FOUND.refusal().with(name, "done"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void tellsMembersOfItsOwn() {
        var refusal = HttpProblem.NOT_FOUND.refusal().with("current_status", "done");
        var document =
                Json.tree(new String(Web.problem(refusal, Language.EN, "/x").body(), StandardCharsets.UTF_8));
        assertThat(document.path("status").asInt()).isEqualTo(404);
        assertThat(document.path("current_status").asText()).isEqualTo("done");
    }
}
