package vn.phigate.gateway.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import vn.phigate.gateway.platform.http.Refusal;

@Timeout(30)
class AdmissionTest {
    @Test
    void refusesToComeAgainLater_whenThereIsNoRoom() throws Exception {
        var admission = new Admission(1);
        var inside = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var first = CompletableFuture.supplyAsync(
                () -> admission.inside(() -> {
                    inside.countDown();
                    return awaited(leave);
                }),
                task -> Thread.ofVirtual().start(task));
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> admission.inside(() -> true)).isInstanceOfSatisfying(Refusal.class, refused -> {
            assertThat(refused.type().status()).isEqualTo(503);
            assertThat(refused.members()).containsEntry("retry_after_seconds", 2);
        });
        leave.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(admission.inside(() -> true)).isTrue();
    }

    @Test
    void givesTheRoomBack_whenTheWorkFails() {
        var admission = new Admission(1);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> admission.inside(() -> {
                        throw new IllegalStateException("failed");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
