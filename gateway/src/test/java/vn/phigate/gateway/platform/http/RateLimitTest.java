package vn.phigate.gateway.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {
    private Instant now = Instant.parse("2025-07-17T02:00:00Z");
    private final RateLimit limit = new RateLimit(3, Duration.ofMinutes(1), () -> now);

    @Test
    void refusesUntilWindowEnds_whenTriesAreUsedUp() {
        for (int i = 0; i < 3; i++) {
            limit.admit("a");
            now = now.plusSeconds(10);
        }
        assertThatThrownBy(() -> limit.admit("a")).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.type()).isEqualTo(HttpProblem.TOO_MANY_REQUESTS);
            var reply = Web.problem(refusal, Language.EN, "/v1/accounts/check");
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.headers()).containsEntry("Retry-After", "31");
        });
        limit.admit("b");
        now = now.plusSeconds(30);
        limit.admit("a");
    }

    @Test
    void countsOnlyWhatIsNotGivenBack() {
        for (int i = 0; i < 10; i++) {
            assertThat(limit.take("a")).isTrue();
            limit.giveBack("a");
        }
        limit.giveBack("never seen");
        useUp("a");
        assertThat(limit.take("a")).isFalse();
    }

    @Test
    void forgetsTheQuietestKey_whenThereAreTooMany() {
        useUp("quiet");
        assertThat(limit.take("quiet")).isFalse();
        for (int i = 0; i < 100_000; i++) {
            limit.take("k" + i);
        }
        assertThat(limit.take("quiet")).as("its count made room for others").isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "fe80:0:0:0:0:0:0:1%eth0, fe80::2, true",
        "::ffff:192.0.2.1, 192.0.2.1, true",
        "proxy.local, proxy.local, true",
        "proxy.local, other.local, false"
    })
    void countsAddressesOfOneSubscriberTogether(String one, String other, boolean together) {
        assertThat(RateLimit.network(one).equals(RateLimit.network(other))).isEqualTo(together);
    }

    private void useUp(String key) {
        for (int i = 0; i < 3; i++) {
            assertThat(limit.take(key)).isTrue();
        }
    }
}
