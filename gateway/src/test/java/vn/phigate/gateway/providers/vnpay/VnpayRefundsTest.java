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
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.ProviderLine;
import vn.phigate.gateway.providers.RefundPort;
import vn.phigate.gateway.providers.RefundPort.Answer;
import vn.phigate.gateway.providers.RefundPort.RefundOrder;
import vn.phigate.gateway.providers.StatusQuery;

/** What VNPay is told of refunds, and what its signed answers to querydr prove about them. */
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
        Answer answer = with(
                signed(type, wire, status),
                (provider, line, address) -> new VnpayRefunds(provider, address, line, InstantSource.fixed(NOW))
                        .refundStatus(order("HNIFEE01", "checker", confusable)));
        assertThat(
                        switch (answer) {
                            case Answer.Accepted accepted -> accepted.done() ? "done" : "accepted";
                            case Answer.Declined _ -> "declined";
                            case Answer.Unknown _ -> "unknown";
                        })
                .isEqualTo(verdict);
    }

    /** A refund of a part says nothing about the amount of the order: it is no other amount than was ordered. */
    @Test
    void questionAboutTheOrderNamesNoAmount_whenVnpayTellsOfItsRefund() throws IOException {
        var question = new StatusQuery.Question("P1", "HNIFEE01", NOW.minusSeconds(3600), NOW.minusSeconds(2700));
        for (String type : List.of("02", "03")) {
            StatusQuery.Answer answer = with(
                    signed(type, "1000000", "00"),
                    (provider, line, address) ->
                            new VnpayStatusQuery(provider, address, line, InstantSource.fixed(NOW)).ask(question));
            assertThat(answer).isInstanceOfSatisfying(StatusQuery.Answer.Told.class, told -> {
                assertThat(told.notice().result()).isEqualTo(Notice.Result.UNCLEAR);
                assertThat(told.notice().amountVnd()).isEqualTo(Notice.SAME_AMOUNT);
            });
        }
    }

    @Test
    void isSurelyNotKnownThere_whenTheTerminalIsNotConfigured() throws IOException {
        Answer answer = with(
                "{}",
                (provider, line, address) -> new VnpayRefunds(provider, address, line, InstantSource.fixed(NOW))
                        .refund(order("HNIFEE09", "checker", false)));
        assertThat(answer.code()).isEqualTo(RefundPort.NOT_KNOWN_THERE);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Trần Văn Đức | 97,Tran Van Duc 97", "checker,checker", "系統,phigate"})
    void personIsNamedInOneFieldOfPlainLetters(String by, String sent) throws IOException {
        with(
                "{}",
                (provider, line, address) -> new VnpayRefunds(provider, address, line, InstantSource.fixed(NOW))
                        .refund(order("HNIFEE01", by, false)));
        assertThat(asked).singleElement().asString().contains("\"vnp_CreateBy\":\"" + sent + "\"");
    }

    private static RefundOrder order(String terminal, String by, boolean confusable) {
        return new RefundOrder(
                "HT0123456789",
                "P1",
                terminal,
                "15071234",
                30_000,
                10_000,
                NOW.minusSeconds(3600),
                NOW.minusSeconds(600),
                by,
                "x",
                confusable);
    }

    private static String signed(String type, String wire, String status) {
        var said = new LinkedHashMap<String, String>();
        said.put("vnp_Command", "querydr");
        said.put("vnp_ResponseCode", "00");
        said.put("vnp_TmnCode", "HNIFEE01");
        said.put("vnp_TxnRef", "P1");
        said.put("vnp_Amount", wire);
        said.put("vnp_TransactionType", type);
        said.put("vnp_TransactionStatus", status);
        return VnpayWire.json(VnpayPipe.QUERYDR_RESPONSE.signed(said, SECRET));
    }

    private interface Call<T> {
        T of(VnpayProvider provider, ProviderLine line, URI address);
    }

    /** What VNPay was sent. */
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** Against a VNPay that answers this to everything. */
    private <T> T with(String answer, Call<T> call) throws IOException {
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        HttpServer vnpay = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        vnpay.createContext("/", exchange -> {
            asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
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
            return call.of(
                    provider,
                    line,
                    URI.create("http://127.0.0.1:" + vnpay.getAddress().getPort() + "/"));
        } finally {
            vnpay.stop(0);
        }
    }
}
