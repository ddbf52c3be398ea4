package vn.phigate.reconciliation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;

/** A whole city as it is served by one command, with data of its own in a folder and on ports that were free. */
public final class RunningCity implements AutoCloseable {
    private static final Path CONFIG =
            Path.of(System.getProperty("phigate.root", ".."), "config").toAbsolutePath();

    private final City city;
    private final URI gateway;
    private final URI finance;
    private final URI sandbox;

    private RunningCity(City city, URI gateway, URI finance, URI sandbox) {
        this.city = city;
        this.gateway = gateway;
        this.finance = finance;
        this.sandbox = sandbox;
    }

    /** @param folder empty; its settings are those of the installation but for ports and folders */
    public static RunningCity start(Path folder) {
        URI gateway = local(freePort());
        URI finance = local(freePort());
        URI sandbox = local(freePort());
        Path config = folder.resolve("config");
        copy(config);
        edit(
                config.resolve("gateway.yaml"),
                Map.of(
                        "port: 8080", "port: " + gateway.getPort(),
                        "public_url: \"http://localhost:8080\"", "public_url: \"" + gateway + "\"",
                        "sandbox_port: 8082", "sandbox_port: " + sandbox.getPort(),
                        "data_folder: \"data\"", "data_folder: \"" + folder.resolve("data") + "\""));
        edit(
                config.resolve("reconciliation.yaml"),
                Map.of(
                        "port: 8081", "port: " + finance.getPort(),
                        "public_url: \"http://localhost:8081\"", "public_url: \"" + finance + "\""));
        return new RunningCity(City.start(config, City.Parts.ALL, progress -> {}), gateway, finance, sandbox);
    }

    /** Where citizens, agencies and the centre go; no slash at the end. */
    public URI gateway() {
        return gateway;
    }

    /** Where finance staff go. */
    public URI finance() {
        return finance;
    }

    /** The providers. */
    public URI sandbox() {
        return sandbox;
    }

    @Override
    public void close() {
        city.close();
    }

    private static URI local(int port) {
        return URI.create("http://localhost:" + port);
    }

    private static int freePort() {
        try (var free = new ServerSocket(0)) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path to) {
        try (Stream<Path> files = Files.walk(CONFIG)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(CONFIG.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void edit(Path file, Map<String, String> values) {
        try {
            String text = Files.readString(file);
            for (var value : values.entrySet()) {
                if (!text.contains(value.getKey())) {
                    throw new IllegalStateException(file + " has no " + value.getKey());
                }
                text = text.replace(value.getKey(), value.getValue());
            }
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
