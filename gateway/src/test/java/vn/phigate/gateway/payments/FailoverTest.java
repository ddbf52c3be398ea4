package vn.phigate.gateway.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.WalletSettings;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.providers.momo.MomoMerchant;
import vn.phigate.gateway.providers.zalopay.ZalopayApp;
import vn.phigate.testsupport.Database;

/** Wallets that cannot be used: MoMo's port is closed, ZaloPay has a contract with another agency only. */
@Database
class FailoverTest {
    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        URI closed = URI.create("http://127.0.0.1:9/");
        var momo = new MomoMerchant("P", List.of(new MomoMerchant.Key("a", "s")), Set.of());
        var zalopay = new ZalopayApp(1, List.of(new ZalopayApp.Keys("1", "2")), Set.of("00008"));
        city = RunningGateway.start(
                database,
                settings -> settings.with(new WalletSettings(
                        new WalletSettings.Wallet<>(
                                closed, closed, List.of(momo), Duration.ofMinutes(15), Duration.ofMinutes(5)),
                        new WalletSettings.Wallet<>(
                                closed, closed, List.of(zalopay), Duration.ofMinutes(15), Duration.ofMinutes(5)),
                        Map.of("vietqr", new Methods.Limits(1, 20_000)),
                        Duration.ofSeconds(2))));
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static Http.Answer refused(String method) {
        return city.http()
                .post(
                        "/v1/payments",
                        RunningGateway.DOSSIERS,
                        "{\"dossiers\":[\"" + city.dossier("9.000001") + "\"],\"method\":\"" + method + "\"}",
                        "Idempotency-Key",
                        UUID.randomUUID().toString());
    }

    private static String page(String dossier) {
        String token = city.row("select link_token from gateway.dossier where code = ?", dossier)
                .text("link_token");
        return city.http().get("/d/" + token).text();
    }

    @Test
    void providerThatIsDownIsHidden_andTheOthersAreNamed() {
        String dossier = city.dossier("9.000001");
        assertThat(page(dossier)).contains("value=\"momo\"", "value=\"vnpay\"").doesNotContain("value=\"zalopay\"");
        for (int i = 0; i < 5; i++) {
            Paying payment = city.pay("momo");
            assertThat(payment.shown().path("status").asText()).isEqualTo("failed");
            JsonNode attempt = payment.shown().path("attempt");
            assertThat(attempt.path("code").asText()).isEqualTo("unreachable");
            assertThat(attempt.path("message").asText()).contains("chưa có tiền nào bị trừ");
        }
        Http.Answer answer = refused("momo");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.problem()).isEqualTo("method_unavailable");
        assertThat(answer.json().path("reason").asText()).isEqualTo("provider_down");
        assertThat(answer.json().path("methods")).hasToString("[\"vnpay\"]");
        assertThat(page(dossier)).doesNotContain("value=\"momo\"").contains("MoMo: Nhà cung cấp đang gián đoạn");
    }

    @Test
    void methodIsRefused_whenTheAgencyHasNoContractOrTheAmountIsOutside() {
        Http.Answer zalopay = refused("zalopay");
        assertThat(zalopay.status()).isEqualTo(422);
        assertThat(zalopay.json().path("reason").asText()).isEqualTo("not_enrolled");
        Http.Answer vietqr = refused("vietqr");
        assertThat(vietqr.json().path("reason").asText()).isEqualTo("amount_too_large");
        assertThat(city.count("select count(*) as n from gateway.attempt where provider in ('zalopay', 'vietqr')"))
                .isZero();
    }

    @Test
    void orderGoesUnderTheAgencysOwnContract() {
        assertThat(city.gateway().payments().methods().of("00008", 30_000))
                .filteredOn(m -> m.name().equals("zalopay"))
                .allMatch(Methods.Method::usable);
    }
}
