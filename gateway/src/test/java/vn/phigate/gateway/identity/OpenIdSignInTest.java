package vn.phigate.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.audit.AuditEvent;
import vn.phigate.gateway.identity.SignInRefused.Reason;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.HttpSettings;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.testsupport.Database;
import vn.phigate.testsupport.OpenIdCity;
import vn.phigate.testsupport.OpenIdCity.Alg;
import vn.phigate.testsupport.OpenIdCity.Lie;

/** Against a provider that is strict about what it is asked and lies about what it answers. */
@Database
class OpenIdSignInTest {
    private static final String RETURN = "http://localhost:8080/sign-in/return";

    private Instant now = Instant.parse("2026-03-02T02:00:00Z");
    private final InstantSource clock = () -> now;
    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private OpenIdCity provider;
    private Identity identity;
    private Audit audit;
    private Db db;

    @BeforeEach
    void begin(Db db) {
        this.db = db;
        db.run("delete from gateway.staff_session");
        provider = new OpenIdCity(0, clock);
        audit = new Audit(clock);
        identity = identity(settings("roles", null));
    }

    @AfterEach
    void end() {
        provider.close();
    }

    private Identity identity(OpenIdSettings oidc) {
        var settings = new SignInSettings(Duration.ofMinutes(30), Duration.ofHours(9), oidc);
        return new Identity(List.of(), true, settings, db, audit, clock);
    }

    private OpenIdSettings settings(String rolesClaim, @Nullable String agencyClaim) {
        return new OpenIdSettings(
                provider.issuer(),
                OpenIdCity.CLIENT,
                OpenIdCity.SECRET,
                List.of("openid", "profile"),
                "sub",
                rolesClaim,
                agencyClaim,
                "*",
                Map.of(Role.MAKER, Set.of("fee-maker"), Role.CHECKER, Set.of("fee-checker", "fee-head")),
                Duration.ofSeconds(60));
    }

    private Identity.Arrival atTheProvider(Identity.Departure departure) throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(departure.location())).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        String back = answer.headers().firstValue("Location").orElseThrow();
        assertThat(back).startsWith(RETURN + "?");
        var values = new HashMap<String, String>();
        for (String pair : back.substring(RETURN.length() + 1).split("&")) {
            String[] parts = pair.split("=", 2);
            values.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return new Identity.Arrival(values.get("state"), values.get("code"), values.get("iss"), values.get("error"));
    }

    private Identity.SignedIn signIn() throws Exception {
        var departure = identity.departToProvider("/registry?status=draft", RETURN);
        return identity.arriveFromProvider(atTheProvider(departure), departure.browser());
    }

    private Caller caller(Identity.SignedIn in) {
        return new StaffSessions(new SignInSettings(Duration.ofMinutes(30), Duration.ofHours(9), null), clock)
                .find(db, in.cookie())
                .orElseThrow()
                .caller();
    }

    private long sessions() {
        return db.get("select count(*) as n from gateway.staff_session")
                .orElseThrow()
                .whole("n");
    }

    private void assertRefused(Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable attempt) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(
                        SignInRefused.class, e -> assertThat(e.reason()).isEqualTo(reason));
        assertThat(sessions()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Alg.class)
    void signsInWithRoles_whateverTheAlgorithm(Alg alg) throws Exception {
        provider.alg = alg;
        var in = signIn();
        assertThat(in.next()).isEqualTo("/registry?status=draft");
        assertThat(caller(in)).isEqualTo(new Caller("lan.nguyen", Set.of(Role.MAKER), true));
        List<AuditEvent> events = audit.history(db, "session", "lan.nguyen", 0, 500);
        assertThat(events.getLast().action()).isEqualTo("sign-in");
        assertThat(events.getLast().after()).hasToString("{\"way\":\"oidc\",\"roles\":[\"MAKER\"],\"agencies\":[]}");
    }

    @ParameterizedTest
    @EnumSource(Alg.class)
    void signsIn_whenKeysHaveNoNumbers(Alg alg) throws Exception {
        provider.alg = alg;
        provider.hasKeyNumbers = false;
        assertThat(caller(signIn()).name()).isEqualTo("lan.nguyen");
    }

    @ParameterizedTest
    @CsvSource({
        "STATE, STATE",
        "RESPONSE_ISSUER, RESPONSE_ISSUER",
        "RESPONSE_WITHOUT_ISSUER, RESPONSE_ISSUER",
        "DENIED, DENIED",
        "NO_TOKEN, CODE",
        "NOT_A_TOKEN, TOKEN_UNREADABLE",
        "ALG_NONE, TOKEN_UNREADABLE",
        "HS256_WITH_PUBLIC_KEY, ALGORITHM",
        "HS256_WITH_CLIENT_SECRET, ALGORITHM",
        "RS512, ALGORITHM",
        "UNKNOWN_KID, KEY_UNKNOWN",
        "KID_OF_ANOTHER_KIND, KEY_UNKNOWN",
        "KEY_IN_HEADER, KEY_UNKNOWN",
        "CRITICAL_HEADER, TOKEN_UNREADABLE",
        "ACCESS_TOKEN, TOKEN_UNREADABLE",
        "FORGED, SIGNATURE",
        "CHANGED_CLAIMS, SIGNATURE",
        "ISSUER, ISSUER",
        "ISSUER_WITH_SLASH, ISSUER",
        "AUDIENCE, AUDIENCE",
        "TWO_AUDIENCES, AUDIENCE",
        "NO_AUDIENCE, AUDIENCE",
        "OTHER_PARTY, AUDIENCE",
        "EXPIRED, EXPIRED",
        "NO_EXPIRY, EXPIRED",
        "ISSUED_TOMORROW, ISSUED_AT",
        "ISSUED_LONG_AGO, ISSUED_AT",
        "NOT_ISSUED, ISSUED_AT",
        "NOT_YET, ISSUED_AT",
        "NONCE, NONCE",
        "NO_NONCE, NONCE",
        "NO_SUBJECT, NAME"
    })
    void refusesAndSignsNobodyIn_whenTheProviderLies(Lie lie, Reason reason) throws Exception {
        provider.lie = lie;
        assertRefused(reason, this::signIn);
        List<AuditEvent> refusals = audit.history(db, "session", "unknown", 0, 500);
        assertThat(refusals.getLast().action()).isEqualTo("refuse-sign-in");
        assertThat(refusals.getLast().reason()).isEqualTo(reason.text());
        provider.lie = Lie.NONE;
        now = now.plusSeconds(31);
        assertThat(caller(signIn()).name()).as("the truth afterwards").isEqualTo("lan.nguyen");
    }

    @Test
    void everyLieIsTried() throws Exception {
        var row = OpenIdSignInTest.class
                .getDeclaredMethod("refusesAndSignsNobodyIn_whenTheProviderLies", Lie.class, Reason.class)
                .getAnnotation(CsvSource.class);
        var tried = new ArrayList<String>(List.of("NONE"));
        for (String line : row.value()) {
            tried.add(line.replaceFirst(",.*", ""));
        }
        assertThat(tried)
                .containsExactlyInAnyOrder(
                        java.util.Arrays.stream(Lie.values()).map(Enum::name).toArray(String[]::new));
    }

    @Test
    void refusesWhatWasUsedBefore_stateOrCode() throws Exception {
        var departure = identity.departToProvider("/", RETURN);
        var said = atTheProvider(departure);
        identity.endSession(
                identity.arriveFromProvider(said, departure.browser()).cookie(), "http://localhost:8080/sign-in");
        assertRefused(Reason.STATE, () -> identity.arriveFromProvider(said, departure.browser()));
        var second = identity.departToProvider("/", RETURN);
        var fresh = atTheProvider(second);
        var oldCode = new Identity.Arrival(fresh.state(), said.code(), fresh.issuer(), null);
        assertRefused(Reason.CODE, () -> identity.arriveFromProvider(oldCode, second.browser()));
        assertRefused(Reason.STATE, () -> identity.arriveFromProvider(fresh, second.browser()));
    }

    /** The code of a sign-in begun elsewhere belongs to another verifier, nonce and browser. */
    @Test
    void refusesTheAnswer_ofAnotherBrowserOrSignIn() throws Exception {
        var mine = identity.departToProvider("/", RETURN);
        var other = identity.departToProvider("/", RETURN);
        var others = atTheProvider(other);
        assertRefused(Reason.BROWSER, () -> identity.arriveFromProvider(others, mine.browser()));
        var third = identity.departToProvider("/", RETURN);
        var thirds = atTheProvider(third);
        assertRefused(Reason.BROWSER, () -> identity.arriveFromProvider(thirds, null));
        var fourths = atTheProvider(identity.departToProvider("/", RETURN));
        var injected = new Identity.Arrival(atTheProvider(mine).state(), fourths.code(), fourths.issuer(), null);
        assertRefused(Reason.CODE, () -> identity.arriveFromProvider(injected, mine.browser()));
        assertRefused(
                Reason.STATE, () -> identity.arriveFromProvider(new Identity.Arrival(null, "c", null, null), "b"));
    }

    @Test
    void refusesTheAnswer_afterTenMinutes() throws Exception {
        var departure = identity.departToProvider("/", RETURN);
        var said = atTheProvider(departure);
        now = now.plus(Duration.ofMinutes(10));
        assertRefused(Reason.STATE, () -> identity.arriveFromProvider(said, departure.browser()));
    }

    @ParameterizedTest
    @CsvSource({"-60, true", "60, true", "-362, false", "62, false"})
    void standsAClockThatIsAMinuteOff_andNoMore(int seconds, boolean taken) throws Exception {
        provider.close();
        provider = new OpenIdCity(0, () -> now.plusSeconds(seconds));
        identity = identity(settings("roles", null));
        if (taken) {
            assertThat(caller(signIn()).name()).isEqualTo("lan.nguyen");
        } else {
            assertRefused(seconds < 0 ? Reason.EXPIRED : Reason.ISSUED_AT, this::signIn);
        }
    }

    @Test
    void followsARotatedKey_andAsksForKeysAtMostTwiceAMinute() throws Exception {
        signIn();
        signIn();
        assertThat(provider.keysAsked).hasValue(1);
        provider.rotate(Alg.RS256);
        now = now.plusSeconds(31);
        signIn();
        assertThat(provider.keysAsked).hasValue(2);
        db.run("delete from gateway.staff_session");
        provider.lie = Lie.UNKNOWN_KID;
        for (int i = 0; i < 5; i++) {
            assertRefused(Reason.KEY_UNKNOWN, this::signIn);
        }
        assertThat(provider.keysAsked).as("invented numbers").hasValue(2);
        provider.lie = Lie.NONE;
        now = now.plus(Duration.ofHours(1));
        signIn();
        assertThat(provider.keysAsked).as("old keys are not believed for ever").hasValue(3);
    }

    @Test
    void refuses_whenTheProviderIsAwayOrSomebodyElse() {
        var elsewhere = new OpenIdSettings(
                provider.issuer().replace("localhost", "127.0.0.1"),
                OpenIdCity.CLIENT,
                "",
                List.of("openid"),
                "sub",
                "roles",
                null,
                "*",
                Map.of(Role.MAKER, Set.of("x")),
                Duration.ZERO);
        assertRefused(Reason.PROVIDER_AWAY, () -> identity(elsewhere).departToProvider("/", RETURN));
        provider.close();
        assertRefused(
                Reason.PROVIDER_AWAY, () -> identity(settings("roles", null)).departToProvider("/", RETURN));
    }

    @Test
    void readsRolesAndAgencies_fromThePathsThatAreSet() throws Exception {
        identity = identity(settings("realm_access.roles", "https://city.example/agencies"));
        provider.person = Map.of(
                "sub", "\"minh\"",
                "realm_access", "{\"roles\":[\"fee-head\",\"fee-maker\",\"offline_access\"]}",
                "https://city.example/agencies", "[\"00004\",\"S01\"]");
        assertThat(caller(signIn()))
                .isEqualTo(new Caller("minh", Set.of(Role.MAKER, Role.CHECKER), true, Set.of("00004", "S01")));
        provider.person = Map.of(
                "sub",
                "\"minh\"",
                "realm_access",
                "{\"roles\":\"fee-head\"}",
                "https://city.example/agencies",
                "\"*\"");
        assertThat(caller(signIn())).isEqualTo(new Caller("minh", Set.of(Role.CHECKER), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"\"", "[\"\"]", "[\"00004\",\"x'y\"]", "7", "{\"a\":1}", "null"})
    void letsNobodyIn_whoseAgencyNobodySaid(String agencies) {
        identity = identity(settings("roles", "agencies"));
        provider.person = Map.of("sub", "\"minh\"", "roles", "[\"fee-maker\"]", "agencies", agencies);
        assertRefused(Reason.NO_AGENCY, this::signIn);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]", "[\"FEE-MAKER\"]", "[\"fee-maker \"]", "\"fee-maker,fee-checker\"", "{\"fee-maker\":1}"})
    void letsNobodyIn_withoutAMappedRole(String roles) {
        provider.person = Map.of("sub", "\"minh\"", "roles", roles);
        assertRefused(Reason.NO_ROLE, this::signIn);
    }

    @Test
    void leavesAtTheProviderToo() throws Exception {
        var in = signIn();
        String to = identity.endSession(in.cookie(), "http://localhost:8080/sign-in")
                .orElseThrow();
        assertThat(to)
                .startsWith(provider.issuer() + "/logout?id_token_hint=ey")
                .endsWith("&client_id=phigate&post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Fsign-in");
        assertThat(sessions()).isZero();
        assertThat(identity.endSession(in.cookie(), "http://localhost:8080/sign-in"))
                .isEmpty();
        assertThat(audit.history(db, "session", "lan.nguyen", 0, 500).getLast().action())
                .isEqualTo("sign-out");
    }

    @Test
    void sessionsEnd_whenIdleOrOld() {
        var short30 = new StaffSessions(new SignInSettings(Duration.ofMinutes(30), Duration.ofHours(9), null), clock);
        var caller = new Caller("lan", Set.of(Role.MAKER), true);
        String idle = short30.open(db, caller, "a1");
        now = now.plus(Duration.ofMinutes(30));
        assertThat(short30.find(db, idle)).isEmpty();
        String busy = short30.open(db, caller, "a1");
        for (int minutes = 20; minutes < 9 * 60; minutes += 20) {
            now = now.plus(Duration.ofMinutes(20));
            assertThat(short30.find(db, busy)).as("after %d minutes", minutes).isPresent();
        }
        now = now.plus(Duration.ofMinutes(20));
        assertThat(short30.find(db, busy)).isEmpty();
        short30.open(db, caller, "a1");
        assertThat(sessions()).as("the old rows are gone").isEqualTo(1);
    }

    /** A key that somebody else may have seen is replaced under its name: whoever came in with the old one is out. */
    @Test
    void sessionEnds_whenItsKeyIsReplacedUnderTheSameName() throws Exception {
        var before = withKey("a".repeat(64));
        String cookie = before.openSession(new Caller("hung", Set.of(Role.MAKER), false));
        assertThat(cameIn(before, cookie)).isEqualTo(200);
        assertThat(cameIn(withKey("a".repeat(64)), cookie))
                .as("after a restart")
                .isEqualTo(200);
        assertThat(cameIn(withKey("b".repeat(64)), cookie)).isEqualTo(401);
    }

    private Identity withKey(String sha256) {
        return new Identity(
                List.of(new Identity.KnownKey("hung", Set.of(Role.MAKER), sha256)),
                false,
                new SignInSettings(Duration.ofMinutes(30), Duration.ofHours(9), null),
                db,
                audit,
                clock);
    }

    private int cameIn(Identity identity, String cookie) throws Exception {
        try (var web = new Web("test", HttpSettings.local(0), db, identity, clock)) {
            web.get("/in", Access.only(Role.MAKER), request -> Reply.ok(Map.of()));
            web.start();
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + "/in"))
                                    .header("Cookie", Identity.COOKIE + "=" + cookie)
                                    .build(),
                            BodyHandlers.ofString())
                    .statusCode();
        }
    }

    @Test
    void settingsRefuseWhatIsUnsafe() {
        var clear = new OpenIdSettings(
                "http://id.city.example",
                "c",
                "",
                List.of("openid"),
                "sub",
                "roles",
                null,
                "*",
                Map.of(Role.MAKER, Set.of("m")),
                Duration.ZERO);
        assertThatThrownBy(() -> clear.checked(true)).hasMessageContaining("https");
        assertThatThrownBy(() -> settings("roles", null).checked(false)).hasMessageContaining("https");
        assertThat(settings("roles", null).checked(true)).isNotNull();
    }
}
