package vn.phigate.gateway.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DbAnswersTest {
    @Test
    void saysNoSoon_whenAConnectionTakesLong() {
        var asked = new AtomicInteger();
        var back = new CountDownLatch(1);
        DataSource away = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (_, _, _) -> {
                    asked.incrementAndGet();
                    assertThat(back.await(20, TimeUnit.SECONDS)).isTrue();
                    throw new SQLException("nobody there", "08001");
                });
        try (Db db = Db.open(away)) {
            long start = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                assertThat(db.answers(Duration.ofMillis(50))).isFalse();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(asked).as("one question at a time").hasValue(1);
            back.countDown();
            assertThat(db.answers(Duration.ofSeconds(10))).isFalse();
        }
    }
}
