package vn.phigate.gateway.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import vn.phigate.gateway.payments.Recorded;
import vn.phigate.gateway.providers.Notice;

/** What happens to those who wait when something breaks: nobody is forgotten. */
@Timeout(60)
class SharedCommitsTest {
    private static final Recorded DONE = new Recorded.UnknownOrder();

    @Test
    void goesOn_whenABatchThrowsAnError() throws Exception {
        try (var commits = new SharedCommits(batch -> {
            if (batch.stream().anyMatch(n -> n.orderId().equals("bad"))) {
                throw new StackOverflowError("deep");
            }
            return answers(batch);
        })) {
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> commits.record(notice("bad")).get(10, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasRootCauseInstanceOf(StackOverflowError.class);
            }
            assertThat(commits.record(notice("good")).get(10, TimeUnit.SECONDS)).isEqualTo(DONE);
            assertThat(commits.alive()).isTrue();
        }
    }

    @Test
    void refusesWhatIsLeft_whenClosedInTheMiddleOfACommitThatHangs() throws Exception {
        var hang = new CountDownLatch(1);
        var commits = new SharedCommits(
                batch -> {
                    awaitQuietly(hang);
                    return answers(batch);
                },
                Duration.ofMillis(200));
        var waiting = new ArrayList<CompletableFuture<Recorded>>();
        for (int i = 0; i < 1000; i++) {
            waiting.add(commits.record(notice("n" + i)));
        }
        commits.close();
        long refused = waiting.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .count();
        assertThat(refused).as("all but the two batches under way").isBetween(1000L - 2 * 128, 999L);
        assertThatThrownBy(() -> commits.record(notice("late")).get(1, TimeUnit.SECONDS))
                .hasCauseInstanceOf(SharedCommits.NotNow.class);
        hang.countDown();
        for (var one :
                waiting.stream().filter(w -> !w.isCompletedExceptionally()).toList()) {
            assertThat(one.get(10, TimeUnit.SECONDS)).isEqualTo(DONE);
        }
    }

    @Test
    void recordsOneByOne_whenABatchFails() throws Exception {
        var first = new CountDownLatch(1);
        try (var commits = new SharedCommits(batch -> {
            awaitQuietly(first);
            if (batch.stream().anyMatch(n -> n.orderId().equals("bad"))) {
                throw new IllegalStateException("cannot be written");
            }
            return answers(batch);
        })) {
            var good = new ArrayList<CompletableFuture<Recorded>>();
            for (int i = 0; i < 50; i++) {
                good.add(commits.record(notice("good" + i)));
            }
            var bad = commits.record(notice("bad"));
            first.countDown();
            for (var one : good) {
                assertThat(one.get(10, TimeUnit.SECONDS)).isEqualTo(DONE);
            }
            assertThatThrownBy(() -> bad.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Recorded> answers(List<Notice> batch) {
        return batch.stream().<Recorded>map(n -> DONE).toList();
    }

    private static Notice notice(String order) {
        return new Notice(
                "vnpay",
                "callback",
                order,
                "key",
                1,
                Notice.Result.PAID,
                null,
                InstantSource.system().instant(),
                "00",
                new byte[0]);
    }
}
