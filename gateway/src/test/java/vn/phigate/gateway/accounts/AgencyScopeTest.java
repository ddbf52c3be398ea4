package vn.phigate.gateway.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.Http.Answer;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.identity.Identity;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Route;
import vn.phigate.gateway.platform.signing.Sha256;
import vn.phigate.testsupport.Database;

/** What the key of one agency, of two, and of the whole city may do; 00004 and 00008 are communes. */
@Database
class AgencyScopeTest {
    private static final String ONE = "sk_test_one";
    private static final String TWO = "sk_test_two";
    private static final String GONE = "sk_test_gone";
    private static RunningGateway city;
    private static int numbers;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database, AgencyScopeTest::withKeys);
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static GatewaySettings withKeys(GatewaySettings s) {
        return s.with(List.of(key("one", ONE, "00004"), key("two", TWO, "00004", "00008"), key("gone", GONE, "99999")));
    }

    private static Identity.KnownKey key(String name, String key, String... agencies) {
        return new Identity.KnownKey(
                name, Role.ALL, Sha256.hex(key.getBytes(java.nio.charset.StandardCharsets.UTF_8)), Set.of(agencies));
    }

    private static Answer register(String key, String agency) {
        return city.http().post("/v1/accounts", key, """
                {"agency":"%s","bin":"970432","number":"19001234%05d","holder":"UBND PHUONG"}""".formatted(agency, ++numbers));
    }

    private static String registered(String agency) {
        Answer answer = register(RunningGateway.MAKER, agency);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return answer.json().path("id").asText();
    }

    private static Set<String> agencies(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        var found = new TreeSet<String>();
        for (JsonNode item : answer.json().path("items")) {
            found.add(item.path("agency").asText());
        }
        return found;
    }

    private static void assertNotTheirs(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
        assertThat(answer.problem()).isEqualTo("not_your_agency");
    }

    @Test
    void listsHoldOnlyTheirs() {
        registered("00004");
        registered("00008");
        assertThat(agencies(city.http().get("/v1/accounts?status=draft", ONE))).containsExactly("00004");
        assertThat(agencies(city.http().get("/v1/accounts?status=draft", TWO))).containsExactly("00004", "00008");
        assertThat(agencies(city.http().get("/v1/accounts?agency=00008", TWO))).containsExactly("00008");
        assertThat(agencies(city.http().get("/v1/accounts", GONE))).isEmpty();
        assertThat(agencies(city.http().get("/v1/accounts?status=draft", RunningGateway.MAKER)))
                .contains("00004", "00008");
        assertNotTheirs(city.http().get("/v1/accounts?agency=00008", ONE));
        assertNotTheirs(city.http().get("/v1/registry/notices?agency=00008", ONE));
        assertNotTheirs(city.http().get("/v1/agencies/00008/contacts", ONE));
        assertThat(city.http().get("/v1/agencies/00004/contacts", ONE).status()).isEqualTo(200);
        assertNotTheirs(city.http().get("/v1/reports/income?agency=00008", ONE));
        assertThat(city.http().get("/v1/reports/income", ONE).status()).isEqualTo(200);
    }

    @Test
    void theyDraftAndSubmitTheirOwn_andTheCentreApproves() {
        Answer mine = register(ONE, "00004");
        assertThat(mine.status()).as(mine.toString()).isEqualTo(201);
        String account = "/v1/accounts/" + mine.json().path("id").asText();
        assertThat(city.http().post(account + "/submit", ONE, "{}").status()).isEqualTo(200);
        assertNotTheirs(city.http().post(account + "/approve", ONE, "{}"));
        assertThat(city.http()
                        .post(account + "/approve", RunningGateway.CHECKER, "{}")
                        .status())
                .isEqualTo(200);
        assertNotTheirs(register(ONE, "00008"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"submit", "reject", "close", "edit"})
    void nobodyTouchesTheAccountOfAnother(String act) {
        String account = "/v1/accounts/" + registered("00008");
        String body = act.equals("edit")
                ? "{\"agency\":\"00004\",\"bin\":\"970432\",\"number\":\"190012345\",\"holder\":\"UBND\"}"
                : "{\"reason\":\"x\"}";
        assertNotTheirs(city.http().post(account + "/" + act, ONE, body));
        assertNotTheirs(city.http().get(account, ONE));
        assertNotTheirs(city.http().get(account + "/assignments", ONE));
        assertThat(city.http().get(account, TWO).status()).isEqualTo(200);
    }

    @Test
    void nobodyMovesTheFees_orConsentsInTheName_ofAnother() {
        String theirs = registered("00008");
        String proposal = "{\"agency\":\"%s\",\"kind\":\"FEE\",\"account\":\"" + theirs + "\",\"reason\":\"x\"%s}";
        assertNotTheirs(city.http().post("/v1/assignments", ONE, proposal.formatted("00008", "")));
        assertNotTheirs(
                city.http()
                        .post(
                                "/v1/assignments",
                                ONE,
                                proposal.formatted(
                                        "00004",
                                        ",\"consents\":[{\"agency\":\"00004\",\"document\":\"1\"},{\"agency\":\"00008\",\"document\":\"2\"}]")));
    }

    @Test
    void aCampaignShowsTheirProgressAlone() {
        Answer created = city.http().post("/v1/campaigns", RunningGateway.ADMIN, """
                {"title":"Đợt","register_by":"2025-07-22","configure_by":"2025-07-25","agencies":["00004","00008"]}""");
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        String path = "/v1/campaigns/" + created.json().path("id").asText();
        JsonNode seen = city.http().get(path, ONE).json();
        assertThat(seen.path("agencies")).hasSize(1);
        assertThat(seen.path("totals").path("agencies").asInt()).isEqualTo(1);
        assertThat(city.http().get(path + "/export", ONE).text())
                .contains("00004")
                .doesNotContain("00008");
        assertThat(city.http().get(path, RunningGateway.MAKER).json().path("agencies"))
                .hasSize(2);
    }

    /** A route nobody thought of is shut to them: every other one that is not public, without looking at what it would do. */
    @Test
    void everyOtherRouteIsShut() {
        int shut = 0;
        for (Route route : city.gateway().routes()) {
            if (route.access() instanceof Access.Known known && !known.bound()) {
                String path = route.path().replaceAll("\\{[^}]*}", "1");
                assertNotTheirs(
                        route.method().equals("GET")
                                ? city.http().get(path, ONE)
                                : city.http().post(path, ONE, "{}"));
                shut++;
            }
        }
        assertThat(shut).isGreaterThan(15);
    }
}
