package vn.phigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFromEnvironmentTest {
    @TempDir
    private Path folder = Path.of(".");

    private Path file = Path.of(".");

    @BeforeEach
    void copyOfTheRealFile() throws IOException {
        file = folder.resolve("gateway.yaml");
        Files.copy(Path.of(System.getProperty("phigate.root", "..")).resolve("config/gateway.yaml"), file);
    }

    @Test
    void environmentWins_overEveryKindOfKey() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PHIGATE_GATEWAY_SANDBOX", "false",
                "PHIGATE_GATEWAY_HTTP_HOST", "0.0.0.0",
                "PHIGATE_GATEWAY_PUBLIC_URL", "https://pay.example.vn",
                "PHIGATE_GATEWAY_DATABASE_URL", "jdbc:postgresql://db/phigate",
                "PHIGATE_GATEWAY_DATABASE_PASSWORD", "s3cret",
                "PHIGATE_GATEWAY_RETURN_HOSTS_0", "hanoi.example.vn",
                "PHIGATE_GATEWAY_PROVIDERS_VNPAY_SANDBOX_PORT", "0",
                "PHIGATE_GATEWAY_PROVIDERS_VNPAY_TERMINALS_0_TMN_CODE", "REAL0001",
                "PHIGATE_GATEWAY_PROVIDERS_VNPAY_TERMINALS_0_SECRETS_0", "REALSECRET"));
        environment.put("PHIGATE_GATEWAY_PROVIDERS_VNPAY_PAY_URL", "https://pay.vnpay.example/pay");
        environment.put("PHIGATE_GATEWAY_PROVIDERS_VNPAY_API_URL", "https://pay.vnpay.example/api");
        GatewaySettings settings = read(environment);

        assertThat(settings.sandbox()).isFalse();
        assertThat(settings.http().host()).isEqualTo("0.0.0.0");
        assertThat(settings.http().port()).isEqualTo(8080);
        assertThat(settings.publicUrl()).isEqualTo("https://pay.example.vn");
        var database = Objects.requireNonNull(settings.database());
        assertThat(database.url()).isEqualTo("jdbc:postgresql://db/phigate");
        assertThat(database.password()).isEqualTo("s3cret");
        assertThat(settings.returnHosts()).containsExactly("hanoi.example.vn", ".example.vn", "localhost", "127.0.0.1");
        assertThat(settings.vnpay().sandboxPort()).isZero();
        assertThat(settings.vnpay().terminals()).hasSize(1);
        assertThat(settings.vnpay().terminals().getFirst().tmnCode()).isEqualTo("REAL0001");
        assertThat(settings.vnpay().terminals().getFirst().secrets())
                .extracting(s -> s.secret())
                .containsExactly("REALSECRET");
    }

    @Test
    void fileHolds_whenVariablesAreEmptyOrOfOthers() {
        GatewaySettings settings = read(Map.of(
                "PHIGATE_GATEWAY_PUBLIC_URL", " ",
                "PHIGATE_RECONCILIATION_HTTP_PORT", "9",
                "DATABASE_URL", "postgres://other/program",
                "HTTP_PORT", "7",
                "KEYS_0_NAME", "x"));

        assertThat(settings.publicUrl()).isEqualTo("http://localhost:8080");
        assertThat(settings.http().port()).isEqualTo(8080);
        assertThat(settings.database()).isNull();
    }

    @Test
    void refused_whenTheNameFitsNoKey() {
        assertThatThrownBy(() -> read(Map.of("PHIGATE_GATEWAY_DATABSE_URL", "jdbc:x")))
                .hasMessageContaining("PHIGATE_GATEWAY_DATABSE_URL fits no key")
                .hasMessageContaining("PHIGATE_GATEWAY_DATABASE_URL");
    }

    private GatewaySettings read(Map<String, String> environment) {
        return GatewaySettings.read(file, environment);
    }
}
