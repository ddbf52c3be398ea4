package vn.phigate.gateway.notifications;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.notifications.WebhookSignature.Verdict;

class WebhookSignatureTest {

    /** The example that the libraries of the Standard Webhooks project test themselves with. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final Instant SENT_AT = Instant.ofEpochSecond(1_614_265_330);
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    @Test
    void signsAsTheSpecificationSays() {
        assertThat(WebhookSignature.sign(SECRET, ID, SENT_AT.plusMillis(999), BODY))
                .isEqualTo(SIGNATURE);
        assertThat(WebhookSignature.headers(List.of(SECRET), ID, SENT_AT, BODY))
                .containsEntry("webhook-id", ID)
                .containsEntry("webhook-timestamp", "1614265330")
                .containsEntry("webhook-signature", SIGNATURE);
    }

    @Test
    void fits_whenOneOfSeveralSignaturesDoes() {
        var other = WebhookSignature.generateSecret(new SecureRandom());
        var headers = WebhookSignature.headers(List.of(other, SECRET), ID, SENT_AT, BODY);
        var both = Objects.requireNonNull(headers.get("webhook-signature"));
        assertThat(both.split(" ")).hasSize(2);
        assertThat(verify(both, SENT_AT)).isEqualTo(Verdict.VALID);
        assertThat(verify("v1a,xxxx v1,%%% v1,AAAA " + SIGNATURE, SENT_AT)).isEqualTo(Verdict.VALID);
        assertThat(verify(SIGNATURE.replace("v1", "v2"), SENT_AT)).isEqualTo(Verdict.MISMATCH);
        assertThat(verify("", SENT_AT)).isEqualTo(Verdict.MISMATCH);
    }

    @Test
    void isStale_whenMoreThanFiveMinutesApart() {
        var five = Duration.ofMinutes(5);
        assertThat(verify(SIGNATURE, SENT_AT.plus(five))).isEqualTo(Verdict.VALID);
        assertThat(verify(SIGNATURE, SENT_AT.minus(five))).isEqualTo(Verdict.VALID);
        assertThat(verify(SIGNATURE, SENT_AT.plus(five).plusSeconds(1))).isEqualTo(Verdict.STALE);
        assertThat(verify(SIGNATURE, SENT_AT.minus(five).minusSeconds(1))).isEqualTo(Verdict.STALE);
    }

    @Test
    void doesNotFit_whenAnythingSignedIsAnother() {
        assertThat(WebhookSignature.verify(SECRET, ID + "x", "1614265330", SIGNATURE, BODY, SENT_AT))
                .isEqualTo(Verdict.MISMATCH);
        assertThat(WebhookSignature.verify(SECRET, ID, "1614265331", SIGNATURE, BODY, SENT_AT))
                .isEqualTo(Verdict.MISMATCH);
        assertThat(WebhookSignature.verify(SECRET, ID, "1614265330", SIGNATURE, new byte[0], SENT_AT))
                .isEqualTo(Verdict.MISMATCH);
        for (var timestamp : List.of("", "now", "-1", "1614265330.0", "99999999999999999999")) {
            assertThat(WebhookSignature.verify(SECRET, ID, timestamp, SIGNATURE, BODY, SENT_AT))
                    .isEqualTo(Verdict.MALFORMED);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> WebhookSignature.sign("secret", ID, SENT_AT, BODY));
    }

    @Test
    void triesNineTimes_thenStops() {
        assertThat(RetryTable.delayAfter(1)).contains(Duration.ofSeconds(5));
        assertThat(RetryTable.delayAfter(8)).contains(Duration.ofHours(24));
        assertThat(RetryTable.delayAfter(9)).isEmpty();
        assertThat(RetryTable.DELAYS.stream().reduce(Duration.ZERO, Duration::plus))
                .isEqualTo(Duration.ofHours(44).plusMinutes(36).plusSeconds(5));
        assertThatIllegalArgumentException().isThrownBy(() -> RetryTable.delayAfter(0));
    }

    private static Verdict verify(String signatures, Instant now) {
        return WebhookSignature.verify(SECRET, ID, "1614265330", signatures, BODY, now);
    }
}
