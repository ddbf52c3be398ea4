package vn.phigate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.db.LocalPostgres;

/** The gateway as it is shipped, in a JVM of its own, with a PostgreSQL of its own (fsync on) in a folder of its own. */
final class GatewayProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** As in {@code mvn exec:exec} of the product. */
    private static final List<String> JVM = List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "-Dphigate.exit-with-parent=true");

    private final Path folder;
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    final int port;

    GatewayProcess(Path folder, String parts, List<String> moreJvm) throws IOException {
        this.folder = folder;
        try (var free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
        var command = new ArrayList<String>(List.of(java()));
        command.addAll(JVM);
        command.addAll(moreJvm);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "vn.phigate.reconciliation.Main",
                "serve",
                "--only",
                parts));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("gateway.log").toFile());
        builder.environment().put("PHIGATE_" + parts + "_HTTP_PORT", String.valueOf(port));
        builder.environment()
                .put("PHIGATE_GATEWAY_DATA_FOLDER", folder.resolve("data").toString());
        builder.environment().put("PHIGATE_GATEWAY_PROVIDERS_VNPAY_SANDBOX_PORT", "0");
        this.process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-gateway"));
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    void awaitUp() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                if (get("/health").path("status").asText().equals("UP")) {
                    return;
                }
            } catch (IOException notYet) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException(
                "the gateway did not start:\n" + Files.readString(folder.resolve("gateway.log")));
    }

    /** Its database, entered as the owner. */
    DbSettings database() {
        return LocalPostgres.running(folder.resolve("data/postgresql"), "phigate_01")
                .orElseThrow()
                .asLogin();
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer sk_sandbox_maker")
                .GET());
    }

    JsonNode post(String path, String key, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer sk_sandbox_dossiers")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    JsonNode maker(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer sk_sandbox_maker")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    JsonNode upload(String path, Path file) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer sk_sandbox_maker")
                .POST(HttpRequest.BodyPublishers.ofFile(file)));
    }

    /** Asks for a page and reads it to its end. */
    int status(String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(uri(path))
                                .header("Authorization", "Bearer sk_sandbox_maker")
                                .GET()
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .statusCode();
    }

    /** The most memory of the machine that the JVM had so far, heap and all else; Linux only. */
    String memoryPeak() throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> line.substring("VmHWM:".length()).strip())
                .findFirst()
                .orElse("unknown");
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return JSON.readTree(
                http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    /** Processor seconds so far: the gateway's JVM, its PostgreSQL, and the programs that this one started and that ended. */
    record Spent(double jvm, double postgres, double load) {
        Spent since(Spent before, double count) {
            return new Spent(
                    (jvm - before.jvm) * 1e6 / count,
                    (postgres - before.postgres) * 1e6 / count,
                    (load - before.load) * 1e6 / count);
        }

        double total() {
            return jvm + postgres + load;
        }
    }

    Spent spent() throws IOException {
        return new Spent(Cpu.of(process.pid()), Cpu.ofServer(folder.resolve("data/postgresql/data")), Cpu.ofEnded());
    }

    /** Lets nothing of the gateway run while something else is measured. */
    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void goOn() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String which) throws IOException, InterruptedException {
        new ProcessBuilder("kill", which, String.valueOf(process.pid())).start().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
