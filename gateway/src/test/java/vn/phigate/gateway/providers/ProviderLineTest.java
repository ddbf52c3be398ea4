package vn.phigate.gateway.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.providers.ProviderLine.Heard;

class ProviderLineTest {
    private final AtomicInteger calls = new AtomicInteger();
    private final HttpServer server;
    private volatile int status = 200;
    private volatile int bodyBytes = 10;
    private volatile long pauseMillis;
    private final URI address;
    private final ProviderLine line = new ProviderLine("test", Duration.ofMillis(800), Duration.ofMillis(400));

    ProviderLineTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @BeforeEach
    void start() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.sendResponseHeaders(status, bodyBytes);
            try (var out = exchange.getResponseBody()) {
                out.write(new byte[bodyBytes / 2]);
                out.flush();
                Thread.sleep(pauseMillis);
                out.write(new byte[bodyBytes - bodyBytes / 2]);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        line.close();
        server.stop(0);
    }

    @Test
    void isLeftAloneWhenMostCallsFail_andComesBackByItself() {
        status = 500;
        for (int i = 0; i < 5; i++) {
            assertThat(line.down()).isFalse();
            assertThat(line.tell(address, "{}")).isInstanceOf(Heard.Answer.class);
        }
        assertThat(line.down()).isTrue();
        assertThat(line.tell(address, "{}"))
                .isInstanceOfSatisfying(
                        Heard.Nothing.class,
                        nothing -> assertThat(nothing.unheard()).isTrue());
        assertThat(calls).hasValue(5);
        status = 200;
        await().atMost(Duration.ofSeconds(5)).until(() -> !line.down());
        for (int i = 0; i < 3; i++) {
            assertThat(line.tell(address, "{}")).isInstanceOf(Heard.Answer.class);
        }
        assertThat(line.down()).isFalse();
    }

    @Test
    void surelyWasNotHeard_whenNobodyListens() {
        assertThat(line.tell(URI.create("http://127.0.0.1:9/"), "{}"))
                .isInstanceOfSatisfying(
                        Heard.Nothing.class,
                        nothing -> assertThat(nothing.unheard()).isTrue());
    }

    @Test
    void mayHaveBeenHeard_whenTheAnswerTricklesOrIsHuge() {
        pauseMillis = 3_000;
        long startedAt = System.nanoTime();
        assertThat(line.tell(address, "{}"))
                .isInstanceOfSatisfying(
                        Heard.Nothing.class,
                        nothing -> assertThat(nothing.unheard()).isFalse());
        assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(Duration.ofMillis(2_500));
        pauseMillis = 0;
        bodyBytes = 200_000;
        assertThat(line.tell(address, "{}"))
                .isInstanceOfSatisfying(
                        Heard.Nothing.class,
                        nothing -> assertThat(nothing.unheard()).isFalse());
    }

    @Test
    void asksOnce_whenTheProviderHeardIt() {
        pauseMillis = 3_000;
        line.ask(address, "{}");
        assertThat(calls).hasValue(1);
    }
}
