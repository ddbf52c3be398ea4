package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.identity.OpenIdSettings;
import vn.phigate.gateway.identity.SignInSettings;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.testsupport.Database;
import vn.phigate.testsupport.OpenIdCity;
import vn.phigate.testsupport.OpenIdCity.Lie;

/** A person in a browser, the gateway, and the city's provider; what the provider may get wrong is the business of OpenIdSignInTest. */
@Database
final class AccountSignInTest {
    private static OpenIdCity provider;
    private static TestCity city;
    private static int addresses;

    private Visitor visitor;

    @BeforeAll
    static void openCity(Db db) throws IOException {
        provider = new OpenIdCity(0, InstantSource.system());
        var oidc = new OpenIdSettings(
                provider.issuer(),
                OpenIdCity.CLIENT,
                OpenIdCity.SECRET,
                List.of("openid"),
                "sub",
                "roles",
                "agencies",
                "*",
                Map.of(Role.MAKER, Set.of("fee-maker"), Role.CHECKER, Set.of("fee-checker")),
                Duration.ofSeconds(60));
        city = new TestCity(db, new SignInSettings(Duration.ofMinutes(30), Duration.ofHours(9), oidc));
    }

    @AfterAll
    static void closeCity() {
        city.close();
        provider.close();
    }

    @BeforeEach
    void newVisitor() {
        visitor = Visitor.of(city, "198.51.100." + ++addresses);
        provider.lie = Lie.NONE;
        person("lan.nguyen", "fee-maker", "*");
    }

    private static void person(String name, String role, String agencies) {
        provider.person = Map.of("sub", quoted(name), "roles", "[" + quoted(role) + "]", "agencies", quoted(agencies));
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static String cookie(Visitor.Page page) {
        return page.header("Set-Cookie").replaceFirst(";.*", "");
    }

    /** To the provider and back; the answer of the gateway at the end. */
    private Visitor.Page comeBack(String path) {
        var departure = visitor.get(path);
        assertThat(departure.status()).isEqualTo(303);
        assertThat(departure.header("Set-Cookie"))
                .matches("phigate_sign_in=[A-Za-z0-9_-]{44}; Path=/sign-in; Max-Age=600; HttpOnly; SameSite=Lax");
        var atProvider = visitor.get(departure.location());
        assertThat(atProvider.status()).isEqualTo(302);
        return visitor.with("Cookie", cookie(departure)).get(atProvider.location());
    }

    @Test
    void signsIn_goesOnToThePageAskedFor_andOutAtBoth() {
        String asked =
                visitor.get("/registry?status=draft&lang=en&agency=00004").location();
        assertThat(asked).isEqualTo("/sign-in?next=%2Fregistry%3Fstatus%3Ddraft%26agency%3D00004");
        var page = visitor.get(asked);
        assertThat(page.text()).contains("Đăng nhập bằng tài khoản của thành phố", "sk_sandbox_maker");
        String link = page.text().replaceFirst("(?s).*href=\"(/sign-in/account[^\"]*)\".*", "$1");
        var back = comeBack(link);
        assertThat(back.status()).isEqualTo(200);
        assertThat(back.header("Refresh")).isEqualTo("0; url=/registry?status=draft&agency=00004");
        assertThat(back.header("Set-Cookie"))
                .matches("phigate_session=[A-Za-z0-9_-]{44}; Path=/; HttpOnly; SameSite=Strict");
        var known = visitor.with("Cookie", cookie(back));
        assertThat(known.get("/registry?status=draft&agency=00004").status()).isEqualTo(200);
        assertThat(known.get("/sign-in").text()).contains("lan.nguyen");
        var out = known.with("Sec-Fetch-Site", "same-origin").post("/sign-out", Map.of());
        assertThat(out.status()).isEqualTo(200);
        assertThat(URI.create(out.header("Refresh").substring("0; url=".length())))
                .hasPath("/logout")
                .hasAuthority(URI.create(provider.issuer()).getAuthority())
                .hasParameter("post_logout_redirect_uri", city.url + "/sign-in");
        assertThat(known.get("/registry").status())
                .as("the cookie opens nothing any more")
                .isEqualTo(303);
    }

    @Test
    void signsInAnew_withANewSession_andTheOldOneIsOver() {
        String first = cookie(comeBack("/sign-in/account"));
        var signedIn = visitor.with("Cookie", first);
        assertThat(signedIn.get("/registry").status()).isEqualTo(200);
        var anew = signedIn.with("Sec-Fetch-Site", "same-origin")
                .post("/sign-in", Map.of("key", "sk_sandbox_checker", "next", "/registry"));
        assertThat(cookie(anew)).startsWith("phigate_session=").isNotEqualTo(first);
        assertThat(signedIn.get("/registry").status()).isEqualTo(303);
        assertThat(visitor.with("Cookie", cookie(anew)).get("/sign-in").text()).contains("sandbox-checker");
    }

    @Test
    void tellsThePerson_whenNobodyIsLetIn() {
        provider.lie = Lie.NONCE;
        var refused = comeBack("/sign-in/account");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("Set-Cookie")).isEmpty();
        assertThat(refused.text()).contains("Đăng nhập chưa thành công");
        provider.lie = Lie.NONE;
        person("minh", "nobody", "*");
        var without = comeBack("/sign-in/account");
        assertThat(without.status()).isEqualTo(403);
        assertThat(without.text()).contains("chưa được cấp vai trò");
        assertThat(visitor.get("/sign-in/return?code=c&state=s&state=t").status())
                .isEqualTo(400);
        assertThat(visitor.get("/sign-in/return").status()).isEqualTo(403);
    }

    @Test
    void refusesTheEleventhAnswer_ofOneAddress() {
        for (int i = 0; i < 10; i++) {
            assertThat(visitor.get("/sign-in/return?code=c&state=" + i).status())
                    .isEqualTo(403);
        }
        assertThat(comeBack("/sign-in/account").status()).isEqualTo(429);
    }

    @Test
    void leadsToThisServerAlone_whateverNextSays() {
        for (String next : List.of(
                "//evil.example",
                "/\\evil.example",
                "https://evil.example",
                "/%0d%0aX: y",
                "javascript:alert(1)",
                "/sign-out")) {
            String asked = java.net.URLEncoder.encode(next, java.nio.charset.StandardCharsets.UTF_8);
            var back = comeBack("/sign-in/account?next=" + asked);
            assertThat(back.status()).as(next).isEqualTo(200);
            assertThat(back.header("Refresh")).as(next).matches("0; url=/(%0d%0aX: y)?");
        }
    }

    /** The centre sees the city, an agency its own; what nobody opened to agencies stays shut. */
    @Test
    void showsAnAgencyItsOwn_onPages() {
        var centre =
                visitor.with("Cookie", cookie(comeBack("/sign-in/account"))).with("Origin", city.url);
        String own = register(centre, "00004", "1900123450001");
        String others = register(centre, "00008", "1900123450002");
        person("hoa.tran", "fee-maker", "00004");
        var agency =
                visitor.with("Cookie", cookie(comeBack("/sign-in/account"))).with("Origin", city.url);
        assertThat(agency.get("/registry").text()).contains("1900123450001").doesNotContain("1900123450002");
        assertThat(agency.get("/registry?agency=00008").status()).isEqualTo(403);
        assertThat(agency.get("/registry/accounts/" + own).status()).isEqualTo(200);
        var shut = agency.get("/registry/accounts/" + others);
        assertThat(shut.status()).isEqualTo(403);
        assertThat(shut.text()).contains("not_your_agency");
        assertThat(agency.get("/registry/accounts/" + others + "/edit").status())
                .isEqualTo(403);
        assertThat(agency.post("/registry/accounts/" + others + "/submit", Map.of())
                        .status())
                .isEqualTo(403);
        assertThat(agency.post("/registry/accounts", account("00008", "1900123450003"))
                        .status())
                .isEqualTo(403);
        assertThat(agency.get("/registry/new").text())
                .contains("value=\"00004\"")
                .doesNotContain("value=\"00008\"");
        assertThat(agency.post("/registry/accounts/" + own + "/submit", Map.of())
                        .status())
                .isEqualTo(303);
        assertThat(agency.get("/coverage").status()).isEqualTo(403);
    }

    private static Map<String, String> account(String agency, String number) {
        return Map.of("agency", agency, "bin", "970432", "number", number, "holder", "UBND PHUONG");
    }

    private static String register(Visitor who, String agency, String number) {
        var answer = who.post("/registry/accounts", account(agency, number));
        assertThat(answer.status()).as(answer.text()).isEqualTo(303);
        return answer.location().replaceFirst(".*/", "");
    }
}
