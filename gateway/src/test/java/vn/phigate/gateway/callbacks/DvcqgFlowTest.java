package vn.phigate.gateway.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.BankCalls;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.NationalPlatform;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.providers.dvcqg.DvcqgKey;
import vn.phigate.gateway.providers.dvcqg.DvcqgKey.Generation;
import vn.phigate.gateway.providers.dvcqg.DvcqgSettings;
import vn.phigate.sandbox.Callers;
import vn.phigate.sandbox.SandboxServer;
import vn.phigate.sandbox.dvcqg.DvcqgSandbox;
import vn.phigate.sandbox.transfers.TransferSandbox;
import vn.phigate.testsupport.Database;

/** The gateway and the stand-ins of the platform and of the notice services, which were written without a look at each other's code. */
@Database
class DvcqgFlowTest {
    private static final String SECRET = "hni-dvcqg-secret-0001";

    private static RunningGateway city;
    private static SandboxServer server;
    private static Http sandbox;
    private static Callers callers;

    @BeforeAll
    static void start(DbSettings database) {
        callers = new Callers();
        InstantSource clock = () -> city.now();
        var platform =
                new DvcqgSandbox(Map.of("HNI01", SECRET), () -> callbacks().resolve("dvcqg"), callers, clock);
        var transfers = new TransferSandbox(
                Map.of(
                        "sepay", BankCalls.SEPAY_SECRET,
                        "payos", BankCalls.PAYOS_SECRET,
                        "casso", BankCalls.CASSO_SECRET),
                DvcqgFlowTest::callbacks,
                callers,
                clock);
        server = SandboxServer.start("127.0.0.1", 0, routing -> {
            platform.routes(routing);
            transfers.routes(routing);
        });
        sandbox = new Http("http://127.0.0.1:" + server.port());
        city = RunningGateway.start(
                database,
                settings -> settings.with(BankCalls.services(true)).with(new NationalPlatform(protocol(null))));
    }

    @AfterAll
    static void stop() {
        city.close();
        sandbox.close();
        server.close();
        callers.close();
    }

    private static URI callbacks() {
        return URI.create("http://127.0.0.1:" + city.gateway().port() + "/callbacks/");
    }

    private static DvcqgSettings protocol(@Nullable String problem) {
        String base = "http://127.0.0.1:" + server.port();
        return new DvcqgSettings(
                URI.create(base + "/dvcqg/init"),
                URI.create(base + "/dvcqg/query"),
                Set.of(base),
                "CONFIRM",
                "QUERY",
                List.of("MaLoi", "MaThamChieu"),
                List.of("MaLoi", "MaDoiTac", "MaThamChieu", "SoTien", "TrangThaiGD", "MaGiaoDich", "ThoiGianGD"),
                List.of(new DvcqgSettings.Partner(
                        "HNI01",
                        List.of(
                                new DvcqgKey("a", Generation.A, SECRET, true),
                                new DvcqgKey("b", Generation.B, SECRET, false)),
                        Set.of())),
                Duration.ofMinutes(15),
                Duration.ofMinutes(15),
                Duration.ofSeconds(5),
                problem);
    }

    private static JsonNode script(Paying payment, String more) {
        Http.Answer answer =
                sandbox.postRaw("/sandbox/dvcqg/pay", "{\"order_id\":\"" + payment.orderId() + "\"" + more + "}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("confirms");
    }

    private static List<String> codes(JsonNode confirms) {
        return confirms.findValuesAsText("body").stream()
                .map(body -> body.replaceAll(".*\"MaLoi\":\"([0-9]+)\".*", "$1"))
                .toList();
    }

    @Test
    void paysOnce_whenThePlatformConfirmsThreeTimes() {
        Paying payment = city.pay("dvcqg");
        assertThat(payment.shown().at("/attempt/redirect_url").asText())
                .isEqualTo("http://127.0.0.1:" + server.port() + "/dvcqg/pay/" + payment.orderId());
        assertThat(sandbox.get("/dvcqg/pay/" + payment.orderId()).text()).contains("30000 VND");
        assertThat(codes(script(payment, ",\"confirms\":3"))).containsExactly("00", "00", "00");
        assertThat(city.status(payment.id())).isEqualTo("paid");
        assertThat(city.transfers(payment.id())).containsExactly("provider_paid 30000");
        assertThat(city.payment(payment.id()).path("provider_transaction").asText())
                .startsWith("DVC");
    }

    @Test
    void movesNothing_whenForgedOrOfAnotherAmount() {
        Paying payment = city.pay("dvcqg");
        assertThat(codes(script(payment, ",\"forged\":true"))).containsExactly("99");
        assertThat(city.status(payment.id())).isEqualTo("awaiting_provider");
        assertThat(codes(script(payment, ",\"amount_vnd\":\"29000\""))).containsExactly("99");
        assertThat(city.status(payment.id())).isEqualTo("contested");
        assertThat(city.cases(payment.id())).containsExactly("amount_differs 29000");
    }

    @Test
    void deniesNothing_whenASuccessThatProvesNothingComesAfterOneThatDid() {
        Paying payment = city.pay("dvcqg");
        script(payment, "");
        assertThat(city.status(payment.id())).isEqualTo("paid");
        assertThat(codes(script(payment, ",\"generation\":\"B\""))).containsExactly("00");
        assertThat(city.cases(payment.id())).isEmpty();
    }

    /** A confirm of generation B does not sign its result: the platform is asked, at once. */
    @ParameterizedTest
    @ValueSource(strings = {"paid", "failed"})
    void asksThePlatform_whenTheConfirmProvesNoResult(String result) {
        Paying payment = city.pay("dvcqg");
        assertThat(codes(script(payment, ",\"generation\":\"B\",\"result\":\"" + result + "\"")))
                .containsExactly("00");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> city.status(payment.id()).equals(result));
        assertThat(city.count(
                        "select count(*) as n from gateway.evidence where provider = 'dvcqg' and source = 'query' and payment_id = ?",
                        payment.id()))
                .isEqualTo(1);
    }

    @Test
    void isClosedWithAReason_whileSettingsAreWrong(DbSettings database) {
        try (var closed = RunningGateway.start(
                database, settings -> settings.with(new NationalPlatform(protocol("generation C is not known"))))) {
            String dossier = closed.dossier("9.000001");
            Http.Answer answer = closed.http()
                    .post(
                            "/v1/payments",
                            RunningGateway.DOSSIERS,
                            "{\"dossiers\":[\"" + dossier + "\"],\"method\":\"dvcqg\"}",
                            "Idempotency-Key",
                            UUID.randomUUID().toString());
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.problem()).isEqualTo("method_unavailable");
            assertThat(answer.json().path("missing").asText()).isEqualTo("generation C is not known");
            assertThat(closed.obligations(dossier)).containsOnly("due");
            assertThat(answer.json().path("methods").toString())
                    .contains("vnpay")
                    .doesNotContain("dvcqg");
            assertThat(closed.http().postRaw("/callbacks/dvcqg", "{}").text()).contains("\"MaLoi\":\"99\"");
        }
    }

    @Test
    void standInsOfTheNoticeServicesAgree_whenLateDoubleReorderedForgedAndReplayed() {
        Paying payment = city.pay("vietqr");
        String number = city.row(
                        "select c.number from gateway.payment p join gateway.collection_account c on c.id = p.account_id where p.id = ?",
                        payment.id())
                .text("number");
        String old = city.now().minusSeconds(900).toString();
        Http.Answer answer =
                sandbox.postRaw("/sandbox/transfers", """
                {"number":"%s","amount_vnd":30000,"content":"CK %s","reference":"FTSANDBOX1","calls":[
                 {"service":"sepay","forged":true},{"service":"payos","forged":true},{"service":"casso","forged":true},
                 {"service":"sepay","signed_at":"%s"},{"service":"casso","signed_at":"%s"},
                 {"service":"casso","delay_ms":50,"times":2},{"service":"payos"},{"service":"sepay","times":2}]}
                """.formatted(number, payment.reference(), old, old));
        assertThat(answer.json().path("calls").findValuesAsText("status"))
                .containsExactly("401", "401", "401", "401", "401", "200", "200", "200", "200", "200");
        assertThat(city.status(payment.id())).isEqualTo("paid");
        assertThat(city.transfers(payment.id())).containsExactly("provider_paid 30000");
        Http.Answer wrong = sandbox.postRaw("/sandbox/transfers", """
                {"number":"%s","amount_vnd":1,"content":"%s","reference":"FTSANDBOX2","at_once":true,
                 "calls":[{"service":"payos","times":5},{"service":"sepay","times":5}]}
                """.formatted(number, payment.reference()));
        assertThat(wrong.json().path("calls").findValuesAsText("status"))
                .hasSize(10)
                .containsOnly("200");
        assertThat(city.cases(payment.id())).containsExactly("amount_differs 1");
    }
}
