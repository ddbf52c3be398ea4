package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.testsupport.Database;

@Database
final class LookUpTest {
    private static TestCity city;
    private static TestDossier known;

    @BeforeAll
    static void openCity(Db db) throws IOException {
        city = new TestCity(db);
        known = TestDossier.record(city, "9.000001", "0001", "Nguyễn Thị Thanh Hương");
    }

    @AfterAll
    static void closeCity() {
        city.close();
    }

    private static Visitor.Page lookUp(String address, String code, String digits) {
        return Visitor.of(city, address).post("/", Map.of("code", code, "digits", digits));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "H26.00004-250717-0001",
                "h26.00004-250717-0001",
                "H26 00004 250717 0001",
                "h26000042507170001",
                " H26_00004.250717–0001 "
            })
    void opensTheDossier_howeverItsCodeIsTyped(String typed) {
        var answer = lookUp("198.51.100.1", typed, "5678");
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.location()).isEqualTo(known.path());
    }

    @ParameterizedTest
    @ValueSource(strings = {"5678", "0912345678", "0912 345 678", "+84 912.345.678", "５６７８", "3210"})
    void opensTheDossier_byPhoneOrIdentityDigits(String digits) {
        assertThat(lookUp("198.51.100.2", known.code(), digits).location()).isEqualTo(known.path());
    }

    @Test
    void answersAlike_whateverIsWrong() {
        var answers = List.of(
                lookUp("198.51.100.10", known.code(), "0000"),
                lookUp("198.51.100.10", "H26.00004-250717-9999", "5678"),
                lookUp("198.51.100.10", "no code at all", "5678"),
                lookUp("198.51.100.10", "", ""),
                lookUp("198.51.100.10", known.code(), "abc"),
                lookUp("198.51.100.10", "<script>", "5678"));
        var first = answers.getFirst();
        assertThat(first.status()).isEqualTo(404);
        assertThat(first.text())
                .contains("Không tìm thấy hồ sơ với thông tin này")
                .doesNotContain("Hương", known.code() + "\"");
        for (var answer : answers) {
            assertThat(answer.status()).isEqualTo(first.status());
            assertThat(answer.response().body()).isEqualTo(first.response().body());
            assertThat(headers(answer)).isEqualTo(headers(first));
        }
    }

    private static Map<String, List<String>> headers(Visitor.Page page) {
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(page.response().headers().map());
        headers.remove("Date");
        return headers;
    }

    @Test
    void takesItsTime_forKnownAndAbsentCodes() {
        for (String code : List.of(known.code(), "H26.00004-250717-8888")) {
            long startedAt = System.nanoTime();
            lookUp("198.51.100.20", code, "1111");
            assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isGreaterThan(Duration.ofMillis(245));
        }
    }

    private static List<Integer> atOnce(int tries, IntFunction<Visitor.Page> one) throws InterruptedException {
        List<Callable<Integer>> all = IntStream.range(0, tries)
                .<Callable<Integer>>mapToObj(i -> () -> one.apply(i).status())
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(all).stream().map(f -> f.resultNow()).toList();
        }
    }

    private static Map<Integer, Long> counted(List<Integer> statuses) {
        return statuses.stream().collect(Collectors.groupingBy(s -> s, Collectors.counting()));
    }

    @Test
    void refusesTheEleventhFailure_ofOneCodeFromOneAddress_andSaysForHowLong() throws Exception {
        var victim = TestDossier.record(city, "9.000001", "0002", "Trần Văn Bình");
        assertThat(counted(atOnce(40, i -> lookUp("198.51.100.30", victim.code(), "000" + i % 10))))
                .as("however many come at once")
                .isEqualTo(Map.of(404, 10L, 429, 30L));
        try {
            later(Duration.ofMinutes(3));
            var refused = lookUp("198.51.100.30", victim.code().toLowerCase(Locale.ROOT), "5678");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(400, 420);
            assertThat(refused.text()).contains("Đã thử quá nhiều lần", "hãy đợi 7 phút rồi", "<form");
            assertThat(Visitor.of(city, "198.51.100.30")
                            .post("/?lang=en", Map.of("code", victim.code(), "digits", "5678"))
                            .text())
                    .contains("wait 7 minutes, then");
            assertThat(lookUp("198.51.100.30", known.code(), "5678").status())
                    .as("another dossier from there")
                    .isEqualTo(303);
            assertThat(lookUp("198.51.100.31", victim.code(), "5678").location())
                    .as("its owner, from anywhere else")
                    .isEqualTo(victim.path());
            later(Duration.ofMinutes(7));
            assertThat(lookUp("198.51.100.30", victim.code(), "5678").status())
                    .as("after the time it was told")
                    .isEqualTo(303);
        } finally {
            city.gateway.clock().set(city.db, null);
        }
    }

    private static void later(Duration time) {
        city.gateway.clock().set(city.db, city.gateway.clock().instant().plus(time));
    }

    /** 30 wrong tries a day from one place leave 170 of the code's 200 to everybody else. */
    @Test
    void leavesTheOwnerIn_howeverLongOneAddressGuesses() {
        var victim = TestDossier.record(city, "9.000001", "0003", "Trần Văn Bình");
        try {
            for (int i = 0; i < 6; i++) {
                for (int j = 0; j < 10; j++) {
                    int status =
                            lookUp("198.51.100.32", victim.code(), "000" + j).status();
                    assertThat(status).isEqualTo(i < 3 ? 404 : 429);
                }
                later(Duration.ofMinutes(11));
            }
            assertThat(lookUp("198.51.100.32", victim.code(), "5678").text()).contains("hãy đợi 23 giờ rồi");
            assertThat(lookUp("198.51.100.33", victim.code(), "5678").location())
                    .isEqualTo(victim.path());
        } finally {
            city.gateway.clock().set(city.db, null);
        }
    }

    @Test
    void refusesTheSixtyFirstFailure_ofOneNetwork_whenTheyComeAtOnce() throws Exception {
        var answers =
                atOnce(100, i -> lookUp("2001:db8:1:2::" + i, "H26.00004-250717-6%03d".formatted(100 + i), "5678"));
        assertThat(counted(answers)).isEqualTo(Map.of(404, 60L, 429, 40L));
        assertThat(lookUp("2001:db8:1:2::1", known.code(), "5678").status()).isEqualTo(429);
        assertThat(lookUp("2001:db8:1:3::1", known.code(), "5678").status())
                .as("another network")
                .isEqualTo(303);
    }

    @Test
    void letsEverybodyIn_whoseDigitsAreRight_howeverManyComeAtOnceFromOneAddress() throws Exception {
        assertThat(counted(atOnce(80, i -> lookUp("198.51.100.50", known.code(), "5678"))))
                .isEqualTo(Map.of(303, 80L));
    }

    @Test
    void takesNoTryOfTheNetwork_whileTheCodeIsClosed() {
        String closed = "H26.00004-250717-7001";
        for (int i = 0; i < 90; i++) {
            assertThat(lookUp("198.51.100.70", closed, "0000").status()).isEqualTo(i < 10 ? 404 : 429);
        }
        assertThat(lookUp("198.51.100.70", known.code(), "5678").status()).isEqualTo(303);
    }

    @Test
    void countsNothing_andTellsNothing_whenAnotherSiteSendsTheForm() {
        var foreign = Visitor.of(city, "198.51.100.80")
                .with("Sec-Fetch-Site", "cross-site")
                .with("Origin", "https://evil.example");
        for (int i = 0; i < 12; i++) {
            assertThat(foreign.post("/", Map.of("code", known.code(), "digits", "0000"))
                            .status())
                    .isEqualTo(403);
        }
        assertThat(foreign.post("/", Map.of("code", known.code(), "digits", "5678"))
                        .status())
                .isEqualTo(403);
        assertThat(Visitor.of(city, "198.51.100.80")
                        .with("Sec-Fetch-Site", "same-origin")
                        .with("Origin", city.url)
                        .post("/", Map.of("code", known.code(), "digits", "5678"))
                        .location())
                .isEqualTo(known.path());
    }
}
