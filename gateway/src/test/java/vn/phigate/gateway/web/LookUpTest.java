package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
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

    @Test
    void refusesTheEleventhTry_ofOneAddress_untilTenMinutesAreOver() {
        for (int i = 0; i < 10; i++) {
            assertThat(lookUp("198.51.100.30", "H26.00004-250717-70" + (10 + i), "5678")
                            .status())
                    .isEqualTo(404);
        }
        var refused = lookUp("198.51.100.30", known.code(), "5678");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text()).contains("Đã thử quá nhiều lần").contains("<form");
        assertThat(lookUp("198.51.100.31", known.code(), "5678").status())
                .as("another address")
                .isEqualTo(303);
        try {
            city.gateway.clock().set(city.db, city.gateway.clock().instant().plus(Duration.ofMinutes(10)));
            assertThat(lookUp("198.51.100.30", known.code(), "5678").status())
                    .as("ten minutes later")
                    .isEqualTo(303);
        } finally {
            city.gateway.clock().set(city.db, null);
        }
    }

    @Test
    void refusesTheEleventhTry_ofOneCode_fromWhicheverAddress() {
        var victim = TestDossier.record(city, "9.000001", "0002", "Trần Văn Bình");
        for (int i = 0; i < 10; i++) {
            assertThat(lookUp("198.51.100." + (40 + i), victim.code(), "000" + i)
                            .status())
                    .isEqualTo(404);
        }
        assertThat(lookUp("198.51.100.60", victim.code().toLowerCase(java.util.Locale.ROOT), "5678")
                        .status())
                .isEqualTo(429);
        assertThat(lookUp("198.51.100.60", known.code(), "5678").status())
                .as("another code")
                .isEqualTo(303);
    }

    @Test
    void letsNoMoreThanTenThrough_whenTheyComeAtOnce() throws Exception {
        List<Callable<Integer>> tries = IntStream.range(0, 40)
                .<Callable<Integer>>mapToObj(
                        i -> () -> lookUp("2001:db8:1:2::" + i, "H26.00004-250717-60" + (10 + i), "5678")
                                .status())
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers =
                    threads.invokeAll(tries).stream().map(f -> f.resultNow()).toList();
            assertThat(answers).filteredOn(s -> s == 404).hasSize(10);
            assertThat(answers).filteredOn(s -> s == 429).hasSize(30);
        }
    }
}
