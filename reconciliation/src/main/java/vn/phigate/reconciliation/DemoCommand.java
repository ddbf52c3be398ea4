package vn.phigate.reconciliation;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.phigate.reconciliation.demo.Demo;
import vn.phigate.reconciliation.demo.DemoSettings;
import vn.phigate.reconciliation.demo.Scene;

/** One seeded business day through HTTP only. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Chạy một ngày mẫu qua HTTP và chứng minh nó khép lại. / Plays one seeded day through HTTP and proves that it closes.")
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--seed", defaultValue = "79", description = "seed of the day's events [${DEFAULT-VALUE}]")
    private long seed;

    @Option(
            names = "--dossiers",
            defaultValue = "300",
            description = "number of dossiers, 40 to 9000 [${DEFAULT-VALUE}]")
    private int dossiers;

    @Option(names = "--day", defaultValue = "2025-07-17", description = "business day [${DEFAULT-VALUE}]")
    private LocalDate day = LocalDate.EPOCH;

    @Option(names = "--scenes", split = ",", description = "played beside the day: ${COMPLETION-CANDIDATES} [all]")
    private Set<Scene> scenes = EnumSet.allOf(Scene.class);

    @Option(
            names = "--config",
            defaultValue = "config",
            description = "folder of settings, when a city must be started [${DEFAULT-VALUE}]")
    private Path config = Path.of("config");

    @Option(
            names = "--gateway",
            defaultValue = "http://127.0.0.1:8080",
            description = "address of the gateway [${DEFAULT-VALUE}]")
    private URI gateway = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--reconciliation",
            defaultValue = "http://127.0.0.1:8081",
            description = "address of reconciliation [${DEFAULT-VALUE}]")
    private URI reconciliation = URI.create("http://127.0.0.1:8081");

    @Option(
            names = "--provider",
            defaultValue = "http://127.0.0.1:8082",
            description = "address of the sandbox provider [${DEFAULT-VALUE}]")
    private URI provider = URI.create("http://127.0.0.1:8082");

    @Override
    public Integer call() {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        DemoSettings settings =
                DemoSettings.local().withDay(seed, dossiers, day).withAddresses(gateway, reconciliation, provider);
        if (answers(settings.gateway())) {
            return Demo.run(settings, scenes, out);
        }
        out.println("Chưa có dịch vụ ở " + settings.gateway()
                + ", khởi động ngay trong tiến trình này / nothing answers there, starting a city here");
        try (City city = City.start(config, City.Parts.ALL, out::println)) {
            return Demo.run(settings, scenes, out);
        }
    }

    private static boolean answers(URI gateway) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
