package vn.phigate.gateway.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.signing.PublicKeys;
import vn.phigate.gateway.platform.signing.SignedDocument;
import vn.phigate.testsupport.Database;

/** What anybody can ask about an account, and what the log tells of it, over HTTP. */
@Database
class AccountHistoryTest {
    private final RunningGateway city;
    private final Http http;

    AccountHistoryTest(DbSettings database) {
        city = RunningGateway.start(database);
        http = city.http();
    }

    @AfterEach
    void close() {
        city.close();
    }

    @Test
    void accountLivesThroughItsStates_andTheLogTellsEach() {
        assertThat(check("970436", "5550001234")).isEqualTo("{\"ours\":false}");
        String id = created(
                "/v1/accounts",
                "{\"agency\":\"00004\",\"bin\":\"970436\",\"number\":\"5550001234\",\"holder\":\"UBND PHUONG BA DINH\"}");
        http.post("/v1/accounts/" + id + "/submit", RunningGateway.MAKER, "");
        assertThat(check("970436", "5550001234")).as("only proposed").isEqualTo("{\"ours\":false}");
        assertThat(http.post("/v1/accounts/" + id + "/approve", RunningGateway.CHECKER, "")
                        .status())
                .isEqualTo(200);
        String ours = "{\"ours\":true,\"agency\":\"00004\",\"agency_name\":\"Phường Ba Đình\",\"valid_until\":null}";
        assertThat(check("970436", "5550001234")).isEqualTo(ours);
        assertThat(check("970436", "5550.001-234")).as("grouped as printed").isEqualTo(ours);
        assertThat(check("970432", "5550001234")).as("another bank").isEqualTo("{\"ours\":false}");
        http.post("/v1/accounts/" + id + "/close", RunningGateway.MAKER, "{\"reason\":\"Đổi ngân hàng\"}");
        assertThat(check("970436", "5550001234"))
                .as("one person alone closes nothing")
                .isEqualTo(ours);
        assertThat(http.post(
                                "/v1/accounts/" + id + "/close",
                                RunningGateway.CHECKER,
                                "{\"from\":\"2030-01-01T00:00:00Z\",\"reason\":\"Đổi ngân hàng năm 2030\"}")
                        .problem())
                .as("another closing than the proposed one")
                .isEqualTo("wrong_state");
        city.advance(Duration.ofSeconds(1));
        assertThat(http.post("/v1/accounts/" + id + "/close", RunningGateway.CHECKER, "")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("closed");
        assertThat(check("970436", "5550001234"))
                .isEqualTo(
                        ours.replace("true,", "true,\"superseded\":true,").replace("null", "\"" + city.now() + "\""));

        String events = "/v1/audit/events?subject_type=account&subject_id=" + id;
        var actions = new ArrayList<String>();
        JsonNode page = http.get(events + "&limit=2", RunningGateway.MAKER).json();
        page.path("items")
                .forEach(event -> actions.add(event.path("actor").asText() + " "
                        + event.path("action").asText()));
        page = http.get(events + "&limit=3&cursor=" + page.path("next").asText(), RunningGateway.MAKER)
                .json();
        page.path("items")
                .forEach(event -> actions.add(event.path("actor").asText() + " "
                        + event.path("action").asText()));
        assertThat(actions)
                .containsExactly(
                        "sandbox-maker register",
                        "sandbox-maker submit",
                        "sandbox-checker approve",
                        "sandbox-maker propose-closing",
                        "sandbox-checker close");
        assertThat(page.path("next").isNull()).isTrue();
        assertThat(page.at("/items/0/before/status").asText()
                        + page.at("/items/0/after/status").asText())
                .isEqualTo("submittedactive");
        assertThat(http.get(events).problem()).isEqualTo("unauthenticated");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> http.get(events, RunningGateway.MAKER)
                        .json()
                        .at("/items/2/seal_no")
                        .isNumber());
    }

    @Test
    void accountIsNotOurs_beforeItsFirstInstantAndAfterItsLast() {
        String until = city.now().plus(Duration.ofDays(2)).toString();
        String from = city.now().plus(Duration.ofDays(1)).toString();
        String id = created(
                "/v1/accounts",
                "{\"agency\":\"00008\",\"bin\":\"970436\",\"number\":\"5550009999\",\"holder\":\"UBND\",\"valid_from\":\""
                        + from + "\",\"valid_until\":\"" + until + "\"}");
        http.post("/v1/accounts/" + id + "/submit", RunningGateway.MAKER, "");
        http.post("/v1/accounts/" + id + "/approve", RunningGateway.CHECKER, "");
        assertThat(check("970436", "5550009999")).isEqualTo("{\"ours\":false}");
        city.advance(Duration.ofDays(1));
        assertThat(check("970436", "5550009999")).contains("\"ours\":true").doesNotContain("superseded");
        city.advance(Duration.ofDays(1));
        assertThat(check("970436", "5550009999")).contains("\"superseded\":true");
    }

    @Test
    void tellsWhenToComeBack_whenOneAddressAsksTooOften() {
        Http.Answer last = http.get("/v1/accounts/check?bin=970436&number=0000");
        for (int i = 0; i < 200 && last.status() == 200; i++) {
            last = http.get("/v1/accounts/check?bin=970436&number=0000");
        }
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.problem()).isEqualTo("too_many_requests");
        assertThat(Integer.parseInt(last.header("Retry-After")))
                .isBetween(1, 61)
                .isEqualTo(last.json().path("retry_after_seconds").asInt());
        assertThat(http.get("/v1/accounts/check?bin=970436&number=0000", RunningGateway.DOSSIERS)
                        .status())
                .as("a known program")
                .isEqualTo(200);
    }

    @Test
    void refusesQuestion_whenItIsNoAccountNumber() {
        for (String query : new String[] {
            "",
            "?bin=97043&number=1234",
            "?bin=970436",
            "?bin=970436&number=12",
            "?bin=970436&number=x%27y%22",
            "?bin=1&bin=2&number=1234"
        }) {
            assertThat(http.get("/v1/accounts/check" + query).problem())
                    .as(query)
                    .isEqualTo("invalid_field");
        }
    }

    @Test
    void publishesSignedRoot_onceTheDayIsOver() throws Exception {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> city.count("select count(*) as n from gateway.audit_unsealed") == 0);
        city.advance(Duration.ofDays(1));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !http.get("/v1/audit/roots").json().path("items").isEmpty());
        JsonNode roots = http.get("/v1/audit/roots").json();
        JsonNode root = roots.at("/items/0");
        assertThat(root.path("day").asText()).isEqualTo("2025-07-17");
        assertThat(root.path("city").asText()).isEqualTo("01");
        assertThat(roots.path("next").isNull()).isTrue();
        var keys = PublicKeys.parse(http.get("/keys").body());
        assertThat(SignedDocument.verify(root.toString().getBytes(StandardCharsets.UTF_8), keys))
                .isInstanceOf(SignedDocument.Verification.Genuine.class);
        assertThat(http.get("/v1/audit/roots?cursor=2025-07-17").json().path("items"))
                .isEmpty();
    }

    private String check(String bin, String number) {
        return http.get("/v1/accounts/check?bin=" + bin + "&number=" + number).text();
    }

    private String created(String path, String json) {
        Http.Answer answer = http.post(path, RunningGateway.MAKER, json);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return answer.json().path("id").asText();
    }
}
