package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.testsupport.Database;

@Database
final class SignInTest {
    private static final Map<String, String> MAKER =
            Map.of("key", "sk_sandbox_maker", "next", "/v1/ledger/trial-balance?day=2025-07-17");
    private static TestCity city;

    @BeforeAll
    static void openCity(Db db) throws IOException {
        city = new TestCity(db);
    }

    @AfterAll
    static void closeCity() {
        city.close();
    }

    private static Visitor visitor(int address) {
        return Visitor.of(city, "198.51.100." + address);
    }

    @Test
    void opensASession_whenTheKeyIsKnown() {
        var visitor = visitor(1);
        assertThat(visitor.get("/v1/ledger/trial-balance").location())
                .isEqualTo("/sign-in?next=%2Fv1%2Fledger%2Ftrial-balance");
        assertThat(visitor.get("/sign-in?next=%2Fv1%2Fledger%2Ftrial-balance").text())
                .contains("value=\"/v1/ledger/trial-balance\"", "sk_sandbox_checker");
        var signedIn = visitor.with("Sec-Fetch-Site", "same-origin").post("/sign-in", MAKER);
        assertThat(signedIn.status()).isEqualTo(303);
        assertThat(signedIn.location()).isEqualTo("/v1/ledger/trial-balance?day=2025-07-17");
        String cookie = signedIn.header("Set-Cookie");
        assertThat(cookie).matches("phigate_session=[^;]+; Path=/; HttpOnly; SameSite=Strict");
        var known = visitor.with("Cookie", cookie.replaceFirst(";.*", ""));
        assertThat(known.get("/v1/ledger/trial-balance?day=2025-07-17").status())
                .isEqualTo(200);
        assertThat(known.get("/sign-in").text()).contains("sandbox-maker", "Đăng xuất");
    }

    @Test
    void refusesTheForm_ofAnotherSite() {
        var visitor = visitor(2);
        for (var foreign : java.util.List.of(
                visitor.with("Sec-Fetch-Site", "cross-site"),
                visitor.with("Sec-Fetch-Site", "same-site"),
                visitor.with("Origin", "https://evil.example"),
                visitor.with("Origin", "null"))) {
            var answer = foreign.post("/sign-in", MAKER);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Set-Cookie")).isEmpty();
            assertThat(answer.text()).contains("cross_site");
        }
        assertThat(visitor.with("Origin", city.url).post("/sign-in", MAKER).status())
                .isEqualTo(303);
    }

    @Test
    void endsTheSession_onlyWhenItsOwnPageAsks() {
        var visitor = visitor(3);
        String cookie = visitor.post("/sign-in", MAKER).header("Set-Cookie").replaceFirst(";.*", "");
        var known = visitor.with("Cookie", cookie);
        assertThat(known.with("Sec-Fetch-Site", "cross-site")
                        .post("/sign-out", Map.of())
                        .status())
                .isEqualTo(403);
        assertThat(known.post("/sign-out", Map.of()).status())
                .as("a session's form without proof of its origin")
                .isEqualTo(403);
        var out = known.with("Sec-Fetch-Site", "same-origin").post("/sign-out", Map.of());
        assertThat(out.status()).isEqualTo(303);
        assertThat(out.header("Set-Cookie")).startsWith("phigate_session=; ").contains("Max-Age=0");
    }

    @Test
    void leadsNowhereElse_whateverNextSays() {
        var answer = visitor(4).post("/sign-in", Map.of("key", "sk_sandbox_maker", "next", "//evil.example/"));
        assertThat(answer.location()).isEqualTo("/");
    }

    @Test
    void refusesTheEleventhTry_evenWithTheRightKey() {
        var visitor = visitor(5);
        for (int i = 0; i < 10; i++) {
            var wrong = visitor.post("/sign-in", Map.of("key", "sk_wrong_" + i));
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(wrong.text()).contains("Khóa này không mở được").doesNotContain("sk_wrong_");
        }
        assertThat(visitor.post("/sign-in", MAKER).status()).isEqualTo(429);
        assertThat(visitor(6).post("/sign-in", MAKER).status()).isEqualTo(303);
    }
}
