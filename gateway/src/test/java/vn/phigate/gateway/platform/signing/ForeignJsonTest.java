package vn.phigate.gateway.platform.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignJsonTest {
    /** Anybody can send these; none may be answered with a fault of ours. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}{}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":2676840e2982671283}",
                "{\"a\":1e-99999999999}"
            })
    void isNothing_whenItIsNotOneObjectThatCanBeRead(String text) {
        assertThat(ForeignJson.object(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
