package vn.phigate.gateway.web;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import vn.phigate.gateway.Gateway;
import vn.phigate.gateway.GatewaySettings;
import vn.phigate.gateway.identity.SignInSettings;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.HttpSettings;
import vn.phigate.gateway.platform.time.CityClock;
import vn.phigate.gateway.providers.vnpay.VnpaySecret;
import vn.phigate.gateway.providers.vnpay.VnpayTerminal;
import vn.phigate.gateway.seeds.SeedCity;
import vn.phigate.sandbox.vnpay.VnpaySandbox;
import vn.phigate.sandbox.vnpay.VnpaySandboxSettings;

/** A seeded city with its gateway and a sandbox provider on free ports: what a person's browser would find. */
final class TestCity implements AutoCloseable {
    private static final String TERMINAL = "HNIFEE01";
    private static final String SECRET = "HANOITESTSECRET0001ABCDEFGHJKLMN";

    final Db db;
    final Gateway gateway;
    final VnpaySandbox vnpay;
    final String url;

    TestCity(Db db) throws IOException {
        this(db, freePort(), freePort());
    }

    TestCity(Db db, SignInSettings signIn) throws IOException {
        this(db, freePort(), freePort(), signIn);
    }

    TestCity(Db db, int port, int vnpayPort) throws IOException {
        this(db, port, vnpayPort, SignInSettings.KEYS_ONLY);
    }

    private TestCity(Db db, int port, int vnpayPort, SignInSettings signIn) throws IOException {
        this.db = db;
        this.url = "http://localhost:" + port;
        Path seeds = Path.of(System.getProperty("phigate.root", ".."), "config", "seeds");
        new SeedCity(db, seeds, _ -> {}).runIfEmpty("01");
        URI pay = URI.create("http://localhost:" + vnpayPort + "/paymentv2/vpcpay.html");
        URI api = URI.create("http://localhost:" + vnpayPort + "/merchant_webapi/api/transaction");
        var terminal = new VnpayTerminal(TERMINAL, List.of(new VnpaySecret(TERMINAL + "/1", SECRET)));
        var settings = new GatewaySettings(
                        new GatewaySettings.City("01", "Thành phố Hà Nội"),
                        true,
                        Files.createTempDirectory("phigate-web-test"),
                        url,
                        HttpSettings.local(port).behindProxy(Visitor.ADDRESS_HEADER),
                        null,
                        new GatewaySettings.Vnpay(
                                pay, api, List.of(terminal), Duration.ofMinutes(15), Duration.ofMinutes(5), vnpayPort),
                        Duration.ofHours(24),
                        List.of("example.vn"),
                        List.of())
                .with(signIn);
        this.gateway = new Gateway(settings, db, new CityClock(InstantSource.system())).start();
        this.vnpay = VnpaySandbox.start(
                VnpaySandboxSettings.local(URI.create(url + "/callbacks/vnpay")).withPort(vnpayPort));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        vnpay.close();
        gateway.close();
    }
}
