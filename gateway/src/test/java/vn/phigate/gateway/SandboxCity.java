package vn.phigate.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.payments.Methods;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.http.HttpSettings;
import vn.phigate.gateway.providers.RefundPort;
import vn.phigate.gateway.providers.momo.MomoMerchant;
import vn.phigate.gateway.providers.zalopay.ZalopayApp;
import vn.phigate.sandbox.momo.MomoSandbox;
import vn.phigate.sandbox.vnpay.VnpaySandbox;
import vn.phigate.sandbox.vnpay.VnpaySandboxSettings;
import vn.phigate.sandbox.zalopay.ZalopaySandbox;

/** A gateway and the sandboxes of VNPay, MoMo and ZaloPay, each talking to the other over HTTP, with one clock. */
public final class SandboxCity implements AutoCloseable {
    private static final String PARTNER = "MOMOHNI20250717";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    public final RunningGateway city;
    /** What a payer and a script do at the providers. */
    public final Http providers;

    private final MomoSandbox momo;
    private final ZalopaySandbox zalopay;
    private final VnpaySandbox vnpay;
    private volatile boolean started;

    public SandboxCity(DbSettings database) {
        this(database, ports -> ports);
    }

    /** @param refundPorts who pays money back, around the real ports */
    @SuppressWarnings("this-escape")
    public SandboxCity(DbSettings database, UnaryOperator<Map<String, RefundPort>> refundPorts) {
        int port = freePort();
        String url = "http://127.0.0.1:" + port;
        momo = new MomoSandbox(
                List.of(new MomoSandbox.Merchant(PARTNER, "HniAccessKey0001", "HniSecretKey0001ABCDEFGHJKLMNPQR")),
                null,
                this::now);
        zalopay = new ZalopaySandbox(
                List.of(new ZalopaySandbox.App(
                        26001, "HniZaloKey1-0001ABCDEFGHJKLMNPQR", "HniZaloKey2-0001ABCDEFGHJKLMNPQR")),
                URI.create(url + "/callbacks/zalopay"),
                null,
                this::now);
        vnpay = VnpaySandbox.start(
                VnpaySandboxSettings.local(URI.create(url + "/callbacks/vnpay"))
                        .withPort(0)
                        .withClock(this::now),
                routing -> {
                    momo.routes(routing);
                    zalopay.routes(routing);
                });
        String provider = "http://127.0.0.1:" + vnpay.port();
        providers = new Http(provider);
        city = RunningGateway.start(database, settings -> settings(settings, port, url, provider), refundPorts);
        started = true;
    }

    private Instant now() {
        return started ? city.now() : RunningGateway.MORNING;
    }

    private static GatewaySettings settings(GatewaySettings s, int port, String url, String provider) {
        URI pages = URI.create(provider);
        return new GatewaySettings(
                        s.city(),
                        true,
                        s.dataFolder(),
                        url,
                        HttpSettings.local(port),
                        null,
                        RunningGateway.vnpay(URI.create(provider + "/merchant_webapi/api/transaction")),
                        s.vietqrWindow(),
                        s.returnHosts(),
                        s.keys())
                .with(new WalletSettings(
                        new WalletSettings.Wallet<>(
                                URI.create(provider + "/v2/gateway/api/"),
                                pages,
                                List.of(new MomoMerchant(
                                        PARTNER,
                                        List.of(new MomoMerchant.Key(
                                                "HniAccessKey0001", "HniSecretKey0001ABCDEFGHJKLMNPQR")),
                                        Set.of())),
                                Duration.ofMinutes(15),
                                Duration.ofMinutes(5)),
                        new WalletSettings.Wallet<>(
                                URI.create(provider + "/v2/"),
                                pages,
                                List.of(new ZalopayApp(
                                        26001,
                                        List.of(new ZalopayApp.Keys(
                                                "HniZaloKey1-0001ABCDEFGHJKLMNPQR",
                                                "HniZaloKey2-0001ABCDEFGHJKLMNPQR")),
                                        Set.of())),
                                Duration.ofMinutes(15),
                                Duration.ofMinutes(5)),
                        Map.of("momo", new Methods.Limits(1_000, 50_000_000)),
                        PATIENCE));
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a payer does at the wallet; the merchant's answers to its calls. */
    public JsonNode payer(String wallet, Paying payment, String script) {
        String order = wallet.equals("vnpay")
                ? "\"pay_url\":\""
                        + payment.shown().path("attempt").path("redirect_url").asText() + "\""
                : "\"order_id\":\"" + payment.orderId() + "\"";
        return ok(providers.post("/sandbox/" + wallet + "/pay", "none", "{" + order + script + "}"));
    }

    /** How the provider answers our next call of one kind. */
    public void script(String wallet, String on, String respond) {
        ok(providers.post(
                "/sandbox/" + wallet + "/script", "none", "{\"on\":\"%s\",\"respond\":\"%s\"}".formatted(on, respond)));
    }

    private static JsonNode ok(Http.Answer answer) {
        if (answer.status() != 200) {
            throw new AssertionError(answer.toString());
        }
        return answer.json();
    }

    @Override
    public void close() {
        providers.close();
        vnpay.close();
        momo.close();
        zalopay.close();
        city.close();
    }
}
