package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.testsupport.Database;

/** Somebody with a hundred addresses guesses ten thousand times: learns nothing, and is slowed. */
@Database
final class EnumerationTest {
    private static final int GUESSES = 10_000;
    private static final int NETWORKS = 20;
    private static final int TRIES_OF_A_NETWORK = 60;
    private static final int TRIES_OF_A_CODE = 60;
    private static final int AT_ONCE = 200;
    private static final int PAIRS = 12;
    private static final Duration FLOOR = Duration.ofMillis(245);

    private static TestCity city;
    private static final List<TestDossier> KNOWN = new ArrayList<>();
    private static final List<TestDossier> UNTRIED = new ArrayList<>();

    @BeforeAll
    static void openCity(Db db) throws IOException {
        city = new TestCity(db);
        for (int i = 0; i < 40; i++) {
            KNOWN.add(TestDossier.record(city, "9.000001", "%04d".formatted(3000 + i), "Nguyễn Thị Thanh Hương"));
        }
        for (int i = 0; i < 4; i++) {
            UNTRIED.add(TestDossier.record(city, "9.000001", "%04d".formatted(3900 + i), "Trần Văn Bình"));
        }
    }

    @AfterAll
    static void closeCity() {
        city.close();
    }

    /** @param known whether there is a dossier of this code; its digits are always wrong */
    private record Guess(String address, String code, String digits, boolean known) {}

    private record Answer(Guess guess, Visitor.Page page, Duration took) {
        boolean through() {
            return page.status() != 429;
        }

        /** All that a guesser sees but the time of day, and how long it is until another. */
        String seen() {
            var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
            headers.putAll(page.response().headers().map());
            headers.remove("Date");
            if (!through()) {
                assertThat(headers.remove("Retry-After")).hasSize(1);
                headers.remove("Content-Length");
            }
            return page.status() + "\n" + headers + "\n" + page.text().replaceAll("[0-9]+ phút", "n phút");
        }
    }

    private static Guess guess(Random random, int i) {
        String address = "198.51.100." + i % NETWORKS;
        String digits = "%04d".formatted(random.nextInt(3000));
        return switch (random.nextInt(4)) {
            case 0, 1 ->
                new Guess(address, KNOWN.get(random.nextInt(KNOWN.size())).code(), digits, true);
            case 2 ->
                new Guess(
                        address,
                        "H26.%05d-250717-%04d".formatted(random.nextInt(90_000), random.nextInt(3000)),
                        digits,
                        false);
            default -> new Guess(address, "x" + random.nextInt(1_000_000), digits, false);
        };
    }

    private static Answer ask(Guess guess) {
        long startedAt = System.nanoTime();
        var page = Visitor.of(city, guess.address).post("/", Map.of("code", guess.code, "digits", guess.digits));
        return new Answer(guess, page, Duration.ofNanos(System.nanoTime() - startedAt));
    }

    @Test
    void revealsNothing_andIsSlowed_tenThousandTimes() throws Exception {
        long seed = Long.getLong("phigate.seed", 20_260_717L);
        System.out.println("EnumerationTest seed " + seed);
        var random = new Random(seed);
        var places = new Semaphore(AT_ONCE);
        List<Answer> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> asked = new ArrayList<>();
            for (int i = 0; i < GUESSES; i++) {
                Guess guess = guess(random, i);
                asked.add(threads.submit(() -> {
                    places.acquire();
                    try {
                        return ask(guess);
                    } finally {
                        places.release();
                    }
                }));
            }
            for (Future<Answer> one : asked) {
                answers.add(one.get());
            }
        }
        List<Answer> through = answers.stream().filter(Answer::through).toList();
        assertThat(through.stream().map(Answer::seen).collect(Collectors.toSet()))
                .as("one answer, byte for byte, whether the code is known, absent or no code")
                .singleElement()
                .asString()
                .startsWith("404\n")
                .contains("Không tìm thấy hồ sơ")
                .doesNotContain("Hương", "H26.00004-250717-3");
        assertThat(answers.stream().filter(a -> !a.through()).map(Answer::seen).collect(Collectors.toSet()))
                .as("one refusal")
                .singleElement()
                .asString()
                .startsWith("429\n");
        assertThat(through.stream().collect(Collectors.groupingBy(a -> a.guess.address, Collectors.counting())))
                .hasSize(NETWORKS)
                .allSatisfy((network, tries) -> assertThat(tries).isLessThanOrEqualTo(TRIES_OF_A_NETWORK));
        assertThat(through.stream().collect(Collectors.groupingBy(a -> a.guess.code, Collectors.counting())))
                .allSatisfy((code, tries) -> assertThat(tries).isLessThanOrEqualTo(TRIES_OF_A_CODE));
        assertThat(through.stream().filter(a -> a.guess.known).count())
                .as("of 5,000 guesses at 40 dossiers")
                .isLessThanOrEqualTo((long) KNOWN.size() * TRIES_OF_A_CODE);
        assertThat(through.stream().map(a -> a.guess.known).collect(Collectors.toSet()))
                .isEqualTo(Set.of(true, false));
        assertThat(through).allSatisfy(a -> assertThat(a.took).isGreaterThan(FLOOR));
    }

    /** In turns, so that whatever else the machine does weighs on both alike. */
    @Test
    void answersInTheSameTime_whetherTheCodeIsKnownOrNot() {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            String address = "203.0.113." + i;
            answers.add(ask(new Guess(address, UNTRIED.get(i % UNTRIED.size()).code(), "0000", true)));
            answers.add(ask(new Guess(address, "H26.00004-250717-79%02d".formatted(i), "0000", false)));
        }
        assertThat(answers).allSatisfy(a -> assertThat(a.page.status()).isEqualTo(404));
        assertThat(usual(answers, true) - usual(answers, false))
                .as("milliseconds by which known codes usually answer later")
                .isBetween(-40L, 40L);
    }

    /** The lower quartile: what a busy machine adds is left out. */
    private static long usual(List<Answer> answers, boolean known) {
        List<Duration> took = answers.stream()
                .filter(a -> a.guess.known == known)
                .map(Answer::took)
                .sorted()
                .toList();
        return took.get(took.size() / 4).toMillis();
    }

    /** Four digits are ten thousand: however many addresses somebody has, all of them take 50 days. */
    @Test
    void refusesTheTwoHundredAndFirstFailureOfADay_ofOneCode_fromEverNewAddresses() throws Exception {
        var victim = TestDossier.record(city, "9.000001", "3999", "Trần Văn Bình");
        try {
            int failed = 0;
            for (int hour = 0; hour < 4; hour++) {
                int upTo = Math.min(failed + 60, 200);
                List<Future<Visitor.Page>> tries = new ArrayList<>();
                try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    while (failed < upTo) {
                        int number = ++failed;
                        tries.add(threads.submit(
                                () -> guess("203.0.113." + number % 250, victim, "%04d".formatted(number))));
                    }
                }
                for (var one : tries) {
                    assertThat(one.get().status()).isEqualTo(404);
                }
                assertThat(guess("192.0.2.99", victim, "5678").status())
                        .as("hour %s", hour)
                        .isEqualTo(429);
                later(Duration.ofMinutes(61));
            }
            assertThat(failed).isEqualTo(200);
            assertThat(guess("192.0.2.100", victim, "5678").text()).contains("hãy đợi 20 giờ rồi");
            assertThat(Visitor.of(city, "192.0.2.100").get(victim.path()).status())
                    .as("the link on the notice works at once")
                    .isEqualTo(200);
            later(Duration.ofHours(20));
            assertThat(guess("192.0.2.101", victim, "5678").location()).isEqualTo(victim.path());
        } finally {
            city.gateway.clock().set(city.db, null);
        }
    }

    private static Visitor.Page guess(String address, TestDossier victim, String digits) {
        return Visitor.of(city, address).post("/", Map.of("code", victim.code(), "digits", digits));
    }

    private static void later(Duration time) {
        city.gateway.clock().set(city.db, city.gateway.clock().instant().plus(time));
    }

    @Test
    void learnsNothing_fromGuessedLinks() {
        var random = new Random(7);
        var seen = new java.util.HashSet<String>();
        for (int i = 0; i < 50; i++) {
            var letters = new byte[16];
            random.nextBytes(letters);
            String token = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(letters);
            for (String path : List.of("/d/", "/p/")) {
                var page = Visitor.of(city, "203.0.113.7").get(path + token);
                assertThat(page.status()).isEqualTo(404);
                seen.add(path + page.text().replace(token, ""));
            }
        }
        assertThat(seen).hasSize(2);
    }
}
