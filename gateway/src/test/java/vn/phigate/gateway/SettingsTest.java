package vn.phigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.accounts.RegistryRules;
import vn.phigate.gateway.identity.Identity;
import vn.phigate.gateway.identity.OpenIdSettings;
import vn.phigate.gateway.identity.SignInSettings;
import vn.phigate.gateway.platform.http.HttpSettings;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.receipts.ReceiptRules;
import vn.phigate.gateway.web.Promises;
import vn.phigate.gateway.web.ReportTo;

class SettingsTest {
    private static final Path SHIPPED = Path.of(System.getProperty("phigate.root", ".."), "config", "gateway.yaml");
    private static final String LEAST = """
            providers:
              vnpay:
                pay_url: "https://pay.example/p"
                api_url: "https://pay.example/a"
                terminals:
                  - tmn_code: "HNIFEE01"
                    secrets: ["S1", "S2"]
            """;

    @TempDir
    Path folder;

    @Test
    void everyShippedKeyIsRead() {
        assertThat(GatewaySettings.read(SHIPPED, Map.of()).sandbox()).isTrue();
    }

    /** Otherwise an operator cannot find it. */
    @Test
    void everyKeyStandsInTheShippedFile() throws IOException {
        String text = Files.readString(SHIPPED);
        assertThat(keys("", new YAMLMapper().readTree(SHIPPED.toFile())))
                .contains("http.port", "database.pool_size", "providers.vietqr.order_hours");
        for (String key : GatewaySettings.HTTP_KEYS) {
            assertThat(text).contains(key.substring(key.indexOf('.') + 1) + ":");
        }
    }

    @Test
    void shippedValuesAreTheDefaults_whereTheFileSaysSo() throws IOException {
        GatewaySettings shipped = GatewaySettings.read(SHIPPED, Map.of());
        GatewaySettings least = read(LEAST);
        assertThat(least.http()).isEqualTo(shipped.http());
        assertThat(least.promises()).isEqualTo(shipped.promises()).isEqualTo(Promises.USUAL);
        assertThat(least.city()).isEqualTo(shipped.city());
        assertThat(least.publicUrl()).isEqualTo(shipped.publicUrl());
        assertThat(least.dataFolder()).isEqualTo(shipped.dataFolder());
        assertThat(least.vietqrWindow()).isEqualTo(shipped.vietqrWindow());
        assertThat(least.vnpay().orderWindow())
                .isEqualTo(shipped.vnpay().orderWindow())
                .isEqualTo(Duration.ofMinutes(15));
        assertThat(least.vnpay().lateWindow()).isEqualTo(shipped.vnpay().lateWindow());
    }

    @ParameterizedTest
    @CsvSource({
        "citizens.matched_by, 08:59",
        "citizens.matched_by, 600",
        "citizens.statement_by, noon",
        "citizens.statement_by, 25:00",
        "citizens.statement_by, 9:00",
        "citizens.provider_seconds, abc",
        "citizens.provider_seconds, 0",
        "citizens.provider_seconds, -60",
        "citizens.provider_seconds, 3601",
        "citizens.receipt_minutes, 0",
        "citizens.receipt_minutes, 99999999999999999999",
        "citizens.decide_bank_days, 0",
        "citizens.decide_bank_days, 61",
        "http.event_streams, -1",
        "http.event_streams, many",
        "http.event_streams_of_one_network, 0",
        "http.event_heartbeat_seconds, 0",
        "http.event_heartbeat_seconds, 301",
        "http.event_minutes, 0",
        "http.event_minutes, -10",
        "http.event_minutes, 9223372036854775807",
        "http.port, 65536",
        "http.max_body_kib, 0",
        "http.max_connections, 1.5",
        "http.idle_timeout_seconds, 0",
    })
    void refusesValue_thatIsNotAllowed_byItsKey(String key, String value) {
        String variable = "PHIGATE_GATEWAY_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
        assertThatThrownBy(() -> GatewaySettings.read(SHIPPED, Map.of(variable, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key + " is ")
                .hasMessageEndingWith("not " + value);
    }

    /** YAML reads an hour without quotes as a number of seconds, a day as an instant. */
    @Test
    void refusesHoursAndDays_thatAreNotWrittenAsText() {
        assertThatThrownBy(() -> read(LEAST + "citizens:\n  matched_by: 10:00\n"))
                .hasMessageContaining("citizens.matched_by is an hour of the city in quotes");
        assertThatThrownBy(() -> read(LEAST + "receipt_rules:\n  - valid_from: \"1/7/2026\"\n"))
                .hasMessageContaining("receipt_rules.0.valid_from is a day in quotes")
                .hasMessageEndingWith("not 1/7/2026");
        assertThatThrownBy(
                        () -> read(
                                LEAST
                                        + "receipt_rules:\n  - {valid_from: \"2026-07-01\", template: EBL01, template_pattern: \"EBL0[\"}\n"))
                .hasMessageContaining("receipt_rules.0.template_pattern is a regular expression");
    }

    @Test
    void takesNoStreams_whenNoneAreWanted() {
        assertThat(GatewaySettings.read(SHIPPED, Map.of("PHIGATE_GATEWAY_HTTP_EVENT_STREAMS", "0"))
                        .http()
                        .events()
                        .most())
                .isZero();
    }

    @Test
    void receiptRulesOfTheFileStandInThePlaceOfOurs_andAGapIsRefused() throws IOException {
        assertThat(read(LEAST).receiptRules().all())
                .isEqualTo(ReceiptRules.known().all());
        String row = """
                  - valid_from: "%s"
                    valid_to: "%s"
                    template: "EBL01"
                    template_pattern: "EBL0[12]"
                    serial_form: "{yy}T{letters}"
                    letters: "ABCDEGHKLMNPQRSTUVXY"
                    number_max_digits: 8
                    report: "01/TH-BLĐT"
                    error_notice: ""
                    law: "Nghị định mới"
                    source: "test"
                """;
        var rules = read(LEAST + "receipt_rules:\n" + row.formatted("2026-07-01", "2027-12-31")
                        + row.formatted("2028-01-01", ""))
                .receiptRules();
        assertThat(rules.all()).hasSize(2);
        assertThat(rules.on(LocalDate.of(2028, 1, 1)).law()).isEqualTo("Nghị định mới");
        assertThat(rules.all().getLast().errorNotice()).isNull();
        assertThatThrownBy(() -> read(LEAST + "receipt_rules:\n" + row.formatted("2026-07-01", "2027-12-30")
                        + row.formatted("2028-01-01", "")))
                .hasMessageContaining("2027-12-30");
    }

    @Test
    void whomToTellIsASampleInASandboxAlone() throws IOException {
        assertThat(read(LEAST).reportTo().named()).isFalse();
        assertThat(read("sandbox: true\n" + LEAST).reportTo().sample()).isTrue();
        assertThat(read(LEAST + "report_to:\n  name: \"Đường dây nóng\"\n  phone: \"1022\"\n")
                        .reportTo())
                .isEqualTo(new ReportTo("Đường dây nóng", "1022", "", false));
    }

    @Test
    void vnpayFollowsTheSandboxsPort_unlessAnAddressIsWritten() {
        GatewaySettings elsewhere =
                GatewaySettings.read(SHIPPED, Map.of("PHIGATE_GATEWAY_PROVIDERS_VNPAY_SANDBOX_PORT", "28082"));
        assertThat(elsewhere.vnpay().payUrl().toString()).isEqualTo("http://localhost:28082/paymentv2/vpcpay.html");
        assertThat(elsewhere.vnpay().apiUrl().toString())
                .isEqualTo("http://localhost:28082/merchant_webapi/api/transaction");
        assertThat(GatewaySettings.read(
                                SHIPPED,
                                Map.of(
                                        "PHIGATE_GATEWAY_PROVIDERS_VNPAY_SANDBOX_PORT", "28082",
                                        "PHIGATE_GATEWAY_PROVIDERS_VNPAY_PAY_URL", "https://pay.example/p"))
                        .vnpay()
                        .payUrl()
                        .toString())
                .isEqualTo("https://pay.example/p");
        assertThatThrownBy(() -> GatewaySettings.read(SHIPPED, Map.of("PHIGATE_GATEWAY_SANDBOX", "false")))
                .hasMessageContaining("providers.vnpay.pay_url");
    }

    @Test
    void defaultsAreSafe_whenTheFileIsSilent() throws IOException {
        GatewaySettings least = read(LEAST);
        assertThat(least.sandbox()).isFalse();
        assertThat(least.database()).isNull();
        assertThat(least.returnHosts()).isEmpty();
        assertThat(least.keys()).isEmpty();
        assertThat(least.vnpay().sandboxPort()).isNull();
        assertThat(least.http().host()).isEqualTo("127.0.0.1");
        assertThat(least.vnpay().terminals().getFirst().secrets()).hasSize(2);
    }

    @Test
    void everyLimitIsBounded_whenTheFileIsSilent() throws IOException {
        HttpSettings http = read(LEAST).http();
        assertThat(List.of(http.maxBodyBytes(), http.maxUploadBytes())).containsOnly(64 * 1024);
        assertThat(http.maxConnections()).isBetween(1, 4096);
        assertThat(http.maxConcurrentRequests()).isBetween(1, 4096);
        assertThat(http.idleTimeout()).isPositive();
        assertThat(http.readTimeout()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sandbox_mode: true",
                "http:\n  prot: 1",
                "city:\n  name:\n    vi: x",
                "keys:\n  - name: a\n    role: maker",
                "http.prot: 1"
            })
    void refusesFile_whenNobodyReadsAKey(String more) {
        assertThatThrownBy(() -> read(LEAST + more))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no setting");
    }

    @Test
    void accountsOfTheCity_areReadWithTheirRoles() throws IOException {
        SignInSettings read = read(LEAST + """
                keys:
                  - name: "xa.a"
                    roles: "maker"
                    sha256: "00"
                    agencies: ["00004", "00008"]
                sign_in:
                  idle_minutes: 20
                  oidc:
                    issuer: "https://id.city.example/realm"
                    client_id: "phigate"
                    roles_claim: "realm_access.roles"
                    agency_claim: "agencies"
                    role_map:
                      maker: "fee-maker, fee-clerk"
                """).signIn();
        assertThat(read.idle()).isEqualTo(Duration.ofMinutes(20));
        assertThat(read.session()).isEqualTo(Duration.ofHours(9));
        OpenIdSettings oidc = Objects.requireNonNull(read.oidc());
        assertThat(oidc.roleMap().get(Role.MAKER)).containsExactly("fee-maker", "fee-clerk");
        assertThat(oidc.roleMap().get(Role.ADMIN)).isEmpty();
        assertThat(oidc.nameClaim()).isEqualTo("sub");
        assertThat(oidc.scopes()).containsExactly("openid");
        assertThat(oidc.clockSkew()).isEqualTo(Duration.ofSeconds(60));
        assertThat(read(LEAST).signIn()).isEqualTo(SignInSettings.KEYS_ONLY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "issuer: \"http://id.city.example\"\n    client_id: c\n    role_map:\n      maker: m",
                "issuer: \"http://localhost:1\"\n    client_id: c\n    role_map:\n      maker: m",
                "issuer: \"https://id.city.example\"\n    role_map:\n      maker: m",
                "issuer: \"https://id.city.example\"\n    client_id: c",
                "issuer: \"https://id.city.example\"\n    client_id: c\n    scopes: profile\n    role_map:\n      maker: m",
                "issuer: \"https://id.city.example\"\n    client_id: c\n    clock_skew_seconds: 301\n    role_map:\n      maker: m"
            })
    void refusesAccounts_thatAreSetUnsafelyOrInHalf(String oidc) {
        assertThatThrownBy(() -> read(LEAST + "sign_in:\n  oidc:\n    " + oidc + "\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sign_in.oidc.");
    }

    @Test
    void registryFollowsTheMode_andProductionRefusesToBeCareless() throws IOException {
        assertThat(read("sandbox: true\n" + LEAST).registry()).isEqualTo(RegistryRules.SANDBOX);
        assertThat(read("sandbox: false\n" + LEAST).registry()).isEqualTo(RegistryRules.PRODUCTION);
        assertThat(read(LEAST + "registry: {cool_off_hours: 24}").registry().coolOff())
                .isEqualTo(Duration.ofHours(24));
        assertThat(read(LEAST + "registry: {cool_off_hours: 24}")
                        .named("Thành phố")
                        .registry()
                        .coolOff())
                .isEqualTo(Duration.ofHours(24));
        for (String careless : List.of(
                "cool_off_hours: 0",
                "test_deposit: false",
                "test_deposit: flase",
                "cool_off_hours: 721",
                "cool_off_hours: -1")) {
            assertThatThrownBy(() -> read(LEAST + "registry: {" + careless + "}"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void readsKeysAndTheirRoles() throws IOException {
        GatewaySettings settings = read(LEAST + "keys:\n  - {name: lan, roles: \"maker, checker\", sha256: \"ABCD\"}");
        assertThat(settings.keys())
                .containsExactly(new Identity.KnownKey("lan", Set.of(Role.MAKER, Role.CHECKER), "abcd"));
    }

    @Test
    void refusesFile_whenItIsMissing() {
        assertThatThrownBy(() -> GatewaySettings.read(folder.resolve("none.yaml"), Map.of()))
                .hasMessageContaining("cannot be read");
    }

    private GatewaySettings read(String yaml) throws IOException {
        return GatewaySettings.read(file(yaml), Map.of());
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("gateway.yaml"), yaml);
    }

    private static List<String> keys(String prefix, JsonNode node) {
        var keys = new ArrayList<String>();
        for (var field : Objects.requireNonNull(node).properties()) {
            if (field.getValue().isObject()) {
                keys.addAll(keys(prefix + field.getKey() + ".", field.getValue()));
            } else {
                keys.add(prefix + field.getKey());
            }
        }
        return keys;
    }
}
