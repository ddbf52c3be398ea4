package vn.phigate.reconciliation.kill;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.db.LocalPostgres;

/** The gateway as it is shipped, in a process of its own with a PostgreSQL of its own (fsync on); both can be killed. */
final class KilledCity implements AutoCloseable {
    private static final String DATABASE = "phigate_01";

    private final Path folder;
    private final int port;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private @Nullable Process process;

    KilledCity(Path folder) throws IOException {
        this.folder = folder;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
    }

    void start() throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("phigate.root", ".."))
                .toAbsolutePath()
                .normalize();
        var builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dphigate.exit-with-parent=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "vn.phigate.reconciliation.Main",
                        "serve",
                        "--only",
                        "GATEWAY"))
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().put("PHIGATE_GATEWAY_HTTP_PORT", String.valueOf(port));
        builder.environment()
                .put("PHIGATE_GATEWAY_DATA_FOLDER", folder.resolve("data").toString());
        builder.environment().put("PHIGATE_GATEWAY_PROVIDERS_VNPAY_SANDBOX_PORT", "0");
        process = builder.start();
        awaitUp();
    }

    private Path log() {
        return folder.resolve("gateway.log");
    }

    void awaitUp() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (System.nanoTime() < end && running().isAlive()) {
            try {
                if (send(request("/health").timeout(Duration.ofSeconds(5)).GET())
                                .statusCode()
                        == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // Not listening, or in the middle of dying.
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("the gateway is not up:\n" + Files.readString(log()));
    }

    private Process running() {
        return java.util.Objects.requireNonNull(process, "start() comes first");
    }

    /** kill -9 of the gateway; its PostgreSQL lives on and is taken over. */
    void killGateway() throws IOException, InterruptedException {
        running().destroyForcibly().waitFor();
        start();
    }

    /** kill -9 of PostgreSQL's first process; its children end by themselves, and the gateway must bring it back. */
    void killPostgres() throws IOException, InterruptedException {
        long pid = Long.parseLong(Files.readAllLines(folder.resolve("data/postgresql/data/postmaster.pid"))
                .getFirst());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        postmaster.destroyForcibly();
        postmaster.onExit().join();
        awaitUp();
    }

    DbSettings books() {
        return LocalPostgres.running(folder.resolve("data/postgresql"), DATABASE)
                .orElseThrow()
                .asLogin();
    }

    HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + pathAndQuery));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws InterruptedException {
        http.close();
        Process last = process;
        if (last != null) {
            last.destroy();
            if (!last.waitFor(40, TimeUnit.SECONDS)) {
                last.destroyForcibly().waitFor();
            }
        }
    }
}
