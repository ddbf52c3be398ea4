package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.phigate.gateway.web.Person.form;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.accounts.RegistryRules;
import vn.phigate.gateway.identity.Identity.KnownKey;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.testsupport.Database;

/** The registry as people see it, and the one rule that page, API and database keep alike: whoever asks does not approve. */
@Database
class RegistryPagesTest {
    private static final String MAKER = "sk_sandbox_maker";
    private static final String CHECKER = "sk_sandbox_checker";
    private static final String ADMIN = "sk_sandbox_admin";
    /** SHA-256 of "both": one person with both roles. */
    static final KnownKey BOTH = new KnownKey(
            "both",
            Set.of(Role.MAKER, Role.CHECKER),
            "ff7772053abf7d817d6eec229a09e14f0d1552f1cb0aeedb2ac73784ac2d2e39");

    private final DbSettings database;

    RegistryPagesTest(DbSettings database) {
        this.database = database;
    }

    /** A city that waits and asks for deposits, as a production one does. */
    private static GatewaySettings careful(GatewaySettings s) {
        return s.with(List.of(BOTH)).with(RegistryRules.PRODUCTION);
    }

    @Test
    void samePersonIsRefused_byPageAndApiAndSql() throws Exception {
        try (var city = RunningGateway.start(database, RegistryPagesTest::careful)) {
            Person both = new Person(city, BOTH.name(), BOTH.roles());
            String account = both.register("00004", "UBND PHUONG BA DINH", "1900123456001");
            assertThat(both.post("/registry/accounts/" + account + "/submit", "")
                            .statusCode())
                    .isEqualTo(303);

            HttpResponse<String> page = both.post("/registry/accounts/" + account + "/approve", "");
            assertThat(page.statusCode()).isEqualTo(403);
            assertThat(page.body())
                    .contains("Người đề nghị không được tự phê duyệt")
                    .contains("cần một người khác");
            assertThat(both.get("/registry/accounts/" + account).body()).doesNotContain("/approve\"");

            Http.Answer api = city.http().post("/v1/accounts/" + account + "/approve", "both", "{\"acknowledged\":[]}");
            assertThat(api.status()).isEqualTo(403);
            assertThat(api.problem()).isEqualTo("same_person");

            assertThatThrownBy(() -> city.owner().run("""
                            update gateway.collection_account set status = 'approved', approved_by = 'both', approved_at = now() where id = ?
                            """, UUID.fromString(account)))
                    .isInstanceOf(ConstraintViolation.class);
        }
    }

    @Test
    void accountGoesTheWholeRoadOnPages() throws Exception {
        try (var city = RunningGateway.start(database, RegistryPagesTest::careful)) {
            Person maker = new Person(city, "sandbox-maker", Set.of(Role.MAKER));
            Person checker = new Person(city, "sandbox-checker", Set.of(Role.CHECKER));
            assertThat(maker.get("/registry").body())
                    .contains("Đăng ký tài khoản")
                    .contains("Có hiệu lực");
            assertThat(checker.get("/registry/new").statusCode()).isEqualTo(403);

            HttpResponse<String> wrong =
                    maker.post("/registry/accounts", "agency=00004&bin=97&number=1&holder=<b>X</b>");
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(wrong.body())
                    .contains("id=\"bin-error\"")
                    .contains("Cần 6 chữ số")
                    .contains("value=\"&lt;b>X&lt;/b>\"")
                    .doesNotContain("<b>X</b>");

            String account = maker.register("00004", "UBND PHUONG BA DIN", "1900123456002");
            String base = "/registry/accounts/" + account;
            assertThat(maker.get(base + "?lang=en").body()).contains("Draft").contains("Submit for approval");
            maker.post(base + "/submit", "");
            String page = checker.get(base).body();
            assertThat(page).contains("Chủ tài khoản gần giống").contains("name=\"read:holder:holder_near\"");
            assertThat(checker.post(base + "/approve", "").statusCode()).isEqualTo(409);
            assertThat(maker.post(base + "/approve", form("read:holder:holder_near", "yes"))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(checker.post(base + "/approve", form("read:holder:holder_near", "yes"))
                            .statusCode())
                    .isEqualTo(303);

            page = checker.get(base).body();
            assertThat(page)
                    .contains("Khoản chuyển thử")
                    .contains("TKT")
                    .contains("Hết thời gian chờ")
                    .doesNotContain("waive-deposit");
            assertThat(new Person(city, "sandbox-admin", Set.of(Role.ADMIN))
                            .get(base)
                            .body())
                    .contains("waive-deposit");
            assertThat(checker.post(base + "/reject", form("reason", "Sai tên")).statusCode())
                    .isEqualTo(303);
            assertThat(checker.get("/registry?status=rejected").body()).contains("1900123456002");
            assertThat(checker.get(base).body())
                    .contains("Sai tên")
                    .contains("Lập bản nháp")
                    .contains("sandbox-maker");
        }
    }

    @Test
    void sandboxPutsAnAccountIntoForceAtOnce_asProgramsExpect() throws Exception {
        try (var city = RunningGateway.start(database)) {
            String account = city.http()
                    .post(
                            "/v1/accounts",
                            MAKER,
                            "{\"agency\":\"00004\",\"bin\":\"970432\",\"number\":\"1900123456003\",\"holder\":\"BAT KY\"}")
                    .json()
                    .path("id")
                    .asText();
            assertThat(city.http()
                            .post("/v1/accounts/" + account + "/submit", MAKER, "")
                            .json()
                            .path("status")
                            .asText())
                    .isEqualTo("submitted");
            Http.Answer unread =
                    city.http().post("/v1/accounts/" + account + "/approve", CHECKER, "{\"acknowledged\":[]}");
            assertThat(unread.problem()).isEqualTo("findings_unread");
            assertThat(unread.json().path("findings").path(0).path("rule").asText())
                    .isEqualTo("holder_differs");
            assertThat(city.http()
                            .post("/v1/accounts/" + account + "/approve", CHECKER, "")
                            .json()
                            .path("status")
                            .asText())
                    .isEqualTo("active");
            var listed = city.http()
                    .get("/v1/accounts?agency=00004&status=active", MAKER)
                    .json();
            assertThat(listed.path("items").findValuesAsText("number")).contains("1900123456003");
            assertThat(city.http()
                            .get("/v1/registry/notices?account=" + account, MAKER)
                            .json()
                            .path("items")
                            .findValuesAsText("kind"))
                    .contains("account_submitted", "account_active");
        }
    }

    @Test
    void deskIsShown_andNeverDecidesThePayee() throws Exception {
        try (var city = RunningGateway.start(database)) {
            String body = """
                    {"code":"%s","procedure":"9.000001","agency":"00004","channel":"counter","received_on":"2025-07-17","desk":"%s"}""";
            String code = RunningGateway.newCode();
            String other = city.owner()
                    .get(
                            "select code from gateway.agency_code where code <> '00004' and code ~ '^[0-9]+$' order by code limit 1")
                    .orElseThrow()
                    .text("code");
            var handedIn = city.http().post("/v1/dossiers", "sk_sandbox_dossiers", body.formatted(code, other));
            assertThat(handedIn.status()).isEqualTo(201);
            assertThat(handedIn.json().path("desk").asText()).isEqualTo(other);
            var direct = city.http()
                    .get("/v1/dossiers/" + city.dossier("9.000001"), MAKER)
                    .json();
            assertThat(direct.path("desk").isNull()).isTrue();
            assertThat(handedIn.json().at("/obligations/0/account")).isEqualTo(direct.at("/obligations/0/account"));
            assertThat(city.http()
                            .post(
                                    "/v1/dossiers",
                                    "sk_sandbox_dossiers",
                                    body.formatted(RunningGateway.newCode(), "99999"))
                            .problem())
                    .isEqualTo("agency_unknown");
        }
    }

    @Test
    void campaignShowsProgressAndTheLate() throws Exception {
        try (var city = RunningGateway.start(database)) {
            city.http()
                    .post(
                            "/v1/agencies",
                            ADMIN,
                            "{\"code\":\"S99\",\"kind\":\"department\",\"name\":\"=Sở Chậm\",\"valid_from\":\"2025-07-01\"}");
            String json =
                    "{\"title\":\"Đợt 1\",\"register_by\":\"2025-07-01\",\"configure_by\":\"2025-07-04\",\"agencies\":[\"00004\",\"S99\"]}";
            assertThat(city.http().post("/v1/campaigns", MAKER, json).status()).isEqualTo(403);
            var created = city.http().post("/v1/campaigns", ADMIN, json).json();
            assertThat(created.at("/totals/configured").asInt()).isEqualTo(1);
            assertThat(created.at("/totals/overdue").asInt()).isEqualTo(1);
            String id = created.path("id").asText();
            Person maker = new Person(city, "sandbox-maker", Set.of(Role.MAKER));
            assertThat(maker.get("/registry/campaigns").body()).contains("Đợt 1");
            assertThat(maker.get("/registry/campaigns/" + id).body())
                    .contains("Quá hạn: 1")
                    .contains("=Sở Chậm")
                    .contains("1 / 2");
            HttpResponse<String> export = maker.get("/registry/campaigns/" + id + "/export");
            assertThat(export.body()).contains("S99,'=Sở Chậm,nothing");
            assertThat(export.headers().firstValue("Content-Disposition").orElse(""))
                    .contains("attachment");
            assertThat(city.http().get("/v1/campaigns/" + id + "/export", MAKER).text())
                    .isEqualTo(export.body());
        }
    }
}
