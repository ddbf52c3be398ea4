package vn.phigate.gateway.providers.vnpay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.phigate.gateway.providers.ProviderLine;
import vn.phigate.gateway.providers.RefundPort.Answer;
import vn.phigate.gateway.providers.RefundPort.RefundOrder;

/** What a signed answer to querydr proves about a refund. */
class VnpayRefundsTest {
    private static final VnpaySecret SECRET = new VnpaySecret("primary", "NEWSECRET");
    private static final Instant NOW = Instant.parse("2025-07-17T03:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "03,1000000,00,false,done",
        "03,1000000,05,false,accepted",
        "03,1000000,09,false,declined",
        "01,3000000,00,false,unknown",
        "03,2000000,00,false,unknown",
        // An equal refund of the same order is done already: the answer may be about that one.
        "03,1000000,00,true,unknown",
        "03,1000000,09,true,unknown"
    })
    void statusIsBelieved_onlyWhenItCanBeOfThisRefund(
            String type, String wire, String status, boolean confusable, String verdict) throws IOException {
        var said = new LinkedHashMap<String, String>();
        said.put("vnp_Command", "querydr");
        said.put("vnp_ResponseCode", "00");
        said.put("vnp_TmnCode", "HNIFEE01");
        said.put("vnp_TxnRef", "P1");
        said.put("vnp_Amount", wire);
        said.put("vnp_TransactionType", type);
        said.put("vnp_TransactionStatus", status);
        byte[] body =
                VnpayWire.json(VnpayPipe.QUERYDR_RESPONSE.signed(said, SECRET)).getBytes(StandardCharsets.UTF_8);
        HttpServer vnpay = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        vnpay.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        vnpay.start();
        try (var line = new ProviderLine("vnpay", Duration.ofSeconds(5))) {
            var provider = new VnpayProvider(new VnpayProvider.Settings(
                    "http://127.0.0.1/pay",
                    "http://127.0.0.1/return",
                    List.of(new VnpayTerminal("HNIFEE01", List.of(SECRET))),
                    Duration.ofMinutes(15),
                    Duration.ofMinutes(5)));
            URI address = URI.create("http://127.0.0.1:" + vnpay.getAddress().getPort() + "/");
            Answer answer = new VnpayRefunds(provider, address, line, InstantSource.fixed(NOW))
                    .refundStatus(new RefundOrder(
                            "HT0123456789",
                            "P1",
                            "HNIFEE01",
                            "15071234",
                            30_000,
                            10_000,
                            NOW.minusSeconds(3600),
                            NOW.minusSeconds(600),
                            "checker",
                            "x",
                            confusable));
            assertThat(
                            switch (answer) {
                                case Answer.Accepted accepted -> accepted.done() ? "done" : "accepted";
                                case Answer.Declined _ -> "declined";
                                case Answer.Unknown _ -> "unknown";
                            })
                    .isEqualTo(verdict);
        } finally {
            vnpay.stop(0);
        }
    }
}
