package vn.phigate.reconciliation;

import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.sandbox.vnpay.VnpaySandbox;
import vn.phigate.sandbox.vnpay.VnpaySandboxSettings;
import vn.phigate.sandbox.vnpay.VnpayTerminal;

/** The sandbox providers alone, for integrators and for containers. */
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        description = "Chạy riêng các cổng thanh toán thử nghiệm. / Runs the sandbox providers alone.")
final class SandboxCommand implements Callable<Integer> {
    @Option(names = "--config", defaultValue = "config", description = "folder of settings [${DEFAULT-VALUE}]")
    private Path config = Path.of("config");

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "address to listen on [${DEFAULT-VALUE}]")
    private String host = "127.0.0.1";

    @Option(names = "--port", defaultValue = "8082", description = "port [${DEFAULT-VALUE}]")
    private int port = 8082;

    @Option(
            names = "--ipn-url",
            defaultValue = "http://localhost:8080/callbacks/vnpay",
            description = "where VNPay's callbacks are sent; the wallets' orders name their own [${DEFAULT-VALUE}]")
    private URI ipnUrl = URI.create("http://localhost:8080/callbacks/vnpay");

    @Override
    public Integer call() throws InterruptedException {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        GatewaySettings settings = GatewaySettings.read(config.resolve("gateway.yaml"));
        var terminals = settings.vnpay().terminals().stream()
                .map(t -> new VnpayTerminal(t.tmnCode(), t.secrets().getFirst().secret(), ipnUrl))
                .toList();
        var wallets = SandboxWallets.of(settings);
        var transfers = SandboxTransfers.of(settings);
        var sandbox = VnpaySandbox.start(
                VnpaySandboxSettings.local(ipnUrl).withHost(host).withPort(port).withTerminals(terminals), routing -> {
                    wallets.routes(routing);
                    transfers.routes(routing);
                });
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            sandbox.close();
                            wallets.close();
                            transfers.close();
                        },
                        "stop-sandbox"));
        out.println("Cổng thanh toán thử nghiệm / sandbox providers: http://" + host + ":" + sandbox.port() + "/ → "
                + ipnUrl);
        new CountDownLatch(1).await();
        return 0;
    }
}
