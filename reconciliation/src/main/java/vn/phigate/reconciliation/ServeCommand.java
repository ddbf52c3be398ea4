package vn.phigate.reconciliation;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the city until it is told to stop. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Chạy cổng thanh toán và đối soát. / Runs the gateway and reconciliation.")
final class ServeCommand implements Callable<Integer> {
    @Option(names = "--config", defaultValue = "config", description = "folder of settings [${DEFAULT-VALUE}]")
    private Path config = Path.of("config");

    @Option(names = "--only", defaultValue = "ALL", description = "${COMPLETION-CANDIDATES} [${DEFAULT-VALUE}]")
    private City.Parts parts = City.Parts.ALL;

    @Override
    public Integer call() throws InterruptedException {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        City city = City.start(config, parts, out::println);
        Runtime.getRuntime().addShutdownHook(new Thread(city::close, "stop-city"));
        endWithParent();
        Welcome.print(out, city);
        new CountDownLatch(1).await();
        return 0;
    }

    /** Maven does not pass its own end on to the program it started; without this the service would go on as an orphan. */
    private static void endWithParent() {
        if (Boolean.getBoolean("phigate.exit-with-parent")) {
            ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(0)));
        }
    }
}
